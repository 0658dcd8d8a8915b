"""Tell what one cell really holds, guessing nothing."""

from __future__ import annotations

import math
import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.language import kk_dates, ru_dates
from pipeline.model import Nature

if TYPE_CHECKING:
    from collections.abc import Collection

Raw = float | str | bool | date | datetime | time | timedelta
Grid = list[list[Raw]]

# Groups of three behind spaces, or plain digits; a comma or a point before other than three digits.
GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?\.?")
PLAIN = re.compile(r"[+-]?\d+(?:[.,](?:\d{1,2}|\d{4,}))?\.?")
DAY = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?:,? \d{1,2}:\d\d(?::\d\d)?|\D{0,4})"
)
FIGURE_AND_WORDS = re.compile(r"(.*\d)(\D*)", re.DOTALL)
# Before a number programs mark it as text by one.
APOSTROPHES = ("'", "\u2019", "\u02bc", "`")
QUOTES = re.compile('[\u00ab\u00bb\u201c\u201d\u201e"]')
AROUND_SIGNS = re.compile(r"(?<=\d)\s*([./-])\s*(?=\d)")
# «11 августа 2011 г.», «2011 жылғы 11 тамыз»: a year beside it, whatever its word.
MONTHS = {
    name: number
    for months in (kk_dates.MONTHS, ru_dates.MONTHS)
    for number, name in enumerate(months, start=1)
}
WORDED_DAY = re.compile(
    rf"(?:(?P<before>\d{{4}})\D{{0,9}}\s)?(?P<day>\d{{1,2}})[\s-]+(?P<month>{'|'.join(MONTHS)})"
    r"(?:\s+(?P<behind>\d{4})\D{0,6})?"
)
# A year in front is followed by its month, whatever parts them.
ISO_DAY = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[T ][\d:.,+Z-]*|\D{0,4})")
# Yo is written as e or with its dots; signs without a look of their own are none.
SAME = {0x451: 0x435, **dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None)}
# Excel counts days from here, having taken 1900 for a leap year.
EXCEL_EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 36_526, 73_050  # 2000 to 2099


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Fold a text for comparison: case, kinds of spaces and of dashes, ё."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(SAME)
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", plain).split())


def squeezed(text: str, space: str = "") -> str:
    """Write a folded text of units without its full stops, which shorten its words at will."""
    return space.join(text.replace(".", " ").split())


def nature_of(
    raw: Raw, no_data: Collection[str], unit_words: Collection[str] = ()
) -> tuple[Nature, float | str | None]:
    """Tell a numeric cell's nature and value.

    `no_data` is folded, `unit_words` squeezed; a unit's own word behind a number is no doubt.
    """
    match raw:
        case bool():
            return Nature.BOOLEAN, float(raw)
        case int() | float():
            if not math.isfinite(raw):
                return Nature.TEXT, str(raw)
            return Nature.NUMBER, float(raw)
        case datetime():
            return Nature.DATE, raw.date().isoformat()
        case date():
            return Nature.DATE, raw.isoformat()
        case time() | timedelta():
            return Nature.DATE, str(raw)
    return _nature_of_text(raw, no_data, unit_words)


def _nature_of_text(
    raw: str, no_data: Collection[str], unit_words: Collection[str]
) -> tuple[Nature, float | str | None]:
    """Tell what a text in a numeric cell means, if it means one thing only."""
    text = folded(raw)
    if not text:
        return Nature.BLANK, None
    if text in no_data:
        return Nature.NO_DATA, raw.strip()
    if text.startswith(APOSTROPHES):
        text = text[1:]
    if (parts := FIGURE_AND_WORDS.fullmatch(text)) and squeezed(parts[2]) in unit_words:
        text = parts[1]
    # Folding turns signs such as an exponent into digits; only real ones, wide or not, count.
    is_written_out = sum(map(str.isdecimal, raw)) >= sum(map(str.isdigit, text))
    if is_written_out and (GROUPED.fullmatch(text) or PLAIN.fullmatch(text)):
        number = text.rstrip(".").replace(" ", "").replace(",", ".")
        return Nature.NUMBER_AS_TEXT, float(number)
    return Nature.TEXT, raw.strip()


def yes_or_no(
    raw: Raw, yes: Collection[str], no: Collection[str]
) -> tuple[Nature, float | str | None]:
    """Tell a yes from a no; `yes` and `no` are folded."""
    if isinstance(raw, bool):
        return Nature.BOOLEAN, float(raw)
    if not isinstance(raw, str):
        return Nature.TEXT, str(raw)
    text = folded(raw)
    if not text:
        return Nature.BLANK, None
    text = text.rstrip(".")
    if text in yes:
        return Nature.BOOLEAN, 1.0
    if text in no:
        return Nature.BOOLEAN, 0.0
    return Nature.TEXT, raw.strip()


def day_of(raw: Raw) -> tuple[Nature, float | str | None]:
    """Tell a date, however it was typed; the value is ISO text."""
    match raw:
        case bool():
            return Nature.TEXT, str(raw)
        case datetime():
            return Nature.DATE, raw.date().isoformat()
        case date():
            return Nature.DATE, raw.isoformat()
        case int() | float():
            if FIRST_SERIAL <= raw <= LAST_SERIAL:
                return Nature.DATE, (EXCEL_EPOCH + timedelta(days=int(raw))).isoformat()
            return Nature.TEXT, str(raw)
        case str():
            text = raw.strip()
            if not text:
                return Nature.BLANK, None
            days = days_of(text)
            return (Nature.DATE, days[0].isoformat()) if len(days) == 1 else (Nature.TEXT, text)
    return Nature.TEXT, str(raw)


def days_of(text: str) -> tuple[date, ...]:
    """Give each day that a text may mean.

    Behind points and dashes the day stands before the month, as is the custom here; behind
    strokes, or where there is no such day, the month may stand first.
    """
    text = _plain_day(text)
    if match := ISO_DAY.fullmatch(text):
        return _days(int(match[1]), (int(match[3]), int(match[4])))
    if match := DAY.fullmatch(text):
        year = int(match[4]) + (2000 if len(match[4]) == len("11") else 0)
        first, second = int(match[1]), int(match[3])
        days = _days(year, (second, first), (first, second))
        return days if match[2] == "/" else days[:1]
    if match := WORDED_DAY.fullmatch(text.casefold()):
        years = [year for year in (match["before"], match["behind"]) if year]
        if len(years) == 1:
            return _days(int(years[0]), (MONTHS[match["month"]], int(match["day"])))
    return ()


def has_month_first(text: str, day: date) -> bool:
    """Whether a text that means a day names its month first."""
    match = DAY.fullmatch(_plain_day(text))
    return match is not None and int(match[3]) == day.day != day.month


@lru_cache(maxsize=8192)
def _plain_day(text: str) -> str:
    """Write a day without the quotes that papers put around it, and its signs without spaces."""
    return AROUND_SIGNS.sub(r"\1", " ".join(QUOTES.sub(" ", text).split()))


def _days(year: int, *orders: tuple[int, int]) -> tuple[date, ...]:
    """Give the days that exist, each once."""
    days: dict[date, None] = {}
    for month, day in orders:
        with suppress(ValueError):
            days[date(year, month, day)] = None
    return tuple(days)


@lru_cache(maxsize=8192)
def address_of(place: int, number: int) -> str:
    """Write a cell's address; `place` counts columns from 0, `number` rows from 1."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{number}"
