"""Write formulas without a search for thirty functions that none of ours uses."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types


class QuickSheet(Worksheet):  # type: ignore[misc]  # likewise
    """A worksheet whose formulas are taken as they are: that search costs a fifth of the work."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - the library's own signature
        return formula.removeprefix("=")
