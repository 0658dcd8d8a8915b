"""Tell what makes Excel offer to repair a workbook, though no schema finds fault with it."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from openpyxl.utils import range_boundaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_FORMULA, LONGEST_TEXT, LONGEST_LIST, LONGEST_FOOT, LONGEST_FORMAT = (
    8192,
    32_767,
    255,
    255,
    255,
)
MOST_LINKS, MOST_FORMATS, MOST_FONTS, MOST_ARGUMENTS = 65_530, 200, 1024, 255
HIGHEST, WIDEST = 409.5, 255
# Errors that stand in a formula or a name for cells that are gone.
LOST = re.compile(r"#REF!|#NAME\?")
SHEET_IN = re.compile(r"'((?:[^']|'')+)'!")

Box = tuple[int, int, int, int]


def repairs(content: bytes) -> Iterator[str]:
    """Yield each rule that a workbook breaks, with the place."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
        if len(parts) != len(package.namelist()):
            yield "two parts of one name"
    book = ET.fromstring(parts["xl/workbook.xml"])  # noqa: S314 - our own
    names = [str(each.get("name")) for each in book.iter(f"{MAIN}sheet")]
    yield from _of_the_book(book, names)
    yield from _of_styles(ET.fromstring(parts["xl/styles.xml"]))  # noqa: S314 - our own
    for name, part in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            for fault in _of_a_sheet(ET.fromstring(part), names):  # noqa: S314 - our own
                yield f"{name}: {fault}"
        if re.fullmatch(r"xl/comments\d+\.xml", name):
            spots = re.findall(rb'<comment ref="([A-Z]+\d+)"', part)
            drawn = parts[f"xl/drawings/vmlDrawing{name[11:-4]}.vml"].count(b"<x:Row>")
            if len(set(spots)) != len(spots) or drawn != len(spots):
                yield f"{name}: {len(spots)} comments, {drawn} shapes"
        if name.startswith("xl/charts/chart"):
            for formula in re.findall(r"<c:f>(.*?)</c:f>", part.decode()):
                if set(SHEET_IN.findall(formula.replace("&apos;", "'"))) - set(names):
                    yield f"{name}: {formula}"


def _of_the_book(book: ET.Element, names: Sequence[str]) -> Iterator[str]:
    folded = [name.casefold() for name in names]
    if len(set(folded)) != len(folded):
        yield "two sheets of one name"
    for name in names:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
            yield f"sheet name {name}"
    scopes = [
        (each.get("name"), each.get("localSheetId")) for each in book.iter(f"{MAIN}definedName")
    ]
    if len(set(scopes)) != len(scopes):
        yield "two defined names alike"
    for each in book.iter(f"{MAIN}definedName"):
        if LOST.search(each.text or "") or set(SHEET_IN.findall(each.text or "")) - set(names):
            yield f"defined name {each.get('name')}: {each.text}"


def _of_styles(styles: ET.Element) -> Iterator[str]:
    formats = [str(each.get("formatCode")) for each in styles.iter(f"{MAIN}numFmt")]
    if len(formats) > MOST_FORMATS or len([*styles.iter(f"{MAIN}font")]) > MOST_FONTS:
        yield "too many number formats or fonts"
    for each in formats:
        if len(each) > LONGEST_FORMAT or each.count('"') % 2 or each.count(";") > 3:
            yield f"number format {each}"


def _of_a_sheet(sheet: ET.Element, names: Sequence[str]) -> Iterator[str]:
    yield from _too_large(sheet)
    for each in sheet.iter(f"{MAIN}f"):
        text = each.text or ""
        if len(text) > LONGEST_FORMULA or LOST.search(text) or text.count("(") != text.count(")"):
            yield f"formula {text[:80]}"
        if set(SHEET_IN.findall(text)) - set(names) or text.count(",") > MOST_ARGUMENTS:
            yield f"formula {text[:80]}"
    for kind in ("mergeCell", "hyperlink"):
        boxes = [range_boundaries(str(each.get("ref"))) for each in sheet.iter(MAIN + kind)]
        for box in _overlapping(boxes):
            yield f"{kind} {box} overlaps another"
    for link in sheet.iter(f"{MAIN}hyperlink"):
        name, _, cells = str(link.get("location")).rpartition("!")
        if name.strip("'") not in names or not re.fullmatch(r"[A-Z]+\d+(:[A-Z]+\d+)?", cells):
            yield f"link {link.get('location')}"


def _too_large(sheet: ET.Element) -> Iterator[str]:
    for kind, size, most in (("row", "ht", HIGHEST), ("col", "width", WIDEST)):
        for each in sheet.iter(MAIN + kind):
            if float(each.get(size) or 0) > most:
                yield f"{kind} {each.attrib} is too large"
    for kind, longest in (
        ("t", LONGEST_TEXT), ("formula1", LONGEST_LIST), ("oddHeader", LONGEST_FOOT),
        ("oddFooter", LONGEST_FOOT),
    ):  # fmt: skip
        for each in sheet.iter(MAIN + kind):
            if len(each.text or "") > longest:
                yield f"{kind} is too long: {(each.text or '')[:80]}"
    if len([*sheet.iter(f"{MAIN}hyperlink")]) > MOST_LINKS:
        yield "too many links"


def _overlapping(boxes: Sequence[Box]) -> Iterator[Box]:
    """Yield the ranges that share a cell with one before them."""
    taken: set[tuple[int, int]] = set()
    for left, top, right, bottom in boxes:
        cells = {(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)}
        if taken & cells:
            yield left, top, right, bottom
        taken |= cells
