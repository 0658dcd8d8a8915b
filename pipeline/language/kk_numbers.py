"""Write numbers in Kazakh with the endings of the word they are spoken with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.language import typography
from pipeline.language.kk_endings import after_possessive, ending, inflected, possessive_ending
from pipeline.language.typography import NBSP, figure, rounded

if TYPE_CHECKING:
    from pipeline.language.typography import Number

_UNITS: Final = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
_TENS: Final = (
    "", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан",
)  # fmt: skip
_POWERS: Final = ((3, "жүз"), (6, "мың"), (9, "миллион"), (12, "миллиард"))
_FEW_OF_PEOPLE: Final = 7


def last_word(n: Number, places: int | None = None) -> str:
    """The word that a number ends with when spoken; decimals end with their fraction."""
    shown = rounded(n, places)
    decimals = -int(shown.as_tuple().exponent)
    value = abs(int(shown.scaleb(decimals)))
    if decimals > 0:
        value %= 10**decimals
    if value == 0:
        return "нөл"
    if value % 10:
        return _UNITS[value % 10]
    if value % 100:
        return _TENS[value // 10 % 10]
    for power, word in _POWERS:
        if value % 10**power:
            return word
    return "триллион"  # the greater ones sound alike: квадриллион, квинтиллион


def number(
    n: Number, case: str = "nom", *, possessive: bool = False, places: int | None = None
) -> str:
    """Show a number in a case: "346-ға"; of them so many: "436-сында"."""
    return _suffixed(figure(n, places), last_word(n, places), case, possessive=possessive)


def percent(x: Number, case: str = "nom", *, possessive: bool = False, places: int = 1) -> str:
    """Show a percentage in a case of «пайыз»: "24,0%-ын", "12%-ға"."""
    return _suffixed(typography.percent(x, places), "пайыз", case, possessive=possessive)


def money(x: Number, case: str = "nom", *, possessive: bool = False, places: int = 1) -> str:
    """Show thousands of tenge, the case on the last word: "18 640,5 мың теңгені"."""
    return counted(x, "мың теңге", case, possessive=possessive, places=places)


def counted(
    n: Number,
    noun: str,
    case: str = "nom",
    *,
    possessive: bool = False,
    places: int | None = None,
) -> str:
    """Count a noun, which stays singular and takes the case: "3 412 балаға"."""
    return f"{figure(n, places)}{NBSP}{inflected(noun, case, possessive=possessive)}"


def partitive(n: Number, noun: str, case: str = "nom") -> str:
    """Say how many of the people or places in the genitive before it: "41-і", "ішінде 3 бала".

    Source: language/notes.md, from 1 to 7 of them no third-person ending on the number.
    """
    if 1 <= n <= _FEW_OF_PEOPLE:
        return f"ішінде {counted(n, noun, case)}"
    return number(n, case, possessive=True)


def from_to(first: Number, last: Number, *, places: int | None = None) -> str:
    """Say from where to where a figure went: "212-ден 187-ге"."""
    return f"{number(first, 'abl', places=places)} {number(last, 'dat', places=places)}"


def ordinal(n: int, noun: str = "", case: str = "nom", *, possessive: bool = False) -> str:
    """Number a noun by a bare hyphen, "19-тармағына"; standing alone, "3-ші", "6-шыға"."""
    if noun:
        return f"{figure(n)}-{inflected(noun, case, possessive=possessive)}"
    suffix = "ш" + ("ы" if ending(last_word(n), "acc").endswith("ы") else "і")
    return f"{figure(n)}-{inflected(suffix, case, possessive=possessive)}"


def days(n: int, case: str = "nom") -> str:
    """Count days: "14 күн"."""
    return counted(n, "күн", case)


def times(x: Number, places: int = 1) -> str:
    """Say how many times, after an ablative: "2,0 есе", and "5 есе" of a whole number."""
    return f"{figure(x, None if isinstance(x, int) else places)}{NBSP}есе"


def _suffixed(shown: str, spoken: str, case: str, *, possessive: bool) -> str:
    """Join by a hyphen the ending of the word that the figures are spoken with."""
    if possessive:
        own = possessive_ending(spoken)
        suffix = own + after_possessive(spoken + own, case)
    else:
        suffix = ending(spoken, case)
    return f"{shown}-{suffix}" if suffix else shown
