"""Load mail.toml: to whom the report goes, and through which server."""

from __future__ import annotations

import os
import re
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import SetupError
from pipeline.schema import Bilingual, Table
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.campaign import Campaign

FILE = "mail.toml"
# What the environment says goes before the file: SMTP_HOST, SMTP_PORT, SMTP_SECURITY …
PREFIX = "SMTP_"
# By this header of a draft it is known whether the same has been sent already.
VERSION_HEADER = "X-Report-Version"


# An address as a mail header takes it as it stands: nothing to quote, nothing to encode.
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
ADDRESS_AT_MOST = 254
BETWEEN_ADDRESSES = re.compile(r"[,;\s]+")


class Security(StrEnum):
    """How the way to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"  # only to a server on this very machine


class Server(Table, frozen=True, kw_only=True):
    """The mail server; its password never stands in a file."""

    host: str = ""  # "": nothing is sent
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""  # "": no signing in
    sender: str = ""  # the address in From
    seconds: int = 60  # to wait for an answer


class Recipient(Table, frozen=True, kw_only=True):
    """Who gets the report of each date."""

    code: str  # a Latin slug, part of the draft's name
    name: Bilingual  # as the covering text addresses it, in the dative
    email: str
    attach: tuple[str, ...]  # endings of the files that go along: xlsx, docx, pdf

    def draft_name(self, week: date) -> str:
        """Name the draft that sends the report of a date."""
        return f"{week.isoformat()}_{self.code}"


class Mailing(Table, frozen=True, kw_only=True):
    """All that mail needs to know."""

    server: Server
    recipients: tuple[Recipient, ...]


def load_mailing(campaign: Campaign, environment: Mapping[str, str] = os.environ) -> Mailing:
    """Load the campaign's mail.toml; the environment may name another server.

    Raises: SetupError with the file, the key and what is expected there.
    """
    said = {
        name: environment[f"{PREFIX}{name.upper()}"]
        for name in Server.__struct_fields__
        if environment.get(f"{PREFIX}{name.upper()}")
    }
    mailing = load_table(campaign.folder / FILE, Mailing)
    server = msgspec.structs.asdict(mailing.server) | said
    return msgspec.structs.replace(mailing, server=_server(server))


def addresses_of(text: str) -> tuple[str, ...]:
    """Give the addresses that a mail can go to; several stand apart by a comma."""
    return tuple(
        each
        for each in BETWEEN_ADDRESSES.split(text)
        if ADDRESS.fullmatch(each) and len(each) <= ADDRESS_AT_MOST
    )


def _server(said: dict[str, object]) -> Server:
    """Take the server as file and environment together name it."""
    try:
        server = msgspec.convert(said, Server, strict=False)
    except msgspec.ValidationError as error:
        problem, _, key = str(error).partition(" - at ")
        raise _wrong(key.strip("`").removeprefix("$."), problem) from error
    if not server.host:
        return server
    sender = server.sender or server.user
    if addresses_of(sender) != (sender,):
        raise _wrong("sender", "one mail address")
    return msgspec.structs.replace(server, sender=sender)


def _wrong(key: str, expected: str) -> SetupError:
    """Name a setting of the server, which may stand in the file or in the environment."""
    file = f"{FILE} / {PREFIX}{key.upper()}"
    return SetupError("template", {"file": file, "key": f"server.{key}", "expected": expected})
