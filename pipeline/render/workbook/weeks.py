"""Write the sheet of weeks: the region's totals on every reporting date so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.model import Column, Status
from pipeline.render.workbook.canvas import Page, height
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, half_up
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Indicator

LABEL_WIDTH, DATE_WIDTH = 330.0, 54.0
LEADING = (38.0, LABEL_WIDTH, 92.0)
REPORTED = {Status.ON_TIME, Status.LATE}


def write_weeks(canvas: Canvas) -> None:
    """Write rows of indicators, columns of reporting dates; dates to come stay empty."""
    region, styles = canvas.region, canvas.styles
    dates = region.campaign.settings.reporting_dates
    widths = (*LEADING, *(DATE_WIDTH for _ in dates))
    page = Page(
        canvas.names["weeks"],
        canvas.both("title.weeks"),
        widths,
        ("legend.weeks",),
        frozen=(HEAD_ROWS + 3, len(LEADING)),
        repeated=HEAD_ROWS + 3,
    )
    sheet = canvas.open(page)
    line = HEAD_ROWS
    for column, key in enumerate(("head.id", "head.indicator", "head.measured")):
        sheet.write_string(line, column, canvas.stacked(key), styles["head"])
    for offset, key in ((1, "row.reported"), (2, "row.expected")):
        text = canvas.both(key)
        sheet.merge_range(line + offset, 0, line + offset, 2, text, styles["label.bold"])
    sheet.set_row(line, 26)
    for index, day in enumerate(dates):
        column = len(LEADING) + index
        sheet.write_string(line, column, typography.short_date(day), styles["head"])
        submissions = region.record.get(day, ()) if day <= region.week else ()
        reported = sum(each.status in REPORTED for each in submissions)
        for offset, number in ((1, reported), (2, len(submissions))):
            if submissions:
                sheet.write_number(line + offset, column, number, styles["centre.bold"])
            else:
                sheet.write_blank(line + offset, column, None, styles["closed"])
    _write_rows(canvas, sheet, line + 3, _totals(canvas))


def _write_rows(
    canvas: Canvas, sheet: Worksheet, line: int, totals: Mapping[tuple[str, str], float]
) -> None:
    """Write the indicators under the titles of their sheets."""
    region, styles = canvas.region, canvas.styles
    dates = region.campaign.settings.reporting_dates
    titles = {sheet.code: sheet.title.both for sheet in region.campaign.form.sheets}
    for code, blocks in canvas.grid.blocks.items():
        last = len(LEADING) + len(dates) - 1
        sheet.merge_range(line, 0, line, last, titles[code], styles["section"])
        line += 1
        for indicator in (each for block in blocks for each in block.indicators):
            sheet.write_string(line, 0, indicator.id, styles["line.small"])
            label = indicator.label.both
            sheet.write_string(line, 1, label, styles["label.small"])
            sheet.write_string(line, 2, indicator.unit.both, styles["centre.small"])
            sheet.set_row(line, max(height(label, LABEL_WIDTH, 8), 13))
            for index, day in enumerate(dates):
                _write_total(canvas, sheet, (line, len(LEADING) + index), indicator, day, totals)
            line += 1


def _write_total(  # noqa: PLR0913 - the cell, and whose total of which day
    canvas: Canvas,
    sheet: Worksheet,
    cell: tuple[int, int],
    indicator: Indicator,
    day: date,
    totals: Mapping[tuple[str, str], float],
) -> None:
    """Write one total: this week's by reference, an earlier one as it was."""
    region, styles = canvas.region, canvas.styles
    style = style_of(indicator)
    summed = indicator.quantity is not Quantity.PERCENT
    value = totals.get((day.isoformat(), indicator.id))
    if day > region.week:
        sheet.write_blank(*cell, None, styles["closed"])
    elif not summed:
        sheet.write_string(*cell, NOT_SUMMED, styles["centre.small"])
    elif day == region.week:
        source = canvas.grid.places[indicator.id].total_cell()
        cached = canvas.grid.total(indicator)
        sheet.write_formula(*cell, f"={source}", styles[f"{style}.total"], cached)
    elif value is not None:
        pattern = Quantity.COUNT if indicator.quantity is Quantity.NONE else style
        sheet.write_number(*cell, value, styles[pattern])
    else:
        sheet.write_blank(*cell, None, styles["blank"])


def _totals(canvas: Canvas) -> dict[tuple[str, str], float]:
    """Sum the districts' figures by date and indicator; sums over no figures are left out."""
    history = canvas.region.history
    own = canvas.region.campaign.settings.oblast_level
    known = history[history[Column.UNIT] != own].dropna(subset=[Column.TOTAL_VALUE])
    keys = [Column.WEEK, Column.INDICATOR]
    sums = known.groupby(keys, as_index=False)[Column.TOTAL_VALUE].sum()
    indicators = canvas.region.campaign.indicators
    return {
        (week, name): half_up(value)
        if name in indicators and indicators[name].quantity is Quantity.MONEY
        else round(float(value), 6)
        for week, name, value in zip(
            *(sums[column].tolist() for column in (*keys, Column.TOTAL_VALUE)), strict=True
        )
    }
