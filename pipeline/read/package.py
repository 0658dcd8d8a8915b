"""Look into a workbook's zip before any parser trusts it, and see what the parser cannot."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Real workbooks inflate to 23 MB (99.9 %), 114 MB at most, with up to 1,033 members.
LARGEST_PART = 128 * 1024 * 1024
LARGEST_PACKAGE = 256 * 1024 * 1024
MOST_MEMBERS = 2_000
# A stray value in the last row or column would make the parser reserve the whole grid; no form
# reaches row 5000 or column IW. One pattern for the references of rows and of cells.
FAR_REFERENCE = re.compile(
    rb'r="(?:(?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])[0-9]|[A-Z]{0,2}(?:[5-9][0-9]{3}|[0-9]{5,})")'
)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet\b")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATIONSHIP_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class NotReadableError(Exception):
    """The file is no workbook that can be read; `code` names the finding."""

    def __init__(self, code: str) -> None:
        """Keep the code of the finding."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Hazards:
    """The cells of one sheet whose plain value would mislead."""

    errors: frozenset[str] = frozenset()
    uncached: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """What the zip itself tells of a workbook."""

    saved_at: datetime | None
    hazards: Mapping[str, Hazards] = field(default_factory=dict)  # by sheet name


def inspect(content: bytes) -> Package:
    """Check the bounds of a workbook's zip and find the cells that a parser misreads.

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
            return _inspected(package)
    except (
        zipfile.BadZipFile, zlib.error, ET.ParseError, KeyError, EOFError, OSError,
        NotImplementedError, RuntimeError, UnicodeDecodeError, ValueError,
    ) as error:  # fmt: skip
        raise NotReadableError("damaged") from error


def _inspected(package: zipfile.ZipFile) -> Package:
    """Inspect an opened zip."""
    members = package.infolist()
    names = {member.filename for member in members}
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > LARGEST_PACKAGE:
        raise NotReadableError("too-large")
    if any(member.file_size > LARGEST_PART for member in members):
        raise NotReadableError("too-large")
    if "xl/workbook.xml" not in names:
        raise NotReadableError("not-a-workbook")
    hazards = {
        sheet: _hazards(_part(package, part))
        for sheet, part in _sheet_parts(package)
        if part in names
    }
    saved_at = _saved_at(package) if "docProps/core.xml" in names else None
    return Package(saved_at, hazards)


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    """Read one part, never more of it than it says and may have."""
    size = package.getinfo(name).file_size
    with package.open(name) as stream:
        content = stream.read(min(size, LARGEST_PART) + 1)
    if len(content) > size:
        raise NotReadableError("too-large")
    return content


def _tree(package: zipfile.ZipFile, name: str) -> ET.Element:
    """Parse a small part, refusing document types and so every entity."""
    content = _part(package, name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NotReadableError("damaged")
    return ET.fromstring(content)  # noqa: S314 - no document type, no entities


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield every sheet's name with the part that holds it."""
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in _tree(package, "xl/_rels/workbook.xml.rels")
    }
    for element in _tree(package, "xl/workbook.xml").iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = element.get(RELATIONSHIP_ID) or element.get(STRICT_RELATIONSHIP_ID)
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else join("xl", target)
            yield element.get("name", ""), normpath(part)


def _saved_at(package: zipfile.ZipFile) -> datetime | None:
    """Read when the workbook says that it was last saved."""
    for element in _tree(package, "docProps/core.xml"):
        if element.tag.endswith("}modified") and element.text:
            try:
                moment = datetime.fromisoformat(element.text.strip())
            except ValueError:
                return None
            return moment if moment.tzinfo else None
    return None


@lru_cache
def _patterns(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Compile what finds error cells and formula cells under one namespace prefix."""
    c, f, v = (re.escape(prefix) + name for name in (b"c", b"f", b"v"))
    errors = re.compile(rb"<%b ([^>]*\bt=\"e\"[^>]*)>" % c)
    formulas = re.compile(
        rb"<%b ([^>]*)>\s*<%b\b(?:[^>]*/>|[^>]*>[^<]*</%b>)(?:\s*<%b(?:\s[^>]*)?>([^<]*)<)?"
        % (c, f, f, v)
    )
    return errors, formulas


def _hazards(sheet: bytes) -> Hazards:
    """Find error values and formulas without a saved result in a sheet's XML."""
    if b"<!DOCTYPE" in sheet:
        raise NotReadableError("damaged")
    if FAR_REFERENCE.search(sheet):
        raise NotReadableError("too-many-cells")
    root = ROOT.search(sheet)
    prefix = root[1] + b":" if root and root[1] else b""
    errors, formulas = _patterns(prefix)
    return Hazards(
        errors=_references(match[1] for match in errors.finditer(sheet)),
        uncached=_references(
            match[1]
            for match in formulas.finditer(sheet)
            if not match[2] and b't="str"' not in match[1]
        ),
    )


def _references(attributes: Iterator[bytes]) -> frozenset[str]:
    """Gather the addresses that cells' attributes give."""
    found = (REFERENCE.search(each) for each in attributes)
    return frozenset(match[1].decode() for match in found if match)
