"""Make forms that are wrong in one thing each, from one sample form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from openpyxl import load_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    Change = Callable[[Workbook], None]

INBOX = Path(__file__).parent.parent / "inbox"
FIRST, SECOND = date(2011, 8, 4), date(2011, 8, 11)
UNIT = "ridder"
COVER = "Мұқаба-Обложка"
SHEETS = ("F1", "F2", "F3", "F4", "F5")
IDENTITY_NUMBER = "050315501230"  # of nobody: its check digit is made, its number unused


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a form, and where a person would mend it."""

    change: Change
    cells: frozenset[str] = frozenset()  # any of these; none where no cell is to be named
    week: date = SECOND  # whose sample is changed


def sample(unit: str, week: date) -> Workbook:
    """Open a sample form as a reader of saved values sees it."""
    name = f"{week.isoformat()}_{unit}.xlsx"
    return load_workbook(INBOX / week.isoformat() / name, data_only=True)


def saved(book: Workbook) -> bytes:
    """Save a workbook as bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def made(fault: Fault) -> bytes:
    """Make the form that is wrong in this one thing."""
    book = sample(UNIT, fault.week)
    fault.change(book)
    return saved(book)


def put(sheet: str, **cells: object) -> Change:
    """Type values into cells of one sheet."""

    def change(book: Workbook) -> None:
        for address, value in cells.items():
            book[sheet][address] = value

    return change


def typed(sheet: str, value: object, *addresses: str, also: Iterable[str] = ()) -> Fault:
    """Type one value where a figure belongs."""
    cells = frozenset(f"{sheet}!{address}" for address in (*addresses, *also))
    return Fault(change=put(sheet, **dict.fromkeys(addresses, value)), cells=cells)


def several(sheet: str, at: Iterable[str], **cells: object) -> Fault:
    """Type several values that are wrong together."""
    return Fault(
        change=put(sheet, **cells), cells=frozenset(f"{sheet}!{address}" for address in at)
    )


def error_value(sheet: str, address: str) -> Fault:
    """Leave an error where a figure belongs."""

    def change(book: Workbook) -> None:
        book[sheet][address] = "#REF!"
        book[sheet][address].data_type = "e"

    return Fault(change=change, cells=frozenset({f"{sheet}!{address}"}))


def lines(sheet: Worksheet, first: int = 5) -> range:
    """Give the numbers of a sheet's lines."""
    return range(first, sheet.max_row + 1)


def insert_column(book: Workbook) -> None:
    """Insert a column without a heading before the week's figures."""
    book["F1"].insert_cols(4)


def insert_own_column(book: Workbook) -> None:
    """Insert a column of the sender's own, with figures in it."""
    sheet = book["F1"]
    sheet.insert_cols(4)
    sheet["D4"] = "2010 жыл\n2010 год"
    for number in lines(sheet):
        sheet.cell(number, 4).value = number


def shift_right(book: Workbook) -> None:
    """Insert cells below a heading, so that the figures move one column on."""
    sheet = book["F1"]
    for number in lines(sheet):
        for column in range(8, 4, -1):
            sheet.cell(number, column).value = sheet.cell(number, column - 1).value
        sheet.cell(number, 4).value = None


def shift_down(book: Workbook) -> None:
    """Insert cells in a line, so that the figures below move one line on."""
    sheet = book["F1"]
    for column in (4, 5):
        for number in range(sheet.max_row, 14, -1):
            sheet.cell(number + 1, column).value = sheet.cell(number, column).value
        sheet.cell(15, column).value = None


def double_row(book: Workbook) -> None:
    """Repeat a line below the others."""
    sheet = book["F2"]
    sheet.append([cell.value for cell in sheet[11]])


def in_tenge(book: Workbook) -> None:
    """Give the week's sums in tenge instead of thousands."""
    sheet = book["F1"]
    for number in range(21, 27):
        week, before = sheet.cell(number, 4).value, sheet.cell(number, 6).value
        sheet.cell(number, 4).value = round(week * 1000, 1)
        sheet.cell(number, 5).value = round(before + week * 1000, 1)


def empty(book: Workbook) -> None:
    """Send the form as it was issued."""
    for sheet in (book[name] for name in SHEETS):
        for number in lines(sheet):
            for column in (4, 5, *([6] if sheet.title == "F5" else [])):
                sheet.cell(number, column).value = None
    book["F6"]["C5"] = None


def hide(sheet: str, row: int = 0) -> Change:
    """Hide a line, or a whole sheet."""

    def change(book: Workbook) -> None:
        if row:
            book[sheet].row_dimensions[row].hidden = True
        else:
            book[sheet].sheet_state = "hidden"

    return change


def as_a_date(book: Workbook) -> None:
    """Let the program make a date of «5.10»."""
    book["F1"]["D30"] = datetime(2011, 10, 5)  # noqa: DTZ001 - as a cell holds it
    book["F1"]["D30"].number_format = "dd.mm.yyyy"


def wrong_week(book: Workbook) -> None:
    """Date the cover on a day without a report."""
    book[COVER]["B5"] = datetime(2011, 8, 12)  # noqa: DTZ001 - likewise


def last_week_again(book: Workbook) -> None:
    """Send last week's form under this week's date."""
    book[COVER]["B5"] = datetime(2011, 8, 11)  # noqa: DTZ001 - likewise


def at(sheet: str, columns: str, first: int, last: int = 0) -> frozenset[str]:
    """Name a block of cells."""
    return frozenset(
        f"{sheet}!{column}{row}" for column in columns for row in range(first, (last or first) + 1)
    )


FAULTS: dict[str, Fault] = {
    "inserted column": Fault(change=insert_column, cells=at("F1", "D", 4)),
    "inserted column of figures": Fault(change=insert_own_column, cells=at("F1", "D", 4)),
    "renamed heading": typed("F1", "Барлығы\nИтого", "E4"),
    "figures moved one column on": Fault(change=shift_right, cells=at("F1", "DEF", 4, 40)),
    "figures moved one line on": Fault(change=shift_down, cells=at("F1", "DE", 15)),
    "text in a summand": typed("F1", "көп / много", "D16"),
    "«13 бала»": typed("F1", "13 бала", "D19"),
    "number as text": typed("F2", "89", "D11"),
    "number of two meanings": typed("F2", "1,253", "D11"),
    "negative": typed("F3", -1, "D15"),
    "decimal in a count": several("F3", ["D16"], D16=7.5, E16=12.5),
    "money too precise": several("F1", ["D24", "E24"], D24=240.123, E24=419.023),
    "error value": error_value("F1", "D29"),
    "error value in a summand": error_value("F1", "E22"),
    "formula not calculated": typed("F1", "=Z1+Z2", "D30"),
    "blank cell": typed("F2", None, "D11"),
    "blank line": typed("F4", None, "D7", "E7"),
    "dash": typed("F3", "–", "D12"),
    "«нет» for a figure": typed("F4", "нет", "D14"),
    "part exceeds whole": several("F1", ["D14", "E14"], D14=66, E14=529),
    "sum of other parts": several("F1", ["E37", "E38", "D37", "D38"], D38=6, E38=11),
    "total fell": several("F2", ["E11"], D11=0, E11=60),
    "total not running": typed("F2", 155, "E11", also=["D11"]),
    "base changed": typed("F1", 20, "E5"),
    "date in the future": typed("F5", datetime(2011, 8, 20), "E13"),  # noqa: DTZ001 - likewise
    "milestone without a date": typed("F5", None, "E14"),
    "milestone without a document": typed("F5", None, "F5"),
    "milestone undone": several("F5", ["D10"], D10="жоқ / нет", E10=None, F10=None),
    "date in words": typed("F5", "тамызда / в августе", "E12"),
    "yes or no unclear": typed("F5", "дерлік / почти", "D15"),
    "flag unclear": typed("F4", "кейде / иногда", "E15"),
    "wrong week": Fault(change=wrong_week, cells=frozenset({f"{COVER}!B5"})),
    "unknown unit": typed(COVER, "Лениногорск", "B4"),
    "missing sheet": Fault(change=lambda book: book.remove(book["F3"])),
    "doubled line": Fault(change=double_row, cells=at("F2", "ADE", 28)),
    "deleted line": Fault(change=lambda book: book["F1"].delete_rows(32)),
    "id misspelt": typed("F1", "F1.2!", "A32"),
    "hidden line": Fault(change=hide("F1", 17), cells=at("F1", "ADE", 17)),
    "hidden sheet": Fault(change=hide("F4")),
    "sums in tenge": Fault(change=in_tenge, cells=at("F1", "DE", 21)),
    "last week's form again": Fault(change=last_week_again, week=FIRST),
    "empty form": Fault(change=empty),
    "huge number": several("F2", ["D11", "E11"], D11=10**12, E11=10**12 + 62),
    "boolean in a count": typed("F1", True, "D30"),  # noqa: FBT003 - a cell's value
    "date for a number": Fault(change=as_a_date, cells=at("F1", "D", 30)),
    "a person's number": typed("F1", IDENTITY_NUMBER, "G9"),
}  # fmt: skip
CLEAN = ("ayagoz", "glubokoe", "kokpekti", "oskemen", "ridder", "semei", "shemonaikha", "zaisan",
         "zyryan")  # fmt: skip
