"""Write the main indicators by reporting date: as reported, and with the last accepted figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.workbook.canvas import PIXELS_PER_POINT, ROW_HEIGHT, Page, height
from pipeline.render.workbook.charts import SMALL
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, summed
from pipeline.render.workbook.record import accepted_cell
from pipeline.render.workbook.styles import style_of
from pipeline.render.workbook.weeks import DATE_WIDTH, LABEL_WIDTH, LEADING
from pipeline.render.workbook.weeks_charts import style_chart
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from datetime import date

    from xlsxwriter.chart import Chart  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.final.book.volume import Volume
    from pipeline.schema import Indicator

FIRST_ROW = HEAD_ROWS + 3
CHART_ROWS = 15


def write_weeks(volume: Volume) -> None:
    """Write both tables one below the other, and a chart of each headline figure."""
    canvas, styles = volume.canvas, volume.canvas.styles
    dates = canvas.region.campaign.settings.reporting_dates
    widths = (*LEADING, *(DATE_WIDTH for _ in dates))
    page = Page(canvas.names["weeks"], canvas.both("title.weeks"), widths, ("legend.weeks",),
                (FIRST_ROW, len(LEADING)), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    heads = [canvas.stacked(f"head.{key}") for key in ("id", "indicator", "measured")]
    volume.heads(sheet, HEAD_ROWS, [*heads, *(typography.short_date(day) for day in dates)], 26)
    for offset, key in ((1, "row.reported"), (2, "row.expected")):
        sheet.merge_range(HEAD_ROWS + offset, 0, HEAD_ROWS + offset, 2, canvas.both(key),
                          styles["label.bold"])  # fmt: skip
    for index, day in enumerate(dates):
        _write_reported(volume, sheet, index, day)
    row = _write_table(volume, sheet, FIRST_ROW, "as-reported", known=False)
    row = _write_table(volume, sheet, row + 1, "as-known", known=True)
    _insert_charts(volume, sheet, row + 1)
    sheet.fit_to_pages(1, 1)


def known_row(volume: Volume, indicator: str) -> int:
    """Tell the row of an indicator in the table with the last accepted figures."""
    shown = [each.id for each in volume.shown]
    return FIRST_ROW + 1 + len(shown) + 2 + shown.index(indicator)


def _write_reported(volume: Volume, sheet: Worksheet, index: int, day: date) -> None:
    canvas, column = volume.canvas, len(LEADING) + index
    submissions = canvas.region.record.get(day, ()) if day <= canvas.region.week else ()
    if not submissions:
        for offset in (1, 2):
            sheet.write_blank(HEAD_ROWS + offset, column, None, canvas.styles["closed"])
        return
    reported = sum(each.status.is_counted for each in submissions)
    formula = f"=N({accepted_cell(canvas, index)})"
    sheet.write_formula(HEAD_ROWS + 1, column, formula, canvas.styles["centre.bold"], reported)
    sheet.write_number(HEAD_ROWS + 2, column, len(submissions), canvas.styles["centre.bold"])


def _write_table(volume: Volume, sheet: Worksheet, row: int, key: str, *, known: bool) -> int:
    """Write one table under its title; give the row after it."""
    canvas, styles = volume.canvas, volume.canvas.styles
    dates = canvas.region.campaign.settings.reporting_dates
    title = canvas.both(f"section.{key}")
    sheet.merge_range(row, 0, row, len(LEADING) + len(dates) - 1, title, styles["section"])
    for line, indicator in enumerate(volume.shown, row + 1):
        label = indicator.label.both
        sheet.write_string(line, 0, indicator.id, styles["line.small"])
        sheet.write_string(line, 1, label, styles["label.small"])
        sheet.write_string(line, 2, indicator.unit.both, styles["centre.small"])
        sheet.set_row(line, max(height(label, LABEL_WIDTH, 8), 13))
        for column, day in enumerate(dates, len(LEADING)):
            if day > canvas.region.week:
                sheet.write_blank(line, column, None, styles["closed"])
            elif indicator.quantity is Quantity.PERCENT:
                sheet.write_string(line, column, NOT_SUMMED, styles["centre.small"])
            else:
                formula, value = (_known if known else _reported)(volume, indicator, day)
                style = styles[f"{style_of(indicator)}.total" if known else style_of(indicator)]
                sheet.write_formula(line, column, formula, style, value)
    return row + 1 + len(volume.shown)


def _reported(volume: Volume, indicator: Indicator, day: date) -> tuple[str, float | str]:
    history = volume.history
    return f"={history.total_cell(day, indicator.id)}", history.total(day, indicator)


def _known(volume: Volume, indicator: Indicator, day: date) -> tuple[str, float | str]:
    """Add up every unit's last figure by a date, wherever it stands among the weeks."""
    units = (unit for unit in volume.units if unit.is_valid_on(day))
    found = [known for unit in units if (known := volume.known(unit, indicator.id, day))]
    if not found:
        return '=""', ""
    total = f"SUM({','.join(cell for cell, _, _ in found)})"
    formula = f"=ROUND({total},1)" if indicator.quantity is Quantity.MONEY else f"={total}"
    return formula, summed((value for _, value, _ in found), indicator.quantity)


def _insert_charts(volume: Volume, sheet: Worksheet, row: int) -> None:
    canvas = volume.canvas
    dates = canvas.region.campaign.settings.reporting_dates
    width = sum(LEADING) + DATE_WIDTH * len(dates)
    shown = {each.id: each for each in volume.shown}
    names = [name for name in canvas.headlines.chart if name in shown]
    for place, name in enumerate(names):
        wide = width / len(names) * PIXELS_PER_POINT
        chart = volume_chart(volume, name)
        chart.set_size({"width": round(wide) - 8,
                        "height": round(CHART_ROWS * ROW_HEIGHT * PIXELS_PER_POINT)})  # fmt: skip
        options = {
            "description": f"{canvas.both('chart.line-seen')}: {shown[name].label.both}",
            "object_position": 2,
            "x_offset": round(place * wide) + 3,
            "y_offset": 3,
        }
        sheet.insert_chart(row, 0, chart, options)


def volume_chart(volume: Volume, name: str) -> Chart:
    """Draw one indicator by date, with the last accepted figures."""
    canvas = volume.canvas
    indicator = canvas.region.campaign.indicators[name]
    short = next((each.name for each in canvas.headlines.tiles if each.indicator == name), None)
    title = (short or indicator.label).both
    sheet, row = canvas.names["weeks"], known_row(volume, name)
    first, last = len(LEADING), len(LEADING) + len(volume.history.dates) - 1
    chart = canvas.book.add_chart({"type": "column"})
    style_chart(canvas, chart, title, indicator.unit.both)
    money = indicator.quantity is Quantity.MONEY
    chart.add_series(
        {
            "name": title,
            "categories": [sheet, HEAD_ROWS, first, HEAD_ROWS, last],
            "values": [sheet, row, first, row, last],
            "fill": {"color": "#8FAADC"},
            "border": {"color": "#1F3864"},
            "gap": 60,
            "data_labels": {"value": True, "font": SMALL,
                            "num_format": "#,##0.0" if money else "#,##0"},
        }
    )  # fmt: skip
    return chart
