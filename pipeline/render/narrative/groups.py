"""Group units for a sentence: how many, of what kind, and whether few enough to name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.schema import Unit

MOST_NAMED = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some units; of one kind or mixed, and whether a sentence can name them all."""

    units: tuple[Unit, ...]
    count: int
    kind: Literal["city", "rayon", "mixed", "none"]
    few: bool


def group_of(units: Iterable[Unit]) -> Group:
    """Group units in the order given."""
    found = tuple(units)
    kinds = {str(unit.kind) for unit in found}
    return Group(
        units=found,
        count=len(found),
        kind=(
            "none" if not found
            else "mixed" if len(kinds) > 1
            else "city" if "city" in kinds
            else "rayon"
        ),
        few=len(found) <= MOST_NAMED,
    )
