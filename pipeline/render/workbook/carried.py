"""Write the second total, in which silent units stand with the last figures they submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Slot
from pipeline.render.workbook.grid import FIRST_COLUMN, NOT_SUMMED, cells_of, summed
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.grid import Block
    from pipeline.render.workbook.history import History
    from pipeline.schema import Indicator


def write_carried(canvas: Canvas, sheet: Worksheet, block: Block, history: History) -> None:
    """Write one row below the totals, with a label and a pattern of its own.

    It stands apart: no total of another sheet refers to it.
    """
    line, styles = block.first + canvas.grid.rows.total + 2, canvas.styles
    sheet.merge_range(line, 0, line, 2, canvas.both("row.carried"), styles["carried.label"])
    sheet.set_row(line, 26)
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        style = styles[f"{style_of(indicator)}.carried"]
        if indicator.kind is Kind.CUM:
            sheet.write_blank(line, column, None, styles["closed"])
            column += 1
        else:
            sheet.merge_range(line, column, line, column + 1, "", style)
        if indicator.quantity is Quantity.PERCENT:
            sheet.write_string(line, column, NOT_SUMMED, styles["carried.label"])
            continue
        cells = cells_of(canvas.grid.rows.spans(), block.first, column)
        formula, value = _total(canvas, history, indicator, cells)
        sheet.write_formula(line, column, formula, style, value)


def _total(
    canvas: Canvas, history: History, indicator: Indicator, cells: str
) -> tuple[str, float | str]:
    """Add to the units' cells of this week the last earlier ones of those that are silent."""
    grid, sources = canvas.grid, [cells]
    values = [grid.value(unit.code, indicator.id, Slot.TOTAL) for unit in grid.units]
    for unit in grid.units:
        last = None if unit.code in grid.received else history.last(unit, indicator.id)
        if last is not None:
            cell, value = last
            sources.append(cell)
            values.append(value)
    listed = ",".join(sources)
    total = f"SUM({listed})"
    if indicator.quantity is Quantity.MONEY:
        total = f"ROUND({total},1)"
    return f'=IF(COUNT({listed})=0,"",{total})', summed(values, indicator.quantity)
