"""Genuine forms in nasty dress: other formats, other writers, moved, hidden, locked."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import msoffcrypto.format.ooxml
from nasty_files import (
    COVER,
    FORM_SHEETS,
    Case,
    Expected,
    Kit,
    accepted,
    repacked,
    returned,
    saved,
)
from openpyxl import load_workbook
from writers import (
    by_biff5,
    by_odfpy,
    by_pyexcelerate,
    by_xlsb,
    by_xlsxwriter,
    by_xlwt,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet
    from writers import Values

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
CORE = "docProps/core.xml"


def written(write: Callable[[Values], bytes]) -> Callable[[Kit], bytes]:
    """Have another program write a form's values."""
    return lambda kit: write(values_of(kit.form()))


def far(write: Callable[[Values], bytes], row: int, column: int) -> Callable[[Kit], bytes]:
    """Have another program write a form with a value far out on F1, by row and column from 0."""

    def make(kit: Kit) -> bytes:
        values = values_of(kit.form())
        return write(values | {"F1": values["F1"] | {(row, column): "x"}})

    return make


def own_table(book: Workbook) -> None:
    """Add a long table of the district's own."""
    sheet = book.create_sheet("Тізім")
    for row in range(5_002):
        sheet.append([row, row + 1, row + 2])


def rows_far_out(book: Workbook) -> None:
    """Move the last line of F2 beyond all bounds."""
    book["F2"].move_range(f"A{book['F2'].max_row}:H{book['F2'].max_row}", rows=6_000)


def second_cover(address: str, value: object) -> Callable[[Workbook], None]:
    """Add a cover that says otherwise."""

    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[COVER])
        copy.title = "Мұқаба 2"
        copy[address] = value

    return change


def locked_by(password: str) -> Callable[[Kit], bytes]:
    """Lock a form by a password."""

    def make(kit: Kit) -> bytes:
        buffer = io.BytesIO()
        file = msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(kit.form()))
        file.encrypt(password, buffer)
        return buffer.getvalue()

    return make


def rewritten(change: Callable[[bytes], bytes]) -> Callable[[Kit], bytes]:
    """Write the XML of every sheet otherwise."""

    def make(kit: Kit) -> bytes:
        sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 9)]
        return kit.package(dict.fromkeys(sheets, change))

    return make


def strict(kit: Kit) -> bytes:
    """Write a form as Strict Open XML."""
    content = kit.package()
    parts = ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels",
             "xl/_rels/workbook.xml.rels",
             *(f"xl/worksheets/sheet{number}.xml" for number in range(1, 9))]  # fmt: skip
    turn = lambda xml: xml.replace(MAIN, STRICT).replace(OFFICE, STRICT_OFFICE)  # noqa: E731
    return repacked(content, dict.fromkeys(parts, turn))


def inline(kit: Kit) -> bytes:
    """Put every text into its own cell, in runs."""
    content = kit.package()
    texts = re.findall(rb"<si>(.*?)</si>", _part(content, "xl/sharedStrings.xml"), re.DOTALL)

    def change(xml: bytes) -> bytes:
        return re.sub(
            rb'<c r="(\w+)"([^>]*?) t="s"([^>]*)><v>(\d+)</v></c>',
            lambda found: (
                b'<c r="%b"%b t="inlineStr"%b><is><r>%b</r></is></c>'
                % (found[1], found[2], found[3], texts[int(found[4])])
            ),
            xml,
        )

    sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 9)]
    return repacked(content, {**dict.fromkeys(sheets, change)})


def _part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name)


def with_macros(kit: Kit) -> bytes:
    """Hold a part with macros."""
    return kit.package(
        {"[Content_Types].xml": lambda xml: xml.replace(
            b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")},
        {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)},
    )  # fmt: skip


def from_1904(book: Workbook) -> None:
    """Count days from 1904."""
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as the library has it


def each_sheet(change: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    """Change every sheet of rows."""
    return lambda book: [change(book[name]) for name in FORM_SHEETS]


def reversed_sheets(book: Workbook) -> None:
    """Turn the sheets' order round."""
    book._sheets = book._sheets[::-1]  # noqa: SLF001 - the library has no other way


def renamed_sheets(book: Workbook) -> None:
    """Call the sheets otherwise."""
    for number, sheet in enumerate(book, start=1):
        sheet.title = f"Лист {number}"


def other_ids(book: Workbook) -> None:
    """Type ids on a Cyrillic keyboard."""
    turn = str.maketrans("MTace", "МТасе")
    for name in FORM_SHEETS:
        for row in book[name].iter_rows(min_row=5, max_col=1):
            row[0].value = row[0].value.translate(turn)


def ids_written(turn: Callable[[str], str]) -> Callable[[Workbook], None]:
    """Write the ids of all figures another way."""

    def change(book: Workbook) -> None:
        for name in ("F1", "F2", "F3", "F4"):
            for row in book[name].iter_rows(min_row=5, max_col=1):
                row[0].value = turn(row[0].value)

    return change


def other_unit(book: Workbook) -> None:
    """Type the unit's name with a look-alike letter."""
    cover = book[COVER]
    cover["B4"] = cover["B4"].value.replace("а", "a")


def form(path: str, change: Callable[[Workbook], object], expected: Expected) -> Case:
    return Case(path=path, make=lambda kit: kit.form(change), expected=expected)


def file(path: str, make: Callable[[Kit], bytes], expected: Expected) -> Case:
    return Case(path=path, make=make, expected=expected)


def stamped(content: bytes, hour: int) -> bytes:
    """Say when a workbook was saved."""
    moment = f"2011-08-04T{hour:02}:00:00Z".encode()
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
    return repacked(
        content, {CORE: lambda xml: re.sub(pattern, lambda found: found[1] + moment, xml)}
    )


def first(kit: Kit) -> bytes:
    """Make a form that comes again."""
    kit.last = stamped(kit.form(), 3)
    return kit.last


def again(hour: int, **cells: object) -> Callable[[Kit], bytes]:
    """Send the last form once more, changed, saved at another hour."""

    def make(kit: Kit) -> bytes:
        book = load_workbook(io.BytesIO(kit.last))
        for address, value in cells.items():
            book[COVER if address == "B6" else "F6"][address] = value
        return stamped(saved(book), hour)

    return make


SUPERSEDED = Expected(fate="superseded", code="superseded")
DUPLICATE = Expected(fate="duplicate", code="same-bytes")
FORMS: dict[str, Case] = {
    "as LibreOffice saves it": file("office.xlsx", lambda kit: kit.package(), accepted()),
    "an .xls": file("old.xls", written(by_xlwt), accepted()),
    "an .xls called .xlsx": file("old.xlsx", written(by_xlwt), accepted()),
    "an .xls of 1995": file("older.xls", written(by_biff5), accepted()),
    "an .xlsb": file("binary.xlsb", written(by_xlsb), accepted()),
    "an .xlsb with short records": file(
        "short.xlsb", written(lambda values: by_xlsb(values, short=True)), accepted()
    ),
    "an .ods": file("open.ods", written(by_odfpy), accepted()),
    "an .ods called .xls": file("open.xls", written(by_odfpy), accepted()),
    "as XlsxWriter writes it": file("writer.xlsx", written(by_xlsxwriter), accepted()),
    "as PyExcelerate writes it": file("fast.xlsx", written(by_pyexcelerate), accepted()),
    "macros": file("macros.xlsm", with_macros, accepted()),
    "a default password": file("velvet.xlsx", locked_by("VelvetSweatshop"), accepted()),
    "a password": file("locked.xlsx", locked_by("құпия"), returned("locked-workbook")),
    "strict": file("strict.xlsx", strict, accepted()),
    "texts in place, in runs": file("inline.xlsx", inline, accepted()),
    "in UTF-16": file("wide.xlsx", rewritten(lambda xml: xml.decode().encode("utf-16")),
                      accepted()),
    "parts in capitals": file("capitals.xlsx", lambda kit: kit.package(names=str.upper),
                              accepted()),
    "parts behind backslashes": file(
        "backslash.xlsx", lambda kit: kit.package(names=lambda name: name.replace("/", "\\")),
        accepted()),
    "a grid claimed": file("claimed.xlsx", rewritten(lambda xml: re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml)), accepted()),
    "no dimensions": file("bare.xlsx", rewritten(
        lambda xml: re.sub(rb"<dimension [^>]*>", b"", xml)), accepted()),
    "days from 1904": form("mac.xlsx", from_1904, accepted()),
    "sheets in reverse": form("reverse.xlsx", reversed_sheets, accepted()),
    "sheets renamed": form("renamed.xlsx", renamed_sheets, accepted()),
    "sheets added": form("added.xlsx", lambda book: book.create_sheet("Ескертпе", 0), accepted()),
    "rows inserted": form("rows.xlsx", each_sheet(lambda sheet: sheet.insert_rows(1, 7)),
                          accepted()),
    "rows inserted below the heading": form(
        "below.xlsx", each_sheet(lambda sheet: sheet.insert_rows(5, 2)), accepted()),
    "columns inserted": form("before.xlsx", each_sheet(lambda sheet: sheet.insert_cols(1, 2)),
                             accepted()),
    "ids on another keyboard": form("ids.xlsx", other_ids, accepted()),
    "ids with commas": form(
        "commas.xlsx", ids_written(lambda text: text.replace(".", ",")), accepted()),
    "ids that nobody can read": form(
        "no-ids.xlsx", ids_written(lambda text: text.replace("F", "№ ")), accepted("rows-missing")),
    "a unit's name on another keyboard": form("latin.xlsx", other_unit, accepted()),
    "corrected": form("corrected.xlsx", lambda book: book[COVER].__setitem__(
        "B6", "түзетілген / исправленный"), accepted()),
    "an unknown unit": form("mars.xlsx", lambda book: book[COVER].__setitem__("B4", "Mars"),
                            returned("unknown-unit", f"{COVER}!B4")),
    "no unit": form("nobody.xlsx", lambda book: book[COVER].__setitem__("B4", None),
                    returned("unknown-unit", f"{COVER}!B4")),
    "a unit like a formula": form(
        "cmd.xlsx", lambda book: book[COVER].__setitem__("B4", "=cmd|'/C calc'!A0"),
        returned("unknown-unit", f"{COVER}!B4")),
    "a value far out in an .xls": file("far.xls", far(by_xlwt, 65_535, 255),
                                       accepted("far-cells", "F1!IV65536")),
    "a value far out in an .xlsb": file("far.xlsb", far(by_xlsb, 1_048_575, 16_383),
                                        accepted("far-cells", "F1!XFD1048576")),
    "a value far out in an .ods": file("far.ods", far(by_odfpy, 9_999, 300),
                                       accepted("far-cells", "F1!KO10000")),
    "a long table of their own": form("long.xlsx", own_table,
                                      accepted("far-cells", "Тізім!A5000")),
    "a line of the form far out": form("astray.xlsx", rows_far_out, accepted("rows-missing")),
    "no cover": form("no-cover.xlsx", lambda book: book.remove(book[COVER]),
                     returned("cover-missing")),
    "two covers that agree": form("two-covers.xlsx", second_cover("A1", "көшірме"), accepted()),
    "two covers of two units": form(
        "two-units.xlsx", second_cover("B4", "Абай ауданы / Абайский район"),
        returned("covers-differ", "Мұқаба 2!B4")),
    "two covers of two dates": form(
        "two-dates.xlsx", second_cover("B5", date(2011, 8, 11)),
        returned("covers-differ", "Мұқаба 2!B5")),
    "a week with its month first": form(
        "month-first.xlsx", lambda book: book[COVER].__setitem__("B5", "8/4/2011"),
        accepted("date-order", f"{COVER}!B5")),
    "a week of two readings": form(
        "either.xlsx", lambda book: book[COVER].__setitem__("B5", "8/5/2011"),
        returned("wrong-week", f"{COVER}!B5")),
    "a wrong week": form("friday.xlsx", lambda book: book[COVER].__setitem__(
        "B5", date(2011, 8, 5)), returned("wrong-week", f"{COVER}!B5")),
    "a week in words": form("words.xlsx", lambda book: book[COVER].__setitem__(
        "B5", "осы апта"), returned("wrong-week", f"{COVER}!B5")),
    "a week of another year": form("year.xlsx", lambda book: book[COVER].__setitem__(
        "B5", date(2012, 8, 2)), returned("wrong-week", f"{COVER}!B5")),
    "the first of two": file("two-1.xlsx", first, SUPERSEDED),
    "the later of two": file("two-0.xlsx", again(5, C5="кейінірек"), accepted()),
    "a later one, replaced by a corrected": file("three-9.xlsx", first, SUPERSEDED),
    "a corrected one, saved earlier": file(
        "three-1.xlsx", again(1, B6="түзетілген / исправленный", C6="қате"), accepted()),
    "the same bytes once": file("twin-a.xlsx", first, accepted()),
    "the same bytes twice": file("twin-b.xlsx", lambda kit: kit.last, DUPLICATE),
    "the same bytes in a folder": file("twins/twin-a.xlsx", lambda kit: kit.last, DUPLICATE),
}  # fmt: skip
