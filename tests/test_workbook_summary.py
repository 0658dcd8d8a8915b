"""Test the page on which the workbook opens, and that the package holds together."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import msgspec
import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from workbook_case import NOW, build_region, name_of, with_drawn

from pipeline.figures import figures_of
from pipeline.measures import overdue_of
from pipeline.model import Fate, FileVerdict, Finding, Severity, Status
from pipeline.render.narrative.facts import facts_of
from pipeline.render.narrative.setup import load_setup
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.headlines import load_headlines
from pipeline.render.workbook.summary import LISTS_ROW, MOST_LINES, NAME_COLUMNS, TILES_ROW
from pipeline.render.workbook.unit import TABLE_ROW
from pipeline.schema import Bilingual
from pipeline.texts import FindingText, Texts

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.texts import Wording

FIRST = date(2011, 8, 4)
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"


@pytest.fixture(scope="module")
def texts(texts: Texts) -> Texts:
    return with_drawn(texts)


@pytest.fixture(scope="module")
def region(campaign: Campaign) -> Region:
    return build_region(campaign)


@pytest.fixture(scope="module")
def content(region: Region, texts: Texts, wording: Wording) -> bytes:
    return render_workbook(region, texts, wording).content


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


def part(content: bytes, name: str) -> ET.Element:
    """Parse one part of a package that we have written ourselves."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - our own


def tiles(sheet: Worksheet) -> dict[str, tuple[object, object, object]]:
    """Give what the tiles show, by their names."""
    rows = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=TILES_ROW + 2, max_row=TILES_ROW + 5)
    ]
    return {name: rest for name, *rest in zip(*rows, strict=True) if name}


def alerts(sheet: Worksheet) -> list[tuple[str, str, str]]:
    """Give what needs attention: whom it is about, what, on however many lines, and where to."""
    found: list[list[str]] = []
    for row in sheet.iter_rows(min_row=LISTS_ROW + 2):
        name, text = row[0].value, row[NAME_COLUMNS]
        if text.hyperlink is None:
            continue
        if name:
            found.append([name, text.value, text.hyperlink.location])
        else:
            found[-1][1] += f" {text.value}"
            assert found[-1][2] == text.hyperlink.location
    return [(name, text, place) for name, text, place in found]


def test_the_first_page_is_one_page(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 1), (None, None)}
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.orientation == "landscape"
    points = sum(sheet.row_dimensions[row].height or 15 for row in range(1, sheet.max_row + 1))
    # What a landscape A4 page holds between its margins; shrinking more would cost readability.
    assert points * 0.9 <= 595 - 72 * (sheet.page_margins.top + sheet.page_margins.bottom)


def test_tiles_and_what_needs_attention_are_on_the_first_screen(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    last = max(
        cell.row
        for row in sheet.iter_rows(min_row=LISTS_ROW + 1)
        for cell in row
        if cell.value is not None and cell.hyperlink
    )
    points = sum(sheet.row_dimensions[row].height or 15 for row in range(1, last + 1))
    # What a laptop of 1366 × 768 shows below its ribbon.
    assert points * 4 / 3 <= 480
    widths = sum(each.width * 7 * (each.max - each.min + 1)
                 for each in sheet.column_dimensions.values())  # fmt: skip
    assert widths <= 1316


def test_nothing_is_cut_on_the_first_page(region: Region, texts: Texts, wording: Wording) -> None:
    problem = "а" + " слово" * 60 + " конец"
    told = FindingText(severity=Severity.ERROR, text=Bilingual(kk=problem, ru=problem),
                       mend=Bilingual(kk="", ru=""))  # fmt: skip
    errors = [
        Finding(code="long", severity=Severity.ERROR, unit=code) for code in ("semei", "abai")
    ]
    changed = replace(region, findings=(), files=tuple(
        verdict(each, unit=each.unit) for each in errors
    ))  # fmt: skip
    long = Texts({**texts.findings, "long": told}, texts.phrases)
    content = render_workbook(changed, long, wording).content
    shown = alerts(openpyxl.load_workbook(BytesIO(content)).worksheets[0])
    assert [name for name, text, _ in shown if text.endswith("конец")] == ["Семей", "Семей"]
    assert shown[-1][1] == wording["alert.more"].ru.format(count=1)
    assert not [text for _, text, _ in shown if "…" in text]


def test_every_printed_page_names_sheet_number_and_date(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        feet = [re.findall(r"<oddFooter>(.*?)<", package.read(name).decode()) for name in parts]
    assert len(feet) > 15
    for (foot,) in feet:
        # A digit straight after the size would be read as a part of it.
        assert re.fullmatch(r"&amp;L&amp;8 .+&amp;C&amp;8 \D.*&amp;R&amp;8 11\.08\.2011.*", foot)


def test_tiles_show_the_figures_and_their_change(
    region: Region, book: openpyxl.Workbook, campaign: Campaign, wording: Wording
) -> None:
    shown, figures = tiles(book.worksheets[0]), figures_of(region)
    headlines = load_headlines(campaign)
    for tile in headlines.tiles:
        compared = figures.compare(tile.indicator)
        expected = [compared.now, compared.change, compared.units]
        assert shown.pop(f"{tile.name.kk}\n{tile.name.ru}") == pytest.approx(expected)
    ratio = headlines.ratios[0]
    share, points, _ = shown.pop(f"{ratio.short_name.kk}\n{ratio.short_name.ru}")
    assert share == pytest.approx(figures.share(ratio.part, ratio.whole))
    both = [
        frame[[ratio.part, ratio.whole]].add_suffix(suffix)
        for frame, suffix in ((figures.total, ""), (figures.total_before, "-before"))
    ]
    same = both[0].join(both[1]).dropna().sum()
    now, before = (
        same[ratio.part + suffix] / same[ratio.whole + suffix] for suffix in ("", "-before")
    )
    shares = [round(100 * share, 1) for share in (now, before)]
    assert points == pytest.approx(shares[0] - shares[1])  # as the texts subtract them
    counts = Counter(each.status for each in region.submissions)
    reported = counts[Status.ON_TIME] + counts[Status.LATE]
    name = f"{wording['tile.reported'].kk}\n{wording['tile.reported'].ru}"
    assert shown == {name: [reported, counts[Status.MISSING], counts[Status.LATE]]}


def test_the_first_report_has_nothing_to_compare_with(
    campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    content = render_workbook(build_region(campaign, FIRST), texts, wording).content
    shown = tiles(openpyxl.load_workbook(BytesIO(content), data_only=True).worksheets[0])
    tile = load_headlines(campaign).tiles[0]
    _, change, units = shown[f"{tile.name.kk}\n{tile.name.ru}"]
    assert (change, units) == (None, 0)


def test_two_charts_speak_of_cells_with_figures(content: bytes, book: openpyxl.Workbook) -> None:
    drawn = part(content, "xl/drawings/drawing1.xml")
    described = [each.get("descr") or "" for each in drawn.iter(f"{DRAWING}cNvPr")]
    assert len(described) == 2
    for number, description in enumerate(described, 1):
        assert " / " in description
        chart = part(content, f"xl/charts/chart{number}.xml")
        titles = [each.text for each in chart.find(f".//{CHART}title").iter(TEXT)]
        assert " / " in "".join(titles)
        values = [each.text for each in chart.iterfind(f".//{CHART}val//{CHART}f")]
        assert values
        for source in values:
            name, _, cells = source.rpartition("!")
            left, top, right, bottom = range_boundaries(cells.replace("$", ""))
            found = [
                cell
                for row in book[name.strip("'")].iter_rows(top, bottom, left, right, True)  # noqa: FBT003 - openpyxl's own
                for cell in row
            ]
            assert found
            assert all(isinstance(value, int | float) for value in found)


def test_what_the_texts_divide_stands_in_the_workbook(
    region: Region, book: openpyxl.Workbook, wording: Wording
) -> None:
    """Shares and averages, of all units and of those that can be compared, and what is left."""
    told = facts_of(region, load_setup(region.campaign))
    sheet = book[name_of(wording, "details")]
    shown = {
        f"{cell.value:{'.1%' if '%' in cell.number_format else '.1f'}}"
        for row in sheet.iter_rows(min_col=3) for cell in row
        if isinstance(cell.value, int | float)
    }  # fmt: skip
    shares = vars(told.share).values()
    percents = [value for each in shares for value in (each.now, each.then, each.since)]
    percents += [each.share for each in told.sources]
    assert {f"{value:.1f}%" for value in percents if value is not None} <= shown
    averages = vars(told.average).values()
    numbers = [*(each.left for each in shares), *averages]
    assert {f"{value:.1f}" for value in numbers if value is not None} <= shown
    assert len(told.sources) > 1


def test_districts_are_drawn_from_the_best_down(
    region: Region, book: openpyxl.Workbook, campaign: Campaign, wording: Wording
) -> None:
    ratio = load_headlines(campaign).ratios[0]
    expected = figures_of(region).shares_by_unit(ratio.part, ratio.whole)
    sheet = book[name_of(wording, "compare")]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    title = next(n for n, row in enumerate(rows) if str(row[0]).endswith(ratio.name.both))
    ranked = [(name, share) for _, name, _, share in rows[title + 2 :] if name]
    assert [share for _, share in ranked] == pytest.approx([share for _, share in expected])
    names = [campaign.unit(code) for code, _ in expected]
    assert [name.split(" / ")[0] for name, _ in ranked] == [unit.kk for unit in names]


def verdict(*findings: Finding, path: str = "a.xlsx", unit: str = "") -> FileVerdict:
    return FileVerdict(
        path=path, sha256="0" * 64, fate=Fate.ACCEPTED, unit=unit, week=None,
        received_at=NOW, findings=findings,
    )  # fmt: skip


def test_attention_goes_to_the_silent_then_to_errors(
    region: Region, texts: Texts, wording: Wording
) -> None:
    error = Finding(code="wrong", severity=Severity.ERROR, unit="semei")
    warning = Finding(code="wrong", severity=Severity.WARNING, unit="oskemen")
    explained = replace(error, unit="ridder", accepted_reason="-")
    nameless = replace(error, unit="")
    files = (
        verdict(warning, unit="oskemen"),
        verdict(error, replace(error, cell="A1"), unit="semei"),
        verdict(explained, unit="ridder"),
        verdict(nameless, path="=1+1.xlsx"),
    )
    changed = replace(region, files=files, findings=())
    loaded = openpyxl.load_workbook(BytesIO(render_workbook(changed, texts, wording).content))
    shown = alerts(loaded.worksheets[0])
    names = [name for name, _, _ in shown]
    assert (shown[0][1], shown[1][1]) == ("Абай, Күршім", "Абайский, Курчумский")
    assert (shown[2][1], shown[3][1]) == ("Зайсан", "Зайсанский")
    overdue = [line for line in shown if line[0] == wording["alert.overdue"].kk]
    number = len(overdue_of(region))
    assert [text for _, text, _ in overdue] == [
        wording["alert.overdue-text"].kk.format(count=number)
    ][: bool(number)]
    assert all(target.startswith(f"'{name_of(wording, 'deadlines')}'") for *_, target in overdue)
    order = [names.index(name) for name in ("Семей: 2", "=1+1.xlsx", "Өскемен")]
    assert order == sorted(order)
    assert not [name for name in names if name.startswith("Риддер")]
    sheet, cell = shown[names.index("Өскемен")][2].rpartition("!")[::2]
    row = loaded[sheet.strip("'")][re.sub(r"\D", "", cell)]
    assert str(row[1].value).startswith("Өскемен")


def test_a_quiet_week_says_so_and_a_loud_one_stays_short(
    campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    quiet = build_region(campaign, silent=False)
    quiet = replace(quiet, files=(), findings=(), milestones=quiet.milestones.assign(total_value=1))
    loud = replace(
        quiet,
        files=tuple(
            verdict(Finding(code="wrong", severity=Severity.ERROR), path=f"{number}.xlsx")
            for number in range(40)
        ),
    )
    shown = [
        alerts(openpyxl.load_workbook(BytesIO(render_workbook(each, texts, wording).content))
               .worksheets[0])
        for each in (quiet, loud)
    ]  # fmt: skip
    assert [text for _, text, _ in shown[0]] == [
        wording["nothing-found"].kk, wording["nothing-found"].ru,
    ]  # fmt: skip
    assert len(shown[1]) == MOST_LINES
    assert "31" in shown[1][-1][1]


def test_every_sheet_is_linked_from_the_first_and_every_link_arrives(
    book: openpyxl.Workbook,
) -> None:
    places = [
        (sheet.title, str(cell.hyperlink.location))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    targets = {location.rpartition("!")[0].strip("'") for _, location in places}
    assert targets <= set(book.sheetnames)
    linked = {
        location.rpartition("!")[0].strip("'")
        for title, location in places
        if title == book.sheetnames[0]
    }
    assert linked == set(book.sheetnames[1:])


def test_the_package_is_sound(content: bytes, book: openpyxl.Workbook) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")):
                ET.fromstring(archive.read(name))  # noqa: S314 - our own
    assert len(names) == len(set(names))
    titles = [title.casefold() for title in book.sheetnames]
    assert len(titles) == len(set(titles))
    assert all(len(title) <= 31 and not re.search(r"[\[\]:*?/\\]", title) for title in titles)
    for sheet in book:
        for name, defined in sheet.defined_names.items():
            assert not name.startswith("#")
            assert "#REF!" not in defined.value
        merged = [str(each) for each in sheet.merged_cells.ranges]
        assert len(merged) == len(set(merged))


def test_nothing_is_merged_where_people_filter(book: openpyxl.Workbook) -> None:
    filtered = [sheet for sheet in book if sheet.auto_filter.ref]
    assert len(filtered) >= 3
    for sheet in filtered:
        left, top, right, bottom = range_boundaries(sheet.auto_filter.ref)
        for each in sheet.merged_cells.ranges:
            inside = each.max_row >= top and each.min_row <= bottom
            assert not (inside and each.max_col >= left and each.min_col <= right), sheet.title


def test_weeks_and_districts_open_on_the_region(
    region: Region, book: openpyxl.Workbook, wording: Wording
) -> None:
    sheets = [book[name_of(wording, key)] for key in ("weeks", "unit")]
    shown = [
        {row[0].value: [row[3].value, row[4].value]
         for row in sheet.iter_rows(min_row=first) if re.match(r"F\d\.", str(row[0].value))}
        for sheet, first in zip(sheets, (1, TABLE_ROW + 1), strict=True)
    ]  # fmt: skip
    figures = figures_of(region)
    assert shown[0] == shown[1]
    assert len(shown[0]) > 60
    for name, (before, now) in shown[0].items():
        if region.campaign.indicators[name].is_numeric:
            assert now == pytest.approx(figures.sum_total(name))
            assert before == pytest.approx(figures.total_before[name].sum())


def test_a_region_of_very_many_units_holds_the_same(
    region: Region, texts: Texts, wording: Wording, book: openpyxl.Workbook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("pipeline.render.workbook.data.MOST_ROWS_HELD", 10)
    content = render_workbook(region, texts, wording).content
    assert content == render_workbook(region, texts, wording).content
    long = openpyxl.load_workbook(BytesIO(content), data_only=True)
    for key in ("history", "weeks", "unit"):
        name = name_of(wording, key)
        assert [*long[name].values] == [*book[name].values]


def test_a_campaign_without_headlines_has_its_first_page_too(
    campaign: Campaign, region: Region, texts: Texts, wording: Wording, tmp_path: Path
) -> None:
    (tmp_path / "headlines.toml").write_text("totals = []\nratios = []\n")
    bare = replace(region, campaign=msgspec.structs.replace(campaign, folder=tmp_path))
    sheet = openpyxl.load_workbook(
        BytesIO(render_workbook(bare, texts, wording).content), data_only=True
    ).worksheets[0]
    assert [name for name in tiles(sheet) if name] == [
        wording["tile.reported"].both.replace(" / ", "\n")
    ]
    assert alerts(sheet)
