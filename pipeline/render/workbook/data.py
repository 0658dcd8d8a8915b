"""Write the sheet for statisticians: one plain table of every figure received."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from pipeline.model import Column
from pipeline.render.workbook.canvas import safe

if TYPE_CHECKING:
    from pipeline.render.workbook.canvas import Canvas

NAME = "Data"
COLUMNS = (
    Column.WEEK,
    Column.UNIT,
    Column.INDICATOR,
    Column.WEEK_VALUE,
    Column.TOTAL_VALUE,
    Column.STATUS,
    Column.FILE,
    Column.SHEET,
    Column.CELL,
    Column.SHA256,
)
VALUES = {Column.WEEK_VALUE, Column.TOTAL_VALUE}
WIDTHS = (10, 14, 10, 11, 11, 12, 40, 16, 8, 66)


def write_data(canvas: Canvas) -> None:
    """Write the facts by columns; a blank is an empty cell, never a zero."""
    sheet = canvas.book.add_worksheet(NAME)
    facts = canvas.region.facts
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, canvas.styles["data.head"])
        values = facts[name].tolist()
        if name in VALUES:
            write_number = sheet.write_number
            for row, value in enumerate(values, 1):
                if isfinite(value):
                    write_number(row, column, value)
        else:
            written = {value: safe(str(value)) for value in set(values)}
            write_string = sheet.write_string
            for row, value in enumerate(values, 1):
                write_string(row, column, written[value])
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(1, len(facts)), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
