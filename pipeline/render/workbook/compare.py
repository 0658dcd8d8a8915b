"""Write the sheet that sets the headline figures beside those of the report before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pipeline.figures import figures_of
from pipeline.render.workbook.blocks import CAPACITY
from pipeline.render.workbook.canvas import Page, height
from pipeline.render.workbook.districts import (
    VALUE_WIDTH,
    WIDTHS,
    rows_of,
    sign_of,
)
from pipeline.render.workbook.grid import (
    BLOCK_HEAD_ROWS,
    FIRST_COLUMN,
    HEAD_ROWS,
    NOT_SUMMED,
    address,
    cells_of,
    half_up,
    sum_over,
    summed,
)
from pipeline.render.workbook.heads import block_height, set_head, write_names
from pipeline.render.workbook.ranking import write_ranking
from pipeline.render.workbook.ratios import ranking_of, write_ratios
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.districts import Row
    from pipeline.render.workbook.rows import Part, Rows
    from pipeline.schema import Indicator

WIDE = 3  # columns of one comparison: now, before, change
PER_BLOCK = 2 * CAPACITY // WIDE
ANY_NUMBER = '">-1E+300"'


class Comparison(NamedTuple):
    """One headline figure, where it stands and what its totals show."""

    indicator: Indicator
    top: int
    column: int
    now: tuple[float | None, ...]  # by unit
    before: tuple[float | None, ...]
    rows: Rows

    @property
    def first(self) -> int:
        """The row of the first unit."""
        return self.top + BLOCK_HEAD_ROWS

    @property
    def total_row(self) -> int:
        """The row of the region."""
        return self.first + self.rows.total

    @property
    def changes(self) -> tuple[float | None, ...]:
        """What each unit's figure grew by, where it is known on both dates."""
        return tuple(
            None
            if now is None or before is None
            else half_up(now - before)
            if self.indicator.quantity is Quantity.MONEY
            else now - before
            for now, before in zip(self.now, self.before, strict=True)
        )

    @property
    def totals(self) -> tuple[float | str, float | str, float | str]:
        """The region's figure, the one before of the same units, and the change."""
        return self.totals_of(None)

    def totals_of(self, part: Part | None) -> tuple[float | str, float | str, float | str]:
        """Give the same of one kind of units, or of all."""
        quantity, some = self.indicator.quantity, slice(None)
        if part:
            some = slice(part.start, part.end)
        changes = self.changes[some]
        both = [
            before if change is not None else None
            for before, change in zip(self.before[some], changes, strict=True)
        ]
        return summed(self.now[some], quantity), summed(both, quantity), summed(changes, quantity)


def comparisons_of(canvas: Canvas) -> list[Comparison]:
    """Gather the headline figures of this report and the one before."""
    grid = canvas.grid
    shown = [
        canvas.region.campaign.indicators[name]
        for name in canvas.headlines.totals
        if name in grid.places
    ]
    before = figures_of(canvas.region).total_before
    found = []
    blocks = max(1, math.ceil(len(shown) / PER_BLOCK))
    size = max(1, math.ceil(len(shown) / blocks))
    for number, indicator in enumerate(shown):
        block, index = divmod(number, size)
        found.append(
            Comparison(
                indicator,
                HEAD_ROWS + block * block_height(canvas),
                FIRST_COLUMN + WIDE * index,
                tuple(grid.value(unit.code, indicator.id) for unit in grid.units),
                _column(before, indicator.id, len(grid.units)),
                grid.rows,
            )
        )
    return found


def write_compare(canvas: Canvas, comparisons: Sequence[Comparison]) -> None:
    """Write the comparisons in blocks, then each unit's own quotients."""
    title = canvas.both("title.compare")
    frozen = (HEAD_ROWS, FIRST_COLUMN)
    legend = ("legend.compare", "legend.missing", "legend.returned", "legend.late")
    sheet = canvas.open(
        Page(canvas.names["compare"], title, WIDTHS, legend, frozen=frozen, compares=True)
    )
    rows = rows_of(canvas)
    tops = sorted({comparison.top for comparison in comparisons})
    for top in tops:
        block = [comparison for comparison in comparisons if comparison.top == top]
        write_names(canvas, sheet, top, rows, ("row.total", "row.compared"))
        widest = WIDE * VALUE_WIDTH
        labels = [f"{each.indicator.label.kk}\n{each.indicator.label.ru}" for each in block]
        set_head(sheet, top, max(height(label, widest, 8) for label in labels))
        for comparison, label in zip(block, labels, strict=True):
            _write_comparison(canvas, sheet, comparison, label, rows)
    end = ratios_top(canvas, comparisons)
    write_ratios(canvas, sheet, end, rows)
    ranking = ranking_of(canvas, end)
    if ranking is not None:
        write_ranking(canvas, sheet, ranking)
    sheet.set_h_pagebreaks([*tops[1:], end, end + block_height(canvas)])


def ratios_top(canvas: Canvas, comparisons: Sequence[Comparison]) -> int:
    """Tell where the quotients begin: below the last comparison."""
    tops = [comparison.top for comparison in comparisons]
    return max(tops) + block_height(canvas) if tops else HEAD_ROWS


def _column(frame: pd.DataFrame, indicator: str, units: int) -> tuple[float | None, ...]:
    """Give one column of the report before; None where there is no figure."""
    if indicator not in frame:
        return (None,) * units
    return tuple(
        float(value) if math.isfinite(value) else None for value in frame[indicator].tolist()
    )


def _write_comparison(
    canvas: Canvas, sheet: Worksheet, each: Comparison, label: str, rows: Sequence[Row]
) -> None:
    """Write one headline figure: now, a report ago and the change, by unit and in all."""
    styles, indicator, column = canvas.styles, each.indicator, each.column
    for offset, text, style in (
        (0, indicator.id, "head.link"),
        (1, label, "head.label"),
        (2, indicator.unit.both, "head.small"),
    ):
        row = each.top + offset
        sheet.merge_range(row, column, row, column + WIDE - 1, text, styles[style])
    for offset, key in enumerate(("head.now", "head.before", "head.change")):
        sheet.write_string(each.top + 3, column + offset, canvas.stacked(key), styles["head.small"])
    place, quantity = canvas.grid.places[indicator.id], str(indicator.quantity)
    sheet.link((each.top, column), place.head_cell)
    change = "ROUND({1}-{0},1)" if indicator.quantity is Quantity.MONEY else "{1}-{0}"
    values = zip(rows, each.now, each.before, each.changes, strict=True)
    for unit, now, before, grown in values:
        row = each.first + unit.offset
        source = place.unit_cell(unit.position)
        formula = f'=IF(ISNUMBER({source}),{source},"")'
        if unit.silent:
            sheet.write_string(row, column, sign_of(canvas, unit), styles[unit.silent])
        else:
            cached = "" if now is None else now
            sheet.write_formula(row, column, formula, styles[quantity], cached)
        if before is None:
            sheet.write_blank(row, column + 1, None, styles["blank"])
        else:
            sheet.write_number(row, column + 1, before, styles[quantity])
        old, new = address(row, column + 1), address(row, column)
        formula = f'=IF(COUNT({old},{new})=2,{change.format(old, new)},"")'
        cached = "" if grown is None else grown
        sheet.write_formula(row, column + 2, formula, styles[f"{quantity}.change"], cached)
    _write_comparison_totals(canvas, sheet, each)


def _write_comparison_totals(canvas: Canvas, sheet: Worksheet, each: Comparison) -> None:
    """Write the totals: all units now, and those with figures on both dates."""
    for part in each.rows.subtotals:
        _write_sums(canvas, sheet, each, part)
    _write_sums(canvas, sheet, each)
    styles, column, row = canvas.styles, each.column, each.total_row
    count = sum(change is not None for change in each.changes)
    sheet.merge_range(row + 1, column, row + 1, column + WIDE - 1, "", styles["of-all"])
    changes = cells_of(each.rows.spans(), each.first, column + 2)
    sheet.write_formula(row + 1, column, f"=COUNT({changes})", styles["of-all"], count)


def _write_sums(
    canvas: Canvas, sheet: Worksheet, each: Comparison, part: Part | None = None
) -> None:
    """Write a line of sums: of one kind of units, or of all."""
    quantity, column = each.indicator.quantity, each.column
    row = each.first + part.subtotal if part else each.total_row
    level = "subtotal" if part else "total"
    now, changes = (cells_of(each.rows.spans(part), each.first, column + n) for n in (0, 2))
    same = "+".join(
        f"SUMIF({cells_of([span], each.first, column + 2)},{ANY_NUMBER},"
        f"{cells_of([span], each.first, column + 1)})"
        for span in each.rows.spans(part)
    )
    if quantity is Quantity.MONEY:
        same = f"ROUND({same},1)"
    formulas = (
        sum_over(now, quantity),
        f'=IF(COUNT({changes})=0,"",{same})',
        sum_over(changes, quantity),
    )
    values = each.totals_of(part)
    for offset, (formula, value) in enumerate(zip(formulas, values, strict=True)):
        if quantity is Quantity.PERCENT:
            style = canvas.styles[f"centre.{level}"]
            sheet.write_string(row, column + offset, NOT_SUMMED, style)
        else:
            change = ".change" if offset == WIDE - 1 else ""
            style = canvas.styles[f"{quantity}{change}.{level}"]
            sheet.write_formula(row, column + offset, formula, style, value)
