"""Write the key of the marks: each as it looks in the sheet, with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.workbook.styles import CORRECTED, SIGNED
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas

SIGNS = ("missing", "returned", "late", "excluded")
NUMBERS = (*SIGNED, CORRECTED)
SAMPLE = 12


def write_key(canvas: Canvas, sheet: Worksheet, row: int) -> None:
    """Write each mark's sample and meaning, in two groups side by side."""
    sheet.write_string(row, 0, canvas.both("section.key"), canvas.styles["subtitle"])
    for column, marks in ((0, SIGNS), (2, NUMBERS)):
        for line, mark in enumerate(marks, row + 1):
            if mark in SIGNS:
                sign = canvas.wording[f"mark.{mark}"].kk
                sheet.write_string(line, column, sign, canvas.styles[mark])
            else:
                style = canvas.styles[f"{Quantity.COUNT}.{mark}"]
                sheet.write_number(line, column, SAMPLE, style)
            # The sample beside it shows the mark already.
            text = canvas.both(f"legend.{mark}").partition("\u00a0")[2]
            sheet.write_string(line, column + 1, text, canvas.styles["note.plain"])
