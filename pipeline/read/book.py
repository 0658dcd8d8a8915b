"""Name what a workbook holds, whatever format it came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.read.far import FarCells
    from pipeline.read.values import Grid

# No form comes near so many; every one of them costs the parser memory.
MOST_CELLS = 1_000_000
# Beyond the bounds two columns filled down to the last row are an honest slip; more is none.
MOST_SCANNED = 2_200_000
# A form ends above row 5000 and left of column IW, as the oldest format's sheets do.
LAST_ROW, LAST_COLUMN = 4_999, 256
# Nobody explains more beside the cells; what is longer is cut, what is more is left out.
MOST_REMARKS, LONGEST_REMARK = 1_000, 4_000


class Remark(NamedTuple):
    """A text of a workbook that stands in no cell: a name, a comment, a property."""

    sheet: str  # "" where it is the whole workbook's
    cell: str  # "" where it is no cell's
    text: str


@dataclass(frozen=True, slots=True)
class Hazards:
    """The cells of one sheet whose plain value would mislead."""

    errors: frozenset[str] = frozenset()
    uncached: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()  # filled cells that the sender does not see
    merged: tuple[str, ...] = ()  # ranges such as D5:D9


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What a workbook holds; row and column 0 of a grid are A1."""

    saved_at: datetime | None
    sheets: Mapping[str, Grid]
    hazards: Mapping[str, Hazards]
    remarks: tuple[Remark, ...] = ()
    far: tuple[FarCells, ...] = ()  # what was passed over
