"""Write the days on which every unit did every dated measure, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.measures import DONE, Progress, own_standings_of
from pipeline.render.final.book import steps
from pipeline.render.final.execution import is_undone, name_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, fixed
from pipeline.render.workbook.notes import write_note
from pipeline.render.workbook.plan_cells import remark_on, style_for, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Standing, Step
    from pipeline.render.final.book.volume import Volume

FIRST_ROW = HEAD_ROWS + 3  # after numbers, names and deadlines
LEADING = (22.0, 150.0)
WIDTH = 74.0
LEGEND = ("legend.done", "legend.done-late-by", "legend.overdue", "legend.not-begun", "legend.open",
          "legend.no-state", "legend.stale")  # fmt: skip
COUNTS = {
    "done": (Progress.DONE, Progress.DONE_UNDATED),
    "done-late": (Progress.DONE_LATE,),
    "undone": (Progress.OVERDUE, Progress.NOT_BEGUN, Progress.OPEN),
    "unknown": (Progress.UNCLEAR, Progress.UNKNOWN),
}


def write_plan(volume: Volume) -> None:
    """Write rows of units, columns of milestones; the counts below are of the long table."""
    canvas = volume.canvas
    region, styles = canvas.region, canvas.styles
    listed = volume.steps
    widths = (*LEADING, *(WIDTH for _ in listed))
    page = Page(canvas.names["plan"], canvas.both("title.plan"), widths, LEGEND,
                (FIRST_ROW, 2), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    _write_heads(volume, sheet, listed)
    own = own_standings_of(region)
    standings = {(each.unit.code, each.step.milestone.id): each
                 for each in (*volume.standings, *own)}  # fmt: skip
    level = [region.campaign.oblast_level] if own else []
    for row, unit in enumerate((*volume.units, *level), FIRST_ROW):
        sheet.write_number(row, 0, row - FIRST_ROW + 1, styles["centre.small"])
        name = canvas.both("row.own") if unit in level else short_name(unit)
        sheet.write_string(row, 1, safe(name), styles["label.small"])
        for column, step in enumerate(listed, len(LEADING)):
            each = standings.get((unit.code, step.milestone.id))
            if each is None:
                sheet.write_blank(row, column, None, styles["closed"])
            else:
                _write_standing(volume, sheet, (row, column), each)
        sheet.set_row(row, max(13, height(name, LEADING[1], 8)))
    _write_counts(volume, sheet, FIRST_ROW + len(volume.units) + len(level), listed)


def _write_heads(volume: Volume, sheet: Worksheet, listed: Sequence[Step]) -> None:
    canvas, styles = volume.canvas, volume.canvas.styles
    names = [name_of(step.measure, step) for step in listed]
    labels = [f"{each.kk}\n{each.ru}" for each in names]
    deadlines = [f"{step.deadline.text.kk}\n{step.deadline.text.ru}" if step.deadline else ""
                 for step in listed]  # fmt: skip
    ids = [f"{step.measure.number} ({step.milestone.id})" for step in listed]
    for offset, texts, style, size in (
        (0, ["", "", *ids], "head.id", 8),
        (1, [canvas.stacked("head.number"), canvas.stacked("head.unit"), *labels], "head.label", 8),
        (2, ["", canvas.stacked("head.deadline"), *deadlines], "head.small", 8),
    ):
        for column, text in enumerate(texts):
            sheet.write_string(HEAD_ROWS + offset, column, text, styles[style])
        high = max(height(text, WIDTH, size) for text in texts) + 4
        sheet.set_row(HEAD_ROWS + offset, high)


def _write_standing(
    volume: Volume, sheet: Worksheet, cell: tuple[int, int], each: Standing
) -> None:
    canvas, region = volume.canvas, volume.canvas.region
    style = style_for(each, region.week)
    if each.progress in DONE and each.done_on:
        late = f'dd.mm" +{each.days_late}"' if each.days_late else "dd.mm"
        sheet.write_datetime(*cell, each.done_on, volume.dated(style, late))
    elif each.progress is Progress.OPEN and is_left(volume, each):
        sign = canvas.wording[f"mark.{Progress.OVERDUE}"].kk
        days = 0 if each.days_left is None else -each.days_left
        style = style.replace("open", "overdue")
        sheet.write_string(*cell, f"{sign}{days}" if each.step.due else sign, canvas.styles[style])
    else:
        sheet.write_string(*cell, text_of(canvas, each), canvas.styles[style])
    if remark := remark_on(canvas, each):
        write_note(sheet, cell, f"{short_name(each.unit)}, {each.step.milestone.id}\n{remark}")


def is_left(volume: Volume, each: Standing) -> bool:
    """Whether what is open was due by this report all the same."""
    region, spec = volume.canvas.region, volume.words.spec
    return each.step.milestone.id != spec.review and is_undone(region, each)


def _write_counts(volume: Volume, sheet: Worksheet, row: int, listed: Sequence[Step]) -> None:
    """Count the districts by their state in the table behind."""
    canvas, styles = volume.canvas, volume.canvas.styles
    entries = steps.entries_of(volume)
    level = short_name(canvas.region.campaign.oblast_level)
    name = canvas.names["steps"]
    ids, units, states = (
        f"'{name}'!{fixed(steps.FIRST_ROW, column)}:"
        f"{fixed(steps.FIRST_ROW + max(1, len(entries)) - 1, column)}"
        for column in (steps.ROW_COLUMN, steps.UNIT_COLUMN, steps.STATE_COLUMN)
    )
    for line, (key, group) in enumerate(COUNTS.items(), row):
        sheet.write_blank(line, 0, None, styles["label.bold"])
        sheet.write_string(line, 1, canvas.both(f"row.{key}"), styles["label.bold"])
        sheet.set_row(line, height(canvas.both(f"row.{key}"), LEADING[1], 9) + 2)
        words = [canvas.both(f"progress.{each}") for each in group]
        for column, step in enumerate(listed, len(LEADING)):
            terms = (
                f'COUNTIFS({ids},"{step.milestone.id}",{units},"<>{level}",{states},"{word}")'
                for word in words
            )
            count = sum(
                each.row == step.milestone.id
                and each.state in words
                and each.unit != canvas.region.campaign.oblast_level
                for each in entries
            )
            sheet.write_formula(line, column, f"={'+'.join(terms)}", styles["small.total"], count)
