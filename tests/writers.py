"""Write one table of values by programs that know nothing of one another, or record by record."""

from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pyexcelerate
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.teletype import addTextToElement
from odf.text import P
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Every filled cell of every sheet, by its row and column from 0.
Values = dict[str, dict[tuple[int, int], Any]]
# In the writers that know them: an error, and a formula of which no result was saved.
ERROR, FORMULA = "#REF!", "=1+1"
EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - as cells count days
DAY_FORMAT = "dd.mm.yyyy"


class Hidden(NamedTuple):
    """What of a sheet is hidden; rows and columns are counted from 0."""

    sheet: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    is_whole: bool = False


NOTHING = Hidden()


def values_of(content: bytes) -> Values:
    """Read a workbook's values as openpyxl sees them."""
    book = load_workbook(BytesIO(content), data_only=True)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book
    }


def by_row(cells: Mapping[tuple[int, int], Any]) -> Iterator[tuple[int, list[tuple[int, Any]]]]:
    """Yield the filled rows, each with its filled cells."""
    for row, held in groupby(
        sorted(cells.items(), key=lambda each: each[0]), lambda each: each[0][0]
    ):
        yield row, [(column, value) for (_, column), value in held]


def serial(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    """Count a day as spreadsheets do; anything else stays as it is."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - likewise
    return (value - EPOCH).total_seconds() / 86_400 if isinstance(value, datetime) else value


def by_openpyxl(values: Values, hidden: Hidden = NOTHING) -> bytes:
    book, buffer = Workbook(), BytesIO()
    book.remove(book.active)
    for name, cells in values.items():
        sheet = book.create_sheet(name)
        for (row, column), value in cells.items():
            sheet.cell(row + 1, column + 1, value)
    if hidden.sheet:
        sheet = book[hidden.sheet]
        for row in hidden.rows:
            sheet.row_dimensions[row + 1].hidden = True
        for column in hidden.columns:
            sheet.column_dimensions[get_column_letter(column + 1)].hidden = True
        sheet.sheet_state = "veryHidden" if hidden.is_whole else "visible"
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(values: Values) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": DAY_FORMAT}) as book:
        for name, cells in values.items():
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                sheet.write(row, column, value)
    return buffer.getvalue()


def by_pyexcelerate(values: Values) -> bytes:
    book, buffer = pyexcelerate.Workbook(), BytesIO()
    for name, cells in values.items():
        sheet = book.new_sheet(name)
        for (row, column), value in cells.items():
            sheet.set_cell_value(row + 1, column + 1, value)
    book._save(buffer)  # noqa: SLF001 - its own saving wants a path
    return buffer.getvalue()


def by_xlwt(values: Values, hidden: Hidden = NOTHING) -> bytes:
    book, buffer = xlwt.Workbook(encoding="utf-8"), BytesIO()
    day = xlwt.easyxf(num_format_str=DAY_FORMAT)
    for name, cells in values.items():
        sheet = book.add_sheet(name)
        for (row, column), value in cells.items():
            if isinstance(value, date):
                sheet.write(row, column, value, day)
            elif value == ERROR:
                sheet.row(row).set_cell_error(column, value)
            elif value == FORMULA:
                formula = xlwt.Formula(value.removeprefix("="))
                sheet.row(row).set_cell_formula(column, formula)
            else:
                sheet.write(row, column, value)
        if name == hidden.sheet:
            for row in hidden.rows:
                sheet.row(row).hidden = True
            for column in hidden.columns:
                sheet.col(column).hidden = True
            sheet.visibility = int(hidden.is_whole)
    book.save(buffer)
    return buffer.getvalue()


def by_odfpy(values: Values, hidden: Hidden = NOTHING) -> bytes:
    """Blank cells and rows are runs, as programs write them."""
    book, buffer = OpenDocumentSpreadsheet(), BytesIO()
    unseen = Style(name="unseen", family="table")
    unseen.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(unseen)
    for name, cells in values.items():
        known = hidden if name == hidden.sheet else NOTHING
        look = {"stylename": "unseen"} if known.is_whole else {}
        table, before = Table(name=name, **look), 0
        for column in range(max(known.columns, default=-1) + 1):
            seen = "collapse" if column in known.columns else "visible"
            table.addElement(TableColumn(visibility=seen))
        for row, held in by_row(cells):
            if row > before:
                table.addElement(TableRow(numberrowsrepeated=row - before))
            before, place = row + 1, 0
            line = TableRow(visibility="filter" if row in known.rows else "visible")
            for column, value in held:
                if column > place:
                    line.addElement(TableCell(numbercolumnsrepeated=column - place))
                place = column + 1
                line.addElement(odf_cell(value))
            table.addElement(line)
        table.addElement(TableRow(numberrowsrepeated=1_048_576 - before))
        book.spreadsheet.addElement(table)
    book.save(buffer)
    return buffer.getvalue()


def odf_cell(value: Any) -> TableCell:  # noqa: ANN401 - likewise
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue="true" if value else "false")
    if isinstance(value, date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=repr(value))
    if value == FORMULA:
        return TableCell(formula=f"of:{value}")
    known = {"formula": f"of:={value}"} if value == ERROR else {}
    cell = TableCell(valuetype="string", **known)
    for line in value.split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


# An old workbook of 1995, whose texts are bytes of an alphabet that it names.


def by_biff5(values: Values, alphabet: str = "cp1251") -> bytes:
    head = record(0x809, struct.pack("<HHHH", 0x0500, 5, 0, 0))
    head += record(0x42, struct.pack("<H", int(alphabet.removeprefix("cp"))))
    sheets = [biff5_sheet(cells, alphabet) for cells in values.values()]
    names = [name.encode(alphabet, "replace") for name in values]
    at = len(head) + sum(4 + 7 + len(name) for name in names) + 4
    for name, sheet in zip(names, sheets, strict=True):
        head += record(0x85, struct.pack("<IBBB", at, 0, 0, len(name)) + name)
        at += len(sheet)
    return head + record(0x0A) + b"".join(sheets)


def biff5_sheet(cells: Mapping[tuple[int, int], Any], alphabet: str) -> bytes:
    lines = [record(0x809, struct.pack("<HHHH", 0x0500, 0x10, 0, 0))]
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        value = serial(value)  # noqa: PLW2901 - a day is a number here
        if isinstance(value, bool):
            lines.append(record(0x205, place + bytes([value, 0])))
        elif isinstance(value, int | float):
            lines.append(record(0x203, place + struct.pack("<d", value)))
        elif value == ERROR:
            lines.append(record(0x205, place + b"\x17\1"))
        elif value == FORMULA:
            lines.append(record(0x06, place + bytes(8) + struct.pack("<HIH", 3, 0, 0)))
        else:
            text = value.encode(alphabet, "replace")[:255]
            lines.append(record(0x204, place + struct.pack("<H", len(text)) + text))
    return b"".join([*lines, record(0x0A)])


def record(kind: int, held: bytes = b"") -> bytes:
    """Write one record of an old workbook."""
    return struct.pack("<HH", kind, len(held)) + held


# A binary workbook: the records of the newer kind, in a zip.

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATION = f'<Relationship Id="{{}}" Type="{OFFICE}{{}}" Target="{{}}"/>'


def by_xlsb(values: Values, hidden: Hidden = NOTHING, *, short: bool = False) -> bytes:
    """`short` leaves out the column of a cell that follows another, as some programs do."""
    texts = sorted(
        {each for cells in values.values() for each in cells.values() if isinstance(each, str)}
    )
    place = {text: number for number, text in enumerate(texts)}
    kinds = [
        RELATION.format(f"s{number}", "worksheet", f"sheet{number}.bin")
        for number in range(len(values))
    ]
    kinds += [RELATION.format(kind, kind, f"{kind}.bin") for kind in ("sharedStrings", "styles")]
    listed = [
        long_record(
            156,
            struct.pack("<II", hidden.is_whole and name == hidden.sheet, number + 1)
            + wide(f"s{number}")
            + wide(name),
        )
        for number, name in enumerate(values)
    ]
    styles = [
        long_record(44, struct.pack("<H", 164) + wide(DAY_FORMAT)),
        long_record(617, struct.pack("<I", 2)),
        *(long_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, 164)),
        long_record(618),
    ]
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(RELATION.format("b", "officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": RELATIONS.format("".join(kinds)),
        "xl/workbook.bin": b"".join(listed),
        "xl/sharedStrings.bin": b"".join(long_record(19, b"\0" + wide(text)) for text in texts),
        "xl/styles.bin": b"".join(styles),
    }
    parts |= {
        f"xl/sheet{number}.bin": xlsb_sheet(
            cells, place, hidden if name == hidden.sheet else NOTHING, short=short
        )
        for number, (name, cells) in enumerate(values.items())
    }
    return zipped(parts)


def xlsb_sheet(
    cells: Mapping[tuple[int, int], Any], place: Mapping[str, int], hidden: Hidden, *, short: bool
) -> bytes:
    lines = [
        *(long_record(60, struct.pack("<IIIIH", each, each, 0, 0, 1)) for each in hidden.columns),
        long_record(145),
    ]
    for row, held in by_row(cells):
        lines.append(
            long_record(0, struct.pack("<IIHBBB", row, 0, 300, 0, (row in hidden.rows) << 4, 0))
        )
        before = None
        for column, value in held:
            style = struct.pack("<I", isinstance(value, date))
            is_short = short and before == column - 1
            start = style if is_short else struct.pack("<I", column) + style
            before = column
            value = serial(value)  # noqa: PLW2901 - likewise
            if isinstance(value, bool):
                kind, rest = (15 if is_short else 4), bytes([value])
            elif value == ERROR:
                kind, rest = (14 if is_short else 3), b"\x17"
            elif value == FORMULA:
                start, kind, rest = struct.pack("<I", column) + style, 9, bytes(8) + b"\2\0"
            elif isinstance(value, str):
                kind, rest = (18 if is_short else 7), struct.pack("<I", place[value])
            elif value == int(value) and abs(value) < 1 << 29:
                packed = (int(value) << 2 | 2) & 0xFFFFFFFF
                kind, rest = (13 if is_short else 2), struct.pack("<I", packed)
            else:
                kind, rest = (16 if is_short else 5), struct.pack("<d", value)
            lines.append(long_record(kind, start + rest))
    return b"".join([*lines, long_record(146)])


def long_record(kind: int, held: bytes = b"") -> bytes:
    """Write one record of a binary workbook."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(held)
    while length > 127:
        head, length = head + bytes([length & 0x7F | 0x80]), length >> 7
    return head + bytes([length]) + held


def wide(text: str) -> bytes:
    """Write a text behind the number of its signs."""
    held = text.encode("utf-16-le")
    return struct.pack("<I", len(held) // 2) + held


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()
