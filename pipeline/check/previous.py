"""Go on from what was last accepted where a form has no last totals to go on from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import Hit
from pipeline.check.web import SAME
from pipeline.model import Nature, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from pipeline.check.grid import Grid
    from pipeline.check.hits import Array, Node

LOST = "previous-lost"
# Of the rows whose last total was deleted, so many must have lost their totals by it.
MOST_OF = 0.8


def carried_on(grid: Grid, newest: Array) -> tuple[Grid, tuple[Hit, ...]]:
    """Add the newest accepted totals where the form has none, and tell where it lost them.

    A total that its file did not save is computed in silence; one that a formula made of the
    week alone, since its last total was deleted, is computed and told.
    """
    total = grid.total.copy()
    for place, line in grid.unstarted:
        at = grid.column[line]
        total[place, at] = np.round(total[place, at] + np.nan_to_num(newest[place, at]), 1)
    hits = []
    for place in range(len(grid.units)):
        deleted = _deleted(grid, place, newest)
        lines = [line for line in deleted if _is_of_week(grid, place, line)]
        # A total that is the last one all the same tells nothing of what became of it.
        moved = [line for line in deleted if not _is_last(grid, place, line, newest)]
        lost = [line for line in moved if line in lines]
        if not lost or len(lost) < MOST_OF * len(moved):
            continue
        counted: dict[Node, float] = {}
        for line in lines:
            at = grid.column[line]
            total[place, at] = np.round(newest[place, at] + grid.week[place, at], 1)
            counted[line, Slot.TOTAL] = float(total[place, at])
        hits.append(
            Hit(
                code=LOST,
                unit=place,
                indicator=lines[0],
                slot=Slot.PREVIOUS,
                details={"rows": tuple(lines)},
                also=tuple(counted),
                counted=counted,
            )
        )
    return replace(grid, total=total), tuple(hits)


def _deleted(grid: Grid, place: int, newest: Array) -> list[str]:
    """List the rows whose last total was deleted, and was one to go on from.

    Zeros stand for deleted ones only where a sheet has nothing else.
    """
    form = grid.forms[place]
    started = [
        (row, last.value)
        for row in form.issued
        if row.kind is Kind.CUM
        and (last := form.row(row.id).get(Slot.PREVIOUS)) is not None
        and newest[place, grid.column[row.id]] > 0
    ]
    kept = {row.sheet for row, last in started if isinstance(last, float) and last}
    return [
        row.id
        for row, last in started
        if (not isinstance(last, float) or (not last and row.sheet not in kept))
        and (own := form.row(row.id).get(Slot.TOTAL)) is not None
        and own.nature is not Nature.UNCACHED
    ]


def _is_last(grid: Grid, place: int, line: str, newest: Array) -> bool:
    """Whether a row's total is the last one."""
    at = grid.column[line]
    return abs(float(grid.total[place, at] - newest[place, at])) < SAME


def _is_of_week(grid: Grid, place: int, line: str) -> bool:
    """Whether a row's total holds the week's figure alone."""
    at = grid.column[line]
    return abs(float(grid.total[place, at] - grid.week[place, at])) < SAME
