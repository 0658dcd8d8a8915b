"""Remember what was accepted on earlier dates, and compare a form with it (V)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import STRAY, Hit, places
from pipeline.model import Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Grid
    from pipeline.check.hits import Array
    from pipeline.schema import JumpRule

# Sums are written to one decimal; totals apart by less than half of it are the same.
LARGEST_STRAY = 0.05
# So many lines of a form in last week's figures are no chance.
FEWEST_STALE, STALE_SHARE = 5, 0.8
# How long a line may stand still.
TWO_WEEKS = timedelta(days=14)
# The median absolute deviation of figures spread evenly, in their standard deviations.
NORMAL = 1.4826


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

    def last_sent(self, unit: str) -> tuple[Array, Array] | None:
        """Give the figures of a unit's last report that had any, however long ago it came."""
        sent = (self.weeks[day].sent.get(unit) for day in sorted(self.weeks, reverse=True))
        return next((each for each in sent if each and not np.isnan(each[0]).all()), None)

    def has_reported(self, unit: str) -> bool:
        """Whether anything of a unit was accepted before."""
        return unit in self.last


def copied_units(grid: Grid, history: History) -> frozenset[int]:
    """Find the units whose figures, week by week different by nature, equal the last report's."""
    found = set()
    for place, unit in enumerate(grid.units):
        last = history.last_sent(unit)
        if last is None or place in grid.empty:
            continue
        total, week = last
        same = np.array_equal(total, grid.total[place], equal_nan=True) and np.array_equal(
            week, grid.week[place], equal_nan=True
        )
        if same and np.nansum(week) > 0:
            found.add(place)
    return frozenset(found)


def time_hits(
    grid: Grid, history: History, campaign: Campaign, copied: frozenset[int]
) -> Iterator[Hit]:
    """Compare every line with the earlier reports."""
    previous = campaign.previous_date(grid.day)
    before = history.rows(grid, previous)
    newest = history.newest(grid)
    divided = campaign.divided(grid.day)
    yield from (Hit(code="copied", unit=place, indicator="") for place in sorted(copied))
    yield from _stale(grid, history, campaign, copied)
    yield from _skipped(grid, history, previous)
    for row in campaign.rows:
        at = grid.column[row.id]
        line = (grid.total[:, at], grid.week[:, at], before[:, at], newest[:, at])
        tolerance = LARGEST_STRAY if row.quantity is Quantity.MONEY else STRAY
        if row.kind is Kind.CUM:
            yield from _running(row.id, *line, tolerance)
        elif row.kind is Kind.REF:
            total, _, _, last = line
            for place in places(np.abs(total - last) > tolerance):
                # A unit of which a part became another's has new bases.
                if grid.units[place] not in divided:
                    yield _against(row.id, place, "base-changed", total, last)
        elif row.kind is Kind.MILESTONE:
            total, _, _, last = line
            for place in places((total == 0) & (last == 1)):
                yield Hit(code="undone", unit=place, indicator=row.id, slot=Slot.DONE)
    yield from _stalled(grid, history, campaign)
    yield from _jumped(grid, history, campaign)
    yield from _grown(grid, before, campaign)


def _running(  # noqa: PLR0913 - one line in its four arrays
    indicator: str,
    total: Array,
    week: Array,
    before: Array,
    newest: Array,
    tolerance: float,
) -> Iterator[Hit]:
    """Find totals that fell (V2), or are not the last total and the week together (V1)."""
    for place in places(total < newest - tolerance):
        yield _against(indicator, place, "total-fell", total, newest)
    for place in places(np.abs(total - before - week) > tolerance):
        yield Hit(
            code="total-not-running",
            unit=place,
            indicator=indicator,
            others=((indicator, Slot.WEEK),),
            details={
                "value": float(total[place]),
                "before": float(before[place]),
                "week": float(week[place]),
                "expected": round(float(before[place] + week[place]), 1),
            },
        )
    # Where the last report is missing, a week above the total is wrong all the same (V6).
    for place in places((week > total + tolerance) & np.isnan(before)):
        yield Hit(
            code="week-exceeds-total",
            unit=place,
            indicator=indicator,
            others=((indicator, Slot.WEEK),),
            details={"value": float(total[place]), "week": float(week[place])},
        )


def _skipped(grid: Grid, history: History, previous: date | None) -> Iterator[Hit]:
    """Find units that reported once but not for the date before this one (V6)."""
    if previous is None:
        return
    known = history.weeks[previous].total if previous in history.weeks else {}
    for place, unit in enumerate(grid.units):
        if history.has_reported(unit) and unit not in known:
            yield Hit(code="week-skipped", unit=place, indicator="", details={"date": previous})


def _stale(
    grid: Grid, history: History, campaign: Campaign, copied: frozenset[int]
) -> Iterator[Hit]:
    """Find forms in which most lines that moved last week are last week's, the rest new."""
    previous = campaign.previous_date(grid.day)
    if previous is None or previous not in history.weeks:
        return
    sent, before = history.weeks[previous].sent, history.rows(grid, previous)
    cumulative = np.array([row.kind is Kind.CUM for row in campaign.rows])
    for place, unit in enumerate(grid.units):
        if unit not in sent or place in copied:
            continue
        total, week = sent[unit]
        same = (grid.total[place] == total) & (grid.week[place] == week) & cumulative
        off = np.abs(grid.total[place] - before[place] - grid.week[place]) > LARGEST_STRAY
        lines = np.flatnonzero(same & off & (week > 0))
        if len(lines) < max(FEWEST_STALE, STALE_SHARE * np.count_nonzero(off & cumulative)):
            continue
        ids = tuple(campaign.rows[at].id for at in lines)
        yield Hit(
            code="lines-copied",
            unit=place,
            indicator=ids[0],
            slot=Slot.WEEK,
            details={"count": len(ids), "rows": ids},
            also=tuple(
                (campaign.rows[at].id, slot)
                for at in np.flatnonzero(same)
                for slot in (Slot.WEEK, Slot.TOTAL)
            ),
        )


def _stalled(grid: Grid, history: History, campaign: Campaign) -> Iterator[Hit]:
    """Find lines that have not moved over two weeks before this date (V4)."""
    earlier = [day for day in campaign.settings.reporting_dates if day < grid.day]
    since = [day for day in earlier if day <= grid.day - TWO_WEEKS]
    if not since:
        return
    reports = [history.rows(grid, day) for day in earlier if day >= since[-1]]
    for indicator in campaign.rules.stalled:
        at = grid.column[indicator]
        total = grid.total[:, at]
        same = np.all([total == report[:, at] for report in reports], axis=0)
        for place in places(same):
            yield Hit(
                code="no-progress",
                unit=place,
                indicator=indicator,
                details={"value": float(total[place])},
            )


def _jumped(grid: Grid, history: History, campaign: Campaign) -> Iterator[Hit]:
    """Find weeks far above the unit's own earlier ones (V5).

    Weeks of nothing tell nothing of what is usual once there is something, so that a line
    that moves now and then does not alarm; small counts are kept from it by the floors.
    """
    rule = campaign.rules.jump
    for place, unit in enumerate(grid.units):
        rows = [week.week[unit] for week in history.weeks.values() if unit in week.week]
        week = grid.week[place]
        at = np.flatnonzero(week > rule.floor)
        if len(rows) < rule.weeks or not len(at):
            continue
        for column in at.tolist():
            usual = usual_week([float(row[column]) for row in rows], rule)
            if usual is None or week[column] <= usual[1]:
                continue
            yield Hit(
                code="jump",
                unit=place,
                indicator=campaign.rows[column].id,
                slot=Slot.WEEK,
                details={
                    "value": float(week[column]),
                    "week": float(week[column]),
                    "median": usual[0],
                },
            )


def usual_week(weeks: Iterable[float], rule: JumpRule) -> tuple[float, float] | None:
    """Give the usual figure of earlier weeks and the most that is not far above it."""
    moved = [each for each in weeks if each > 0]
    if len(moved) < rule.weeks:
        return None
    middle = median(moved)
    deviation = NORMAL * median(abs(each - middle) for each in moved)
    spread = max(deviation, rule.least, rule.least_share * middle)
    return middle, max(middle + rule.factor * spread, rule.floor)


def _grown(grid: Grid, before: Array, campaign: Campaign) -> Iterator[Hit]:
    """Find lines that grew after their window had closed by the last report (V7)."""
    previous = campaign.previous_date(grid.day)
    for rule in campaign.rules.windows:
        if previous is None or previous < rule.closes:
            continue
        at = grid.column[rule.indicator]
        total, last = grid.total[:, at], before[:, at]
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
