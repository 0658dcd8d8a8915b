"""Take up the drafts of mails that lie in a folder of the outbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.errors import DeliveryError
from pipeline.mailing import VERSION_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from email.message import EmailMessage
    from pathlib import Path

# Where drafts lie within a folder, and blank forms within the outbox.
MAIL, FORMS = "mail", "forms"
REPORT = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One mail that is ready to be sent."""

    name: str  # of its file, without the ending
    version: str  # two of one name and version say the same
    to: tuple[str, ...]
    subject: str
    attachments: Mapping[str, str]  # hash by name
    content: bytes


def drafts_in(folder: Path) -> tuple[Draft, ...]:
    """Read the drafts of one reporting date, by name.

    Raises: DeliveryError where one of them cannot be read.
    """
    try:
        return tuple(_read(path) for path in sorted((folder / MAIL).glob("*.eml")))
    except OSError as error:
        raise DeliveryError("outbox", {"folder": folder, "problem": error}) from error


def newest_folder(outbox: Path) -> Path | None:
    """Find the folder of the newest reporting date; None where none has been built.

    Raises: DeliveryError where the outbox cannot be looked into.
    """
    try:
        found = sorted(outbox.iterdir()) if outbox.is_dir() else []
    except OSError as error:
        raise DeliveryError("outbox", {"folder": outbox, "problem": error.strerror}) from error
    return next((each for each in reversed(found) if REPORT.fullmatch(each.name)), None)


def _read(path: Path) -> Draft:
    content = path.read_bytes()
    message = BytesParser(policy=policy.default).parsebytes(content)
    digest = sha256(content).hexdigest()
    return Draft(
        name=path.stem,
        # A draft that somebody has saved anew may have lost its name.
        version=str(message.get(VERSION_HEADER, digest)),
        to=tuple(address for _, address in getaddresses(message.get_all("To", [])) if address),
        subject=str(message.get("Subject", "")),
        attachments=dict(_attached(message)),
        content=content,
    )


def _attached(message: EmailMessage) -> Iterator[tuple[str, str]]:
    for part in message.iter_attachments():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield part.get_filename() or "", sha256(payload).hexdigest()
