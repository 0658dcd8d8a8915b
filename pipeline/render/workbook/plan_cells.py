"""Say how a unit stands with a milestone: a sign in a cell, a style, a remark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.measures import Progress

if TYPE_CHECKING:
    from datetime import date

    from pipeline.measures import Standing
    from pipeline.render.workbook.canvas import Canvas

STYLES = {
    Progress.DONE: "done",
    Progress.DONE_LATE: "done.late",
    Progress.DONE_UNDATED: "done",
    Progress.NOT_BEGUN: "overdue",
    Progress.OVERDUE: "overdue",
}
TOLD = {Progress.DONE_LATE, Progress.OVERDUE, Progress.NOT_BEGUN, Progress.UNCLEAR}


def text_of(canvas: Canvas, each: Standing) -> str:
    """Give the sign of what is not done on a known day, with the days left or lost."""
    days = each.days_late or each.days_left
    shown = "" if days is None or each.progress is Progress.DONE_UNDATED else str(days)
    if each.progress in {Progress.UNCLEAR, Progress.UNKNOWN}:
        shown = ""
    return f"{canvas.wording[f'mark.{each.progress}'].kk}{shown}"


def is_stale(each: Standing, week: date) -> bool:
    """Whether an earlier report told of it."""
    return each.told_on is not None and each.told_on < week


def style_for(each: Standing, week: date) -> str:
    """Name the style of a cell; what an earlier report told is striped and in italics."""
    style = STYLES.get(each.progress, "open")
    return f"{style}.stale" if is_stale(each, week) else style


def remark_on(canvas: Canvas, each: Standing) -> str:
    """Say in words what is late or was told earlier; "" where the cell says it all."""
    stale = is_stale(each, canvas.region.week)
    if each.progress not in TOLD and not stale:
        return ""
    lines = [canvas.both(f"progress.{each.progress}")]
    if each.days_late:
        lines.append(f"{canvas.both('head.days-late')}: {each.days_late}")
    if each.document:
        lines.append(f"{canvas.both('head.document')}: {each.document}")
    if each.told_on is not None:
        day = typography.short_date(each.told_on)
        lines.append(f"{canvas.both('head.told-on')}: {day}")
    return "\n".join(lines)
