"""Write the sheet of what was sent: each mail, its version, and whether that still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.workbook.canvas import height, safe, short_name
from pipeline.render.workbook.findings import FIRST_ROW, open_table
from pipeline.render.workbook.grid import HEAD_ROWS

if TYPE_CHECKING:
    from pipeline.render.workbook.canvas import Canvas

HEADS = ("number", "sent-at", "occasion", "unit", "addressee", "version", "standing", "copy")
WIDTHS = (26.0, 84.0, 140.0, 136.0, 200.0, 50.0, 190.0, 190.0)


def write_sent(canvas: Canvas) -> None:
    """Write one row per mail that went out; no sheet where none did."""
    if not canvas.sent:
        return
    sheet = open_table(canvas, "sent", WIDTHS, HEADS)
    label, centre = canvas.styles["label.small"], canvas.styles["centre.small"]
    zone = canvas.region.campaign.zone
    for number, each in enumerate(canvas.sent, 1):
        row = FIRST_ROW + number - 1
        sheet.write_number(row, 0, number, centre)
        moment = each.sent_at.astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(row, 1, moment, canvas.styles["moment"])
        sheet.write_number(row, 5, each.number, centre)
        cells = (
            (2, canvas.both(f"occasion.{each.occasion}")),
            (3, short_name(each.unit) if each.unit else ""),
            (4, ", ".join(each.to)),
            (6, canvas.both(f"standing.{each.standing}")),
            (7, each.copy),
        )
        for column, text in cells:
            sheet.write_string(row, column, safe(text), label)
        sheet.set_row(row, max(height(text, WIDTHS[column] - 2, 8) for column, text in cells) + 2)
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + len(canvas.sent), len(WIDTHS) - 1)
