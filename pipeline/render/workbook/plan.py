"""Write the plan sheet: every measure by district, done, open or overdue."""

from __future__ import annotations

import math
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Column, Status
from pipeline.render.workbook.canvas import Page, height, short_name
from pipeline.render.workbook.districts import rows_of, sign_of
from pipeline.render.workbook.grid import HEAD_ROWS, address
from pipeline.schema import DeadlineKind, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Deadline, Indicator, PlanMeasure

TEXT_WIDTH, DEADLINE_WIDTH = 206.0, 104.0
LEADING = (20.0, TEXT_WIDTH, DEADLINE_WIDTH, 32.0)
UNIT_WIDTH, COUNT_WIDTH = 27.5, 53.0
LEGEND = (
    "legend.done",
    "legend.done-late",
    "legend.done-undated",
    "legend.open",
    "legend.overdue",
    "legend.unclear",
    "legend.no-state",
    "legend.plan-figures",
)
STATUS_SIGNS = {
    Status.ON_TIME: ("mark.done", "open"),
    Status.LATE: ("mark.late", "done.late"),
    Status.RETURNED: ("mark.returned", "returned"),
    Status.MISSING: ("mark.missing", "missing"),
}


class Line(NamedTuple):
    """One row of the sheet: a milestone, a leading figure, or the weekly report itself."""

    measure: PlanMeasure
    deadline: Deadline | None
    indicator: Indicator | None
    label: str


class State(NamedTuple):
    """A milestone of one unit, as last reported."""

    value: float
    day: str


def write_plan(canvas: Canvas) -> None:
    """Write the plan's measures, in its order."""
    units = canvas.grid.units
    widths = (*LEADING, *(UNIT_WIDTH for _ in range(len(units) + 1)), COUNT_WIDTH, COUNT_WIDTH)
    frozen = (HEAD_ROWS + 1, len(LEADING))
    title = canvas.both("title.plan")
    page = Page(canvas.names["plan"], title, widths, LEGEND, frozen, repeated=HEAD_ROWS + 1)
    sheet = canvas.open(page)
    _write_head(canvas, sheet)
    states = _states(canvas)
    row = HEAD_ROWS + 1
    for number, lines in groupby(_lines(canvas), key=lambda line: line.measure.number):
        own = list(lines)
        if len(own) > 1:
            last = row + len(own) - 1
            sheet.merge_range(row, 0, last, 0, number, canvas.styles["centre.small"])
        else:
            sheet.write_number(row, 0, number, canvas.styles["centre.small"])
        for line in own:
            _write_line(canvas, sheet, row, line, states)
            row += 1


def overdue_in(canvas: Canvas) -> int:
    """Count the milestones that are overdue, over all districts."""
    states = _states(canvas)
    return sum(
        _state_of(states.get((unit.code, line.indicator.id)), due(line.deadline),
                  canvas.region.week)[0] == "overdue"
        for line in _lines(canvas)
        if line.indicator is not None and line.indicator.kind is Kind.MILESTONE
        for unit in canvas.grid.units
    )  # fmt: skip


def due(deadline: Deadline | None) -> date | None:
    """The day after which a milestone is overdue; None where the plan sets none."""
    return None if deadline is None else deadline.closes


def _lines(canvas: Canvas) -> Iterator[Line]:
    """Yield the rows of the sheet: a measure may have several, and always has one."""
    campaign = canvas.region.campaign
    week = canvas.region.week
    issued = {row.id for unit in canvas.grid.units for row in campaign.issued(unit, week)}
    for measure in campaign.plan.measures:
        rows = [row for row in campaign.rows if measure.number in row.measures and row.id in issued]
        milestones = [row for row in rows if row.kind is Kind.MILESTONE]
        deadlines = {deadline.milestone: deadline for deadline in measure.deadlines}
        first = measure.deadlines[0] if measure.deadlines else None
        figures = [row for row in rows if row.kind is Kind.CUM and row.quantity is Quantity.COUNT]
        for milestone in milestones:
            label = measure.short if len(milestones) == 1 else milestone.label
            deadline = deadlines.get(milestone.id, first)
            yield Line(measure, deadline, milestone, f"{label.kk}\n{label.ru}")
        if not milestones:
            label = measure.short
            weekly = first is not None and first.kind is DeadlineKind.WEEKLY
            figure = None if weekly or not figures else figures[0]
            text = f"{label.kk}\n{label.ru}"
            if figure:
                text = f"{text}\n{figure.label.both} ({figure.unit.both})"
            yield Line(measure, first, figure, text)


def _states(canvas: Canvas) -> dict[tuple[str, str], State]:
    """Index the milestones as last reported, by unit and indicator."""
    columns = (Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE, Column.DATE)
    rows = zip(*(canvas.region.milestones[column].tolist() for column in columns), strict=True)
    return {(row[0], row[1]): State(row[2], row[3]) for row in rows}


def _write_head(canvas: Canvas, sheet: Worksheet) -> None:
    """Write the heads; the units' names stand upright to save width."""
    styles, line = canvas.styles, HEAD_ROWS
    for column, key in enumerate(("head.number", "head.measure", "head.deadline", "head.row")):
        sheet.write_string(line, column, canvas.stacked(key), styles["head"])
    for index, unit in enumerate(canvas.grid.units):
        name = short_name(unit).replace(" / ", "\n")
        sheet.write_string(line, len(LEADING) + index, name, styles["head.turned"])
    column = len(LEADING) + len(canvas.grid.units)
    sheet.write_string(line, column, canvas.stacked("head.own"), styles["head.turned"])
    for offset, key in ((1, "head.done"), (2, "head.overdue")):
        sheet.write_string(line, column + offset, canvas.stacked(key), styles["head.small"])
    sheet.set_row(line, 104)


def _write_line(
    canvas: Canvas, sheet: Worksheet, row: int, line: Line, states: dict[tuple[str, str], State]
) -> None:
    """Write one row: its text, its deadline, every unit's cell and how many have done it."""
    styles = canvas.styles
    deadline = f"{line.deadline.text.kk}\n{line.deadline.text.ru}" if line.deadline else ""
    sheet.write_string(row, 1, line.label, styles["label.small"])
    sheet.write_string(row, 2, deadline, styles["centre.small"])
    sheet.write_string(row, 3, line.indicator.id if line.indicator else "", styles["centre.small"])
    needed = max(height(line.label, TEXT_WIDTH, 8), height(deadline, DEADLINE_WIDTH, 8))
    sheet.set_row(row, needed + 2)
    if line.indicator is None:
        _write_weekly(canvas, sheet, row, line)
    elif line.indicator.kind is Kind.MILESTONE:
        _write_milestone(canvas, sheet, row, line, states)
    else:
        _write_figures(canvas, sheet, row, line.indicator)


def _write_milestone(
    canvas: Canvas, sheet: Worksheet, row: int, line: Line, states: dict[tuple[str, str], State]
) -> None:
    """Write a milestone's state by unit, and count those done and those overdue."""
    styles, region = canvas.styles, canvas.region
    milestone = line.indicator.id if line.indicator else ""
    level = region.campaign.oblast_level
    own = milestone in {each.id for each in region.campaign.issued(level, region.week)}
    done = overdue = 0
    for index, unit in enumerate((*canvas.grid.units, level)):
        column = len(LEADING) + index
        if unit is level and not own:
            sheet.write_blank(row, column, None, styles["closed"])
            continue
        state = states.get((unit.code, milestone))
        key, day = _state_of(state, due(line.deadline), region.week)
        style = styles[{"done-undated": "open", "unclear": "open"}.get(key, key)]
        if day is not None:
            sheet.write_datetime(row, column, day, style)
        else:
            sheet.write_string(row, column, canvas.wording[f"mark.{key}"].kk, style)
        if unit is not level:
            done += key.startswith("done")
            overdue += key == "overdue"
    cells = _cells(canvas, row)
    undated, late = (canvas.wording[f"mark.{key}"].kk for key in ("done-undated", "overdue"))
    counts = (
        (f"=COUNT({cells})+{_count(cells, undated)}", done),
        (f"={_count(cells, late)}", overdue),
    )
    _write_counts(canvas, sheet, row, counts)


def _state_of(state: State | None, deadline: date | None, week: date) -> tuple[str, date | None]:
    """Name the state of a milestone, with its date where it is done on a known day."""
    if state is None:
        return "missing", None
    if math.isnan(state.value):
        return "unclear", None
    if state.value > 0:
        try:
            day = date.fromisoformat(state.day)
        except ValueError:
            return "done-undated", None
        return ("done.late" if deadline and day > deadline else "done"), day
    return ("overdue" if deadline and week > deadline else "open"), None


def _write_weekly(canvas: Canvas, sheet: Worksheet, row: int, line: Line) -> None:
    """Write how each unit's weekly report came, where the measure is that report."""
    styles = canvas.styles
    weekly = line.deadline is not None and line.deadline.kind is DeadlineKind.WEEKLY
    region = canvas.region
    submissions: tuple[Submission | None, ...] = (*region.submissions, region.oblast_submission)
    for index, submission in enumerate(submissions):
        column = len(LEADING) + index
        if submission is None or not weekly:
            sheet.write_blank(row, column, None, styles["closed"])
            continue
        key, style = STATUS_SIGNS[submission.status]
        sheet.write_string(row, column, canvas.wording[key].kk, styles[style])
    cells = _cells(canvas, row)
    counts = [
        (
            "=" + "+".join(_count(cells, canvas.wording[STATUS_SIGNS[key][0]].kk) for key in keys),
            sum(each.status in keys for each in region.submissions) if weekly else 0,
        )
        for keys in ((Status.ON_TIME, Status.LATE), (Status.RETURNED, Status.MISSING))
    ]
    _write_counts(canvas, sheet, row, counts if weekly else ())


def _write_figures(canvas: Canvas, sheet: Worksheet, row: int, indicator: Indicator) -> None:
    """Write the leading figure of a measure that has no milestone."""
    styles, grid = canvas.styles, canvas.grid
    place = grid.places[indicator.id]
    for each in rows_of(canvas):
        column = len(LEADING) + each.position
        if each.silent:
            sheet.write_string(row, column, sign_of(canvas, each), styles[each.silent])
            continue
        source = place.unit_cell(each.position)
        value = grid.value(each.submission.unit.code, indicator.id)
        formula = f'=IF(ISNUMBER({source}),{source},"")'
        cached = "" if value is None else value
        sheet.write_formula(row, column, formula, styles["small.count"], cached)
    column = len(LEADING) + len(grid.units)
    sheet.write_blank(row, column, None, styles["closed"])
    source, total = place.total_cell(), grid.total(indicator)
    sheet.write_formula(row, column + 1, f"={source}", styles["small.count"], total)
    sheet.write_blank(row, column + 2, None, styles["closed"])


def _write_counts(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    counts: tuple[tuple[str, int], ...] | list[tuple[str, int]],
) -> None:
    """Write how many of all units have done it, and how many are overdue."""
    column = len(LEADING) + len(canvas.grid.units) + 1
    for offset in range(2):
        if offset < len(counts):
            formula, value = counts[offset]
            sheet.write_formula(row, column + offset, formula, canvas.styles["of-all"], value)
        else:
            sheet.write_blank(row, column + offset, None, canvas.styles["closed"])


def _cells(canvas: Canvas, row: int) -> str:
    first = len(LEADING)
    return f"{address(row, first)}:{address(row, first + len(canvas.grid.units) - 1)}"


def _count(cells: str, sign: str) -> str:
    """Count the cells that hold a sign, without the wildcards of COUNTIF."""
    return f'SUMPRODUCT(--({cells}="{sign}"))'
