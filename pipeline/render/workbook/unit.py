"""Write the sheet on which a district is picked, and its figures of all dates follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.workbook.canvas import PIXELS_PER_POINT, ROW_HEIGHT, Page, height
from pipeline.render.workbook.charts import SMALL
from pipeline.render.workbook.grid import HEAD_ROWS, fixed
from pipeline.render.workbook.history import TOTAL_COLUMN
from pipeline.render.workbook.record import record_cells
from pipeline.render.workbook.styles import style_of
from pipeline.render.workbook.weeks import DATE_WIDTH, LABEL_WIDTH, LEADING
from pipeline.render.workbook.weeks_charts import style_chart, write_dates
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.history import History
    from pipeline.schema import Indicator

UNIT_ROW, SENT_ROW, DRAWN_ROW, CHART_ROW = (HEAD_ROWS + n for n in range(4))
CHART_ROWS = 14
TABLE_ROW = CHART_ROW + CHART_ROWS
PICK, PLACE = 1, 2  # the column of what is picked, and of where it stands in the history


def write_unit(canvas: Canvas, history: History) -> None:
    """Write what is picked, the chart of one line, and the table of all lines."""
    dates = canvas.region.campaign.settings.reporting_dates
    widths = (*LEADING, *(DATE_WIDTH for _ in dates))
    page = Page(
        canvas.names["unit"],
        canvas.both("title.unit"),
        widths,
        ("legend.unit",),
        frozen=(DRAWN_ROW + 1, 0),
        repeated=UNIT_ROW + 1,  # with the unit and the dates
    )
    sheet = canvas.open(page)
    rows = _rows(history)
    _write_picks(canvas, sheet, history, rows)
    _write_table(canvas, sheet, history, rows)
    _insert_chart(canvas, sheet, history)


def _rows(history: History) -> dict[str, int]:
    """Tell the row of every indicator in the table."""
    return {each.id: TABLE_ROW + 1 + n for n, each in enumerate(history.indicators)}


def drawn_first(canvas: Canvas, history: History) -> Indicator:
    """Give the indicator that the chart shows until another is picked."""
    wanted = (name for name in reversed(canvas.headlines.chart) if name in history.places)
    return history.indicators[history.places[next(wanted, history.indicators[0].id)]]


def _write_picks(canvas: Canvas, sheet: Worksheet, history: History, rows: dict[str, int]) -> None:
    """Write the two pick lists, each with its place, and the line that the chart draws."""
    styles, drawn = canvas.styles, drawn_first(canvas, history)
    unit, line = fixed(UNIT_ROW, PICK), fixed(DRAWN_ROW, 0)
    everybody = canvas.both("row.total")
    sheet.write_string(UNIT_ROW, 0, canvas.wording["mark.pick"].kk, styles["centre"])
    sheet.write_string(UNIT_ROW, PICK, everybody, styles["pick"])
    sheet.write_formula(UNIT_ROW, PLACE, f"=MATCH({unit},{history.heads},0)", styles["helper"], 1)
    write_dates(canvas, sheet, UNIT_ROW, history)
    _write_sent(canvas, sheet, history)
    sheet.data_validation(UNIT_ROW, PICK, UNIT_ROW, PICK,
                          {"validate": "list", "source": f"={history.heads}"})  # fmt: skip
    sheet.write_string(DRAWN_ROW, 0, drawn.id, styles["pick"])
    ids = f"{fixed(TABLE_ROW + 1, 0)}:{fixed(TABLE_ROW + len(rows), 0)}"
    labels = f"{fixed(TABLE_ROW + 1, 1)}:{fixed(TABLE_ROW + len(rows), 1)}"
    place = rows[drawn.id] - TABLE_ROW
    sheet.write_formula(SENT_ROW, 0, f"=MATCH({line},{ids},0)", styles["helper"], place)
    units = f"{fixed(TABLE_ROW + 1, 2)}:{fixed(TABLE_ROW + len(rows), 2)}"
    measured = f"INDEX({units},{fixed(SENT_ROW, 0)})"
    sheet.write_formula(DRAWN_ROW, PLACE, f"={measured}", styles["centre.small"], drawn.unit.both)
    found = f"INDEX({labels},{fixed(SENT_ROW, 0)})"
    title = f"{everybody}. {drawn.label.both}"
    sheet.write_formula(DRAWN_ROW, 1, f'={unit}&". "&{found}', styles["label.small"], title)
    sheet.data_validation(DRAWN_ROW, 0, DRAWN_ROW, 0,
                          {"validate": "list", "source": f"={history.ids}"})  # fmt: skip
    for index, day in enumerate(history.dates):
        column = len(LEADING) + index
        cells = f"{fixed(TABLE_ROW + 1, column)}:{fixed(TABLE_ROW + len(rows), column)}"
        formula = f"=INDEX({cells},{fixed(SENT_ROW, 0)})"
        value = history.total(day, drawn)
        sheet.write_formula(DRAWN_ROW, column, formula, styles["small.money"], value)
    sheet.set_row(UNIT_ROW, 22)
    sheet.set_row(DRAWN_ROW, height(title, LABEL_WIDTH, 8) + 2)


def _write_sent(canvas: Canvas, sheet: Worksheet, history: History) -> None:
    """Write how the picked unit's report of each date came; of the region it says nothing."""
    styles, pick = canvas.styles, fixed(UNIT_ROW, PLACE)
    sheet.write_string(SENT_ROW, PICK, canvas.both("head.sent"), styles["label.small"])
    sheet.write_blank(SENT_ROW, PLACE, None, styles["closed"])
    sheet.set_row(SENT_ROW, 24)
    for place in range(len(history.dates)):
        cells = record_cells(canvas, place)
        formula = f'=IF({pick}=1,"",INDEX({cells},{pick}-1)&"")'
        sheet.write_formula(SENT_ROW, len(LEADING) + place, formula, styles["centre.small"], "")


def _write_table(canvas: Canvas, sheet: Worksheet, history: History, rows: dict[str, int]) -> None:
    """Write every indicator by date, each cell looked up in the history."""
    styles = canvas.styles
    for column, key in enumerate(("head.id", "head.indicator", "head.measured")):
        sheet.write_string(TABLE_ROW, column, canvas.stacked(key), styles["head"])
    for index, day in enumerate(canvas.region.campaign.settings.reporting_dates):
        text = typography.short_date(day)
        sheet.write_string(TABLE_ROW, len(LEADING) + index, text, styles["head.small"])
    sheet.set_row(TABLE_ROW, 26)
    for indicator in history.indicators:
        row, label = rows[indicator.id], indicator.label.both
        sheet.write_string(row, 0, indicator.id, styles["line.small"])
        sheet.write_string(row, 1, label, styles["label.small"])
        sheet.write_string(row, 2, indicator.unit.both, styles["centre.small"])
        sheet.set_row(row, max(height(label, LABEL_WIDTH, 8), 13))
        for index, day in enumerate(history.dates):
            _write_found(canvas, sheet, (row, len(LEADING) + index), (history, day, indicator))


def _write_found(
    canvas: Canvas,
    sheet: Worksheet,
    cell: tuple[int, int],
    what: tuple[History, date, Indicator],
) -> None:
    """Look one figure up; what is not there stays empty rather than become a zero."""
    history, day, indicator = what
    source = history.row(day, indicator.id)
    span = history.span(source, TOTAL_COLUMN, history.last_column)
    found = f"INDEX({span},{fixed(UNIT_ROW, PLACE)})"
    total = history.total(day, indicator)
    is_count = indicator.quantity is Quantity.NONE
    style = canvas.styles[Quantity.COUNT if is_count else style_of(indicator)]
    formula = f'=IF({found}="","",{found})'
    sheet.write_formula(*cell, formula, style, total)


def _insert_chart(canvas: Canvas, sheet: Worksheet, history: History) -> None:
    """Draw the picked line by date."""
    chart, name = canvas.book.add_chart({"type": "column"}), canvas.names["unit"]
    first, last = len(LEADING), len(LEADING) + len(history.dates) - 1
    title = f"='{name}'!{fixed(DRAWN_ROW, 1)}"
    chart.add_series(
        {
            "name": title,
            "categories": [name, UNIT_ROW, first, UNIT_ROW, last],
            "values": [name, DRAWN_ROW, first, DRAWN_ROW, last],
            "fill": {"color": "#8FAADC"},
            "border": {"color": "#1F3864"},
            "gap": 60,
            "data_labels": {"value": True, "font": SMALL},
        }
    )
    style_chart(canvas, chart, title, f"='{name}'!{fixed(DRAWN_ROW, PLACE)}")
    width = sum(LEADING) + DATE_WIDTH * len(canvas.region.campaign.settings.reporting_dates)
    chart.set_size(
        {
            "width": round((width - 6) * PIXELS_PER_POINT),
            "height": round((CHART_ROWS * ROW_HEIGHT - 6) * PIXELS_PER_POINT),
        }
    )
    options = {"description": canvas.both("chart.unit-seen"), "object_position": 2,
               "x_offset": 3, "y_offset": 3}  # fmt: skip
    sheet.insert_chart(CHART_ROW, 0, chart, options)
