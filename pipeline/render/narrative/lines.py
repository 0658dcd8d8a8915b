"""Lay the region's lines out by role: now, before, how they moved, and unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import isnan
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal

from pipeline.figures import quotient
from pipeline.render.narrative.groups import Group, group_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from pipeline.figures import Figures
    from pipeline.model import Region
    from pipeline.render.narrative.setup import Pair, Setup
    from pipeline.schema import Unit

TWICE = 2
Movement = Literal["rise", "fall", "same", "none"]


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
class Share:
    """A part of a whole in percent, as printed; None where there is nothing to divide by.

    `then` and `since` are the shares before and now of the units with all figures on both
    dates; `points` is what lies between them, in percentage points without sign.
    """

    now: float | None
    left: float | None  # the whole less the part
    then: float | None
    since: float | None
    points: float | None
    moved: Movement
    alike: bool  # `since` prints as `now`
    partless: Group  # units that gave the whole, but not the part
    wholeless: Group  # units that gave the part, but not the whole
    whole_units: float | None  # the share of those that gave both


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
                role: _share(region, figures, before, _rows(setup, pair))
                for role, pair in setup.shares.items()
            }
        ),
        averages=SimpleNamespace(
            **{
                role: _printed(quotient(*(sums[each] for each in _rows(setup, pair))))
                for role, pair in setup.averages.items()
            }
        ),
    )


def share_of(part: float | None, whole: float | None) -> float | None:
    """Give a part of its whole in percent, as printed; None where that gives no share."""
    share = quotient(part, whole)
    return percent_of(share) if share is not None and 0 <= share <= 1 else None


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


def percent_of(share: float) -> float:
    """Give a share in percent as it is printed: one decimal, half up."""
    return _one_decimal(Decimal(repr(share)) * 100)


def _printed(value: float | None) -> float | None:
    """Give a quotient as it is printed, so that none is told as «0,0»."""
    return None if value is None else _one_decimal(Decimal(repr(value)))


def _one_decimal(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


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
        moved=_moved(change),
        ratio=_ratio(before, change) if compared.units == len(by_unit) else None,
        compared=compared.units,
        mean=_printed(quotient(sum(by_unit.values()), len(by_unit))),
        active=group_of((unit for unit in units if by_unit[unit.code] > 0), everyone),
        idle=group_of((unit for unit in units if by_unit[unit.code] == 0), everyone),
        most=_most(region, by_unit, most),
    )


def _share(
    region: Region,
    figures: Figures,
    before: Mapping[str, Mapping[str, float]],
    rows: tuple[str, str],
) -> Share:
    now = _columns(figures.total[[row for row in rows if row in figures.total]])
    part, whole = (figures.sum_total(row) for row in rows)
    full = set(now.get(rows[0], ())) & set(now.get(rows[1], ()))
    sums_of_full = (sum(now[row][unit] for unit in full) if full else None for row in rows)
    everyone = [each.unit for each in region.submissions]
    partless, wholeless = (
        group_of((region.campaign.unit(unit) for unit in figures.alone(*pair)), everyone)
        for pair in (rows[::-1], rows)
    )
    columns = [frame.get(row, {}) for frame in (now, before) for row in rows]
    same = set.intersection(*(set(column) for column in columns))
    sums = [sum(column[unit] for unit in same) if same else None for column in columns]
    share, since, then = share_of(part, whole), share_of(*sums[:2]), share_of(*sums[2:])
    points = None if since is None or then is None else round(since - then, 1)
    return Share(
        now=share,
        left=None if part is None or whole is None or part > whole else _integral(whole - part),
        then=None if points is None else then,
        since=None if points is None else since,
        points=None if points is None else abs(points),
        moved=_moved(points),
        alike=since is not None and since == share,
        partless=partless,
        wholeless=wholeless,
        whole_units=share_of(*sums_of_full),
    )


def _most(region: Region, by_unit: Mapping[str, float], count: int) -> tuple[Counted, ...]:
    """Take the units with the most, unless too many are equal."""
    placed = sorted(
        (
            Counted(unit=region.campaign.unit(code), value=_integral(value))
            for code, value in by_unit.items()
            if value > 0
        ),
        key=lambda each: -each.value,
    )
    if len(placed) <= count:
        return tuple(placed)
    return tuple(each for each in placed[:count] if each.value > placed[count].value)


def _moved(change: float | None) -> Movement:
    if change is None:
        return "none"
    return "rise" if change > 0 else "fall" if change < 0 else "same"


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


def _integral(value: float) -> float:
    return int(value) if float(value).is_integer() else round(value, 1)
