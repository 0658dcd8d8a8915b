"""Remember what was accepted on earlier dates, and compare a form with it (V)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.grid import STRAY, Grid, Hit, places
from pipeline.model import Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Array

# A jump is told from the unit's own earlier weeks; one week alone tells nothing.
FEWEST_WEEKS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What one reporting date left behind, by unit: accepted figures, and figures as sent."""

    total: Mapping[str, Array] = field(default_factory=dict)
    week: Mapping[str, Array] = field(default_factory=dict)
    sent: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The accepted figures of the dates before the one being checked."""

    weeks: Mapping[date, Week] = field(default_factory=dict)
    last: Mapping[str, Array] = field(default_factory=dict)  # newest accepted total of each line

    def extended(self, grid: Grid, total: Array, week: Array) -> History:
        """Add what was accepted of a date."""
        left = Week(
            total=dict(zip(grid.units, total, strict=True)),
            week=dict(zip(grid.units, week, strict=True)),
            sent={
                unit: (grid.total[place], grid.week[place]) for place, unit in enumerate(grid.units)
            },
        )
        newest = dict(self.last)
        for unit, row in left.total.items():
            before = newest.get(unit)
            newest[unit] = row if before is None else np.where(np.isnan(row), before, row)
        return replace(self, weeks={**self.weeks, grid.day: left}, last=newest)

    def rows(self, grid: Grid, day: date | None) -> Array:
        """Lay a date's accepted totals out as the grid's; NaN where there is none."""
        known = self.weeks.get(day, Week()).total if day else {}
        return _stacked(grid, known)

    def newest(self, grid: Grid) -> Array:
        """Lay the newest accepted totals out as the grid's."""
        return _stacked(grid, self.last)

    def has_reported(self, unit: str) -> bool:
        """Whether anything of a unit was accepted before."""
        return unit in self.last


def copied_units(grid: Grid, history: History, campaign: Campaign) -> frozenset[int]:
    """Find the units whose figures, week by week different by nature, equal the last report's."""
    previous = campaign.previous_date(grid.day)
    sent = history.weeks.get(previous, Week()).sent if previous else {}
    found = set()
    for place, unit in enumerate(grid.units):
        if unit not in sent or place in grid.empty:
            continue
        total, week = sent[unit]
        same = np.array_equal(total, grid.total[place], equal_nan=True) and np.array_equal(
            week, grid.week[place], equal_nan=True
        )
        if same and np.nansum(week) > 0:
            found.add(place)
    return frozenset(found)


def time_hits(
    grid: Grid, history: History, campaign: Campaign, copied: frozenset[int]
) -> Iterator[Hit]:
    """Compare every line with the earlier reports; a fall comes before what follows from it."""
    previous = campaign.previous_date(grid.day)
    before = history.rows(grid, previous)
    newest = history.newest(grid)
    yield from (Hit(code="copied", unit=place, indicator="") for place in sorted(copied))
    yield from _skipped(grid, history, previous)
    for row in campaign.rows:
        at = grid.column[row.id]
        line = (grid.total[:, at], grid.week[:, at], before[:, at], newest[:, at])
        tolerance = 0.05 if row.quantity is Quantity.MONEY else STRAY
        if row.kind is Kind.CUM:
            yield from _running(row.id, *line, tolerance, copied)
        elif row.kind is Kind.REF:
            total, _, _, last = line
            for place in places(np.abs(total - last) > tolerance):
                yield _against(row.id, place, "base-changed", total, last)
        elif row.kind is Kind.MILESTONE:
            total, _, _, last = line
            for place in places((total == 0) & (last == 1)):
                yield Hit(code="undone", unit=place, indicator=row.id, slot=Slot.DONE)
    yield from _stalled(grid, history, campaign)
    yield from _jumped(grid, history, campaign)
    yield from _grown(grid, newest, campaign)


def _running(  # noqa: PLR0913 - one line in its four arrays
    indicator: str,
    total: Array,
    week: Array,
    before: Array,
    newest: Array,
    tolerance: float,
    copied: frozenset[int],
) -> Iterator[Hit]:
    """Find totals that fell (V2), or are not the last total and the week together (V1)."""
    for place in places(total < newest - tolerance):
        yield _against(indicator, place, "total-fell", total, newest)
    for place in places(np.abs(total - before - week) > tolerance):
        if place in copied:
            continue
        yield Hit(
            code="total-not-running",
            unit=place,
            indicator=indicator,
            details={
                "value": float(total[place]),
                "before": float(before[place]),
                "week": float(week[place]),
                "expected": round(float(before[place] + week[place]), 1),
            },
        )


def _skipped(grid: Grid, history: History, previous: date | None) -> Iterator[Hit]:
    """Find units that reported once but not for the date before this one (V6)."""
    if previous is None:
        return
    known = history.weeks[previous].total if previous in history.weeks else {}
    for place, unit in enumerate(grid.units):
        if history.has_reported(unit) and unit not in known:
            yield Hit(code="week-skipped", unit=place, indicator="", details={"date": previous})


def _stalled(grid: Grid, history: History, campaign: Campaign) -> Iterator[Hit]:
    """Find lines that have not moved over two dates before this one (V4)."""
    previous = campaign.previous_date(grid.day)
    earlier = campaign.previous_date(previous) if previous else None
    before, first = history.rows(grid, previous), history.rows(grid, earlier)
    for indicator in campaign.rules.stalled:
        at = grid.column[indicator]
        total = grid.total[:, at]
        for place in places((total == before[:, at]) & (total == first[:, at])):
            yield Hit(
                code="no-progress",
                unit=place,
                indicator=indicator,
                details={"value": float(total[place])},
            )


def _jumped(grid: Grid, history: History, campaign: Campaign) -> Iterator[Hit]:
    """Find weeks far above the unit's own earlier ones (V5)."""
    rule = campaign.rules.jump
    for place, unit in enumerate(grid.units):
        rows = [week.week[unit] for week in history.weeks.values() if unit in week.week]
        if len(rows) < FEWEST_WEEKS:
            continue
        stack = np.array(rows)
        enough = np.count_nonzero(~np.isnan(stack), axis=0) >= FEWEST_WEEKS
        median = np.full(stack.shape[1], np.nan)
        median[enough] = np.nanmedian(stack[:, enough], axis=0)
        week = grid.week[place]
        jumped = (week > rule.factor * median) & (week > rule.floor)
        for at in places(jumped):
            yield Hit(
                code="jump",
                unit=place,
                indicator=campaign.rows[at].id,
                slot=Slot.WEEK,
                details={
                    "value": float(week[at]),
                    "week": float(week[at]),
                    "median": float(median[at]),
                },
            )


def _grown(grid: Grid, newest: Array, campaign: Campaign) -> Iterator[Hit]:
    """Find lines that grew after their window had closed before the last report (V7)."""
    for rule in campaign.rules.windows:
        previous = campaign.previous_date(grid.day)
        if previous is None or previous < rule.closes:
            continue
        at = grid.column[rule.indicator]
        total, last = grid.total[:, at], newest[:, at]
        for place in places(total > last + STRAY):
            hit = _against(rule.indicator, place, "grew-after-window", total, last)
            yield replace(hit, details={**hit.details, "closes": rule.closes})


def _against(indicator: str, place: int, code: str, total: Array, last: Array) -> Hit:
    """Note a total against an earlier one."""
    return Hit(
        code=code,
        unit=place,
        indicator=indicator,
        details={"value": float(total[place]), "before": float(last[place])},
    )


def _stacked(grid: Grid, rows: Mapping[str, Array]) -> Array:
    """Stack the units' rows in the grid's order; NaN where a unit has none."""
    empty = np.full(len(grid.column), np.nan)
    if not grid.units:
        return np.empty((0, len(grid.column)))
    return np.array([rows.get(unit, empty) for unit in grid.units])
