"""Lay out how a form's cells hang together, and what is known of one form's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.model import Nature, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Grid
    from pipeline.check.hits import Array, FormRows, Hit, Node
    from pipeline.schema import Kind

# What a formula over a cell that is no figure gives.
FAILED = frozenset({Nature.ERROR_VALUE, Nature.UNCACHED})
# Sums are written to one decimal.
SAME = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Web:
    """The rules as dependencies between lines, and the figures that they are to hold for.

    Shape: `before` has the last report's totals, a row per unit of the grid.
    """

    grid: Grid
    campaign: Campaign
    before: Array
    order: Mapping[str, int]
    whole_of: Mapping[str, str]
    parts_of: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(grid: Grid, campaign: Campaign, before: Array) -> Web:
        """Lay out the web of a campaign's rules."""
        sums = campaign.rules.sums
        return Web(
            grid=grid,
            campaign=campaign,
            before=before,
            order=grid.column,
            whole_of={part: rule.whole for rule in sums for part in rule.parts},
            parts_of={rule.whole: rule.parts for rule in sums},
        )

    def case(self, place: int) -> Case:
        """Take one form."""
        return Case(web=self, place=place, form=self.grid.forms[place])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """One form in the web."""

    web: Web
    place: int
    form: FormRows

    def value(self, node: Node) -> float:
        """Give a cell's figure; NaN where it holds none."""
        line, slot = node
        return float(self.web.grid.figures(line, slot)[self.place])

    def raw(self, node: Node) -> float:
        """Give the number in a cell, sound or not; NaN where it holds none."""
        line, slot = node
        cell = self.form.row(line).get(slot)
        if cell is None or not isinstance(cell.value, float | str):
            return np.nan
        try:
            return float(cell.value)
        except ValueError:
            return np.nan

    def agrees(self, line: str) -> bool:
        """Whether a row's total is its last total and its week."""
        before = float(self.web.before[self.place, self.web.order[line]])
        if np.isnan(before):
            before = float(np.nan_to_num(self.raw((line, Slot.PREVIOUS))))
        total = self.value((line, Slot.TOTAL))
        return abs(total - before - self.value((line, Slot.WEEK))) < SAME

    def tainted(self, nodes: Iterable[Node]) -> frozenset[Node]:
        """Add to faulty cells those that are filled from them.

        A total takes up its week; a whole takes up its part, if it failed with it, or
        holds the sum of the other parts.
        """
        found: dict[Node, None] = {}
        ahead = list(nodes)
        while ahead:
            line, slot = ahead.pop()
            if (line, slot) in found:
                continue
            found[line, slot] = None
            if slot is Slot.WEEK:
                ahead.append((line, Slot.TOTAL))
            whole = self.web.whole_of.get(line)
            if whole and np.isnan(self.value((line, slot))) and self._lacks(whole, slot):
                ahead.append((whole, slot))
        return frozenset(found)

    def _lacks(self, whole: str, slot: Slot) -> bool:
        """Whether a whole lacks a part that is no figure."""
        cell = self.form.row(whole).get(slot)
        if cell is None or cell.nature in FAILED:
            return True
        value = self.value((whole, slot))
        if np.isnan(value):
            return cell.nature is Nature.NUMBER
        others = np.nansum([self.value((part, slot)) for part in self.web.parts_of[whole]])
        return bool(others > 0 and abs(others - value) < SAME)

    def basic_first(self, hit: Hit) -> tuple[bool, bool, bool, int]:
        """Order the faults of cells: what was typed, then what formulas made of it."""
        cell = self.form.row(hit.indicator).get(hit.slot)
        return (
            cell is not None and cell.nature in FAILED,
            hit.indicator in self.web.parts_of,
            hit.slot is not Slot.WEEK,
            self.web.order.get(hit.indicator, -1),
        )

    def lines(self, sheet: str, *kinds: Kind) -> tuple[str, ...]:
        """Name the rows of one sheet that must be answered, of some kinds, in the form's order."""
        return tuple(
            row.id
            for row in self.form.issued
            if row.sheet == sheet and row.kind in kinds and row.core and row.id in self.form.rows
        )
