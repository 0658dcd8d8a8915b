"""Divide a part by its whole, and say it as it is printed: now, before, and like with like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from pipeline.figures import quotient
from pipeline.render.narrative.groups import Group, group_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.figures import Figures
    from pipeline.model import Region

Columns = Mapping[str, Mapping[str, float]]  # by row and unit
Movement = Literal["rise", "fall", "same", "none"]


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


def share_of(part: float | None, whole: float | None) -> float | None:
    """Give a part of its whole in percent, as printed; None where that gives no share."""
    share = quotient(part, whole)
    return percent_of(share) if share is not None and 0 <= share <= 1 else None


def percent_of(share: float) -> float:
    """Give a share in percent as it is printed: one decimal, half up."""
    return _one_decimal(Decimal(repr(share)) * 100)


def printed(value: float | None) -> float | None:
    """Give a quotient as it is printed, so that none is told as «0,0»."""
    return None if value is None else _one_decimal(Decimal(repr(value)))


def _one_decimal(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def share_between(
    region: Region,
    figures: Figures,
    totals: tuple[Columns, Columns],  # now and before
    rows: tuple[str, str],
) -> Share:
    """Give the share now and then, of all units and of those that can be compared."""
    part, whole = (figures.sum_total(row) for row in rows)
    columns = [frame.get(row, {}) for frame in totals for row in rows]
    sums = _alike(columns)
    share, since, then = share_of(part, whole), share_of(*sums[:2]), share_of(*sums[2:])
    points = None if since is None or then is None else round(since - then, 1)
    everyone = [each.unit for each in region.submissions]
    partless, wholeless = (
        group_of((region.campaign.unit(unit) for unit in figures.alone(*pair)), everyone)
        for pair in (rows[::-1], rows)
    )
    return Share(
        now=share,
        left=None if part is None or whole is None or part > whole else integral(whole - part),
        then=None if points is None else then,
        since=None if points is None else since,
        points=None if points is None else abs(points),
        moved=moved(points),
        alike=since is not None and since == share,
        partless=partless,
        wholeless=wholeless,
        whole_units=share_of(*_alike(columns[:2])),
    )


def average_of(sums: Mapping[str, float | None], rows: tuple[str, str]) -> float | None:
    """Divide one row's total by another's, as printed."""
    return printed(quotient(*(sums[row] for row in rows)))


def _alike(columns: Sequence[Mapping[str, float]]) -> list[float | None]:
    """Sum each column over the units that all of them have."""
    same = set.intersection(*(set(column) for column in columns))
    return [sum(column[unit] for unit in same) if same else None for column in columns]


def moved(change: float | None) -> Movement:
    """Say which way a figure went."""
    if change is None:
        return "none"
    return "rise" if change > 0 else "fall" if change < 0 else "same"


def integral(value: float) -> float:
    """Give a whole number as one, another with its one decimal."""
    return int(value) if float(value).is_integer() else round(value, 1)
