"""Write the sheet for statisticians: every figure of every week, with its source."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from pipeline.model import Column
from pipeline.render.workbook.canvas import A4, safe
from pipeline.render.workbook.data import COLUMNS, VALUES, WIDTHS, column_of, explain_heads
from pipeline.render.workbook.grid import address
from pipeline.render.workbook.origins import DATA
from pipeline.render.workbook.quick import QuickSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from pipeline.render.workbook.canvas import Canvas


class LongSheet(QuickSheet):
    """A worksheet that takes whole rows as they will stand in the file.

    A campaign has some 150,000 cells here: one by one they cost more than all else together.
    """

    rows: tuple[str, ...] = ()

    def take(self, rows: tuple[str, ...], columns: int) -> None:
        """Take rows that follow the heads."""
        self.rows = rows
        self.dim_rowmax, self.dim_colmax = len(rows), columns - 1

    def _write_rows(self) -> None:
        """Write the heads in the library's way, then the rows."""
        super()._write_rows()
        self.fh.write("".join(self.rows))


def write_data(canvas: Canvas) -> None:
    """Write all weeks by rows; a blank is no cell, never a zero."""
    history = canvas.region.history
    sheet = canvas.book.add_worksheet(DATA, LongSheet)
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, canvas.styles["data.head"])
    columns = [
        _numbers(history[name], place)
        if name in VALUES
        else _texts(sheet, column_of(history, name), place)
        for place, name in enumerate(COLUMNS)
    ]
    cells = zip(*columns, strict=True)
    rows = tuple(f'<row r="{row}">{"".join(line)}</row>' for row, line in enumerate(cells, 2))
    sheet.take(rows, len(COLUMNS))
    explain_heads(canvas, sheet)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(1, len(history)), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.print_area(0, 0, max(1, len(history)), COLUMNS.index(Column.CELL))
    sheet.set_footer(canvas.footer(DATA))
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _numbers(values: pd.Series[float], column: int) -> Iterator[str]:
    """Spell the figures of a column; no cell where there is none."""
    letter = address(0, column)[:-1]
    for row, value in enumerate(values.tolist(), 2):
        yield "" if isnan(value) else f'<c r="{letter}{row}"><v>{value:.16G}</v></c>'


def _texts(sheet: LongSheet, listed: list[str], column: int) -> Iterator[str]:
    """Spell the texts of a column, each kept once in the book's own table."""
    letter, table = address(0, column)[:-1], sheet.str_table
    kept = table._get_shared_string_index  # noqa: SLF001 - the library offers it to cells alone
    places = {value: kept(safe(str(value))) for value in dict.fromkeys(listed)}
    table.count += len(listed) - len(places)
    for row, value in enumerate(listed, 2):
        yield f'<c r="{letter}{row}" t="s"><v>{places[value]}</v></c>'
