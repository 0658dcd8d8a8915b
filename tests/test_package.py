"""Test what the workbook is as a package: valid, recalculated to itself, linked from end to end."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from excel_rules import repairs
from openpyxl.utils import range_boundaries
from openxml_audit import OpenXmlValidator
from recalculated import bare, count_formulas, differences
from regions import draw_region

from pipeline.campaign import load_campaign
from pipeline.model import Column, Mark, Region
from pipeline.render.workbook import notes, render_workbook
from pipeline.render.workbook.grid import grid_of
from pipeline.texts import load_texts, load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl.worksheet.worksheet import Worksheet

TEMPLATES = Path(__file__).parent.parent / "templates"
NOW = datetime.fromisoformat("2011-08-11T19:00:00+06:00")
SEEDS = (0, 7, 19)
FORMS = ("F1", "F2", "F3", "F4")


@cache
def region(seed: int) -> Region:
    return draw_region(load_campaign(TEMPLATES, None, NOW), seed)


@cache
def content(seed: int) -> bytes:
    wording = load_wording(TEMPLATES / "workbook.toml")
    return render_workbook(region(seed), load_texts(TEMPLATES), wording).content


@cache
def book(seed: int) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content(seed)))


def faults(path: Path) -> list[str]:
    """What the schemas of Office Open XML and the rules beside them say of a package."""
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_schema_finds_fault_with_the_package(seed: int, tmp_path: Path) -> None:
    path = tmp_path / "svod.xlsx"
    path.write_bytes(content(seed))
    assert faults(path) == []


BREAKS = {
    "children out of order": (rb"(<sheetViews>.*?</sheetViews>)(.*?</sheetData>)", rb"\2\1"),
    "an unknown child": (rb"<sheetData>", b"<sheetData><colour/>"),
    "no such style": (rb' s="\d+"', b' s="x"'),
}


@pytest.mark.parametrize(("pattern", "instead"), BREAKS.values(), ids=BREAKS)
def test_a_broken_part_is_seen(pattern: bytes, instead: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    with (
        zipfile.ZipFile(BytesIO(content(SEEDS[0]))) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                part = re.sub(pattern, instead, part, count=1, flags=re.DOTALL)
                assert part != source.read(name)
            target.writestr(name, part)
    assert faults(path)


@pytest.mark.parametrize("seed", SEEDS)
def test_excel_opens_it_without_repair(seed: int) -> None:
    assert list(repairs(content(seed))) == []


SHEET_2, BOOK, STYLES = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"
REPAIRS = {
    "a row too high": (SHEET_2, rb'(<row r="1"[^>]*) ht="[^"]*"', rb'\1 ht="410"'),
    "merged twice": (SHEET_2, rb'(<mergeCell ref="[^"]*"/>)', rb"\1\1"),
    "linked twice": (SHEET_2, rb"(<hyperlink [^>]*/>)", rb"\1\1"),
    "a link to no sheet": (SHEET_2, b"location=\"'", b"location=\"'Gone"),
    "a lost reference": (SHEET_2, rb"<f>[^<]*</f>", rb"<f>SUM(#REF!)</f>"),
    "a sheet that is gone": (SHEET_2, rb"<f>[^<]*</f>", rb"<f>'Gone'!A1</f>"),
    "a foot too long": (SHEET_2, rb"<oddFooter>", b"<oddFooter>" + b"x" * 255),
    "a name too long": (BOOK, rb'<sheet name="F1"', b'<sheet name="' + b"F" * 32 + b'"'),
    "two names alike": (BOOK, rb"(<definedName .*?</definedName>)", rb"\1\1"),
    "an open quote": (STYLES, rb'formatCode="', b'formatCode="&quot;'),
    "a comment twice": ("xl/comments1.xml", rb"(<comment ref=.*?</comment>)", rb"\1\1"),
}


@pytest.mark.parametrize(("name", "pattern", "instead"), REPAIRS.values(), ids=REPAIRS)
def test_what_excel_would_repair_is_seen(name: str, pattern: bytes, instead: bytes) -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content(SEEDS[0]))) as source,
        zipfile.ZipFile(buffer, "w") as target,
    ):
        for each in source.namelist():
            part = source.read(each)
            if each == name:
                part = re.sub(pattern, instead, part, count=1, flags=re.DOTALL)
                assert part != source.read(each)
            target.writestr(each, part)
    assert list(repairs(buffer.getvalue()))


def test_nothing_that_was_sent_makes_a_row_too_high() -> None:
    long = "a" * 30_000 + "\n" * 2_000
    files = [replace(each, path=long) for each in region(SEEDS[0]).files]
    changed = replace(
        region(SEEDS[0]), files=tuple(files), facts=region(SEEDS[0]).facts.assign(file=long)
    )
    wording = load_wording(TEMPLATES / "workbook.toml")
    written = render_workbook(changed, load_texts(TEMPLATES), wording).content
    assert list(repairs(written)) == []


@pytest.mark.office
def test_libreoffice_computes_what_is_cached_for_random_regions(
    tmp_path: Path, office: Callable[[list[Path], str], list[Path]]
) -> None:
    written = [bare(content(seed), tmp_path / f"{seed}.xlsx") for seed in SEEDS]
    for seed, computed in zip(SEEDS, office(written, "xlsx"), strict=True):
        assert count_formulas(content(seed)) > 1000
        assert list(differences(content(seed), computed)) == []


def links(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """Each cell with a link, and the place to which it leads."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink is not None and cell.hyperlink.location:
                yield cell.coordinate, cell.hyperlink.location


def place(location: str) -> tuple[str, tuple[int, int, int, int]]:
    """The sheet and the bounds that a link names."""
    sheet, _, cells = location.rpartition("!")
    first, top, last, bottom = range_boundaries(cells)
    return sheet.strip("'"), (int(first or 0), int(top or 0), int(last or 0), int(bottom or 0))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_link_leads_to_a_cell_that_is_there(seed: int) -> None:
    followed = 0
    for sheet in book(seed):
        for cell, location in links(sheet):
            name, (_, top, last, bottom) = place(location)
            target = book(seed)[name]
            assert top <= bottom <= target.max_row, (sheet.title, cell, location)
            assert last <= target.max_column, (sheet.title, cell, location)
            followed += 1
    assert followed > 50


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_leads_to_its_row_in_data_and_on_to_its_file(seed: int) -> None:
    """One click on the district beside the figure, one on the file's name in Data."""
    found, workbook = region(seed), book(seed)
    grid, data = grid_of(found), book(seed)["Data"]
    files = name_of("sources")
    head = [cell.value for cell in data[1]]
    columns = {name: head.index(name) + 1 for name in ("unit", "indicator", "file")}
    rows = {
        (data.cell(row, columns["unit"]).value, data.cell(row, columns["indicator"]).value): row
        for row in range(2, data.max_row + 1)
    }
    to_files = dict(links(data))
    checked = 0
    for index, unit in enumerate(grid.units):
        for indicator, where in grid.places.items():
            if grid.value(unit.code, indicator) is None:
                continue
            line = where.first + where.rows.units[index] + 1
            link = workbook[where.sheet].cell(line, 2).hyperlink
            assert link is not None
            sheet, (_, top, _, bottom) = place(str(link.location))
            row = rows[unit.code, indicator]
            assert (sheet, top <= row <= bottom) == ("Data", True)
            leads = to_files.get(data.cell(row, columns["file"]).coordinate)
            assert leads is not None
            sheet, (_, line, _, _) = place(leads)
            assert sheet == files
            assert workbook[files].cell(line, 2).value == data.cell(row, columns["file"]).value
            checked += 1
    assert checked > 100 or not grid.received


def name_of(key: str) -> str:
    name = load_wording(TEMPLATES / "workbook.toml")[f"sheet.{key}"]
    return f"{name.kk}-{name.ru}"


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_merged_where_people_filter_or_sort(seed: int) -> None:
    filtered = 0
    for sheet in book(seed):
        if not sheet.auto_filter.ref:
            continue
        _, top, _, bottom = range_boundaries(sheet.auto_filter.ref)
        assert all(
            merged.max_row < (top or 0) or merged.min_row > (bottom or 0)
            for merged in sheet.merged_cells.ranges
        ), sheet.title
        filtered += 1
    assert filtered >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_each_marked_figure_is_told_by_look_and_by_note(seed: int) -> None:
    found, grid = region(seed), grid_of(region(seed))
    marked = {Mark.WARNED, Mark.ACCEPTED, Mark.RECOMPUTED, Mark.EXCLUDED}
    plain = {Mark.COUNTED, Mark.BLANK}
    looks: dict[str, set[tuple[str | None, str]]] = {}
    codes = [unit.code for unit in grid.units]
    facts = zip(
        *(found.facts[name] for name in (Column.UNIT, Column.INDICATOR, Column.STATUS)), strict=True
    )
    for unit, indicator, mark in facts:
        if indicator not in grid.places or unit not in codes or mark in plain:
            continue
        where = grid.places[indicator]
        row = where.first + where.rows.units[codes.index(unit)] + 1
        cell = book(seed)[where.sheet].cell(row, where.column_of() + 1)
        assert mark in marked
        assert cell.comment is not None
        assert not any(map(str.isspace, cell.comment.text[:1]))
        looks.setdefault(mark, set()).add((cell.fill.fill_type, cell.fill.start_color.rgb))
    patterns = [next(iter(each)) for each in looks.values()]
    assert all(kind not in {None, "solid"} for kind, _ in patterns)
    assert len(set(patterns)) == len(patterns)


@pytest.mark.parametrize("seed", SEEDS)
def test_notes_are_few_short_and_hidden(seed: int) -> None:
    for name in FORMS:
        sheet = book(seed)[name]
        texts = [cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment]
        assert len(texts) <= notes.MOST
        assert all(len(text) <= notes.LONGEST for text in texts)
    with zipfile.ZipFile(BytesIO(content(seed))) as package:
        drawn = [package.read(each) for each in package.namelist() if each.endswith(".vml")]
    shapes = [shape for each in drawn for shape in re.findall(rb"<v:shape .*?>", each, re.DOTALL)]
    assert shapes
    assert all(b"visibility:hidden" in shape for shape in shapes)
