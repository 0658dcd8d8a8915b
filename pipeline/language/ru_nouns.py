"""Agree Russian nouns, and the adjectives before them, with numbers and cases."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from pipeline.language.lookup import unknown
from pipeline.language.nouns_ru import CASES, NOUNS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from pipeline.language.nouns_ru import Noun

_ADJECTIVE: Final = re.compile(r"(?P<stem>\w+)(?P<ending>[ыио]й|[ая]я|[ое]е)(?P<reflexive>ся)?")
_AND: Final = " и "

# Endings in the order of CASES, the accusative of an inanimate noun.
_HARD: Final[Mapping[str, str]] = {
    "m": "ый ого ому ый ым ом",
    "n": "ое ого ому ое ым ом",
    "f": "ая ой ой ую ой ой",
    "pl": "ые ых ым ые ыми ых",
}
_SOFT: Final[Mapping[str, str]] = {
    "m": "ий его ему ий им ем",
    "n": "ее его ему ее им ем",
    "f": "яя ей ей юю ей ей",
    "pl": "ие их им ие ими их",
}


class Agreement(Enum):
    """What a number asks of its noun."""

    ONE = auto()  # 1, 21, 101
    FEW = auto()  # 2 to 4, 22 to 24
    MANY = auto()  # 0, 5 to 20, 25 to 30
    FRACTION = auto()  # 10,5 and 2,0


def agreement(quantity: Decimal) -> Agreement:
    """Tell what a number asks of its noun, as it is shown."""
    if int(quantity.as_tuple().exponent) < 0:
        return Agreement.FRACTION
    hundredth, unit = abs(int(quantity)) % 100, abs(int(quantity)) % 10
    if unit == 1 and hundredth != 11:  # noqa: PLR2004 - eleven
        return Agreement.ONE
    if unit in {2, 3, 4} and hundredth not in {12, 13, 14}:
        return Agreement.FEW
    return Agreement.MANY


def agreed(noun: str, quantity: Decimal, case: str) -> str:
    """Put a noun in the form that a number before it asks for.

    `noun` is in the nominative singular: "ребёнок", "нуждающийся ребёнок", "объект образования";
    of «город и район» both parts decline.
    Raises: ValueError where the noun or the case is none.
    """
    if case not in CASES:
        raise unknown(case, CASES, "Russian case")
    pair = _pair(noun)
    if pair is None:
        return _agreed_one(noun, quantity, case)
    # A single one cannot be both: «1 город или район».
    joint = " или " if quantity == 1 else _AND
    return joint.join(_agreed_one(part, quantity, case) for part in pair)


def inflected(noun: str, case: str = "nom") -> str:
    """Put a noun with its adjectives in a case of the singular, without a number."""
    if case not in CASES:
        raise unknown(case, CASES, "Russian case")
    return _AND.join(_declined(part, case) for part in _pair(noun) or (noun,))


def gender_of(noun: str) -> str:
    """The gender of a noun, or of the first of a pair: m, f or n."""
    pair = _pair(noun)
    return _parsed(pair[0] if pair else noun)[1].gender


def is_animate(noun: str) -> bool:
    """Whether a noun's accusative follows the genitive."""
    return _parsed(noun)[1].animate


def _agreed_one(noun: str, quantity: Decimal, case: str) -> str:
    kind = agreement(quantity)
    adjectives, entry, tail = _parsed(noun)
    if kind is Agreement.FRACTION:
        return _declined(noun, "gen")
    if kind is Agreement.ONE:
        return _declined(noun, case)
    if case == "acc" and entry.animate and quantity in {2, 3, 4}:
        return _declined(noun, "gen", plural=True)  # «вернули 2 детей», but «22 ребёнка»
    if case not in {"nom", "acc"}:
        return _declined(noun, case, plural=True)
    if kind is Agreement.MANY:
        return _declined(noun, "gen", plural=True)
    # «22 нуждающихся ребёнка», but «22 школьные ярмарки».
    few = "nom" if entry.gender == "f" else "gen"
    head = entry.plural[few] if entry.adjectival else entry.singular["gen"]
    return " ".join((*(_adjective(each, "pl", few) for each in adjectives), head, *tail))


def _declined(noun: str, case: str, *, plural: bool = False) -> str:
    adjectives, entry, tail = _parsed(noun)
    gender = "pl" if plural else entry.gender
    # Feminine singular adjectives have an accusative of their own.
    follows = case == "acc" and entry.animate and gender != "f"
    forms = [_adjective(each, gender, "gen" if follows else case) for each in adjectives]
    return " ".join((*forms, (entry.plural if plural else entry.singular)[case], *tail))


def _adjective(word: str, gender: str, case: str) -> str:
    """Decline an adjective or a participle given in the nominative singular."""
    match = _ADJECTIVE.fullmatch(word)
    if match is None:
        message = f"«{word}» is no adjective in the nominative singular"
        raise ValueError(message)
    stem, given, reflexive = match["stem"], match["ending"], match["reflexive"] or ""
    sibilant, velar = stem[-1] in "жшщч", stem[-1] in "гкх"
    soft = (given in {"ий", "яя", "ее"} or sibilant) and not velar
    ending = (_SOFT if soft else _HARD)[gender].split()[CASES.index(case)]
    if sibilant:
        ending = ending.replace("яя", "ая").replace("юю", "ую")
    elif velar and ending[0] == "ы":
        ending = f"и{ending[1:]}"
    if given == "ой" and ending in {"ый", "ий"}:
        ending = "ой"  # городской
    return f"{stem}{ending}{reflexive}"


def _pair(noun: str) -> tuple[str, str] | None:
    """The two parts of «город и район», each a noun of the table."""
    first, joint, second = noun.partition(_AND)
    if joint and any(word in NOUNS for word in second.split()):
        return first, second
    return None


def _parsed(noun: str) -> tuple[list[str], Noun, list[str]]:
    """Part a phrase into its adjectives, its noun, and what stays as it is."""
    words = noun.split()
    for place, word in enumerate(words):
        if word in NOUNS:
            return words[:place], NOUNS[word], words[place + 1 :]
    raise unknown(noun, NOUNS, "Russian noun")
