"""Write what of the plan is overdue or near, and what the oblast level itself has done."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language import typography
from pipeline.measures import (
    Gathered,
    near_of,
    not_begun_of,
    overdue_of,
    own_standings_of,
    silent_of,
)
from pipeline.model import Column, Language
from pipeline.render.workbook.canvas import Page, height, safe
from pipeline.render.workbook.grid import HEAD_ROWS
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Step
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Deadline, Indicator, PlanMeasure, Unit

WIDTHS = (22.0, 200.0, 104.0, 64.0, 230.0, 290.0)
HEADS = ("number", "measure", "deadline", "days-to", "responsible", "units-or-state")
LISTS = (("overdue", overdue_of), ("not-begun", not_begun_of), ("silent", silent_of))


class Row(NamedTuple):
    """One row of a list: what, by when, how many days, who answers, and which units."""

    number: int
    label: str
    deadline: str
    days: int | None
    bodies: str
    text: str


def label_of(measure: PlanMeasure, step: Step | None) -> str:
    """Name a measure, or the part of it that a milestone tells."""
    label = step.milestone.label if step is not None and step.is_part else measure.short
    return f"{label.kk}\n{label.ru}"


def deadline_of(deadline: Deadline | None) -> str:
    """Give a deadline as the plan words it."""
    return f"{deadline.text.kk}\n{deadline.text.ru}" if deadline else ""


def bodies_of(canvas: Canvas, measure: PlanMeasure) -> str:
    """List who answers for a measure, each language on lines of its own."""
    plan = canvas.region.campaign.plan
    names = {body.code: body.name for body in plan.bodies}
    return "\n".join(
        ", ".join(
            f"{names[each.body][language]} ({plan.by_agreement[language]})"
            if each.by_agreement
            else names[each.body][language]
            for each in measure.responsible
        )
        for language in Language
    )


def write_deadlines(canvas: Canvas) -> None:
    """Write the lists one below the other; an empty one says so."""
    styles, row = canvas.styles, HEAD_ROWS + 1
    page = Page(canvas.names["deadlines"], canvas.both("title.deadlines"), WIDTHS,
                ("legend.deadlines",), (row, 0), repeated=row)  # fmt: skip
    sheet = canvas.open(page)
    for column, key in enumerate(HEADS):
        sheet.write_string(HEAD_ROWS, column, canvas.stacked(f"head.{key}"), styles["head.small"])
    sheet.set_row(HEAD_ROWS, 50)
    for key, rows in _lists(canvas):
        sheet.write_string(row, 0, canvas.both(f"section.{key}"), styles["subtitle"])
        sheet.set_row(row, 20)
        row += 1
        if not rows:
            sheet.write_string(row, 1, canvas.both("plan.none"), styles["note.plain"])
            row += 1
        for each in rows:
            _write_row(canvas, sheet, row, each)
            row += 1


def _lists(canvas: Canvas) -> Iterator[tuple[str, list[Row]]]:
    """Yield the lists by their headings; only what is overdue and near is told when empty."""
    region = canvas.region
    near = [
        Row(each.measure.number,
            each.milestone.label.both.replace(" / ", "\n") if each.milestone
            else label_of(each.measure, None),
            _dated(canvas, deadline_of(each.deadline), typography.short_date(each.day)),
            each.days, bodies_of(canvas, each.measure), _units(canvas, each.units))
        for each in near_of(region)
    ]  # fmt: skip
    for key, find in LISTS:
        rows = [_gathered(canvas, each) for each in find(region)]
        if rows or key == "overdue":
            yield key, rows
        if key == "overdue":
            yield "near", near
    yield "own-level", list(_own(canvas))


def _dated(canvas: Canvas, deadline: str, day: str) -> str:
    return f"{deadline}\n{canvas.both('plan.day')}: {day}"


def _gathered(canvas: Canvas, each: Gathered) -> Row:
    step = each.step
    return Row(step.measure.number, step.milestone.label.both.replace(" / ", "\n"),
               deadline_of(step.deadline), -each.days, bodies_of(canvas, step.measure),
               _units(canvas, each.units))  # fmt: skip


def _units(canvas: Canvas, units: Sequence[Unit]) -> str:
    """Name the units in both languages; all of them are called so."""
    if len(units) == len(canvas.region.submissions):
        return f"{len(units)}: {canvas.both('plan.everybody')}"
    kk, ru = ", ".join(unit.kk for unit in units), ", ".join(unit.ru.nom for unit in units)
    return f"{len(units)}: {kk}\n{ru}"


def _own(canvas: Canvas) -> Iterator[Row]:
    """Tell what the oblast level's own form says: its milestones, then its figures."""
    region = canvas.region
    for each in own_standings_of(region):
        texts = [canvas.both(f"progress.{each.progress}")]
        if each.done_on:
            texts.append(f"{canvas.both('head.done-on')}: {typography.short_date(each.done_on)}")
        if each.document:
            texts.append(f"{canvas.both('head.document')}: {each.document}")
        if each.told_on:
            day = typography.short_date(each.told_on)
            texts.append(f"{canvas.both('head.told-on')}: {day}")
        days = -each.days_late if each.days_late else each.days_left
        step = each.step
        yield Row(step.measure.number, step.milestone.label.both.replace(" / ", "\n"),
                  deadline_of(step.deadline), days,
                  bodies_of(canvas, step.measure), "\n".join(texts))  # fmt: skip
    level = region.campaign.oblast_level
    for row in region.campaign.issued(level, region.week):
        if row.kind not in {Kind.MILESTONE, Kind.TEXT}:
            number = row.measures[0] if row.measures else 0
            yield Row(number, row.label.both.replace(" / ", "\n"), row.unit.both, None,
                      row.id, _figure(canvas, row))  # fmt: skip


def _figure(canvas: Canvas, indicator: Indicator) -> str:
    """Give the oblast level's last figure of a row, and which report told it."""
    region = canvas.region
    level = region.campaign.oblast_level.code
    history = region.history
    chosen = history[(history[Column.UNIT] == level)
                     & (history[Column.INDICATOR] == indicator.id)
                     & history[Column.TOTAL_VALUE].notna()]  # fmt: skip
    if chosen.empty:
        return canvas.both("progress.unknown")
    weeks, values, totals = (
        chosen[column].tolist() for column in (Column.WEEK, Column.WEEK_VALUE, Column.TOTAL_VALUE)
    )
    last = max(range(len(weeks)), key=lambda place: weeks[place])
    if indicator.kind is Kind.FLAG:
        form = region.campaign.form
        texts = [(form.yes if totals[last] else form.no).both]
    else:
        texts = [f"{canvas.both('head.total')}: {_plain(totals[last])}"]
        if math.isfinite(values[last]):
            texts.append(f"{canvas.both('head.week')}: {_plain(values[last])}")
    if weeks[last] != region.week.isoformat():
        year, month, day = weeks[last].split("-")
        texts.append(f"{canvas.both('head.told-on')}: {day}.{month}.{year}")
    return "; ".join(texts)


def _plain(value: float) -> str:
    return typography.figure(value)


def _write_row(canvas: Canvas, sheet: Worksheet, row: int, each: Row) -> None:
    styles, text = canvas.styles, safe(each.text)
    sheet.write_number(row, 0, each.number, styles["centre.small"])
    sheet.write_string(row, 1, each.label, styles["label.small"])
    sheet.write_string(row, 2, each.deadline, styles["centre.small"])
    if isinstance(each.days, int):
        sheet.write_number(row, 3, each.days, styles["days"])
    else:
        sheet.write_blank(row, 3, None, styles["closed"])
    sheet.write_string(row, 4, each.bodies, styles["label.small"])
    sheet.write_string(row, 5, text, styles["label.small"])
    texts = ((1, each.label), (2, each.deadline), (4, each.bodies), (5, text))
    sheet.set_row(row, 2 + max(height(text, WIDTHS[column], 8) for column, text in texts))
