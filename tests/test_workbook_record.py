"""Test the submission record: every report's sign, and two rates that stay within bounds."""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import msgspec
import openpyxl
import pytest
from recalculated import bare, compare_formulas
from workbook_case import WEEK, build_region, name_of, with_drawn

from pipeline.model import Status, Submission
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.record import COUNTS, FIRST_ROW, LEADING
from pipeline.render.workbook.unit import DRAWN_ROW, PICK, SENT_ROW, TABLE_ROW, UNIT_ROW
from pipeline.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.texts import Texts, Wording

FIRST, SECOND = date(2011, 8, 4), WEEK
LAST = date(2011, 9, 15)
BEFORE_CUT_OFF = datetime.fromisoformat("2011-08-11T12:00:00+06:00")
IN, LATE, BACK, OUT = Status.ON_TIME, Status.LATE, Status.RETURNED, Status.MISSING

CASES = {
    "on time": ({"status": IN}, "+"),
    "three days late": ({"status": LATE, "days_late": 3}, "▲3"),
    "returned": ({"status": BACK}, "◄"),
    "missing": ({"status": OUT}, "—"),
    "empty": ({"status": IN, "empty": True}, "+Ø"),
    "copied and late": ({"status": LATE, "days_late": 1, "copied": True}, "▲1="),
    "corrected": ({"status": IN, "corrected": True}, "+±"),
    "all at once": ({"status": IN, "empty": True, "copied": True, "corrected": True}, "+Ø=±"),
}


@pytest.fixture(scope="module")
def texts(texts: Texts) -> Texts:
    return with_drawn(texts)


@pytest.fixture(scope="module")
def region(campaign: Campaign) -> Region:
    """Give each unit one of the cases on the first date."""
    drawn = build_region(campaign)
    cases = [changes for changes, _ in CASES.values()]
    first = tuple(
        Submission(unit=each.unit, **cases[index % len(cases)])
        for index, each in enumerate(drawn.record[FIRST])
    )
    return replace(drawn, record={**drawn.record, FIRST: first})


def sheet_of(region: Region, texts: Texts, wording: Wording) -> Worksheet:
    content = render_workbook(region, texts, wording).content
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return book[name_of(wording, "record")]


def sign_of(sheet: Worksheet, unit: int, day: int) -> object:
    return sheet.cell(FIRST_ROW + 1 + unit, LEADING + 1 + day).value


def counted(sheet: Worksheet, row: int) -> dict[str, float | str]:
    """Give the counts and rates of one row, by their keys."""
    first = LEADING + 10 + 1
    return {key: sheet.cell(row, first + n).value for n, key in enumerate(COUNTS)}


def long_region(campaign: Campaign) -> Region:
    """Draw seven dates on which units report in every manner."""
    drawn, draw = build_region(campaign, LAST), random.Random(4)  # noqa: S311 - no secret
    record = {
        day: tuple(
            Submission(unit=each.unit, **draw.choice([changes for changes, _ in CASES.values()]))
            for each in submissions
        )
        for day, submissions in drawn.record.items()
    }
    return replace(drawn, record=record, now=campaign.cut_off(LAST).replace(hour=23))


@pytest.fixture(scope="module")
def sheet(region: Region, texts: Texts, wording: Wording) -> Worksheet:
    return sheet_of(region, texts, wording)


@pytest.mark.parametrize("name", CASES)
def test_every_report_has_its_sign(name: str, sheet: Worksheet) -> None:
    assert sign_of(sheet, [*CASES].index(name), 0) == CASES[name][1]


def test_dates_to_come_are_not_due(sheet: Worksheet) -> None:
    assert {sign_of(sheet, unit, day) for unit in range(19) for day in range(2, 10)} == {"·"}
    assert counted(sheet, FIRST_ROW + 1)["due"] == 2


def test_nothing_is_missing_before_the_cut_off(
    region: Region, texts: Texts, wording: Wording
) -> None:
    silent = tuple(Submission(unit=each.unit, status=OUT) for each in region.submissions)
    early = replace(region, now=BEFORE_CUT_OFF, record={**region.record, SECOND: silent})
    sheet = sheet_of(early, texts, wording)
    assert {sign_of(sheet, unit, 1) for unit in range(19)} == {"·"}
    assert counted(sheet, FIRST_ROW + 1)["due"] == 1


def test_a_date_that_nobody_reported_on_is_missing(
    region: Region, texts: Texts, wording: Wording
) -> None:
    sheet = sheet_of(replace(region, record={SECOND: region.record[SECOND]}), texts, wording)
    assert {sign_of(sheet, unit, 0) for unit in range(19)} == {"—"}


def test_a_unit_is_not_due_before_it_exists(
    campaign: Campaign, region: Region, texts: Texts, wording: Wording
) -> None:
    founded = msgspec.structs.replace(campaign.all_units[0], valid_from=SECOND)
    units = (founded, *campaign.all_units[1:])
    changed = msgspec.structs.replace(campaign, all_units=units)
    record = {FIRST: region.record[FIRST][1:], SECOND: region.record[SECOND]}
    sheet = sheet_of(replace(region, campaign=changed, record=record), texts, wording)
    assert sign_of(sheet, 0, 0) is None
    assert counted(sheet, FIRST_ROW + 1)["due"] == 1
    assert sign_of(sheet, 1, 0) == CASES["three days late"][1]


def test_the_rates_are_two_and_never_exceed_one(
    campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    region = long_region(campaign)
    sheet = sheet_of(region, texts, wording)
    totals = dict.fromkeys(COUNTS, 0)
    for index, unit in enumerate(campaign.districts(LAST)):
        sent = [
            each for day in region.record.values() for each in day if each.unit.code == unit.code
        ]
        row = counted(sheet, FIRST_ROW + 1 + index)
        accepted = sum(each.status in {IN, LATE} for each in sent)
        on_time = sum(each.status is IN for each in sent)
        assert (row["due"], row["accepted"], row["on-time"]) == (len(sent), accepted, on_time)
        assert row["completeness"] == accepted / len(sent)
        assert row["timeliness"] == (on_time / accepted if accepted else "–")
        assert row["copied"] == sum(each.copied for each in sent)
        assert all(row[key] == "–" or 0 <= row[key] <= 1 for key in ("completeness", "timeliness"))
        totals = {key: totals[key] + (row[key] if row[key] != "–" else 0) for key in COUNTS}
    region_row = counted(sheet, FIRST_ROW + 1 + 19)
    assert region_row["accepted"] == totals["accepted"]
    assert region_row["completeness"] == totals["accepted"] / totals["due"]
    assert region_row["timeliness"] == totals["on-time"] / totals["accepted"]


def test_console_page_and_workbook_call_a_report_s_fate_alike(
    wording: Wording, templates: Path
) -> None:
    texts = load_texts(templates).phrases
    for status in Status:
        assert wording[f"status.{status}"] == texts[f"status.{status}"]


def picked(content: bytes, path: Path, unit: str, indicator: str, sheet: str) -> Path:
    """Pick a unit and a line on the sheet of districts, as a reader would."""
    book = openpyxl.load_workbook(BytesIO(content))
    book[sheet].cell(UNIT_ROW + 1, PICK + 1).value = unit
    book[sheet].cell(DRAWN_ROW + 1, 1).value = indicator
    book.save(path)
    return path


@pytest.mark.office
def test_libreoffice_computes_long_and_silent_campaigns_too(
    campaign: Campaign, texts: Texts, wording: Wording, tmp_path: Path,
    office: Callable[[list[Path], str], list[Path]],
) -> None:  # fmt: skip
    drawn = build_region(campaign)
    nobody = replace(
        drawn,
        facts=drawn.facts.iloc[:0],
        submissions=tuple(
            Submission(unit=each.unit, status=OUT) for each in drawn.submissions
        ),
        files=(),
    )  # fmt: skip
    zeros = drawn.facts.assign(week_value=0.0, total_value=0.0)
    alone = drawn.facts[drawn.facts["unit"] == "semei"]
    regions = {
        "long": long_region(campaign),
        "nobody": nobody,
        "nothing but zeros": replace(drawn, facts=zeros),
        "one alone": replace(nobody, facts=alone, submissions=drawn.submissions[1:2]),
    }
    contents = {
        name: render_workbook(each, texts, wording).content for name, each in regions.items()
    }
    paths = [bare(content, tmp_path / f"{name}.xlsx") for name, content in contents.items()]
    name = name_of(wording, "unit")
    unit = campaign.unit("semei")
    paths.append(picked(contents["long"], tmp_path / "picked.xlsx", unit.kk, "F2.01", name))
    *computed, chosen = office(paths, "xlsx")
    for content, result in zip(contents.values(), computed, strict=True):
        assert compare_formulas(content, result) > 1000
    book = openpyxl.load_workbook(chosen, data_only=True)
    sheet, signs = book[name], book[name_of(wording, "record")]
    dates = range(len(regions["long"].record))
    assert [sheet.cell(SENT_ROW + 1, LEADING + 2 + day).value for day in dates] == [
        sign_of(signs, 1, day) for day in dates
    ]
    reported = regions["long"].history.query("unit == 'semei'").set_index(["indicator", "week"])
    assert_follows(sheet, reported["total_value"].dropna().to_dict(), [*regions["long"].record])


def test_every_chart_is_told_to_who_does_not_see_it(
    region: Region, texts: Texts, wording: Wording
) -> None:
    content = render_workbook(region, texts, wording).content
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    drawn = "".join(text for name, text in parts.items() if "drawings/drawing" in name)
    charts = [text for name, text in parts.items() if "charts/chart" in name]
    assert len(re.findall(r'<xdr:cNvPr id="\d+" name="[^"]*" descr="[^"]{20,}"', drawn)) == 6
    assert len(charts) == 6
    # Title, dates and measure of the four charts of weeks.
    assert sum(text.count("<c:title>") == 3 for text in charts) >= 4


def assert_follows(
    sheet: Worksheet, totals: dict[tuple[str, str], float], dates: list[date]
) -> None:
    """Compare the picked unit's table, and the line of its chart, with what it reported."""
    compared = 0
    for row in sheet.iter_rows(min_row=TABLE_ROW + 2):
        indicator = row[0].value
        values = [row[3 + n].value for n in range(len(dates))]
        expected = [totals.get((indicator, day.isoformat())) for day in dates]
        assert [None if value in {"", None} else value for value in values] == expected
        if indicator == "F2.01":
            assert [sheet.cell(DRAWN_ROW + 1, 4 + n).value for n in range(len(dates))] == values
        compared += sum(value is not None for value in expected)
    assert compared > 300
