"""Build Kazakh endings from vowel harmony and the sound before them."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from pipeline.language.lookup import unknown

CASES: Final = ("nom", "gen", "dat", "acc", "loc", "abl", "ins", "attr")

_BACK: Final = frozenset("аоұыя")
_FRONT: Final = frozenset("әеөүіэё")
# In «у», «и», «ю» a glide is heard, so they take the endings of a consonant.
_GLIDES: Final = frozenset("уию")
_HARD: Final = frozenset("кқпстфхцчшщһбвгд")  # б в г д are unvoiced at the end of a word
_NASAL: Final = frozenset("мнң")
_HISS: Final = frozenset("жз")
_VOICED: Final = {"к": "г", "қ": "ғ", "п": "б"}

_BACK_BY_CUSTOM: Final = frozenset({"тарих", "ми"})
# A possessive by origin, which keeps its endings: «12 отбасына».
_POSSESSIVE_ALREADY: Final = frozenset({"отбасы"})
_STEMS: Final = {"халық": "халқ", "орын": "орн", "кәсіпорын": "кәсіпорн"}
_KEEP_THE_LAST_SOUND: Final = frozenset({"клип", "принцип", "тип", "этап"})


class _Sound(Enum):
    """What a word's last sound does to the ending after it."""

    VOWEL = auto()
    NASAL = auto()
    HISS = auto()
    HARD = auto()
    SONOROUS = auto()


def inflected(noun: str, case: str = "nom", *, possessive: bool = False) -> str:
    """Put a noun, or the last word of a phrase, in a case: "оқушыға", "мектебінде".

    With `possessive` the noun first takes the third-person ending: "нысанының".
    Raises: ValueError where the case is none.
    """
    word = noun.rpartition(" ")[2]
    if word.lower() in _POSSESSIVE_ALREADY:
        return noun + after_possessive(noun, case)
    if word.lower().endswith("кт") or word.lower() == "банк":
        noun += "і"  # loans in a hard cluster: объектіге, пунктінің
    if not possessive:
        return noun + ending(noun, case)
    owned = _stem(noun) + possessive_ending(noun)
    return owned + after_possessive(owned, case)


def ending(word: str, case: str) -> str:
    """The ending of a case after a word: "ға", "тен", "пен"."""
    _require_case(case)
    wide, narrow = ("а", "ы") if is_back(word) else ("е", "і")
    sound = _last_sound(word)
    hard = sound is _Sound.HARD
    match case:
        case "nom":
            return ""
        case "gen":
            first = "н" if sound in {_Sound.VOWEL, _Sound.NASAL} else "т" if hard else "д"
            return f"{first}{narrow}ң"
        case "dat":
            back = wide == "а"
            return ("қ" if back else "к") + wide if hard else ("ғ" if back else "г") + wide
        case "acc":
            first = "н" if sound is _Sound.VOWEL else "т" if hard else "д"
            return first + narrow
        case "abl":
            first = "н" if sound is _Sound.NASAL else "т" if hard else "д"
            return f"{first}{wide}н"
        case "ins":
            return "пен" if hard else "бен" if sound is _Sound.HISS else "мен"
    locative = ("т" if hard else "д") + wide
    return locative if case == "loc" else locative + _attribute(wide)


def possessive_ending(word: str) -> str:
    """The third-person ending after a word: "ы", "сі"."""
    narrow = "ы" if is_back(word) else "і"
    return f"с{narrow}" if _last_sound(word) is _Sound.VOWEL else narrow


def after_possessive(owned: str, case: str) -> str:
    """The ending of a case after a third-person ending, by what now ends the word: "нда"."""
    _require_case(case)
    wide, narrow = ("а", "ы") if is_back(owned) else ("е", "і")
    return {
        "nom": "",
        "gen": f"н{narrow}ң",
        "dat": f"н{wide}",
        "acc": "н",
        "loc": f"нд{wide}",
        "abl": f"н{wide}н",
        "ins": "мен",
        "attr": f"нд{wide}{_attribute(wide)}",
    }[case]


def is_back(phrase: str) -> bool:
    """Whether a phrase's last word takes endings with back vowels.

    Raises: ValueError where it has no vowel to follow.
    """
    word = phrase.rpartition(" ")[2].lower()
    if word in _BACK_BY_CUSTOM:
        return True
    if word.endswith("ь"):
        return False
    for place, letter in enumerate(reversed(word)):
        if letter in _BACK:
            return True
        if letter in _FRONT:
            return False
        if letter in _GLIDES and place > 0:
            return letter != "и"  # loans: институтқа, but сервиске
    if word and word[-1] in _GLIDES:
        return word[-1] != "и"  # суға, but биге
    message = f"no vowel in «{phrase}» for an ending to follow"
    raise ValueError(message)


def _require_case(case: str) -> None:
    if case not in CASES:
        raise unknown(case, CASES, "Kazakh case")


def _attribute(wide: str) -> str:
    return "ғы" if wide == "а" else "гі"


def _stem(noun: str) -> str:
    """The form that the third-person ending joins: мектеп → мектеб, халық → халқ."""
    head, space, word = noun.rpartition(" ")
    if word.lower() in _STEMS:
        return head + space + _STEMS[word.lower()]
    if word.endswith("ь"):
        return noun[:-1]
    voiced = _VOICED.get(word[-1])
    after_vowel = word[-2:-1].lower() in _BACK | _FRONT | _GLIDES
    if voiced and after_vowel and word.lower() not in _KEEP_THE_LAST_SOUND:
        return noun[:-1] + voiced
    return noun


def _last_sound(word: str) -> _Sound:
    last = word.lower().rstrip("ьъ")[-1:]
    if last in _BACK | _FRONT:
        return _Sound.VOWEL
    for letters, sound in ((_NASAL, _Sound.NASAL), (_HISS, _Sound.HISS), (_HARD, _Sound.HARD)):
        if last in letters:
            return sound
    return _Sound.SONOROUS
