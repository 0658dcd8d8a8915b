"""Write the sheet of weeks: the region's totals on every reporting date so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.workbook.canvas import Page, height
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED
from pipeline.render.workbook.record import accepted_cell
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.history import History
    from pipeline.schema import Indicator

LABEL_WIDTH, DATE_WIDTH = 340.0, 46.0
FIRST_ROW = HEAD_ROWS + 3  # after the dates, and how many units reported of how many
LEADING = (36.0, LABEL_WIDTH, 92.0)


def write_table(canvas: Canvas, history: History) -> Worksheet:
    """Write rows of indicators, columns of reporting dates; dates to come stay empty."""
    region, styles = canvas.region, canvas.styles
    dates = region.campaign.settings.reporting_dates
    widths = (*LEADING, *(DATE_WIDTH for _ in dates))
    page = Page(
        canvas.names["weeks"],
        canvas.both("title.weeks"),
        widths,
        ("legend.weeks",),
        frozen=(FIRST_ROW, len(LEADING)),
        repeated=FIRST_ROW,
        compares=True,
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
        sheet.write_string(line, column, typography.short_date(day), styles["head.small"])
        submissions = region.record.get(day, ()) if day <= region.week else ()
        reported = sum(each.status.is_counted for each in submissions)
        if not submissions:
            for offset in (1, 2):
                sheet.write_blank(line + offset, column, None, styles["closed"])
            continue
        formula = f"=N({accepted_cell(canvas, index)})"
        sheet.write_formula(line + 1, column, formula, styles["centre.bold"], reported)
        sheet.write_number(line + 2, column, len(submissions), styles["centre.bold"])
    _write_rows(canvas, sheet, FIRST_ROW, history)
    return sheet


def rows_by_indicator(canvas: Canvas) -> dict[str, int]:
    """Tell the row of every indicator; each sheet of the form has its title above."""
    rows, line = {}, FIRST_ROW
    for blocks in canvas.grid.blocks.values():
        line += 1
        for indicator in (each for block in blocks for each in block.indicators):
            rows[indicator.id] = line
            line += 1
    return rows


def _write_rows(canvas: Canvas, sheet: Worksheet, line: int, history: History) -> None:
    """Write the indicators under the titles of their sheets."""
    region, styles = canvas.region, canvas.styles
    dates = region.campaign.settings.reporting_dates
    titles = {sheet.code: sheet.title.both for sheet in region.campaign.form.sheets}
    for code, blocks in canvas.grid.blocks.items():
        last = len(LEADING) + len(dates) - 1
        sheet.merge_range(line, 0, line, last, titles[code], styles["section"])
        line += 1
        for indicator in (each for block in blocks for each in block.indicators):
            sheet.write_string(line, 0, indicator.id, styles["link.line"])
            sheet.link((line, 0), canvas.grid.places[indicator.id].head_cell)
            label = indicator.label.both
            sheet.write_string(line, 1, label, styles["label.small"])
            sheet.write_string(line, 2, indicator.unit.both, styles["centre.small"])
            sheet.set_row(line, max(height(label, LABEL_WIDTH, 8), 13))
            for index, day in enumerate(dates):
                _write_total(canvas, sheet, (line, len(LEADING) + index), indicator, day, history)
            line += 1


def _write_total(  # noqa: PLR0913 - the cell, and whose total of which day
    canvas: Canvas,
    sheet: Worksheet,
    cell: tuple[int, int],
    indicator: Indicator,
    day: date,
    history: History,
) -> None:
    """Write one total by reference: this week's from the form's sheet, others from the history."""
    region, styles = canvas.region, canvas.styles
    style = style_of(indicator)
    if day > region.week:
        sheet.write_blank(*cell, None, styles["closed"])
    elif indicator.quantity is Quantity.PERCENT:
        sheet.write_string(*cell, NOT_SUMMED, styles["centre.small"])
    elif day == region.week:
        source = canvas.grid.places[indicator.id].total_cell()
        cached = canvas.grid.total(indicator)
        sheet.write_formula(*cell, f"={source}", styles[f"{style}.total"], cached)
    else:
        pattern = Quantity.COUNT if indicator.quantity is Quantity.NONE else style
        total = history.total(day, indicator)
        source = history.total_cell(day, indicator.id)
        sheet.write_formula(*cell, f"={source}", styles[pattern], total)
