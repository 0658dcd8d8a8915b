"""A form is read value for value, whoever saved it and wherever things moved."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from conftest import SECOND
from filling import (
    COVER,
    FORM_SHEETS,
    arrived,
    codes,
    fill,
    held,
    places,
    saved,
)
from openpyxl import Workbook, load_workbook

from pipeline.model import Nature, Slot
from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from filling import Filled, Held, Key
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign

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


def test_a_form_pasted_twice_into_a_workbook_is_one_finding(
    filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    for sheet in list(book.worksheets):
        book.copy_worksheet(sheet).title = f"{sheet.title[:20]} (2)"
    form = read(arrived(saved(book)), layout)
    assert held(form) == filled.expected
    (finding,) = form.findings
    assert (finding.code, finding.sheet, finding.cell) == ("row-doubled", "F1 (2)", "A5")
    assert finding.details["count"] > 90


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
    "one needed, one not": (
        {"F1": "EG"},
        [("F1", "E4", "С начала акции"), ("F1", "G4", "Пояснение")],
    ),
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
    assert set(codes(form)) == {"column-not-found" if expected else "reasons-lost"}


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
