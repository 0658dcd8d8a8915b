"""List the figures that were accepted with a reason, on any date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.model import Language
from pipeline.render.workbook.canvas import Page, height, safe
from pipeline.render.workbook.findings import unit_names
from pipeline.render.workbook.grid import HEAD_ROWS, fixed

if TYPE_CHECKING:
    from pipeline.render.final.book.volume import Volume

COLUMNS = (
    ("number", 26.0), ("week-of", 60.0), ("unit", 120.0), ("row", 40.0), ("indicator", 170.0),
    ("message-kk", 190.0), ("message-ru", 190.0), ("reason", 130.0), ("file", 120.0),
    ("sheet", 40.0), ("cell", 36.0),
)  # fmt: skip
FIRST_ROW = HEAD_ROWS + 1


def count_formula(volume: Volume) -> str:
    """Count the lines of the list."""
    last = FIRST_ROW + max(1, len(volume.canvas.region.accepted)) - 1
    return f"=COUNT('{volume.sheet('exceptions')}'!{fixed(FIRST_ROW, 0)}:{fixed(last, 0)})"


def write_exceptions(volume: Volume) -> None:
    """Write one row per finding that was accepted, by date."""
    canvas, styles = volume.canvas, volume.canvas.styles
    region, texts = canvas.region, canvas.texts
    names, indicators = unit_names(region), region.campaign.indicators
    widths = tuple(width for _, width in COLUMNS)
    page = Page(volume.sheet("exceptions"), canvas.both("title.exceptions"), widths,
                ("legend.exceptions",), (FIRST_ROW, 0), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    volume.heads(sheet, HEAD_ROWS, [canvas.stacked(f"head.{key}") for key, _ in COLUMNS], 30)
    for number, each in enumerate(region.accepted, 1):
        row, indicator = FIRST_ROW + number - 1, indicators.get(each.indicator)
        sheet.write_number(row, 0, number, styles["centre.small"])
        line = {
            1: typography.short_date(each.week) if each.week else "",
            2: names.get(each.unit, each.unit),
            3: each.indicator,
            4: indicator.label.both if indicator else "",
            5: texts.problem(each, Language.KK),
            6: texts.problem(each, Language.RU),
            7: each.accepted_reason or "",
            8: each.path,
            9: each.sheet,
            10: each.cell,
        }
        for column, text in line.items():
            sheet.write_string(row, column, safe(text), styles["label.small"])
        needed = max(height(text, COLUMNS[column][1] - 2, 8) for column, text in line.items())
        sheet.set_row(row, min(needed + 2, 400))
    if not region.accepted:
        sheet.write_string(FIRST_ROW, 1, canvas.both("none"), styles["line.small"])
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + max(1, len(region.accepted)), len(COLUMNS) - 1)
