"""Set numbers, dates and spaces as the house style asks, in either language."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

Number: TypeAlias = int | float | Decimal

NBSP: Final = "\u00a0"
DASH: Final = f"{NBSP}– "
MINUS: Final = "−"

_SEPARATORS: Final = str.maketrans({",": NBSP, ".": ",", "-": MINUS})
_LETTER: Final = "А-ЯЁӘІҢҒҮҰҚӨҺA-Z"
_LINKS: Final = "және|мен|бен|пен|или|для|при|без"
# The space after a short word of Russian, which does not end a line.
PREPOSITION: Final = re.compile(r"(?<=\s[а-яё]) (?=\w)|(?<=\s[а-яё]{2}) (?=\w)")
_BINDINGS: Final = (
    (re.compile(r"[ \u00a0\u202f]*[\u00a0\u202f][ \u00a0\u202f]*"), NBSP),
    # Spaces that open or close a line belong to the markup.
    (re.compile(r"(?<=\S) {2,}(?=\S)"), " "),
    (re.compile(r"№ (?=\S)"), f"№{NBSP}"),
    (re.compile(rf"(?<![\w-])([{_LETTER}]\.) (?=[{_LETTER}])"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\w)И\. (?=о\.)"), f"И.{NBSP}"),
    # Conjunctions and prepositions do not belong to the number («17 из 19», «3 және 4»).
    (re.compile(rf"(?<=\d) (?=[^\W\d_]{{3}})(?!(?:{_LINKS})\b)"), NBSP),
    (re.compile(r"(?<=\d) (?=[гж]\.)"), NBSP),
    (re.compile(r" (?=– )"), NBSP),
)


def rounded(x: Number, places: int | None = None) -> Decimal:
    """Round half up to the places shown; without places, to a whole number or its own decimals.

    Raises: ValueError where x is no finite number.
    """
    try:
        value = Decimal(str(x))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        message = f"not a number that can be shown: {x!r}"
        raise ValueError(message)
    if places is None:
        places = max(0, -int(value.normalize().as_tuple().exponent))
    # Adding zero drops the sign of a negative zero.
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


def figure(x: Number, places: int | None = None) -> str:
    """Show a number as it is, or with so many decimals: "3 412", "12,6"."""
    return f"{rounded(x, places):,f}".translate(_SEPARATORS)


def integer(n: Number) -> str:
    """Show a whole number, thousands apart: "14 236".

    Raises: ValueError where it is not whole.
    """
    if rounded(n) != rounded(n, 0):
        message = f"not a whole number: {n!r}"
        raise ValueError(message)
    return figure(n, 0)


def decimal(x: Number, places: int = 1) -> str:
    """Show a number with a decimal comma, rounded half up: "18 640,5"."""
    return figure(x, places)


def percent(x: Number, places: int = 1) -> str:
    """Show a percentage with its sign glued on: "24,0%"."""
    return f"{figure(x, places)}%"


def dash(left: str, right: str) -> str:
    """Set a dash between two texts, so that no line begins with it."""
    return f"{left}{DASH}{right}"


def short_date(day: dt.date) -> str:
    """Show a date in digits: "04.08.2011"."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def day_and_month(day: dt.date, months: tuple[str, ...]) -> str:
    """Show a day with its month's name from a table of twelve."""
    return f"{day.day}{NBSP}{months[day.month - 1]}"


def day_range(first: dt.date, last: dt.date, months: tuple[str, ...]) -> str:
    """Show the days of one year from first to last, the month once where it is one.

    Raises: ValueError where the days stand in the wrong order or in two years.
    """
    require_order(first, last)
    if first.year != last.year:
        message = f"a range of days within one year is needed, not {first} to {last}"
        raise ValueError(message)
    if first == last:
        return day_and_month(first, months)
    if first.month == last.month:
        return f"{first.day}–{day_and_month(last, months)}"
    return dash(day_and_month(first, months), day_and_month(last, months))


def require_order(first: dt.date, last: dt.date) -> None:
    """Refuse a period that ends before it begins."""
    if last < first:
        message = f"a period cannot end ({last}) before it begins ({first})"
        raise ValueError(message)


def listed(items: Iterable[str], joint: str) -> str:
    """List items with commas and the joint word before the last.

    Raises: ValueError where there is nothing to list.
    """
    found = some(tuple(items), "item")
    if len(found) == 1:
        return found[0]
    return f"{', '.join(found[:-1])} {joint} {found[-1]}"


def some(items: tuple[str, ...], what: str) -> tuple[str, ...]:
    """Refuse an empty list, which no sentence can name."""
    if not items:
        message = f"there is no {what} to name; leave the sentence out"
        raise ValueError(message)
    return items


def annotated(name: str, note: str | None) -> str:
    """Add a note in brackets, where there is one."""
    return f"{name} ({note})" if note else name


def tidy(text: str) -> str:
    """Bind with no-break spaces what house style keeps together, and drop doubled spaces."""
    for pattern, replacement in _BINDINGS:
        text = pattern.sub(replacement, text)
    return text
