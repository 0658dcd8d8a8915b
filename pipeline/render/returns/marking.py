"""Mark a workbook: fill and frame the wrong cells, comment on them, list them on a first sheet."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.model import Severity
from pipeline.render.returns.cells import Cells, address, placed
from pipeline.render.returns.entries import Place
from pipeline.render.returns.listing import CELL_COLUMN, FORMER_COLUMNS, Sheet, list_sheet
from pipeline.render.returns.remarks import Remarks
from pipeline.render.returns.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.render.returns.book import Book
    from pipeline.render.returns.entries import Entry

LOCATION = re.compile(r"#?(?:'((?:[^']|'')+)'|([^'!.]+))[!.]\$?([A-Z]{1,3})\$?([0-9]{1,7})")
ID_COLUMN = 1
MOST_NAME = 31


def marked(book: Book, sheet: Sheet, head: str) -> None:
    """Mark the entries of a list in their cells, and put the list first.

    Marks and lists of an earlier time are taken away before.
    """
    styles = Styles(book)
    pages = _Pages(book)
    _clean(book, styles, pages, sheet.name, head)
    cells: dict[Place, list[Entry]] = defaultdict(list)
    parts = book.parts
    for entry in sheet.entries:
        if entry.place.cell and entry.place.sheet in parts:
            shown = pages[entry.place.sheet].shown(entry.place.cell)
            cells[Place(entry.place.sheet, shown)].append(entry)
    former = _painted(cells, styles, pages)
    remarks: dict[str, dict[str, str]] = defaultdict(dict)
    for place, found in cells.items():
        remarks[place.sheet][place.cell] = "\n\n".join(entry.message for entry in found)
    for name, texts in remarks.items():
        Remarks(book, parts[name], head).put(texts)
    by_entry = {entry.place: former[place] for place, found in cells.items() for entry in found}
    content, titles, area = list_sheet(book, styles, sheet._replace(former=by_entry))
    book.insert_first(sheet.name, content, titles, area)


def sheet_name(kk: str, ru: str) -> str:
    """Name the list in both languages, as a sheet can be named."""
    return re.sub(r"[:\\/?*\[\]]", "-", f"{kk} – {ru}")[:MOST_NAME].strip("' ")


class _Pages:
    """The sheets of a workbook, each opened once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._opened: dict[str, Cells] = {}

    def __getitem__(self, name: str) -> Cells:
        if name not in self._opened:
            self._opened[name] = Cells(self._book, self._book.parts[name])
        return self._opened[name]


def _painted(
    cells: Mapping[Place, Sequence[Entry]], styles: Styles, pages: _Pages
) -> dict[Place, tuple[int, int]]:
    """Fill and frame the cells and the first cells of their rows; give how they looked."""
    worst: dict[Place, Severity] = {}
    signs: dict[Place, Severity] = {}
    first: dict[Place, Place] = {}
    for place, entries in cells.items():
        row, _ = placed(place.cell) or (1, 1)
        sign = Place(place.sheet, pages[place.sheet].shown(address(row, ID_COLUMN)))
        first[place] = sign
        severities = {entry.severity for entry in entries}
        worst[place] = Severity.ERROR if Severity.ERROR in severities else Severity.WARNING
        if signs.get(sign) is not Severity.ERROR:
            signs[sign] = worst[place]
    former = {place: pages[place.sheet].style(place.cell) for place in {*worst, *signs}}
    for place, severity in (worst | signs).items():
        style = styles.marked(former[place], severity, signed=place in signs)
        pages[place.sheet].restyle(place.cell, style)
    return {place: (former[place], former[first[place]]) for place in cells}


def _clean(book: Book, styles: Styles, pages: _Pages, name: str, head: str) -> None:
    """Take away what an earlier marking left: the list, the marks, the comments."""
    marks = styles.marks
    former: dict[Place, int] = {}
    for own in [each for each in book.names if each.lower() == name.lower()]:
        if own in book.parts:
            former |= _former(book, book.parts[own])
        book.remove_sheet(own)
    for each, part in book.parts.items():
        if marks:
            _unmark(pages[each], each, styles, marks, former)
        Remarks(book, part, head).take_away()


def _unmark(
    cells: Cells, name: str, styles: Styles, marks: frozenset[int], former: Mapping[Place, int]
) -> None:
    """Give marked cells their former looks; where a cell has moved, that of its column."""
    columns: dict[int, int] = {}
    for place, style in former.items():
        at = placed(place.cell)
        if place.sheet == name and at is not None and style not in marks:
            columns.setdefault(at[1], style)
    for where, cell in list(cells):
        style = int(cell.get("s", "0"))
        if style in marks:
            column = (placed(where) or (0, 0))[1]
            known = former.get(Place(name, where), columns.get(column, style))
            cells.restyle(where, styles.bare(style) if known in marks else known)


def _former(book: Book, part: str) -> dict[Place, int]:
    """Read from an earlier list how the marked cells had looked."""
    cells = Cells(book, part)
    found: dict[Place, int] = {}
    for link in cells.root.iter(book.tag("hyperlink")):
        match = LOCATION.fullmatch(link.get("location", ""))
        at = placed(link.get("ref", "").partition(":")[0])
        if match is None or at is None or at[1] != CELL_COLUMN:
            continue
        sheet = (match[1] or match[2]).replace("''", "'")
        where = f"{match[3]}{match[4]}"
        own, sign = (cells.style(address(at[0], column)) for column in FORMER_COLUMNS)
        if not own and not sign:
            continue  # a whole sheet's line, of which no cell was marked
        row = (placed(where) or (1, 1))[0]
        found.setdefault(Place(sheet, address(row, ID_COLUMN)), sign)
        found[Place(sheet, where)] = own
    return found
