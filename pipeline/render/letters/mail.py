"""Write a draft of a mail that opens as a message to be sent."""

from __future__ import annotations

import re
from base64 import b64encode, encodebytes
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.mailing import VERSION_HEADER, addresses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

# The parts are put together here and not by the standard library, which loses spaces between
# the encoded words of a long subject, and takes ten times as long.
LINE_END = "\r\n"
WORD_AT_MOST = 42  # bytes of an encoded word, so that its line stays below 78 signs
NAME_AT_MOST = 60  # signs of one piece of an encoded name
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES = "application/pdf"
TYPES = {"docx": WORD, "xlsx": WORKBOOK, "pdf": PAGES}
PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]{1,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a mail says and carries."""

    name: str  # tells this draft from all others of the campaign
    addresses: str  # as the file of units has them
    subject: str
    body: str
    attachments: Mapping[str, bytes]  # by the name of the file
    now: datetime
    campaign: str  # its code
    version: str  # two drafts of one name and version say the same, whenever they were written


def write(draft: Draft) -> bytes:
    """Write the draft; the same draft gives the same bytes.

    It has no sender: the program that opens it puts in its own.
    """
    digest = _digest(draft)
    host = re.sub(r"[^A-Za-z0-9-]+", "-", draft.campaign)[:30]
    addresses = addresses_of(draft.addresses)
    to = (f"To: {f',{LINE_END} '.join(addresses)}",) if addresses else ()
    head = (
        "X-Unsent: 1",  # what Outlook asks for to open the file as a message to be sent
        *to,
        f"Subject: {_encoded(draft.subject)}",
        f"Date: {format_datetime(draft.now)}",
        f"Message-ID: <{digest}@{host}.invalid>",
        f"{VERSION_HEADER}: {draft.version}",
        "MIME-Version: 1.0",
    )
    parts = [
        _part("text/plain; charset=utf-8", "", draft.body.replace("\n", LINE_END).encode()),
        *(
            _part(_type(name), f"Content-Disposition: attachment;{_named(name)}", content)
            for name, content in draft.attachments.items()
        ),
    ]
    if len(parts) == 1:
        return f"{LINE_END.join(head)}{LINE_END}{parts[0]}".encode("ascii")
    # No line of base64 begins with these signs, so no part can be taken for a boundary.
    boundary = f"=_{digest}"
    opened = f"{LINE_END}--{boundary}{LINE_END}"
    kind = f'Content-Type: multipart/mixed;{LINE_END} boundary="{boundary}"'
    lines = LINE_END.join((*head, kind, ""))
    return f"{lines}{opened}{opened.join(parts)}{LINE_END}--{boundary}--{LINE_END}".encode("ascii")


def _part(kind: str, disposition: str, content: bytes) -> str:
    """Write one part with its heads."""
    heads = [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    heads += [disposition] if disposition else []
    encoded = encodebytes(content).decode("ascii").rstrip("\n").replace("\n", LINE_END)
    return f"{LINE_END.join(heads)}{LINE_END}{LINE_END}{encoded}{LINE_END}"


def _type(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def _encoded(text: str) -> str:
    """Write a header's text as encoded words, its spaces within them."""
    words, word = [], ""
    for sign in " ".join(text.split()):
        if len((word + sign).encode()) > WORD_AT_MOST:
            words.append(word)
            word = ""
        word += sign
    return f"{LINE_END} ".join(
        f"=?utf-8?B?{b64encode(each.encode()).decode('ascii')}?=" for each in (*words, word)
    )


def _named(name: str) -> str:
    """Write the name of a file as a parameter of its part, by RFC 2231 where it must be."""
    if PLAIN_NAME.fullmatch(name):
        return f'{LINE_END} filename="{name}"'
    return ";".join(
        f"{LINE_END} filename*{place}*={piece}" for place, piece in enumerate(_pieces(name))
    )


def _pieces(name: str) -> Iterator[str]:
    """Cut an encoded name, never within a sign."""
    piece = "utf-8''"
    for sign in name:
        encoded = quote(sign, safe="")
        if len(piece) + len(encoded) > NAME_AT_MOST:
            yield piece
            piece = ""
        piece += encoded
    yield piece


def _digest(draft: Draft) -> str:
    """Name a draft by all that it holds, so that two of them are never taken for one."""
    digest = sha256()
    parts = (draft.name, draft.addresses, draft.subject, draft.body, draft.now.isoformat())
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    for name, content in draft.attachments.items():
        digest.update(f"{name}:{sha256(content).hexdigest()}".encode())
    return digest.hexdigest()[:32]
