"""Lay the region's lines out by role: now, before, how they moved, and unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal

from pipeline.figures import quotient
from pipeline.render.narrative.groups import Group, group_of
from pipeline.render.narrative.shares import (
    Movement,
    average_of,
    integral,
    moved,
    printed,
    share_between,
    share_of,
)
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from pipeline.figures import Figures
    from pipeline.model import Region
    from pipeline.render.narrative.setup import Pair, Setup
    from pipeline.schema import Unit

TWICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A unit and its figure."""

    unit: Unit
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the region; what is None was given by nobody.

    `before` and `change` (without sign) speak of the units with a figure on both dates.
    """

    now: float | None
    week: float | None
    before: float | None
    change: float | None
    moved: Movement
    ratio: float | None  # how many times as much as before, from 2 on
    compared: int  # units with a figure on both dates
    mean: float | None  # of the units that gave a figure
    active: Group  # units above zero
    idle: Group  # units that gave a zero
    most: tuple[Counted, ...]  # the units with the most, where they stand out


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many units the comparison speaks of, where they are not all."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines, shares and averages by role, and the units' own figures by row."""

    region: Region
    setup: Setup
    totals: Mapping[str, Mapping[str, float]]  # row of the form: unit: figure
    sums: Mapping[str, float | None]
    lines: SimpleNamespace
    shares: SimpleNamespace
    averages: SimpleNamespace

    def total(self, indicator: str) -> float | None:
        """The region's total of a row."""
        return self.sums.get(indicator)

    def unit_lines(self, unit: str) -> SimpleNamespace:
        """One unit's figures by role."""
        return SimpleNamespace(
            **{
                role: _whole(self.region, each, self.totals.get(each, {}).get(unit))
                for role, each in self.setup.lines.items()
            }
        )

    def unit_shares(self, unit: str) -> SimpleNamespace:
        """One unit's shares by role."""
        figures = vars(self.unit_lines(unit))
        return SimpleNamespace(
            **{
                role: share_of(figures[pair.part], figures[pair.whole])
                for role, pair in self.setup.shares.items()
            }
        )


def table_of(region: Region, figures: Figures, setup: Setup) -> Table:
    """Lay out every line that the setup gives a role."""
    totals, before = _columns(figures.total), _columns(figures.total_before)
    named = {*setup.lines.values(), *(each.sum for each in setup.sources)}
    named |= {each.children for each in setup.sources}
    sums = {each: figures.sum_total(each) for each in named}
    return Table(
        region=region,
        setup=setup,
        totals=totals,
        sums=sums,
        lines=SimpleNamespace(
            **{
                role: _line(region, figures, totals.get(each, {}), each, setup.most_count)
                for role, each in setup.lines.items()
            }
        ),
        shares=SimpleNamespace(
            **{
                role: share_between(region, figures, (totals, before), _rows(setup, pair))
                for role, pair in setup.shares.items()
            }
        ),
        averages=SimpleNamespace(
            **{role: average_of(sums, _rows(setup, pair)) for role, pair in setup.averages.items()}
        ),
    )


def compared_of(table: Table, main: Iterable[str], total: int) -> Compared | None:
    """Tell how many units are compared with last time; None where all are, or nothing is."""
    found = [
        line.compared for role in main if (line := getattr(table.lines, role)).before is not None
    ]
    if not found or min(found) == total:
        return None
    return Compared(least=min(found), most=max(found))


def trend_of(table: Table, main: Iterable[str]) -> Literal["rise", "fall", "same", "mixed", "none"]:
    """Sum up how the main lines moved."""
    moved = {getattr(table.lines, role).moved for role in main} - {"none"}
    if not moved:
        return "none"
    if moved == {"same"}:
        return "same"
    if "fall" not in moved:
        return "rise"
    return "mixed" if "rise" in moved else "fall"


def _columns(frame: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Turn a frame of units and rows into figures by row and unit, blanks left out."""
    return {
        str(row): {str(unit): float(value) for unit, value in column.items() if not isnan(value)}
        for row, column in frame.to_dict().items()
    }


def _rows(setup: Setup, pair: Pair) -> tuple[str, str]:
    return setup.lines[pair.part], setup.lines[pair.whole]


def _line(
    region: Region, figures: Figures, by_unit: Mapping[str, float], row: str, most: int
) -> Line:
    compared = figures.compare(row)
    before = _whole(region, row, compared.before)
    change = _whole(region, row, compared.change)
    units = [region.campaign.unit(code) for code in by_unit]
    everyone = [each.unit for each in region.submissions]
    return Line(
        now=_whole(region, row, compared.now),
        week=_whole(region, row, figures.sum_week(row)),
        before=before,
        change=None if change is None else abs(change),
        moved=moved(change),
        ratio=_ratio(before, change) if compared.units == len(by_unit) else None,
        compared=compared.units,
        mean=printed(quotient(sum(by_unit.values()), len(by_unit))),
        active=group_of((unit for unit in units if by_unit[unit.code] > 0), everyone),
        idle=group_of((unit for unit in units if by_unit[unit.code] == 0), everyone),
        most=_most(region, by_unit, most),
    )


def _most(region: Region, by_unit: Mapping[str, float], count: int) -> tuple[Counted, ...]:
    """Take the units with the most, unless too many are equal."""
    placed = sorted(
        (
            Counted(unit=region.campaign.unit(code), value=integral(value))
            for code, value in by_unit.items()
            if value > 0
        ),
        key=lambda each: -each.value,
    )
    if len(placed) <= count:
        return tuple(placed)
    return tuple(each for each in placed[:count] if each.value > placed[count].value)


def _ratio(before: float | None, change: float | None) -> float | None:
    """Give how many times as much there is, where that is at least twice."""
    if not before or change is None:
        return None
    ratio = (before + change) / before
    return ratio if ratio >= TWICE else None


def _whole(region: Region, row: str, value: float | None) -> float | None:
    """Give a count as a whole number, a sum with its one decimal."""
    if value is None:
        return None
    quantity = region.campaign.indicators[row].quantity
    return round(value) if quantity is Quantity.COUNT else round(value, 1)
