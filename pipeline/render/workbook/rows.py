"""Lay out the rows below a head: units by kind, each kind's subtotal, then the region's total."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.schema import Unit


class Part(NamedTuple):
    """The units of one kind, by their places among all units, and the row of their subtotal."""

    kind: str
    start: int
    end: int  # the place after the last one
    subtotal: int  # offset of its row; -1 where there is none


class Rows(NamedTuple):
    """Offsets from the row of the first unit."""

    units: tuple[int, ...]
    parts: tuple[Part, ...]
    total: int

    @property
    def subtotals(self) -> Iterator[Part]:
        """The parts that have a row of their own."""
        return (part for part in self.parts if part.subtotal >= 0)

    def spans(self, part: Part | None = None) -> Iterator[tuple[int, int]]:
        """Yield the first and the last row of the units, of one part or of all."""
        for each in self.parts if part is None else (part,):
            if each.end > each.start:
                yield self.units[each.start], self.units[each.end - 1]


def rows_for(units: Sequence[Unit]) -> Rows:
    """Give cities and rayons a subtotal each, where a region has both and cities come first."""
    kinds = [(kind, len(list(group))) for kind, group in groupby(unit.kind for unit in units)]
    if len(kinds) != len({kind for kind, _ in kinds}) or len(kinds) < 2:  # noqa: PLR2004 - a pair
        whole = Part("", 0, len(units), -1)
        return Rows(tuple(range(len(units))), (whole,), len(units))
    offsets: list[int] = []
    parts: list[Part] = []
    for number, (kind, count) in enumerate(kinds):
        start = len(offsets)
        offsets += range(start + number, start + number + count)
        parts.append(Part(str(kind), start, start + count, start + number + count))
    return Rows(tuple(offsets), tuple(parts), len(offsets) + len(parts))
