"""A form with one fault gets one finding, on the cell to mend; a sound form gets none.

Long, as the faults and what makes each of them stand in one table.
"""

from __future__ import annotations

from datetime import date, datetime
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import FIRST, SECOND
from forms import Desk, clean
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import filled_paper, load_case

from pipeline.check import check
from pipeline.decisions import Decisions
from pipeline.model import Action, Column, Decision, Mark, Severity, Slot
from pipeline.read import FormLayout

if TYPE_CHECKING:
    from collections.abc import Callable

    from make_samples import Case
    from paper import Paper, Value

    from pipeline.campaign import Campaign
    from pipeline.model import Finding, Verdicts
    from pipeline.texts import Texts

UNIT = "ridder"
W, T, P, R = Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS, Slot.REASON
YES, NO = "иә / да", "жоқ / нет"
NOON = "T12:00:00+06:00"


class Fault(NamedTuple):
    """What is done to the form, and the one finding of it."""

    change: Callable[[Paper], None]
    code: str
    cell: str = ""  # "" where no cell is to be named
    suppressed: int = 0


def put(indicator: str, slot: Slot, value: Value) -> Callable[[Paper], None]:
    """Type a value into one cell."""
    return lambda paper: paper.put(indicator, slot, value)


def week(**values: Value) -> Callable[[Paper], None]:
    """Type figures of the week, the totals following by their formulas."""

    def change(paper: Paper) -> None:
        for indicator, value in values.items():
            paper.week(indicator.replace("_", "."), value)

    return change


def cell(address: str, value: Value) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        paper[address] = value

    return change


def lines(paper: Paper, sheet: str) -> list[list[Value]]:
    """Give the rows of a sheet below its headings."""
    return [row for row in paper.sheets[sheet] if isinstance(row[0], str) and row[0][1:2].isdigit()]


def insert_cells(sheet: str, column: int) -> Callable[[Paper], None]:
    """Insert cells below the headings: what stood there moves to the right."""

    def change(paper: Paper) -> None:
        for row in lines(paper, sheet):
            row.insert(column, None)
            row.pop()

    return change


def delete_cells(sheet: str, column: int) -> Callable[[Paper], None]:
    """Delete cells below the headings: what stood to the right moves there."""

    def change(paper: Paper) -> None:
        for row in lines(paper, sheet):
            del row[column]
            row.append(None)

    return change


def insert_column(paper: Paper) -> None:
    """Insert a column of the sender's own, heading and all: nothing is wrong."""
    for row in paper.sheets["F1"]:
        row.insert(3, None)


def reorder(paper: Paper) -> None:
    rows = paper.sheets["F4"]
    rows[4:] = rows[:3:-1]


def slide(
    sheet: str, columns: str, first: int, last: int = 0, by: int = 1
) -> Callable[[Paper], None]:
    """Move a block of figures down (or up) by some rows; what it uncovers is left blank."""

    def change(paper: Paper) -> None:
        end = last or len(paper.sheets[sheet])
        rows = range(first, end + 1)
        for column in columns:
            values = {row + by: paper[f"{sheet}!{column}{row}"] for row in rows}
            for row in rows:
                if row not in values:
                    paper[f"{sheet}!{column}{row}"] = None
            for row, value in values.items():
                paper[f"{sheet}!{column}{row}"] = value

    return change


def slide_ids(paper: Paper) -> None:
    """Insert a cell among the ids and labels: each figure stands beside the id above its own."""
    rows = lines(paper, "F2")
    figures = [row[3:7] for row in rows]
    for row, values in zip(rows, [figures[-1], *figures[:-1]], strict=True):
        row[3:7] = values


def slide_weeks(paper: Paper) -> None:
    """Paste the week's figures one row off; the totals are formulas of their rows."""
    rows = lines(paper, "F1")
    before = {str(row[0]): (row[4] or 0) - (row[3] or 0) for row in rows}  # type: ignore[operator] # numbers
    weeks = [row[3] for row in rows]
    for row, value in zip(rows[7:], weeks[6:-1], strict=True):
        row[3] = value
        row[4] = round(before[str(row[0])] + value, 1)  # type: ignore[operator] # likewise


def exchange(sheet: str, first: int, second: int, *columns: int) -> Callable[[Paper], None]:
    """Type the figures of two rows into each other's cells."""

    def change(paper: Paper) -> None:
        one, other = paper.sheets[sheet][first - 1], paper.sheets[sheet][second - 1]
        for column in columns:
            one[column], other[column] = other[column], one[column]

    return change


def paste_weeks(sheet: str, first: int, last: int, by: int = 1) -> Callable[[Paper], None]:
    """Paste a short run of weeks off its rows; the totals are formulas of their rows."""

    def change(paper: Paper) -> None:
        rows = {number: paper.sheets[sheet][number - 1] for number in range(5, 40)}
        before = {
            number: row[4] - row[3]  # type: ignore[operator] # numbers
            for number, row in rows.items()
            if isinstance(row[3], int | float)
        }
        weeks = {number + by: rows[number][3] for number in range(first, last + 1)}
        for number in {*range(first, last + 1), *weeks}:
            value = weeks.get(number)
            rows[number][3] = value
            rows[number][4] = round(before[number] + (value or 0), 1)  # type: ignore[operator] # likewise

    return change


def slide_column_of_ids(
    sheet: str, first: int, last: int, by: int = 1, *, copied: bool = False
) -> Callable[[Paper], None]:
    """Move a block of ids alone against labels and figures, or paste a copy of it there."""

    def change(paper: Paper) -> None:
        rows = paper.sheets[sheet]
        moved = {number + by: rows[number - 1][0] for number in range(first, last + 1)}
        for number in range(first, last + 1):
            if not copied:
                rows[number - 1][0] = None
        for number, value in moved.items():
            rows[number - 1][0] = value

    return change


def swap_columns(paper: Paper) -> None:
    for row in lines(paper, "F2"):
        if row[3] is not None:
            row[3], row[4] = row[4], row[3]


def same_in_both(column: int, *sheets: str) -> Callable[[Paper], None]:
    """Type the week's figures for the totals too, or the totals for the week's."""

    def change(paper: Paper) -> None:
        for sheet in sheets:
            for row in lines(paper, sheet):
                if row[3] is not None:
                    row[3] = row[4] = row[column]

    return change


def blank_column(column: int, *sheets: str) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for sheet in sheets:
            for row in lines(paper, sheet):
                if row[3] is not None:
                    row[column] = None

    return change


def blank_sheet(sheet: str) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for row in lines(paper, sheet):
            row[3:7] = [None] * 4

    return change


def delete_row(indicator: str) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for rows in paper.sheets.values():
            rows[:] = [row for row in rows if row[0] != indicator]

    return change


def delete_summand(paper: Paper) -> None:
    """Delete the row of a part, whose whole is a formula over the parts."""
    delete_row("F1.10c")(paper)
    paper.put("F1.10", W, "#REF!")
    paper.put("F1.10", T, "#REF!")


def double_row(paper: Paper) -> None:
    rows = paper.sheets["F2"]
    rows.append(list(next(row for row in rows if row[0] == "F2.02")))


def unsaved(paper: Paper) -> None:
    """Leave the totals' formulas without a saved result, as some programs do."""
    for sheet in ("F1", "F2", "F3", "F4"):
        for row in lines(paper, sheet):
            if row[3] is not None:
                row[4] = "=Z1"


def swap_headings(paper: Paper) -> None:
    heading = paper.sheets["F1"][3]
    heading[3], heading[4] = heading[4], heading[3]


def lose_previous(*indicators: str) -> Callable[[Paper], None]:
    """Delete last totals; the totals are formulas over them."""

    def change(paper: Paper) -> None:
        for sheet in ("F1", "F2", "F3", "F4"):
            for row in lines(paper, sheet):
                if row[3] is not None and (not indicators or row[0] in indicators):
                    row[4], row[5] = row[3], None

    return change


def retype_ids(value: str | None) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for row in lines(paper, "F2"):
            row[0] = value

    return change


def both(*changes: Callable[[Paper], object]) -> Callable[[Paper], None]:
    def change(paper: Paper) -> None:
        for each in changes:
            each(paper)

    return change


def in_tenge(*slots: Slot) -> Callable[[Paper], None]:
    """Give the sums in tenge: the week's, or the totals too."""

    def change(paper: Paper) -> None:
        for row in lines(paper, "F1"):
            if str(row[0]).startswith("F1.11"):
                before, new = row[4] - row[3], row[3] * 1000  # type: ignore[operator] # numbers
                row[3] = new
                row[4] = row[4] * 1000 if T in slots else round(before + new, 1)  # type: ignore[operator] # numbers

    return change


def every(sheet: str, column: int, value: Callable[[float], Value]) -> Callable[[Paper], None]:
    """Spoil a whole column in one way."""

    def change(paper: Paper) -> None:
        for row in lines(paper, sheet):
            if isinstance(row[column], int | float):
                row[column] = value(float(row[column]))  # type: ignore[arg-type] # a number

    return change


def last_week_again(paper: Paper) -> None:
    """Keep last week's figures, but for one row that was brought up to date."""
    for sheet in ("F1", "F2", "F3", "F4"):
        for row in lines(paper, sheet):
            if row[3] is not None and row[0] != "F2.02":
                row[3] = row[4] = row[4] - row[3]  # type: ignore[operator] # numbers


def goes_on_from_another(paper: Paper) -> None:
    """Let the totals hold a week that no report told of."""
    for sheet in ("F1", "F2", "F3", "F4"):
        for row in lines(paper, sheet):
            if row[3]:
                row[4] += row[3]  # type: ignore[operator] # numbers


FAULTS: dict[str, Fault] = {
    # What one cell holds.
    "a text in a summand": Fault(week(F1_10c="көп / много"), "not-a-number", "D18"),
    "a text in a summand of an added whole": Fault(
        lambda paper: (put("F1.10c", W, "көп")(paper), put("F1.10c", T, "#VALUE!")(paper),
                       put("F1.10", W, "#VALUE!")(paper), put("F1.10", T, "#VALUE!")(paper))[0],
        "not-a-number", "D18", 1,
    ),
    "a text in a summand left out of the whole": Fault(
        lambda paper: (put("F1.10c", W, "көп")(paper), put("F1.10c", T, "#VALUE!")(paper),
                       put("F1.10", W, 62)(paper), put("F1.10", T, 131)(paper))[0],
        "not-a-number", "D18", 2,
    ),
    "a decimal in a count": Fault(week(F3_21=7.5), "not-whole", "D16", 1),
    "a decimal in a summand": Fault(week(F1_10c=36.5, F1_10=98.5), "not-whole", "D18", 3),
    "below zero": Fault(week(F3_20=-1), "negative", "D15", 1),
    "a week below zero, and so a fall": Fault(week(F2_02=-9), "negative", "D11", 1),
    "blank": Fault(put("F2.02", W, None), "blank", "D11"),
    "a blank line": Fault(
        lambda paper: (put("F4.11", W, None)(paper), put("F4.11", T, None)(paper))[0],
        "blank", "D7",
    ),
    "a dash": Fault(put("F3.11", W, "–"), "no-data", "D12"),
    "an error value": Fault(week(F1_20="#REF!"), "error-value", "D30"),
    "an error value in a total": Fault(put("F1.11a", T, "#REF!"), "error-value", "E22"),
    "a date of a number": Fault(week(F1_20=date(2011, 10, 5)), "date-for-number", "D30"),
    "a truth for a count": Fault(week(F1_20=True), "boolean-for-number", "D30"),
    "money to the tiyn": Fault(week(F1_11c=240.123), "too-precise", "D24"),
    "beyond all measure": Fault(week(F2_02=10.0**12), "too-big", "D11", 1),
    # A whole column of them.
    "a column of words": Fault(
        every("F2", 3, lambda value: f"{value:.0f} іс"), "not-a-number", "D5", 21
    ),
    "a column of decimals": Fault(every("F3", 4, lambda value: value + 0.5), "not-whole", "E5", 19),
    "a column of error values": Fault(every("F1", 4, lambda _: "#NAME?"), "error-value", "E5", 35),
    # Totals, weeks and last reports.
    "a whole typed over": Fault(put("F1.10", T, 314), "sum-mismatch", "E15", 1),
    "a whole typed too low": Fault(put("F1.05", T, 52), "sum-mismatch", "E9", 4),
    "a whole typed too high": Fault(put("F1.10", T, 2140), "sum-mismatch", "E15", 3),
    "a part typed over": Fault(put("F1.10c", T, 93), "total-not-running", "E18", 1),
    "a part typed too low": Fault(put("F1.10c", T, 8), "total-fell", "E18", 2),
    "a total typed over": Fault(put("F2.02", T, 155), "total-not-running", "E11"),
    "a total that fell": Fault(put("F2.02", T, 15), "total-fell", "E11", 1),
    "a week typed over": Fault(put("F1.10c", W, 63), "week-not-growth", "D18", 1),
    "a whole's week typed over": Fault(put("F1.10", W, 89), "sum-mismatch", "D15", 1),
    "a wrong week in a whole": Fault(week(F1_40=18), "sum-mismatch", "D37", 1),
    "a wrong week in a part": Fault(week(F1_40b=13), "sum-mismatch", "D37", 1),
    "a wrong last total": Fault(
        lambda paper: (put("F2.02", P, 26)(paper), put("F2.02", T, 115)(paper))[0],
        "previous-changed", "F11",
    ),
    "a base typed too low": Fault(put("F1.01", T, 4), "whole-below-part", "E5", 2),
    "a base changed": Fault(put("F1.01", T, 20), "base-changed", "E5"),
    "a part above its whole": Fault(week(F1_06=66), "part-exceeds-whole", "D14"),
    # Blocks.
    "a heading renamed": Fault(
        cell("F1!E4", "Барлығы / Итого"), "column-not-found", "E4"
    ),
    "the headings deleted": Fault(
        lambda paper: paper.sheets["F2"].pop(3), "column-not-found"
    ),
    "milestones without their heading": Fault(cell("F5!D4", "?"), "column-not-found"),
    "cells inserted": Fault(insert_cells("F1", 3), "columns-shifted", "E5", 61),
    "cells inserted before the totals": Fault(insert_cells("F2", 4), "columns-shifted", "D5", 23),
    "cells deleted": Fault(delete_cells("F1", 3), "columns-shifted", "D6", 36),
    "columns swapped": Fault(swap_columns, "columns-swapped", "D5", 23),
    "zeros for weeks": Fault(
        lambda paper: [
            row.__setitem__(3, 0)
            for sheet in ("F1", "F2", "F3", "F4") for row in lines(paper, sheet)
            if row[3] is not None
        ],
        "weeks-zero", "D6", 66,
    ),
    "goes on from another": Fault(goes_on_from_another, "totals-not-running", "E6", 66),
    "weeks for totals": Fault(
        same_in_both(3, "F1", "F2", "F3", "F4"), "week-equals-total", "D6", 105
    ),
    "totals for weeks": Fault(same_in_both(4, "F2"), "week-equals-total", "D5", 13),
    "figures one row down": Fault(slide("F1", "DEF", 15), "rows-shifted", "D15", 39),
    "figures one row up": Fault(slide("F2", "DEF", 12, by=-1), "rows-shifted", "D11", 24),
    "some figures one row down": Fault(slide("F1", "DEF", 15, 26), "rows-shifted", "D15", 19),
    "two sums exchanged": Fault(exchange("F1", 9, 15, 3, 4), "rows-swapped", "D9", 9),
    "two sums' weeks exchanged": Fault(exchange("F1", 15, 37, 3), "rows-swapped", "D15", 4),
    "two sums' totals exchanged": Fault(exchange("F1", 9, 33, 4), "rows-swapped", "E9", 7),
    "two parts exchanged": Fault(exchange("F1", 16, 17, 3, 4), "rows-swapped", "D16", 3),
    "a sum and a part of another exchanged": Fault(
        exchange("F1", 11, 21, 3, 4), "rows-swapped", "D11", 7
    ),
    "a short run one row down": Fault(paste_weeks("F1", 12, 14), "rows-shifted", "D12", 5),
    "a short run of money one row down": Fault(paste_weeks("F1", 24, 26), "rows-shifted", "D24", 4),
    "a sum and its parts one row down": Fault(
        paste_weeks("F1", 15, 20), "rows-shifted", "D15", 6
    ),
    "ids against labels": Fault(slide_column_of_ids("F2", 6, 12), "ids-slid", "A7", 11),
    "ids against labels, upwards": Fault(
        slide_column_of_ids("F1", 10, 14, -1), "ids-slid", "A9", 7
    ),
    "two ids exchanged": Fault(exchange("F1", 9, 10, 0), "ids-slid", "A9", 6),
    "ids pasted again one row down": Fault(
        slide_column_of_ids("F2", 6, 12, copied=True), "ids-slid", "A8", 10
    ),
    "all ids of a sheet against labels": Fault(
        slide_column_of_ids("F1", 6, 40, -1), "ids-slid", "A5", 59
    ),
    "ids against figures": Fault(slide_ids, "rows-shifted", "D5", 28),
    "weeks one row down": Fault(slide_weeks, "rows-shifted", "D12", 13),
    "weeks one row down, totals typed": Fault(slide("F1", "D", 15), "rows-shifted", "D15", 28),
    "weeks one row up, totals typed": Fault(slide("F1", "D", 15, by=-1), "rows-shifted", "D14", 29),
    "a sheet left blank": Fault(blank_sheet("F2"), "sheet-blank", "D5", 22),
    "milestones left blank": Fault(blank_sheet("F5"), "sheet-blank", "D5", 10),
    "no week's figures": Fault(
        blank_column(3, "F1", "F2", "F3", "F4"), "column-blank", "D6", 81
    ),
    "no week's figures on a sheet": Fault(blank_column(3, "F2"), "column-blank", "D5", 21),
    "no week's figures, and totals of formulas": Fault(
        lambda paper: [
            row.__setitem__(slice(3, 5), [None, None])
            for sheet in ("F1", "F2", "F3", "F4") for row in lines(paper, sheet)
            if row[3] is not None
        ],
        "column-blank", "D6", 81,
    ),
    "a heading deleted over unsaved totals": Fault(
        both(unsaved, cell("F1!D4", None)), "column-not-found"
    ),
    "headings swapped": Fault(swap_headings, "columns-swapped", "D5", 60),
    "headings swapped over unsaved totals": Fault(
        both(unsaved, swap_headings), "columns-swapped", "D5", 61
    ),
    "last totals deleted": Fault(lose_previous(), "previous-lost", "F6"),
    "last totals of zeros": Fault(
        lambda paper: [
            row.__setitem__(slice(4, 6), [row[3], 0])
            for row in lines(paper, "F1") if row[3] is not None
        ],
        "previous-lost", "F6",
    ),
    "words in a last total": Fault(
        both(put("F2.02", P, "62 үй"), put("F2.02", T, 89)), "previous-lost", "F11"
    ),
    "the column of last totals deleted under formulas": Fault(
        lambda paper: [
            (row.__setitem__(4, "#REF!" if row[3] is not None else row[4]), row.pop(5))
            for row in paper.sheets["F1"][4:]
        ] and paper.sheets["F1"][3].pop(5),
        "error-value", "E6", 34,
    ),
    "the column of weeks deleted under formulas": Fault(
        lambda paper: [
            (row.__setitem__(4, "#REF!" if row[3] is not None else row[4]), row.pop(3))
            for row in paper.sheets["F1"][4:]
        ] and paper.sheets["F1"][3].pop(3),
        "column-not-found",
    ),
    "the column of ids deleted": Fault(
        lambda paper: [row.pop(0) for row in paper.sheets["F1"]], "rows-missing"
    ),
    "a last total deleted": Fault(lose_previous("F2.02"), "previous-lost", "F11"),
    "a part's last total deleted": Fault(lose_previous("F1.10c"), "previous-lost", "F18"),
    "an id without its letter": Fault(cell("F1!A9", "1.05"), "id-misspelt", "A9"),
    "an id without its point": Fault(cell("F1!A9", "F105"), "id-misspelt", "A9"),
    "an id of a row that is there": Fault(cell("F1!A9", "F1.06"), "id-misspelt", "A9"),
    "an id deleted": Fault(cell("F1!A9", None), "id-misspelt", "A9"),
    "an id misspelt under a label of its sender's": Fault(
        both(cell("F1!A9", "F1.O5!"), cell("F1!B9", "балалар")), "id-misspelt", "A9"
    ),
    "all ids of a sheet deleted": Fault(retype_ids(None), "id-misspelt", "A5"),
    "no totals on a sheet": Fault(blank_column(4, "F3"), "column-blank", "E6", 12),
    "nothing in the totals' column of a sheet": Fault(
        lambda paper: [row.__setitem__(4, None) for row in lines(paper, "F2")],
        "column-blank", "E5", 22,
    ),
    "a row deleted": Fault(delete_row("F1.23"), "rows-missing"),
    "a summand's row deleted": Fault(delete_summand, "rows-missing", "", 1),
    "a row doubled": Fault(double_row, "row-doubled", "A28"),
    "a sheet deleted": Fault(lambda paper: paper.sheets.pop("F3"), "rows-missing"),
    "sums in tenge": Fault(in_tenge(W), "sums-in-tenge", "D21", 6),
    "sums and totals in tenge": Fault(in_tenge(W, T), "totals-in-tenge", "D21", 12),
    "last week's figures but one": Fault(last_week_again, "lines-copied", "D6", 63),
    # Milestones.
    "done without a date": Fault(put("M06", Slot.DATE, None), "done-without-date", "E10"),
    "done without a document": Fault(put("M01", Slot.DOCUMENT, None), "document-missing", "F5"),
    "done in another century": Fault(
        put("M06", Slot.DATE, date(1901, 8, 5)), "date-unclear", "E10"
    ),
    "a dash for a document": Fault(put("M01", Slot.DOCUMENT, "–"), "document-missing", "F5"),
    "no for a document": Fault(put("M01", Slot.DOCUMENT, "Нет"), "document-missing", "F5"),
    "a number for yes": Fault(put("M16", Slot.DONE, 1), "yes-or-no-unclear", "D13"),
    "done tomorrow": Fault(put("M11", Slot.DATE, date(2011, 8, 20)), "date-in-future", "E12"),
    "a date in words": Fault(put("M11", Slot.DATE, "тамызда"), "date-unclear", "E12"),
    "neither yes nor no": Fault(put("M16", Slot.DONE, "дерлік"), "yes-or-no-unclear", "D13"),
    "undone": Fault(put("M16", Slot.DONE, NO), "undone", "D13", 1),
    "undone and overdue": Fault(put("M01", Slot.DONE, NO), "undone", "D5", 1),
    "a flag unclear": Fault(put("F4.31", T, "кейде"), "yes-or-no-unclear", "E15"),
}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case()


@pytest.fixture(scope="module")
def layout(case: Case) -> FormLayout:
    return FormLayout.of(case.campaign)


@pytest.fixture(scope="module")
def papers(case: Case) -> tuple[Paper, Paper]:
    return filled_paper(case, UNIT, FIRST), filled_paper(case, UNIT, SECOND)


def judged(
    first: Paper | None, second: Paper, case: Case, layout: FormLayout, texts: Texts
) -> Verdicts:
    """Send one form or two, and give the verdict on the second."""
    desk = Desk(case.campaign, texts)
    for week_, paper in ((FIRST, first), (SECOND, second)):
        if paper is not None:
            moment = datetime.fromisoformat(f"{week_}{NOON}")
            desk.add(paper.receipt(f"{week_}.xlsx", layout, moment))
    return desk.verdicts()[-1]


def told(verdicts: Verdicts) -> list[Finding]:
    return [
        finding
        for file in verdicts.files
        for finding in file.findings
        if finding.severity is not Severity.NOTE
    ]


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_fault_is_one_finding(
    fault: Fault, papers: tuple[Paper, Paper], case: Case, layout: FormLayout, texts: Texts
) -> None:
    first, second = papers
    spoilt = second.copy()
    fault.change(spoilt)
    (finding,) = told(judged(first, spoilt, case, layout, texts))
    follows = finding.details.get("suppressed", 0)
    assert (finding.code, finding.cell, follows) == (fault.code, fault.cell, fault.suppressed)
    for language in ("kk", "ru"):
        said = texts.phrases.fill("check.follows", language, count=follows)
        assert texts.problem(finding, language).endswith(said) == bool(follows)


# What looks like a fault and is none.
SOUND = {
    "as it is": lambda _: None,
    "a column of the sender's own": insert_column,
    "a great week": week(F2_02=170),
    "a quiet week": week(F2_02=0, F1_20=0),
    "a state that fell": put("F3.40", T, 36),
    "rows in another order": reorder,
    "a sum within the rounding of its parts": lambda paper: (
        paper.week("F1.11", 603.7), put("F1.12a", W, 54)(paper))[0],
    "last totals deleted beside sound totals": lambda paper: [
        row.__setitem__(5, None) for row in lines(paper, "F1")],
    "a row of the sender's own without an id": lambda paper: paper.sheets["F1"].append(
        [None, "Ескерту / Примечание", None, 5, 5, None, None, None]),
    "totals that were not saved": unsaved,
    "a week typed as text, and a total that did not take it": both(
        put("F1.20", W, "9."), put("F1.20", T, None)),
    "a reason beside sound figures": put("F2.02", R, "89 үй"),
    "most rows as last week": week(F3_20=0, F3_21=0, F3_22=0, F1_20=0, F1_21=0, F1_23=0),
    "numbers for reasons": lambda paper: [put(line, R, 5)(paper) for line in
                                          ("F2.01a", "F2.01b", "F2.01d", "F2.02", "F2.03")],
}  # fmt: skip


@pytest.mark.parametrize("change", SOUND.values(), ids=SOUND)
def test_a_sound_form_has_no_finding(
    change: Callable[[Paper], object],
    papers: tuple[Paper, Paper],
    case: Case,
    layout: FormLayout,
    texts: Texts,
) -> None:
    first, second = papers
    paper = second.copy()
    change(paper)
    assert told(judged(first, paper, case, layout, texts)) == []


# Two faults that have nothing to do with one another are two findings.
TWO_FAULTS = {
    "two words": (
        week(F2_02="көп", F3_20="көп"), [("not-a-number", "D11"), ("not-a-number", "D15")]
    ),
    "a whole and a base": (
        lambda paper: (put("F1.40", T, 99)(paper), put("F1.01", T, 20)(paper)),
        [("base-changed", "E5"), ("sum-mismatch", "E37")],
    ),
    "a part and another's whole": (
        lambda paper: (put("F1.10c", T, 93)(paper), put("F2.01", T, 80)(paper)),
        [("total-not-running", "E18"), ("sum-mismatch", "E5")],
    ),
    "a sheet and a word": (
        lambda paper: (blank_sheet("F2")(paper), week(F3_20="көп")(paper)),
        [("sheet-blank", "D5"), ("not-a-number", "D15")],
    ),
    "a block and a milestone": (
        lambda paper: (swap_columns(paper), put("M06", Slot.DATE, None)(paper)),
        [("columns-swapped", "D5"), ("done-without-date", "E10")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), TWO_FAULTS.values(), ids=TWO_FAULTS)
def test_two_faults_are_two_findings(  # noqa: PLR0913 - a case and its fixtures
    change: Callable[[Paper], object],
    expected: list[tuple[str, str]],
    papers: tuple[Paper, Paper],
    case: Case,
    layout: FormLayout,
    texts: Texts,
) -> None:
    first, second = papers
    paper = second.copy()
    change(paper)
    found = told(judged(first, paper, case, layout, texts))
    assert [(each.code, each.cell) for each in found] == expected


# What of a faulty form enters the totals: the fault, a row, and what counts of it.
COUNTED = {
    "a whole gives way to its parts": ("a whole typed over", "F1.10", [214.0, Mark.RECOMPUTED]),
    "its week as well": ("a wrong week in a whole", "F1.40", [16.0, Mark.RECOMPUTED]),
    "a part is left out": ("a part typed over", "F1.10c", [None, Mark.EXCLUDED]),
    "and its whole stays": ("a part typed over", "F1.10", [214.0, Mark.COUNTED]),
    "a fall that follows is left out": (
        "a week below zero, and so a fall", "F2.02", [None, Mark.EXCLUDED]),
    "a total beside a wrong week stays": ("a week typed over", "F1.10c", [83.0, Mark.COUNTED]),
    "a moved block is left out": ("figures one row down", "F1.11", [None, Mark.EXCLUDED]),
    "what did not move stays": ("figures one row down", "F1.05", [520.0, Mark.COUNTED]),
    "tenge that run on are counted": ("sums in tenge", "F1.11a", [28729.2, Mark.WARNED]),
    "tenge that do not are not": ("sums and totals in tenge", "F1.11a", [None, Mark.EXCLUDED]),
    "rows with zeros for weeks are left out": ("zeros for weeks", "F2.02", [None, Mark.EXCLUDED]),
    "a deleted last total is the accepted one": (
        "last totals deleted", "F2.02", [151.0, Mark.RECOMPUTED]),
    "a row without its id is left out of its whole": (
        "an id deleted", "F1.05a", [273.0, Mark.COUNTED]),
    "totals without weeks count": ("no week's figures", "F2.02", [151.0, Mark.COUNTED]),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "indicator", "expected"), COUNTED.values(), ids=COUNTED)
def test_what_counts_of_a_faulty_form(  # noqa: PLR0913 - a case and its fixtures
    fault: str,
    indicator: str,
    expected: list[object],
    papers: tuple[Paper, Paper],
    case: Case,
    layout: FormLayout,
    texts: Texts,
) -> None:
    first, second = papers
    spoilt = second.copy()
    FAULTS[fault].change(spoilt)
    facts = judged(first, spoilt, case, layout, texts).facts.set_index(Column.INDICATOR)
    total, mark = facts.loc[indicator, [Column.TOTAL_VALUE, Column.STATUS]]
    assert [None if total != total else total, mark] == expected  # noqa: PLR0124 - NaN


def test_a_wrong_week_is_left_out_and_its_total_counts(
    papers: tuple[Paper, Paper], case: Case, layout: FormLayout, texts: Texts
) -> None:
    first, second = papers
    spoilt = second.copy()
    FAULTS["a week typed over"].change(spoilt)
    facts = judged(first, spoilt, case, layout, texts).facts.set_index(Column.INDICATOR)
    marks = facts.loc["F1.10c", [Column.STATUS, Column.WEEK_STATUS]]
    assert list(marks) == [Mark.COUNTED, Mark.EXCLUDED]
    assert isnan(facts.loc["F1.10c", Column.WEEK_VALUE])


# Who accepts a finding accepts the figure as sent, with all that follows from it.
DECIDED = {
    "a whole typed over": ("F1.10", 314.0),
    "a whole typed too low": ("F1.05", 52.0),
    "a wrong week in a whole": ("F1.40", 26.0),
    "a part typed too low": ("F1.10c", 8.0),
    "a base typed too low": ("F1.01", 4.0),
    "a week typed over": ("F1.10c", 83.0),
}


@pytest.mark.parametrize(("fault", "figure"), DECIDED.items(), ids=DECIDED)
def test_what_is_accepted_by_decision_counts_as_sent(  # noqa: PLR0913 - a case and its fixtures
    fault: str,
    figure: tuple[str, float],
    papers: tuple[Paper, Paper],
    case: Case,
    layout: FormLayout,
    texts: Texts,
) -> None:
    first, second = papers
    spoilt = second.copy()
    FAULTS[fault].change(spoilt)
    receipts = [
        paper.receipt(f"{week_}.xlsx", layout, datetime.fromisoformat(f"{week_}{NOON}"))
        for week_, paper in ((FIRST, first), (SECOND, spoilt))
    ]
    cells = {each.sha256: each.form.cells for each in receipts}
    now = datetime.fromisoformat(f"{SECOND}T17:00:00+06:00")
    asked = receipts, (), cells.__getitem__, case.campaign, texts, SECOND, now
    *_, before = check(*asked)
    (finding,) = told(before)
    decision = Decision(
        week=SECOND, unit=UNIT, sha256=receipts[1].sha256, code=finding.code,
        indicator=finding.indicator, action=Action.ACCEPT_WEEK, reason="counted anew",
        decided_on=SECOND,
    )  # fmt: skip
    *_, after = check(*asked, Decisions(listed=(decision,)))
    (accepted,) = told(after)
    assert (accepted.code, accepted.cell) == (finding.code, finding.cell)
    assert accepted.accepted_reason == "counted anew"
    indicator, value = figure
    facts = after.facts.set_index(Column.INDICATOR)
    assert facts.loc[indicator, Column.TOTAL_VALUE] == value
    # The decision stands with the figure it speaks of: the week's or the total.
    assert Mark.ACCEPTED in set(facts.loc[indicator, [Column.STATUS, Column.WEEK_STATUS]])


# Figures of parts, narrow enough for zeros and ties: a whole is their sum by construction.
figures = st.lists(st.integers(0, 40), min_size=5, max_size=5)


@settings(max_examples=30, deadline=None)
@given(parts=figures, later=figures, raids=figures)
def test_consistent_forms_have_no_finding(
    parts: list[int], later: list[int], raids: list[int], campaign: Campaign, texts: Texts
) -> None:
    desk = Desk(campaign, texts)
    totals: dict[str, float] = {}
    for when, children in ((FIRST, parts), (SECOND, later)):
        drawing = clean(campaign, UNIT, when)
        given_week = _consistent(children, raids)
        for line, value in given_week.items():
            totals[line] = round(totals.get(line, 0.0) + value, 1)
            drawing[line, W], drawing[line, T] = value, totals[line]
        desk.receive(UNIT, when, drawing)
    expected = {"no-progress", "copied"}  # a quiet week, or the same one twice
    found = {each.code for each in told(desk.verdicts()[-1])}
    assert found <= expected


def _consistent(children: list[int], raids: list[int]) -> dict[str, float]:
    """Give a week in which everything adds up and is plausible."""
    week_: dict[str, float] = {}
    for letter, amount in zip("abcde", children, strict=True):
        week_[f"F1.10{letter}"] = float(amount)
        week_[f"F1.11{letter}"] = amount * 3.5
    week_["F1.10"] = float(sum(children))
    week_["F1.11"] = sum(children) * 3.5
    week_["F1.05"] = week_["F1.05a"] = float(sum(children))
    for letter, amount in zip("abcde", raids, strict=True):
        week_[f"F2.01{letter}"] = float(amount)
    week_["F2.01"] = float(sum(raids))
    week_["F2.03"] = sum(raids) * 4.0
    return week_
