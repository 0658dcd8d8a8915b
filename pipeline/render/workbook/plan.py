"""Write the plan sheet: every measure by district, done, open or overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.measures import (
    DONE,
    NOT_TOLD,
    Progress,
    figure_of,
    is_weekly,
    own_standings_of,
    standings_of,
    steps_of,
)
from pipeline.render.workbook.canvas import Page, height, short_name
from pipeline.render.workbook.deadlines import bodies_of, deadline_of, label_of
from pipeline.render.workbook.grid import HEAD_ROWS, address, fixed
from pipeline.render.workbook.notes import write_note
from pipeline.render.workbook.plan_cells import remark_on, style_for, text_of
from pipeline.render.workbook.plan_figures import (
    COUNTS,
    LEADING,
    Cells,
    Line,
    write_figures,
    write_log,
)
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Step
    from pipeline.render.workbook.canvas import Canvas

MEASURE, DEADLINE, DAYS, ROW = range(1, 5)
UNIT_WIDTH, COUNT_WIDTH, BODIES_WIDTH = 25.5, 28.0, 560.0
AS_OF_ROW, HEAD_ROW, FIRST_ROW = HEAD_ROWS, HEAD_ROWS + 1, HEAD_ROWS + 2
LOG = (("on-time", ("on-time",)), ("were-late", ("were-late",)),
       ("not-in", ("returned", "missing")))  # fmt: skip
LEGEND = (
    "legend.done",
    "legend.done-late",
    "legend.done-undated",
    "legend.open",
    "legend.overdue",
    "legend.not-begun",
    "legend.unclear",
    "legend.no-state",
    "legend.stale",
    "legend.plan-figures",
)


def write_plan(canvas: Canvas) -> None:
    """Write the plan's measures in its order."""
    cells = _cells(canvas)
    widths = (*LEADING, *(UNIT_WIDTH for _ in range(len(cells.units) + 1)),
              *(COUNT_WIDTH for _ in COUNTS), BODIES_WIDTH)  # fmt: skip
    page = Page(canvas.names["plan"], canvas.both("title.plan"), widths, LEGEND,
                (FIRST_ROW, 2), repeated=FIRST_ROW, unprinted=1)  # fmt: skip
    sheet = canvas.open(page)
    lines = list(lines_of(canvas))
    last = FIRST_ROW + len(lines) - 1
    _write_heads(canvas, sheet, cells)
    for row, line in enumerate(lines, FIRST_ROW):
        _write_leading(canvas, sheet, row, line, cells.bodies)
        if line.step is not None:
            _write_milestone(canvas, sheet, row, line.step, cells)
        elif line.figure is not None:
            write_figures(canvas, sheet, row, line.figure, cells)
        else:
            write_log(canvas, sheet, row, line, cells)
    sheet.autofilter(HEAD_ROW, 0, last, cells.bodies)
    sheet.print_area(0, 0, last, cells.bodies - 1)


def lines_of(canvas: Canvas) -> Iterator[Line]:
    """Yield the rows of the sheet: a measure may have several, and always has one.

    Of a measure with milestones, the figures that the oblast level's own form asks for follow them.
    """
    region = canvas.region
    steps: dict[int, list[Step]] = {}
    for step in steps_of(region):
        steps.setdefault(step.measure.number, []).append(step)
    for measure in region.campaign.plan.measures:
        if own := steps.get(measure.number):
            yield from (Line(measure, step) for step in own)
            yield from (
                Line(measure, figure=row)
                for row in region.campaign.issued(region.campaign.oblast_level, region.week)
                if row.kind not in {Kind.MILESTONE, Kind.TEXT} and measure.number in row.measures
            )
        elif is_weekly(measure):
            yield from (Line(measure, log=log) for log in LOG)
        else:
            yield Line(measure, figure=figure_of(region, measure))


def _cells(canvas: Canvas) -> Cells:
    every = (*standings_of(canvas.region), *own_standings_of(canvas.region))
    return Cells(
        tuple(canvas.grid.units),
        {(each.step.milestone.id, each.unit.code): each for each in every},
    )


def _write_heads(canvas: Canvas, sheet: Worksheet, cells: Cells) -> None:
    """Write which report tells of each unit, then the heads; units' names stand upright."""
    styles, region = canvas.styles, canvas.region
    sheet.write_string(AS_OF_ROW, MEASURE, canvas.stacked("head.told-by"), styles["centre.tiny"])
    sheet.write_string(AS_OF_ROW, DEADLINE, canvas.stacked("head.week-of"), styles["centre.tiny"])
    sheet.write_datetime(AS_OF_ROW, DAYS, region.week, styles["day"])
    told: dict[str, date] = {}
    for (_, code), each in cells.states.items():
        if each.told_on:
            told[code] = max(each.told_on, told.get(code, each.told_on))
    columns = (*cells.units, region.campaign.oblast_level)
    for column, unit in enumerate(columns, len(LEADING)):
        day = told.get(unit.code)
        if day is None:
            sheet.write_string(AS_OF_ROW, column, canvas.wording["mark.unknown"].kk, styles["open"])
        else:
            style = styles["day" if day == region.week else "day.stale"]
            sheet.write_datetime(AS_OF_ROW, column, day, style)
    sheet.set_row(AS_OF_ROW, 22)
    keys = {0: "number", MEASURE: "measure", DEADLINE: "deadline", DAYS: "days-to", ROW: "row",
            cells.bodies: "responsible"}  # fmt: skip
    for column, key in keys.items():
        style = "head.turned" if column in {DAYS, ROW} else "head"
        sheet.write_string(HEAD_ROW, column, canvas.stacked(f"head.{key}"), styles[style])
    for column, unit in enumerate(cells.units, len(LEADING)):
        name = short_name(unit).replace(" / ", "\n")
        sheet.write_string(HEAD_ROW, column, name, styles["head.turned"])
    sheet.write_string(HEAD_ROW, cells.own, canvas.stacked("head.own"), styles["head.turned"])
    for column, key in enumerate(COUNTS, cells.own + 1):
        text = canvas.stacked(f"head.{key}")
        sheet.write_string(HEAD_ROW, column, text, styles["head.turned"])
    sheet.set_row(HEAD_ROW, 112)


def _write_leading(canvas: Canvas, sheet: Worksheet, row: int, line: Line, last: int) -> None:
    """Write what the plan says: the measure, its deadline, and in the last column who answers."""
    styles, region = canvas.styles, canvas.region
    label = label_of(line.measure, line.step)
    name = ""
    if line.log is not None:
        label = f"{label}\n{canvas.both(f'head.{line.log[0]}')}"
    elif line.figure is not None:
        label = f"{label}\n{line.figure.label.both} ({line.figure.unit.both})"
        name = line.figure.id
    elif line.step is not None:
        name = line.step.milestone.id
    first = line.measure.deadlines[0] if line.measure.deadlines else None
    deadline = line.step.deadline if line.step else first
    due, bodies = deadline_of(deadline), bodies_of(canvas, line.measure)
    sheet.write_number(row, 0, line.measure.number, styles["centre.small"])
    sheet.write_string(row, MEASURE, label, styles["label.small"])
    sheet.write_string(row, DEADLINE, due, styles["centre.tiny"])
    sheet.write_string(row, last, bodies, styles["label.small"])
    place = canvas.grid.places.get(name)
    sheet.write_string(row, ROW, name, styles["link.cell" if place else "centre.tiny"])
    sheet.link((row, ROW), place.head_cell if place else "")
    if deadline is not None and deadline.closes is not None and line.log is None:
        day = deadline.closes
        formula = f"=DATE({day.year},{day.month},{day.day})-{fixed(AS_OF_ROW, DAYS)}"
        sheet.write_formula(row, DAYS, formula, styles["days"], (day - region.week).days)
    else:
        sheet.write_blank(row, DAYS, None, styles["closed"])
    sheet.set_row(row, 2 + max(
        height(label, LEADING[MEASURE], 8),
        height(due, LEADING[DEADLINE], 7.5),
        height(bodies, BODIES_WIDTH, 8),
    ))  # fmt: skip


def _write_milestone(canvas: Canvas, sheet: Worksheet, row: int, step: Step, cells: Cells) -> None:
    """Write a milestone's state by unit, and count those done, late, overdue and untold."""
    styles, region, wording = canvas.styles, canvas.region, canvas.wording
    level = region.campaign.oblast_level
    counted = dict.fromkeys(COUNTS, 0)
    for column, unit in enumerate((*cells.units, level), len(LEADING)):
        each = cells.states.get((step.milestone.id, unit.code))
        if each is None:
            sheet.write_blank(row, column, None, styles["closed"])
            continue
        style = styles[style_for(each, region.week)]
        if each.done_on is not None:
            sheet.write_datetime(row, column, each.done_on, style)
        else:
            sheet.write_string(row, column, text_of(canvas, each), style)
        sheet.link((row, column), canvas.origins.in_data(unit.code, [step.milestone.id]))
        remark = remark_on(canvas, each)
        if remark:
            write_note(sheet, (row, column), f"{short_name(unit)}, {step.milestone.id}\n{remark}")
        if unit is not level:
            counted["done"] += each.progress in DONE
            counted["late-of"] += each.progress is Progress.DONE_LATE
            counted["overdue"] += each.progress in {Progress.OVERDUE, Progress.NOT_BEGUN}
            counted["no-word"] += each.progress in NOT_TOLD
    span, days = cells.span(row), address(row, DAYS)
    as_of = fixed(AS_OF_ROW, DAYS)
    formulas = {
        "done": f"=COUNT({span})+{_begins(span, wording['mark.done-undated'].kk)}",
        "late-of": f"=SUMPRODUCT(ISNUMBER({span})*({span}>{as_of}+{days}))" if step.due else "=0",
        "overdue": "=" + "+".join(
            _begins(span, wording[f"mark.{key}"].kk) for key in ("overdue", "not-begun")
        ),
        "no-word": "=" + "+".join(
            _begins(span, wording[f"mark.{key}"].kk) for key in ("unknown", "unclear")
        ),
    }  # fmt: skip
    for column, key in enumerate(COUNTS, cells.own + 1):
        sheet.write_formula(row, column, formulas[key], styles["of-all"], counted[key])


def _begins(cells: str, sign: str) -> str:
    """Count the cells that begin with a sign, without the wildcards of COUNTIF."""
    return f'SUMPRODUCT(--(LEFT({cells})="{sign}"))'
