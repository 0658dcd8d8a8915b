"""Test the sheets of the plan: every measure and unit, what is overdue, what is near."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from test_measures import told
from test_workbook_record import FIRST
from workbook_case import MISSING, RETURNED, WEEK, build_region, name_of, with_drawn

from pipeline.measures import DONE, Progress, standings_of
from pipeline.model import Status, Submission
from pipeline.punctuality import record_of, tally
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.grid import HEAD_ROWS
from pipeline.render.workbook.plan import AS_OF_ROW, FIRST_ROW, HEAD_ROW
from pipeline.render.workbook.plan_figures import LEADING
from pipeline.render.workbook.steps import FIRST_ROW as STEPS_ROW

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.texts import Texts, Wording

OWN = len(LEADING) + 19


@pytest.fixture(scope="module")
def texts(texts: Texts) -> Texts:
    return with_drawn(texts)


@pytest.fixture(scope="module")
def region(campaign: Campaign) -> Region:
    drawn = build_region(campaign)
    late = Submission(unit=campaign.oblast_level, status=Status.LATE, days_late=2)
    return replace(drawn, oblast_record={FIRST: late}, now=campaign.cut_off(WEEK).replace(hour=23))


@pytest.fixture(scope="module")
def book(region: Region, texts: Texts, wording: Wording) -> openpyxl.Workbook:
    content = render_workbook(region, texts, wording).content
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def sheet(book: openpyxl.Workbook, wording: Wording) -> Worksheet:
    return book[name_of(wording, "plan")]


def lines(sheet: Worksheet) -> dict[str, list[object]]:
    """Give the rows of the sheet by their milestone or figure."""
    rows = sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True)
    return {str(row[4]): list(row) for row in rows if row[0] and row[4]}


def test_all_measures_stand_in_order_and_nothing_is_merged(sheet: Worksheet) -> None:
    numbers = [row[0] for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True) if row[0]]
    assert numbers == sorted(numbers)
    assert Counter(numbers) == {**dict.fromkeys(range(1, 21), 1), 3: 2, 16: 4, 19: 3}
    assert all(merged.min_row <= HEAD_ROW for merged in sheet.merged_cells.ranges)
    assert sheet.auto_filter.ref.startswith(f"A{HEAD_ROW + 1}:")


def test_every_unit_stands_as_it_was_last_told(region: Region, sheet: Worksheet) -> None:
    rows, units = lines(sheet), [each.unit.code for each in region.submissions]
    for each in standings_of(region):
        shown = rows[each.step.milestone.id][len(LEADING) + units.index(each.unit.code)]
        if each.done_on is not None:
            assert isinstance(shown, datetime)
            assert shown.date() == each.done_on
        else:
            days = each.days_late if each.progress is Progress.OVERDUE else each.days_left
            assert each.progress is not Progress.OVERDUE or str(shown) == f"■{days}"
            assert each.progress is not Progress.OPEN or str(shown) in {"○", f"○{days}"}


def test_the_counts_are_those_of_the_cells(region: Region, sheet: Worksheet) -> None:
    standings = standings_of(region)
    for name, row in lines(sheet).items():
        own = [each.progress for each in standings if each.step.milestone.id == name]
        if own:
            assert row[OWN + 1 : -1] == [
                sum(each in DONE for each in own),
                own.count(Progress.DONE_LATE),
                own.count(Progress.OVERDUE) + own.count(Progress.NOT_BEGUN),
                own.count(Progress.UNKNOWN) + own.count(Progress.UNCLEAR),
            ]


def test_the_sheet_says_which_report_told(region: Region, sheet: Worksheet) -> None:
    row = [cell.value for cell in sheet[AS_OF_ROW + 1]]
    for column, each in enumerate(region.submissions, len(LEADING)):
        silent = each.unit.code in MISSING | RETURNED
        assert row[column].date() == (FIRST if silent else WEEK)


def test_days_and_bodies_stand_in_every_row(sheet: Worksheet) -> None:
    rows = lines(sheet)
    assert {name: rows[name][3] for name in ("M01", "M03a", "M03b", "M06", "M16", "F3.10")} == {
        "M01": -17, "M03a": -10, "M03b": 50, "M06": None, "M16": None, "F3.10": 40
    }  # fmt: skip
    assert "(келісім бойынша)" in str(rows["M01"][-1])
    assert "(по согласованию)" in str(rows["M01"][-1])
    assert str(rows["M02"][-1]).endswith("органы образования")
    assert "согласованию" not in str(rows["M02"][-1])


def test_the_log_of_receipts_tells_the_weekly_measure(region: Region, sheet: Worksheet) -> None:
    log = [row for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True) if row[0] == 19]
    assert len(log) == 3
    for column, each in enumerate(region.submissions, len(LEADING)):
        count = tally(record_of(region, each.unit))
        assert [row[column] for row in log] == [
            count.on_time, count.late, count.returned + count.missing
        ]  # fmt: skip
    assert [row[OWN] for row in log] == [1, 1, 0]
    assert [row[OWN + 1] for row in log] == [sum(row[len(LEADING) : OWN]) for row in log]


def test_the_oblast_level_s_own_part_stands_in_its_column(region: Region, sheet: Worksheet) -> None:
    rows, level = lines(sheet), region.campaign.oblast_level
    own = region.facts[region.facts["unit"] == level.code].set_index("indicator")
    for name in ("F4.30", "F4.31", "F4.32"):
        assert rows[name][OWN] == own.loc[name, "total_value"]
        assert rows[name][0] == 16
    # What only the oblast level is asked for has no other figures.
    assert not any(rows["F4.32"][len(LEADING) : OWN])
    assert rows["F4.30"][OWN + 1] == sum(
        value for value in rows["F4.30"][len(LEADING) : OWN] if isinstance(value, int | float)
    )
    assert isinstance(rows["M20"][OWN], str | datetime)
    assert rows["M20"][OWN] != rows["M01"][OWN]


def test_the_oblast_level_s_record_stands_apart(region: Region) -> None:
    level = region.campaign.oblast_level
    states = [sent.state for sent in record_of(region, level)][:3]
    assert states == [Status.LATE, Status.ON_TIME, "pending"]
    count = tally(record_of(region, level))
    assert (count.due, count.completeness, count.timeliness) == (2, 1.0, 0.5)
    assert tally(()).completeness is tally(()).timeliness is None


def test_the_lists_name_what_is_overdue_and_near(
    region: Region, texts: Texts, wording: Wording
) -> None:
    done = [(each.unit.code, "M10", 1.0, "2011-08-03", "2011-08-11") for each in region.submissions]
    own = ("vko", "M16", 1.0, "2011-08-02", "2011-08-11")
    region = told(region, ("ulan", "M01", 0.0, "", "2011-08-04"), *done[2:], own)
    content = render_workbook(region, texts, wording).content
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    rows = [*book[name_of(wording, "deadlines")].iter_rows(min_row=HEAD_ROWS + 2, values_only=True)]
    heads = [row[0] for row in rows if isinstance(row[0], str)]
    keys = ("overdue", "near", "silent", "own-level")
    assert heads == [wording[f"section.{key}"].both for key in keys]
    found = [(row[0], row[3], str(row[5])) for row in rows if isinstance(row[0], int)]
    assert found[0] == (1, -17, "1: Ұлан\nУланский")
    assert found[1] == (10, 4, "2: Өскемен, Семей\nУсть-Каменогорск, Семей")
    assert [(number, days) for number, days, _ in found[2:-5]] == [
        (19, 7), (1, -17), (2, -17), (3, -10), (16, -10), (17, -10)
    ]  # fmt: skip
    assert [number for number, _, _ in found[-5:]] == [16, 20, 16, 16, 16]
    assert "02.08.2011" in found[-5][2]


def test_one_long_table_has_every_measure_and_unit(
    region: Region,
    book: openpyxl.Workbook,
    wording: Wording,
) -> None:
    sheet = book[name_of(wording, "steps")]
    rows = list(sheet.iter_rows(min_row=STEPS_ROW + 1, values_only=True))
    counts = Counter(row[0] for row in rows)
    # Two parts; the oblast level answers three, and has figures of its own, one of them alone.
    own = {3: 38, 16: 20 + 20 + 20 + 1, 19: 20, 20: 20}
    assert counts == {number: own.get(number, 19) for number in range(1, 21)}
    standings = [each for each in standings_of(region) if each.done_on is not None]
    dates = Counter(row[6].date() for row in rows if row[6] and row[0] not in {16, 19, 20})
    wanted = Counter(each.done_on for each in standings if each.step.measure.number not in {16, 20})
    assert dates == wanted
    assert not [each for each in sheet.merged_cells.ranges if each.min_row > STEPS_ROW]


def test_a_report_not_due_yet_counts_nowhere(region: Region) -> None:
    late = date(2011, 9, 30)
    assert record_of(region, region.submissions[0].unit)[-1].state == "pending"
    assert region.campaign.settings.reporting_dates[-1] == late
