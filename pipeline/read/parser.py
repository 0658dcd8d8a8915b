"""Have the parser read the parts found to be sound, and nothing else of the file."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.read.book import MOST_CELLS, Book, Hazards, Remark
from pipeline.read.far import fitting
from pipeline.read.kinds import Kind, kind_of, kind_of_parts
from pipeline.read.package import unpack
from pipeline.read.parts import NotReadableError, Parts, faults_as_damage
from pipeline.read.plain import plainly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.read.values import Grid

__all__ = ["Book", "Hazards", "NotReadableError", "Remark", "parse"]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "<Relationships>{}</Relationships>"
RELATION = f'<Relationship Id="{{0}}" Type="{OFFICE}/{{1}}" Target="{{2}}"/>'
BOOK = f'<workbook xmlns:r="{OFFICE}"><workbookPr date1904="{{}}"/><sheets>{{}}</sheets></workbook>'
SHEET = '<sheet name="{0}" sheetId="{0}" r:id="s{0}"/>'
# The parser reserves memory for as many texts as the table claims to have.
TABLE_OF_TEXTS = re.compile(rb"<((?:[\w.-]+:)?sst)\b[^>]*?(/?)>")


def parse(content: bytes) -> Book:
    """Read every sheet's values, whatever format they are in.

    Raises: NotReadableError with the code of a finding.
    """
    with faults_as_damage(SyntaxError):
        book = _parsed(content)
    names = tuple(Remark(name, "", name) for name in book.sheets)
    far = tuple(each for each in book.far if each.count)
    texts = (remark for each in far for remark in each.remarks)
    return replace(book, remarks=(*names, *book.remarks, *texts), far=far)


def _parsed(content: bytes) -> Book:
    """Choose the reader by what the file holds."""
    kind = kind_of(content)
    if kind is not Kind.ZIP:
        from pipeline.read import oldbook  # noqa: PLC0415 - fewer and fewer files are

        if kind is Kind.BIFF:
            return oldbook.parse_records(content)
        opened = oldbook.parse_ole(content)
        if isinstance(opened, Book):
            return opened
        content = opened  # what was locked with a word that all know
    parts = Parts(content)
    if kind_of_parts(parts) is Kind.OPEN_DOCUMENT:
        from pipeline.read import opendocument  # noqa: PLC0415 - few files are

        return opendocument.parse(parts)
    return _office_open(parts)


def _office_open(parts: Parts) -> Book:
    """Read an .xlsx, an .xlsm or an .xlsb."""
    package = unpack(parts)
    plain = {sheet.name: plainly(xml, is_hidden=sheet.is_hidden) for sheet, xml in package.sheets}
    packed = {name: each.far for name, each in plain.items() if each.far.addresses}
    copy = _copied(
        [*(each.xml for each in plain.values()), *(each.sheet for each in packed.values())],
        TABLE_OF_TEXTS.sub(rb"<\1\2>", package.strings),
        package.styles,
        counts_from_1904=package.counts_from_1904,
    )
    grids = _grids(copy)
    sheets, passed_over = fitting(dict(zip(plain, grids, strict=False)))
    far = [packed[name].unpacked(name, rows) for name, rows in zip(packed, grids, strict=True)]
    return Book(
        saved_at=package.saved_at,
        sheets=sheets,
        hazards={name: each.hazards for name, each in plain.items()},
        remarks=package.remarks,
        far=(*passed_over, *far),
    )


def _copied(
    sheets: Iterable[bytes], strings: bytes, styles: bytes, *, counts_from_1904: bool
) -> BytesIO:
    """Put the sound parts into a zip of our own, under names of our own."""
    parts: dict[str, bytes | str] = {
        f"xl/{number}.xml": xml for number, xml in enumerate(sheets, start=1)
    }
    numbers = range(1, len(parts) + 1)
    relations = [RELATION.format(f"s{number}", "worksheet", f"{number}.xml") for number in numbers]
    for kind, xml in (("sharedStrings", strings), ("styles", styles)):
        if xml:
            parts[f"xl/{kind}.xml"] = xml
            relations.append(RELATION.format(kind, kind, f"{kind}.xml"))
    listed = "".join(SHEET.format(number) for number in numbers)
    parts |= {
        "_rels/.rels": RELATIONS.format(RELATION.format("b", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": BOOK.format(int(counts_from_1904), listed),
        "xl/_rels/workbook.xml.rels": RELATIONS.format("".join(relations)),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for name, part in parts.items():
            copy.writestr(zipfile.ZipInfo(name), part)
    buffer.seek(0)
    return buffer


def _grids(copy: BytesIO) -> Iterator[Grid]:
    """Load the values of every sheet.

    Raises: NotReadableError where the parser gives up, or panics, which is no Exception.
    """
    from python_calamine import (  # noqa: PLC0415 - loaded only where a file is read
        CalamineError,
        CalamineWorkbook,
    )

    left = MOST_CELLS * 16  # of what a few stray values within the bounds span
    try:
        book = CalamineWorkbook.from_filelike(copy)
        for number in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(number)
            row, column = sheet.end or (0, 0)
            left -= (row + 1) * (column + 1)
            if left < 0:
                break
            yield sheet.to_python(skip_empty_area=False)
    except (CalamineError, ArithmeticError, LookupError, OSError, ValueError) as error:
        raise NotReadableError("damaged") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise NotReadableError("damaged") from error
        raise
    if left < 0:
        raise NotReadableError("too-many-cells")
