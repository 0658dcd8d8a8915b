"""Name what the rules find: a hit in a form's row, and the form that it was found in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.model import Cell, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.check.files import JudgedFile
    from pipeline.schema import Indicator

# Sums are kept to one decimal; binary fractions stray from it by far less than this.
STRAY = 1e-6
NO_CELLS: Final[Mapping[Slot, Cell]] = {}

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
Node = tuple[str, Slot]  # an indicator and one of its cells


class Accepted(Enum):
    """Who gave a reason for what was found."""

    NOT = "not"
    SENDER = "sender"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hit:
    """One thing found in one row of one form, before it becomes a finding."""

    code: str
    unit: int
    indicator: str
    slot: Slot = Slot.TOTAL
    details: Mapping[str, object] = field(default_factory=dict)
    others: tuple[Node, ...] = ()  # the other cells by which it was measured
    also: tuple[Node, ...] = ()  # cells that share the fault, without a finding of their own
    counted: Mapping[Node, float] = field(default_factory=dict)  # what counts instead
    at: tuple[str, str] | None = None  # sheet and cell, where it is none of the row's own

    @property
    def node(self) -> Node:
        """The cell that it names."""
        return self.indicator, self.slot


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRows:
    """One form's cells by row and slot, and what is known of it."""

    file: JudgedFile
    rows: Mapping[str, Mapping[Slot, Cell]]
    issued: tuple[Indicator, ...]

    def cell(self, indicator: str, slot: Slot) -> Cell | None:
        """Find a cell; a row's total stands in for a slot that it lacks."""
        row = self.row(indicator)
        return row.get(slot) or row.get(Slot.TOTAL)

    def row(self, indicator: str) -> Mapping[Slot, Cell]:
        """Give a row's cells; none where the form lacks the row."""
        return self.rows.get(indicator, NO_CELLS)

    def text(self, indicator: str, slot: Slot) -> str:
        """Give a text cell's text; "" where it is blank."""
        return text_of(self.row(indicator).get(slot))

    @property
    def is_corrected(self) -> bool:
        """Whether the sender marked the form as a corrected one."""
        return self.file.receipt.form.corrected


def text_of(cell: Cell | None) -> str:
    """Give a cell's text; "" where there is none."""
    return "" if cell is None or cell.value is None else str(cell.value)


def places(found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[int]:
    """List the rows of a grid where something was found."""
    return [int(place) for place in np.flatnonzero(found)]


def column_of(address: str) -> tuple[int, str]:
    """Give what orders cells' addresses by their columns."""
    letters = address.rstrip("0123456789")
    return len(letters), letters
