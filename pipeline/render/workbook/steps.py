"""Write the plan once more as one long table to filter: a row per measure and unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.measures import own_standings_of, standings_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.deadlines import label_of
from pipeline.render.workbook.districts import rows_of
from pipeline.render.workbook.grid import HEAD_ROWS
from pipeline.render.workbook.plan import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Standing
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.plan_figures import Line
    from pipeline.schema import Unit

COLUMNS = (
    ("number", 24.0), ("measure", 300.0), ("row", 34.0), ("unit", 124.0), ("state", 230.0),
    ("due-on", 52.0), ("done-on", 52.0), ("days-late", 50.0), ("days-left", 50.0),
    ("figure", 52.0), ("document", 90.0), ("told-on", 56.0),
)  # fmt: skip
FIRST_ROW = HEAD_ROWS + 1


class Entry(NamedTuple):
    """One row of the table; what does not apply stays empty."""

    line: Line
    unit: Unit
    state: str
    due: date | None = None
    done: date | None = None
    late: int | None = None
    left: int | None = None
    figure: tuple[str, float | str] | None = None  # a formula ("" for none), and its value
    document: str = ""
    told: date | None = None


def write_steps(canvas: Canvas) -> None:
    """Write every measure of every unit, the oblast level's own among them."""
    widths = tuple(width for _, width in COLUMNS)
    page = Page(canvas.names["steps"], canvas.both("title.steps"), widths, ("legend.steps",),
                (FIRST_ROW, 0), repeated=FIRST_ROW, is_long=True)  # fmt: skip
    sheet = canvas.open(page)
    for column, (key, _) in enumerate(COLUMNS):
        sheet.write_string(HEAD_ROWS, column, canvas.stacked(f"head.{key}"),
                           canvas.styles["head.small"])  # fmt: skip
    sheet.set_row(HEAD_ROWS, 44)
    row = FIRST_ROW
    for entry in _entries(canvas):
        _write_entry(canvas, sheet, row, entry)
        row += 1
    sheet.autofilter(HEAD_ROWS, 0, row - 1, len(COLUMNS) - 1)


def _entries(canvas: Canvas) -> Iterator[Entry]:
    region = canvas.region
    standings: dict[str, list[Standing]] = {}
    for each in (*standings_of(region), *own_standings_of(region)):
        standings.setdefault(each.step.milestone.id, []).append(each)
    logged: set[int] = set()
    for line in lines_of(canvas):
        if line.step is not None:
            for each in standings[line.step.milestone.id]:
                yield _milestone(canvas, line, each)
        elif line.figure is not None:
            yield from _figures(canvas, line)
        elif line.log is not None and line.measure.number not in logged:
            logged.add(line.measure.number)
            yield from _reports(canvas, line)


def _milestone(canvas: Canvas, line: Line, each: Standing) -> Entry:
    return Entry(
        line=line,
        unit=each.unit,
        state=canvas.both(f"progress.{each.progress}"),
        due=each.step.due,
        done=each.done_on,
        late=each.days_late or None,
        left=each.days_left,
        document=each.document,
        told=each.told_on,
    )


def _figures(canvas: Canvas, line: Line) -> Iterator[Entry]:
    """Tell a measure by its leading figure, where the unit reported."""
    grid, figure = canvas.grid, line.figure
    if figure is None:
        return
    place, campaign = grid.places.get(figure.id), canvas.region.campaign
    level = campaign.oblast_level
    if figure in campaign.issued(level, canvas.region.week):
        value, source = grid.value(level.code, figure.id), grid.own_cell(figure.id)
        formula = f'=IF(ISNUMBER({source}),{source},"")' if source else ""
        yield Entry(
            line=line,
            unit=level,
            state=f"{figure.label.both} ({figure.unit.both})",
            figure=None if value is None else (formula, value),
            told=canvas.region.week if level.code in grid.received else None,
        )
    if place is None:
        return
    for row in rows_of(canvas):
        unit = row.submission.unit
        value = grid.value(unit.code, figure.id)
        source = place.unit_cell(row.position)
        formula = f'=IF(ISNUMBER({source}),{source},"")'
        yield Entry(
            line=line,
            unit=unit,
            state=canvas.both(f"status.{row.submission.status}") if row.silent
            else f"{figure.label.both} ({figure.unit.both})",
            figure=None if row.silent else (formula, "" if value is None else value),
            told=None if row.silent else canvas.region.week,
        )  # fmt: skip


def _reports(canvas: Canvas, line: Line) -> Iterator[Entry]:
    """Tell of the weekly report itself by the log of receipts."""
    region = canvas.region
    own = () if region.oblast_submission is None else (region.oblast_submission,)
    for each in (*region.submissions, *own):
        received = each.received_at
        yield Entry(
            line=line,
            unit=each.unit,
            state=canvas.both(f"status.{each.status}"),
            due=region.week,
            done=received.astimezone(region.campaign.zone).date() if received else None,
            late=each.days_late or None,
        )


def _write_entry(canvas: Canvas, sheet: Worksheet, row: int, entry: Entry) -> None:
    styles, line = canvas.styles, entry.line
    label = label_of(line.measure, line.step).replace("\n", " / ")
    name = line.step.milestone.id if line.step else line.figure.id if line.figure else ""
    texts = {1: (label, "label.small"), 2: (name, "centre.tiny"),
             3: (short_name(entry.unit), "label.small"), 4: (entry.state, "label.small"),
             10: (entry.document, "label.small")}  # fmt: skip
    sheet.write_number(row, 0, line.measure.number, styles["centre.small"])
    for column, (text, style) in texts.items():
        sheet.write_string(row, column, safe(text), styles[style])
    if name and (source := canvas.origins.in_data(entry.unit.code, [name])):
        sheet.write_string(row, 2, name, styles["link.cell"])
        sheet.link((row, 2), source)
    for column, day in ((5, entry.due), (6, entry.done), (11, entry.told)):
        if day is None:
            sheet.write_blank(row, column, None, styles["blank"])
        else:
            sheet.write_datetime(row, column, day, styles["day.full"])
    for column, days in ((7, entry.late), (8, entry.left)):
        if days is None:
            sheet.write_blank(row, column, None, styles["blank"])
        else:
            sheet.write_number(row, column, days, styles["small.count"])
    if entry.figure is None:
        sheet.write_blank(row, 9, None, styles["blank"])
    elif entry.figure[0]:
        sheet.write_formula(row, 9, entry.figure[0], styles["small.count"], entry.figure[1])
    else:
        sheet.write(row, 9, entry.figure[1], styles["small.count"])
    sheet.set_row(row, max(13, *(height(text, COLUMNS[column][1], 8)
                                 for column, (text, _) in texts.items())))  # fmt: skip
