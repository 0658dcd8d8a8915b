"""Write what the library would write slowly: plain cells, formulas, links of whole ranges."""

from __future__ import annotations

from typing import Any, TypeAlias

from xlsxwriter.url import Url  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.utility import (  # type: ignore[import-untyped]  # likewise
    xl_range,
    xl_rowcol_to_cell_fast,
)
from xlsxwriter.worksheet import (  # type: ignore[import-untyped]  # likewise
    CellBlankTuple,
    CellNumberTuple,
    CellStringTuple,
    Worksheet,
)

Cell: TypeAlias = CellBlankTuple | CellNumberTuple | CellStringTuple

Spot: TypeAlias = tuple[int, int]  # row and column, from 0
MOST_LINKS = 65_000  # a sheet with more does not open
HIGHEST = 409.0  # points; a row above it is repaired


class QuickSheet(Worksheet):  # type: ignore[misc]  # likewise
    """A worksheet that takes formulas as they are: their search costs a fifth of the work."""

    # Cells are named by row and column alone, so nobody need look for "A1".
    write_number, write_string = Worksheet._write_number, Worksheet._write_string  # noqa: SLF001 - they have no other names

    def __init__(self) -> None:
        """Begin with no links."""
        super().__init__()
        self.ends: dict[Spot, Spot] = {}

    def link(self, first: Spot, target: str, last: Spot | None = None) -> None:
        """Let one cell, or each of a range, lead to a place of the workbook; "" leads nowhere.

        One link for a range, whatever its length: that keeps a sheet of many rows small.
        """
        if target and len(self.ends) < MOST_LINKS:
            self.hyperlinks[first[0]][first[1]] = Url(f"internal:{target}")
            self.ends[first] = last or first

    def set_row(self, row: int, height: float | None = None, *others: Any) -> int:  # noqa: ANN401 - the library's own
        """Keep a row within what a spreadsheet opens, however long its texts are."""
        return int(super().set_row(row, height and min(height, HIGHEST), *others))

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the library's own signature
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Cell) -> None:
        """Write a styled figure, text or blank at once: nothing in it needs escaping."""
        kind, held = type(cell), ""
        if kind is CellNumberTuple:
            held = f"><v>{cell.number:.16G}</v></c>"
        elif kind is CellBlankTuple:
            held = "/>"
        elif kind is CellStringTuple and not self.constant_memory:
            held = f' t="s"><v>{cell.string}</v></c>'
        if not held or not cell.format:
            super()._write_cell(row, col, cell)
            return
        style = cell.format._get_xf_index()  # noqa: SLF001 - it has no other name
        self.fh.write(f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{style}"{held}')

    def _write_hyperlink_internal(self, row: int, col: int, url: Url) -> None:
        reference = xl_range(row, col, *self.ends.get((row, col), (row, col)))
        self._xml_empty_tag("hyperlink", [("ref", reference), ("location", url._link)])  # noqa: SLF001 - it has no other name
