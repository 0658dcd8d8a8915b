"""Write one sheet per form: districts by indicators, in blocks that fit a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Mark, Slot, Status
from pipeline.render.workbook.blocks import CAPACITY
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.carried import write_carried
from pipeline.render.workbook.grid import (
    BLOCK_HEAD_ROWS,
    FIRST_COLUMN,
    HEAD_ROWS,
    NOT_SUMMED,
    cells_of,
    sum_over,
)
from pipeline.render.workbook.notes import said_of
from pipeline.render.workbook.styles import CORRECTED, SIGNED, style_of
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.grid import Block
    from pipeline.render.workbook.history import History
    from pipeline.render.workbook.notes import Notes
    from pipeline.render.workbook.rows import Part
    from pipeline.schema import Indicator, Unit

VALUE_WIDTH = 43.5
WIDTHS = (18.0, 142.0, 20.0, *(VALUE_WIDTH for _ in range(2 * CAPACITY)))
LEGEND = (
    "legend.missing",
    "legend.returned",
    "legend.late",
    "legend.excluded",
    "legend.warned",
    "legend.accepted",
    "legend.recomputed",
    "legend.corrected",
    "legend.blank",
    "legend.origin",
)
SIGNS = {Status.LATE: "mark.late", Status.MISSING: "mark.missing", Status.RETURNED: "mark.returned"}


class Row(NamedTuple):
    """One unit's row, and what stands there when it sent nothing."""

    submission: Submission
    position: int  # among the units, from 0
    offset: int  # of its line from the first unit's
    silent: str  # "missing" or "returned", "" where the unit has reported


def write_districts(canvas: Canvas, notes: Notes, history: History) -> None:
    """Write the sheets of the form that hold figures."""
    titles = {sheet.code: sheet.title for sheet in canvas.region.campaign.form.sheets}
    for code, blocks in canvas.grid.blocks.items():
        page = Page(code, titles[code].both, WIDTHS, LEGEND, frozen=(HEAD_ROWS, FIRST_COLUMN))
        sheet = canvas.open(page)
        sheet.set_h_pagebreaks([block.top for block in blocks[1:]])
        for block in blocks:
            _write_head(canvas, sheet, block)
            for row in rows_of(canvas):
                _write_unit(canvas, sheet, block, row)
                _lead_on(canvas, sheet, block, row, notes)
            _write_totals(canvas, sheet, block)
            if block.carried:
                write_carried(canvas, sheet, block, history)
            _write_tail(canvas, sheet, block)


def rows_of(canvas: Canvas) -> list[Row]:
    """List the units' rows, telling the silent ones."""
    return [
        Row(
            submission,
            index,
            canvas.grid.rows.units[index],
            ""
            if submission.unit.code in canvas.grid.received
            else "returned" if submission.status is Status.RETURNED else "missing",
        )
        for index, submission in enumerate(canvas.region.submissions)
    ]  # fmt: skip


def sign_of(canvas: Canvas, row: Row) -> str:
    """Give the sign of a silent unit."""
    return canvas.wording[f"mark.{row.silent}"].kk


def write_unit_head(canvas: Canvas, sheet: Worksheet, top: int, bottom: int) -> None:
    """Write the heads of number, name and sign."""
    heads = ("head.number", "head.unit", "head.sign")
    for column, key in enumerate(heads):
        sheet.merge_range(top, column, bottom, column, canvas.stacked(key), canvas.styles["head"])


def write_unit_name(canvas: Canvas, sheet: Worksheet, line: int, row: Row) -> None:
    """Write a unit's number, its name and the sign of how it reported."""
    styles = canvas.styles
    sheet.write_number(line, 0, row.position + 1, styles["centre.small"])
    sheet.write_string(line, 1, safe(short_name(row.submission.unit)), styles["line.small"])
    key = SIGNS.get(row.submission.status)
    signs = [key] if key else []
    signs += ["mark.corrected"] if row.submission.corrected else []
    sign = "".join(canvas.wording[each].kk for each in signs)
    late = "late" if row.submission.status is Status.LATE else "centre.small"
    sheet.write_string(line, 2, sign, styles[row.silent or late])


def write_subtotal_names(canvas: Canvas, sheet: Worksheet, first: int) -> None:
    """Write the names of the subtotals."""
    for part in canvas.grid.rows.subtotals:
        line = first + part.subtotal
        text = canvas.both(f"row.{part.kind}")
        sheet.merge_range(line, 0, line, 2, text, canvas.styles["label.subtotal"])


def _write_head(canvas: Canvas, sheet: Worksheet, block: Block) -> None:
    """Write ids, labels, units of measure and what each column holds."""
    top, styles = block.top, canvas.styles
    write_unit_head(canvas, sheet, top, top + BLOCK_HEAD_ROWS - 1)
    highest = 0.0
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        label = f"{indicator.label.kk}\n{indicator.label.ru}"
        highest = max(highest, height(label, 2 * VALUE_WIDTH, 8))
        for offset, text, style in (
            (0, indicator.id, "head.id"),
            (1, label, "head.label"),
            (2, indicator.unit.both, "head.small"),
        ):
            row = top + offset
            sheet.merge_range(row, column, row, column + 1, text, styles[style])
        if indicator.kind is Kind.CUM:
            for offset, key in enumerate(("head.week", "head.total")):
                text = canvas.stacked(key)
                sheet.write_string(top + 3, column + offset, text, styles["head.small"])
        else:
            text = canvas.stacked(f"kind.{indicator.kind}")
            sheet.merge_range(top + 3, column, top + 3, column + 1, text, styles["head.small"])
    sheet.set_row(top, 12)
    sheet.set_row(top + 1, highest + 2)
    sheet.set_row(top + 2, 12)
    sheet.set_row(top + 3, 44)


def _write_unit(canvas: Canvas, sheet: Worksheet, block: Block, row: Row) -> None:
    """Write one unit's figures; where there are none, what that means, never a zero."""
    line = block.first + row.offset
    write_unit_name(canvas, sheet, line, row)
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        if row.silent:
            sign, style = sign_of(canvas, row), canvas.styles[row.silent]
            if indicator.kind is not Kind.CUM:
                sheet.merge_range(line, column, line, column + 1, sign, style)
                continue
            sheet.write_string(line, column, sign, style)
            sheet.write_string(line, column + 1, sign, style)
            continue
        _write_pair(canvas, sheet, (line, column), row.submission.unit, indicator)


def _write_pair(
    canvas: Canvas, sheet: Worksheet, corner: tuple[int, int], unit: Unit, indicator: Indicator
) -> None:
    """Write the week's figure and the total, or the state across both columns."""
    line, column = corner
    if indicator.kind is Kind.CUM:
        _write_value(canvas, sheet, corner, (unit, indicator, Slot.WEEK))
        column += 1
    else:
        sheet.merge_range(line, column, line, column + 1, "", canvas.styles["blank"])
    _write_value(canvas, sheet, (line, column), (unit, indicator, Slot.TOTAL))


def _write_value(
    canvas: Canvas, sheet: Worksheet, cell: tuple[int, int], what: tuple[Unit, Indicator, Slot]
) -> None:
    """Write one cell: a number, the sign of one left out, or nothing."""
    unit, indicator, slot = what
    figure = canvas.grid.figures.get((unit.code, indicator.id))
    value = canvas.grid.value(unit.code, indicator.id, slot)
    styles, style = canvas.styles, style_of(indicator)
    if value is not None:
        mark = figure.mark_of(slot) if figure else ""
        if mark not in SIGNED:
            anew = (unit.code, indicator.id, slot) in canvas.origins.corrections
            mark = CORRECTED if anew else ""
        sheet.write_number(*cell, value, styles[f"{style}.{mark}" if mark else style])
    elif figure is not None and figure.mark_of(slot) == Mark.EXCLUDED:
        sheet.write_string(*cell, canvas.wording["mark.excluded"].kk, styles["excluded"])
    else:
        sheet.write_blank(*cell, None, styles["blank"])


def _write_totals(canvas: Canvas, sheet: Worksheet, block: Block) -> None:
    """Write the region's totals as live formulas, and how many units each one counts."""
    rows, styles = canvas.grid.rows, canvas.styles
    line = block.first + rows.total
    write_subtotal_names(canvas, sheet, block.first)
    for offset, key, style in ((0, "row.total", "label.bold"), (1, "row.given", "label.small")):
        sheet.merge_range(line + offset, 0, line + offset, 2, canvas.both(key), styles[style])
    sheet.set_row(line, 26)
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        for slot in (Slot.WEEK, Slot.TOTAL) if indicator.kind is Kind.CUM else (Slot.TOTAL,):
            where = (block.first, column + (indicator.kind is Kind.CUM and slot is Slot.TOTAL))
            for part in rows.subtotals:
                _write_total(canvas, sheet, where, (indicator, slot), part)
            _write_total(canvas, sheet, where, (indicator, slot))
            values = canvas.grid.values(indicator, slot)
            given = sum(value is not None for value in values)
            cells = cells_of(rows.spans(), *where)
            if indicator.kind is not Kind.CUM:
                sheet.merge_range(line + 1, column, line + 1, column + 1, "", styles["of-all"])
            formula = f"=COUNT({cells})"
            sheet.write_formula(line + 1, where[1], formula, styles["of-all"], given)


def _write_total(
    canvas: Canvas,
    sheet: Worksheet,
    where: tuple[int, int],
    what: tuple[Indicator, Slot],
    part: Part | None = None,
) -> None:
    """Write the total of a column, or the subtotal of one kind of units."""
    (first, column), (indicator, slot), rows = where, what, canvas.grid.rows
    line = first + (part.subtotal if part else rows.total)
    level = "subtotal" if part else "total"
    style = canvas.styles[f"{style_of(indicator)}.{level}"]
    if indicator.kind is not Kind.CUM:
        sheet.merge_range(line, column, line, column + 1, "", style)
    if indicator.quantity is Quantity.PERCENT:
        sheet.write_string(line, column, NOT_SUMMED, canvas.styles[f"centre.{level}"])
        return
    formula = sum_over(cells_of(rows.spans(part), first, column), indicator.quantity)
    sheet.write_formula(line, column, formula, style, canvas.grid.total(indicator, slot, part))


def _write_tail(canvas: Canvas, sheet: Worksheet, block: Block) -> None:
    """Write the oblast level's own figures, then the reasons that were accepted."""
    line, styles = block.own_row(canvas.grid.rows), canvas.styles
    if block.own_level:
        level = canvas.region.campaign.oblast_level
        text = canvas.both("row.own")
        sheet.merge_range(line, 0, line, 2, text, styles["label.small"])
        rows = (indicator.id for indicator in block.indicators)
        sheet.link((line, 0), canvas.origins.in_data(level.code, rows), (line, 2))
        sheet.set_row(line, 24)
        issued = canvas.region.campaign.asked(level, canvas.region.week)
        for index, indicator in enumerate(block.indicators):
            column = FIRST_COLUMN + 2 * index
            if indicator.id not in issued or level.code not in canvas.grid.received:
                style = "missing" if indicator.id in issued else "closed"
                sign = canvas.wording["mark.missing"].kk if indicator.id in issued else ""
                sheet.merge_range(line, column, line, column + 1, sign, styles[style])
            else:
                _write_pair(canvas, sheet, (line, column), level, indicator)
        line += 1
    sign = canvas.wording["mark.accepted"].kk
    for unit, indicator, reason in block.remarks:
        text = f"{sign} {short_name(unit)}, {indicator.id}: «{reason}»"
        canvas.wrapped(sheet, line, text, sum(WIDTHS), len(WIDTHS) - 1)
        line += 1


def _lead_on(canvas: Canvas, sheet: Worksheet, block: Block, row: Row, notes: Notes) -> None:
    """Let a unit's name lead to its figures in Data, and each marked figure to what is said of it.

    A figure itself leads nowhere, so that it can be picked and copied like any other.
    """
    line, unit, origins = block.first + row.offset, row.submission.unit, canvas.origins
    target = origins.in_data(unit.code, (indicator.id for indicator in block.indicators))
    target = target or origins.of_report(row.submission)
    if target:
        name = safe(short_name(unit))
        sheet.write_string(line, 1, name, canvas.styles["link.line"])
        sheet.link((line, 0), target, (line, 1))
    notes.write(sheet, (line, 2), said_of(canvas, row.submission))
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        for slot in (Slot.WEEK, Slot.TOTAL):
            text = notes.texts.get((unit.code, indicator.id, slot))
            if text and not row.silent:
                cell = line, column + (indicator.kind is Kind.CUM and slot is Slot.TOTAL)
                notes.write(sheet, cell, text)
                found = origins.in_findings(unit.code, indicator.id)
                found = found or origins.in_corrections(unit.code, indicator.id, slot)
                # What is left out along with another figure has no finding of its own.
                sheet.link(cell, found or origins.in_data(unit.code, [indicator.id]))
