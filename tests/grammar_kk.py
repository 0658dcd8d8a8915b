"""Judge Kazakh as a reader does, by endings typed out here and not by the code under test."""

# ruff: noqa: E501 - a pattern stands in one line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WORD = "[а-яёәіңғүұқөһА-ЯЁӘІҢҒҮҰҚӨҺ]"
NUMBER = r"\d[\d\u00a0]*(?:,\d+)?"

# The word that a number ends with when spoken, and what it takes:
# dative, ablative, genitive, accusative, locative, instrumental, then «of them».
ENDINGS = {
    "0": "ге ден дің ді де мен і",
    "1": "ге ден дің ді де мен і",
    "2": "ге ден нің ні де мен сі",
    "3": "ке тен тің ті те пен і",
    "4": "ке тен тің ті те пен і",
    "5": "ке тен тің ті те пен і",
    "6": "ға дан ның ны да мен сы",
    "7": "ге ден нің ні де мен сі",
    "8": "ге ден дің ді де бен і",
    "9": "ға дан дың ды да бен ы",
    "10": "ға нан ның ды да мен ы",
    "20": "ға дан ның ны да мен сы",
    "30": "ға дан дың ды да бен ы",
    "40": "қа тан тың ты та пен ы",
    "50": "ге ден дің ді де мен і",
    "60": "қа тан тың ты та пен ы",
    "70": "ке тен тің ті те пен і",
    "80": "ге нен нің ді де мен і",
    "90": "ға нан ның ды да мен ы",
    "100": "ге ден дің ді де бен і",
    "1000": "ға нан ның ды да мен ы",
    "1000000": "ға нан ның ды да мен ы",
    "%": "ға дан дың ды да бен ы",
}
CASES = ("dat", "abl", "gen", "acc", "loc", "ins", "of")
# What «of them» takes further: 17-сінде, 9-ында.
AFTER_OF = {
    "ы": "ы ының ына ын ында ынан ымен",
    "і": "і інің іне ін інде інен імен",
    "сы": "сы сының сына сын сында сынан сымен",
    "сі": "сі сінің сіне сін сінде сінен сімен",
}
# 19-тармағына: a noun after a bare hyphen
NUMBERED = re.compile(r"(?:тарма[қғ]|апта|сурет|орын|қосымша)")
# Words that ask a case of the number before them.
ASKS = {"дейін": "dat", "жетті": "dat", "жеткізуді": "dat", "артық": "dat", "кем": "dat"}
SUFFIXED = re.compile(rf"({NUMBER})(%?)-({WORD}+)")
ASKING = re.compile(rf"({NUMBER})(%?)-({WORD}+)\s({'|'.join(ASKS)})\b")
BARE = re.compile(rf"({NUMBER})(%?)\s(?:{'|'.join(ASKS)})\b")
PLURAL = re.compile(
    rf"\d[\s\u00a0]({WORD}*(?:лар|лер|дар|дер|тар|тер)(?:ы|і)?(?:[нтд][ыі]ң|[ғқн][ае]|[гк]е|[тд][ыіае]|[ыі]н|нд[ае]|[нтд][ае]н|мен)?)(?!{WORD})"
)
JOINT = re.compile(rf"(\S+)[ \u00a0](мен|бен|пен)(?!{WORD})")
WITH = {
    "мен": "аоұыяәеөүіэёуию" + "мнңлрй",
    "бен": "жз",
    "пен": "кқпстфхцчшщһбвгд",
}
# Of one to seven places or people no ending stands on the number.
FEW_OF_THEM = re.compile(
    rf"\d[\d\u00a0]*[\u00a0](?:бала|қала|аудан|нысан|мектеп){WORD}*[ \u00a0]([1-7])-(?:с?[ыі]){WORD}*"
)
RUSSIAN = re.compile(
    r"[ёщъэ]|\b(?:и|в|во|на|с|со|по|из|до|за|от|для|что|не|нет|района|районов|город|города|области|тыс|детей|года)\b",
    re.IGNORECASE,
)  # fmt: skip


def spoken(figures: str) -> str:
    """What a number ends with when spoken: "50" of 250, "1000" of 12 000, "6" of 12,6."""
    whole, _, fraction = re.sub(r"\s", "", figures).partition(",")
    digits = (fraction or whole).lstrip("0")
    if not digits:
        return "0"
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros < 2:  # units and tens
        return digits[len(digits) - zeros - 1 :]
    return "100" if zeros == 2 else "1000" if zeros < 6 else "1000000"


def endings(figures: str, percent: str = "") -> dict[str, str]:
    """The ending of each case after a number."""
    found = ENDINGS[percent or spoken(figures)]
    return dict(zip(CASES, found.split(), strict=True))


def faults(text: str) -> Iterator[str]:
    """Yield what a reader of Kazakh would strike out."""
    for found in SUFFIXED.finditer(text):
        figures, percent, suffix = found.groups()
        given = endings(figures, percent)
        right = {*given.values(), *AFTER_OF[given["of"]].split()}
        if suffix not in right and not NUMBERED.match(suffix):
            yield f"the ending of {found[0]}"
    for found in ASKING.finditer(text):
        figures, percent, suffix, asking = found.groups()
        if suffix != endings(figures, percent)[ASKS[asking]]:
            yield f"the case of {found[0]}"
    yield from (f"no ending: {found[0]}" for found in BARE.finditer(text))
    yield from (f"a plural after a number: {found[0]}" for found in PLURAL.finditer(text))
    yield from (f"an ending on a few: {found[0]}" for found in FEW_OF_THEM.finditer(text))
    for found in JOINT.finditer(text):
        if found[2] != joint(found[1]):
            yield f"the joint: {found[0]}"
    yield from (f"Russian: {found[0]}" for found in RUSSIAN.finditer(text))


def joint(before: str) -> str:
    """Choose мен, бен or пен after a word or a number."""
    word = before.rstrip("»),.:;")
    number = re.search(rf"({NUMBER})(%?)$", word)
    if number:
        return endings(*number.groups())["ins"]
    last = word.lower().rstrip("ьъ")[-1]
    return next(found for found, letters in WITH.items() if last in letters)
