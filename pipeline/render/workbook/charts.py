"""Draw the charts of the first page from the cells of the sheets behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.workbook.canvas import PIXELS_PER_POINT, ROW_HEIGHT
from pipeline.render.workbook.compare import ratios_top
from pipeline.render.workbook.grid import HEAD_ROWS
from pipeline.render.workbook.ranking import NAME_COLUMN, SHARE_COLUMN
from pipeline.render.workbook.ratios import ranking_of
from pipeline.render.workbook.weeks import LEADING, rows_by_indicator
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.compare import Comparison
    from pipeline.render.workbook.ranking import Ranking

Options = dict[str, object]

COLOURS = ("#8FAADC", "#1F3864", "#C55A11", "#548235")
SMALL: Options = {"name": "Arial", "size": 7}
LINES: Options = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
FEW_DATES = 5  # up to which every column carries its figure


def insert_charts(
    canvas: Canvas,
    sheet: Worksheet,
    comparisons: Sequence[Comparison],
    area: tuple[int, int, int, float],
) -> None:
    """Set the running totals and the coverage beside each other."""
    row, rows, columns, width = area
    half = columns // 2
    ranking = ranking_of(canvas, ratios_top(canvas, comparisons))
    drawn = (
        (0, _by_week(canvas), "chart.weeks"),
        (half, _by_district(canvas, ranking) if ranking else None, "chart.districts"),
    )
    for column, chart, key in drawn:
        if chart is None:
            continue
        chart.set_size(
            {
                "width": round((half * width - 4) * PIXELS_PER_POINT),
                "height": round((rows * ROW_HEIGHT - 4) * PIXELS_PER_POINT),
            }
        )
        chart.set_chartarea({"border": {"color": "#A6A6A6"}})
        description = canvas.both(f"{key}-seen")
        sheet.insert_chart(row, column, chart, {"description": description, "object_position": 2})


def titled(chart: Chart, title: str) -> None:
    """Give a chart a title of the workbook's own look."""
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": "Arial", "size": 10, "bold": True}})  # fmt: skip


def _by_week(canvas: Canvas) -> Chart | None:
    """Draw counts as columns and sums of money as a line on a scale of its own."""
    rows, indicators = rows_by_indicator(canvas), canvas.region.campaign.indicators
    names = {tile.indicator: tile.name.both for tile in canvas.headlines.tiles}
    shown = [indicators[name] for name in canvas.headlines.chart if name in rows]
    counts = [each for each in shown if each.quantity is not Quantity.MONEY]
    money = [each for each in shown if each.quantity is Quantity.MONEY]
    if not counts and not money:
        return None
    sheet, dates = canvas.names["weeks"], canvas.region.campaign.settings.reporting_dates
    first, last = len(LEADING), len(LEADING) + sum(day <= canvas.region.week for day in dates) - 1
    columns, line = (canvas.book.add_chart({"type": kind}) for kind in ("column", "line"))
    for index, each in enumerate((*counts, *money)):
        is_line = bool(counts) and each.quantity is Quantity.MONEY
        colour = COLOURS[index % len(COLOURS)]
        row = rows[each.id]
        series: Options = {
            "name": names[each.id],
            "categories": [sheet, HEAD_ROWS, first, HEAD_ROWS, last],
            "values": [sheet, row, first, row, last],
        }
        if is_line:
            series |= {"y2_axis": True, "line": {"color": colour, "width": 2},
                       "marker": {"type": "diamond", "size": 7, "fill": {"color": colour},
                                  "border": {"color": colour}}}  # fmt: skip
        else:
            series |= {"fill": {"color": colour}, "border": {"color": "#1F3864"}, "gap": 60}
        if last - first < FEW_DATES and not is_line:
            series["data_labels"] = {"value": True, "font": SMALL, "position": "outside_end"}
        (line if is_line else columns).add_series(series)
    if counts and money:
        columns.combine(line)
        line.set_y2_axis({**_axis(money[0].unit.both), "major_gridlines": {"visible": False}})
    columns.set_y_axis({**_axis((counts or money)[0].unit.both), "major_gridlines": LINES})
    # Ten dates beside each other leave no room for level labels.
    turned: Options = {"rotation": -45} if last - first >= FEW_DATES else {}
    columns.set_x_axis({"num_font": {**SMALL, **turned}})
    columns.set_legend({"position": "bottom", "font": SMALL})
    titled(columns, canvas.both("chart.weeks"))
    return columns


def _axis(name: str) -> Options:
    """Name an axis by the unit of measure."""
    return {"name": name, "name_font": {**SMALL, "bold": False}, "num_font": SMALL,
            "num_format": "#,##0", "min": 0}  # fmt: skip


def _by_district(canvas: Canvas, ranking: Ranking) -> Chart:
    """Draw the ranked districts, the best above."""
    chart = canvas.book.add_chart({"type": "bar"})
    sheet = canvas.names["compare"]
    first, last = ranking.first, ranking.first + max(1, ranking.ranked) - 1
    chart.add_series(
        {
            "name": ranking.ratio.name.both,
            "categories": [sheet, first, NAME_COLUMN, last, NAME_COLUMN],
            "values": [sheet, first, SHARE_COLUMN, last, SHARE_COLUMN],
            "fill": {"color": COLOURS[0]},
            "border": {"color": "#1F3864"},
            "gap": 35,
            "data_labels": {"value": True, "font": SMALL, "num_format": "0%"},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": SMALL, "interval_unit": 1})
    chart.set_x_axis(
        {"num_font": SMALL, "num_format": "0%", "min": 0, "major_gridlines": LINES,
         "label_position": "high"}
    )  # fmt: skip
    chart.set_legend({"none": True})
    titled(chart, ranking.ratio.short_name.both)
    return chart
