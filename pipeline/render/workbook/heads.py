"""Write what the blocks of comparisons and quotients share: heads and the units' names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.workbook.districts import (
    write_subtotal_names,
    write_unit_head,
    write_unit_name,
)
from pipeline.render.workbook.grid import BLOCK_HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.districts import Row


def block_height(canvas: Canvas) -> int:
    """Count the rows of a block: heads, units, two rows of totals and a gap."""
    return BLOCK_HEAD_ROWS + canvas.grid.rows.total + 3


def set_head(sheet: Worksheet, top: int, label: float) -> None:
    """Set the heights of a block's head, whose labels need so many points."""
    for row, high in enumerate((12, label + 2, 12, 44)):
        sheet.set_row(top + row, high)


def write_names(
    canvas: Canvas, sheet: Worksheet, top: int, rows: Sequence[Row], totals: Sequence[str]
) -> None:
    """Write the units' names and the names of the total rows."""
    first = top + BLOCK_HEAD_ROWS
    write_unit_head(canvas, sheet, top, first - 1)
    for row in rows:
        write_unit_name(canvas, sheet, first + row.offset, row)
    write_subtotal_names(canvas, sheet, first)
    line = first + canvas.grid.rows.total
    for offset, (key, style) in enumerate(zip(totals, ("label.bold", "label.small"), strict=False)):
        text = canvas.both(key)
        sheet.merge_range(line + offset, 0, line + offset, 2, text, canvas.styles[style])
        sheet.set_row(line + offset, 26)
