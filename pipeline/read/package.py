"""Open a workbook's zip within bounds, and find its sheets before any parser trusts them."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Real workbooks inflate to 23 MB (99.9 %), 114 MB at most, with up to 1,033 members.
LARGEST_PART = 128 * 1024 * 1024
LARGEST_PACKAGE = 256 * 1024 * 1024
LARGEST_TREE = 4 * 1024 * 1024  # of a part that lists other parts
MOST_MEMBERS = 2_000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # those of Excel; others inflate unbounded
ENCRYPTED = 0x1
# A member's own header: its start, its length, and where in it stand the lengths of what follows.
LOCAL_MAGIC, LOCAL_HEADER = b"PK\x03\x04", 30
LENGTHS, LENGTHS_AT = struct.Struct("<HH"), 26
ENCODING = re.compile(rb"\s*<\?xml[^>]*\bencoding\s*=\s*[\"']([\w.-]+)")
DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TRUE = {"1", "true", "on"}


class NotReadableError(Exception):
    """The file is no workbook that can be read; `code` names the finding."""

    def __init__(self, code: str) -> None:
        """Keep the code of the finding."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a workbook that hold its values."""

    saved_at: datetime | None
    counts_from_1904: bool
    sheets: tuple[tuple[str, bytes], ...]  # name and XML, in the workbook's order
    strings: bytes
    styles: bytes


def unpack(content: bytes) -> Package:
    """Take a workbook's parts out of its zip, none of them larger than it may be.

    Raises: NotReadableError with the code of a finding.
    """
    if not content:
        raise NotReadableError("empty-file")
    if content.startswith(OLE_MAGIC):
        raise NotReadableError("old-or-locked-workbook")
    if not content.startswith(b"PK"):
        raise NotReadableError("not-a-workbook")
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            return _unpacked(_Parts(content, package))
    except (
        zipfile.BadZipFile, zlib.error, ET.ParseError, LookupError, EOFError, OSError,
        NotImplementedError, OverflowError, RuntimeError, UnicodeError, ValueError, struct.error,
    ) as error:  # fmt: skip
        raise NotReadableError("damaged") from error


class _Parts:
    """The parts of a zip by name; neither case nor the kind of slash counts."""

    def __init__(self, content: bytes, package: zipfile.ZipFile) -> None:
        """Check what the zip says of its members before any is inflated."""
        members = package.infolist()
        if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST_PACKAGE:
            raise NotReadableError("too-large")
        if any(each.flag_bits & ENCRYPTED for each in members):
            raise NotReadableError("old-or-locked-workbook")
        self._content = content
        self._members = {_key(each.filename): each for each in members}
        if len(self._members) < len(members):
            raise NotReadableError("damaged")

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return _key(name) in self._members

    def content(self, name: str, limit: int = LARGEST_PART) -> bytes:
        """Inflate one part, as UTF-8."""
        member = self._members[_key(name)]
        if member.file_size > limit:
            raise NotReadableError("too-large")
        if member.compress_type not in METHODS:
            raise NotReadableError("damaged")
        return _in_utf8(_inflated(self._content, member))

    def tree(self, name: str) -> ET.Element:
        """Parse a small part."""
        return ET.fromstring(entity_free(self.content(name, LARGEST_TREE)))  # noqa: S314

    def relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield what a part is related to: id, kind and the part's name; "" is the package."""
        folder = dirname(name)
        relations = join(folder, "_rels", f"{basename(name)}.rels")
        for each in self.tree(relations) if relations in self else ():
            target = each.get("Target", "").replace("\\", "/")
            part = normpath(target.lstrip("/") if target[:1] == "/" else join(folder, target))
            # Some writers name a part from the root without saying so.
            part = part if part in self or target not in self else target
            yield each.get("Id", ""), basename(each.get("Type", "")), part


def _inflated(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """Inflate one member of a zip, never beyond the size that it claims."""
    header = member.header_offset
    if content[header : header + len(LOCAL_MAGIC)] != LOCAL_MAGIC:
        raise NotReadableError("damaged")
    start = header + LOCAL_HEADER + sum(LENGTHS.unpack_from(content, header + LENGTHS_AT))
    part = content[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_DEFLATED:
        part = zlib.decompressobj(-zlib.MAX_WBITS).decompress(part, member.file_size + 1)
    if len(part) != member.file_size or zlib.crc32(part) != member.CRC:
        raise NotReadableError("damaged")
    return part


def entity_free(xml: bytes) -> bytes:
    """Refuse a part with a document type, and so every entity of the sender's own."""
    if b"<!DOCTYPE" in xml:
        raise NotReadableError("damaged")
    return xml


def _unpacked(parts: _Parts) -> Package:
    """Take the parts out of an opened zip."""
    kinds = {kind: part for _, kind, part in parts.relations("")}
    main = kinds.get("officeDocument", "xl/workbook.xml")
    if main not in parts or main.endswith(".bin"):
        raise NotReadableError("not-a-workbook")
    book = parts.tree(main)
    if _local(book) != "workbook":
        raise NotReadableError("not-a-workbook")
    related = tuple(parts.relations(main))
    kinds = {kind: part for _, kind, part in related}
    strings, styles = kinds.get("sharedStrings", ""), kinds.get("styles", "")
    sheets = tuple(_sheets(book, parts, {key: part for key, _, part in related}))
    if not sheets:
        raise NotReadableError("damaged")
    return Package(
        saved_at=_saved_at(parts),
        counts_from_1904=any(
            each.get("date1904", "").lower() in TRUE
            for each in book
            if _local(each) == "workbookPr"
        ),
        sheets=sheets,
        strings=entity_free(parts.content(strings)) if strings in parts else b"",
        styles=entity_free(parts.content(styles)) if styles in parts else b"",
    )


def _sheets(
    book: ET.Element, parts: _Parts, targets: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield every sheet's name and XML; one whose part is missing is a damage."""
    for each in book.iter():
        if _local(each) == "sheet":
            keys = (value for name, value in each.items() if name.endswith("}id"))
            yield each.get("name", ""), parts.content(targets[next(keys, "")])


def _saved_at(parts: _Parts) -> datetime | None:
    """Read when the workbook says that it was last saved; None where that is unclear."""
    try:
        for each in parts.tree("docProps/core.xml"):
            if _local(each) == "modified":
                moment = datetime.fromisoformat((each.text or "").strip())
                return moment if moment.tzinfo else None
    except (KeyError, ET.ParseError, ValueError):
        return None
    return None


def _in_utf8(content: bytes) -> bytes:
    """Write a part anew in UTF-8 where it is in another encoding."""
    declared = ENCODING.match(content, 0, 200)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"} or content[:2] in {b"<\0", b"\0<"}:
        encoding = "utf-16-be" if content[:2] == b"\0<" else "utf-16"
    elif encoding in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return content
    return DECLARATION.sub("", content.decode(encoding), count=1).encode()


def _key(name: str) -> str:
    """Fold a part's name."""
    return name.replace("\\", "/").lstrip("/").lower()


def _local(element: ET.Element) -> str:
    """Name an element without its namespace."""
    return element.tag.rpartition("}")[2]
