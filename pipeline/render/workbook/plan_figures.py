"""Write the plan's figures: what tells of a measure besides milestones, and the log of receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.punctuality import record_of, tally, units_of
from pipeline.render.workbook.districts import rows_of, sign_of
from pipeline.render.workbook.grid import address
from pipeline.render.workbook.record import count_cell
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.measures import Standing, Step
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Indicator, PlanMeasure, Unit

LEADING = (18.0, 146.0, 80.0, 25.0, 26.0)
COUNTS = ("done", "late-of", "overdue", "no-word")


class Line(NamedTuple):
    """One row of the sheet: a milestone, a leading figure, or a count of the weekly reports."""

    measure: PlanMeasure
    step: Step | None = None
    figure: Indicator | None = None
    log: tuple[str, tuple[str, ...]] | None = None  # a head, and the record's counts of it


class Cells(NamedTuple):
    """What the rows of the sheet are written from."""

    units: tuple[Unit, ...]
    states: Mapping[tuple[str, str], Standing]  # by milestone and unit

    @property
    def bodies(self) -> int:
        """The column of who answers, the last one: wide, and not for paper."""
        return self.own + 1 + len(COUNTS)

    @property
    def own(self) -> int:
        """The column of the oblast level."""
        return len(LEADING) + len(self.units)

    def span(self, row: int) -> str:
        """Refer to the districts' cells of a row."""
        return f"{address(row, len(LEADING))}:{address(row, self.own - 1)}"


def write_figures(
    canvas: Canvas, sheet: Worksheet, row: int, indicator: Indicator, cells: Cells
) -> None:
    """Write a figure that tells of a measure: each district's, the oblast level's, the total."""
    styles, grid, place = canvas.styles, canvas.grid, canvas.grid.places.get(indicator.id)
    style = styles["small.flag" if indicator.kind is Kind.FLAG else "small.count"]
    _write_own(canvas, sheet, (row, cells.own), indicator)
    _close(canvas, sheet, row, range(cells.own + 2, cells.own + 1 + len(COUNTS)))
    if place is None:
        _close(canvas, sheet, row, (*range(len(LEADING), cells.own), cells.own + 1))
        return
    for each in rows_of(canvas):
        column = len(LEADING) + each.position
        if each.silent:
            sheet.write_string(row, column, sign_of(canvas, each), styles[each.silent])
            continue
        source = place.unit_cell(each.position)
        value = grid.value(each.submission.unit.code, indicator.id)
        formula = f'=IF(ISNUMBER({source}),{source},"")'
        cached = "" if value is None else value
        sheet.write_formula(row, column, formula, style, cached)
    source, total = place.total_cell(), grid.total(indicator)
    sheet.write_formula(row, cells.own + 1, f"={source}", styles["small.count"], total)


def _write_own(
    canvas: Canvas, sheet: Worksheet, cell: tuple[int, int], indicator: Indicator
) -> None:
    """Write the oblast level's own figure, where its form asks for it."""
    styles, grid, campaign = canvas.styles, canvas.grid, canvas.region.campaign
    level = campaign.oblast_level
    style = styles["small.flag" if indicator.kind is Kind.FLAG else "small.count"]
    value, source = grid.value(level.code, indicator.id), grid.own_cell(indicator.id)
    sheet.link(cell, canvas.origins.in_data(level.code, [indicator.id]))
    if indicator not in campaign.issued(level, canvas.region.week):
        sheet.write_blank(*cell, None, styles["closed"])
    elif level.code not in grid.received:
        sheet.write_string(*cell, canvas.wording["mark.missing"].kk, styles["missing"])
    elif source:
        cached = "" if value is None else value
        sheet.write_formula(*cell, f'=IF(ISNUMBER({source}),{source},"")', style, cached)
    elif value is None:
        sheet.write_blank(*cell, None, style)
    else:
        sheet.write_number(*cell, value, style)


def write_log(canvas: Canvas, sheet: Worksheet, row: int, line: Line, cells: Cells) -> None:
    """Write how many weekly reports of each unit came so; nothing where no figure tells."""
    region, styles = canvas.region, canvas.styles
    if line.log is None:
        _close(canvas, sheet, row, range(len(LEADING), cells.own + 1 + len(COUNTS)))
        return
    keys = line.log[1]
    places = {unit.code: place for place, unit in enumerate(units_of(region))}
    total = 0
    for column, unit in enumerate((*cells.units, region.campaign.oblast_level), len(LEADING)):
        count = tally(record_of(region, unit))
        values = {"on-time": count.on_time, "were-late": count.late,
                  "returned": count.returned, "missing": count.missing}  # fmt: skip
        value = sum(values[key] for key in keys)
        total += value if column < cells.own else 0
        formula = "+".join(count_cell(canvas, places.get(unit.code), key) for key in keys)
        sheet.write_formula(row, column, f"={formula}", styles["small.count"], value)
    formula = f"=SUM({cells.span(row)})"
    sheet.write_formula(row, cells.own + 1, formula, styles["small.count"], total)
    _close(canvas, sheet, row, range(cells.own + 2, cells.own + 1 + len(COUNTS)))


def _close(canvas: Canvas, sheet: Worksheet, row: int, columns: Sequence[int] | range) -> None:
    for column in columns:
        sheet.write_blank(row, column, None, canvas.styles["closed"])
