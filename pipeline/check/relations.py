"""Find what contradicts within one form: sums (S), bounds (B), milestones (D), plausibility (P)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import STRAY, Hit, places
from pipeline.model import Slot
from pipeline.schema import DeadlineKind, Kind, UnitKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Grid
    from pipeline.check.hits import Array, Node
    from pipeline.schema import BoundRule, DoneRule, SumRule


def sum_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find wholes that are not the sum of their parts, since the start and in the week (S)."""
    kinds = campaign.indicators
    for rule in campaign.rules.sums:
        yield from _sum_hits(grid, rule, Slot.TOTAL)
        if all(kinds[each].kind is Kind.CUM for each in (rule.whole, *rule.parts)):
            yield from _sum_hits(grid, rule, Slot.WEEK)


def _sum_hits(grid: Grid, rule: SumRule, slot: Slot) -> Iterator[Hit]:
    whole = grid.figures(rule.whole, slot)
    parts = added(grid, rule.parts, slot)
    tolerance = rule.tolerance * len(rule.parts) + STRAY
    is_open = rule.open_week if slot is Slot.WEEK else rule.open_total
    apart = parts - whole if is_open else np.abs(whole - parts)
    for place in places(apart > tolerance):
        total = round(float(parts[place]), 1)
        yield Hit(
            code="sum-mismatch",
            unit=place,
            indicator=rule.whole,
            slot=slot,
            others=tuple((part, slot) for part in rule.parts),
            # A whole that its parts belie is never trusted over them.
            counted={(rule.whole, slot): total},
            details={
                "value": float(whole[place]),
                "sum": total,
                "difference": round(abs(float(whole[place] - parts[place])), 1),
                "sign": "less" if parts[place] < whole[place] else "more",
            },
        )


def bound_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find parts above their wholes (B)."""
    for rule in campaign.rules.bounds:
        yield from _bound_hits(grid, rule)
    for cover in campaign.rules.covers:
        whole = grid.figures(cover.whole)
        parts = added(grid, cover.parts)
        for place in places(parts < whole - STRAY):
            details = {"value": float(whole[place]), "sum": float(parts[place])}
            yield Hit(
                code="parts-below-whole",
                unit=place,
                indicator=cover.whole,
                details=details,
                others=totals_of(cover.parts),
            )


def _bound_hits(grid: Grid, rule: BoundRule) -> Iterator[Hit]:
    part = grid.figures(rule.part)
    whole = added(grid, rule.wholes)
    for place in places(part > whole + STRAY):
        yield Hit(
            code="part-exceeds-related" if rule.warning else "part-exceeds-whole",
            unit=place,
            indicator=rule.part,
            others=totals_of(rule.wholes),
            details={
                "value": float(part[place]),
                "whole": float(whole[place]),
                "whole_id": " + ".join(rule.wholes),
                "part_id": rule.part,
            },
        )


def plausibility_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find figures that are possible but unlikely (B7, B8, P), with the lines involved."""
    rules = campaign.rules
    for pair in rules.pairs:
        first, second = grid.figures(pair.first), grid.figures(pair.second)
        for place in places(((first > 0) & (second == 0)) | ((first == 0) & (second > 0))):
            details = {
                "value": float(second[place]), "other": float(first[place]), "other_id": pair.first
            }  # fmt: skip
            yield _involving("one-without-other", place, pair.second, details, pair.first)
    for implied in rules.implies:
        first, second = grid.figures(implied.first), grid.figures(implied.second)
        for place in places((first > 0) & (second == 0)):
            details = {"other": float(first[place]), "other_id": implied.first}
            yield _involving("second-missing", place, implied.second, details, implied.first)
    for ratio in rules.ratios:
        above, below = grid.figures(ratio.numerator), grid.figures(ratio.denominator)
        # Zero over something, or something over zero, is for the pairs above to tell.
        quotient = np.divide(
            above, below, out=np.full_like(above, np.nan), where=(below > 0) & (above > 0)
        )
        for place in places((quotient < ratio.low) | (quotient > ratio.high)):
            details = {
                "name_of_ratio": ratio.name, "ratio": round(float(quotient[place]), 2),
                "low": ratio.low, "high": ratio.high,
            }  # fmt: skip
            yield _involving(
                "ratio-implausible", place, ratio.numerator, details, ratio.denominator
            )
    yield from _share_hits(grid, campaign)


def _share_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find a unit that holds an unlikely share of the region's line (P4)."""
    expected = len(campaign.districts(grid.day))
    districts = [
        place
        for place, unit in enumerate(grid.units)
        if campaign.unit(unit).kind is not UnitKind.OBLAST
    ]
    # Of a few units each holds much; a share tells something only once most have reported.
    if len(districts) * 2 <= expected:
        return
    for rule in campaign.rules.shares:
        line = grid.figures(rule.indicator)
        total = np.nansum(line[districts])
        for place in districts:
            if total > 0 and line[place] > rule.high * total:
                details = {"percent": round(100 * float(line[place] / total), 1)}
                yield _involving("share-implausible", place, rule.indicator, details)


def _involving(
    code: str, place: int, indicator: str, details: Mapping[str, object], *others: str
) -> Hit:
    return Hit(
        code=code, unit=place, indicator=indicator, details=details, others=totals_of(others)
    )


def milestone_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find what is overdue or late (D3, D6), and milestones that their figures belie (D4, D5)."""
    yield from _deadline_hits(grid, campaign)
    for rule in campaign.rules.done:
        yield from _done_hits(grid, rule)
    for need in campaign.rules.needs:
        done, figure = grid.figures(need.milestone), grid.figures(need.figure)
        belied = (done == 0) & (figure > 0) if need.figure_first else (done == 1) & (figure == 0)
        code = "figure-without-milestone" if need.figure_first else "milestone-without-figure"
        for place in places(belied):
            details = {"figure": float(figure[place]), "figure_id": need.figure}
            yield _milestone_hit(code, place, need.milestone, details, need.figure)


def _deadline_hits(grid: Grid, campaign: Campaign) -> Iterator[Hit]:
    """Find milestones past their deadline, done after it, or dated outside their window."""
    windows = {rule.milestone: rule for rule in campaign.rules.dates}
    for measure in campaign.plan.measures:
        for deadline in measure.deadlines:
            closes, milestone = deadline.closes, deadline.milestone
            if not milestone or closes is None or deadline.kind is DeadlineKind.DURING:
                continue
            if closes < grid.day:
                for place in places(grid.figures(milestone) == 0):
                    yield _milestone_hit("overdue", place, milestone, {"closes": closes})
            if milestone not in windows:
                yield from _late_hits(grid, milestone, closes)
    for window in windows.values():
        for place, when in _done_days(grid, window.milestone):
            if not window.opens <= when <= window.closes:
                span = {"date": when, "opens": window.opens, "closes": window.closes}
                yield _milestone_hit("date-outside-window", place, window.milestone, span)


def _late_hits(grid: Grid, milestone: str, closes: date) -> Iterator[Hit]:
    for place, when in _done_days(grid, milestone):
        if when > closes:
            details = {"closes": closes, "date": when, "days": (when - closes) // timedelta(days=1)}
            yield _milestone_hit("done-late", place, milestone, details)


def _done_days(grid: Grid, milestone: str) -> Iterator[tuple[int, date]]:
    for place in range(len(grid.units)):
        if when := grid.done_on.get((place, milestone)):
            yield place, date.fromisoformat(when)


def _done_hits(grid: Grid, rule: DoneRule) -> Iterator[Hit]:
    """Find a milestone done while a figure is below its whole, or the reverse."""
    done = grid.figures(rule.milestone)
    complete = np.ones(len(grid.units), dtype=bool)
    told: set[int] = set()
    for part_id, whole_id in rule.pairs:
        part, whole = grid.figures(part_id), grid.figures(whole_id)
        complete &= part >= whole
        for place in places((done == 1) & (part < whole)):
            if place in told:
                continue
            told.add(place)
            code = "done-while-incomplete" if rule.warning else "done-but-incomplete"
            details = {
                "part": float(part[place]), "part_id": part_id,
                "whole": float(whole[place]), "whole_id": whole_id,
            }  # fmt: skip
            yield _milestone_hit(code, place, rule.milestone, details, part_id, whole_id)
    if rule.reverse:
        any_whole = np.sum([grid.figures(whole) for _, whole in rule.pairs], axis=0) > 0
        for place in places((done == 0) & complete & any_whole):
            lines = (line for pair in rule.pairs for line in pair)
            yield _milestone_hit("complete-but-not-done", place, rule.milestone, {}, *lines)


def _milestone_hit(
    code: str, place: int, milestone: str, details: Mapping[str, object], *others: str
) -> Hit:
    return Hit(
        code=code,
        unit=place,
        indicator=milestone,
        slot=Slot.DONE,
        details=details,
        others=totals_of(others),
    )


def totals_of(indicators: Iterable[str]) -> tuple[Node, ...]:
    """Name the totals of lines."""
    return tuple((each, Slot.TOTAL) for each in indicators)


def added(grid: Grid, indicators: Collection[str], slot: Slot = Slot.TOTAL) -> Array:
    """Add lines up; NaN where any of them is blank."""
    lines = [grid.figures(each, slot) for each in indicators]
    return np.asarray(np.sum(lines, axis=0), dtype=np.float64)
