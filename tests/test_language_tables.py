"""Kazakh and Russian against tables typed by hand: forms by function, and every number to 2 000."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grammar_kk
import grammar_ru
import pytest

from pipeline.language import kk, ru
from pipeline.language.typography import NBSP

if TYPE_CHECKING:
    from types import ModuleType

HERE = Path(__file__).parent
NUMBERS = (*range(2001), 10_000, 14_236, 100_000, 999_999, 1_000_000, 1_000_001, 2_500_000)

# Function, what it is given, what it says; «~» is a no-break space.
Form = tuple[str, tuple[Any, ...], dict[str, Any], str]
KAZAKH: tuple[Form, ...] = (
    ("from_to", (212, 187), {}, "212-ден 187-ге"),
    ("from_to", (10, 9), {}, "10-нан 9-ға"),
    ("from_to", (1000, 40), {}, "1~000-нан 40-қа"),
    ("from_to", (3, 0), {}, "3-тен 0-ге"),
    ("from_to", (20, 6), {}, "20-дан 6-ға"),
    ("from_to", (90, 80), {}, "90-нан 80-ге"),
    ("from_to", (60, 50), {}, "60-тан 50-ге"),
    ("from_to", (80, 70), {}, "80-нен 70-ке"),
    ("from_to", (1_000_000, 100), {}, "1~000~000-нан 100-ге"),
    ("from_to", (12.5, 0.5), {"places": 1}, "12,5-тен 0,5-ке"),
    ("from_to", (41, 30), {}, "41-ден 30-ға"),
    ("from_to", (16, 2), {}, "16-дан 2-ге"),
    ("days", (1,), {}, "1~күн"),
    ("days", (14, "dat"), {}, "14~күнге"),
    ("days", (5, "abl"), {}, "5~күннен"),
    ("days", (3, "gen"), {}, "3~күннің"),
    ("days", (2, "loc"), {}, "2~күнде"),
    ("days", (7, "acc"), {}, "7~күнді"),
    ("days", (21, "ins"), {}, "21~күнмен"),
    ("times", (2.04,), {}, "2,0~есе"),
    ("times", (2.05,), {}, "2,1~есе"),
    ("times", (5,), {}, "5~есе"),
    ("times", (12.35,), {}, "12,4~есе"),
    ("short_date", (date(2011, 8, 4),), {}, "04.08.2011~ж."),
    ("short_date", (date(2011, 9, 30),), {}, "30.09.2011~ж."),
    ("day_range", (date(2011, 8, 5), date(2011, 8, 11)), {}, "5–11~тамыз"),
    ("day_range", (date(2011, 8, 26), date(2011, 9, 1)), {}, "26~тамыз~– 1~қыркүйек"),
    ("day_range", (date(2011, 9, 30), date(2011, 9, 30)), {}, "30~қыркүйек"),
    ("day_range", (date(2011, 12, 30), date(2012, 1, 5)), {},
     "2011~жылғы 30~желтоқсан~– 2012~жылғы 5~қаңтар"),
    ("date", (date(2011, 9, 1), "ins"), {}, "2011~жылғы 1~қыркүйекпен"),
    ("date", (date(2011, 8, 15), "ins"), {}, "2011~жылғы 15~тамызбен"),
    ("date", (date(2011, 10, 6), "acc"), {}, "2011~жылғы 6~қазанды"),
    ("date", (date(2011, 9, 1), "acc"), {}, "2011~жылғы 1~қыркүйекті"),
    ("inflected", ("ақпарат", "dat"), {}, "ақпаратқа"),
    ("inflected", ("ақпарат", "acc"), {}, "ақпаратты"),
    ("inflected", ("есеп", "dat"), {}, "есепке"),
    ("inflected", ("есеп", "abl"), {}, "есептен"),
    ("inflected", ("есеп", "loc"), {"possessive": True}, "есебінде"),
    ("inflected", ("жоспар", "gen"), {}, "жоспардың"),
    ("inflected", ("жоспар", "acc"), {"possessive": True}, "жоспарын"),
    ("inflected", ("жұмыс", "ins"), {}, "жұмыспен"),
    ("inflected", ("аймақ", "loc"), {}, "аймақта"),
    ("inflected", ("аймақ", "gen"), {"possessive": True}, "аймағының"),
    ("inflected", ("тіл", "loc"), {}, "тілде"),
    ("inflected", ("тіл", "loc"), {"possessive": True}, "тілінде"),
    ("inflected", ("көз", "abl"), {}, "көзден"),
    ("inflected", ("көз", "ins"), {}, "көзбен"),
    ("inflected", ("халық", "gen"), {}, "халықтың"),
    ("inflected", ("халық", "nom"), {"possessive": True}, "халқы"),
    ("inflected", ("орын", "dat"), {"possessive": True}, "орнына"),
    ("inflected", ("кітап", "acc"), {"possessive": True}, "кітабын"),
    ("inflected", ("күн", "loc"), {"possessive": True}, "күнінде"),
    ("inflected", ("сайт", "loc"), {}, "сайтта"),
    ("inflected", ("сайт", "loc"), {"possessive": True}, "сайтында"),
    ("inflected", ("баға", "ins"), {}, "бағамен"),
    ("inflected", ("қор", "abl"), {}, "қордан"),
    ("inflected", ("қор", "gen"), {"possessive": True}, "қорының"),
    ("inflected", ("демеуші", "dat"), {}, "демеушіге"),
    ("inflected", ("меценат", "ins"), {}, "меценатпен"),
    ("inflected", ("ата-ана", "gen"), {}, "ата-ананың"),
    ("inflected", ("сынып", "loc"), {}, "сыныпта"),
    ("inflected", ("сынып", "nom"), {"possessive": True}, "сыныбы"),
    ("inflected", ("ұжым", "acc"), {}, "ұжымды"),
    ("inflected", ("қаражат", "abl"), {}, "қаражаттан"),
    ("inflected", ("қаражат", "gen"), {"possessive": True}, "қаражатының"),
    ("inflected", ("көмек", "dat"), {}, "көмекке"),
    ("inflected", ("көмек", "acc"), {"possessive": True}, "көмегін"),
    ("inflected", ("пункт", "gen"), {}, "пунктінің"),
    ("inflected", ("әкім", "abl"), {}, "әкімнен"),
    ("inflected", ("шілде", "attr"), {}, "шілдедегі"),
    ("inflected", ("облыс", "attr"), {}, "облыстағы"),
    ("inflected", ("облыс", "attr"), {"possessive": True}, "облысындағы"),
    ("ordinal", (16, "тармақ", "gen"), {"possessive": True}, "16-тармағының"),
    ("ordinal", (20, "тармақ", "acc"), {"possessive": True}, "20-тармағын"),
    ("ordinal", (1, "тоқсан", "loc"), {}, "1-тоқсанда"),
    ("ordinal", (5, "сынып", "gen"), {}, "5-сыныптың"),
    ("ordinal", (30,), {}, "30-шы"),
    ("ordinal", (50,), {}, "50-ші"),
    ("ordinal", (90,), {}, "90-шы"),
    ("ordinal", (100,), {}, "100-ші"),
    ("ordinal", (1000,), {}, "1~000-шы"),
    ("partitive", (6, "мектеп"), {}, "ішінде 6~мектеп"),
    ("partitive", (3, "нысан", "loc"), {}, "ішінде 3~нысанда"),
    ("partitive", (10, "нысан", "loc"), {}, "10-ында"),
    ("partitive", (0, "бала"), {}, "0-і"),
)  # fmt: skip
RUSSIAN: tuple[Form, ...] = (
    ("short_date", (date(2011, 8, 4),), {}, "04.08.2011~г."),
    ("short_date", (date(2011, 9, 30),), {}, "30.09.2011~г."),
    ("day_range", (date(2011, 8, 5), date(2011, 8, 11)), {}, "5–11~августа"),
    ("day_range", (date(2011, 8, 26), date(2011, 9, 1)), {}, "26~августа~– 1~сентября"),
    ("day_range", (date(2011, 9, 30), date(2011, 9, 30)), {}, "30~сентября"),
    ("day_range", (date(2011, 12, 30), date(2012, 1, 5)), {},
     "30~декабря 2011~года~– 5~января 2012~года"),
    ("days", (1, "gen"), {}, "1~дня"),
    ("days", (4,), {}, "4~дня"),
    ("days", (14, "ins"), {}, "14~днями"),
    ("days", (5, "dat"), {}, "5~дням"),
    ("days", (21, "acc"), {}, "21~день"),
    ("days", (2, "loc"), {}, "2~днях"),
    ("inflected", ("неделя", "acc"), {}, "неделю"),
    ("inflected", ("отчёт", "ins"), {}, "отчётом"),
    ("inflected", ("ребёнок", "acc"), {}, "ребёнка"),
    ("inflected", ("школьная ярмарка", "loc"), {}, "школьной ярмарке"),
    ("inflected", ("государственное учреждение", "dat"), {}, "государственному учреждению"),
    ("inflected", ("выявленный ребёнок", "ins"), {}, "выявленным ребёнком"),
    ("inflected", ("объект образования", "gen"), {}, "объекта образования"),
    ("inflected", ("учащийся", "loc"), {}, "учащемся"),
    ("inflected", ("семья", "ins"), {}, "семьёй"),
    ("inflected", ("день", "ins"), {}, "днём"),
    ("numbered", (3, "неделя", "acc"), {}, "3-ю~неделю"),
    ("numbered", (2, "неделя", "loc"), {}, "2-й~неделе"),
    ("numbered", (1, "район", "gen"), {}, "1-го~района"),
    ("numbered", (4, "заседание", "nom"), {}, "4-е~заседание"),
    ("numbered", (5, "учащийся", "acc"), {}, "5-го~учащегося"),
    ("days_left", (3,), {}, "осталось 3~дня"),
    ("days_left", (101,), {}, "остался 101~день"),
    ("days_left", (0,), {}, "осталось 0~дней"),
    ("times", (2.05,), {}, "2,1~раза"),
    ("times", (3,), {}, "3~раза"),
    ("times", (11,), {}, "11~раз"),
    ("number", (14236,), {}, "14~236"),
    ("number", (-5,), {}, "−5"),
    ("money", (0.05,), {}, "0,1~тыс.~тенге"),
    ("money", (1_000_000,), {}, "1~000~000,0~тыс.~тенге"),
    ("percent", (0.05,), {}, "0,1%"),
    ("percent", (100,), {"places": 0}, "100%"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "given", "options", "expected"), KAZAKH)
def test_kazakh(name: str, given: tuple[Any, ...], options: dict[str, Any], expected: str) -> None:
    assert getattr(kk, name)(*given, **options).replace(NBSP, "~") == expected


@pytest.mark.parametrize(("name", "given", "options", "expected"), RUSSIAN)
def test_russian(name: str, given: tuple[Any, ...], options: dict[str, Any], expected: str) -> None:
    assert getattr(ru, name)(*given, **options).replace(NBSP, "~") == expected


@pytest.mark.parametrize("case", ["dat", "abl", "gen", "acc", "loc", "ins"])
def test_every_kazakh_number_takes_the_ending_of_its_last_word(case: str) -> None:
    for n in NUMBERS:
        shown = kk.number(n)
        assert kk.number(n, case) == f"{shown}-{grammar_kk.endings(shown)[case]}"


def test_every_kazakh_number_of_them() -> None:
    order = ("nom", "gen", "dat", "acc", "loc", "abl", "ins")
    for n in NUMBERS:
        shown = kk.number(n)
        right = grammar_kk.AFTER_OF[grammar_kk.endings(shown)["of"]].split()
        found = [kk.number(n, case, possessive=True) for case in order]
        assert found == [f"{shown}-{ending}" for ending in right]


def test_every_kazakh_decimal_follows_its_fraction() -> None:
    for tenths in range(1001):
        shown = kk.number(tenths / 10, places=1)
        found = kk.number(tenths / 10, "dat", places=1)
        assert found == f"{shown}-{grammar_kk.endings(shown)['dat']}"


def test_every_joint_after_a_number() -> None:
    for n in NUMBERS:
        assert kk.with_word(n) == kk.with_word(kk.number(n)) == grammar_kk.joint(kk.number(n))


@pytest.mark.parametrize("noun", grammar_ru.NOUNS)
def test_every_number_of_a_russian_noun(noun: str) -> None:
    entry = grammar_ru.NOUNS[noun]
    # The accusative of children, parents and people is a matter of its own.
    animate = noun in {"ребёнок", "человек", "родитель"}
    for case in set(grammar_ru.CASES) - ({"acc"} if animate else set()):
        for n in range(131):
            right = grammar_ru.right_form(n, "", case, entry)
            assert ru.counted(n, noun, case) == f"{n}{NBSP}{right}"
    assert ru.counted(1.5, noun, places=1) == f"1,5{NBSP}{entry.one[1]}"


@pytest.mark.parametrize("language", [kk, ru], ids=["kk", "ru"])
def test_every_function_has_forms_typed_out(language: ModuleType) -> None:
    """A new function of a language needs a table."""
    name = language.__name__.rpartition(".")[2]
    source = (HERE / f"test_language_{name}.py").read_text(encoding="utf-8")
    tabled = {form[0] for form in (KAZAKH if language is kk else RUSSIAN)}
    called = set(re.findall(rf"\b{name}\.(\w+)\(", source))
    assert set(language.__all__) <= tabled | called
