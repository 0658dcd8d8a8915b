"""Hold what the sheets of the final workbook speak of, and where its figures stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.measures import standings_of, steps_of
from pipeline.punctuality import units_of
from pipeline.render.final.regularity import regularity_of
from pipeline.render.workbook.grid import NOT_SUMMED, address, sum_over, summed
from pipeline.render.workbook.history import TOTAL_COLUMN
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Standing, Step
    from pipeline.render.final.closing import Closing
    from pipeline.render.final.regularity import Regularity
    from pipeline.render.final.setup import FinalSetup
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.history import History
    from pipeline.render.workbook.styles import Spec
    from pipeline.schema import Indicator, Unit

    # A cell of the sheet of all weeks, what stands there, and of which date it is.
    Known = tuple[str, float, date]


@dataclass(frozen=True, kw_only=True, eq=False)
class Volume:
    """The workbook being written, the figures of all weeks and where each stands."""

    canvas: Canvas
    history: History
    closing: Closing
    words: FinalSetup
    specs: Mapping[str, Spec]  # of the styles, from which others are made
    made: dict[str, Format] = field(default_factory=dict)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The districts of the last date, in the campaign's order."""
        return tuple(each.unit for each in self.canvas.region.submissions)

    @cached_property
    def shown(self) -> tuple[Indicator, ...]:
        """The main indicators that this date's form has, in the order of print."""
        indicators = self.canvas.region.campaign.indicators
        named = (name for name in self.canvas.headlines.totals if name in self.history.places)
        return tuple(indicators[name] for name in named)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The milestones that are asked for."""
        return steps_of(self.canvas.region)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """Where every district stands with every milestone."""
        return standings_of(self.canvas.region)

    @cached_property
    def reports(self) -> Regularity:
        """How the units' reports came."""
        return regularity_of(self.closing)

    def sheet(self, key: str) -> str:
        """Name a sheet in both languages."""
        return "-".join(self.canvas.say(f"sheet.{key}"))

    def place(self, unit: Unit) -> int:
        """Tell a unit's place in the submission record."""
        return units_of(self.canvas.region).index(unit)

    def known(self, unit: Unit, indicator: str, day: date) -> Known | None:
        """Find a unit's last figure by a date; None where there is none."""
        history = self.history
        if unit not in history.units or indicator not in history.places:
            return None
        column = TOTAL_COLUMN + 1 + history.units.index(unit)
        for each in reversed([found for found in history.dates if found <= day]):
            value = history.figures.get((each.isoformat(), indicator, unit.code))
            if value is not None:
                cell = address(history.row(each, indicator), column)
                return f"'{history.sheet}'!{cell}", value, each
        return None

    def dated(self, style: str, pattern: str) -> Format:
        """Give a style another pattern of dates; each is made once."""
        key = f"{style} {pattern}"
        if key not in self.made:
            spec = {**self.specs[style], "num_format": pattern}
            self.made[key] = self.canvas.book.add_format(spec)
        return self.made[key]

    def total(self, indicator: Indicator) -> float | str:
        """Give what the region's total of the units' last figures shows."""
        if indicator.quantity is Quantity.PERCENT:
            return NOT_SUMMED
        found = (self.known(unit, indicator.id, self.canvas.region.week) for unit in self.units)
        return summed((known[1] if known else None for known in found), indicator.quantity)

    def write_known(
        self, sheet: Worksheet, cell: tuple[int, int], unit: Unit, indicator: Indicator
    ) -> None:
        """Write a unit's last figure; one that an earlier report told looks so."""
        styles, week = self.canvas.styles, self.canvas.region.week
        known, style = self.known(unit, indicator.id, week), style_of(indicator)
        if known is None:
            told = unit.code in self.closing.told
            sheet.write_blank(*cell, None, styles["blank" if told else "missing"])
            return
        source, value, day = known
        style = style if day == week else f"{style}.carried"
        sheet.write_formula(*cell, f"={source}", styles[style], value)

    def heads(self, sheet: Worksheet, row: int, texts: Sequence[str], high: float) -> None:
        """Write a row of heads."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self.canvas.styles["head.small"])
        sheet.set_row(row, high)


def sum_of(first: int, last: int, column: int, quantity: Quantity) -> str:
    """Write the formula of a column's total."""
    return sum_over(f"{address(first, column)}:{address(last, column)}", quantity)
