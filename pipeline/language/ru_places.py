"""Name cities and rayons in Russian, the word of the unit and its head in one case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.language.lookup import find, unknown
from pipeline.language.nouns_ru import CASES, NOUNS
from pipeline.language.typography import annotated, listed, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.schema import Unit

_HEADS: Final[Mapping[str, str]] = {"city": "город", "rayon": "район"}
_OBLAST: Final = "oblast"
_HARD_TO_SAY: Final = re.compile(r"[вф][бвгджзйклмнпрстфхцчшщ]", re.IGNORECASE)
_VOWEL: Final = re.compile(r"[аиоуэ]", re.IGNORECASE)


def joined(items: Iterable[str]) -> str:
    """List words: "а, б и в"."""
    return listed(items, "и")


def place(unit: Unit, case: str = "nom") -> str:
    """Name one unit in a case: "Курчумском районе", "городе Семей"; the oblast by its own name."""
    name = _name(unit, case)
    if unit.kind == _OBLAST:
        return name
    return _with_head(unit, NOUNS[find(_HEADS, unit.kind, "kind of unit")].singular[case], name)


def places(
    units: Iterable[Unit],
    case: str = "nom",
    *,
    bare: bool = False,
    notes: Mapping[str, str] | None = None,
) -> str:
    """Name units: one plural head where they are alike, else each its own.

    Names of cities decline after the shared head too, as laws do («городов Астаны и Алматы»):
    "городах Семей и Риддере". With `bare` the names stand alone. A note, by the unit's code,
    is added in brackets.
    """
    found = tuple(units)
    some(tuple(unit.code for unit in found), "unit")
    noted = notes or {}

    def named(unit: Unit, name: str) -> str:
        return annotated(name, noted.get(unit.code))

    alike = len({(str(unit.kind), unit.ru_head_first) for unit in found}) == 1
    shares = alike and len(found) > 1 and found[0].kind != _OBLAST
    if not (bare or shares):
        return joined(named(unit, place(unit, case)) for unit in found)
    names = joined(named(unit, _name(unit, case)) for unit in found)
    if bare:
        return names
    head = NOUNS[find(_HEADS, found[0].kind, "kind of unit")].plural[case]
    return _with_head(found[0], head, names)


def in_places(units: Iterable[Unit], *, notes: Mapping[str, str] | None = None) -> str:
    """Say where, with «в» or «во»: "в Абайском и Жарминском районах"."""
    text = places(units, "loc", notes=notes)
    return f"{'во' if _HARD_TO_SAY.match(text) else 'в'} {text}"


def about_places(units: Iterable[Unit]) -> str:
    """Say of what, with «о» or «об»: "об Уланском районе", "о Курчумском районе"."""
    text = places(units, "loc")
    return f"{'об' if _VOWEL.match(text) else 'о'} {text}"


def _name(unit: Unit, case: str) -> str:
    """The unit's own word in a case: Курчумского, Риддером."""
    if case not in CASES:
        raise unknown(case, CASES, "Russian case")
    forms = unit.ru
    return {
        "nom": forms.nom,
        "gen": forms.gen,
        "dat": forms.dat,
        "acc": forms.acc,
        "ins": forms.ins,
        "loc": forms.loc,
    }[case]


def _with_head(unit: Unit, head: str, names: str) -> str:
    return f"{head} {names}" if unit.ru_head_first else f"{names} {head}"
