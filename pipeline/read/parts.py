"""Open a file's zip within bounds, and give its parts before any parser trusts them."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class NotReadableError(Exception):
    """The file is no workbook that can be read; `code` names the finding."""

    def __init__(self, code: str) -> None:
        """Keep the code of the finding."""
        self.code = code
        super().__init__(code)


# What a file that is not as it should be makes the standard library raise.
FAULTS: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, ET.ParseError, LookupError, EOFError, OSError,
    NotImplementedError, OverflowError, RuntimeError, ValueError, struct.error,
)  # fmt: skip


@contextmanager
def faults_as_damage(*more: type[Exception]) -> Iterator[None]:
    """Take what goes wrong inside a file for damage of the file.

    Raises: NotReadableError.
    """
    try:
        yield
    except (*FAULTS, *more) as error:
        raise NotReadableError("damaged") from error


class Parts:
    """The parts of a zip by name; neither case nor the kind of slash counts."""

    def __init__(self, content: bytes) -> None:
        """Check what the zip says of its members before any is inflated."""
        with zipfile.ZipFile(BytesIO(content)) as package:
            members = package.infolist()
        if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST_PACKAGE:
            raise NotReadableError("too-large")
        self._content = content
        self._members = {_key(each.filename): each for each in members}
        self.is_locked = any(each.flag_bits & ENCRYPTED for each in members)
        self.has_doubles = len(self._members) < len(members)

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part."""
        return _key(name) in self._members

    def __iter__(self) -> Iterator[str]:
        """Yield every part's name in small letters."""
        return iter(self._members)

    def size(self, name: str) -> int:
        """Say how large a part claims to be once it is inflated."""
        return self._members[_key(name)].file_size

    def content(self, name: str, limit: int = LARGEST_PART) -> bytes:
        """Inflate one part."""
        member = self._members[_key(name)]
        if member.file_size > limit:
            raise NotReadableError("too-large")
        if member.compress_type not in METHODS:
            raise NotReadableError("damaged")
        return _inflated(self._content, member)

    def xml(self, name: str, limit: int = LARGEST_PART) -> bytes:
        """Inflate one part, as UTF-8."""
        return _in_utf8(self.content(name, limit))

    def tree(self, name: str) -> ET.Element:
        """Parse a small part."""
        return ET.fromstring(entity_free(self.xml(name, LARGEST_TREE)))  # noqa: S314

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


def entity_free(xml: bytes) -> bytes:
    """Refuse a part with a document type, and so every entity of the sender's own."""
    if b"<!DOCTYPE" in xml:
        raise NotReadableError("damaged")
    return xml


def local(element: ET.Element) -> str:
    """Name an element without its namespace."""
    return element.tag.rpartition("}")[2]


def own(element: ET.Element, name: str, default: str = "") -> str:
    """Give an element's attribute, whatever its namespace."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return default


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


def _in_utf8(content: bytes) -> bytes:
    """Write a part anew in UTF-8 where it is in another encoding."""
    declared = ENCODING.match(content, 0, 200)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"} or content[:2] in {b"<\0", b"\0<"}:
        encoding = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(content[:2], "utf-16")
    elif encoding in {"utf-8", "utf8", "us-ascii", "ascii"}:
        return content
    return DECLARATION.sub("", content.decode(encoding), count=1).encode()


def _key(name: str) -> str:
    """Fold a part's name."""
    return name.replace("\\", "/").lstrip("/").lower()
