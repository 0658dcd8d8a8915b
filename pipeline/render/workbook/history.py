"""Write the history: every unit's figures on every reporting date so far, in one table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.alterations import Altered, alterations_of
from pipeline.language import typography
from pipeline.model import Column
from pipeline.punctuality import units_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.data import is_long
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, address, fixed, sum_over, summed
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Indicator, Unit

FIRST_ROW = HEAD_ROWS + 1
LEADING = (48.0, 40.0)
TOTAL_WIDTH, UNIT_WIDTH = 58.0, 54.0
TOTAL_COLUMN = len(LEADING)


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """The figures of all dates, and where each stands: dates below one another, units in a row."""

    sheet: str
    dates: tuple[date, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]
    figures: Mapping[tuple[str, str, str], float]  # by date, indicator and unit

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where an indicator stands among those of a date."""
        return {indicator.id: place for place, indicator in enumerate(self.indicators)}

    @property
    def last_column(self) -> int:
        """The column of the last unit."""
        return TOTAL_COLUMN + len(self.units)

    def row(self, day: date, indicator: str) -> int:
        """Tell the row of an indicator on a date."""
        return FIRST_ROW + self.dates.index(day) * len(self.indicators) + self.places[indicator]

    def total(self, day: date, indicator: Indicator) -> float | str:
        """Give what the region's total of a date shows."""
        if indicator.quantity is Quantity.PERCENT:
            return NOT_SUMMED
        key = (day.isoformat(), indicator.id)
        values = [self.figures.get((*key, unit.code)) for unit in self.units]
        return summed(values, indicator.quantity)

    def last(self, unit: Unit, indicator: str) -> tuple[str, float] | None:
        """Find a unit's last figure before this date, with the cell that holds it."""
        if unit not in self.units or indicator not in self.places:
            return None
        column = TOTAL_COLUMN + 1 + self.units.index(unit)
        for day in reversed(self.dates[:-1]):
            value = self.figures.get((day.isoformat(), indicator, unit.code))
            if value is not None:
                return f"'{self.sheet}'!{address(self.row(day, indicator), column)}", value
        return None

    def total_cell(self, day: date, indicator: str) -> str:
        """Refer to the region's total of a date."""
        return f"'{self.sheet}'!{address(self.row(day, indicator), TOTAL_COLUMN)}"

    def span(self, row: int, first: int, last: int) -> str:
        """Refer to some columns of a row, whose letters stay where a formula is copied."""
        left, right = (fixed(row, column) for column in (first, last))
        return f"'{self.sheet}'!{left}:{right}"

    @property
    def heads(self) -> str:
        """Refer to the names of the region and the units."""
        return self.span(HEAD_ROWS, TOTAL_COLUMN, self.last_column)

    @property
    def ids(self) -> str:
        """Refer to the indicators' ids, each once."""
        first, last = fixed(FIRST_ROW, 1), fixed(FIRST_ROW + len(self.indicators) - 1, 1)
        return f"'{self.sheet}'!{first}:{last}"


def history_of(canvas: Canvas) -> History:
    """Gather the totals of every date, of the units that were ever expected."""
    region = canvas.region
    columns = (Column.WEEK, Column.INDICATOR, Column.UNIT, Column.TOTAL_VALUE)
    # A row that the form no longer has keeps its earlier figures.
    altered = alterations_of(region)
    retired = {each.indicator for each in altered if each.kind is Altered.ROW_RETIRED}
    rows = zip(*(region.history[column].tolist() for column in columns), strict=True)
    return History(
        sheet=canvas.names["history"],
        dates=tuple(
            day for day in region.campaign.settings.reporting_dates if day <= region.week
        ),
        indicators=tuple(
            row
            for row in region.campaign.rows
            if row.id in canvas.grid.places or (row.is_numeric and row.id in retired)
        ),
        units=units_of(region),
        figures={
            (week, indicator, unit): value
            for week, indicator, unit, value in rows
            if math.isfinite(value)
        },
    )  # fmt: skip


def write_history(canvas: Canvas, history: History) -> None:
    """Write one row per date and indicator; the region's totals are sums of the row."""
    widths = (*LEADING, TOTAL_WIDTH, *(UNIT_WIDTH for _ in history.units))
    page = Page(
        history.sheet,
        canvas.both("title.history"),
        widths,
        ("legend.weeks", "legend.blank", "legend.earlier"),
        frozen=(FIRST_ROW, TOTAL_COLUMN + 1),
        repeated=FIRST_ROW,
        compares=True,
        is_long=True,
    )
    # Of a long table only the row being written is held, like in the sheet Data.
    canvas.book.constant_memory = is_long(canvas.region.facts)
    sheet, styles = canvas.open(page), canvas.styles
    canvas.book.constant_memory = False
    heads = [canvas.stacked("head.week-of"), canvas.stacked("head.row"), canvas.both("row.total")]
    heads += [short_name(unit) for unit in history.units]
    for column, text in enumerate(heads):
        sheet.write_string(HEAD_ROWS, column, safe(text), styles["head.tiny"])
    sheet.set_row(HEAD_ROWS, max(height(text, UNIT_WIDTH, 8) for text in heads) + 2)
    figures, codes = history.figures, [unit.code for unit in history.units]
    row = FIRST_ROW
    for day in history.dates:
        shown, week = typography.short_date(day), day.isoformat()
        for indicator in history.indicators:
            style = styles[style_of(indicator)]
            sheet.write_string(row, 0, shown, styles["centre.small"])
            sheet.write_string(row, 1, indicator.id, styles["centre.small"])
            for column, code in enumerate(codes, TOTAL_COLUMN + 1):
                value = figures.get((week, indicator.id, code))
                if value is not None:
                    sheet.write_number(row, column, value, style)
            total = history.total(day, indicator)
            style = styles[f"{style_of(indicator)}.total"]
            if indicator.quantity is Quantity.PERCENT:
                sheet.write_string(row, TOTAL_COLUMN, NOT_SUMMED, styles["centre.bold"])
            else:
                cells = f"{address(row, TOTAL_COLUMN + 1)}:{address(row, history.last_column)}"
                formula = sum_over(cells, indicator.quantity)
                sheet.write_formula(row, TOTAL_COLUMN, formula, style, total)
            row += 1
    sheet.autofilter(HEAD_ROWS, 0, row - 1, history.last_column)
