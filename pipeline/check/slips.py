"""Find two rows whose figures changed places, or a short run pasted rows off its own.

Such a slip leaves too little wrong for a block to be told by it. So it is told only where it
rights everything that is wrong on its sheet, and no other slip does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import Hit
from pipeline.check.moves import table_of
from pipeline.model import Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.check.hits import Array, Node
    from pipeline.check.moves import Table, Truths
    from pipeline.check.web import Case

# So many relations must be wrong, and so many come right.
FEWEST_WRONG = 2
# Rows that are pasted together; a longer run is a block.
SHORTEST, LONGEST = 2, 12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slip:
    """One way in which a few figures may have slipped: how they read when put back."""

    code: str
    rows: tuple[int, ...]  # the first and the last of a run; or the two that changed places
    slots: tuple[Slot, ...]
    week: Array
    total: Array
    lost: Truths  # what was pasted over


def slipped(case: Case, sheet: str) -> Iterator[Hit]:
    """Find the one slip that makes a sheet's figures agree; none where it is not the only one."""
    table = table_of(case, sheet)
    nowhere = np.zeros((1, len(table.rows)), dtype=bool)
    wrong, right = table.judged(table.week[None], table.total[None], nowhere)
    slips = [*_exchanges(table), *_runs(table)]
    if int(wrong[0]) < FEWEST_WRONG or not slips:
        return
    left, agreed = table.judged(
        np.array([slip.week for slip in slips]),
        np.array([slip.total for slip in slips]),
        np.array([slip.lost for slip in slips]),
    )
    good = (left == 0) & (agreed.sum(axis=1) >= right.sum() + FEWEST_WRONG)
    # Of runs that begin alike the shortest comes first.
    found = {(slip.code, slip.rows[0]): slip for slip in (
        slips[at] for at in reversed(np.flatnonzero(good).tolist()))}  # fmt: skip
    exchanged = {slips[at].rows for at in np.flatnonzero(good).tolist()
                 if slips[at].code == "rows-swapped"}  # fmt: skip
    if len(found) == 1 and len(exchanged) <= 1:
        yield _hit(case, table, *found.values())


def _exchanges(table: Table) -> Iterator[Slip]:
    """Yield each pair of rows with its figures changed back, in each of the ways they may have."""
    running = np.flatnonzero(table.of_kind(Kind.CUM)).tolist()
    nothing = np.zeros(len(table.rows), dtype=bool)
    both = (Slot.WEEK, Slot.TOTAL)
    for pair in combinations(running, 2):
        back = np.arange(len(table.rows))
        back[list(pair)] = pair[::-1]
        week, total = table.week[back], table.total[back]
        for slots, weeks, totals in (
            (both, week, total),
            (both, week, table.total - table.week + week),  # formulas of their rows
            ((Slot.WEEK,), week, table.total),
            ((Slot.TOTAL,), table.week, total),
        ):
            yield Slip(code="rows-swapped", rows=pair, slots=slots, week=weeks,
                       total=np.where(np.isin(back, pair), totals, table.total),
                       lost=nothing)  # fmt: skip


def _runs(table: Table) -> Iterator[Slip]:
    """Yield each short run of weeks beside a blank one that it left, the totals being formulas."""
    places = np.arange(len(table.rows))
    running = table.of_kind(Kind.CUM)
    for blank in np.flatnonzero(np.isnan(table.week) & running).tolist():
        for step in (1, -1):
            for length in range(SHORTEST, LONGEST + 1):
                end = blank + step * length
                if not 0 <= end < len(places):
                    break
                run = np.sort(places[blank:end:step] if end >= 0 else places[blank::step])
                slid = np.where(np.isin(places, run), table.week[(places + step) % len(places)],
                                table.week)  # fmt: skip
                lost = places == end
                slid[end] = np.nan
                before = np.where(np.isnan(table.week), table.before, table.total - table.week)
                total = np.where(np.isin(places, run) & running, before + slid, table.total)
                total[end] = np.nan
                yield Slip(code="rows-shifted", rows=(min(blank, end), max(blank, end)),
                           slots=(Slot.WEEK, Slot.TOTAL), week=slid, total=total,
                           lost=lost)  # fmt: skip


def _hit(case: Case, table: Table, slip: Slip) -> Hit:
    """Tell of a slip on its first cell."""
    first, last = slip.rows
    touched = range(first, last + 1) if slip.code == "rows-shifted" else slip.rows
    nodes: list[Node] = [(table.rows[at].id, slot) for at in touched for slot in slip.slots]
    other = table.rows[last].id
    cell = case.form.cell(other, slip.slots[0])
    return Hit(
        code=slip.code,
        unit=case.place,
        indicator=nodes[0][0],
        slot=nodes[0][1],
        details={"last": cell.address if cell else "", "last_id": other, "count": 1},
        also=tuple(nodes[1:]),
    )
