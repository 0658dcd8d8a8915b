"""Typography: numbers, ranges and spaces as the house style asks."""

from datetime import date
from decimal import Decimal
from types import ModuleType

import pytest

from pipeline.language import kk, ru, typography


def typed(text: str) -> str:
    """Read ~ as a no-break space, so that a reader sees it."""
    return text.replace("~", "\u00a0")


INTEGERS = (
    (0, "0"),
    (7, "7"),
    (346, "346"),
    (999, "999"),
    (1000, "1~000"),
    (3412, "3~412"),
    (14236, "14~236"),
    (1234567, "1~234~567"),
    (1000000000, "1~000~000~000"),
    (582.0, "582"),
    (-17, "−17"),
    (-1486, "−1~486"),
)
DECIMALS = (
    (18640.5, 1, "18~640,5"),
    (9312, 1, "9~312,0"),
    (0, 1, "0,0"),
    (5.45, 1, "5,5"),
    (5.35, 1, "5,4"),
    (0.05, 1, "0,1"),
    (0.25, 1, "0,3"),
    (1.005, 2, "1,01"),
    (2.675, 2, "2,68"),
    (12.5, 0, "13"),
    (0.5, 0, "1"),
    (999.95, 1, "1~000,0"),
    (-0.04, 1, "0,0"),
    (-0.05, 1, "−0,1"),
    (-1875.25, 1, "−1~875,3"),
    (Decimal(40338), 0, "40~338"),
    (1e6, 1, "1~000~000,0"),
)
PERCENTS = (
    (24, 1, "24,0%"),
    (89.47368, 1, "89,5%"),
    (100, 1, "100,0%"),
    (0, 1, "0,0%"),
    (12, 0, "12%"),
    (99.95, 1, "100,0%"),
    (1250, 0, "1~250%"),
)
TIDY = {
    "number sign": ("№ 5 және №  12", "№~5 және №~12"),
    "initials": ("А. Тоқтарбекова", "А.~Тоқтарбекова"),
    "two initials": ("Қ. Ә. Сатпаев", "Қ.~Ә.~Сатпаев"),
    "acting": ("И. о. директора", "И.~о. директора"),
    "name of a person": ("Ф. И. О.", "Ф.~И.~О."),
    "end of a sentence is not an initial": ("в 5 «Б». Затем", "в 5 «Б». Затем"),
    "dash": ("өсім – 10,5", "өсім~– 10,5"),
    "bound dash stays": ("өсім~– 10,5", "өсім~– 10,5"),
    "range has no spaces": ("5–11 тамыз", "5–11~тамыз"),
    "doubled spaces": ("екі  сөз", "екі сөз"),
    "space beside a no-break space": ("5 ~тамыз", "5~тамыз"),
    "narrow no-break space": ("3\u202f412 бала", "3~412~бала"),
    "number and noun": ("20 жылдығына", "20~жылдығына"),
    "decimal and noun": ("2,0 раза", "2,0~раза"),
    "year": ("04.08.2011 г.", "04.08.2011~г."),
    "conjunction after a number": ("17 из 19, 3 и 4", "17 из 19, 3 и 4"),
    "percent": ("24,0% от числа", "24,0% от числа"),
    "indent of a list": ("- a\n    - ә", "- a\n    - ә"),
    "lines stay": ("бір\n\nекі", "бір\n\nекі"),
}
RANGES = (
    (date(2011, 8, 5), date(2011, 8, 11), "5–11~тамыз", "5–11~августа"),
    (
        date(2011, 8, 26),
        date(2011, 9, 1),
        "26~тамыз~– 1~қыркүйек",
        "26~августа~– 1~сентября",
    ),
    (date(2011, 8, 1), date(2011, 8, 1), "1~тамыз", "1~августа"),
    (
        date(2011, 12, 30),
        date(2012, 1, 5),
        "2011~жылғы 30~желтоқсан~– 2012~жылғы 5~қаңтар",
        "30~декабря 2011~года~– 5~января 2012~года",
    ),
)


@pytest.mark.parametrize(("n", "expected"), INTEGERS)
def test_integer(n: float, expected: str) -> None:
    assert typography.integer(n) == typed(expected)


@pytest.mark.parametrize(("x", "places", "expected"), DECIMALS)
def test_decimal_rounds_half_up(x: float, places: int, expected: str) -> None:
    assert typography.decimal(x, places) == typed(expected)


@pytest.mark.parametrize(("x", "places", "expected"), PERCENTS)
def test_percent_is_glued(x: float, places: int, expected: str) -> None:
    assert typography.percent(x, places) == typed(expected)


@pytest.mark.parametrize(("text", "expected"), TIDY.values(), ids=TIDY)
def test_tidy(text: str, expected: str) -> None:
    once = typography.tidy(typed(text))
    assert once == typed(expected)
    assert typography.tidy(once) == once


@pytest.mark.parametrize(("first", "last", "kazakh", "russian"), RANGES)
def test_day_range(first: date, last: date, kazakh: str, russian: str) -> None:
    assert kk.day_range(first, last) == typed(kazakh)
    assert ru.day_range(first, last) == typed(russian)


def test_dates_in_digits() -> None:
    day = date(2011, 8, 4)
    assert typography.short_date(day) == "04.08.2011"
    assert kk.short_date(day) == typed("04.08.2011~ж.")
    assert ru.short_date(day) == typed("04.08.2011~г.")


def test_dash() -> None:
    assert typography.dash("өсім", "10,5") == typed("өсім~– 10,5")


@pytest.mark.parametrize("x", [float("nan"), float("inf"), None, "сегіз"])
def test_what_is_no_number_is_refused(x: object) -> None:
    with pytest.raises(ValueError, match="not a number"):
        typography.decimal(x)  # type: ignore[arg-type] # what a template may pass


def test_fraction_is_no_integer() -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        typography.integer(2.5)


@pytest.mark.parametrize("language", [kk, ru])
@pytest.mark.parametrize("function", ["day_range", "period"])
def test_period_cannot_run_backwards(language: ModuleType, function: str) -> None:
    for last in (date(2011, 8, 4), date(2010, 8, 4)):
        with pytest.raises(ValueError, match="before it begins"):
            getattr(language, function)(date(2011, 8, 5), last)


@pytest.mark.parametrize("language", [kk, ru])
def test_lists_need_items(language: ModuleType) -> None:
    assert language.joined(["а"]) == "а"
    with pytest.raises(ValueError, match="leave the sentence out"):
        language.joined([])
    with pytest.raises(ValueError, match="leave the sentence out"):
        language.places([])
