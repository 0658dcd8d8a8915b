"""Group units for a sentence: how many, of what kind, and how to name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.schema import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.schema import Unit

MOST_NAMED = 9
MOST_HEADS = 2
LEAST_MOST = 4
TWO_THIRDS = 2  # of all units: twice as many as the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some units, of one kind or mixed; `few` can stand in a sentence that ranks."""

    units: tuple[Unit, ...]
    count: int
    kind: Literal["city", "rayon", "mixed", "none"]
    cities: tuple[Unit, ...]
    rayons: tuple[Unit, ...]
    few: bool
    many: bool  # too many for each to stand with its own head
    most: bool  # «all but» is shorter
    rest: Group | None  # the units left, where the group is most of them


def group_of(units: Iterable[Unit], among: Iterable[Unit]) -> Group:
    """Group units in the order given; `among` are all that there are."""
    found = tuple(units)
    kinds = {str(unit.kind) for unit in found}
    rest = tuple(unit for unit in among if unit not in found)
    most = bool(rest) and len(found) >= max(TWO_THIRDS * len(rest), LEAST_MOST)
    return Group(
        units=found,
        count=len(found),
        kind=(
            "none"
            if not found
            else "mixed"
            if len(kinds) > 1
            else "city"
            if "city" in kinds
            else "rayon"
        ),
        cities=tuple(unit for unit in found if unit.kind is UnitKind.CITY),
        rayons=tuple(unit for unit in found if unit.kind is not UnitKind.CITY),
        few=len(found) <= MOST_NAMED,
        many=len(found) > MOST_HEADS,
        most=most,
        rest=group_of(rest, rest) if most else None,
    )
