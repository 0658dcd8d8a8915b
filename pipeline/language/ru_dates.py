"""Write dates and periods in Russian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.language import typography
from pipeline.language.lookup import unknown
from pipeline.language.nouns_ru import CASES
from pipeline.language.typography import NBSP

if TYPE_CHECKING:
    import datetime as dt

MONTHS: Final = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def date(day: dt.date, case: str = "gen") -> str:
    """Write a date, whose figures hide every case: "11 августа 2011 года"."""
    if case not in CASES:
        raise unknown(case, CASES, "Russian case")
    return f"{_day(day)} {_year(day)}"


def short_date(day: dt.date) -> str:
    """Write a date in digits: "04.08.2011 г."."""
    return f"{typography.short_date(day)}{NBSP}г."


def day_range(first: dt.date, last: dt.date) -> str:
    """Write the days of a week: "5–11 августа", "26 августа – 1 сентября"."""
    if first.year != last.year:
        typography.require_order(first, last)
        return typography.dash(date(first), date(last))
    return typography.day_range(first, last, MONTHS)


def period(first: dt.date, last: dt.date) -> str:
    """Write a period: "с 1 августа по 30 сентября 2011 года"."""
    typography.require_order(first, last)
    if first == last:
        return date(first)
    since = "со" if first.day == 2 else "с"  # noqa: PLR2004 - «со второго»
    if first.year != last.year:
        return f"{since} {date(first)} по {date(last)}"
    start = str(first.day) if first.month == last.month else _day(first)
    return f"{since} {start} по {date(last)}"


def _year(day: dt.date) -> str:
    return f"{day.year}{NBSP}года"


def _day(day: dt.date) -> str:
    return typography.day_and_month(day, MONTHS)
