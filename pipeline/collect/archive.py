"""Open zip archives within bounds: every member once, none beyond the size that it claims."""

from __future__ import annotations

import stat
import struct
import zlib
from binascii import crc32
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pipeline.collect.names import OF_ARCHIVES, decoded, is_of_a_system
from pipeline.collect.opened import LARGEST_FILE, MOST_MEMBERS, Member, Opened, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.collect.opened import Budget

STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"PK00")
LOCAL, LOCAL_MAGIC = struct.Struct("<4s5H3L2H"), b"PK\x03\x04"
ENTRY, ENTRY_MAGIC = struct.Struct("<4s6H3L5H2L"), b"PK\x01\x02"
END, END_MAGIC = struct.Struct("<4s4H2LH"), b"PK\x05\x06"
LOCATOR, LOCATOR_MAGIC = struct.Struct("<4sLQL"), b"PK\x06\x07"
END_64, END_64_MAGIC = struct.Struct("<4sQ2H2L4Q"), b"PK\x06\x06"
EXTRA = struct.Struct("<2H")
LONGEST_COMMENT = 0xFFFF
WIDE_SIZES, UNICODE_NAME = 0x0001, 0x7075
IS_LOCKED, NAME_IS_UTF8 = 0x1, 0x800
UNKNOWN_16, UNKNOWN_32 = 0xFFFF, 0xFFFFFFFF
STORED, DEFLATED = 0, 8
UNIX = 3
# What only documents that happen to be zips have: Office, OpenDocument, Numbers, Java.
DOCUMENT_PARTS = frozenset({
    b"[content_types].xml", b"meta-inf/manifest.xml", b"meta-inf/manifest.mf", b"index.zip",
    b"index/document.iwa", b"xl/workbook.xml", b"xl/workbook.bin", b"word/document.xml",
    b"ppt/presentation.xml", b"androidmanifest.xml",
})  # fmt: skip
TYPES = b"[Content_Types].xml"
DOCUMENT_FOLDERS = (b"_rels/", b"xl/", b"word/", b"ppt/", b"docprops/", b"meta-inf/", b"index/")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One line of an archive's directory."""

    raw_name: bytes
    name: str  # where it is stated in Unicode, else ""
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int
    offset: int
    mode: int  # as Unix has it, 0 where unknown

    @property
    def is_folder(self) -> bool:
        return self.raw_name.endswith((b"/", b"\\")) and not self.size


def is_document(content: bytes) -> bool:
    """Whether a zip is a workbook or another document, which is never taken apart."""
    first = _first_name(content)
    if first in DOCUMENT_PARTS or first == b"mimetype":
        return True
    try:
        start, end, _ = _directory(content)
        # Nearly every workbook has this part, and finding it costs less than reading all lines.
        line = max(content.find(TYPES, start, end) - ENTRY.size, 0)
        if content.startswith(ENTRY_MAGIC, line) and _entry(content, line)[0].raw_name == TYPES:
            return True
        names = {_folded(entry.raw_name) for entry in _entries(content)}
    except (RefusedError, struct.error):
        # A document that was cut short is still a document.
        return first.startswith(DOCUMENT_FOLDERS)
    return not DOCUMENT_PARTS.isdisjoint(names)


def is_cut_short(content: bytes) -> bool:
    """Whether a zip lacks its end, as it does while it is being copied."""
    return content.startswith(STARTS) and _end(content) < 0


def open_archive(content: bytes, budget: Budget) -> Opened:
    """Read an archive's directory, and prepare to inflate each member.

    Raises: RefusedError where it is damaged, or holds too much.
    """
    entries = tuple(_entries(content))
    files = tuple(entry for entry in entries if not entry.is_folder)
    _refuse_overlaps(content, files)
    budget.spend(len(entries), sum(min(entry.size, LARGEST_FILE) for entry in files))
    return Opened(
        members=tuple(
            Member(name=name, content=partial(_inflated, content, entry), fault=_fault(entry, name))
            for entry, name in zip(files, _names(files), strict=True)
        )
    )


def _fault(entry: _Entry, name: str) -> str:
    """Name what speaks against a member before it is inflated; "" where nothing does."""
    if is_of_a_system(name):
        return "system-file"
    if stat.S_IFMT(entry.mode) not in {0, stat.S_IFREG}:
        return "not-a-file"
    if entry.flags & IS_LOCKED:
        return "container-locked"
    if entry.size > LARGEST_FILE:
        return "too-large"
    return "" if entry.method in {STORED, DEFLATED} else "compression-unknown"


def _inflated(content: bytes, entry: _Entry) -> bytes:
    """Inflate one member, one byte beyond its claim at most.

    Raises: RefusedError where it is not what the directory says.
    """
    start = _data_start(content, entry)
    if start < 0:
        raise RefusedError("damaged")
    part = content[start : start + entry.packed_size]
    if entry.method == DEFLATED:
        try:
            part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, entry.size + 1)
        except zlib.error as error:
            raise RefusedError("damaged") from error
    if len(part) != entry.size or crc32(part) != entry.crc:
        raise RefusedError("damaged")
    return part


def _refuse_overlaps(content: bytes, files: Sequence[_Entry]) -> None:
    """Refuse an archive whose members share bytes: it would inflate without end."""
    before = 0
    for entry in sorted(files, key=lambda entry: entry.offset):
        start = _data_start(content, entry)
        if start >= 0:
            if entry.offset < before:
                raise RefusedError("container-damaged")
            before = start + entry.packed_size


def _data_start(content: bytes, entry: _Entry) -> int:
    """Find where a member's bytes begin; -1 where its own header is not there."""
    if content[entry.offset : entry.offset + len(LOCAL_MAGIC)] != LOCAL_MAGIC:
        return -1
    if entry.offset + LOCAL.size > len(content):
        return -1
    *_, name_size, extra_size = LOCAL.unpack_from(content, entry.offset)
    return entry.offset + LOCAL.size + int(name_size) + int(extra_size)


def _names(files: Sequence[_Entry]) -> Iterator[str]:
    """Give every member's name, those of no stated encoding judged together."""
    unstated = tuple(entry.raw_name for entry in files if not entry.name)
    judged = iter(decoded(unstated, OF_ARCHIVES))
    for entry in files:
        yield entry.name or next(judged)


def _first_name(content: bytes) -> bytes:
    """Give the name of the first member as its own header has it."""
    if content[:4] != LOCAL_MAGIC or len(content) < LOCAL.size:
        return b""
    *_, name_size, _ = LOCAL.unpack_from(content)
    return _folded(content[LOCAL.size : LOCAL.size + int(name_size)])


def _folded(name: bytes) -> bytes:
    return name.replace(b"\\", b"/").lower().removeprefix(b"/")


def _end(content: bytes) -> int:
    """Find the record that ends an archive; -1 where there is none."""
    return content.rfind(END_MAGIC, max(0, len(content) - LONGEST_COMMENT - END.size))


def _entries(content: bytes) -> Iterator[_Entry]:
    """Read an archive's directory line by line.

    Raises: RefusedError where it has too many lines, or does not hold together.
    """
    try:
        start, end, count = _directory(content)
        found = 0
        while start < end:
            if found == MOST_MEMBERS:
                raise RefusedError("container-too-many-files")
            entry, start = _entry(content, start)
            yield entry
            found += 1
    except struct.error as error:
        raise RefusedError("container-damaged") from error
    if found & UNKNOWN_16 != count & UNKNOWN_16:
        raise RefusedError("container-damaged")


def _directory(content: bytes) -> tuple[int, int, int]:
    """Find where the directory begins and ends, and how many lines it claims."""
    end = _end(content)
    if end < 0:
        raise RefusedError("container-damaged")
    _, disk, _, _, count, size, offset, _ = END.unpack_from(content, end)
    locator = end - LOCATOR.size
    if locator >= 0 and content.startswith(LOCATOR_MAGIC, locator):
        _, _, position, _ = LOCATOR.unpack_from(content, locator)
        if position <= len(content) and content.startswith(END_64_MAGIC, position):
            *_, disk, _, _, count, size, offset = END_64.unpack_from(content, position)
            end = position
    if disk not in {0, UNKNOWN_16} or offset + size > end:
        raise RefusedError("container-damaged")
    return offset, offset + size, count


def _entry(content: bytes, start: int) -> tuple[_Entry, int]:
    """Read one line of the directory, and tell where the next begins."""
    (
        magic, made_by, _, flags, method, _, _, crc, packed_size, size,
        name_size, extra_size, comment_size, _, _, attributes, offset,
    ) = ENTRY.unpack_from(content, start)  # fmt: skip
    if magic != ENTRY_MAGIC:
        raise RefusedError("container-damaged")
    start += ENTRY.size
    raw_name = content[start : start + name_size]
    extras = dict(_extras(content[start + name_size : start + name_size + extra_size]))
    # Sizes and place stand in the extra field where they do not fit, in this order.
    wide = extras.get(WIDE_SIZES, b"")
    values = []
    for value in (size, packed_size, offset):
        if value == UNKNOWN_32:
            (value,), wide = struct.unpack_from("<Q", wide), wide[8:]  # noqa: PLW2901 - the wide one
        values.append(value)
    entry = _Entry(
        raw_name=raw_name,
        name=_stated_name(raw_name, flags, extras.get(UNICODE_NAME, b"")),
        flags=flags,
        method=method,
        crc=crc,
        packed_size=values[1],
        size=values[0],
        offset=values[2],
        mode=attributes >> 16 if made_by >> 8 == UNIX else 0,
    )
    return entry, start + name_size + extra_size + comment_size


def _extras(field: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield what stands in an extra field, by its number."""
    start = 0
    while start + EXTRA.size <= len(field):
        key, size = EXTRA.unpack_from(field, start)
        start += EXTRA.size
        yield key, field[start : start + size]
        start += size


def _stated_name(raw_name: bytes, flags: int, extra: bytes) -> str:
    """Give a name whose encoding the archive states; "" where it does not, or wrongly."""
    try:
        if extra[:1] == b"\x01" and extra[1:5] == crc32(raw_name).to_bytes(4, "little"):
            return extra[5:].decode()
        return raw_name.decode() if flags & NAME_IS_UTF8 or raw_name.isascii() else ""
    except UnicodeDecodeError:
        return ""
