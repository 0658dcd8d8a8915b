"""Find what is to be said of the region as a whole: balances (S, B), what is preliminary (V8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import STRAY
from pipeline.model import Finding, Slot
from pipeline.schema import Kind, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Grid
    from pipeline.check.hits import Array
    from pipeline.texts import Texts


def regional_findings(
    grid: Grid, total: Array, week: Array, campaign: Campaign, texts: Texts
) -> Iterator[Finding]:
    """Judge the region's own figures, as they count; `total` and `week` are the grid's.

    A figure that was left out in one line and not in another makes the region's sums part.
    """
    lessons = campaign.settings.first_lesson
    lines = _filled(grid, campaign.rules.preliminary)
    if grid.day < lessons and lines:
        yield _finding("preliminary", grid, texts, rows=lines, date=lessons)
    districts = [
        place
        for place, unit in enumerate(grid.units)
        if campaign.unit(unit).kind is not UnitKind.OBLAST
    ]
    columns = {Slot.TOTAL: total[districts], Slot.WEEK: week[districts]}
    names = [campaign.unit(grid.units[place]).name for place in districts]

    for rule in campaign.rules.sums:
        running = all(
            campaign.indicators[line].kind is Kind.CUM for line in (rule.whole, *rule.parts)
        )
        for slot in (Slot.TOTAL, Slot.WEEK) if running else (Slot.TOTAL,):
            whole = columns[slot][:, grid.column[rule.whole]]
            parts = columns[slot][:, [grid.column[part] for part in rule.parts]]
            # A form without the parts has nothing to be compared with.
            asked = ~np.isnan(parts).all(axis=1)
            left, right = np.nansum(whole[asked]), np.nansum(parts[asked])
            is_open = rule.open_week if slot is Slot.WEEK else rule.open_total
            if is_open and left >= right:
                continue
            addends = np.count_nonzero(~np.isnan(parts[asked]))
            if abs(left - right) <= rule.tolerance * addends + STRAY:
                continue
            own = np.abs(np.nan_to_num(whole) - np.nansum(parts, axis=1))
            apart = asked & (own > rule.tolerance * len(rule.parts) + STRAY)
            yield _finding(
                "region-sum-mismatch",
                grid,
                texts,
                indicator=rule.whole,
                value=round(float(left), 1),
                sum=round(float(right), 1),
                difference=round(abs(float(left - right)), 1),
                units=tuple(names[place] for place in np.flatnonzero(apart)),
            )
            break
    for bound in campaign.rules.bounds:
        if bound.warning:
            continue
        part = columns[Slot.TOTAL][:, grid.column[bound.part]]
        wholes = columns[Slot.TOTAL][:, [grid.column[whole] for whole in bound.wholes]]
        asked = ~np.isnan(part) | ~np.isnan(wholes).all(axis=1)
        above, below = np.nansum(part[asked]), np.nansum(wholes[asked])
        if np.isnan(part).all() or np.isnan(wholes).all() or above <= below + STRAY:
            continue
        apart = np.nan_to_num(part) > np.nansum(wholes, axis=1) + STRAY
        yield _finding(
            "region-part-exceeds-whole",
            grid,
            texts,
            indicator=bound.part,
            value=round(float(above), 1),
            whole=round(float(below), 1),
            whole_id=" + ".join(bound.wholes),
            units=tuple(names[place] for place in np.flatnonzero(apart)),
        )


def _finding(
    code: str, grid: Grid, texts: Texts, indicator: str = "", **details: object
) -> Finding:
    """Say something of the region."""
    return Finding(
        code=code,
        severity=texts.findings[code].severity,
        week=grid.day,
        indicator=indicator,
        details=details,
    )


def _filled(grid: Grid, indicators: Iterable[str]) -> tuple[str, ...]:
    """Keep the lines in which any unit has a figure."""
    return tuple(
        each for each in indicators if grid.units and not np.isnan(grid.figures(each)).all()
    )
