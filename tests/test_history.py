"""Against earlier weeks: jumps, standstill, copies, bases, windows, and their near misses."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import FIRST, SECOND
from forms import Desk, changed, clean, found
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.history import usual_week
from pipeline.model import Severity, Slot, Status

if TYPE_CHECKING:
    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

UNIT = "kurshim"

# A unit's weeks drawn one after another; whether the last is a jump.
SERIES = {
    "steady": ([100, 110, 95, 105, 120], False),
    "six times the usual": ([100, 110, 95, 105, 600], True),
    "twice the usual": ([100, 110, 95, 105, 215], False),
    "three times, in a line that swings": ([20, 200, 90, 300, 40, 500], False),
    "twelve times, in a line that swings": ([20, 200, 90, 300, 40, 1900], True),
    "small counts": ([1, 2, 1, 3, 2, 40], False),
    "small counts, and then not at all small": ([1, 2, 1, 3, 2, 90], True),
    "mostly nothing": ([0, 0, 0, 60], False),
    "mostly nothing, now and then as much": ([0, 40, 0, 0, 45, 0, 50], False),
    "mostly nothing, and far more than ever": ([0, 40, 0, 0, 45, 0, 700], True),
    "one week alone": ([10, 900], False),
    "two weeks": ([10, 12, 90], True),
    "up to the floor": ([1, 1, 1, 50], False),
    "always the same": ([80, 80, 80, 80, 230], False),
    "always the same, and then thrice and more": ([80, 80, 80, 80, 250], True),
    "growing as August does": ([40, 90, 180, 350], False),
    "one great week before does not hide another": ([60, 60, 900, 60, 950], True),
}


@pytest.mark.parametrize(("weeks", "is_jump"), SERIES.values(), ids=SERIES)
def test_a_jump_is_told_from_the_units_own_weeks(
    weeks: list[int], *, is_jump: bool, campaign: Campaign, texts: Texts
) -> None:
    desk, total = Desk(campaign, texts), 0
    dates = campaign.settings.reporting_dates[: len(weeks)]
    for when, amount in zip(dates, weeks, strict=True):
        total += amount
        drawing = changed(clean(campaign, UNIT, when), f"F2.02 week={amount} total={total}")
        desk.receive(UNIT, when, drawing)
    assert (("jump", "F2.02") in found(desk.verdicts(), dates[-1])) is is_jump


@given(weeks=st.lists(st.integers(0, 9), min_size=1, max_size=9), last=st.integers(0, 50))
def test_small_counts_never_jump(weeks: list[int], last: int, campaign: Campaign) -> None:
    usual = usual_week([float(each) for each in weeks], campaign.rules.jump)
    assert usual is None or last <= usual[1]


def sent(desk: Desk, campaign: Campaign, *changes: str | None) -> list[tuple[str, str]]:
    """Send a form a week, None for none, and list what is found in the last."""
    dates = campaign.settings.reporting_dates[: len(changes)]
    for when, change in zip(dates, changes, strict=True):
        if change is not None:
            desk.receive(UNIT, when, changed(clean(campaign, UNIT, when), change))
    return found(desk.verdicts(), dates[-1])


MOVING = (
    "F1.10 week=1 total={0}; F1.10c week=1 total={0}; F1.05 week=1 total={0};"
    " F1.05a week=1 total={0}; F1.11 week=2 total={1}; F1.11c week=2 total={1};"
    " F2.01 week=1 total={0}; F2.01a week=1 total={0}; F2.03 week=2 total={1};"
)


def moving(number: int) -> str:
    """Draw a week in which everything moves that should."""
    return MOVING.format(number, 2 * number)


def raids(total: int, week: int) -> str:
    return (f"F2.01 week={week} total={total}; F2.01a week={week} total={total};"
            f" F2.03 week={2 * week} total={2 * total};")  # fmt: skip


# The weeks' changes, and what is found in the last week.
COURSES: dict[str, tuple[list[str | None], list[tuple[str, str]]]] = {
    "running on": ([moving(1), moving(2), moving(3)], []),
    "no raids for two weeks": (
        [moving(1), moving(2) + raids(1, 0), moving(3) + raids(1, 0)],
        [("no-progress", "F2.01")],
    ),
    "no raids for one week": ([moving(1), moving(2), moving(3) + raids(2, 0)], []),
    "one raid in between": (
        [moving(1), moving(2) + raids(2, 1), moving(3) + raids(2, 0)], []
    ),
    "a base changed": (
        [moving(1) + "F1.01 total=9", moving(2) + "F1.01 total=8"], [("base-changed", "F1.01")]
    ),
    "a base set later": ([moving(1) + "F1.01 total=", moving(2) + "F1.01 total=8"], []),
    "a base kept": ([moving(1) + "F1.01 total=9", moving(2) + "F1.01 total=9"], []),
    "a week missing": ([moving(1), None, moving(3)], [("week-skipped", "")]),
    "a week missing, and a fall": (
        [moving(1) + "F2.02 week=5 total=5", None, moving(3) + "F2.02 week=1 total=4"],
        [("week-skipped", ""), ("total-fell", "F2.02")],
    ),
    "a week missing, and a week above its total": (
        [moving(1) + "F2.02 week=5 total=5", None, moving(3) + "F2.02 week=9 total=7"],
        [("week-skipped", ""), ("week-exceeds-total", "F2.02")],
    ),
    "a week missing, and growth unlike the week": (
        [moving(1) + "F2.02 week=5 total=5", None, moving(3) + "F2.02 week=1 total=9"],
        [("week-skipped", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), COURSES.values(), ids=COURSES)
def test_courses(
    changes: list[str | None],
    expected: list[tuple[str, str]],
    campaign: Campaign,
    texts: Texts,
) -> None:
    assert sent(Desk(campaign, texts), campaign, *changes) == expected


def test_two_weeks_are_two_weeks_on_the_last_day_too(campaign: Campaign, texts: Texts) -> None:
    desk, dates = Desk(campaign, texts), campaign.settings.reporting_dates
    for number, when in enumerate(dates, start=1):
        # The last raid is of 22 September: on the 30th that is eight days ago.
        course = moving(number) if number <= 8 else moving(number) + raids(8, 0)
        desk.receive(UNIT, when, changed(clean(campaign, UNIT, when), course))
    codes = {code for code, _ in found(desk.verdicts(), dates[-1])}
    assert "no-progress" not in codes


# The date on which the line grows, and whether its window had closed by the report before.
WINDOWS = {
    "banks of August 11": (("F1.20", date(2011, 8, 11)), False),
    "the report in which the window closes": (("F1.20", date(2011, 8, 18)), False),
    "the report after it": (("F1.20", date(2011, 8, 25)), True),
    "fairs in the week of the closing": (("F3.10", date(2011, 9, 22)), False),
    "fairs after it": (("F3.10", date(2011, 9, 29)), True),
}


@pytest.mark.parametrize(("growth", "is_told"), WINDOWS.values(), ids=WINDOWS)
def test_growth_after_a_window_closed(
    growth: tuple[str, date], *, is_told: bool, campaign: Campaign, texts: Texts
) -> None:
    line, day = growth
    desk = Desk(campaign, texts)
    for when in campaign.settings.reporting_dates:
        grown = when >= day
        change = f"{line} week={int(when == day)} total={int(grown)}; F3.11 week=0 total=0"
        desk.receive(UNIT, when, changed(clean(campaign, UNIT, when), change))
    codes = [each for each in found(desk.verdicts(), day) if each[0] == "grew-after-window"]
    assert codes == ([("grew-after-window", line)] if is_told else [])


def copy_of(first: str, *, but: str = "") -> tuple[str, str]:
    return first, f"{first}; {but}"


TEN = "; ".join(
    f"{line} week=2 total=2" for line in
    ("F1.03", "F1.04", "F2.02", "F3.20", "F3.30", "F3.31", "F4.01", "F4.10", "F4.11", "F1.41")
)  # fmt: skip
COPIES = {
    "all of it": (copy_of(TEN), [("copied", "")]),
    "all but one row": (copy_of(TEN, but="F2.02 week=3 total=5"), [("lines-copied", "F1.03")]),
    "all but a state": (copy_of(TEN, but="F3.42 total=1; F3.43 total=1"),
                        [("lines-copied", "F1.03")]),
    "a few rows": (("F2.02 week=2 total=2; F1.03 week=2 total=2",
                    "F2.02 week=2 total=2; F1.03 week=3 total=5"),
                   [("total-not-running", "F2.02")]),
    "the same weeks, running on": ((TEN, TEN.replace("total=2", "total=4")), []),
    "nothing twice": (("", ""), []),
}  # fmt: skip


@pytest.mark.parametrize(("forms", "expected"), COPIES.values(), ids=COPIES)
def test_copies_of_last_week(
    forms: tuple[str, str], expected: list[tuple[str, str]], campaign: Campaign, texts: Texts
) -> None:
    desk = Desk(campaign, texts)
    assert sent(desk, campaign, *forms) == expected
    copied = {each.unit.code for each in desk.verdicts()[-1].submissions if each.copied}
    assert copied == ({UNIT} if expected == [("copied", "")] else set())


def test_a_copy_of_the_last_report_is_one_after_a_date_without(
    campaign: Campaign, texts: Texts
) -> None:
    desk = Desk(campaign, texts)
    first, _, third = campaign.settings.reporting_dates[:3]
    for when in (first, third):
        desk.receive(UNIT, when, changed(clean(campaign, UNIT, first), TEN))
    assert ("copied", "") in found(desk.verdicts(), third)


def test_an_almost_empty_form_is_not_empty(campaign: Campaign, texts: Texts) -> None:
    drawing = {
        key: None if key[1] in {Slot.WEEK, Slot.TOTAL} else value
        for key, value in clean(campaign, UNIT, SECOND).items()
    }
    drawing["F2.02", Slot.WEEK] = drawing["F2.02", Slot.TOTAL] = 0.0
    verdicts = Desk(campaign, texts).receive(UNIT, SECOND, drawing).verdicts()
    codes = [code for code, _ in found(verdicts, SECOND)]
    assert "empty-form" not in codes
    assert codes.count("sheet-blank") == len(("F1", "F3", "F4"))
    standing = next(each for each in verdicts[-1].submissions if each.unit.code == UNIT)
    assert (standing.status, standing.empty) == (Status.ON_TIME, False)


# What the districts' forms say, and what is said of the region: (code, row, units named).
REGION = {
    "all agree": ("F1.40 week=2 total=2; F1.40a week=2 total=2", []),
    "a part left out": (
        "F1.40 week=2 total=2; F1.40a week=2 total=2; F1.40b week=text total=text",
        [],
    ),
    "a part that counts for its whole left out": (
        "F1.40 week=2 total=2; F1.40a week=text total=text; F1.40b week=0 total=0",
        [("region-sum-mismatch", "F1.40", ["kurshim"])],
    ),
    "a whole recomputed": ("F1.40 week=3 total=3; F1.40a week=2 total=2", []),
    "a whole left out": (
        "F1.05 week=text total=text; F1.05a week=9 total=9; F1.06 week=5 total=5",
        [("region-sum-mismatch", "F1.05", ["kurshim"]),
         ("region-part-exceeds-whole", "F1.06", ["kurshim"])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), REGION.values(), ids=REGION)
def test_balances_of_the_region(
    change: str,
    expected: list[tuple[str, str, list[str]]],
    campaign: Campaign,
    texts: Texts,
) -> None:
    desk = Desk(campaign, texts)
    sound = "F1.40 week=1 total=1; F1.40a week=1 total=1"
    desk.receive("abai", FIRST, changed(clean(campaign, "abai", FIRST), sound))
    desk.receive(UNIT, FIRST, changed(clean(campaign, UNIT, FIRST), change))
    findings = [each for each in desk.verdicts()[0].findings if each.severity is not Severity.NOTE]
    names = {unit.name: unit.code for unit in campaign.all_units}
    assert [
        (each.code, each.indicator, [names[unit] for unit in each.details["units"]])
        for each in findings
    ] == expected
    for each in findings:
        assert (each.unit, each.severity) == ("", Severity.WARNING)
        assert texts.message(each, "kk") != texts.message(each, "ru")
