"""Test the way from a figure of any kind to its origin, by links of the workbook alone."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from workbook_case import LATE, MISSING, RETURNED, WEEK, build_region, name_of, with_drawn

from pipeline.model import Column, Correction, Finding, Mark, Region, Severity, Slot
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.grid import Grid, grid_of
from pipeline.render.workbook.plan import FIRST_ROW, ROW
from pipeline.render.workbook.plan_figures import LEADING
from pipeline.schema import Kind

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts, Wording


class Walk(NamedTuple):
    """The workbook, and what it was made of."""

    region: Region
    grid: Grid
    book: openpyxl.Workbook
    wording: Wording

    def sheet(self, key: str) -> str:
        return name_of(self.wording, key)

    def at(self, place: str) -> list[tuple[Cell, ...]]:
        """Give the cells to which a link leads."""
        name, _, cells = place.rpartition("!")
        left, top, right, bottom = range_boundaries(cells)
        return list(self.book[name.strip("'")].iter_rows(top, bottom, left, right))

    def follow(self, place: str) -> list[tuple[Cell, ...]]:
        """Follow the link of a cell; one link may serve a whole range."""
        name, _, cell = place.rpartition("!")
        sheet = self.book[name.strip("'")]
        wanted = sheet[cell]
        for row in sheet.iter_rows():
            for each in row:
                if each.hyperlink is None:
                    continue
                left, top, right, bottom = range_boundaries(each.hyperlink.ref)
                if left <= wanted.column <= right and top <= wanted.row <= bottom:
                    return self.at(each.hyperlink.location)
        pytest.fail(f"{place} leads nowhere")

    def figure(self, unit: str, indicator: str, slot: Slot = Slot.TOTAL) -> str:
        return self.grid.cell_of(unit, indicator, slot)

    def name_beside(self, place: str) -> str:
        """Give the cell of the unit's name in the row of a figure."""
        name, _, cell = place.rpartition("!")
        return f"{name}!B{re.sub(r'[^0-9]', '', cell)}"

    def ends(self, unit: str, indicator: str, rows: list[tuple[Cell, ...]]) -> None:
        """Hold that rows of Data have the figure's, and that its file's row has the hash."""
        assert rows[0][0].parent.title == "Data"
        found = [row for row in rows if [row[1].value, row[2].value] == [unit, indicator]]
        assert len(found) == 1
        file, sheet, cell, sha256 = (each.value for each in found[0][6:10])
        assert file
        assert sheet
        assert cell
        source = self.follow(f"Data!G{found[0][0].row}")[0][0]
        line = [each.value for each in source.parent[source.row]]
        assert source.parent.title == self.sheet("sources")
        assert (line[1], len(str(line[8]))) == (file, len(sha256))


@pytest.fixture(scope="module")
def walk(campaign: Campaign, texts: Texts, wording: Wording) -> Walk:
    region = build_region(campaign)
    facts, codes = region.facts.copy(), [each.unit.code for each in region.submissions]
    told = [code for code in codes if code not in MISSING | RETURNED | LATE]

    def put(unit: str, indicator: str, mark: Mark, value: float) -> None:
        here = (facts[Column.UNIT] == unit) & (facts[Column.INDICATOR] == indicator)
        facts.loc[here, [Column.STATUS, Column.WEEK_STATUS]] = str(mark)
        facts.loc[here, [Column.TOTAL_VALUE, Column.WEEK_VALUE]] = value

    for indicator, mark, value in (
        ("F2.01", Mark.COUNTED, 7.0), ("F1.10", Mark.COUNTED, 3.0), ("F2.02", Mark.RECOMPUTED, 8.0),
        ("F1.41", Mark.ACCEPTED, 9.0), ("F1.30", Mark.EXCLUDED, float("nan")),
        ("F1.30a", Mark.EXCLUDED, float("nan")),
    ):  # fmt: skip
        put(told[0], indicator, mark, value)
    files = tuple(
        replace(each, findings=(
            _finding(told[0], "F2.02", Severity.ERROR, None),
            _finding(told[0], "F1.41", Severity.WARNING, "көшіп келді"),
            _finding(told[0], "F1.30", Severity.ERROR, None),
        )) if each.unit == told[0] else each
        for each in region.files
    )  # fmt: skip
    corrections = (
        Correction(unit=told[0], indicator="F2.01", slot=Slot.TOTAL, sheet="F2", cell="E7",
                   before=6.0, after=7.0, path=f"{told[0]}.xlsx", older=f"{told[0]}.xlsx",
                   received_at=region.now),
    )  # fmt: skip
    region = replace(region, facts=facts, files=files, corrections=corrections)
    content = render_workbook(region, with_drawn(texts), wording).content
    book = openpyxl.load_workbook(BytesIO(content))
    return Walk(region, grid_of(region), book, wording)


def _finding(unit: str, indicator: str, severity: Severity, reason: str | None) -> Finding:
    return Finding(code="wrong", severity=severity, unit=unit, week=WEEK, path=f"{unit}.xlsx",
                   sheet=indicator[:2], cell="E7", indicator=indicator,
                   accepted_reason=reason)  # fmt: skip


def test_a_sum_is_of_the_districts_above_it_whose_names_lead_on(walk: Walk) -> None:
    place = walk.grid.places["F1.05"]
    name, _, cell = place.total_cell().rpartition("!")
    formula = walk.book[name.strip("'")][cell].value
    spans = re.findall(r"[A-Z]+\d+:[A-Z]+\d+", formula)[: len(walk.grid.rows.parts)]
    cells = [each for span in spans for row in walk.at(f"{name}!{span}") for each in row]
    assert len(cells) == len(walk.grid.units)
    for unit, figure in zip(walk.grid.units, cells, strict=True):
        if unit.code not in MISSING | RETURNED:
            walk.ends(unit.code, "F1.05", walk.follow(f"{name}!B{figure.row}"))


def test_tiles_ratios_and_weeks_lead_to_the_sheet_of_the_form(walk: Walk) -> None:
    place = walk.grid.places["F1.10"]
    compare = walk.book[walk.sheet("compare")]
    heads = [cell.coordinate for row in compare.iter_rows() for cell in row
             if cell.value in {"F1.10", "F1.10 : F1.05"}]  # fmt: skip
    assert len(heads) == 2
    weeks = next(row[0] for row in walk.book[walk.sheet("weeks")].iter_rows()
                 if row[0].value == "F1.10")  # fmt: skip
    for key, cell in (*(("compare", each) for each in heads), ("weeks", weeks.coordinate)):
        (target,) = walk.follow(f"'{walk.sheet(key)}'!{cell}")[0]
        assert f"'{target.parent.title}'!{target.coordinate}" == place.head_cell


def test_a_corrected_figure_leads_to_what_it_was(walk: Walk) -> None:
    unit = walk.region.corrections[0].unit
    (target,) = walk.follow(walk.figure(unit, "F2.01"))[0]
    assert target.parent.title == walk.sheet("corrections")
    walk.ends(unit, "F2.01", walk.follow(f"'{target.parent.title}'!D{target.row}"))


@pytest.mark.parametrize("indicator", ["F2.02", "F1.41", "F1.30"])
def test_a_marked_figure_leads_to_what_was_found_and_on(walk: Walk, indicator: str) -> None:
    unit = walk.region.corrections[0].unit
    place = walk.figure(unit, indicator)
    (target,) = walk.follow(place)[0]
    assert target.parent.title == walk.sheet("findings")
    line = [each.value for each in target.parent[target.row]]
    assert line[5] == indicator
    walk.ends(unit, indicator, walk.follow(f"'{target.parent.title}'!E{target.row}"))
    (back,) = walk.follow(f"'{target.parent.title}'!F{target.row}")[0]
    assert f"'{back.parent.title}'!{back.coordinate}" == place
    assert walk.at(place)[0][0].comment


def test_what_is_left_out_along_with_another_leads_to_its_own_row(walk: Walk) -> None:
    unit = walk.region.corrections[0].unit
    walk.ends(unit, "F1.30a", walk.follow(walk.figure(unit, "F1.30a")))


@pytest.mark.parametrize("unit", sorted(MISSING))
def test_a_missing_one_leads_to_the_record(walk: Walk, unit: str) -> None:
    (target,) = walk.follow(walk.name_beside(walk.figure(unit, "F1.05")))[0]
    assert target.parent.title == walk.sheet("record")
    assert walk.region.campaign.unit(unit).kk in str(target.parent.cell(target.row, 2).value)


@pytest.mark.parametrize("unit", sorted(RETURNED))
def test_a_returned_one_leads_to_its_file(walk: Walk, unit: str) -> None:
    (target,) = walk.follow(walk.name_beside(walk.figure(unit, "F1.05")))[0]
    assert target.parent.title == walk.sheet("sources")
    assert target.parent.cell(target.row, 2).value == f"{unit}.xlsx"


def test_milestones_and_the_oblast_level_s_figures_lead_to_data(walk: Walk) -> None:
    name = walk.sheet("plan")
    lines = {row[ROW].value: row for row in walk.book[name].iter_rows(min_row=FIRST_ROW + 1)}
    units, level = [*walk.grid.units], walk.region.campaign.oblast_level
    for place, unit in enumerate(units):
        if unit.code not in MISSING | RETURNED:
            cell = lines["M01"][len(LEADING) + place].coordinate
            walk.ends(unit.code, "M01", walk.follow(f"'{name}'!{cell}"))
    # The oblast level's file is not among those of this drawing.
    for indicator in ("M16", "M20", "F4.30", "F4.32"):
        cell = lines[indicator][len(LEADING) + len(units)].coordinate
        row = walk.follow(f"'{name}'!{cell}")[0]
        assert [row[1].value, row[2].value] == [level.code, indicator]
    steps = walk.book[walk.sheet("steps")]
    texts = [row[2] for row in steps.iter_rows() if row[2].value == "M01" and row[2].hyperlink]
    assert len(texts) == len(units) - len(MISSING | RETURNED)


def test_a_text_has_its_row_too(walk: Walk) -> None:
    rows = [row for row in walk.book["Data"].iter_rows(values_only=True) if row[2] == "T1"]
    assert len(rows) == len(walk.grid.units) - len(MISSING | RETURNED) + 1
    assert all(row[6] and row[8] for row in rows)
    assert walk.region.campaign.indicators["T1"].kind is Kind.TEXT
