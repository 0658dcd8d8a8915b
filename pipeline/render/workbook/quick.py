"""Write what the library would write slowly: formulas unsearched, links of whole ranges."""

from __future__ import annotations

from typing import TypeAlias

from xlsxwriter.url import Url  # type: ignore[import-untyped]  # ships no types
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]  # likewise
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # likewise

Spot: TypeAlias = tuple[int, int]  # row and column, from 0
MOST_LINKS = 65_000  # a sheet with more does not open


class QuickSheet(Worksheet):  # type: ignore[misc]  # likewise
    """A worksheet that takes formulas as they are: their search costs a fifth of the work."""

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

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the library's own signature
        return formula.removeprefix("=")

    def _write_hyperlink_internal(self, row: int, col: int, url: Url) -> None:
        reference = xl_range(row, col, *self.ends.get((row, col), (row, col)))
        self._xml_empty_tag("hyperlink", [("ref", reference), ("location", url._link)])  # noqa: SLF001 - it has no other name
