"""Write numbers in Russian with the nouns and predicates that agree with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pipeline.language import typography
from pipeline.language.lookup import find, unknown
from pipeline.language.nouns_ru import CASES
from pipeline.language.ru_nouns import (
    Agreement,
    agreed,
    agreement,
    gender_of,
    inflected,
    is_animate,
)
from pipeline.language.typography import NBSP, figure, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.language.typography import Number

_PREDICATE: Final = re.compile(r"(\w+)(?:[нт]|л|лся)")
# What stands after the hyphen: one letter after a vowel, two after a consonant.
_ORDINALS: Final[Mapping[str, str]] = {
    "m": "й го му й м м",
    "n": "е го му е м м",
    "f": "я й й ю й й",
    "pl": "е х м е ми х",
}


def number(n: Number, places: int | None = None) -> str:
    """Show a number, which no case changes: "3 412"."""
    return figure(n, places)


def counted(n: Number, noun: str, case: str = "nom", *, places: int | None = None) -> str:
    """Count a noun: "64 ребёнка", "641 школы" in the genitive, "3 412 детям" in the dative."""
    return f"{figure(n, places)}{NBSP}{agreed(noun, rounded(n, places), case)}"


def predicate(n: Number, verb: str, noun: str, *, plural: bool = False) -> str:
    """Agree a predicate with a counted noun: "проведён" of 71, "проведено" of 154.

    `verb` is the masculine form. With `plural` it is plural beside all but …1, as where the
    noun is left out or the subject acts: "приняты 212", "представили 17 районов".
    Raises: ValueError where the verb or the noun is none.
    """
    forms = _predicate_forms(verb)
    if agreement(rounded(n)) is Agreement.ONE:
        return forms[gender_of(noun)]
    return forms["pl" if plural else "n"]


def counted_predicate(
    n: Number, verb: str, noun: str, *, between: str = "", plural: bool = False
) -> str:
    """Say what was done with so many: "проведён 71 рейд", "возвращён в школу 41 ребёнок".

    `between` stands after the predicate; `plural` as in predicate.
    """
    words = (predicate(n, verb, noun, plural=plural), between, counted(n, noun))
    return " ".join(word for word in words if word)


def percent(x: Number, places: int = 1) -> str:
    """Show a percentage, which no case changes: "24,0%"."""
    return typography.percent(x, places)


def money(x: Number, places: int = 1) -> str:
    """Show thousands of tenge, which no case changes: "18 640,5 тыс. тенге"."""
    return NBSP.join((figure(x, places), "тыс.", "тенге"))


def ordinal(n: int, gender: str = "f", case: str = "nom") -> str:
    """Show an ordinal by the gender of its noun (m, f, n, pl): "2-я", "3-ю", "5-го"."""
    endings = find(_ORDINALS, gender, "gender").split()
    if case not in CASES:
        raise unknown(case, CASES, "Russian case")
    return f"{figure(n)}-{endings[CASES.index(case)]}"


def numbered(n: int, noun: str, case: str = "nom") -> str:
    """Number a noun: "2-я неделя", "3-ю неделю", "1-го района"."""
    gender = gender_of(noun)
    follows = case == "acc" and gender == "m" and is_animate(noun)
    return f"{ordinal(n, gender, 'gen' if follows else case)}{NBSP}{inflected(noun, case)}"


def days(n: int, case: str = "nom") -> str:
    """Count days: "4 дня"."""
    return counted(n, "день", case)


def days_left(n: int) -> str:
    """Say how many days are left: "остался 1 день", "осталось 4 дня"."""
    return counted_predicate(n, "остался", "день")


def times(x: Number, places: int = 1) -> str:
    """Say how many times, after «в»: "2,0 раза", and "5 раз" of a whole number."""
    return counted(x, "раз", "acc", places=None if isinstance(x, int) else places)


def _predicate_forms(verb: str) -> Mapping[str, str]:
    """The forms of a short participle or a past tense by gender and number."""
    if not _PREDICATE.fullmatch(verb):
        message = f"«{verb}» is no short participle or past tense in the masculine"
        raise ValueError(message)
    stem, particle = verb, ""
    if verb.endswith("лся"):
        stem, particle = verb[:-2], "сь"
    elif verb.endswith(("шел", "шёл")):
        stem = f"{verb[:-2]}л"
    elif verb.endswith("ён"):
        stem = f"{verb[:-2]}ен"
    plural = "и" if stem.endswith("л") else "ы"
    return {
        "m": verb,
        "f": f"{stem}а{particle}",
        "n": f"{stem}о{particle}",
        "pl": f"{stem}{plural}{particle}",
    }
