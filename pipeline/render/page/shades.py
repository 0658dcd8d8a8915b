"""Part every measure of the map into classes, and word them for its legend."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.pictures.tiles import classes_up_to
from pipeline.render.pictures.values import HUNDRED, written
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.render.page.book import Book
    from pipeline.render.workbook.headlines import Headlines
    from pipeline.schema import Bilingual

SHADES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the map may show: a row ("F1.05"), or a share of two ("F1.10/F1.05")."""

    key: str
    name: Bilingual
    sheet: str  # "" for a share
    quantity: Quantity
    values: Mapping[str, Decimal]  # by unit; a share in percent, as printed
    total: str  # the region's own as text, "" where there is none
    step: Decimal  # how wide a class is
    legend: tuple[str, ...]

    def place(self, unit: str) -> int | None:
        """Tell the class of a unit's value, from 0."""
        value = self.values.get(unit)
        return None if value is None else max(0, min(SHADES - 1, int(value // self.step)))

    def text(self, unit: str) -> str:
        """Write a unit's value; "" where there is none."""
        value = self.values.get(unit)
        return "" if value is None else written(value, self.quantity)


def measures_of(book: Book, headlines: Headlines) -> tuple[Measure, ...]:
    """List the shares of the headlines, then every row of the form."""
    return (*_shares(book, headlines), *_rows(book))


def _shares(book: Book, headlines: Headlines) -> Iterator[Measure]:
    for ratio in headlines.ratios:
        values = {
            unit.code: shown
            for unit in book.units
            if unit.code not in book.silent
            and (shown := printed(book.share(ratio.part, ratio.whole, unit.code))) is not None
        }
        total = printed(book.share(ratio.part, ratio.whole))
        step, legend = _classes(values, Quantity.PERCENT)
        yield Measure(
            key=f"{ratio.part}/{ratio.whole}",
            name=ratio.name,
            sheet="",
            quantity=Quantity.PERCENT,
            values=values,
            total="" if total is None else typography.percent(total),
            step=step,
            legend=legend,
        )


def _rows(book: Book) -> Iterator[Measure]:
    for row in book.rows:
        values = {
            unit.code: Decimal(repr(total))
            for unit in book.units
            if unit.code not in book.silent and (total := book.total(row.id, unit.code)) is not None
        }
        total = book.sum(row.id)
        step, legend = _classes(values, row.quantity)
        yield Measure(
            key=row.id,
            name=row.label,
            sheet=row.sheet,
            quantity=row.quantity,
            values=values,
            total="" if total is None else written(total, row.quantity),
            step=step,
            legend=legend,
        )


def _classes(values: Mapping[str, Decimal], quantity: Quantity) -> tuple[Decimal, tuple[str, ...]]:
    """Tell how wide a class is, and word all classes."""
    classes = classes_up_to(float(max(values.values(), default=0)), quantity)
    write = typography.percent if quantity is Quantity.PERCENT else typography.figure
    bounds = (classes.bounds(place) for place in range(SHADES))
    legend = (
        write(low) if low == high else f"{typography.figure(low)}–{write(high)}"
        for low, high in bounds
    )
    return classes.step, tuple(legend)


def printed(share: float | None) -> Decimal | None:
    """Give a share in percent as printed; none beyond its whole."""
    if share is None or not 0 <= share <= 1:
        return None
    return typography.rounded(Decimal(repr(share)) * HUNDRED, 1)
