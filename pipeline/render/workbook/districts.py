"""Write one sheet per form: districts by indicators, in blocks that fit a page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Mark, Slot, Status
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.carried import write_carried
from pipeline.render.workbook.grid import (
    BLOCK_HEAD_ROWS,
    CAPACITY,
    FIRST_COLUMN,
    HEAD_ROWS,
    NOT_SUMMED,
    address,
)
from pipeline.render.workbook.styles import SIGNED, style_of
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.grid import Block, Figure
    from pipeline.render.workbook.history import History
    from pipeline.schema import Indicator

VALUE_WIDTH = 45.0
WIDTHS = (20.0, 146.0, 20.0, *(VALUE_WIDTH for _ in range(2 * CAPACITY)))
LEGEND = (
    "legend.missing",
    "legend.returned",
    "legend.late",
    "legend.excluded",
    "legend.warned",
    "legend.accepted",
    "legend.recomputed",
    "legend.blank",
)
SIGNS = {Status.LATE: "mark.late", Status.MISSING: "mark.missing", Status.RETURNED: "mark.returned"}


class Row(NamedTuple):
    """One unit's row, and what stands there when it sent nothing."""

    submission: Submission
    position: int  # among the units, from 0
    silent: str  # "missing" or "returned", "" where the unit has reported


def write_districts(canvas: Canvas, notes: Mapping[tuple[str, str], str], history: History) -> None:
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
            _write_totals(canvas, sheet, block)
            if block.carried:
                write_carried(canvas, sheet, block, history)
            _write_tail(canvas, sheet, block)
            _write_notes(canvas, sheet, block, notes)


def rows_of(canvas: Canvas) -> list[Row]:
    """List the units' rows, telling the silent ones."""
    return [
        Row(
            submission,
            index,
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
    sign = canvas.wording[key].kk if key else ""
    sheet.write_string(line, 2, sign, styles[row.silent or "centre.small"])


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
    sheet.set_row(top + 3, 42)


def _write_unit(canvas: Canvas, sheet: Worksheet, block: Block, row: Row) -> None:
    """Write one unit's figures; where there are none, what that means, never a zero."""
    line = block.first + row.position
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
        figure = canvas.grid.figures.get((row.submission.unit.code, indicator.id))
        _write_pair(canvas, sheet, (line, column), indicator, figure)


def _write_pair(
    canvas: Canvas,
    sheet: Worksheet,
    corner: tuple[int, int],
    indicator: Indicator,
    figure: Figure | None,
) -> None:
    """Write the week's figure and the total, or the state across both columns."""
    line, column = corner
    if indicator.kind is Kind.CUM:
        _write_value(canvas, sheet, corner, indicator, figure, figure.week if figure else None)
        column += 1
    else:
        sheet.merge_range(line, column, line, column + 1, "", canvas.styles["blank"])
    value = figure.total if figure else None
    _write_value(canvas, sheet, (line, column), indicator, figure, value)


def _write_value(  # noqa: PLR0913 - the cell, whose it is and what it holds
    canvas: Canvas,
    sheet: Worksheet,
    cell: tuple[int, int],
    indicator: Indicator,
    figure: Figure | None,
    value: float | None,
) -> None:
    """Write one cell: a number, the sign of one left out, or nothing."""
    styles = canvas.styles
    if value is not None and math.isfinite(value):
        mark = figure.mark if figure else ""
        style = style_of(indicator)
        sheet.write_number(*cell, value, styles[f"{style}.{mark}" if mark in SIGNED else style])
    elif figure is not None and figure.mark == Mark.EXCLUDED:
        sheet.write_string(*cell, canvas.wording["mark.excluded"].kk, styles["excluded"])
    else:
        sheet.write_blank(*cell, None, styles["blank"])


def _write_totals(canvas: Canvas, sheet: Worksheet, block: Block) -> None:
    """Write the region's totals as live formulas, and how many units each one counts."""
    line, styles = block.first + len(canvas.grid.units), canvas.styles
    for offset, key, style in ((0, "row.total", "label.bold"), (1, "row.given", "label.small")):
        sheet.merge_range(line + offset, 0, line + offset, 2, canvas.both(key), styles[style])
    sheet.set_row(line, 26)
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index
        slots = (Slot.WEEK, Slot.TOTAL) if indicator.kind is Kind.CUM else (Slot.TOTAL,)
        for offset, slot in enumerate(slots):
            where = column + offset
            total = styles[f"{style_of(indicator)}.total"]
            if len(slots) == 1:
                sheet.merge_range(line, where, line, where + 1, "", total)
                sheet.merge_range(line + 1, where, line + 1, where + 1, "", styles["of-all"])
            if indicator.quantity is Quantity.PERCENT:
                sheet.write_string(line, where, NOT_SUMMED, styles["centre.bold"])
            else:
                formula = canvas.grid.sum_formula(indicator, slot)
                sheet.write_formula(line, where, formula, total, canvas.grid.total(indicator, slot))
            cells = f"{address(block.first, where)}:{address(line - 1, where)}"
            given = sum(
                canvas.grid.value(unit.code, indicator.id, slot) is not None
                for unit in canvas.grid.units
            )
            sheet.write_formula(line + 1, where, f"=COUNT({cells})", styles["of-all"], given)


def _write_tail(canvas: Canvas, sheet: Worksheet, block: Block) -> None:
    """Write the oblast level's own figures, then the reasons that were accepted."""
    line, styles = block.first + len(canvas.grid.units) + 2 + block.carried, canvas.styles
    if block.own_level:
        level = canvas.region.campaign.oblast_level
        text = f"{canvas.both('row.own')}"
        sheet.merge_range(line, 0, line, 2, text, styles["label.small"])
        sheet.set_row(line, 24)
        issued = {row.id for row in canvas.region.campaign.issued(level, canvas.region.week)}
        for index, indicator in enumerate(block.indicators):
            column = FIRST_COLUMN + 2 * index
            figure = canvas.grid.figures.get((level.code, indicator.id))
            if indicator.id not in issued or level.code not in canvas.grid.received:
                style = "missing" if indicator.id in issued else "closed"
                sign = canvas.wording["mark.missing"].kk if indicator.id in issued else ""
                sheet.merge_range(line, column, line, column + 1, sign, styles[style])
            else:
                _write_pair(canvas, sheet, (line, column), indicator, figure)
        line += 1
    sign = canvas.wording["mark.accepted"].kk
    for unit, indicator, reason in block.remarks:
        text = f"{sign} {short_name(unit)}, {indicator.id}: «{reason}»"
        canvas.wrapped(sheet, line, text, sum(WIDTHS), len(WIDTHS) - 1)
        line += 1


def _write_notes(
    canvas: Canvas, sheet: Worksheet, block: Block, notes: Mapping[tuple[str, str], str]
) -> None:
    """Attach to each marked cell what was found in it."""
    for index, indicator in enumerate(block.indicators):
        column = FIRST_COLUMN + 2 * index + (indicator.kind is Kind.CUM)
        for row, unit in enumerate(canvas.grid.units):
            text = notes.get((unit.code, indicator.id))
            if text:
                options = {"x_scale": 2.4, "y_scale": max(1.0, height(text, 220, 8) / 52),
                           "font_name": "Arial", "font_size": 8}  # fmt: skip
                sheet.write_comment(block.first + row, column, safe(text), options)


def notes_of(canvas: Canvas, found: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Join what was found per unit and indicator, for the cells that carry a mark."""
    marks = {*SIGNED, Mark.EXCLUDED}
    marked = {key for key, figure in canvas.grid.figures.items() if figure.mark in marks}
    notes: dict[tuple[str, str], str] = {}
    for unit, indicator, text in found:
        key = (unit, indicator)
        if key in marked:
            notes[key] = f"{notes[key]}\n\n{text}" if key in notes else text
    return notes
