"""Lay the units out as tiles, and the first measure's values upon them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language.syllables import hyphenated
from pipeline.render.page.desk import short
from pipeline.render.pictures.tiles import placed
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from pipeline.render.page.book import Book
    from pipeline.render.page.shades import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One unit's tile; `name` may be broken at its syllables."""

    code: str
    name: Bilingual
    column: int  # from 1
    row: int
    text: str
    shade: int | None
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """All tiles in reading order, and the columns that they need."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int

    @property
    def rules(self) -> str:
        """The lines of style that put every tile into its place."""
        columns = [f".c{each} {{ grid-column: {each}; }}" for each in range(1, self.columns + 1)]
        rows = [f".r{each} {{ grid-row: {each}; }}" for each in range(1, self.rows + 1)]
        grid = f".tiles {{ grid-template-columns: repeat({self.columns}, minmax(0, 1fr)); }}"
        return "\n".join((grid, *columns, *rows, ""))


def map_of(book: Book, measure: Measure) -> Map:
    """Place every unit and shade it by a measure."""
    places = placed(book.units)
    tiles = [
        Tile(
            code=unit.code,
            name=_soft(short(unit)),
            column=places[unit.code][0] + 1,
            row=places[unit.code][1] + 1,
            text=measure.text(unit.code),
            shade=measure.place(unit.code),
            is_silent=unit.code in book.silent,
        )
        for unit in book.units
    ]
    return Map(
        tiles=tuple(sorted(tiles, key=lambda tile: (tile.row, tile.column))),
        columns=max((tile.column for tile in tiles), default=1),
        rows=max((tile.row for tile in tiles), default=1),
    )


def _soft(name: Bilingual) -> Bilingual:
    return Bilingual(kk=hyphenated(name.kk), ru=hyphenated(name.ru))
