"""Write the sheet of corrections: what later reports of the same date gave anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.workbook.canvas import height, safe
from pipeline.render.workbook.findings import FIRST_ROW, link_cells, open_table, unit_names
from pipeline.render.workbook.grid import HEAD_ROWS

if TYPE_CHECKING:
    from pipeline.render.workbook.canvas import Canvas

HEADS = ("number", "unit", "sheet", "cell", "row", "indicator", "answer", "was", "is", "received",
         "file", "older")  # fmt: skip
WIDTHS = (24.0, 120.0, 40.0, 34.0, 40.0, 170.0, 70.0, 62.0, 62.0, 84.0, 110.0, 110.0)


def write_corrections(canvas: Canvas) -> None:
    """Write one row per answer given anew; no sheet where there is none."""
    corrections = canvas.region.corrections
    if not corrections:
        return
    sheet = open_table(canvas, "corrections", WIDTHS, HEADS)
    styles, names = canvas.styles, unit_names(canvas.region)
    label, centre = styles["label.small"], styles["centre.small"]
    zone, origins = canvas.region.campaign.zone, canvas.origins
    for number, each in enumerate(corrections, 1):
        row = FIRST_ROW + number - 1
        sheet.write_number(row, 0, number, centre)
        cells = (
            (1, names.get(each.unit, each.unit), label),
            (2, each.sheet, centre),
            (3, each.cell, centre),
            (4, each.indicator, centre),
            (5, canvas.region.campaign.indicators[each.indicator].label.both, label),
            (6, canvas.both(f"answer.{each.slot}"), label),
            (10, each.path, label),
            (11, each.older, label),
        )
        for column, text, style in cells:
            sheet.write_string(row, column, safe(text), style)
        data = origins.in_data(each.unit, [each.indicator])
        shown = canvas.grid.cell_of(each.unit, each.indicator, each.slot) or data
        link_cells(
            canvas,
            sheet,
            row,
            {
                1: (names.get(each.unit, ""), origins.in_files(each.path)),
                3: (each.cell, data),
                4: (each.indicator, shown),
            },
        )
        for column, value, path in ((7, each.before, each.older), (8, each.after, each.path)):
            sheet.link((row, column), origins.in_files(path))
            if isinstance(value, float):
                sheet.write_number(row, column, value, styles["line.small"])
            else:
                sheet.write_string(row, column, safe(value or ""), centre)
        moment = each.received_at.astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(row, 9, moment, styles["moment"])
        sheet.set_row(
            row, max(height(text, WIDTHS[column] - 2, 8) for column, text, _ in cells) + 2
        )
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + len(corrections), len(WIDTHS) - 1)
