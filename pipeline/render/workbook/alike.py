"""Divide two figures of the units that have both: now, and in the last report too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.render.workbook.compare import ANY_NUMBER
from pipeline.render.workbook.grid import NOT_SUMMED, address
from pipeline.render.workbook.ratios import quotient_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.compare import Comparison
    from pipeline.render.workbook.headlines import Ratio

Value = float | str


class Sums(NamedTuple):
    """Part and whole now, part and whole before, of the same units: formulas and values."""

    formulas: tuple[str, ...]
    values: tuple[float, ...]  # none where no unit has all
    counted: str  # the formula of how many units these are
    units: int


def sums_of(canvas: Canvas, pair: Sequence[Comparison], offsets: tuple[int, ...] = (0, 1)) -> Sums:
    """Sum part and whole over the units that have both now (0) and before (1)."""
    part, whole = pair
    compare = canvas.names["compare"]
    spans = [
        f"'{compare}'!{address(each.first, each.column + offset)}:"
        f"{address(each.total_row - 1, each.column + offset)}"
        for offset in offsets
        for each in (part, whole)
    ]
    # Units alone have a number before their names, and subtotals none; blocks repeat the names.
    numbers = f"'{compare}'!{address(part.first, 0)}:{address(part.total_row - 1, 0)}"
    known = ",".join(f"{cells},{ANY_NUMBER}" for cells in (numbers, *spans))
    columns = [
        column for offset in offsets
        for column in ((part.now, whole.now) if offset == 0 else (part.before, whole.before))
    ]  # fmt: skip
    rows = [row for row in zip(*columns, strict=True) if None not in row]
    return Sums(
        tuple(f"SUMIFS({span},{known})" for span in spans),
        tuple(sum(value or 0 for value in column) for column in zip(*rows, strict=True)),
        f"SUMPRODUCT({'*'.join(f'ISNUMBER({span})' for span in (numbers, *spans))})",
        len(rows),
    )


def alike_of(
    canvas: Canvas, ratio: Ratio, pair: Sequence[Comparison]
) -> tuple[tuple[str, Value], ...]:
    """Give the quotient now, and before, of the units that can be compared: formula and value.

    An average, and a share with nothing to compare it with, are those of the units with both.
    """
    own = sums_of(canvas, pair, (0,))
    alone = f'IF({own.formulas[1]}=0,"{NOT_SUMMED}",{own.formulas[0]}/{own.formulas[1]})'
    alone_value = quotient_value(*own.values) if own.values else NOT_SUMMED
    if ratio.average:
        return ((f"={alone}", alone_value),)
    alike = sums_of(canvas, pair)
    now, base, before, old_base = alike.formulas
    missing = f"OR({base}=0,{old_base}=0)"
    compared = bool(alike.values) and bool(alike.values[1]) and bool(alike.values[3])
    return (
        (
            f"=IF({missing},{alone},{now}/{base})",
            quotient_value(*alike.values[:2]) if compared else alone_value,
        ),
        (
            f'=IF({missing},"{NOT_SUMMED}",{before}/{old_base})',
            quotient_value(*alike.values[2:]) if compared else NOT_SUMMED,
        ),
    )
