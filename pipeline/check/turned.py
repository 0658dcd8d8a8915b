"""Turn a hit to the cell that is to be mended, where that is another than it was found on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.web import SAME
from pipeline.model import Slot

if TYPE_CHECKING:
    from pipeline.check.hits import Hit
    from pipeline.check.web import Case

# What a bound that does not hold calls the figure on its other side.
OTHER_SIDE = {"part-exceeds-whole": "whole", "whole-below-part": "part"}


def where_it_began(ranked: list[Hit], case: Case) -> Hit:
    """Take the week's hit for the total's, where the total only follows from its week."""
    first = ranked[0]
    week = next((each for each in ranked if each.slot is Slot.WEEK), None)
    if week is None or (week.code, week.indicator) != (first.code, first.indicator):
        return first
    differ = any(week.details.get(of) != first.details.get(of) for of in ("difference", "sign"))
    return first if differ or not case.agrees(first.indicator) else week


def of_previous(hit: Hit, case: Case) -> Hit | None:
    """Tell of the last report's total, where the form has another than was accepted."""
    node = hit.indicator, Slot.PREVIOUS
    held, expected = case.raw(node), float(str(hit.details["before"]))
    week, total = float(str(hit.details["week"])), float(str(hit.details["value"]))
    if np.isnan(held) or abs(held - expected) < SAME or abs(held + week - total) > SAME:
        return None
    return replace(
        hit,
        code="previous-changed",
        slot=Slot.PREVIOUS,
        details={**hit.details, "value": held},
        also=(hit.node,),
    )


def of_week(hit: Hit) -> Hit:
    """Tell of the week's figure that does not lead to the total."""
    if hit.code != "total-not-running":
        return replace(hit, slot=Slot.WEEK, others=(hit.node,))
    growth = round(float(str(hit.details["value"])) - float(str(hit.details["before"])), 1)
    return replace(
        hit,
        code="week-not-growth",
        slot=Slot.WEEK,
        others=(hit.node,),
        details={**hit.details, "growth": growth},
    )


def in_week(hit: Hit, case: Case) -> Hit:
    """Tell of the week's figure, where it breaks a bound as the total does that follows from it."""
    side = OTHER_SIDE.get(hit.code)
    if side is None or hit.slot is not Slot.TOTAL or not case.agrees(hit.indicator):
        return hit
    own = case.value((hit.indicator, Slot.WEEK))
    other = sum(case.value((line, Slot.WEEK)) for line, _ in hit.others)
    is_broken = own > other if side == "whole" else own < other
    if not is_broken:
        return hit
    details = {**hit.details, "value": own, side: other}
    return replace(hit, slot=Slot.WEEK, details=details, also=(*hit.also, hit.node))
