"""Open mails as Outlook saves them within bounds: each attachment once, mails within them too."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.collect.headers import address_in, header, headers_of, moment_in
from pipeline.collect.mail import SHOWN
from pipeline.collect.names import OF_MAILS, decoded, is_of_a_system
from pipeline.collect.opened import LARGEST_LOGO, Member, Opened, RefusedError
from pipeline.collect.wording import LONGEST_PAGE, read_as, said, seen_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oxmsg.storage import Storage

    from pipeline.collect.opened import Budget

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROPERTIES = "__properties_version1.0"
MARK = PROPERTIES.encode("utf-16-le")
ATTACHMENT = "__attach_version1.0_#"
# Where a header stands that claims how many sectors of each kind there are, and of what size.
SECTOR_SHIFT, CLAIMS = struct.Struct("<2H"), struct.Struct("<L16xL4xL")
SECTOR_SHIFT_AT, CLAIMS_AT = 30, 44
SECTOR_SHIFTS = {9, 12}
# Properties by their numbers in MS-OXPROPS.
SENDERS = (0x5D01, 0x5D02, 0x0C1F, 0x0065)
HEADERS, HTML = 0x007D, 0x1013
SUBJECT, BODY = 0x0037, 0x1000
SENT, DELIVERED = 0x0039, 0x0E06
DATA, NAMES, CONTENT_ID = 0x3701, (0x3707, 0x3704, 0x3001), 0x3712
TEXT, OLD_TEXT, BINARY, OBJECT, TIME = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040
PROPERTY = struct.Struct("<2HLQ")
# Before the properties of a mail, and of a mail within a mail.
OUTER_HEADER, INNER_HEADER = 32, 24
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM")
MOST_LEVELS = 12
# What the libraries raise on files that were cut short or crafted.
UNREADABLE = (
    OSError, struct.error, LookupError, ValueError, TypeError, AttributeError, AssertionError,
    RecursionError, OverflowError, MemoryError,
)  # fmt: skip


def is_outlook_mail(content: bytes) -> bool:
    """Whether an OLE file is a mail; one may also lie deep within a workbook."""
    if not (content.startswith(MAGIC) and MARK in content):
        return False
    try:
        return _holds_properties(content)
    except RefusedError:
        # What is damaged is a mail if it is no workbook, document or slides.
        return not any(
            name.encode("utf-16-le") in content
            for name in ("Workbook", "WordDocument", "PowerPoint Document", "EncryptedPackage")
        )


def open_outlook_mail(content: bytes, budget: Budget) -> Opened:
    """Read a mail's attachments.

    Raises: RefusedError where it is damaged, or holds too much.
    """
    return _opened(_storage(content), OUTER_HEADER, budget, MOST_LEVELS)


def _holds_properties(content: bytes) -> bool:
    from olefile import OleFileIO  # type: ignore[import-untyped] # noqa: PLC0415 - it has none

    _refuse_false_claims(content)
    try:
        with OleFileIO(BytesIO(content)) as ole:
            return any(kid.name == PROPERTIES for kid in ole.root.kids)
    except UNREADABLE as error:
        raise RefusedError("container-damaged") from error


def _storage(content: bytes) -> Storage:
    """Read the tree of storages and streams, if it cannot be larger than the file is."""
    from olefile import OleFileIO  # noqa: PLC0415 - likewise
    from oxmsg.storage import Storage  # noqa: PLC0415 - likewise

    _refuse_false_claims(content)
    try:
        with OleFileIO(BytesIO(content)) as ole:
            sizes = [each.size for each in ole.direntries if each is not None]
            if sum(sizes) > 2 * len(content):
                raise RefusedError("container-damaged")
            return Storage.from_ole(ole)
    except UNREADABLE as error:
        raise RefusedError("container-damaged") from error


def _refuse_false_claims(content: bytes) -> None:
    """Refuse a header that claims more sectors than there are: the library would count them all."""
    try:
        shift, _ = SECTOR_SHIFT.unpack_from(content, SECTOR_SHIFT_AT)
        claims = CLAIMS.unpack_from(content, CLAIMS_AT)
    except struct.error as error:
        raise RefusedError("container-damaged") from error
    if shift not in SECTOR_SHIFTS or max(claims) > len(content) >> shift:
        raise RefusedError("container-damaged")


def _opened(storage: Storage, header_size: int, budget: Budget, levels: int) -> Opened:
    """Describe a mail by its storage."""
    if not levels:
        raise RefusedError("container-too-deep")
    streams = {stream.name: stream.bytes_ for stream in storage.streams}
    attached = [each for each in storage.storages if each.name.startswith(ATTACHMENT)]
    budget.spend(len(attached), sum(_size(each) for each in attached))
    headers = headers_of(_text(streams, HEADERS).lstrip().encode(errors="surrogateescape"))
    candidates = (header(headers, "From"), *(_text(streams, each) for each in SENDERS))
    shown = {each.decode("latin-1").lower() for each in SHOWN.findall(_html(streams))}
    members = tuple(
        _member(each, number, shown, budget, levels) for number, each in enumerate(attached, 1)
    )
    # A mail within has no bytes of its own: what it says lies in these.
    within = (word for each in members if each.opened for word in each.opened.words)
    html = seen_of(read_as(_html(streams)[:LONGEST_PAGE], ""))
    return Opened(
        members=members,
        sender=next(filter(None, map(address_in, candidates)), ""),
        sent_at=next(_moments(streams, header_size), None) or moment_in(header(headers, "Date")),
        is_mail=True,
        words=said([_text(streams, SUBJECT), _text(streams, BODY), html, *within]),
    )


def _member(storage: Storage, number: int, shown: set[str], budget: Budget, levels: int) -> Member:
    """Describe an attachment by its storage."""
    streams = {stream.name: stream.bytes_ for stream in storage.streams}
    name = next(filter(None, (_text(streams, each) for each in NAMES)), "")
    inner = next((each for each in storage.storages if each.name == _key(DATA, OBJECT)), None)
    if inner is not None and any(each.name == PROPERTIES for each in inner.streams):
        return Member(
            name=f"{(name or f'mail-{number}').removesuffix('.msg')}.msg".replace("/", "_"),
            content=bytes,
            opened=_opened(inner, INNER_HEADER, budget, levels - 1),
        )
    content = streams.get(_key(DATA, BINARY))
    if content is None and inner is not None:
        packages = {stream.name: stream.bytes_ for stream in inner.streams}
        content = packages.get("Package")
    identity = _text(streams, CONTENT_ID).strip("<>").lower()
    return Member(
        name=name or f"attachment-{number}",
        content=(content or b"").__bytes__,
        fault=_fault(name, content, is_shown=identity in shown),
    )


def _fault(name: str, content: bytes | None, *, is_shown: bool) -> str:
    """Name what speaks against an attachment; "" where nothing does."""
    if is_of_a_system(name):
        return "system-file"
    if content is None:
        return "attachment-not-included"
    is_logo = is_shown and content.startswith(PICTURES) and len(content) <= LARGEST_LOGO
    return "inline-picture" if is_logo else ""


def _size(storage: Storage) -> int:
    """Tell how much an attachment holds, mails within it apart."""
    return sum(len(stream.bytes_) for stream in storage.streams)


def _key(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"


def _text(streams: dict[str, bytes], number: int) -> str:
    """Give a property as text; of the old kind in the encoding that it looks like."""
    if (text := streams.get(_key(number, TEXT))) is not None:
        return text.decode("utf-16-le", errors="replace").rstrip("\0")
    return decoded([streams.get(_key(number, OLD_TEXT), b"").rstrip(b"\0")], OF_MAILS)[0]


def _html(streams: dict[str, bytes]) -> bytes:
    """Give the mail's text, in whichever way it is kept."""
    kept = streams.get(_key(HTML, BINARY))
    return kept if kept is not None else _text(streams, HTML).encode(errors="replace")


def _moments(streams: dict[str, bytes], header_size: int) -> Iterator[datetime]:
    """Yield when the mail was sent, then when it was delivered."""
    listed = streams.get(PROPERTIES, b"")[header_size:]
    whole = listed[: len(listed) - len(listed) % PROPERTY.size]
    times = {
        number: ticks
        for kind, number, _, ticks in PROPERTY.iter_unpack(whole)
        if kind == TIME and ticks
    }
    for number in (SENT, DELIVERED):
        try:
            yield EPOCH + timedelta(microseconds=times[number] // 10)
        except (KeyError, OverflowError):
            continue
