"""Take note of what stands beyond a form's bounds; its texts are looked through all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from pipeline.read.book import MOST_CELLS, MOST_SCANNED, Remark
from pipeline.read.parts import NotReadableError
from pipeline.read.persons.numbers import is_a_persons
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.read.values import Grid, Raw

TYPE = re.compile(rb' t="(\w+)"')
WIDE = 100_000  # cells; what spans less is not worth a look
LETTERS = tuple(address_of(place, 1)[:-1].encode() for place in range(256))


@dataclass(slots=True, kw_only=True)
class FarCells:
    """What one sheet holds where no form does: the first such cell, and how many there are."""

    sheet: str
    first: str = ""
    count: int = 0
    _texts: dict[str, str] = field(default_factory=dict)  # each with where it stands first

    def take(self, address: str, value: Raw, times: int = 1) -> None:
        """Take note of a cell; what looks empty is none."""
        if isinstance(value, str) and not value.strip():
            return
        self.first = self.first or address
        self.count += times
        if isinstance(value, str):
            self._texts.setdefault(value, address)
        elif isinstance(value, float) and is_a_persons(value):
            self._texts.setdefault(f"{value:.0f}\n{value:012.0f}", address)

    def take_all(self, rows: Grid) -> None:
        """Take note of a whole sheet."""
        for number, values in enumerate(rows, start=1):
            for place, value in enumerate(values):
                if value != "":
                    self.take(address_of(place, number), value)

    @property
    def remarks(self) -> Iterator[Remark]:
        """What is to be looked through for a person's data."""
        return (Remark(self.sheet, address, text) for text, address in self._texts.items())


class Packed:
    """The far cells of one sheet, written side by side: the parser reserves no grid for them."""

    def __init__(self) -> None:
        """Begin with none."""
        # One run of bytes each: as objects, two million cells would take half a gigabyte.
        self.addresses = bytearray()
        self._cells = bytearray()
        self._places = count()

    def take(self, cell: re.Match[bytes]) -> bytes:
        """Take a cell out of its sheet: its address, attributes and content.

        Raises: NotReadableError where there are more than an honest slip leaves.
        """
        address, attributes, content = cell.groups()
        if content:
            place = next(self._places)
            if place >= MOST_SCANNED:
                raise NotReadableError("too-many-cells")
            kind = TYPE.search(attributes)
            # What an error is called is a text here.
            held = b"n" if kind is None else b"str" if kind[1] == b"e" else kind[1]
            self.addresses += address + b" "
            self._cells += b'<c r="%b%d" t="%b">%b</c>' % (
                LETTERS[place % len(LETTERS)], place // len(LETTERS) + 1, held, content,
            )  # fmt: skip
        return b""

    @property
    def sheet(self) -> bytes:
        """All of them as a sheet of their own."""
        return b'<worksheet><sheetData><row r="1">%b</row></sheetData></worksheet>' % bytes(
            self._cells
        )

    def unpacked(self, name: str, rows: Grid) -> FarCells:
        """Take note of them by their values."""
        far = FarCells(sheet=name)
        addresses = self.addresses.decode().split()
        for number, values in enumerate(rows):
            for place, value in enumerate(values):
                if value != "":
                    far.take(addresses[number * len(LETTERS) + place], value)
        return far


def fitting(sheets: Mapping[str, Grid]) -> tuple[dict[str, Grid], list[FarCells]]:
    """Pass over the largest sheets where there is no room for all: no form's are among them."""
    fitting = {name: _trimmed(rows) for name, rows in sheets.items()}
    passed_over: list[FarCells] = []
    left = MOST_CELLS * 4
    areas = {name: sum(map(len, rows)) for name, rows in fitting.items()}
    for name in sorted(fitting, key=areas.__getitem__):
        left -= areas[name]
        if left < 0:
            passed_over.append(FarCells(sheet=name))
            passed_over[-1].take_all(fitting[name])
            fitting[name] = []
    return fitting, passed_over


def _trimmed(rows: Grid) -> Grid:
    """Cut the blanks behind the values of a wide sheet, which one stray value may have spanned."""
    if len(rows) * len(rows[0] if rows else ()) > WIDE:
        for values in rows:
            while values and values[-1] == "":
                values.pop()
    return rows
