"""Tell strings, dates and comments of a TOML file apart, so that its layout stays as it is."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_TOKEN = re.compile(
    r'''(?P<string>"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"""|(?P<comment>\#[^\n]*)|(?P<date>(?<![\w.-])\d{4}-\d\d-\d\d(?![\w.-]))""",
    re.DOTALL,
)
# Dates in figures within a text: 25.07.11, 25.07.2011, 2011-07-25.
WRITTEN = re.compile(
    r"(?<![\d.])(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{4}|\d\d)(?![\d])"
    r"|(?<![\d-])(?P<iso>\d{4}-\d\d-\d\d)(?![\d-])"
)


def with_dates(text: str, moves: Mapping[date, date]) -> str:
    """Move the dates that stand for themselves."""

    def moved(token: str) -> str:
        day = date.fromisoformat(token)
        return moves.get(day, day).isoformat()

    return _changed(text, "date", moved)


def with_strings(text: str, changed: Callable[[str], str]) -> str:
    """Change what stands in quotes."""
    return _changed(text, "string", changed)


def dates_in(text: str) -> Iterator[tuple[int, date]]:
    """Yield the dates that stand for themselves, each with its line."""
    for line, token in _tokens(text, "date"):
        yield line, date.fromisoformat(token)


def strings_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of what stands in quotes, each with its number."""
    for line, token in _tokens(text, "string"):
        for number, part in enumerate(token.split("\n")):
            yield line + number, part


def rewritten(text: str, moves: Mapping[date, date]) -> str:
    """Rewrite the dates in figures that a text names, where they are among those moved."""

    def replaced(found: re.Match[str]) -> str:
        day = _read(found, {each.year // 100 for each in moves})
        if day is None or day not in moves:
            return found[0]
        new = moves[day]
        if found["iso"]:
            return new.isoformat()
        return f"{new:%d.%m}.{str(new.year)[-len(found['year']) :]}"

    return WRITTEN.sub(replaced, text)


def _read(found: re.Match[str], centuries: set[int]) -> date | None:
    """Understand a date in figures; a year of two figures is of the moved dates' century."""
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        year = int(found["year"])
        if len(found["year"]) == 2:  # noqa: PLR2004 - figures of a year
            year += 100 * max(centuries, default=0)
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _changed(text: str, kind: str, change: Callable[[str], str]) -> str:
    return _TOKEN.sub(lambda found: change(found[0]) if found[kind] else found[0], text)


def _tokens(text: str, kind: str) -> Iterator[tuple[int, str]]:
    for found in _TOKEN.finditer(text):
        if found[kind]:
            yield text.count("\n", 0, found.start()) + 1, found[0]
