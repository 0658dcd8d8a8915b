"""Rank the units by a share, and take those at both ends that ties allow to name."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.render.narrative.groups import Group, group_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.render.narrative.lines import Table
    from pipeline.schema import Unit

TWO_ENDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A unit and its share, in percent as printed."""

    unit: Unit
    percent: float
    begun: bool  # its part is above zero, however small


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """The units at one end of a ranking; `tied` is the percent that they all have.

    `untouched` says that none of them has begun.
    """

    placed: tuple[Placed, ...]
    tied: float | None
    untouched: bool
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The units with a share, from both ends; `level` is what all of them have, if they do."""

    count: int
    level: float | None
    high: Tier
    low: Tier


def ranking_of(table: Table, role: str, count: int) -> Ranking | None:
    """Rank the units by a share, and take those at both ends that ties allow to name."""
    part = table.setup.shares[role].part
    units = [each.unit for each in table.region.submissions]
    found = [
        Placed(
            unit=unit,
            percent=share,
            begun=getattr(table.unit_lines(unit.code), part) > 0,
        )
        for unit in units
        if (share := getattr(table.unit_shares(unit.code), role)) is not None
    ]
    placed = sorted(found, key=lambda each: -each.percent)
    if len(placed) < TWO_ENDS:
        return None
    count = min(count, len(placed) // TWO_ENDS)
    level = placed[0].percent if placed[0].percent == placed[-1].percent else None
    return Ranking(
        count=len(placed),
        level=level,
        high=_tier(placed, count, units),
        low=_tier(sorted(placed, key=lambda each: each.percent), count, units),
    )


def _tier(placed: list[Placed], count: int, everyone: list[Unit]) -> Tier:
    """Take the first units up to a gap; where the first are all equal, all that equal them."""
    named = [each for each in placed[:count] if each.percent != placed[count].percent]
    if named or not placed:
        units = tuple(named)
    else:
        units = tuple(next(group for _, group in _ties(placed)))
    tied = units[0].percent if len({each.percent for each in units}) == 1 else None
    return Tier(
        placed=units,
        tied=tied,
        untouched=not any(each.begun for each in units),
        group=group_of((each.unit for each in units), everyone),
    )


def _ties(placed: list[Placed]) -> Iterator[tuple[float, list[Placed]]]:
    for percent, group in groupby(placed, key=lambda each: each.percent):
        yield percent, list(group)
