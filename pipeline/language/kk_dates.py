"""Write dates and periods in Kazakh."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.language import typography
from pipeline.language.kk_endings import inflected
from pipeline.language.kk_joints import paired
from pipeline.language.typography import NBSP

if TYPE_CHECKING:
    import datetime as dt

MONTHS: Final = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip


def date(day: dt.date, case: str = "nom") -> str:
    """Write a date with the case on its month: "2011 жылғы 11 тамызға"; attr: "тамыздағы"."""
    return f"{_year(day)} {inflected(_day(day), case)}"


def short_date(day: dt.date) -> str:
    """Write a date in digits: "04.08.2011 ж."."""
    return f"{typography.short_date(day)}{NBSP}ж."


def day_range(first: dt.date, last: dt.date) -> str:
    """Write the days of a week: "5–11 тамыз", "26 тамыз – 1 қыркүйек"."""
    if first.year != last.year:
        typography.require_order(first, last)
        return typography.dash(date(first), date(last))
    return typography.day_range(first, last, MONTHS)


def period(first: dt.date, last: dt.date) -> str:
    """Write a period: "2011 жылғы 1 тамыз бен 30 қыркүйек аралығында"."""
    typography.require_order(first, last)
    if first == last:
        return date(first, "loc")
    if first.year != last.year:
        return f"{paired(date(first), date(last))} аралығында"
    if first.month == last.month:
        return f"{_year(first)} {day_range(first, last)} аралығында"
    return f"{_year(first)} {paired(_day(first), _day(last))} аралығында"


def _year(day: dt.date) -> str:
    return f"{day.year}{NBSP}жылғы"


def _day(day: dt.date) -> str:
    return typography.day_and_month(day, MONTHS)
