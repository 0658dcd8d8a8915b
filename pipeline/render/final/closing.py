"""Close the campaign's books: every unit's last accepted totals, wherever it stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.figures import Figures, figures_of
from pipeline.model import Column, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Region


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Closing:
    """The campaign as the units' last accepted reports leave it.

    `region` is the region of the last date with those totals in place of the date's own; a
    unit counts in it that has ever been accepted. `told` is the date of each unit's last
    accepted report. `first` is the first date with an accepted report; None where there is none.
    """

    source: Region
    region: Region
    told: Mapping[str, date]
    first: date | None
    figures: Figures  # `total_before` are those of the first date, of units told of later too


def closing_of(region: Region) -> Closing:
    """Take every unit's last total of every row; a later blank does not erase an earlier figure."""
    units = {each.unit.code for each in region.submissions}
    level = region.campaign.oblast_level.code
    past = region.history[region.history[Column.UNIT].isin(units | {level})]
    week = region.week.isoformat()
    newest = past.sort_values(Column.WEEK, kind="stable")
    last = (
        newest[newest[Column.TOTAL_VALUE].notna()]
        .drop_duplicates(subset=[Column.UNIT, Column.INDICATOR], keep="last")
        .assign(week=week, week_value=float("nan"))
    )
    told = _told(past[past[Column.UNIT].isin(units)])
    closed = replace(
        region,
        facts=last,
        history=pd.concat([past[past[Column.WEEK] != week], last], ignore_index=True),
        submissions=tuple(
            each
            if each.status.is_counted
            else replace(each, status=Status.ON_TIME if each.unit.code in told else Status.MISSING)
            for each in region.submissions
        ),
    )
    first = min((date.fromisoformat(day) for day in past[Column.WEEK].unique()), default=None)
    later = [unit for unit, day in told.items() if first is not None and day > first]
    figures = figures_of(closed)
    on_first = past[Column.WEEK] == (first.isoformat() if first else "")
    begun = past[on_first & past[Column.UNIT].isin(later)]
    return Closing(
        source=region,
        region=closed,
        told=told,
        first=first,
        figures=replace(
            figures,
            week=figures.week.iloc[:, :0],
            total_before=begun.pivot(
                index=Column.UNIT, columns=Column.INDICATOR, values=Column.TOTAL_VALUE
            ).reindex(index=figures.total.index),
        ),
    )


def _told(past: pd.DataFrame) -> dict[str, date]:
    """Give the date of each unit's last accepted report."""
    newest = past.groupby(Column.UNIT, sort=False)[Column.WEEK].max()
    return {str(unit): date.fromisoformat(day) for unit, day in newest.items()}
