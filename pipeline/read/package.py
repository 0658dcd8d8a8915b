"""Take a workbook's parts out of its zip: its sheets, and what their values are written by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.asides import asides_of
from pipeline.read.parts import NotReadableError, Parts, entity_free, local
from pipeline.read.properties import comments_of, saved_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from pipeline.read.book import Remark

# The roots of Word's and PowerPoint's main parts.
TEXTS = {"document", "presentation"}
TRUE = {"1", "true", "on"}


class Sheet(NamedTuple):
    """One sheet as the workbook lists it."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of a workbook that hold its values."""

    saved_at: datetime | None
    counts_from_1904: bool
    sheets: tuple[tuple[Sheet, bytes], ...]  # with its XML, in the workbook's order
    strings: bytes
    styles: bytes
    remarks: tuple[Remark, ...]


def unpack(parts: Parts) -> Package:
    """Take out the parts that hold values, a binary workbook's written as XML.

    Raises: NotReadableError with the code of a finding.
    """
    kinds = {kind: part for _, kind, part in parts.relations("")}
    main = kinds.get("officeDocument", "xl/workbook.xml")
    if main not in parts:
        raise NotReadableError("damaged")
    related = tuple(parts.relations(main))
    kinds = {kind: part for _, kind, part in related}
    targets = {key: part for key, _, part in related}
    strings, styles = kinds.get("sharedStrings", ""), kinds.get("styles", "")
    is_binary = main.endswith(".bin")
    listed, from_1904 = (_binary_book if is_binary else _book)(parts, main, targets)
    if not listed:
        raise NotReadableError("damaged")
    moment, remarks = saved_at(parts)
    take = _binary if is_binary else _plain
    sheets = tuple((sheet, take(parts, sheet.part, "sheet")) for sheet in listed)
    comments = comments_of(parts, ((each.name, each.part) for each in listed))
    asides = asides_of(parts, ((sheet.name, sheet.part, xml) for sheet, xml in sheets))
    return Package(
        saved_at=moment,
        counts_from_1904=from_1904,
        sheets=sheets,
        strings=take(parts, strings, "strings") if strings in parts else b"",
        styles=take(parts, styles, "styles") if styles in parts else b"",
        remarks=(*remarks, *comments, *asides),
    )


def _plain(parts: Parts, name: str, what: str) -> bytes:
    """Take one part as it is; a sheet is looked at only once it is read."""
    xml = parts.xml(name)
    return xml if what == "sheet" else entity_free(xml)


def _binary(parts: Parts, name: str, what: str) -> bytes:
    """Write one binary part as XML."""
    from pipeline.read import binary  # noqa: PLC0415 - few workbooks are

    write = {"sheet": binary.sheet_of, "strings": binary.strings_of, "styles": binary.styles_of}
    return write[what](parts.content(name))


def _book(parts: Parts, main: str, targets: Mapping[str, str]) -> tuple[list[Sheet], bool]:
    """Read the list of sheets, and whether days are counted from 1904."""
    book = parts.tree(main)
    if local(book) != "workbook":
        raise NotReadableError("is-document" if local(book) in TEXTS else "not-a-workbook")
    from_1904 = any(
        each.get("date1904", "").lower() in TRUE for each in book if local(each) == "workbookPr"
    )
    return list(_sheets(book.iter(), targets)), from_1904


def _binary_book(parts: Parts, main: str, targets: Mapping[str, str]) -> tuple[list[Sheet], bool]:
    """Read the same of a binary workbook."""
    from pipeline.read import binary  # noqa: PLC0415 - likewise

    bundles, from_1904 = binary.book_of(parts.content(main))
    sheets = [Sheet(each.name, targets[each.relation], each.is_hidden) for each in bundles]
    return sheets, from_1904


def _sheets(elements: Iterator[Element], targets: Mapping[str, str]) -> Iterator[Sheet]:
    """Yield every sheet; one whose part is missing is a damage."""
    for each in elements:
        if local(each) == "sheet":
            keys = (value for name, value in each.items() if name.endswith("}id"))
            is_hidden = each.get("state", "visible") != "visible"
            yield Sheet(each.get("name", ""), targets[next(keys, "")], is_hidden)
