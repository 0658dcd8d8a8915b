"""Read what a mail's headers say: who sent it, when, and how its attachments are called."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parsedate_to_datetime

from pipeline.collect.names import OF_MAILS, decoded, printable
from pipeline.collect.opened import RefusedError

# Beyond this a header is no name, address or date that a person wrote.
LONGEST_HEADER, LONGEST_ADDRESS = 4_096, 254
MOST_LINES = 2_000
READ = frozenset({
    "from", "sender", "date", "subject", "content-type", "content-disposition", "content-id",
    "content-transfer-encoding",
})  # fmt: skip
# First the address in brackets, then any.
ADDRESSES = (
    re.compile(r"<([^<>\s@]{1,64}@[^<>\s@]{1,189})>"),
    re.compile(r"([^<>\s@()\",;:]{1,64}@[^<>\s@()\",;:]{1,189})"),
)
# What the standard library raises on headers that nobody meant to be read.
UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def headers_of(block: bytes) -> Message:
    """Parse the headers of a block that are read here, long values cut.

    Letters of no stated encoding are guessed. Raises: RefusedError where they have no end.
    """
    headers = Message(policy=compat32)
    if block.count(b"\n") > MOST_LINES:
        raise RefusedError("container-damaged")
    for name, value in BytesHeaderParser(policy=compat32).parsebytes(block).raw_items():
        if name.lower() not in READ:
            continue
        text = value[:LONGEST_HEADER]
        if any("\udc80" <= letter <= "\udcff" for letter in text):
            (text,) = decoded([text.encode(errors="surrogateescape")], OF_MAILS)
        headers[name] = text
    return headers


def header(headers: Message, name: str) -> str:
    """Give a header as text; "" where there is none."""
    try:
        return words(str(headers.get(name, ""))[:LONGEST_HEADER])
    except UNREADABLE:
        return ""


def file_name(headers: Message) -> str:
    """Give the name of an attachment, however it is encoded; "" where it has none."""
    try:
        return words((headers.get_filename() or "")[:LONGEST_HEADER])
    except UNREADABLE:
        return ""


def words(value: str) -> str:
    """Decode encoded words, those of an unknown or wrong encoding by what they look like."""
    try:
        chunks = decode_header(value)
    except MessageError:
        return value
    return "".join(_chunk(chunk, charset) for chunk, charset in chunks)


def address_in(value: str) -> str:
    """Find the address in a From header; "" where there is none."""
    for pattern in ADDRESSES:
        if match := pattern.search(value[:LONGEST_HEADER]):
            return printable(match[1])[:LONGEST_ADDRESS].lower()
    return ""


def moment_in(value: str) -> datetime | None:
    """Read a Date header; None where it is none."""
    try:
        moment = parsedate_to_datetime(value[:LONGEST_ADDRESS])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (*UNREADABLE, OverflowError):
        return None


def _chunk(chunk: bytes | str, charset: str | None) -> str:
    if isinstance(chunk, str):
        return chunk
    if charset is None:
        return chunk.decode("raw-unicode-escape")
    try:
        return chunk.decode(charset)
    except (LookupError, ValueError):
        return decoded([chunk], OF_MAILS)[0]
