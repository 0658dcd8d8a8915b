"""Find figures that stand in the wrong place: move them back, and see whether all agrees.

A block may have slid along the columns or the rows of its sheet, as a whole or in part. Of all
ways to move it back, one is told where it leaves nearly nothing wrong of what was.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.cells import LARGEST_FIGURE
from pipeline.check.hits import STRAY, Hit
from pipeline.model import Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.check.hits import Array
    from pipeline.check.web import Case
    from pipeline.schema import Indicator, SumRule

# So many relations must fail as the figures stand, and so many come right by the move.
FEWEST_WRONG = 3
# Of what was wrong, at most this share may stay.
LEFT_WRONG = 0.2
FARTHEST = 2  # rows
SAME = 0.05

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Truths = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Move:
    """One way in which figures may have slid: how they read when moved back."""

    code: str
    week: Array
    total: Array
    contrary: Truths | None = None  # the rows that speak against it
    steps: int = 0  # rows down
    alone: bool = False  # only the weeks slid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """One sheet's figures as they stand, row by row, and what they must agree with."""

    rows: tuple[Indicator, ...]
    numbers: tuple[int, ...]  # of the rows in the sender's sheet
    week: Array
    total: Array
    reason: Array
    before: Array
    sums: tuple[tuple[SumRule, tuple[int, ...]], ...]  # the whole's place, then the parts'

    def of_kind(self, *kinds: Kind) -> Truths:
        """Mark the rows of some kinds."""
        return np.array([row.kind in kinds for row in self.rows], dtype=np.bool_)

    def judged(self, week: Array, total: Array, lost: Truths) -> tuple[Numbers, Truths]:
        """Count what is wrong in each reading, and mark what is right; what is lost is not wrong.

        Shape: readings × rows; what is right has the rows, then each sum's total and week.
        """
        running, fixed = self.of_kind(Kind.CUM), self.of_kind(Kind.CUM, Kind.REF)
        blank = np.isnan(total) | (running & np.isnan(week))
        faulty = self._is_no_figure(total) | (running & self._is_no_figure(week))
        growth = np.where(running, week, 0.0)
        told = fixed & ~blank & ~np.isnan(self.before)
        agrees = np.abs(total - self.before - growth) <= SAME
        above = running & np.isnan(self.before) & (week > total + SAME)
        wrong = ((blank & ~lost) * 1 + faulty + above + (told & ~agrees)).sum(axis=1)
        right = [told & agrees & (total > 0)]
        for rule, (whole, *parts) in self.sums:
            for column in (total, week):
                difference = np.abs(column[:, whole] - column[:, parts].sum(axis=1))
                fits = difference <= rule.tolerance * len(parts) + SAME / 2
                wrong += ~fits & ~np.isnan(difference)
                right.append((fits & (column[:, whole] > 0))[:, None])
        return wrong, np.concatenate(right, axis=1)

    def _is_no_figure(self, values: Array) -> Truths:
        """Mark the numbers that their rows cannot hold."""
        places = np.array([1.0 if row.quantity is Quantity.COUNT else 10.0 for row in self.rows])
        fine = np.abs(values * places - np.round(values * places)) <= STRAY * places
        faulty: Truths = ~np.isnan(values) & ((values < 0) | (values > LARGEST_FIGURE) | ~fine)
        return faulty


def moved(case: Case, sheet: str) -> Iterator[Hit]:
    """Find the one move that makes a sheet's figures agree; none where they do not by any."""
    table = table_of(case, sheet)
    size = len(table.rows)
    if size < FEWEST_WRONG:
        return
    nowhere = np.zeros((1, size), dtype=bool)
    stands, fine = table.judged(table.week[None], table.total[None], nowhere)
    wrong, right = int(stands[0]), int(fine.sum())
    if wrong < FEWEST_WRONG:
        return
    moves = list(_moves(table))
    _, mended = table.judged(
        np.array([move.week for move in moves]), np.array([move.total for move in moves]), nowhere
    )
    # A move that rights little of the whole sheet rights no block of it.
    promising = np.flatnonzero((mended & ~fine).sum(axis=1) >= FEWEST_WRONG).tolist()
    if not promising:
        return
    blocks = [
        each for each in combinations(range(size + 1), 2) if each[1] - each[0] >= FEWEST_WRONG
    ]
    starts, ends = np.array(blocks).T[:, :, None]
    inside = (np.arange(size) >= starts) & (np.arange(size) < ends)
    best: tuple[tuple[int, int], Move, tuple[int, int]] | None = None
    for move in (moves[at] for at in promising):
        week, total = (
            np.where(inside, back, stand)
            for back, stand in ((move.week, table.week), (move.total, table.total))
        )
        if move.steps:
            # What slid out of its block was overwritten.
            source = np.array(_sources(table, move.steps))
            gone = inside & ((source < starts) | (source >= ends))
            week = np.where(gone, np.nan, week)
            total = total if move.alone else np.where(gone, np.nan, total)
        left, agreed = table.judged(week, total, inside)
        good = (left <= LEFT_WRONG * wrong) & (agreed.sum(axis=1) >= right + FEWEST_WRONG)
        if move.contrary is not None:
            good &= ~(inside & move.contrary).any(axis=1)
        for at in np.flatnonzero(good).tolist():
            start, end = blocks[at]
            rank = int(left[at]), end - start
            if best is None or rank < best[0]:
                best = rank, move, (start, end)
    if best is not None:
        yield _hit(case, table, best[1], *best[2])


def _moves(table: Table) -> Iterator[Move]:
    """Yield the ways in which a block may have slid, each as if the whole sheet had."""
    week, total, reason, before = table.week, table.total, table.reason, table.before
    running = table.of_kind(Kind.CUM)
    known = running & (before > 0)
    if np.count_nonzero(~np.isnan(reason)) >= FEWEST_WRONG:
        # The last total stands among the reasons, or this one does.
        contrary = known & ~(reason == before)
        yield Move(code="columns-shifted", week=total, total=total + reason, contrary=contrary)
        yield Move(code="columns-shifted", week=week, total=week + reason, contrary=contrary)
        yield Move(code="columns-shifted", week=total, total=reason)
    if np.count_nonzero(known & (total == before)) >= FEWEST_WRONG:
        # The last total stands for this one, and this one for the week.
        contrary = known & ~((total == before) & (week >= before))
        yield Move(code="columns-shifted", week=week - total, total=week, contrary=contrary)
    # One column says what the other does: which of the two is right is not for us to tell.
    yield Move(
        code="week-equals-total",
        week=week,
        total=np.where(running, before + week, total),
        contrary=known & ~(week == total),
    )
    # Only the totals were brought up to date, the weeks were left at zero.
    grown, compared = np.round(total - before, 1), running & ~np.isnan(before)
    yield Move(
        code="weeks-zero",
        week=np.where(compared & (week == 0), grown, week),
        total=total,
        contrary=compared & (week != 0),
    )
    yield Move(code="columns-swapped", week=total, total=np.where(running, week, total))
    for steps in (each for far in range(1, FARTHEST + 1) for each in (far, -far)):
        source = np.array(_sources(table, steps))
        slid_week, slid_total = (
            np.where(source >= 0, each[source], np.nan) for each in (week, total)
        )
        yield Move(code="rows-shifted", week=slid_week, total=slid_total, steps=steps)
        # Only the weeks slid: the totals are formulas of their rows.
        computed = np.where(running, total - week + slid_week, total)
        yield Move(code="rows-shifted", week=slid_week, total=computed, steps=steps)
        # Only the weeks slid, and the totals were typed: they stay where they belong.
        yield Move(code="rows-shifted", week=slid_week, total=total, steps=steps, alone=True)


def _sources(table: Table, steps: int) -> list[int]:
    """Find for each row the one that holds its figures; -1 where there is none."""
    at = {number: place for place, number in enumerate(table.numbers)}
    return [at.get(number + steps, -1) for number in table.numbers]


def table_of(case: Case, sheet: str) -> Table:
    """Lay one sheet's figures out as they stand."""
    kinds = (Kind.CUM, Kind.STOCK, Kind.REF)
    rows = sorted(
        (
            (_row_number(cell.address), row)
            for row in case.form.issued
            if row.sheet == sheet
            and row.kind in kinds
            and row.core
            and (cell := case.form.cell(row.id, Slot.TOTAL)) is not None
        ),
        key=lambda pair: pair[0],
    )
    place = {row.id: at for at, (_, row) in enumerate(rows)}
    columns: Mapping[str, int] = case.web.order
    return Table(
        rows=tuple(row for _, row in rows),
        numbers=tuple(number for number, _ in rows),
        **{
            slot.value: np.array([case.raw((row.id, slot)) for _, row in rows])
            for slot in (Slot.WEEK, Slot.TOTAL, Slot.REASON)
        },
        before=np.array([case.web.before[case.place, columns[row.id]] for _, row in rows]),
        sums=tuple(
            (rule, tuple(place[line] for line in (rule.whole, *rule.parts)))
            for rule in case.web.campaign.rules.sums
            if {rule.whole, *rule.parts} <= place.keys()
        ),
    )


def _row_number(address: str) -> int:
    """Read the row's number off a cell's address."""
    return int(re.sub(r"\D", "", address) or 0)


def _hit(case: Case, table: Table, move: Move, start: int, end: int) -> Hit:
    """Tell of a block on its first cell."""
    nodes = [
        (row.id, slot)
        for row in table.rows[start:end]
        for slot in ((Slot.WEEK, Slot.TOTAL) if row.kind is Kind.CUM else (Slot.TOTAL,))
    ]
    if move.code == "weeks-zero" or move.alone:
        nodes = [node for node in nodes if node[1] is Slot.WEEK]
    last = case.form.cell(*nodes[-1])
    return Hit(
        code=move.code,
        unit=case.place,
        indicator=nodes[0][0],
        slot=nodes[0][1],
        details={"last": last.address if last else "", "count": abs(move.steps)},
        also=tuple(nodes[1:]),
    )
