"""List what was not done, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.measures import NOT_TOLD
from pipeline.render.final.execution import is_due, is_undone, name_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, fixed

if TYPE_CHECKING:
    from pipeline.measures import Standing
    from pipeline.render.final.book.volume import Volume

COLUMNS = (
    ("number", 30.0), ("unit", 150.0), ("measure", 300.0), ("deadline", 120.0), ("due-on", 60.0),
    ("days-over", 60.0), ("state", 190.0), ("told-on", 62.0),
)  # fmt: skip
FIRST_ROW = HEAD_ROWS + 1


def undone(volume: Volume) -> tuple[Standing, ...]:
    """List what is due and not done, or of which nothing clear was told, in the plan's order."""
    region, review = volume.canvas.region, volume.words.spec.review
    return tuple(
        each
        for each in volume.standings
        if each.step.milestone.id != review
        and (is_undone(region, each) or (each.progress in NOT_TOLD and is_due(region, each.step)))
    )


def count_formula(volume: Volume) -> str:
    """Count the lines of the list."""
    last = FIRST_ROW + max(1, len(undone(volume))) - 1
    cells = f"{fixed(FIRST_ROW, 0)}:{fixed(last, 0)}"
    return f"=COUNT('{volume.sheet('undone')}'!{cells})"


def write_undone(volume: Volume) -> None:
    """Write one row per measure and unit."""
    canvas, styles = volume.canvas, volume.canvas.styles
    widths = tuple(width for _, width in COLUMNS)
    page = Page(volume.sheet("undone"), canvas.both("title.undone"), widths, ("legend.undone",),
                (FIRST_ROW, 0), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    volume.heads(sheet, HEAD_ROWS, [canvas.stacked(f"head.{key}") for key, _ in COLUMNS], 38)
    found = undone(volume)
    for row, each in enumerate(found, FIRST_ROW):
        step, day = each.step, each.step.due or each.step.begins
        deadline = step.deadline.text.both if step.deadline else ""
        texts = {1: short_name(each.unit), 2: name_of(step.measure, step).both, 3: deadline,
                 6: canvas.both(f"progress.{each.progress}")}  # fmt: skip
        sheet.write_number(row, 0, step.measure.number, styles["centre.small"])
        for column, text in texts.items():
            sheet.write_string(row, column, safe(text), styles["label.small"])
        for column, shown in ((4, day), (7, each.told_on)):
            if shown is None:
                sheet.write_blank(row, column, None, styles["blank"])
            else:
                sheet.write_datetime(row, column, shown, styles["day.full"])
        if day is None:
            sheet.write_blank(row, 5, None, styles["blank"])
        else:
            days = (canvas.region.week - day).days
            sheet.write_number(row, 5, days, styles["small.count"])
        sheet.set_row(row, max(13, *(height(text, COLUMNS[column][1], 8)
                                     for column, text in texts.items())))  # fmt: skip
    if not found:
        sheet.write_string(FIRST_ROW, 1, canvas.both("none"), styles["line.small"])
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + max(1, len(found)), len(COLUMNS) - 1)
