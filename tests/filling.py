"""Fill an issued form by openpyxl, and say what must be read from it."""

from __future__ import annotations

import random
import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from openpyxl import Workbook, load_workbook

from pipeline.model import Arrival, Cell, Form, Nature, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign


COVER, YES, NO = "Мұқаба-Обложка", "иә / да", "жоқ / нет"
FORM_SHEETS = ("F1", "F2", "F3", "F4", "F5", "F6")
COLUMNS = {
    Kind.CUM: {Slot.WEEK: "D", Slot.TOTAL: "E", Slot.PREVIOUS: "F", Slot.REASON: "G"},
    Kind.STOCK: {Slot.TOTAL: "E", Slot.REASON: "G"},
    Kind.REF: {Slot.TOTAL: "E", Slot.REASON: "G"},
    Kind.FLAG: {Slot.TOTAL: "E", Slot.REASON: "G"},
    Kind.MILESTONE: {Slot.DONE: "D", Slot.DATE: "E", Slot.DOCUMENT: "F", Slot.REASON: "G"},
    Kind.TEXT: {Slot.TEXT: "C"},
}
Key = tuple[str, Slot]
Held = tuple[Nature, float | str | None]
TABLE_OF_TEXTS = "xl/sharedStrings.xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
SHEET_1, SHEET_2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"  # the cover, F1


class Filled(NamedTuple):
    """A form filled by openpyxl, with what must be read from it."""

    content: bytes
    expected: Mapping[Key, Held]
    places: Mapping[Key, tuple[str, str]]

    @property
    def book(self) -> Workbook:
        """The form, to be changed."""
        return load_workbook(BytesIO(self.content))

    @property
    def calculated(self) -> dict[Key, Held]:
        """What must be read once a program has calculated the totals."""
        held = dict(self.expected)
        for (indicator, slot), (nature, _) in self.expected.items():
            if nature is Nature.UNCACHED:
                parts = held[indicator, Slot.PREVIOUS][1], held[indicator, Slot.WEEK][1]
                held[indicator, slot] = Nature.NUMBER, round(sum(parts), 1)  # type: ignore[arg-type]
        return held


def fill(campaign: Campaign, blank: bytes, seed: int) -> Filled:
    """Fill every row of an issued form; most totals are left to their formulas."""
    figures, book = random.Random(seed), load_workbook(BytesIO(blank))  # noqa: S311 - likewise
    expected: dict[Key, Held] = {}
    places: dict[Key, tuple[str, str]] = {}
    for sheet in (book[name] for name in FORM_SHEETS):
        for number in range(5, sheet.max_row + 1):
            row = campaign.indicators[sheet.cell(number, 1).value]
            for slot, column in COLUMNS[row.kind].items():
                cell = sheet[f"{column}{number}"]
                typed, held = answer(figures, row.kind, slot, cell.value)
                if typed is not None:
                    cell.value = typed
                if held is not None:
                    expected[row.id, slot] = held
                    places[row.id, slot] = sheet.title, cell.coordinate
    return Filled(saved(book), expected, places)


def answer(figures: random.Random, kind: Kind, slot: Slot, before: Any) -> tuple[Any, Held | None]:  # noqa: ANN401 - whatever a cell holds
    """Give what is typed into a cell, and what it must be read as."""
    match slot:
        case Slot.PREVIOUS:
            return None, (Nature.NUMBER, float(before))
        case Slot.REASON:
            reason = figures.choice([None, None, None, "  көшіп келді / переехали "])
            return reason, (Nature.TEXT, reason.strip()) if reason else None
        case Slot.TEXT:
            return "Рейдтер, «жәрмеңке» & <тағы>", (Nature.TEXT, "Рейдтер, «жәрмеңке» & <тағы>")
        case Slot.DONE:
            done = figures.random() < 0.5
            return YES if done else NO, (Nature.BOOLEAN, float(done))
        case Slot.DATE:
            day = date(2011, 8, figures.randint(1, 11))
            return day, (Nature.DATE, day.isoformat())
        case Slot.DOCUMENT:
            return figures.choice([(251, (Nature.TEXT, "251")), ("№ 7-а", (Nature.TEXT, "№ 7-а"))])
    if kind is Kind.FLAG:
        return NO, (Nature.BOOLEAN, 0.0)
    if slot is Slot.TOTAL and kind is Kind.CUM and figures.random() < 0.8:
        return None, (Nature.UNCACHED, None)
    figure = figures.choice([0, 1, figures.randint(0, 9999), figures.randint(0, 9999) / 10])
    return figure, (Nature.NUMBER, float(figure))


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def arrived(content: bytes) -> Arrival:
    return Arrival(path="a.xlsx", content=content, sha256="0" * 64, modified_at=None)


def held(form: Form) -> dict[Key, Held]:
    return {(cell.indicator, cell.slot): (cell.nature, cell.value) for cell in form.cells}


def places(form: Form) -> dict[Key, tuple[str, str]]:
    return {(cell.indicator, cell.slot): (cell.sheet, cell.address) for cell in form.cells}


def codes(form: Form) -> list[str]:
    return [finding.code for finding in form.findings]


def cell_of(form: Form, indicator: str, slot: Slot) -> Cell:
    (cell,) = (each for each in form.cells if (each.indicator, each.slot) == (indicator, slot))
    return cell


def line_of(book: Workbook, indicator: str) -> tuple[Worksheet, int]:
    for sheet in book:
        for number in range(1, sheet.max_row + 1):
            if sheet.cell(number, 1).value == indicator:
                return sheet, number
    raise KeyError(indicator)


def repacked(
    content: bytes,
    changes: Mapping[str, Callable[[bytes], bytes] | bytes | None] | None = None,
    added: Mapping[str, bytes] | None = None,
    names: Callable[[str], str] = str,
) -> bytes:
    """Change, drop (None) or add parts of a workbook's zip."""
    changes, buffer = changes or {}, BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", 8) as after:
        for name in before.namelist():
            part: bytes | None = before.read(name)
            change = changes.get(name, part)
            part = change(part) if callable(change) else change
            if part is not None:
                after.writestr(zipfile.ZipInfo(names(name)), part, 8)
        for name, part in (added or {}).items():
            after.writestr(name, part)
    return buffer.getvalue()
