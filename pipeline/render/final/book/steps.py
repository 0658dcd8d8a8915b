"""Write every measure of every unit in one long table to filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.measures import figure_of, is_weekly, own_standings_of
from pipeline.render.final.execution import name_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS
from pipeline.render.workbook.record import count_cell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.final.book.volume import Volume
    from pipeline.schema import Unit

COLUMNS = (
    ("number", 24.0), ("measure", 230.0), ("row", 34.0), ("unit", 130.0), ("state", 200.0),
    ("due-on", 54.0), ("done-on", 54.0), ("days-late", 50.0), ("figure", 56.0),
    ("document", 130.0), ("told-on", 56.0),
)  # fmt: skip
FIRST_ROW = HEAD_ROWS + 1
ROW_COLUMN, UNIT_COLUMN, STATE_COLUMN = 2, 3, 4


class Entry(NamedTuple):
    """One row of the table; what does not apply stays empty."""

    number: int
    name: str
    row: str
    unit: Unit
    state: str
    due: date | None = None
    done: date | None = None
    late: int | None = None
    figure: tuple[str, float] | None = None  # a formula, and its value
    document: str = ""
    told: date | None = None


def write_steps(volume: Volume) -> None:
    """Write every measure of every unit, the oblast level's own among them."""
    canvas = volume.canvas
    widths = tuple(width for _, width in COLUMNS)
    page = Page(canvas.names["steps"], canvas.both("title.steps"), widths, ("legend.steps",),
                (FIRST_ROW, 0), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    volume.heads(sheet, HEAD_ROWS, [canvas.stacked(f"head.{key}") for key, _ in COLUMNS], 44)
    entries = entries_of(volume)
    for row, entry in enumerate(entries, FIRST_ROW):
        _write_entry(volume, sheet, row, entry)
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + max(1, len(entries)), len(COLUMNS) - 1)


def entries_of(volume: Volume) -> tuple[Entry, ...]:
    """List every measure and unit: milestones, else leading figures, else the record of reports."""
    return tuple(_entries(volume))


def _entries(volume: Volume) -> Iterator[Entry]:
    region = volume.canvas.region
    standings = (*volume.standings, *own_standings_of(region))
    for measure in region.campaign.plan.measures:
        steps = [step for step in volume.steps if step.measure.number == measure.number]
        for step in steps:
            name = name_of(measure, step).both
            for each in standings:
                if each.step.milestone.id == step.milestone.id:
                    yield Entry(
                        number=measure.number,
                        name=name,
                        row=step.milestone.id,
                        unit=each.unit,
                        state=volume.canvas.both(f"progress.{each.progress}"),
                        due=step.due or step.begins,
                        done=each.done_on,
                        late=each.days_late or None,
                        document=each.document,
                        told=each.told_on,
                    )
        if not steps and is_weekly(measure):
            yield from _reports(volume, measure.number, measure.short.both)
        elif not steps and (row := figure_of(region, measure)) is not None:
            for unit in volume.units:
                known = volume.known(unit, row.id, region.week)
                yield Entry(
                    number=measure.number,
                    name=measure.short.both,
                    row=row.id,
                    unit=unit,
                    state=f"{row.label.both} ({row.unit.both})",
                    figure=known[:2] if known else None,
                    told=known[2] if known else None,
                )


def _reports(volume: Volume, number: int, name: str) -> Iterator[Entry]:
    """Tell of the weekly report by the record of all dates."""
    for each in volume.reports.kept:
        cell = count_cell(volume.canvas, volume.place(each.unit), "accepted")
        yield Entry(
            number=number,
            name=name,
            row="",
            unit=each.unit,
            state=volume.canvas.both("head.accepted-of"),
            figure=(cell, each.accepted),
            told=volume.closing.told.get(each.unit.code),
        )


def _write_entry(volume: Volume, sheet: Worksheet, row: int, entry: Entry) -> None:
    styles = volume.canvas.styles
    texts = {1: entry.name, ROW_COLUMN: entry.row, UNIT_COLUMN: short_name(entry.unit),
             STATE_COLUMN: entry.state, 9: entry.document}  # fmt: skip
    sheet.write_number(row, 0, entry.number, styles["centre.small"])
    for column, text in texts.items():
        style = "centre.tiny" if column == ROW_COLUMN else "label.small"
        sheet.write_string(row, column, safe(text), styles[style])
    for column, day in ((5, entry.due), (6, entry.done), (10, entry.told)):
        if day is None:
            sheet.write_blank(row, column, None, styles["blank"])
        else:
            sheet.write_datetime(row, column, day, styles["day.full"])
    if entry.late is None:
        sheet.write_blank(row, 7, None, styles["blank"])
    else:
        sheet.write_number(row, 7, entry.late, styles["small.count"])
    if entry.figure is None:
        sheet.write_blank(row, 8, None, styles["blank"])
    else:
        sheet.write_formula(row, 8, f"={entry.figure[0]}", styles["small.count"], entry.figure[1])
    sheet.set_row(row, max(13, *(height(text, COLUMNS[column][1], 8)
                                 for column, text in texts.items())))  # fmt: skip
