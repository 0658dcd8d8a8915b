"""Lay the figures out that people read: headlines, by unit, by date, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.page.shades import printed
from pipeline.render.pictures.values import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.render.page.book import Book
    from pipeline.render.page.desk import Person
    from pipeline.render.workbook.headlines import Headlines
    from pipeline.schema import Bilingual, Quantity

NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure of the region; `change` is of the units with a figure on both dates."""

    key: str
    name: Bilingual
    text: str
    change: str
    compared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A unit's figure in a table; `sorted_as` "" where there is none."""

    key: str
    text: str
    sorted_as: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit with its figures."""

    person: Person
    figures: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A row's total on one date; `length` in percent of the longest."""

    day: str
    text: str
    length: float
    reported: int
    expected: int
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One row's totals by date."""

    name: Bilingual
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the form: the region's figures."""

    id: str
    sheet: str
    label: Bilingual
    unit: Bilingual
    week: str
    total: str
    change: str


def headlines_of(book: Book, headlines: Headlines) -> tuple[Headline, ...]:
    """Give the figures that lead the page, the first share among them."""
    found = []
    for tile in headlines.tiles:
        change = book.change(tile.indicator)
        found.append(
            Headline(
                key=tile.indicator,
                name=tile.name,
                text=_text(book.sum(tile.indicator), _quantity(book, tile.indicator)),
                change=_signed(change.change, _quantity(book, tile.indicator)),
                compared=change.units,
            )
        )
    for ratio in headlines.ratios[:1]:
        share = printed(book.share(ratio.part, ratio.whole))
        found.append(
            Headline(
                key=f"{ratio.part}/{ratio.whole}",
                name=ratio.short_name,
                text=NONE if share is None else typography.percent(share),
                change="",
                compared=0,
            )
        )
    return tuple(found)


def units_of(book: Book, headlines: Headlines, persons: Iterable[Person]) -> tuple[Row, ...]:
    """Give every district's row; one whose report does not count has no figures."""
    keys = [tile.indicator for tile in headlines.tiles]
    shares = [(ratio.part, ratio.whole) for ratio in headlines.ratios[:1]]
    found = []
    for person in persons:
        figures = [_shown(book, person.code, key) for key in keys]
        for part, whole in shares:
            silent = person.code in book.silent
            share = None if silent else printed(book.share(part, whole, person.code))
            figures.append(
                Shown(
                    key=f"{part}/{whole}",
                    text=NONE if share is None else typography.percent(share),
                    sorted_as="" if share is None else str(share),
                    mark="",
                )
            )
        found.append(Row(person=person, figures=tuple(figures)))
    return tuple(found)


def _shown(book: Book, unit: str, key: str) -> Shown:
    value = None if unit in book.silent else book.total(key, unit)
    source = book.sources.get((unit, key))
    return Shown(
        key=key,
        text=_text(value, _quantity(book, key)),
        sorted_as="" if value is None else repr(value),
        mark=source.mark if source else "",
    )


def trends_of(book: Book, headlines: Headlines) -> tuple[Trend, ...]:
    """Give the totals by date of the rows that the workbook draws too."""
    names = {tile.indicator: tile.name for tile in headlines.tiles}
    found = []
    for key in headlines.chart:
        totals = [book.sum(key, day) for day in book.dates]
        top = max((total or 0 for total in totals), default=0) or 1
        found.append(
            Trend(
                name=names[key],
                bars=tuple(
                    Bar(
                        day=typography.short_date(day),
                        text=_text(total, _quantity(book, key)),
                        length=round(max(0.0, 100 * (total or 0) / top), 2),
                        reported=book.reported(day),
                        expected=len(book.region.campaign.districts(day)),
                        is_now=day == book.region.week,
                    )
                    for day, total in zip(book.dates, totals, strict=True)
                ),
            )
        )
    return tuple(found)


def lines_of(book: Book) -> tuple[Line, ...]:
    """Give the region's figures of every row of the form."""
    return tuple(
        Line(
            id=row.id,
            sheet=row.sheet,
            label=row.label,
            unit=row.unit,
            week=_text(book.sum_week(row.id), row.quantity),
            total=_text(book.sum(row.id), row.quantity),
            change=_signed(book.change(row.id).change, row.quantity) or NONE,
        )
        for row in book.rows
    )


def _quantity(book: Book, key: str) -> Quantity:
    return book.region.campaign.indicators[key].quantity


def _text(value: float | None, quantity: Quantity) -> str:
    return NONE if value is None else written(value, quantity)


def _signed(change: float | None, quantity: Quantity) -> str:
    """Write a change with its sign; "" where there is none to tell."""
    if change is None:
        return ""
    return f"+{written(change, quantity)}" if change > 0 else written(change, quantity)
