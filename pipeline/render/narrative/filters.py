"""Offer the wording of a language its functions as filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import kk, ru, typography
from pipeline.model import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.render.narrative.lines import Counted
    from pipeline.render.narrative.ranking import Placed


def filters_of(language: Language) -> Mapping[str, Callable[..., str]]:
    """Give the functions of a language by name, and those that join them to facts.

    with_percents, with_figures: units with what stands beside each in brackets;
    in_with_percents, in_with_figures: the same in Russian, with «в» or «во».
    """
    room = kk if language is Language.KK else ru

    def with_percents(placed: tuple[Placed, ...], case: str = "nom") -> str:
        notes = {each.unit.code: typography.percent(each.percent) for each in placed}
        return str(room.places((each.unit for each in placed), case, notes=notes))

    def with_figures(counted: tuple[Counted, ...], case: str = "nom") -> str:
        notes = {each.unit.code: typography.figure(each.value) for each in counted}
        return str(room.places((each.unit for each in counted), case, notes=notes))

    filters: dict[str, Callable[..., str]] = {
        **{name: getattr(room, name) for name in room.__all__},
        "with_percents": with_percents,
        "with_figures": with_figures,
        "numbers": lambda found: room.joined(str(each) for each in found),
        "capitalized": lambda text: text[:1].upper() + text[1:],
    }
    if language is Language.RU:
        filters |= {"in_with_percents": _in_with_percents, "in_with_figures": _in_with_figures}
    return filters


def _in_with_percents(placed: tuple[Placed, ...]) -> str:
    notes = {each.unit.code: typography.percent(each.percent) for each in placed}
    return ru.in_places((each.unit for each in placed), notes=notes)


def _in_with_figures(counted: tuple[Counted, ...]) -> str:
    notes = {each.unit.code: typography.figure(each.value) for each in counted}
    return ru.in_places((each.unit for each in counted), notes=notes)
