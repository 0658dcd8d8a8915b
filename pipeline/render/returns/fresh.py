"""Carry what could be read of a file over into a fresh form."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from pipeline.model import Nature, Slot
from pipeline.render.returns.cells import Cells, address, placed, strings_of
from pipeline.render.returns.entries import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.campaign import Campaign
    from pipeline.model import Cell, Finding
    from pipeline.render.returns.book import Book
    from pipeline.schema import Bilingual

EPOCH = date(1899, 12, 30)  # from where a workbook counts days
CLOSE = 0.05  # half of the last digit that a form holds


class Fresh:
    """A fresh form being filled, and where in it stands what stood in the sender's file."""

    def __init__(self, book: Book, campaign: Campaign) -> None:
        """Find the rows by their ids and the columns by their headings."""
        self._campaign = campaign
        self._strings = strings_of(book)
        known = {sheet.code for sheet in campaign.form.sheets}
        self._sheets = {
            name: Cells(book, part) for name, part in book.parts.items() if name in known
        }
        self._names = book.names
        self._others = [Cells(book, part) for name, part in book.parts.items() if name not in known]
        self._at: dict[tuple[str, Slot], Place] = {}
        self._rows: dict[str, Place] = {}
        for name, cells in self._sheets.items():
            self._find(name, cells)
        self._moved: dict[Place, Place] = {}

    def fill(self, read: Collection[Cell]) -> None:
        """Write what was read; what cannot be meant stays blank."""
        for cells in (*self._sheets.values(), *self._others):
            cells.forget_results()
        by_place = {(cell.indicator, cell.slot): cell for cell in read}
        for (indicator, slot), cell in by_place.items():
            place = self._at.get((indicator, slot))
            if place is None:
                continue
            self._moved[Place(cell.sheet, cell.address)] = place
            if slot is not Slot.PREVIOUS:
                self._fill(place, cell, by_place)

    def place_of(self, finding: Finding) -> Place:
        """Say where in the fresh form a finding is mended."""
        moved = self._moved.get(Place(finding.sheet, finding.cell))
        if moved is not None:
            return moved
        if finding.indicator in self._rows:
            return self._rows[finding.indicator]
        return Place(finding.sheet if finding.sheet in self._names else self._names[0])

    def _find(self, name: str, cells: Cells) -> None:
        """Place the rows of one sheet, under the headings above them."""
        columns: dict[int, Slot] = {}
        headings = _headings(self._campaign)
        for where, cell in cells:
            row, column = placed(where) or (0, 0)
            text = cells.text(cell, self._strings)
            if text in headings:
                columns[column] = headings[text]
            elif column == 1 and text in self._campaign.indicators:
                self._rows[text] = Place(name, where)
                for at, slot in columns.items():
                    self._at[text, slot] = Place(name, address(row, at))

    def _fill(self, place: Place, cell: Cell, read: Mapping[tuple[str, Slot], Cell]) -> None:
        cells = self._sheets[place.sheet]
        value = _written(cell, self._campaign)
        if value is None:
            return
        week = read.get((cell.indicator, Slot.WEEK))
        before = _known(cells, self._at.get((cell.indicator, Slot.PREVIOUS)))
        grown = week.value if week is not None else None
        # A total that only follows is left to its formula, and so follows what is mended; so is
        # one beside a week that is no figure, for whatever stands there was not made of it.
        is_sum = cells.has_formula(place.cell) and (
            not isinstance(grown, float)
            or (
                isinstance(value, float)
                and (abs(before + grown - value) < CLOSE or (not grown and not value))
            )
        )
        cells.write(place.cell, value, keep_formula=is_sum)


def _known(cells: Cells, place: Place | None) -> float:
    return (cells.number(place.cell) if place else None) or 0.0


def _headings(campaign: Campaign) -> dict[str, Slot]:
    """Give the headings of a fresh form as it prints them."""
    words = campaign.form.headers
    named = {
        Slot.WEEK: words.week, Slot.TOTAL: words.total, Slot.PREVIOUS: words.previous,
        Slot.REASON: words.reason, Slot.DONE: words.done, Slot.DATE: words.date,
        Slot.DOCUMENT: words.document, Slot.TEXT: words.text,
    }  # fmt: skip
    return {shown: slot for slot, text in named.items() for shown in _shown(text)}


def _shown(text: Bilingual) -> tuple[str, ...]:
    return text.both, f"{text.kk}\n{text.ru}", text.kk, text.ru


def _written(cell: Cell, campaign: Campaign) -> float | str | None:
    """Give what to write for a cell; None for what cannot be carried over."""
    match cell.nature, cell.value:
        case Nature.BOOLEAN, float(answer):
            return (campaign.form.yes if answer else campaign.form.no).both
        case Nature.NUMBER | Nature.NUMBER_AS_TEXT, float(figure):
            return figure if math.isfinite(figure) else None
        case Nature.DATE, str(day) if cell.slot is Slot.DATE:
            return float((date.fromisoformat(day) - EPOCH).days)
        case Nature.TEXT | Nature.NO_DATA, str(text):
            return text
    return None
