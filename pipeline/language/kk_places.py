"""Name cities and rayons in Kazakh, where only the head word takes the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.language.kk_endings import after_possessive
from pipeline.language.kk_joints import joined, paired
from pipeline.language.lookup import find, unknown
from pipeline.language.typography import annotated, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.schema import Unit

_HEADS: Final[Mapping[str, tuple[str, str]]] = {
    "city": ("қаласы", "қалалары"),
    "rayon": ("ауданы", "аудандары"),
    "oblast": ("облысы", "облыстары"),
}
_JOINTS: Final = ("each", "and_last")


def place(unit: Unit, case: str = "nom") -> str:
    """Name one unit in a case: "Күршім ауданында"."""
    return f"{unit.kk} {_head(unit, case)}"


def places(
    units: Iterable[Unit],
    case: str = "nom",
    *,
    joint: str = "each",
    bare: bool = False,
    notes: Mapping[str, str] | None = None,
) -> str:
    """Name units: one head for one kind, else each its own head and case.

    With `joint="and_last"` two units are joined by мен and only the last takes the case:
    "Курчатов қаласы мен Күршім ауданының". With `bare` the names stand alone. A note, by the
    unit's code, is added in brackets.
    """
    if joint not in _JOINTS:
        raise unknown(joint, _JOINTS, "joint")
    found = tuple(units)
    some(tuple(unit.code for unit in found), "unit")
    noted = notes or {}

    def named(unit: Unit, name: str) -> str:
        return annotated(name, noted.get(unit.code))

    close = joint == "and_last" and len(found) == 2  # noqa: PLR2004 - a pair
    names = [named(unit, unit.kk) for unit in found]
    if bare:
        return paired(*names) if close else joined(names)
    if len(found) == 1:
        return named(found[0], place(found[0], case))
    if len({str(unit.kind) for unit in found}) == 1:
        shared = paired(*names) if close else joined(names)
        return f"{shared} {_head(found[0], case, plural=True)}"
    if close:
        first, last = found
        return paired(named(first, place(first)), named(last, place(last, case)))
    return joined(named(unit, place(unit, case)) for unit in found)


def _head(unit: Unit, case: str, *, plural: bool = False) -> str:
    """The head word in the case: қаласында, аудандарының."""
    head = find(_HEADS, unit.kind, "kind of unit")[plural]
    return head + after_possessive(head, case)
