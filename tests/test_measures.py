"""Test how far the plan has come: each kind of deadline, what is overdue, what is near."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from workbook_case import build_region

from pipeline.measures import (
    Progress,
    figure_of,
    near_of,
    not_begun_of,
    overdue_of,
    own_standings_of,
    silent_of,
    standings_of,
    steps_of,
)
from pipeline.model import Column

if TYPE_CHECKING:
    from pipeline.campaign import Campaign
    from pipeline.model import Region

NAN = float("nan")
COLUMNS = [Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE, Column.DATE, Column.TEXT, Column.WEEK]
UNIT = "kurshim"
WEEKS = {
    "04.08": date(2011, 8, 4), "11.08": date(2011, 8, 11), "18.08": date(2011, 8, 18),
    "25.08": date(2011, 8, 25), "01.09": date(2011, 9, 1), "15.09": date(2011, 9, 15),
    "22.09": date(2011, 9, 22), "30.09": date(2011, 9, 30),
}  # fmt: skip

# On which date, which milestone, its last word and day; then the state, days late, days left.
CASES = {
    "done by its day": ("11.08", "M01", 1.0, "2011-07-25", Progress.DONE, 0, None),
    "done a day late": ("11.08", "M01", 1.0, "2011-07-26", Progress.DONE_LATE, 1, None),
    "done, day unknown": ("11.08", "M01", 1.0, "", Progress.DONE_UNDATED, 0, None),
    "done, no day at all": ("11.08", "M01", 1.0, "31.13.2011", Progress.DONE_UNDATED, 0, None),
    "not done in time": ("11.08", "M01", 0.0, "", Progress.OVERDUE, 17, None),
    "on the last day": ("25.08", "M04", 0.0, "", Progress.OPEN, 0, 0),
    "the report after the last day": ("01.09", "M04", 0.0, "", Progress.OVERDUE, 7, None),
    "within its window": ("11.08", "M10", 0.0, "", Progress.OPEN, 0, 4),
    "after its window": ("18.08", "M10", 0.0, "", Progress.OVERDUE, 3, None),
    "done after its window": ("18.08", "M10", 1.0, "2011-08-17", Progress.DONE_LATE, 2, None),
    "the first of two parts": ("04.08", "M03a", 0.0, "", Progress.OVERDUE, 3, None),
    "the second of two parts": ("04.08", "M03b", 0.0, "", Progress.OPEN, 0, 57),
    "at some time of the campaign": ("22.09", "M11", 0.0, "", Progress.OPEN, 0, 8),
    "the campaign's last day": ("30.09", "M11", 0.0, "", Progress.OPEN, 0, 0),
    "from a day on, not begun": ("11.08", "M16", 0.0, "", Progress.NOT_BEGUN, 10, None),
    "from a day on, begun later": ("11.08", "M16", 1.0, "2011-08-09", Progress.DONE, 0, None),
    "by the local plan": ("30.09", "M06", 0.0, "", Progress.OPEN, 0, None),
    "by the commission's plan": ("30.09", "M20", 0.0, "", Progress.OPEN, 0, None),
    "neither yes nor no": ("11.08", "M01", NAN, "", Progress.UNCLEAR, 0, None),
}


def told(region: Region, *rows: tuple[str, str, float, str, str]) -> Region:
    """Let the units have told nothing but these: unit, milestone, value, day, report."""
    lines = [(unit, name, value, day, "№ 5", week) for unit, name, value, day, week in rows]
    return replace(region, milestones=pd.DataFrame(lines, columns=COLUMNS))


@pytest.mark.parametrize("name", CASES)
def test_a_milestone_stands_as_its_deadline_has_it(name: str, campaign: Campaign) -> None:
    week, milestone, value, day, progress, late, left = CASES[name]
    region = told(build_region(campaign, WEEKS[week]), (UNIT, milestone, value, day, "2011-08-04"))
    found = [
        each
        for each in standings_of(region)
        if each.unit.code == UNIT and each.step.milestone.id == milestone
    ]
    assert [(each.progress, each.days_late, each.days_left) for each in found] == [
        (progress, late, left)
    ]
    assert found[0].told_on == date(2011, 8, 4)


def test_every_state_has_a_case() -> None:
    assert {case[4] for case in CASES.values()} | {Progress.UNKNOWN} == {*Progress}


def test_what_nobody_told_is_unknown_and_not_overdue(campaign: Campaign) -> None:
    region = told(build_region(campaign, WEEKS["11.08"]))
    assert {each.progress for each in standings_of(region)} == {Progress.UNKNOWN}
    assert overdue_of(region) == not_begun_of(region) == ()
    silent = {each.step.milestone.id: (each.days, len(each.units)) for each in silent_of(region)}
    assert silent == {"M01": (17, 19), "M02": (17, 19), "M03a": (10, 19), "M16": (10, 19),
                      "M17": (10, 19)}  # fmt: skip


def test_overdue_names_the_units_the_longest_first(campaign: Campaign) -> None:
    region = told(
        build_region(campaign, WEEKS["11.08"]),
        ("abai", "M17", 0.0, "", "2011-08-11"),
        ("ulan", "M01", 0.0, "", "2011-08-04"),
        ("abai", "M01", 0.0, "", "2011-08-11"),
        ("semei", "M01", 1.0, "2011-07-29", "2011-08-11"),
        ("semei", "M16", 0.0, "", "2011-08-11"),
    )
    found = [(each.step.milestone.id, each.days, [unit.code for unit in each.units])
             for each in (*overdue_of(region), *not_begun_of(region))]  # fmt: skip
    assert found == [("M01", 17, ["abai", "ulan"]), ("M17", 10, ["abai"]), ("M16", 10, ["semei"])]


# What is near on a date where nobody has done anything: number, milestone, day, days.
NEAR = {
    "11.08": [(10, "M10", "15.08", 4), (19, None, "18.08", 7)],
    "18.08": [(4, "M04", "25.08", 7), (19, None, "25.08", 7)],
    "15.09": [(5, None, "20.09", 5), (19, None, "22.09", 7)],
    "22.09": [(19, None, "29.09", 7), (3, "M03b", "30.09", 8), (11, "M11", "30.09", 8),
              (19, None, "30.09", 8)],
    "30.09": [(3, "M03b", "30.09", 0), (11, "M11", "30.09", 0)],
}  # fmt: skip


@pytest.mark.parametrize("week", NEAR)
def test_what_falls_due_in_ten_days(week: str, campaign: Campaign) -> None:
    region = told(build_region(campaign, WEEKS[week]))
    found = [(each.measure.number, each.milestone and each.milestone.id, f"{each.day:%d.%m}",
              each.days) for each in near_of(region)]  # fmt: skip
    assert found == NEAR[week]


def test_what_all_have_done_is_not_near(campaign: Campaign) -> None:
    region = build_region(campaign, WEEKS["11.08"])
    done = [(each.unit.code, "M10", 1.0, "2011-08-05", "2011-08-11") for each in region.submissions]
    assert {each.measure.number for each in near_of(told(region, *done))} == {19}
    one = near_of(told(region, *done[1:]))[0]
    assert [unit.code for unit in one.units] == [done[0][0]]


def test_the_oblast_level_answers_two_measures_only(campaign: Campaign) -> None:
    region = told(build_region(campaign), ("vko", "M16", 1.0, "2011-08-02", "2011-08-11"))
    found = {each.step.measure.number: each.progress for each in own_standings_of(region)}
    assert found == {16: Progress.DONE, 20: Progress.UNKNOWN}
    assert "vko" not in {each.unit.code for each in standings_of(region)}


def test_every_measure_is_told_by_a_milestone_a_figure_or_the_log(campaign: Campaign) -> None:
    region = build_region(campaign)
    by_milestone = {step.measure.number for step in steps_of(region)}
    figures = {
        measure.number: figure.id
        for measure in campaign.plan.measures
        if measure.number not in by_milestone and (figure := figure_of(region, measure))
    }
    assert figures == {5: "F3.10", 7: "F1.03", 8: "F3.20", 9: "F3.30", 12: "F2.30", 13: "F1.40",
                       14: "F4.10", 15: "F4.20", 18: "F4.40"}  # fmt: skip
    assert by_milestone | figures.keys() | {19} == set(range(1, 21))
