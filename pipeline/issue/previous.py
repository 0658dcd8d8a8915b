"""Find what a blank form continues from: the figures last accepted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from pipeline.issue.layout import PreviousFigure
from pipeline.model import Column
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Region


def previous_figures(region: Region, week: date) -> Mapping[str, Mapping[str, PreviousFigure]]:
    """Find the last accepted figure of every unit's lines before a date."""
    history, indicators = region.history, region.campaign.indicators
    earlier = history[
        (history[Column.WEEK] < week.isoformat()) & history[Column.TOTAL_VALUE].notna()
    ].drop_duplicates(subset=[Column.UNIT, Column.INDICATOR], keep="last")
    found: dict[str, dict[str, PreviousFigure]] = defaultdict(dict)
    columns = [
        Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE, Column.DATE, Column.TEXT
    ]  # fmt: skip
    for unit, indicator, total, day, document in zip(
        *(earlier[column].tolist() for column in columns), strict=True
    ):
        is_answer = indicators[indicator].kind in {Kind.MILESTONE, Kind.FLAG}
        found[unit][indicator] = PreviousFigure(
            total=None if is_answer else total,
            done=bool(total) if is_answer else None,
            date=date.fromisoformat(day) if day else None,
            document=document,
        )
    return found
