"""Offer the wording of a language its functions as filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import kk, ru, typography
from pipeline.model import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.render.narrative.lines import Counted, Placed
    from pipeline.schema import Unit


def filters_of(language: Language) -> Mapping[str, Callable[..., str]]:
    """Give the functions of a language by name, and those that join them to facts.

    with_percents, with_figures: units with what stands beside each in brackets;
    in_with_percents, in_with_figures: the same in Russian, with «в» or «во».
    """
    room = kk if language is Language.KK else ru

    def with_percents(placed: Iterable[Placed], case: str = "nom") -> str:
        return _places(placed, case, _percents)

    def with_figures(counted: Iterable[Counted], case: str = "nom") -> str:
        return _places(counted, case, _figures)

    def _places(
        found: Iterable[Placed] | Iterable[Counted],
        case: str,
        notes: Callable[..., Mapping[str, str]],
    ) -> str:
        listed = tuple(found)
        return room.places(_units(listed), case, notes=notes(listed))

    filters: dict[str, Callable[..., str]] = {
        **{name: getattr(room, name) for name in room.__all__},
        "with_percents": with_percents,
        "with_figures": with_figures,
        "numbers": lambda found: room.joined(str(each) for each in found),
        "capitalized": lambda text: text[:1].upper() + text[1:],
    }
    if language is Language.RU:
        filters["in_with_percents"] = lambda placed: _in_places(placed, _percents)
        filters["in_with_figures"] = lambda counted: _in_places(counted, _figures)
    return filters


def _in_places(
    found: Iterable[Placed] | Iterable[Counted], notes: Callable[..., Mapping[str, str]]
) -> str:
    listed = tuple(found)
    return ru.in_places(_units(listed), notes=notes(listed))


def _units(found: Iterable[Placed | Counted]) -> tuple[Unit, ...]:
    return tuple(each.unit for each in found)


def _percents(placed: Iterable[Placed]) -> Mapping[str, str]:
    return {each.unit.code: typography.percent(each.percent) for each in placed}


def _figures(counted: Iterable[Counted]) -> Mapping[str, str]:
    return {each.unit.code: typography.figure(each.value) for each in counted}
