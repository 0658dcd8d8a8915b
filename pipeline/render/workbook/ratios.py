"""Write the quotients of two figures, of each unit and of the region's totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Slot
from pipeline.render.workbook.blocks import CAPACITY
from pipeline.render.workbook.canvas import height
from pipeline.render.workbook.districts import VALUE_WIDTH, sign_of
from pipeline.render.workbook.grid import BLOCK_HEAD_ROWS, FIRST_COLUMN, NOT_SUMMED
from pipeline.render.workbook.heads import block_height, set_head, write_names
from pipeline.render.workbook.ranking import Ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.districts import Row
    from pipeline.render.workbook.headlines import Ratio


def quotient_formula(part: str, whole: str) -> str:
    """Divide two cells; «–» where there is nothing to divide, or to divide by."""
    return (
        f'=IF(COUNT({part},{whole})<2,"{NOT_SUMMED}",IF({whole}=0,"{NOT_SUMMED}",{part}/{whole}))'
    )


def quotient_value(part: float | str | None, whole: float | str | None) -> float | str:
    """Give what the formula of a quotient shows."""
    if isinstance(part, float | int) and isinstance(whole, float | int) and whole:
        return part / whole
    return NOT_SUMMED


def ratios_of(canvas: Canvas) -> list[Ratio]:
    """The quotients whose both figures are on this week's form."""
    places = canvas.grid.places
    return [each for each in canvas.headlines.ratios if {each.part, each.whole} <= set(places)]


def shares_shown(canvas: Canvas) -> list[Ratio]:
    """The further shares of the region alone, whose both figures are on this week's form."""
    places = canvas.grid.places
    return [each for each in canvas.headlines.shares if {each.part, each.whole} <= set(places)]


def write_ratios(canvas: Canvas, sheet: Worksheet, top: int, rows: Sequence[Row]) -> None:
    """Write every unit's quotients, and the region's from its totals."""
    styles, grid = canvas.styles, canvas.grid
    ratios = ratios_of(canvas)[:CAPACITY]
    write_names(canvas, sheet, top, rows, ("row.total",))
    labels = [f"{ratio.name.kk}\n{ratio.name.ru}" for ratio in ratios]
    set_head(sheet, top, max((height(each, 2 * VALUE_WIDTH, 8) for each in labels), default=12))
    for index, (ratio, label) in enumerate(zip(ratios, labels, strict=True)):
        column = FIRST_COLUMN + 2 * index
        part, whole = grid.places[ratio.part], grid.places[ratio.whole]
        for offset, text, style in (
            (0, f"{ratio.part} : {ratio.whole}", "head.link"),
            (1, label, "head.label"),
            (2, "%", "head.small"),
            (3, canvas.stacked("head.total"), "head.small"),
        ):
            head = top + offset
            sheet.merge_range(head, column, head, column + 1, text, styles[style])
        sheet.link((top, column), part.head_cell)
        first = top + BLOCK_HEAD_ROWS
        for row in rows:
            line, code = first + row.offset, row.submission.unit.code
            cells = part.unit_cell(row.position), whole.unit_cell(row.position)
            value = quotient_value(grid.value(code, ratio.part), grid.value(code, ratio.whole))
            style = styles[row.silent or "share"]
            sheet.merge_range(line, column, line, column + 1, "", style)
            if row.silent:
                sheet.write_string(line, column, sign_of(canvas, row), style)
            else:
                sheet.write_formula(line, column, quotient_formula(*cells), style, value)
        indicators = [canvas.region.campaign.indicators[name] for name in (ratio.part, ratio.whole)]
        for kind in (*grid.rows.subtotals, None):
            offset = kind.subtotal if kind else grid.rows.total
            values = [grid.total(each, Slot.TOTAL, kind) for each in indicators]
            formula = quotient_formula(*(each.at(each.first + offset, Slot.TOTAL)
                                         for each in (part, whole)))  # fmt: skip
            style = styles["share.subtotal" if kind else "share.total"]
            line = first + offset
            sheet.merge_range(line, column, line, column + 1, "", style)
            sheet.write_formula(line, column, formula, style, quotient_value(*values))


def ranking_of(canvas: Canvas, top: int) -> Ranking | None:
    """Rank the units by the first quotient; None where the form has none."""
    ratios = ratios_of(canvas)[:CAPACITY]
    if not ratios:
        return None
    first, value = ratios[0], canvas.grid.value
    values = (
        quotient_value(value(unit.code, first.part), value(unit.code, first.whole))
        for unit in canvas.grid.units
    )
    return Ranking(
        ratio=first,
        units=top + BLOCK_HEAD_ROWS,
        rank_column=FIRST_COLUMN + 2 * len(ratios),
        top=top + block_height(canvas),
        rows=canvas.grid.rows,
        shares=tuple(None if isinstance(share, str) else share for share in values),
    )
