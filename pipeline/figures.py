"""Derive the region's figures, once, for the workbook and the narratives alike."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.model import Column

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from pipeline.model import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One line of the region now and one reporting date ago, of the same units.

    `before` and `change` speak of the units with a figure on both dates only, so that
    a unit that is missing today does not look like a fall; None where there is none.
    """

    now: float | None
    before: float | None
    change: float | None
    units: int  # how many units have a figure on both dates


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figures:
    """The districts' figures of one reporting date and of the one before.

    Shape: four frames, a row per unit and a column per indicator; NaN where blank,
    left out or missing. Units: as on the form.
    """

    total: pd.DataFrame
    week: pd.DataFrame
    total_before: pd.DataFrame

    def sum_total(self, indicator: str) -> float | None:
        """The region's total since the start; None where no unit gave one."""
        return _sum(self.total, indicator)

    def sum_week(self, indicator: str) -> float | None:
        """The region's sum for the reporting week; None where no unit gave one."""
        return _sum(self.week, indicator)

    def unit_total(self, unit: str, indicator: str) -> float | None:
        """One unit's total; None where there is none."""
        return _at(self.total, unit, indicator)

    def counted_units(self, indicator: str) -> tuple[str, ...]:
        """The units whose total of a line is above zero, in the campaign's order."""
        if indicator not in self.total:
            return ()
        return tuple(self.total.index[self.total[indicator] > 0])

    def compare(self, indicator: str) -> Comparison:
        """Compare the region's total with the one of a reporting date ago, like with like."""
        now = self.sum_total(indicator)
        if indicator not in self.total or indicator not in self.total_before:
            return Comparison(now=now, before=None, change=None, units=0)
        total, total_before = self.total[indicator], self.total_before[indicator]
        both = total.notna() & total_before.notna()
        if not both.any():
            return Comparison(now=now, before=None, change=None, units=0)
        before = round(float(total_before[both].sum()), 6)
        change = round(float(total[both].sum()) - before, 6)
        return Comparison(now=now, before=before, change=change, units=int(both.sum()))

    def share(self, part: str, whole: str) -> float | None:
        """The region's quotient of two totals, as a fraction; None where the whole is zero.

        Each total holds every unit that gave it; whoever gave only one of the two is `alone`,
        and is to be told beside the share.
        """
        return quotient(self.sum_total(part), self.sum_total(whole))

    def alone(self, given: str, lacking: str) -> tuple[str, ...]:
        """The units with a total of one line and none of another, in the campaign's order."""
        if given not in self.total:
            return ()
        units = self.total.index[self.total[given].notna()]
        if lacking in self.total:
            units = units[self.total.loc[units, lacking].isna()]
        return tuple(units)

    def shares_by_unit(self, part: str, whole: str) -> tuple[tuple[str, float], ...]:
        """Each unit's quotient of two totals, highest first; ties in the campaign's order."""
        found = [
            (str(unit), share)
            for unit in self.total.index
            if (share := quotient(self.unit_total(unit, part), self.unit_total(unit, whole)))
            is not None
        ]
        return tuple(sorted(found, key=lambda pair: -pair[1]))


def figures_of(region: Region) -> Figures:
    """Lay the region's facts out as frames of districts and indicators."""
    units = [submission.unit.code for submission in region.submissions]
    before = region.campaign.previous_date(region.week)
    # A unit of which a part became another's is not what it was, so it is not compared.
    divided = region.campaign.divided(region.week)
    alike = [unit for unit in units if unit not in divided]
    return Figures(
        total=_wide(region, units, region.week, Column.TOTAL_VALUE),
        week=_wide(region, units, region.week, Column.WEEK_VALUE),
        total_before=_wide(region, alike, before, Column.TOTAL_VALUE).reindex(index=units),
    )


def quotient(part: float | None, whole: float | None) -> float | None:
    """Divide, giving None where there is nothing to divide by."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole


def _wide(
    region: Region, units: Collection[str], week: date | None, column: Column
) -> pd.DataFrame:
    """Pivot one column of one reporting date; an empty frame where there was none."""
    history = region.history
    numeric = [row.id for row in region.campaign.rows if row.is_numeric]
    if week is None:
        return pd.DataFrame(index=list(units), columns=[], dtype="float64")
    chosen = history[
        (history[Column.WEEK] == week.isoformat())
        & history[Column.UNIT].isin(units)
        & history[Column.INDICATOR].isin(numeric)
    ]
    return chosen.pivot(index=Column.UNIT, columns=Column.INDICATOR, values=column).reindex(
        index=list(units)
    )


def _sum(frame: pd.DataFrame, indicator: str) -> float | None:
    """Sum a column; None where it is absent or all blank."""
    if indicator not in frame:
        return None
    total = float(frame[indicator].sum(min_count=1))
    return None if isnan(total) else round(total, 6)


def _at(frame: pd.DataFrame, unit: str, indicator: str) -> float | None:
    """Look one figure up; None where it is absent or blank."""
    if indicator not in frame or unit not in frame.index:
        return None
    value = float(frame[indicator].to_numpy()[frame.index.get_loc(unit)])
    return None if isnan(value) else value


def reported(region: Region) -> tuple[str, ...]:
    """The districts whose figures entered this report, in the campaign's order."""
    return tuple(
        submission.unit.code for submission in region.submissions if submission.status.is_counted
    )
