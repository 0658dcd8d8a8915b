"""What one cell holds: a table of what was typed and what it is taken for."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pipeline.model import Nature
from pipeline.read.values import address_of, day_of, folded, nature_of, yes_or_no

NO_DATA = frozenset({"-", "нет", "жоқ", "нет данных", "x", "х", "..."})
UNIT = ("тыстенге", "мыңтеңге", "бала", "детей", "%")
NUMBER, TEXT, DATE = Nature.NUMBER, Nature.TEXT, Nature.DATE
AS_TEXT, BLANK, NO, BOOLEAN = (
    Nature.NUMBER_AS_TEXT, Nature.BLANK, Nature.NO_DATA, Nature.BOOLEAN
)  # fmt: skip

FIGURES = [
    (0.0, NUMBER, 0.0),
    (12, NUMBER, 12.0),
    (-4.5, NUMBER, -4.5),
    (1e300, NUMBER, 1e300),
    (float("nan"), TEXT, "nan"),
    (float("inf"), TEXT, "inf"),
    (True, BOOLEAN, 1.0),
    (False, BOOLEAN, 0.0),
    (date(2011, 8, 5), DATE, "2011-08-05"),
    (datetime(2011, 8, 5, 12, 30), DATE, "2011-08-05"),  # noqa: DTZ001 - as a cell holds it
    (time(12), DATE, "12:00:00"),
    (timedelta(days=2), DATE, "2 days, 0:00:00"),
    # Blank, and what says that there is none.
    ("", BLANK, None),
    ("   ", BLANK, None),
    ("\u00a0\n", BLANK, None),
    ("-", NO, "-"),
    ("–", NO, "–"),
    ("—", NO, "—"),
    ("−", NO, "−"),
    (" Нет ", NO, "Нет"),
    ("ЖОҚ", NO, "ЖОҚ"),
    ("нет\u00a0данных", NO, "нет\u00a0данных"),
    ("…", NO, "…"),
    # Numbers typed as text.
    ("7", AS_TEXT, 7.0),
    (" 7 ", AS_TEXT, 7.0),
    ("007", AS_TEXT, 7.0),
    ("+5", AS_TEXT, 5.0),
    ("-5", AS_TEXT, -5.0),
    ("−5", AS_TEXT, -5.0),
    ("5.", AS_TEXT, 5.0),
    ("4,5", AS_TEXT, 4.5),
    ("4.5", AS_TEXT, 4.5),
    ("0,25", AS_TEXT, 0.25),
    ("'12", AS_TEXT, 12.0),
    ("１２", AS_TEXT, 12.0),
    ("1 253", AS_TEXT, 1253.0),
    ("1\u00a0253", AS_TEXT, 1253.0),
    ("1\u202f253", AS_TEXT, 1253.0),
    ("40 338,5", AS_TEXT, 40338.5),
    ("1 253 400", AS_TEXT, 1253400.0),
    ("12 бала", AS_TEXT, 12.0),
    ("12 ДЕТЕЙ", AS_TEXT, 12.0),
    ("40\u00a0338,5 тыс. тенге", AS_TEXT, 40338.5),
    ("15%", AS_TEXT, 15.0),
    ("18 640,5 тыс.тенге.", AS_TEXT, 18640.5),
    ("15 .бала", AS_TEXT, 15.0),
    ("’1 253", AS_TEXT, 1253.0),
    ("１ ２５３，５", AS_TEXT, 1253.5),
    # What could be two things, or none.
    ("1.253", TEXT, "1.253"),
    ("1,253", TEXT, "1,253"),
    ("1.253.400", TEXT, "1.253.400"),
    ("1,253.5", TEXT, "1,253.5"),
    ("1'253", TEXT, "1'253"),
    ("1 25", TEXT, "1 25"),
    ("1253 400", TEXT, "1253 400"),
    ("12 300 4", TEXT, "12 300 4"),
    ("1e5", TEXT, "1e5"),
    (".5", TEXT, ".5"),
    ("--5", TEXT, "--5"),
    ("5-7", TEXT, "5-7"),
    ("10–12", TEXT, "10–12"),
    ("1/2", TEXT, "1/2"),
    ("более 20", TEXT, "более 20"),
    ("20 (из них 5)", TEXT, "20 (из них 5)"),
    ("~20", TEXT, "~20"),
    ("20*", TEXT, "20*"),
    ("«20»", TEXT, "«20»"),
    ("(20)", TEXT, "(20)"),
    ("2O", TEXT, "2O"),
    ("2З", TEXT, "2З"),
    ("двадцать", TEXT, "двадцать"),
    ("-//-", TEXT, "-//-"),
    ("''12", TEXT, "''12"),
    ("1 ½", TEXT, "1 ½"),
    ("12/3", TEXT, "12/3"),
    ("20 мың бала", TEXT, "20 мың бала"),
    ("бала 20", TEXT, "бала 20"),
    ("6'2", TEXT, "6'2"),
    ("0x10", TEXT, "0x10"),
    ("1_000", TEXT, "1_000"),
    ("nan", TEXT, "nan"),
    ("inf", TEXT, "inf"),
    ("12²", TEXT, "12²"),
    ("½", TEXT, "½"),
    ("①", TEXT, "①"),
    ("12 адам", TEXT, "12 адам"),
    ("бала", TEXT, "бала"),
    ("=1+1", TEXT, "=1+1"),
    ("O", TEXT, "O"),
    ("ten", TEXT, "ten"),
    ("11.08.2011", TEXT, "11.08.2011"),
    ("#REF!", TEXT, "#REF!"),
]


@pytest.mark.parametrize(("raw", "nature", "value"), FIGURES, ids=lambda each: repr(each)[:24])
def test_figures(raw: object, nature: Nature, value: object) -> None:
    assert nature_of(raw, NO_DATA, UNIT) == (nature, value)


DAYS = [
    (date(2011, 8, 11), "2011-08-11"),
    (datetime(2011, 8, 11, 23, 59), "2011-08-11"),  # noqa: DTZ001 - as a cell holds it
    (40766, "2011-08-11"),
    (40766.75, "2011-08-11"),
    ("11.08.2011", "2011-08-11"),
    (" 11.08.2011 ", "2011-08-11"),
    ("11.8.2011", "2011-08-11"),
    ("25/08/2011", "2011-08-25"),
    ("25-08-2011", "2011-08-25"),
    ("08/25/2011", "2011-08-25"),
    ("08.25.2011", "2011-08-25"),
    ("8/8/2011", "2011-08-08"),
    ("11.08.11", "2011-08-11"),
    ("11.08.2011 г.", "2011-08-11"),
    ("11.08.2011 ж.", "2011-08-11"),
    ("2011-08-11", "2011-08-11"),
    ("2011-08-11 00:00:00", "2011-08-11"),
    ("2011-08-11T10:00:00Z", "2011-08-11"),
    ("29.02.2012", "2012-02-29"),
    ("8-11-2011", "2011-11-08"),
    ("11.08.11г.", "2011-08-11"),
    ("11.08.2011-ге", "2011-08-11"),
    ("11.08.2011 18:00", "2011-08-11"),
    ("11.08.2011, 18:00:00", "2011-08-11"),
    ("2011.08.11", "2011-08-11"),
    ("2011/8/11", "2011-08-11"),
    ("１１.０８.２０１１", "2011-08-11"),
    ("2011ж. 11 тамыз", "2011-08-11"),
    ("11 августа 2011 г.", "2011-08-11"), ("11 Августа 2011 года", "2011-08-11"),
    ("«11» августа 2011 г.", "2011-08-11"), ("11-тамыз 2011 ж.", "2011-08-11"),
    ("11 . 08 . 2011", "2011-08-11"), ("11.08.11г.", "2011-08-11"),
    ("2011.08.11", "2011-08-11"), ("2011/08/11", "2011-08-11"), ("2011.8.11 ж.", "2011-08-11"),
    ("2011 жылғы 11 тамыз", "2011-08-11"), ("11 тамыз 2011 ж.", "2011-08-11"),
]  # fmt: skip
NO_DAYS = [
    "11,08,2011", "2011.13.01", "2011-08.11", "11.VIII.2011",
    "29.02.2011", "31.04.2011", "13.13.2011", "0.8.2011", "11.08", "11.08.2011 или 12.08.2011",
    "2011.08.11 дейін", "2011-08-11 дейін", "2011-08-11 или 12",
    "25.07.11 дейін", "до 25.07.11", "20-22.07.2011", "2011.13.08", "11,08",
    "тамыз", "2011", "20110811", "11.08.211", "2011-02-30", "11082011", True, 5, -1, 1e9,
    float("nan"), float("inf"), time(10), timedelta(1), "11/08/2011", "11 августа",
    "2010 жылғы 11 тамыз 2011", "31 сентября 2011 г.", "до 11 августа 2011 г.", "02/30/2011",
]  # fmt: skip


@pytest.mark.parametrize(("raw", "day"), DAYS, ids=repr)
def test_days(raw: object, day: str) -> None:
    assert day_of(raw) == (DATE, day)


@pytest.mark.parametrize("raw", NO_DAYS, ids=repr)
def test_what_is_no_day_stays_as_it_was_typed(raw: object) -> None:
    assert day_of(raw) == (TEXT, str(raw))


def test_no_day_at_all() -> None:
    assert day_of(" ") == (BLANK, None)


YES, NOT = frozenset({"иә", "да", "иә / да"}), frozenset({"жоқ", "нет", "жоқ / нет"})
ANSWERS = [
    ("иә", BOOLEAN, 1.0),
    ("ДА", BOOLEAN, 1.0),
    (" иә  /\u00a0да ", BOOLEAN, 1.0),
    ("нет", BOOLEAN, 0.0),
    ("Жоқ / нет", BOOLEAN, 0.0),
    (True, BOOLEAN, 1.0),
    (False, BOOLEAN, 0.0),
    ("", BLANK, None),
    ("Да.", BOOLEAN, 1.0),
    ("...", TEXT, "..."),
    ("да, но", TEXT, "да, но"),
    ("-", TEXT, "-"),
    (1.0, TEXT, "1.0"),
    (date(2011, 8, 1), TEXT, "2011-08-01"),
]


@pytest.mark.parametrize(("raw", "nature", "value"), ANSWERS, ids=lambda each: repr(each)[:24])
def test_answers(raw: object, nature: Nature, value: object) -> None:
    assert yes_or_no(raw, YES, NOT) == (nature, value)


FOLDED = {
    "Есепті аптада\nЗа отчётную неделю": "есепті аптада за отчетную неделю",
    "  С\u00a0НАЧАЛА   акции ": "с начала акции",
    "— – ‑ −": "- - - -",
    "И\u0306": "й",
    "Ё": "е",
    "№ 5": "no 5",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), FOLDED.items(), ids=FOLDED)
def test_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
def test_folding_twice_changes_nothing_that_is_compared(text: str) -> None:
    assert folded(text) == folded(text + " ") == folded("\n" + text)


@given(place=st.integers(0, 16_383), number=st.integers(1, 1_048_576))
def test_addresses_are_those_of_the_spreadsheet(place: int, number: int) -> None:
    assert address_of(place, number) == f"{get_column_letter(place + 1)}{number}"


@given(st.from_regex(r"[+-]?[0-9]{1,9}( [0-9]{3})?[.,]?[0-9]{0,4}", fullmatch=True))
def test_a_number_is_read_from_its_own_digits(text: str) -> None:
    nature, value = nature_of(text, NO_DATA, UNIT)
    if nature is AS_TEXT:
        assert value == float(Decimal(text.replace(" ", "").replace(",", ".")))
