"""A form is read value for value wherever things moved; no other file stops the program."""

from __future__ import annotations

import random
import re
import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import xlsxwriter
from conftest import SECOND
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipeline.issue import PreviousFigure, issue
from pipeline.model import Arrival, Cell, Form, Nature, Severity, Slot
from pipeline.read import FormLayout, kinds, parser, parts, read
from pipeline.schema import Kind
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

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


@pytest.fixture(scope="session")
def layout(campaign: Campaign) -> FormLayout:
    return FormLayout.of(campaign)


@pytest.fixture(scope="session")
def blank(campaign: Campaign, templates: Path) -> bytes:
    figures = random.Random(5)  # noqa: S311 - figures for a test
    before = {
        row.id: PreviousFigure(total=float(figures.randint(0, 900)))
        for row in campaign.rows
        if row.is_numeric
    }
    wording = load_wording(templates / "blank-form.toml")
    return issue(campaign, wording, campaign.unit("kurshim"), SECOND, before)


@pytest.fixture(scope="session")
def filled(campaign: Campaign, blank: bytes) -> Filled:
    return fill(campaign, blank, seed=2011)


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


# Who saved it.


def test_as_openpyxl_saves_it(filled: Filled, layout: FormLayout) -> None:
    form = read(arrived(filled.content), layout)
    assert held(form) == filled.expected
    assert places(form) == filled.places
    assert form.findings == ()
    assert (form.unit, form.week, form.corrected) == ("kurshim", SECOND, False)
    assert (form.cover, form.unit_cell, form.week_cell) == (COVER, "B4", "B5")
    assert (form.edition, form.unit_text) == ("2011-1", "Күршім ауданы / Курчумский район")


def test_as_it_is_issued(blank: bytes, layout: FormLayout) -> None:
    form = read(arrived(blank), layout)
    natures = {cell.nature for cell in form.cells if cell.slot is not Slot.PREVIOUS}
    # Static bases are issued with what was last accepted, running totals as formulas.
    assert natures == {Nature.BLANK, Nature.NUMBER, Nature.UNCACHED}
    assert (form.unit, form.week, form.findings) == ("kurshim", SECOND, ())


@pytest.mark.office
def test_as_libreoffice_saves_it(
    campaign: Campaign,
    blank: bytes,
    layout: FormLayout,
    office: Callable[[list[Path], str], list[Path]],
    tmp_path: Path,
) -> None:
    drafts = [fill(campaign, blank, seed) for seed in range(3)]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(drafts))]
    for path, draft in zip(paths, drafts, strict=True):
        path.write_bytes(draft.content)
    for path, draft in zip(office(paths, "xlsx"), drafts, strict=True):
        form = read(arrived(path.read_bytes()), layout)
        assert rounded(held(form)) == draft.calculated
        assert places(form) == {key: draft.places[key] for key in draft.calculated}
        assert (form.unit, form.week, form.findings) == ("kurshim", SECOND, ())
        assert form.saved_at is not None


def rounded(cells: Mapping[Key, Held]) -> dict[Key, Held]:
    return {
        key: (nature, round(value, 1) if isinstance(value, float) else value)
        for key, (nature, value) in cells.items()
    }


def test_as_rewritten_from_its_values_alone(filled: Filled, layout: FormLayout) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "dd.mm.yyyy"}) as book:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=F1!$E$5:$E$9"})
        book.add_chartsheet("chart").set_chart(chart)
        for sheet in filled.book:
            copy = book.add_worksheet(sheet.title)
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value is not None and cell.data_type != "f":
                    copy.write(cell.row - 1, cell.column - 1, cell.value)
        for key, (nature, value) in filled.calculated.items():
            sheet, address = filled.places[key]
            if nature is Nature.NUMBER:
                book.get_worksheet_by_name(sheet).write(address, value)
    form = read(arrived(buffer.getvalue()), layout)
    assert held(form) == filled.calculated
    assert places(form) == {key: filled.places[key] for key in filled.calculated}


# What was moved.


def on_every_sheet(change: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    return lambda book: [change(book[name]) for name in FORM_SHEETS] and None  # type: ignore[func-returns-value]


def shuffle_rows(sheet: Worksheet) -> None:
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    random.Random(1).shuffle(lines)  # noqa: S311 - likewise
    for number, line in enumerate(lines, start=5):
        for column, value in enumerate(line, start=1):
            sheet.cell(number, column).value = value


def turn_columns_round(sheet: Worksheet) -> None:
    styled = {cell.coordinate: cell.number_format for row in sheet.iter_rows() for cell in row}
    for row in list(sheet.iter_rows(min_row=4)):
        values = [(cell.value, styled[cell.coordinate]) for cell in row]
        for cell, (value, style) in zip(row, reversed(values), strict=True):
            cell.value, cell.number_format = value, style


def reword_headings(reword: Callable[[str], str]) -> Callable[[Workbook], None]:
    def change(sheet: Worksheet) -> None:
        for cell in sheet[4]:
            cell.value = reword(cell.value) if cell.value else None

    return on_every_sheet(change)


def retype_ids(retype: Callable[[str], str]) -> Callable[[Workbook], None]:
    def change(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(min_row=5, max_col=1):
            row[0].value = retype(row[0].value)

    return on_every_sheet(change)


def rename_sheets(book: Workbook) -> None:
    for number, sheet in enumerate(book, start=1):
        sheet.title = f"Лист {number} «бет»"


def add_sheets(book: Workbook) -> None:
    notes = book.create_sheet("Ескертпе", 0)
    notes["A1"] = "Город, район: заполняется позже"
    notes["B3"], notes["C3"], notes["B4"] = "Показатель", "2010 год", "Детей"
    for number, indicator in enumerate(("F1.01", "F1.02", "F2.02"), start=6):
        # A sheet that names ids without the form's headings holds no row of it.
        notes[f"A{number}"], notes[f"B{number}"] = indicator, 99
    book.create_sheet("empty", 2)


def move_cover(book: Workbook) -> None:
    cover = book[COVER]
    for merged in list(cover.merged_cells.ranges):
        cover.unmerge_cells(str(merged))
    book.move_sheet(cover, len(book.sheetnames))
    cover.insert_rows(1, 6)
    cover.insert_cols(1, 3)
    cover.insert_cols(5, 2)  # between the labels and their answers


def merge_titles(sheet: Worksheet) -> None:
    sheet.merge_cells("A1:H1")
    sheet.merge_cells("A2:H3")


MOVES: dict[str, Callable[[Workbook], None]] = {
    "nothing": lambda _: None,
    "rows above": on_every_sheet(lambda sheet: sheet.insert_rows(1, 7)),
    "rows below the heading": on_every_sheet(lambda sheet: sheet.insert_rows(5, 2)),
    "rows shuffled": on_every_sheet(shuffle_rows),
    "columns before": on_every_sheet(lambda sheet: sheet.insert_cols(1, 2)),
    "columns between": on_every_sheet(lambda sheet: sheet.insert_cols(3, 1)),
    "columns turned round": on_every_sheet(turn_columns_round),
    "sheets renamed": rename_sheets,
    "sheets in reverse": lambda book: setattr(book, "_sheets", book._sheets[::-1]),  # noqa: SLF001
    "sheets added": add_sheets,
    "cover moved": move_cover,
    "headings in Kazakh": reword_headings(lambda text: text.split("\n")[0]),
    "headings in Russian": reword_headings(lambda text: text.split("\n")[-1]),
    "headings in capitals": reword_headings(str.upper),
    "headings broken": reword_headings(lambda text: f" {text} ".replace(" ", "\u00a0\n ")),
    "headings explained": reword_headings(lambda text: f"{text} (см. указания)"),
    "ids in small letters": retype_ids(str.lower),
    "ids with spaces": retype_ids(lambda text: f" {text}\u00a0"),
    "ids with spaces inside": retype_ids(lambda text: f"{text[:1]} {text[1:]}"),
    "titles merged": on_every_sheet(merge_titles),
}  # fmt: skip


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
def test_a_form_is_found_wherever_it_moved(
    move: Callable[[Workbook], None], filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    move(book)
    content = saved(book)
    form = read(arrived(content), layout)
    assert held(form) == filled.expected
    assert form.findings == ()
    assert (form.unit, form.week) == ("kurshim", SECOND)
    after = load_workbook(BytesIO(content))
    for cell in form.cells:
        if cell.nature is Nature.NUMBER:
            assert after[cell.sheet][cell.address].value == cell.value
    assert "ауданы" in after[form.cover][form.unit_cell].value


def test_two_copies_of_a_sheet_count_once(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    copy = book.copy_worksheet(book["F6"])
    copy.title = "F6 (2)"
    copy["C5"] = "көшірме"
    book.move_sheet(copy, -8)
    form = read(arrived(saved(book)), layout)
    assert held(form) == filled.expected
    assert [(each.code, each.sheet, each.cell, each.indicator) for each in form.findings] == [
        ("row-doubled", "F6 (2)", "A5", "T1"),
    ]
    assert form.findings[0].details == {"first": "F6!A5", "count": 2}


def test_a_doubled_row_names_the_first(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book["F1"]["A60"], book["F1"]["D60"] = "F1.02", 5
    form = read(arrived(saved(book)), layout)
    (finding,) = form.findings
    assert (finding.code, finding.cell, finding.details["first"]) == ("row-doubled", "A60", "F1!A6")
    assert held(form) == filled.expected


RENAMED = {
    "one": ({"F1": "E"}, [("F1", "E4", "С начала акции")]),
    "one on each of two sheets": (
        {"F1": "D", "F2": "D"},
        [("F1", "D4", "За отчётную неделю"), ("F2", "D4", "За отчётную неделю")],
    ),
    "two of one sheet": ({"F5": "EF"}, [("F5", "E4", "Дата"), ("F5", "F4", "Документ")]),
    "one needed, one not": ({"F1": "EG"}, [("F1", "E4", "С начала акции")]),
    "all that take figures": (
        {"F1": "DE"},
        [("F1", "", "С начала акции"), ("F1", "", "За отчётную неделю")],
    ),
    "all": ({"F6": "ABCD"}, [("F6", "", "Текст")]),
    "one that may be missing": ({"F1": "FG"}, []),
}


@pytest.mark.parametrize(("gone", "expected"), RENAMED.values(), ids=RENAMED)
def test_a_renamed_column_is_one_finding(
    gone: dict[str, str], expected: list[tuple[str, str, str]], filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    for sheet, columns in gone.items():
        for column in columns:
            book[sheet][f"{column}4"] = "ххх"
    form = read(arrived(saved(book)), layout)
    found = [
        (each.sheet, each.cell, each.details["column"].partition(" / ")[2])
        for each in form.findings
        if each.code == "column-not-found"
    ]
    assert found == expected
    assert set(codes(form)) == ({"column-not-found"} if expected else {"column-inserted"})


INSERTED = {
    "before the answers": ("F1", 4, "D4", 1),
    "two amid them": ("F1", 6, "F4", 2),
    "among the milestones": ("F5", 5, "E4", 1),
    "before the form": ("F1", 1, "", 1),
    "behind it": ("F1", 9, "", 1),
}


@pytest.mark.parametrize(("name", "place", "cell", "count"), INSERTED.values(), ids=INSERTED)
def test_an_inserted_column_is_noted(  # noqa: PLR0913 - a row of the table
    name: str, place: int, cell: str, count: int, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book[name].insert_cols(place, count)
    form = read(arrived(saved(book)), layout)
    found = [(each.code, each.sheet, each.cell, dict(each.details)) for each in form.findings]
    assert found == ([("column-inserted", name, cell, {"count": count})] if cell else [])


# The cover.

UNITS = {
    "both names": ("Күршім ауданы / Курчумский район", "kurshim"),
    "Kazakh": ("Күршім ауданы", "kurshim"),
    "Russian": ("Курчумский район", "kurshim"),
    "code": ("kurshim", "kurshim"),
    "capitals and spaces": ("  КУРЧУМСКИЙ\u00a0 РАЙОН ", "kurshim"),
    "turned round": ("Курчумский район / Күршім ауданы", "kurshim"),
    "one above the other": ("Күршім ауданы\nКурчумский район", "kurshim"),
    "the oblast": ("vko", "vko"),
    "half a name": ("Курчумский", ""),
    "two units": ("Күршім ауданы / Абайский район", ""),
    "another planet": ("Mars", ""),
    "a number": (5, ""),
}


@pytest.mark.parametrize(("typed", "unit"), UNITS.values(), ids=UNITS)
def test_unit(typed: object, unit: str, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B4"] = typed
    form = read(arrived(saved(book)), layout)
    shown = "5.0" if typed == 5 else str(typed).strip()
    assert (form.unit, form.unit_text, form.unit_cell) == (unit, shown, "B4")


def test_a_blank_unit_is_not_the_remark_beside_it(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B4"], book[COVER]["C4"] = None, "● толтырыңыз / заполните"
    form = read(arrived(saved(book)), layout)
    assert (form.unit, form.unit_text, form.unit_cell) == ("", "", "B4")


WEEKS = {
    "a date": (date(2011, 8, 11), SECOND),
    "a moment": (datetime(2011, 8, 11, 15, 30), SECOND),  # noqa: DTZ001 - as a cell holds it
    "typed": ("11.08.2011", SECOND),
    "typed with its year's word": ("11.08.2011 ж.", SECOND),
    "ISO": ("2011-08-11", SECOND),
    "two digits": ("11.08.11", SECOND),
    "words": ("11 тамыз", None),
    "blank": (None, None),
}


@pytest.mark.parametrize(("typed", "week"), WEEKS.values(), ids=WEEKS)
def test_week(typed: object, week: date | None, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B5"] = typed
    form = read(arrived(saved(book)), layout)
    assert (form.week, form.week_cell) == (week, "B5")
    assert form.week_text == (week.isoformat() if week else typed or "")


def test_a_week_as_a_plain_number(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B5"].number_format = "General"
    book[COVER]["B5"] = 40766
    assert read(arrived(saved(book)), layout).week == SECOND


def test_a_week_counted_from_1904(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as the library has it
    form = read(arrived(saved(book)), layout)
    assert form.week == SECOND
    assert held(form) == filled.expected


CORRECTED = {
    "түзетілген / исправленный": True, "түзетілген": True, "ИСПРАВЛЕННЫЙ ": True,
    "алғашқы / первый": False, "": False, "исправленный?": False,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "corrected"), CORRECTED.items())
def test_kind_of_report(
    typed: str, corrected: bool, filled: Filled, layout: FormLayout  # noqa: FBT001 - the table's
) -> None:  # fmt: skip
    book = filled.book
    book[COVER]["B6"] = typed
    assert read(arrived(saved(book)), layout).corrected is corrected


def test_when_it_was_saved(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book.properties.modified = datetime(2011, 8, 10, 9, 30)  # noqa: DTZ001 - the library adds the zone
    form = read(arrived(repacked(saved(book))), layout)
    assert form.saved_at is not None
    changed = {"docProps/core.xml": stamped("2011-08-10T09:30:00Z")}
    form = read(arrived(repacked(filled.content, changed)), layout)
    assert form.saved_at == datetime(2011, 8, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "yesterday", "2011-13-45", "2011-08-10T09:30:00"])
def test_when_it_was_saved_is_unclear(moment: str, filled: Filled, layout: FormLayout) -> None:
    form = read(arrived(repacked(filled.content, {"docProps/core.xml": stamped(moment)})), layout)
    assert form.saved_at is None
    assert held(form) == filled.expected


def stamped(moment: str) -> Callable[[bytes], bytes]:
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
    return lambda xml: re.sub(pattern, rb"\g<1>" + moment.encode(), xml)


# What one cell holds.

TYPED = {
    "grouped": ("1 253", Nature.NUMBER_AS_TEXT, 1253.0),
    "grouped by another space": ("40\u00a0338,5", Nature.NUMBER_AS_TEXT, 40338.5),
    "with the row's unit": ("12 ед.", Nature.NUMBER_AS_TEXT, 12.0),
    "with another unit": ("12 бала", Nature.TEXT, "12 бала"),
    "ambiguous": ("1.253", Nature.TEXT, "1.253"),
    "ambiguous comma": ("1,253", Nature.TEXT, "1,253"),
    "a formula as text": ("'=1+1", Nature.TEXT, "'=1+1"),
    "a word": ("бес", Nature.TEXT, "бес"),
    "a dash": ("–", Nature.NO_DATA, "–"),
    "none": (" Нет", Nature.NO_DATA, "Нет"),
    "a truth": (True, Nature.BOOLEAN, 1.0),
    "a date": (date(2011, 8, 5), Nature.DATE, "2011-08-05"),
    "spaces": ("  ", Nature.BLANK, None),
    "blank": (None, Nature.BLANK, None),
    "an error typed": ("#ССЫЛКА!", Nature.TEXT, "#ССЫЛКА!"),
    "zero": (0, Nature.NUMBER, 0.0),
    "negative": (-3, Nature.NUMBER, -3.0),
    "half": (4.5, Nature.NUMBER, 4.5),
}


@pytest.mark.parametrize(("typed", "nature", "value"), TYPED.values(), ids=TYPED)
def test_one_figure(
    typed: object, nature: Nature, value: object, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book["F1"]["D6"] = typed
    cell = cell_of(read(arrived(saved(book)), layout), "F1.02", Slot.WEEK)
    assert (cell.nature, cell.value, cell.sheet, cell.address) == (nature, value, "F1", "D6")


def test_a_text_that_starts_like_a_formula(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book["F1"]["D6"] = "=1+1"
    book["F1"]["D6"].data_type = "s"
    cell = cell_of(read(arrived(saved(book)), layout), "F1.02", Slot.WEEK)
    assert (cell.nature, cell.value) == (Nature.TEXT, "=1+1")


RAW_CELLS = {
    "#REF!": ('t="e"><v>#REF!</v></c>', Nature.ERROR_VALUE),
    "#DIV/0! of a formula": ('t="e"><f>1/0</f><v>#DIV/0!</v></c>', Nature.ERROR_VALUE),
    "#SPILL!, newer than the parser": ('t="e"><v>#SPILL!</v></c>', Nature.ERROR_VALUE),
    "an error without a name": ('t="e"/>', Nature.ERROR_VALUE),
    "not calculated": ("><f>1+1</f></c>", Nature.UNCACHED),
    "not calculated, an empty value": ("><f>1+1</f><v></v></c>", Nature.UNCACHED),
    "not calculated, as a tag": ("><f>1+1</f><v/></c>", Nature.UNCACHED),
    "not calculated, shared": ('><f t="shared" si="0"/></c>', Nature.UNCACHED),
    "not calculated, on lines": (">\n <f>1+1</f>\n <v />\n</c>", Nature.UNCACHED),
    "an empty text": ('t="str"><f>""</f><v></v></c>', Nature.BLANK),
    "calculated": ("><f>1+1</f><v>2</v></c>", Nature.NUMBER),
    "calculated, shared": ('><f t="shared" ref="D6:D9" si="0">1+1</f><v>2</v></c>', Nature.NUMBER),
    "a text in place": ('t="inlineStr"><is><t>бес</t></is></c>', Nature.TEXT),
    "only its look": ('s="1"/>', Nature.BLANK),
    "not a number at all": ("><v>NaN</v></c>", Nature.TEXT),
}


def with_raw_cell(content: bytes, rest: str) -> bytes:
    cell = f'<c r="D6" {rest}'.replace(" >", ">").encode()
    pattern = rb'<c r="D6"[^>]*(?:/>|>.*?</c>)'
    return repacked(
        content, {SHEET_2: lambda xml: re.sub(pattern, lambda _: cell, xml, flags=re.DOTALL)}
    )


@pytest.mark.parametrize(("rest", "nature"), RAW_CELLS.values(), ids=RAW_CELLS)
def test_one_cell_as_it_is_stored(
    rest: str, nature: Nature, filled: Filled, layout: FormLayout
) -> None:
    form = read(arrived(with_raw_cell(filled.content, rest)), layout)
    assert cell_of(form, "F1.02", Slot.WEEK).nature is nature
    others = {key: value for key, value in held(form).items() if key != ("F1.02", Slot.WEEK)}
    expected = {key: value for key, value in filled.expected.items() if key in others}
    assert others == expected
    assert len(others) == len(filled.expected) - 1


# The same sheet, written otherwise.


def prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)([a-zA-Z]+)(?=[\s/>])", rb"<\1x:\2", xml)
    return xml.replace(b'xmlns="', b'xmlns:x="', 1)


def without_references(xml: bytes) -> bytes:
    """Drop where cells stand; blank ones are there to be counted."""
    sheet = load_sheet(xml)
    lines = []
    for number in range(1, max(row for row, _ in sheet) + 1):
        cells = (sheet.get((number, column), b"<c/>") for column in range(1, 9))
        lines.append(b"<row>%b</row>" % b"".join(cells))
    return b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (MAIN, b"".join(lines))


def load_sheet(xml: bytes) -> dict[tuple[int, int], bytes]:
    found = re.findall(rb'<c r="([A-Z])(\d+)"([^>]*?)(/>|>.*?</c>)', xml, re.DOTALL)
    return {
        (int(row), column[0] - ord("A") + 1): b"<c" + rest + end for column, row, rest, end in found
    }


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "with prefixes": prefixed,
    "without references": without_references,
    "references last": lambda xml: re.sub(rb'<c r="([A-Z]+\d+)"([^>/]*)', rb'<c\2 r="\1"', xml),
    "in single quotes": lambda xml: re.sub(rb' ([rst])="(\w+)"', rb" \1='\2'", xml),
    "in small letters": lambda xml: re.sub(
        rb'<c r="(\w+)"', lambda match: match[0].replace(match[1], match[1].lower()), xml
    ),
    "with comments": lambda xml: xml.replace(b"<row", b'<!-- <c r="XFD1"> <f> --><row'),
    "with sections": lambda xml: re.sub(rb"<v>([^<]+)</v>", rb"<v><![CDATA[\1]]></v>", xml),
    "on lines": lambda xml: xml.replace(b"><", b">\n\t<"),
    "in UTF-16": lambda xml: xml.decode().encode("utf-16"),
    "with a mark in front": lambda xml: b"\xef\xbb\xbf" + xml,
    "in another encoding": lambda xml: (
        b'<?xml version="1.0" encoding="windows-1251"?>'
        + re.sub(rb"<\?xml[^>]*\?>", b"", xml).decode().encode("cp1251", "xmlcharrefreplace")
    ),
    "strict": lambda xml: xml.replace(MAIN, STRICT),
    "claiming a whole grid": lambda xml: re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml
    ),
    "with far empty cells": lambda xml: xml.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    ),
    "with far empty rows": lambda xml: xml.replace(
        b"</sheetData>", b'<row r="1048576" ht="12.8"/></sheetData>'
    ),
    "rows in reverse": lambda xml: re.sub(
        rb"<sheetData>.*</sheetData>",
        lambda match: (
            b"<sheetData>"
            + b"".join(re.findall(rb"<row.*?</row>", match[0], re.DOTALL)[::-1])
            + b"</sheetData>"
        ),
        xml,
        flags=re.DOTALL,
    ),
}


@pytest.mark.parametrize("rewrite", REWRITTEN.values(), ids=REWRITTEN)
def test_a_sheet_may_be_written_in_many_ways(
    rewrite: Callable[[bytes], bytes], filled: Filled, layout: FormLayout
) -> None:
    with zipfile.ZipFile(BytesIO(filled.content)) as before:
        sheets = [name for name in before.namelist() if "worksheets/sheet" in name]
    content = repacked(filled.content, dict.fromkeys(sheets, rewrite))
    assert content != filled.content
    form = read(arrived(content), layout)
    assert held(form) == filled.expected
    assert places(form) == filled.places
    assert (form.unit, form.week, form.findings) == ("kurshim", SECOND, ())


def test_parts_may_stand_elsewhere_in_the_zip(filled: Filled, layout: FormLayout) -> None:
    for rename in (str.upper, lambda name: name.replace("/", "\\")):
        content = repacked(filled.content, names=rename)
        assert held(read(arrived(content), layout)) == filled.expected


def claim_texts(xml: bytes) -> bytes:
    return re.sub(rb'ount="\d+"', b'ount="4294967295"', xml)


def test_texts_may_be_claimed_without_end(blank: bytes, layout: FormLayout) -> None:
    """The parser would reserve memory for each of them, and abort the process."""
    content = repacked(blank, {TABLE_OF_TEXTS: claim_texts})
    assert content != blank
    assert read(arrived(content), layout) == read(arrived(blank), layout)


# Files that are no forms: exactly one finding.


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


def docx() -> bytes:
    buffer = BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def a_zip(members: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in members.items():
            package.writestr(name, part)
    return buffer.getvalue()


def a_book(cells: Mapping[str, object]) -> bytes:
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    return saved(book)


def lying_about_size(content: bytes) -> bytes:
    """Say in the zip's directory that every part is ten bytes long."""
    out = bytearray(content)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def claiming(size: int) -> Callable[[bytes], bytes]:
    def claim(content: bytes) -> bytes:
        out = bytearray(content)
        at = out.find(b"PK\x01\x02")
        out[at + 24 : at + 28] = size.to_bytes(4, "little")
        return bytes(out)

    return claim


def encrypted(content: bytes) -> bytes:
    out = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(magic, at + 4)
    return bytes(out)


def put_at(address: str, cell: bytes = b"<v>1</v>") -> Callable[[bytes], bytes]:
    row = re.sub("[A-Z]", "", address).encode()
    line = b'<row r="%b"><c r="%b">%b</c></row></sheetData>' % (row, address.encode(), cell)
    return lambda content: repacked(
        content, {SHEET_2: lambda xml: xml.replace(b"</sheetData>", line)}
    )


def in_part(name: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: repacked(content, {name: lambda xml: xml.replace(old, new, 1)})


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>'
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FAR = b'<c t="n"><v>1</v></c>' * 300
FAULTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "nothing in it": ("empty-file", lambda _: b""),
    "a text": ("is-text", lambda _: "Есеп жоқ".encode()),
    "a web page named so": ("is-web-page", lambda _: b"<html><table></table></html>"),
    "a picture": ("is-picture", lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    "only the start of an old one": ("damaged", lambda _: kinds.OLE_MAGIC + b"\0" * 512),
    "only the start of a zip": ("damaged", lambda _: b"PK\x03\x04"),
    "a zip of files": ("is-container", lambda content: a_zip({"form.xlsx": content})),
    "an empty zip": ("is-container", lambda _: a_zip({})),
    "a letter": ("is-document", lambda _: docx()),
    "a binary workbook without sheets": ("damaged", lambda _: a_zip({"xl/workbook.bin": b"\0"})),
    "a zip of one file": ("is-container", lambda _: a_zip({"content.xml": b"<a/>"})),
    "half a file": ("damaged", lambda content: content[: len(content) // 2]),
    "its zip encrypted": ("locked-workbook", encrypted),
    "a book without sheets": (
        "damaged",
        lambda content: repacked(
            content, {BOOK: lambda xml: re.sub(rb"<sheet .*?/>", b"", xml)}
        ),
    ),
    "no list of parts": ("damaged", lambda content: repacked(content, {RELATIONS: None})),
    "a sheet that is missing": ("damaged", lambda content: repacked(content, {SHEET_2: None})),
    "a sheet cut short": (
        "damaged",
        lambda content: repacked(content, {SHEET_2: lambda xml: xml[: len(xml) // 4]}),
    ),
    "a book cut short": (
        "damaged",
        lambda content: repacked(content, {BOOK: lambda xml: xml[: len(xml) // 2]}),
    ),
    "a book that is none": (
        "not-a-workbook",
        lambda content: repacked(content, {BOOK: b"<cookbook/>"}),
    ),
    "sizes that are lies": ("damaged", lying_about_size),
    "a part too large": ("too-large", claiming(parts.LARGEST_PACKAGE + 1)),
    "3,000 members": (
        "too-large",
        lambda content: repacked(content, added={f"x/{n}.xml": b"" for n in range(3000)}),
    ),
    "a method of no office": (
        "damaged",
        lambda content: repacked_by(content, zipfile.ZIP_LZMA),
    ),
    "a member twice": (
        "damaged",
        lambda content: repacked(content, added={"XL/WORKBOOK.XML": b"<workbook/>"}),
    ),
    "entities in the book": ("damaged", in_part(BOOK, b"<workbook", ENTITIES + b"<workbook")),
    "entities in a sheet": ("damaged", in_part(SHEET_2, b"<worksheet", ENTITIES + b"<worksheet")),
    "a value in the last cell": ("too-many-cells", put_at("XFD1048576")),
    "a value in the last row": ("too-many-cells", put_at("A1048576")),
    "a value in the last column": ("too-many-cells", put_at("XFD9")),
    "a value in row 5000": ("too-many-cells", put_at("A5000")),
    "a text far out": ("too-many-cells", put_at("IW9", b"<is><t>a</t></is>")),
    "a far cell without its address": (
        "too-many-cells",
        in_part(SHEET_2, b"</sheetData>", b'<row r="9">%b</row></sheetData>' % FAR),
    ),
    "a far row without its address": (
        "too-many-cells",
        in_part(
            SHEET_2, b"</sheetData>", b'<row r="1048575"/><row><c><v>1</v></c></row></sheetData>'
        ),
    ),
    "a far cell behind a prefix": (
        "damaged",
        in_part(SHEET_2, b"</sheetData>", b'<x:c r="XFD1048576"><v>1</v></x:c></sheetData>'),
    ),
    "an impossible address": (
        "too-many-cells",
        in_part(SHEET_2, b"</sheetData>", b'<row r="9"><c r="ZZZ9"><v>1</v></c></row></sheetData>'),
    ),
    "another table": ("not-a-form", lambda _: a_book({"A1": "Товар", "B1": "Цена", "A2": 5})),
    "an empty book": ("not-a-form", lambda _: a_book({})),
}  # fmt: skip


def repacked_by(content: bytes, method: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", method) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize(("code", "spoil"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_is_no_form_is_one_finding(
    code: str,
    spoil: Callable[[bytes], bytes],
    filled: Filled,
    layout: FormLayout,
    texts: Texts,
) -> None:
    form = read(arrived(spoil(filled.content)), layout)
    assert codes(form) == [code]
    assert texts.findings[code].file
    assert (form.findings[0].severity, form.cells, form.unit) == (Severity.ERROR, (), "")


SPOILT_TEXTS: dict[str, Callable[[bytes], bytes] | None] = {
    "missing": None,
    "too few": lambda xml: re.sub(rb"<si>.*</si>", b"<si><t>a</t></si>", xml, flags=re.DOTALL),
    "with entities": lambda xml: xml.replace(b"<sst", ENTITIES + b"<sst"),
    "cut short": lambda xml: xml[: len(xml) // 2],
}


@pytest.mark.parametrize("spoil", SPOILT_TEXTS.values(), ids=SPOILT_TEXTS)
def test_a_spoilt_table_of_texts_is_a_damage(
    spoil: Callable[[bytes], bytes] | None, blank: bytes, layout: FormLayout
) -> None:
    form = read(arrived(repacked(blank, {TABLE_OF_TEXTS: spoil})), layout)
    assert codes(form) == ["damaged"]


REFUSED = {"system-file": Severity.NOTE, "not-a-file": Severity.NOTE,
           "cannot-be-opened": Severity.ERROR, "too-large": Severity.ERROR}  # fmt: skip


@pytest.mark.parametrize(("fault", "severity"), REFUSED.items())
def test_what_was_not_taken_up_says_why(
    fault: str, severity: Severity, layout: FormLayout, texts: Texts
) -> None:
    arrival = Arrival(path="a", content=b"", sha256="", modified_at=None, fault=fault)
    (finding,) = read(arrival, layout).findings
    assert (finding.code, finding.severity) == (fault, severity)
    assert texts.findings[fault].severity is severity


def test_every_code_of_a_file_that_cannot_be_read_has_a_case(texts: Texts) -> None:
    judged_later = {
        # tests/test_formats.py
        "is-archive", "is-pdf", "is-xml-table", "is-numbers", "is-program", "not-a-workbook",
        "unknown-unit", "unit-not-expected", "wrong-week", "personal-data", "superseded",
        "same-bytes", "late", "reading-failed", "reading-took-too-long",
        # tests/test_containers.py, tests/test_collect.py
        "container-opened", "container-empty", "container-locked", "container-damaged",
        "container-too-deep", "container-too-large", "container-too-many-files",
        "compression-unknown", "winmail-dat", "attachment-not-included", "inline-picture",
        "still-being-copied", "disappeared", "folder-too-deep",
        # tests/test_loop.py
        "returned-by-decision",
    }  # fmt: skip
    tabled = {code for code, _ in FAULTS.values()} | set(REFUSED)
    assert tabled | judged_later == {code for code, text in texts.findings.items() if text.file}


def test_many_large_sheets_are_too_many_cells(layout: FormLayout) -> None:
    """Each sheet's one value costs the parser a grid of a million cells."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for _ in range(40):
            book.add_worksheet().write("IV4999", 1)
    assert codes(read(arrived(buffer.getvalue()), layout)) == ["too-many-cells"]


def test_a_panic_of_the_parser_costs_only_its_file(
    filled: Filled, layout: FormLayout, capfd: pytest.CaptureFixture[str]
) -> None:
    book = filled.book
    book["F1"]["D6"].number_format = "dd.mm.yyyy"
    book["F1"]["D6"] = -1e300
    assert codes(read(arrived(saved(book)), layout)) == ["damaged"]
    capfd.readouterr()
    assert read(arrived(filled.content), layout).findings == ()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_passes(
    interruption: type[BaseException],
    filled: Filled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise interruption

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", interrupted)
    with pytest.raises(interruption):
        parser.parse(filled.content)


@pytest.fixture(scope="session")
def small(campaign: Campaign, templates: Path) -> bytes:
    """The oblast level's form, of few rows."""
    wording = load_wording(templates / "blank-form.toml")
    return issue(campaign, wording, campaign.oblast_level, SECOND, {})


def is_sound(form: Form, texts: Texts) -> bool:
    """Whether a form was read, or gave the one finding of a file that cannot be."""
    return bool(form.cells or form.unit_text) or (
        len(form.findings) == 1 and texts.findings[form.findings[0].code].file
    )


def test_a_file_cut_anywhere(small: bytes, layout: FormLayout, texts: Texts) -> None:
    for length in [*range(64), *range(64, len(small), 97), *range(len(small) - 64, len(small))]:
        form = read(arrived(small[:length]), layout)
        assert len(form.findings) == 1
        assert texts.findings[form.findings[0].code].file


shares = st.integers(0, 9_999)  # where in a file, in ten-thousandths


@settings(max_examples=150, deadline=None)
@given(places=st.lists(shares, min_size=1, max_size=8), mask=st.integers(1, 255))
def test_bytes_flipped_anywhere(
    places: list[int], mask: int, small: bytes, layout: FormLayout, texts: Texts
) -> None:
    content = bytearray(small)
    for place in places:
        content[place * len(content) // 10_000] ^= mask
    assert is_sound(read(arrived(bytes(content)), layout), texts)


@settings(max_examples=200, deadline=None)
@given(
    part=st.sampled_from(
        [BOOK, RELATIONS, SHEET_1, SHEET_2, TABLE_OF_TEXTS, "xl/styles.xml", "docProps/core.xml"]
    ),
    spots=st.lists(
        st.tuples(shares, st.sampled_from(list(b"<>/\"'=&;!0eE A9\0\xff"))), min_size=1, max_size=4
    ),
)
def test_parts_spoilt_anywhere(
    part: str, spots: list[tuple[int, int]], small: bytes, layout: FormLayout, texts: Texts
) -> None:
    """The zip is sound here, and so are its checksums; only the XML in it is not."""

    def spoil(xml: bytes) -> bytes:
        spoilt = bytearray(xml)
        for place, sign in spots:
            spoilt[place * len(spoilt) // 10_000] = sign
        return bytes(spoilt)

    assert is_sound(read(arrived(repacked(small, {part: spoil})), layout), texts)


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=400),
    magic=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"PK"]),
)
def test_any_bytes(content: bytes, magic: bytes, layout: FormLayout, texts: Texts) -> None:
    assert is_sound(read(arrived(magic + content), layout), texts)


# A person's data.


def identity_number(first_eleven: str) -> str:
    """Complete an identity number by its check digit, as the state does."""
    digits = [int(digit) for digit in first_eleven]
    check = sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11
    if check == 10:
        weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
    return f"{first_eleven}{check}"


VALID = identity_number("05031550123")
WRONG = f"{VALID[:-1]}{(int(VALID[-1]) + 1) % 10}"
PERSONS = {
    "an identity number": VALID,
    "in a sentence": f"Ахметов А., ЖСН {VALID}, 5-сынып",
    "as a figure": float(identity_number("98031550123")),
    "as a figure without its first zero": float(VALID),
    "a mobile number": "8 701 123 45 67",
    "joined": "87011234567",
    "from abroad": "+7 (701) 123-45-67",
    "by dashes": "8-701-123-45-67",
    "a town's number": "8 (7232) 25-34-56",
    "a village's number": "тел. 8 (72345) 2-12-34",
    "a number as a figure": 87011234567.0,
    "an address": "akhmetov@mail.kz",
    "an address in a sentence": "жазыңыз: a.b-c@edu.gov.kz.",
    "without spaces around": f"ИИН:{VALID};",
}
NOBODY = {
    "a document": "№ 251-ө",
    "a document of a date": "№ 07-12/345 от 11.08.2011",
    "a date": "11.08.2011",
    "a moment": "2011-08-11 18:00:00",
    "twelve digits with another check digit": WRONG,
    "twelve digits of no date": "999999999999",
    "thirteen digits": f"{VALID}1",
    "an organisation": "110840012345",
    "a place": "635200000",
    "a sum": "87 011 234 567",
    "a smaller sum": "8 701 123,5 мың теңге",
    "a sum in figures": 8701123.5,
    "a large figure": 123456789012.0,
    "an account": "KZ86125KZT5004100100",
    "a share": "15% @ 2011",
    "years": "2010-2011, 2011-2012",
    "short phones": "102, 1414",
    "an identity number's length of zeros": "000000000000",
}


@pytest.mark.parametrize("typed", PERSONS.values(), ids=PERSONS)
@pytest.mark.parametrize(("sheet", "cell"), [("F6", "C5"), ("F1", "G9"), ("notes", "K40")])
def test_a_persons_data_is_found_and_not_told(
    typed: object, sheet: str, cell: str, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    (book.create_sheet(sheet) if sheet not in book else book[sheet])[cell] = typed
    (finding,) = read(arrived(saved(book)), layout).findings
    assert (finding.code, finding.sheet, finding.cell) == ("personal-data", sheet, cell)
    assert (finding.severity, finding.details) == (Severity.ERROR, {})


@pytest.mark.parametrize("typed", NOBODY.values(), ids=NOBODY)
def test_not_every_number_is_a_person(typed: object, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book["F6"]["C5"] = typed
    assert read(arrived(saved(book)), layout).findings == ()


@pytest.mark.parametrize("text", ["a" * 32_000 + " @", "8 7" * 10_000, "7" * 32_000, "(" * 32_000])
def test_long_texts_are_looked_through_at_once(
    text: str, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book["F6"]["C5"] = text
    begun = datetime.now(UTC)
    read(arrived(saved(book)), layout)
    assert (datetime.now(UTC) - begun).total_seconds() < 5
