"""Judge Russian as a reader does, by forms typed out here and not by the code under test."""

# ruff: noqa: E501 - a word and its forms stand in one line

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Noun(NamedTuple):
    """A counted noun: its gender, then its singular and its plural, from nominative to locative."""

    gender: str
    one: tuple[str, ...]
    many: tuple[str, ...]


def noun(gender: str, one: str, many: str) -> Noun:
    """Write a noun's forms in one line: nom gen dat acc ins loc."""
    return Noun(gender, tuple(one.split()), tuple(many.split()))


CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
NOUNS = {
    each.one[0]: each
    for each in (
        noun("m", "ребёнок ребёнка ребёнку ребёнка ребёнком ребёнке", "дети детей детям детей детьми детях"),
        noun("m", "человек человека человеку человека человеком человеке", "люди человек человекам человек человеками человеках"),
        noun("m", "район района району район районом районе", "районы районов районам районы районами районах"),
        noun("m", "город города городу город городом городе", "города городов городам города городами городах"),
        noun("m", "рейд рейда рейду рейд рейдом рейде", "рейды рейдов рейдам рейды рейдами рейдах"),
        noun("m", "день дня дню день днём дне", "дни дней дням дни днями днях"),
        noun("m", "объект объекта объекту объект объектом объекте", "объекты объектов объектам объекты объектами объектах"),
        noun("m", "материал материала материалу материал материалом материале", "материалы материалов материалам материалы материалами материалах"),
        noun("m", "сюжет сюжета сюжету сюжет сюжетом сюжете", "сюжеты сюжетов сюжетам сюжеты сюжетами сюжетах"),
        noun("m", "баннер баннера баннеру баннер баннером баннере", "баннеры баннеров баннерам баннеры баннерами баннерах"),
        noun("m", "отчёт отчёта отчёту отчёт отчётом отчёте", "отчёты отчётов отчётам отчёты отчётами отчётах"),
        noun("m", "пункт пункта пункту пункт пунктом пункте", "пункты пунктов пунктам пункты пунктами пунктах"),
        noun("m", "раз раза разу раз разом разе", "разы раз разам разы разами разах"),
        noun("n", "мероприятие мероприятия мероприятию мероприятие мероприятием мероприятии", "мероприятия мероприятий мероприятиям мероприятия мероприятиями мероприятиях"),
        noun("n", "заседание заседания заседанию заседание заседанием заседании", "заседания заседаний заседаниям заседания заседаниями заседаниях"),
        noun("n", "учреждение учреждения учреждению учреждение учреждением учреждении", "учреждения учреждений учреждениям учреждения учреждениями учреждениях"),
        noun("n", "обращение обращения обращению обращение обращением обращении", "обращения обращений обращениям обращения обращениями обращениях"),
        noun("m", "конкурс конкурса конкурсу конкурс конкурсом конкурсе", "конкурсы конкурсов конкурсам конкурсы конкурсами конкурсах"),
        noun("m", "стенд стенда стенду стенд стендом стенде", "стенды стендов стендам стенды стендами стендах"),
        noun("m", "опрос опроса опросу опрос опросом опросе", "опросы опросов опросам опросы опросами опросах"),
        noun("m", "родитель родителя родителю родителя родителем родителе", "родители родителей родителям родителей родителями родителях"),
        noun("f", "школа школы школе школу школой школе", "школы школ школам школы школами школах"),
        noun("n", "замечание замечания замечанию замечание замечанием замечании", "замечания замечаний замечаниям замечания замечаниями замечаниях"),
        noun("f", "ярмарка ярмарки ярмарке ярмарку ярмаркой ярмарке", "ярмарки ярмарок ярмаркам ярмарки ярмарками ярмарках"),
        noun("f", "неделя недели неделе неделю неделей неделе", "недели недель неделям недели неделями неделях"),
    )
}  # fmt: skip
# Adjectives before them: after …1 singular by case, else the plural of the case.
ADJECTIVES = {
    "нуждающийся": ("нуждающийся нуждающегося нуждающемуся нуждающегося нуждающимся нуждающемся", "нуждающихся нуждающихся нуждающимся нуждающихся нуждающимися нуждающихся"),
    "выявленный": ("выявленный выявленного выявленному выявленного выявленным выявленном", "выявленных выявленных выявленным выявленных выявленными выявленных"),
    "процентный": ("процентный процентного процентному процентный процентным процентном", "процентных процентных процентным процентные процентными процентных"),
    "благотворительное": ("благотворительное благотворительного благотворительному благотворительное благотворительным благотворительном", "благотворительных благотворительных благотворительным благотворительные благотворительными благотворительных"),
    "творческий": ("творческий творческого творческому творческий творческим творческом", "творческих творческих творческим творческие творческими творческих"),
    "информационный": ("информационный информационного информационному информационный информационным информационном", "информационных информационных информационным информационные информационными информационных"),
    "государственное": ("государственное государственного государственному государственное государственным государственном", "государственных государственных государственным государственные государственными государственных"),
}  # fmt: skip
# Words that follow a number without being counted: months, years, abbreviations, ordinals' nouns.
NOT_COUNTED = frozenset(
    (
        "августа",
        "сентября",
        "июля",
        "октября",
        "года",
        "тыс",
        "добрых",
        "больше",
        "меньше",
        "продолжается",
        "плана",
    )
)
# The verbs of the report, with the gender of each form; the neuter goes with all but …1.
VERBS = {
    f"{stem}{ending}": gender
    for stem in ("проведен", "возвращен", "закреплен", "опубликован", "показан", "установлен",
                 "размещен", "выявлен", "принят", "оформлен", "привлечен", "внесен")
    for ending, gender in (("", "m"), ("а", "f"), ("о", "n"), ("ы", "pl"))
}  # fmt: skip
ENDS_IN_STRESSED = {"проведён": "m", "возвращён": "m", "закреплён": "m", "размещён": "m",
                     "привлечён": "m", "внесён": "m"}  # fmt: skip
# A preposition, or a word, right before a number and the case that it asks for.
ASKS = {
    "из": "gen", "у": "gen", "участием": "gen", "всех": "gen loc", "акиматов": "gen",
    "в": "loc", "во": "loc", "на": "loc", "по": "dat", "всем": "dat", "с": "ins", "за": "ins",
    "оказана": "dat", "ранее": "dat", "дату": "dat", "акции": "dat", "вручена": "dat",
    "отношении": "gen", "от": "gen",
}  # fmt: skip
LETTER = "[а-яёА-ЯЁ]"
COUNTED = re.compile(
    rf"(?:({LETTER}+)[ \u00a0](?:– )?)?(?<![\d,.-])(?<!\d\u00a0)(?:\d+–)?(\d[\d\u00a0]*?)(,\d+)?\u00a0({LETTER}+)(?:[ \u00a0]({LETTER}+))?"
)
PREDICATED = re.compile(
    rf"({LETTER}+)(?: в школу)? (\d[\d\u00a0]*?)\u00a0({LETTER}+)(?: ({LETTER}+))?"
)
PAIR = re.compile(rf"город({LETTER}{{0,3}}) и район({LETTER}{{0,3}})\b")
KAZAKH = re.compile(
    r"[әіңғүұқөһ]|\b(?:және|мен|бен|пен|бойынша|дейін|жылғы|тамыз|қыркүйек|бала|аудан|есеп)\b",
    re.IGNORECASE,
)


def is_one(n: int) -> bool:
    """Whether a number ends in one, but not in eleven."""
    return n % 10 == 1 and n % 100 != 11


def is_few(n: int) -> bool:
    """Whether a number ends in two to four, but not in twelve to fourteen."""
    return n % 10 in {2, 3, 4} and n % 100 not in {12, 13, 14}


def right_form(n: int, fraction: str, case: str, forms: Noun) -> str:
    """The form that a number asks of a noun in a case."""
    place = CASES.index(case)
    if fraction:
        return forms.one[CASES.index("gen")]
    if is_one(n):
        return forms.one[place]
    if case in {"nom", "acc"}:
        return forms.one[1] if is_few(n) else forms.many[1]
    return forms.many[place]


def faults(text: str) -> Iterator[str]:
    """Yield what a reader of Russian would strike out."""
    for paragraph in text.split("\n"):
        # Sources of help: so much, to so many children.
        otherwise = "dat" if paragraph.startswith(("–\u00a0из ", "–\u00a0от ")) else "nom"
        for found in COUNTED.finditer(paragraph):
            yield from _counted(found, otherwise)
    for found in PREDICATED.finditer(text):
        yield from _predicated(found)
    for found in PAIR.finditer(text):
        if found[1] != found[2] and found[0] != "города и районы":
            yield f"the pair: {found[0]}"
    yield from (f"Kazakh: {found[0]}" for found in KAZAKH.finditer(text))


def _counted(found: re.Match[str], otherwise: str) -> Iterator[str]:
    before, figures, fraction, first, second = found.groups()
    n, shown = int(re.sub(r"\s", "", figures)), found[0].strip()
    if first.lower() in NOT_COUNTED or before == "рисунок":
        return
    adjective = next(
        (key for key, forms in ADJECTIVES.items() if first in " ".join(forms).split()), ""
    )
    form = second if adjective else first
    entry = next((each for each in NOUNS.values() if form in (*each.one, *each.many)), None)
    if entry is None:
        yield f"nothing known of «{shown}»"
        return
    asked = ASKS.get((before or "").lower(), otherwise)
    cases = ["acc"] if (before, entry.one[0]) == ("на", "день") else asked.split()
    right = [right_form(n, fraction or "", case, entry) for case in cases]
    if form not in right:
        yield f"the noun of «{shown}»: not {form} but {' or '.join(right)}"
    if adjective:
        yield from _adjective(found, adjective, cases, one=is_one(n) and not fraction)


def _adjective(
    found: re.Match[str], adjective: str, cases: list[str], *, one: bool
) -> Iterator[str]:
    singular, plural = (forms.split() for forms in ADJECTIVES[adjective])
    fraction = found[3]
    right = {
        singular[1] if fraction else (singular if one else plural)[CASES.index(case)]
        for case in cases
    }
    if found[4] not in right:
        yield f"the adjective of «{found[0].strip()}»: not {found[4]} but {' or '.join(right)}"


def _predicated(found: re.Match[str]) -> Iterator[str]:
    verb, figures, *words = found.groups()
    gender = ENDS_IN_STRESSED.get(verb, VERBS.get(verb))
    entry = next(
        (
            each
            for word in words
            if word
            for each in NOUNS.values()
            if word in (*each.one, *each.many)
        ),
        None,
    )
    if gender is None or entry is None:
        return
    right = entry.gender if is_one(int(re.sub(r"\s", "", figures))) else "n"
    if gender != right:
        yield f"the predicate of «{found[0]}»: {gender}, not {right}"
