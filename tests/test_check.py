"""Every rule has a case that provokes it, and a clean form provokes none.

Long, as the cases of all rules stand in one table, closed against the list of codes.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from conftest import FIRST, SECOND, THIRD
from forms import Desk, changed, clean, found, receipt
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import (
    Column,
    Fate,
    Finding,
    Form,
    Mark,
    Nature,
    Receipt,
    Severity,
    Slot,
    Status,
)

if TYPE_CHECKING:
    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

UNIT = "kurshim"

HELP = "F1.05 week=9 total=9; F1.05a week=9 total=9; F1.10 week=2 total=2; F1.10c week=2 total=2"
MONEY = "F1.11 week={0} total={0}; F1.11c week={0} total={0}"

# What one form says, and the findings of it: (code, indicator).
ONE_FORM = {
    "clean": ("", []),
    "zero is an answer": ("F1.02 week=0 total=0", []),
    "blank is not": ("F1.02 week= total=", [("blank", "F1.02")]),
    "blank total over a filled week": ("F1.02 week=0 total=", [("blank", "F1.02")]),
    "an optional row may be blank": ("F4.02 week= total=", []),
    "a dash is neither": ("F1.02 week=no_data total=", [("no-data", "F1.02")]),
    "words are not numbers": ("F1.02 week=text total=error_value", [("not-a-number", "F1.02")]),
    "an error value": ("F1.01 total=error_value", [("error-value", "F1.01")]),
    "a date for a number": ("F1.01 total=date", [("date-for-number", "F1.01")]),
    "a truth is not a number": ("F1.01 total=boolean", [("boolean-for-number", "F1.01")]),
    "uncached without a week": ("F1.01 total=uncached", [("formula-not-calculated", "F1.01")]),
    "below zero": ("F1.01 total=-4", [("negative", "F1.01")]),
    "half a school": ("F1.01 total=4.5", [("not-whole", "F1.01")]),
    "too many decimals": ("F1.11 week=0 total=4.55", [("too-precise", "F1.11")]),
    "beyond all measure": ("F1.01 total=1e12", [("too-big", "F1.01")]),
    "yes or no": ("F4.31 total=?maybe", [("yes-or-no-unclear", "F4.31")]),
    "yes or no, blank": ("F4.31 total=", [("blank", "F4.31")]),
    "a row is gone": ("F1.02 week=gone total=gone", [("rows-missing", "")]),
    "parts miss the whole": (
        "F1.05 week=9 total=9; F1.05a week=5 total=5; F1.05b week=3 total=3",
        [("sum-mismatch", "F1.05")],
    ),
    "parts miss the whole only in the week": (
        "F1.05 week=9 total=9; F1.05a week=8 total=9",
        [("sum-mismatch", "F1.05")],
    ),
    "a text among the parts is one finding": (
        "F1.05 week=9 total=9; F1.05a week=text total=error_value",
        [("not-a-number", "F1.05a")],
    ),
    "a part above its whole": (
        "F1.01 total=3; F1.02 week=4 total=4",
        [("part-exceeds-whole", "F1.02")],
    ),
    "a part above what is related": (
        f"{HELP}; {MONEY.format(9)}; F1.21 week=2 total=2; F1.23 week=2 total=2",
        [("part-exceeds-related", "F1.23")],
    ),
    "children but no money": (
        HELP,
        [("one-without-other", "F1.11c")],
    ),
    "raids without people": (
        "F2.01 week=2 total=2; F2.01a week=2 total=2",
        [("second-missing", "F2.03")],
    ),
    "tenge for thousands": (
        f"{HELP}; {MONEY.format(99)}",
        [("ratio-implausible", "F1.11")],
    ),
    "done without a date": ("M01 date=", [("done-without-date", "M01")]),
    "a date of words": ("M02 date=text", [("date-unclear", "M02")]),
    "done tomorrow": ("M02 date=?2011-08-12", [("date-in-future", "M02")]),
    "no document": ("M02 document=", [("document-missing", "M02")]),
    "overdue": ("M02 done=0", [("overdue", "M02")]),
    "done late": ("M02 date=?2011-07-28", [("done-late", "M02")]),
    "outside its window": ("M03a date=?2011-07-20", [("date-outside-window", "M03a")]),
    "repairs done, but not": (
        "M04 done=1 date=?2011-08-10; F3.01 total=3; F3.02 week=2 total=2",
        [("done-but-incomplete", "M04")],
    ),
    "repairs complete, not said": (
        "F3.01 total=3; F3.02 week=3 total=3",
        [("complete-but-not-done", "M04")],
    ),
    "transport said to be solved": (
        "F3.40 total=3; F3.41 total=2",
        [("done-while-incomplete", "M17")],
    ),
    "materials without a section": (
        "F4.30 week=3 total=3",
        [("figure-without-milestone", "M16")],
    ),
    "a marathon nobody counted": (
        "M11 done=1 date=?2011-08-10",
        [("milestone-without-figure", "M11")],
    ),
}
KINDS_BELOW_WHOLE = (
    "F1.05 week=9 total=9; F1.05a week=9 total=9; F1.10 week=5 total=5; F1.10c week=5 total=5;"
    " F1.11 week=9 total=9; F1.11c week=9 total=9; F1.12a week=1 total=1"
)

# A first form, a second one a week later, and what is found in the second.
TWO_FORMS = {
    "running on": ("F2.02 week=3 total=3", "F2.02 week=2 total=5", []),
    "a total fell": (
        "F2.02 week=3 total=3",
        "F2.02 week=2 total=2",
        [("total-fell", "F2.02")],
    ),
    "a whole fell with its part": (
        "F1.30 week=3 total=3; F1.30c week=3 total=3",
        "F1.30 week=1 total=2; F1.30c week=1 total=2",
        [("total-fell", "F1.30")],
    ),
    "a total runs ahead": (
        "F2.02 week=3 total=3",
        "F2.02 week=2 total=6",
        [("total-not-running", "F2.02")],
    ),
    "a reason accepts it": (
        "F2.02 week=3 total=3",
        "F2.02 week=2 total=6 reason=?recount",
        [("total-not-running", "F2.02")],
    ),
    "a base changed": ("F1.01 total=9", "F1.01 total=8", [("base-changed", "F1.01")]),
    "the last total is not the accepted one": (
        "F2.02 week=3 total=3",
        "F2.02 week=2 previous=7 total=9",
        [("previous-changed", "F2.02")],
    ),
    "undone": (
        "M06 done=1 date=?2011-08-01",
        "M06 done=0",
        [("undone", "M06")],
    ),
    "copied": (
        "F2.02 week=3 total=3",
        "F2.02 week=3 total=3",
        [("copied", "")],
    ),
}


@pytest.fixture
def desk(campaign: Campaign, texts: Texts) -> Desk:
    return Desk(campaign, texts)


@pytest.mark.parametrize(("changes", "expected"), ONE_FORM.values(), ids=ONE_FORM)
def test_one_form(
    changes: str, expected: list[tuple[str, str]], desk: Desk, campaign: Campaign
) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), changes)
    verdicts = desk.receive(UNIT, SECOND, drawing).verdicts()
    assert found(verdicts, SECOND) == expected


@pytest.mark.parametrize(("first", "second", "expected"), TWO_FORMS.values(), ids=TWO_FORMS)
def test_two_forms(
    first: str, second: str, expected: list[tuple[str, str]], desk: Desk, campaign: Campaign
) -> None:
    desk.receive(UNIT, FIRST, changed(clean(campaign, UNIT, FIRST), first))
    desk.receive(UNIT, SECOND, changed(clean(campaign, UNIT, SECOND), second))
    assert found(desk.verdicts(), SECOND) == expected


def three(desk: Desk, campaign: Campaign, *changes: str | None) -> list[tuple[str, str]]:
    """Send a form a week, None for none, and list what is found in the last."""
    weeks = campaign.settings.reporting_dates[: len(changes)]
    for week, change in zip(weeks, changes, strict=True):
        if change is not None:
            desk.receive(UNIT, week, changed(clean(campaign, UNIT, week), change))
    return found(desk.verdicts(), weeks[-1])


def moving(found_codes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out that nothing moves in forms of zeros."""
    return [each for each in found_codes if each[0] != "no-progress"]


def test_a_week_is_skipped(desk: Desk, campaign: Campaign) -> None:
    last = "F2.02 week=1 total=9"
    assert three(desk, campaign, "F2.02 week=3 total=3", None, last) == [("week-skipped", "")]


def test_no_progress_over_two_dates(desk: Desk, campaign: Campaign) -> None:
    raids = "F2.01 week={0} total=4; F2.01a week={0} total=4; F2.03 week={0} total=4"
    weeks = [raids.format(4), raids.format(0), raids.format(0)]
    # Nobody was helped on any of the dates either.
    expected = [("no-progress", "F1.10"), ("no-progress", "F2.01")]
    assert three(desk, campaign, *weeks) == expected


def test_a_jump(desk: Desk, campaign: Campaign) -> None:
    weeks = ["F2.02 week=10 total=10", "F2.02 week=12 total=22", "F2.02 week=90 total=112"]
    assert moving(three(desk, campaign, *weeks)) == [("jump", "F2.02")]


def test_growth_after_a_window_closed(desk: Desk, campaign: Campaign) -> None:
    due = "M10 done=1 date=?2011-08-10"
    weeks = ["", f"{due}; F1.20 week=2 total=2", f"{due}; F1.20 week=0 total=2",
             f"{due}; F1.20 week=1 total=3; M04 done=0"]  # fmt: skip
    assert ("grew-after-window", "F1.20") in three(desk, campaign, *weeks)


def test_kinds_of_help_do_not_reach_the_children(campaign: Campaign, texts: Texts) -> None:
    kinds = "".join(f"; F1.12{letter} week=0 total=0" for letter in "bcdefg")
    rows = tuple(
        row if row.id not in {"F1.12d", "F1.12e", "F1.12f", "F1.12g"} else _issued(row)
        for row in campaign.rows
    )
    switched_on = type(campaign)(**{**_fields(campaign), "rows": rows})
    drawing = changed(clean(switched_on, UNIT, SECOND), KINDS_BELOW_WHOLE + kinds)
    verdicts = Desk(switched_on, texts).receive(UNIT, SECOND, drawing).verdicts()
    assert found(verdicts, SECOND) == [("parts-below-whole", "F1.10")]


def _issued(row: object) -> object:
    return msgspec.structs.replace(row, issued=True)


def _fields(campaign: Campaign) -> dict[str, object]:
    return {name: getattr(campaign, name) for name in campaign.__struct_fields__}


def test_one_unit_with_most_of_the_region(desk: Desk, campaign: Campaign) -> None:
    for number, unit in enumerate(campaign.districts(SECOND)):
        amount = 90 if number == 0 else 1
        help_given = (
            f"F1.05 week={amount} total={amount}; F1.05a week={amount} total={amount};"
            f" F1.10 week={amount} total={amount}; F1.10c week={amount} total={amount};"
            f" F1.11 week={amount * 2} total={amount * 2}; F1.11c week={amount * 2}"
            f" total={amount * 2}"
        )
        desk.receive(unit.code, SECOND, changed(clean(campaign, unit.code, SECOND), help_given))
    assert found(desk.verdicts(), SECOND) == [("share-implausible", "F1.10")]


def test_percent_beyond_a_hundred(campaign: Campaign, texts: Texts) -> None:
    rows = tuple(_issued(row) if row.id == "F3.13" else row for row in campaign.rows)
    switched_on = type(campaign)(**{**_fields(campaign), "rows": rows})
    drawing = changed(clean(switched_on, UNIT, SECOND), "F3.13 total=101")
    verdicts = Desk(switched_on, texts).receive(UNIT, SECOND, drawing).verdicts()
    assert found(verdicts, SECOND) == [("out-of-percent", "F3.13")]


def test_an_empty_form_is_one_finding(desk: Desk, campaign: Campaign) -> None:
    drawing = {
        key: None if key[1] in {Slot.WEEK, Slot.TOTAL} else value
        for key, value in clean(campaign, UNIT, SECOND).items()
    }
    verdicts = desk.receive(UNIT, SECOND, drawing).verdicts()
    assert found(verdicts, SECOND) == [("empty-form", "")]
    standing = _standing(verdicts, UNIT)
    assert (standing.status, standing.empty) == (Status.ON_TIME, True)
    assert verdicts[-1].facts[Column.TOTAL_VALUE].isna().all()


def test_lateness_counts_days_begun(desk: Desk, campaign: Campaign) -> None:
    drawing = clean(campaign, UNIT, SECOND)
    late = datetime.fromisoformat("2011-08-12T09:00:00+06:00")
    verdicts = desk.receive(UNIT, SECOND, drawing, received_at=late).verdicts()
    assert found(verdicts, SECOND) == [("late", "")]
    assert (_standing(verdicts, UNIT).status, _standing(verdicts, UNIT).days_late) == (
        Status.LATE,
        1,
    )


CUT_OFF = {"2011-08-11T18:00:00+06:00": Status.ON_TIME, "2011-08-11T18:00:01+06:00": Status.LATE}


@pytest.mark.parametrize(("moment", "status"), CUT_OFF.items())
def test_the_cut_off_itself_is_on_time(
    moment: str, status: Status, desk: Desk, campaign: Campaign
) -> None:
    drawing = clean(campaign, UNIT, SECOND)
    received_at = datetime.fromisoformat(moment)
    verdicts = desk.receive(UNIT, SECOND, drawing, received_at=received_at).verdicts()
    assert _standing(verdicts, UNIT).status is status


COVERS = {
    "no unit": (Form(unit_text="Mars", week=SECOND), "unknown-unit"),
    "a unit of later years": (Form(unit="samar", unit_text="Samar", week=SECOND),
                              "unit-not-expected"),
    "no date": (Form(unit=UNIT, unit_text=UNIT), "wrong-week"),
    "not a reporting date": (Form(unit=UNIT, unit_text=UNIT, week=NOT_A_THURSDAY),
                             "wrong-week"),
    "a date to come": (Form(unit=UNIT, unit_text=UNIT, week=THIRD), "wrong-week"),
    "personal data": (Form(unit=UNIT, unit_text=UNIT, week=SECOND, findings=(
        Finding(code="personal-data", severity=Severity.ERROR, sheet="F6", cell="C5"),)),
        "personal-data"),
} if (NOT_A_THURSDAY := SECOND.replace(day=10)) else {}  # fmt: skip


def test_a_date_that_is_not_due_is_worded_apart(desk: Desk, texts: Texts) -> None:
    for path, week in (("a.xlsx", THIRD), ("b.xlsx", NOT_A_THURSDAY)):
        form = Form(unit=UNIT, unit_text=UNIT, week=week)
        desk.add(receipt(path, form, "2011-08-11T12:00:00+06:00"))
    early, wrong = (
        texts.message(file.findings[0], "ru") for each in desk.verdicts() for file in each.files
    )
    assert "ещё не наступило" in early
    assert "на 11.08.2011" in early
    assert "не отчётная дата" in wrong


def test_empty_files_are_no_copies_of_one_another(desk: Desk) -> None:
    nothing = Form(findings=(Finding(code="empty-file", severity=Severity.ERROR),))
    for path in ("a.xlsx", "b.xlsx"):
        each = receipt(path, nothing, "2011-08-11T12:00:00+06:00")
        desk.add(Receipt(path=path, sha256="0" * 64, received_at=each.received_at, form=nothing))
    files = [file for each in desk.verdicts() for file in each.files]
    assert [(file.fate, file.findings[0].code) for file in files] == [
        (Fate.RETURNED, "empty-file")
    ] * 2


@pytest.mark.parametrize(
    "typed", ["көп " * 9000, "a\n" * 9000, "\u2028" * 9000 + "?", " " * 27_000]
)
def test_a_message_quotes_no_more_than_a_line(
    typed: str, desk: Desk, campaign: Campaign, texts: Texts
) -> None:
    drawing = clean(campaign, UNIT, SECOND)
    drawing["F2.02", Slot.WEEK], drawing["F2.02", Slot.REASON] = typed, typed
    drawing["F1.01", Slot.TOTAL] = 9.0
    files = desk.receive(UNIT, SECOND, drawing).verdicts()[-1].files
    (finding,) = [each for each in files[0].findings if each.code == "not-a-number"]
    for language in ("kk", "ru"):
        assert len(texts.message(finding, language)) < 400
        assert "\n" not in texts.message(finding, language)


def test_a_long_list_of_rows_is_cut(texts: Texts) -> None:
    rows = tuple(f"F1.{number}" for number in range(99))
    finding = Finding(code="rows-missing", severity=Severity.ERROR, details={"rows": rows})
    assert "F1.23, …" in texts.message(finding, "ru")


@pytest.mark.parametrize(("form", "code"), COVERS.values(), ids=COVERS)
def test_a_faulty_cover_returns_the_file(form: Form, code: str, desk: Desk) -> None:
    desk.add(receipt("a.xlsx", form, "2011-08-11T12:00:00+06:00"))
    (file,) = [file for each in desk.verdicts() for file in each.files]
    assert (file.fate, [finding.code for finding in file.findings]) == (Fate.RETURNED, [code])


def test_what_was_returned_is_not_missing(desk: Desk) -> None:
    form = Form(unit=UNIT, unit_text=UNIT, week=NOT_A_THURSDAY)
    desk.add(receipt("a.xlsx", form, "2011-08-11T12:00:00+06:00"))
    verdicts = desk.verdicts()
    assert verdicts[-1].week == SECOND
    assert _standing(verdicts, UNIT).status is Status.RETURNED
    assert _standing(verdicts, "abai").status is Status.MISSING


TWO_OF_ONE_UNIT = {
    "the later received": ({}, {}, "b.xlsx"),
    "the corrected": ({"corrected": True}, {}, "a.xlsx"),
    "the later saved": (
        {"saved_at": datetime.fromisoformat("2011-08-11T11:00:00+06:00")},
        {"saved_at": datetime.fromisoformat("2011-08-11T10:00:00+06:00")},
        "a.xlsx",
    ),
}


@pytest.mark.parametrize(
    ("first", "second", "winner"), TWO_OF_ONE_UNIT.values(), ids=TWO_OF_ONE_UNIT
)
def test_of_two_forms_one_counts(
    first: dict[str, object],
    second: dict[str, object],
    winner: str,
    desk: Desk,
    campaign: Campaign,
) -> None:
    drawing = clean(campaign, UNIT, SECOND)
    desk.receive(UNIT, SECOND, changed(drawing, "F2.02 week=1 total=1"), path="a.xlsx", **first)
    desk.receive(UNIT, SECOND, changed(drawing, "F2.02 week=2 total=2"), path="b.xlsx", **second)
    verdicts = desk.verdicts()
    fates = {file.path: file.fate for file in verdicts[-1].files}
    loser = ({"a.xlsx", "b.xlsx"} - {winner}).pop()
    assert fates == {winner: Fate.ACCEPTED, loser: Fate.SUPERSEDED}
    assert set(verdicts[-1].facts[Column.FILE]) == {winner}


def test_the_same_bytes_count_once(desk: Desk, campaign: Campaign) -> None:
    desk.receive(UNIT, SECOND, clean(campaign, UNIT, SECOND), path="a.xlsx")
    same = desk._receipts[0]  # noqa: SLF001 - the very same file under another name
    desk.add(type(same)(path="b.xlsx", sha256=same.sha256, received_at=same.received_at,
                        form=same.form))  # fmt: skip
    fates = {file.path: file.fate for file in desk.verdicts()[-1].files}
    assert fates == {"a.xlsx": Fate.ACCEPTED, "b.xlsx": Fate.DUPLICATE}


def test_an_error_leaves_its_own_cell_out(desk: Desk, campaign: Campaign) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), "F1.01 total=3; F1.02 week=4 total=4")
    facts = desk.receive(UNIT, SECOND, drawing).verdicts()[-1].facts.set_index("indicator")
    assert facts.loc["F1.02", "status"] == Mark.EXCLUDED
    assert facts["total_value"].isna().loc["F1.02"]
    assert facts.loc["F1.01", ["total_value", "status"]].tolist() == [3.0, Mark.COUNTED]


def test_a_whole_gives_way_to_its_parts(desk: Desk, campaign: Campaign) -> None:
    changes = "F1.05 week=9 total=9; F1.05a week=5 total=5; F1.05b week=3 total=3"
    drawing = changed(clean(campaign, UNIT, SECOND), changes)
    facts = desk.receive(UNIT, SECOND, drawing).verdicts()[-1].facts.set_index("indicator")
    assert facts.loc["F1.05", ["total_value", "status"]].tolist() == [8.0, Mark.RECOMPUTED]


# How each of a row's two values entered the totals, by itself: the week's, and the total.
TWO_VALUES = {
    "both count": ("F2.02 week=2 total=2", (Mark.COUNTED, Mark.COUNTED)),
    "the week alone is no number": ("F2.02 week=text total=2", (Mark.EXCLUDED, Mark.COUNTED)),
    "the total alone is no number": ("F2.02 week=2 total=text", (Mark.COUNTED, Mark.EXCLUDED)),
    "the week alone is blank": ("F2.02 week= total=2", (Mark.BLANK, Mark.COUNTED)),
    "the week alone belies its parts": (
        "F1.05 week=9 total=9; F1.05a week=8 total=9",
        (Mark.RECOMPUTED, Mark.COUNTED),
    ),
}


@pytest.mark.parametrize(("changes", "marks"), TWO_VALUES.values(), ids=TWO_VALUES)
def test_each_value_of_a_row_has_its_own_status(
    changes: str, marks: tuple[Mark, Mark], desk: Desk, campaign: Campaign
) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), changes)
    facts = desk.receive(UNIT, SECOND, drawing).verdicts()[-1].facts.set_index("indicator")
    row = facts.loc[changes.partition(" ")[0]]
    assert (row["week_status"], row["status"]) == marks


@pytest.mark.parametrize(("changes", "_"), ONE_FORM.values(), ids=ONE_FORM)
def test_a_value_is_there_if_and_only_if_its_status_says_so(
    changes: str, _: object, desk: Desk, campaign: Campaign
) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), changes)
    facts = desk.receive(UNIT, SECOND, drawing).verdicts()[-1].facts
    none = {Mark.EXCLUDED, Mark.BLANK}
    for value, status in (("total_value", "status"), ("week_value", "week_status")):
        rows = facts[(facts[status] != "") & (facts["text"] == "")]
        wrong = rows[rows[value].isna() != rows[status].isin(none)]
        assert wrong.empty, wrong[["indicator", value, status]].to_string()


def test_parts_that_fell_with_their_whole_are_left_out_with_it(
    desk: Desk, campaign: Campaign
) -> None:
    for week, change in (
        (FIRST, "F1.30 week=3 total=3; F1.30a week=1 total=1; F1.30c week=2 total=2"),
        (SECOND, "F1.30 week=0 total=2; F1.30a total=1; F1.30c week=0 total=1"),
    ):
        desk.receive(UNIT, week, changed(clean(campaign, UNIT, week), change))
    facts = desk.verdicts()[-1].facts.set_index("indicator")
    marks = facts.loc[["F1.30", "F1.30a", "F1.30c"], "status"].tolist()
    assert marks == [Mark.EXCLUDED, Mark.COUNTED, Mark.EXCLUDED]
    assert facts["total_value"].isna().loc["F1.30c"]


def test_a_fall_names_the_parts_that_fell_with_it(
    desk: Desk, campaign: Campaign, texts: Texts
) -> None:
    for week, change in (
        (FIRST, "F1.30 week=3 total=3; F1.30a week=1 total=1; F1.30c week=2 total=2"),
        (SECOND, "F1.30 week=0 total=2; F1.30a total=1; F1.30c week=0 total=1"),
    ):
        desk.receive(UNIT, week, changed(clean(campaign, UNIT, week), change))
    (fall,) = [each for file in desk.verdicts()[-1].files for each in file.findings]
    address = {row.id: f"E{number}" for number, row in enumerate(campaign.rows, start=5)}
    for language in ("kk", "ru"):
        said = texts.problem(fall, language)
        assert address["F1.30c"] in said
        assert "F1.30a" not in said


def test_an_unsaved_total_goes_on_from_what_was_accepted(desk: Desk, campaign: Campaign) -> None:
    for week, change in (
        (FIRST, "F2.02 week=3 total=3; F1.20 week=2 total=2"),
        (SECOND, "F2.02 week=4 previous= total=uncached; F1.20 week=1 previous=2 total=uncached"),
    ):
        desk.receive(UNIT, week, changed(clean(campaign, UNIT, week), change))
    verdicts = desk.verdicts()
    facts = verdicts[-1].facts.set_index("indicator")
    assert facts.loc[["F2.02", "F1.20"], "total_value"].tolist() == [7.0, 3.0]
    assert found(verdicts, SECOND) == []


def test_an_optional_row_switched_on_later_is_not_missing_before(
    campaign: Campaign, texts: Texts
) -> None:
    rows = tuple(_issued(row) if row.id == "F1.07" else row for row in campaign.rows)
    switched_on = type(campaign)(**{**_fields(campaign), "rows": rows})
    desk = Desk(switched_on, texts).receive(UNIT, FIRST, clean(campaign, UNIT, FIRST))
    desk.receive(UNIT, SECOND, changed(clean(switched_on, UNIT, SECOND), "F1.07 week=0 total=0"))
    verdicts = desk.verdicts()
    assert [found(verdicts, week) for week in (FIRST, SECOND)] == [[], []]


def test_an_optional_row_that_is_not_switched_on_is_told_of(desk: Desk, campaign: Campaign) -> None:
    change = "F1.07 week=2 total=5"
    drawing = changed(clean(campaign, UNIT, SECOND), change)
    verdicts = desk.receive(UNIT, SECOND, drawing).verdicts()
    (note,) = [each for file in verdicts[-1].files for each in file.findings]
    assert (note.code, note.severity) == ("rows-not-asked", Severity.NOTE)
    assert note.details["rows"] == ("F1.07",)
    assert "F1.07" not in set(verdicts[-1].facts[Column.INDICATOR])


def test_an_unsaved_total_is_the_last_and_the_week(desk: Desk, campaign: Campaign) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), "F2.02 week=4 previous=3 total=uncached")
    verdicts = desk.receive(UNIT, SECOND, drawing).verdicts()
    facts = verdicts[-1].facts.set_index("indicator")
    assert facts.loc["F2.02", "total_value"] == 7.0
    assert found(verdicts, SECOND) == []


def test_a_fall_needs_a_corrected_report_with_its_reason(desk: Desk, campaign: Campaign) -> None:
    desk.receive(UNIT, FIRST, changed(clean(campaign, UNIT, FIRST), "F2.02 week=3 total=3"))
    change = "F2.02 week=0 total=2 reason=?x; T5 text=?counted-twice"
    drawing = changed(clean(campaign, UNIT, SECOND), change)
    verdicts = desk.receive(UNIT, SECOND, drawing, corrected=True).verdicts()
    (finding,) = [each for file in verdicts[-1].files for each in file.findings]
    assert (finding.code, finding.accepted_reason) == ("total-fell", "counted-twice")
    facts = verdicts[-1].facts.set_index("indicator")
    assert facts.loc["F2.02", ["total_value", "status"]].tolist() == [2.0, Mark.ACCEPTED]
    assert not any(file.correction_requested for file in verdicts[-1].files)


def test_what_was_left_out_is_no_history(desk: Desk, campaign: Campaign) -> None:
    for week, change in (
        (FIRST, "F2.02 week=5 total=5"),
        (SECOND, "F2.02 week=1 total=3"),
        (THIRD, "F2.02 week=1 total=6"),
    ):
        desk.receive(UNIT, week, changed(clean(campaign, UNIT, week), change))
    verdicts = desk.verdicts()
    assert found(verdicts, SECOND) == [("total-fell", "F2.02")]
    # Against the last accepted 5, 6 is no fall; the running total cannot be checked.
    assert moving(found(verdicts, THIRD)) == []


def test_the_oblast_level_answers_only_its_own_rows(desk: Desk, campaign: Campaign) -> None:
    code = campaign.oblast_level.code
    verdicts = desk.receive(code, SECOND, clean(campaign, code, SECOND)).verdicts()
    assert found(verdicts, SECOND) == []
    rows = {"F4.30", "F4.31", "F4.32", "M16", "M20", "T1", "T2", "T3", "T4", "T5"}
    assert set(verdicts[-1].facts[Column.INDICATOR]) == rows


ELSEWHERE = {
    # Files that cannot be read as forms: tests/test_read.py, tests/test_read_*.py.
    "empty-file", "damaged", "not-a-workbook", "locked-workbook", "too-large",
    "too-many-cells", "cannot-be-opened", "not-a-form", "system-file", "not-a-file",
    "column-not-found", "row-doubled", "far-cells", "date-order", "cover-missing", "covers-differ",
    # Files of other kinds, hidden figures, look-alike letters: tests/test_formats.py.
    "is-archive", "is-container", "is-pdf", "is-picture", "is-document", "is-text", "is-web-page",
    "is-xml-table", "is-numbers", "is-program", "hidden-figures", "look-alike-letters",
    "column-inserted",
    # Files that a reader does not live through: tests/test_readers.py.
    "reading-failed", "reading-took-too-long",
    # Containers, and files that are not taken up: tests/test_containers.py, tests/test_collect.py.
    "container-opened", "container-empty", "container-locked", "container-damaged",
    "container-too-deep", "container-too-large", "container-too-many-files",
    "compression-unknown", "winmail-dat", "attachment-not-included", "inline-picture",
    "still-being-copied", "disappeared", "folder-too-deep",
}  # fmt: skip
IN_OTHER_TESTS = {
    "unknown-unit", "unit-not-expected", "wrong-week", "personal-data", "superseded",
    "same-bytes", "other-campaign", "late", "empty-form", "week-skipped", "no-progress", "jump",
    "grew-after-window", "parts-below-whole", "share-implausible", "out-of-percent",
    "number-as-text", "totals-computed", "rows-not-asked", "preliminary",
    # Forms with one fault: tests/test_faults.py.
    "sheet-blank", "column-blank", "rows-shifted", "columns-shifted", "columns-swapped",
    "week-equals-total", "id-misspelt", "previous-lost", "weeks-zero", "rows-swapped",
    "ids-slid",
    # Merged cells, explanations without their heading: tests/test_read_cells.py.
    "cells-merged", "reasons-lost",
    "sums-in-tenge", "totals-in-tenge", "lines-copied", "whole-below-part", "week-not-growth",
    "totals-not-running",
    # Reports sent again, and the clerk's decisions: tests/test_loop.py.
    "corrected", "returned-by-decision",
    # Courses of weeks, and the region's balances: tests/test_history.py.
    "week-exceeds-total", "region-sum-mismatch", "region-part-exceeds-whole",
}  # fmt: skip


def test_every_code_has_a_case(texts: Texts) -> None:
    tabled = {code for *_, found in (*ONE_FORM.values(), *TWO_FORMS.values()) for code, _ in found}
    assert tabled | IN_OTHER_TESTS | ELSEWHERE == set(texts.findings)


def test_notes(desk: Desk, campaign: Campaign) -> None:
    drawing = changed(clean(campaign, UNIT, SECOND), "F2.02 week=4 total=uncached")
    drawing["F1.01", Slot.TOTAL] = Nature.TEXT
    cells = desk.receive(UNIT, SECOND, drawing)._cells  # noqa: SLF001
    ((sha256, held),) = cells.items()
    cells[sha256] = tuple(
        each
        if each.indicator != "F1.01"
        else each._replace(nature=Nature.NUMBER_AS_TEXT, value=7.0)
        for each in held
    )
    verdicts = desk.verdicts()
    notes = {finding.code for file in verdicts[-1].files for finding in file.findings}
    assert notes == {"number-as-text", "totals-computed"}
    assert [finding.code for finding in verdicts[-1].findings] == ["preliminary"]
    facts = verdicts[-1].facts.set_index("indicator")
    assert facts.loc["F1.01", "total_value"] == 7.0


counts = st.integers(0, 6)  # narrow, so that equal and zero figures do occur


@settings(max_examples=40, deadline=None)
@given(values=st.lists(counts, min_size=2, max_size=5), order=st.randoms())
def test_the_order_of_files_does_not_matter(
    values: list[int], order: object, campaign: Campaign, texts: Texts
) -> None:
    units = [unit.code for unit in campaign.districts(SECOND)][: len(values)]
    sent = list(zip(units, values, strict=True))

    def outcome(pairs: list[tuple[str, int]]) -> object:
        desk = Desk(campaign, texts)
        for unit, value in pairs:
            change = f"F2.02 week={value} total={value}"
            desk.receive(unit, SECOND, changed(clean(campaign, unit, SECOND), change))
        facts = desk.verdicts()[-1].facts.drop(columns=["sha256"])
        return facts.to_csv()

    straight = outcome(sent)
    order.shuffle(sent)  # type: ignore[attr-defined]
    assert outcome(sent) == straight


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_cell_may_hold_anything(data: st.DataObject, campaign: Campaign, texts: Texts) -> None:
    drawing = clean(campaign, UNIT, SECOND)
    key = data.draw(st.sampled_from(sorted(drawing)))
    drawing[key] = data.draw(
        st.one_of(
            st.none(),
            st.sampled_from(sorted(Nature)),
            st.sampled_from([0.0, -0.0, -1.0, 0.05, 1.5, 7.0, 100.1, 1e9, 1e16, 1e308]),
            st.sampled_from(["", "x", "{cell}", "=1+1", "2011-08-01", "1999-12-31"]),
        )
    )
    desk = Desk(campaign, texts).receive(UNIT, SECOND, drawing)
    (verdict,) = [each for each in desk.verdicts() if each.week == SECOND]
    (file,) = verdict.files
    assert file.fate is Fate.ACCEPTED
    for finding in file.findings:
        assert texts.message(finding, "kk")
        assert texts.message(finding, "ru")


def _standing(verdicts: list[object], unit: str) -> object:
    return next(each for each in verdicts[-1].submissions if each.unit.code == unit)  # type: ignore[attr-defined]
