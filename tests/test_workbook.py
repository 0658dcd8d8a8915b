"""Test the consolidated workbook: live totals that agree, blanks that stay blank."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from recalculated import bare, compare_formulas
from workbook_case import (
    MISSING,
    NOW,
    RETURNED,
    WEEK,
    build_region,
    name_of,
    submission_of,
)

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.figures import figures_of
from pipeline.model import (
    Column,
    Fate,
    FileVerdict,
    Finding,
    Mark,
    Region,
    Severity,
    Status,
)
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.blocks import CAPACITY
from pipeline.render.workbook.data import column_of
from pipeline.render.workbook.grid import grid_of
from pipeline.render.workbook.headlines import load_headlines
from pipeline.render.workbook.rows import rows_for
from pipeline.schema import Bilingual, Kind, UnitKind
from pipeline.texts import FindingText, Texts, Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.campaign import Campaign

TEMPLATES = Path(__file__).parent.parent / "templates"
ZONE_HOURS = 6
HEADER = [
    "week", "unit", "indicator", "week_value", "total_value",
    "status", "file", "sheet", "cell", "sha256",
]  # fmt: skip


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return load_campaign(TEMPLATES, WEEK, NOW)


@pytest.fixture(scope="module")
def texts() -> Texts:
    text = Bilingual(kk="{cell} ұяшығы: мән дұрыс емес.", ru="Ячейка {cell}: неверное значение.")
    mend = Bilingual(kk="Нысанды түзетіңіз.", ru="Исправьте форму.")
    row = FindingText(severity=Severity.ERROR, text=text, mend=mend)
    return Texts({"wrong": row}, Wording("texts.toml", {}))


@pytest.fixture(scope="module")
def region(campaign: Campaign) -> Region:
    return build_region(campaign)


@pytest.fixture(scope="module")
def content(region: Region, texts: Texts, wording: Wording) -> bytes:
    return render_workbook(region, texts, wording).content


@pytest.fixture(scope="module")
def formulas(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def cached(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


def test_same_region_same_bytes(
    region: Region, texts: Texts, wording: Wording, content: bytes
) -> None:
    artifact = render_workbook(region, texts, wording)
    assert artifact.path == "svod-2011-08-11.xlsx"
    assert artifact.content == content


def test_opens_on_the_summary_and_ends_with_data(formulas: openpyxl.Workbook) -> None:
    names = formulas.sheetnames
    assert formulas.active is not None
    assert names[0] == formulas.active.title
    assert names[1:5] == ["F1", "F2", "F3", "F4"]
    assert names[-1] == "Data"
    assert all(len(name) <= 31 for name in names)


def test_data_is_the_facts_and_a_blank_is_an_empty_cell(region: Region, content: bytes) -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Data").to_python()
    assert rows[0] == HEADER
    expected = [
        ["" if isinstance(value, float) and value != value else value for value in row]  # noqa: PLR0124
        for row in region.facts[HEADER].itertuples(index=False)
    ]
    assert rows[1:] == expected


def test_the_heads_of_data_say_what_the_words_below_them_mean(
    formulas: openpyxl.Workbook, wording: Wording
) -> None:
    sheet = formulas["Data"]
    told = {cell.value: cell.comment.text for cell in sheet[1] if cell.comment}
    assert {"week_value", "status", "cell"} <= told.keys()
    for mark in Mark:
        assert f"{mark} – {wording[f'counted-as.{mark}'].ru}" in told["status"]


@pytest.mark.parametrize(
    ("total", "week", "told"),
    [
        (Mark.COUNTED, Mark.COUNTED, Mark.COUNTED),
        (Mark.COUNTED, Mark.WARNED, Mark.WARNED),
        (Mark.COUNTED, Mark.ACCEPTED, Mark.ACCEPTED),
        (Mark.COUNTED, Mark.EXCLUDED, Mark.COUNTED),  # its week is blank, and its total counts
        (Mark.COUNTED, "", Mark.COUNTED),
        (Mark.EXCLUDED, Mark.WARNED, Mark.EXCLUDED),
        (Mark.BLANK, Mark.COUNTED, Mark.BLANK),
    ],
)
def test_a_row_of_data_has_its_total_s_status_unless_its_week_has_news(
    total: str, week: str, told: Mark
) -> None:
    facts = pd.DataFrame({Column.STATUS: [str(total)], Column.WEEK_STATUS: [str(week)]})
    assert column_of(facts, Column.STATUS) == [told]


def test_empty_cells_of_data_do_not_exist_at_all(content: bytes, region: Region) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        last = max(
            (name for name in archive.namelist() if "worksheets/sheet" in name),
            key=lambda name: int(re.sub(r"\D", "", name)),
        )
        written = archive.read(last).count(b"<c ")
    filled = region.facts[HEADER].notna() & (region.facts[HEADER] != "")
    assert written == int(filled.to_numpy().sum()) + len(HEADER)


def test_totals_are_live_and_equal_the_region_s_figures(
    region: Region, formulas: openpyxl.Workbook, cached: openpyxl.Workbook
) -> None:
    figures = figures_of(region)
    for indicator, place in grid_of(region).places.items():
        if not region.campaign.indicators[indicator].is_numeric:
            continue
        for column, expected in (
            (place.column + place.has_week, figures.sum_total(indicator)),
            (place.column, figures.sum_week(indicator)),
        )[: 1 + place.has_week]:
            cell = formulas[place.sheet].cell(place.total_row + 1, column + 1)
            assert str(cell.value).startswith("=IF(COUNT(")
            value = cached[place.sheet].cell(place.total_row + 1, column + 1).value
            assert value == (None if expected is None else pytest.approx(expected))


def test_every_formula_of_the_form_s_sheets_agrees_with_its_cells(
    formulas: openpyxl.Workbook, cached: openpyxl.Workbook
) -> None:
    checked = 0
    for name in ("F1", "F2", "F3", "F4"):
        for row in formulas[name].iter_rows():
            for cell in row:
                if cell.data_type != "f" or "!" in str(cell.value):
                    continue
                found = re.search(r"COUNT\(([A-Z\d:,]+)\)", str(cell.value))
                assert found
                numbers = [
                    one.value
                    for cells in found[1].split(",")
                    for (one,) in cached[name][cells]
                    if isinstance(one.value, int | float)
                ]
                result = len(numbers) if str(cell.value).startswith("=COUNT") else sum(numbers)
                assert cached[name][cell.coordinate].value == pytest.approx(result)
                checked += 1
    assert checked > 300


def test_a_second_total_stands_in_for_silent_units_alone(
    region: Region, formulas: openpyxl.Workbook, cached: openpyxl.Workbook
) -> None:
    figures, silent, apart = figures_of(region), sorted(MISSING | RETURNED), 0
    for name, place in grid_of(region).places.items():
        if not region.campaign.indicators[name].is_numeric:
            continue
        cell = (place.total_row + 3, place.column + place.has_week + 1)
        earlier = figures.total_before[name].loc[silent].sum()
        expected = figures.total[name].sum() + earlier
        assert cached[place.sheet].cell(*cell).value == pytest.approx(expected)
        linked = str(formulas[place.sheet].cell(*cell).value).count("!")
        assert linked == 2 * figures.total_before[name].loc[silent].count()
        apart += earlier > 0
    assert apart > 30


def test_there_is_no_second_total_where_all_reported(
    campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    everybody = build_region(campaign, silent=False)
    content = render_workbook(everybody, texts, wording).content
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)["F1"]
    label = wording["row.carried"].both
    assert label not in {row[0].value for row in sheet.iter_rows()}


def test_silent_units_show_a_sign_and_never_a_zero(
    region: Region, cached: openpyxl.Workbook, wording: Wording
) -> None:
    for place in grid_of(region).places.values():
        for index, submission in enumerate(region.submissions):
            if submission.status in {Status.MISSING, Status.RETURNED}:
                cell = cached[place.sheet].cell(
                    place.first + place.rows.units[index] + 1, place.column + 1
                )
                assert cell.value == wording[f"mark.{submission.status}"].kk


def test_a_figure_left_out_shows_its_sign_and_a_note(
    region: Region, cached: openpyxl.Workbook, wording: Wording
) -> None:
    grid = grid_of(region)
    excluded = [key for key, each in grid.figures.items() if each.mark == Mark.EXCLUDED]
    shown = [(unit, name) for unit, name in excluded if name in grid.places]
    codes = [unit.code for unit in grid.units]
    for unit, name in shown:
        if unit not in codes:
            continue
        place = grid.places[name]
        row = place.first + place.rows.units[codes.index(unit)] + 1
        cell = cached[place.sheet].cell(row, place.column + place.has_week + 1)
        assert cell.value == wording["mark.excluded"].kk
        assert cell.comment is not None
    assert shown


def test_nobody_reported_totals_are_empty_text_not_zero(
    campaign: Campaign, region: Region, texts: Texts, wording: Wording
) -> None:
    silent = replace(
        region,
        facts=region.facts.iloc[:0],
        submissions=tuple(submission_of(each.unit, WEEK, {each.unit.code})
                          for each in region.submissions),
        files=(),
        findings=(),
    )  # fmt: skip
    content = render_workbook(silent, texts, wording).content
    sheet = openpyxl.load_workbook(BytesIO(content), data_only=True)["F1"]
    place = grid_of(silent).places[next(row.id for row in campaign.rows if row.is_numeric)]
    assert sheet.cell(place.total_row + 1, place.column + 1).value is None


def test_what_a_sender_typed_never_becomes_a_formula(
    region: Region, texts: Texts, wording: Wording
) -> None:
    typed = '=HYPERLINK("http://x") \udcff'
    facts = region.facts.assign(file=typed)
    files = (
        FileVerdict(
            path="+1.xlsx", sha256="0" * 64, fate=Fate.IGNORED, unit="", week=None,
            received_at=NOW,
            findings=(Finding(code="wrong", severity=Severity.ERROR, path="@1", cell="-1"),),
        ),
    )  # fmt: skip
    changed = replace(region, facts=facts, files=files)
    book = openpyxl.load_workbook(BytesIO(render_workbook(changed, texts, wording).content))
    assert book["Data"]["G2"].data_type == "s"
    texts_found = {
        cell.value: cell.data_type for name in book.sheetnames[1:-1]
        for row in book[name].iter_rows() for cell in row
    }  # fmt: skip
    assert (texts_found["+1.xlsx"], texts_found["@1"], texts_found["-1"]) == ("s", "s", "s")


def test_a_page_holds_whole_sums_and_each_indicator_once(region: Region) -> None:
    grid = grid_of(region)
    blocks = [block.indicators for each in grid.blocks.values() for block in each]
    assert max(map(len, blocks)) <= CAPACITY
    ids = [indicator.id for block in blocks for indicator in block]
    assert len(ids) == len(set(ids)) == len(grid.places)
    home = {row.id: number for number, block in enumerate(blocks) for row in block}
    for rule in region.campaign.rules.sums:
        parts = [part for part in rule.parts if part in home]
        if rule.whole in home and len(parts) < CAPACITY:
            assert {home[part] for part in parts} <= {home[rule.whole]}


def test_comparison_speaks_of_the_same_units(
    region: Region, cached: openpyxl.Workbook, wording: Wording
) -> None:
    sheet = cached[name_of(wording, "details")]
    figures, shown = figures_of(region), 0
    for row in sheet.iter_rows(min_row=1, max_col=8):
        name = re.search(r"\((F[\w.]+)\)$", str(row[1].value))
        if not name:
            continue
        compared = figures.compare(name[1])
        for column, expected in (
            (3, compared.now),
            (5, compared.before),
            (6, compared.change),
            (7, compared.units),
        ):
            assert row[column].value == pytest.approx(expected)
        shown += 1
    assert shown == len(load_headlines(region.campaign).totals)


def test_rows_and_blocks_do_not_touch(region: Region) -> None:
    grid = grid_of(region)
    for blocks in grid.blocks.values():
        for above, below in pairwise(blocks):
            assert above.first + grid.rows.total + 2 + len(above.remarks) < below.top


TILE = 'tiles = [{ indicator = "F1.10", name = { kk = "-", ru = "-" } }]'
HEADLINES = {
    "no such line": ('totals = ["F9.99"]', "F9.99"),
    "no figure": ('totals = ["M01"]', "M01"),
    "a tile without its total": (f'totals = ["F1.05"]\n{TILE}', "F1.10"),
    "a chart without its tile": (f'totals = ["F1.10"]\nchart = ["F1.05"]\n{TILE}', "F1.05"),
}


@pytest.mark.parametrize(("text", "named"), HEADLINES.values(), ids=HEADLINES)
def test_headlines_name_figures_only(
    campaign: Campaign, tmp_path: Path, text: str, named: str
) -> None:
    (tmp_path / "headlines.toml").write_text(f"ratios = []\n{text}\n")
    with pytest.raises(SetupError, match=f"«{re.escape(named)}»"):
        load_headlines(msgspec.structs.replace(campaign, folder=tmp_path))


def test_whole_sheets_are_in_both_languages(campaign: Campaign, cached: openpyxl.Workbook) -> None:
    everything = {str(cell.value) for sheet in cached for row in sheet.iter_rows() for cell in row}
    printed = "\n".join(everything)
    for indicator in campaign.issued(campaign.districts(WEEK)[0], WEEK):
        if indicator.is_numeric:
            assert f"{indicator.label.kk}\n{indicator.label.ru}" in everything
    for measure in campaign.plan.measures:
        milestones = [row for row in campaign.rows
                      if row.kind is Kind.MILESTONE and measure.number in row.measures]  # fmt: skip
        for text in [row.label for row in milestones] if len(milestones) > 1 else [measure.short]:
            assert text.kk in printed
            assert text.ru in printed


KINDS = {
    "cities, then rayons": ("ccrr", (0, 1, 3, 4), (2, 5), 6),
    "rayons alone": ("rrr", (0, 1, 2), (), 3),
    "one of each": ("cr", (0, 2), (1, 3), 4),
    "in no order": ("rcr", (0, 1, 2), (), 3),
}


@pytest.mark.parametrize(("drawn", "units", "subtotals", "total"), KINDS.values(), ids=KINDS)
def test_subtotals_stand_below_their_units(
    campaign: Campaign, drawn: str, units: tuple[int, ...], subtotals: tuple[int, ...], total: int
) -> None:
    kinds = {"c": UnitKind.CITY, "r": UnitKind.RAYON}
    one = campaign.districts(WEEK)[0]
    rows = rows_for([msgspec.structs.replace(one, kind=kinds[letter]) for letter in drawn])
    assert (rows.units, rows.total) == (units, total)
    assert tuple(part.subtotal for part in rows.subtotals) == subtotals
    summed = [offset for first, last in rows.spans() for offset in range(first, last + 1)]
    assert tuple(summed) == units


def test_subtotals_and_their_quotients_come_from_figures_not_from_averages(
    region: Region, cached: openpyxl.Workbook, wording: Wording
) -> None:
    figures, grid, checked = figures_of(region), grid_of(region), 0
    for part in grid.rows.subtotals:
        codes = [unit.code for unit in grid.units if unit.kind == part.kind]
        for name, place in grid.places.items():
            if not region.campaign.indicators[name].is_numeric:
                continue
            row = place.first + part.subtotal + 1
            shown = cached[place.sheet].cell(row, place.column_of() + 1).value
            known = figures.total[name].loc[codes].dropna()
            assert shown == (pytest.approx(known.sum()) if len(known) else None)
            checked += 1
        compare = cached[name_of(wording, "compare")]
        for heads in compare.iter_rows():
            for head in heads:
                ids = str(head.value).split(" : ")
                if len(ids) != 2 or not set(ids) <= set(grid.places):
                    continue
                part_sum, whole = (figures.total[each].loc[codes].sum() for each in ids)
                shown = compare.cell(head.row + 4 + part.subtotal, head.column).value
                assert shown == pytest.approx(part_sum / whole)
                checked += 1
    assert checked > 180


@pytest.mark.office
def test_libreoffice_computes_every_cached_value(
    content: bytes, tmp_path: Path, soffice: Callable[[Path, str], Path]
) -> None:
    """Strip what was cached, let LibreOffice compute, compare with what was cached."""
    computed = soffice(bare(content, tmp_path / "bare.xlsx"), "xlsx")
    assert compare_formulas(content, computed) > 1000
