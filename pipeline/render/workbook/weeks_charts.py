"""Write below the weeks who did not report on which date, and the headline figures as charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.workbook.canvas import PIXELS_PER_POINT, ROW_HEIGHT, height, safe
from pipeline.render.workbook.charts import FEW_DATES, LINES, SMALL, Options
from pipeline.render.workbook.grid import HEAD_ROWS, address
from pipeline.render.workbook.weeks import (
    DATE_WIDTH,
    LABEL_WIDTH,
    LEADING,
    rows_by_indicator,
    write_table,
)
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from datetime import date

    from xlsxwriter.chart import Chart  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.history import History

CHART_ROWS, SIDE_BY_SIDE = 14, 2
REPORTED_ROW = HEAD_ROWS + 1
PLAIN: Options = {**SMALL, "bold": False}


def write_weeks(canvas: Canvas, history: History) -> None:
    """Write the table of weeks, the dates that miss units, and the charts."""
    sheet = write_table(canvas, history)
    row = max(rows_by_indicator(canvas).values(), default=REPORTED_ROW + 2) + 2
    row = _write_silent(canvas, sheet, row, history) + 1
    sheet.set_h_pagebreaks([row])
    write_dates(canvas, sheet, row, history)
    sheet.set_row(row, 22)
    _insert_charts(canvas, sheet, row, history)


def silent_on(canvas: Canvas, day: date) -> tuple[Submission, ...]:
    """List the districts whose figures a date lacks."""
    submissions = canvas.region.record.get(day, ())
    return tuple(each for each in submissions if not each.status.is_counted)


def write_dates(canvas: Canvas, sheet: Worksheet, row: int, history: History) -> None:
    """Write each date with how many of how many reported, as charts name it."""
    weeks, style = canvas.names["weeks"], canvas.styles["head.tiny"]
    for column, day in enumerate(history.dates, len(LEADING)):
        submissions = canvas.region.record.get(day, ())
        text = typography.short_date(day)[:5]
        if not submissions:
            sheet.write_string(row, column, text, style)
            continue
        top, below = (f"'{weeks}'!{address(REPORTED_ROW + line, column)}" for line in (0, 1))
        formula = f'="{text} ("&{top}&"/"&{below}&")"'
        reported = len(submissions) - len(silent_on(canvas, day))
        sheet.write_formula(row, column, formula, style, f"{text} ({reported}/{len(submissions)})")


def style_chart(canvas: Canvas, chart: Chart, title: str, unit: str) -> None:
    """Give a chart of dates its title and the names of both axes, which may be references."""
    many = len(canvas.region.record) > FEW_DATES
    font: Options = {**SMALL, "rotation": -45} if many else SMALL
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": "Arial", "size": 9, "bold": True}})  # fmt: skip
    chart.set_legend({"none": True})
    name = canvas.both("chart.dates")
    chart.set_x_axis({"name": name, "name_font": PLAIN, "num_font": font})
    chart.set_y_axis({"name": unit, "name_font": PLAIN, "num_font": SMALL,
                      "num_format": "#,##0", "min": 0, "major_gridlines": LINES})  # fmt: skip


def _write_silent(canvas: Canvas, sheet: Worksheet, row: int, history: History) -> int:
    """Write the dates that miss units, and which; give the row after them."""
    styles = canvas.styles
    sheet.write_string(row, 1, canvas.both("section.not-in"), styles["plain.bold"])
    row += 1
    found = [(day, silent) for day in history.dates if (silent := silent_on(canvas, day))]
    for day, silent in found:
        kk, ru = (", ".join(names) for names in zip(
            *((each.unit.kk, each.unit.ru.nom) for each in silent), strict=True
        ))  # fmt: skip
        text = f"{len(silent)}: {kk}\n{ru}"
        sheet.write_string(row, 0, typography.short_date(day)[:5], styles["centre.small"])
        sheet.write_string(row, 1, safe(text), styles["label.small"])
        sheet.set_row(row, height(text, LABEL_WIDTH, 8) + 2)
        row += 1
    if not found:
        sheet.write_string(row, 1, canvas.both("plan.none"), styles["note.plain"])
        row += 1
    return row


def _insert_charts(canvas: Canvas, sheet: Worksheet, row: int, history: History) -> None:
    """Draw each headline figure by date, in a chart and on a scale of its own."""
    weeks, rows = canvas.names["weeks"], rows_by_indicator(canvas)
    dates = canvas.region.campaign.settings.reporting_dates
    half = (sum(LEADING) + DATE_WIDTH * len(dates)) / SIDE_BY_SIDE * PIXELS_PER_POINT
    first, last = len(LEADING), len(LEADING) + len(history.dates) - 1
    for place, name in enumerate(name for name in canvas.headlines.chart if name in rows):
        indicator = canvas.region.campaign.indicators[name]
        label, pattern = indicator.label.both, "#,##0"
        if indicator.quantity is Quantity.MONEY:
            pattern = "#,##0.0"
        chart = canvas.book.add_chart({"type": "column"})
        style_chart(canvas, chart, label, indicator.unit.both)
        chart.add_series(
            {
                "name": label,
                "categories": [weeks, row, first, row, last],
                "values": [weeks, rows[name], first, rows[name], last],
                "fill": {"color": "#8FAADC"},
                "border": {"color": "#1F3864"},
                "gap": 60,
                "data_labels": {"value": True, "font": SMALL, "num_format": pattern},
            }
        )
        high = round((CHART_ROWS * ROW_HEIGHT - 6) * PIXELS_PER_POINT)
        chart.set_size({"width": round(half) - 8, "height": high})
        options = {
            "description": f"{canvas.both('chart.line-seen')}: {label}",
            "object_position": 2,
            "x_offset": round(place % SIDE_BY_SIDE * half) + 3,
            "y_offset": 3,
        }
        line = row + 1 + CHART_ROWS * (place // SIDE_BY_SIDE)
        sheet.insert_chart(line, 0, chart, options)
