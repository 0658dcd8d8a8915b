"""Understand how a plan words a deadline; what is not understood is not guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.language import kk_dates, ru_dates
from pipeline.schema import Bilingual, Deadline, DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adopt.words import PlanWords

# What stands for a date in a text whose dates have been taken out: a day, one with an ending of
# «from», and a month, a quarter or a year.
HERE, SINCE, SPAN = "@", "<", "#"
MARKS = re.compile(f"[{HERE}{SINCE}{SPAN}]")
DASHES = re.compile("[-‐‑–—−]")
# Between two deadlines, and at the end of one; by these signs the two are told apart for sure.
BETWEEN = re.compile(r"[\s;,./]*")
APART = re.compile(r"[;/\n]")
# The sign of a footnote, typed.
NOTE = re.compile(r"(?<=[\w.])[*⁰¹²³⁴⁵⁶⁷⁸⁹]+(?!\w)")
QUOTED_DAY = re.compile(r"[«\"“„]\s*(\d{1,2})\s*[»\"”“]")
CENTURY, SHORT_YEAR = 2000, 2
LAST_MONTH, MONTHS_OF_A_QUARTER = 12, 3
# Where a year may stand beside what it is of.
YEARS = ("year", "year_before", "year_behind", "year_of_quarter", "year_behind_quarter",
         "year_of_month", "year_behind_month", "year_alone")  # fmt: skip
DATED = {DeadlineKind.BY, DeadlineKind.FROM, DeadlineKind.WINDOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that follow one another: the campaign's, a month's, or a single one."""

    opens: date
    closes: date


@dataclass(frozen=True, kw_only=True)  # what is prepared once is kept in it
class Deadlines:
    """What deadlines are told by, prepared once."""

    words: PlanWords

    def period_in(self, title: str) -> Period | None:
        """Find the first and last day that a plan's title names; None where it does not."""
        text, days = self._without_dates(title, None)
        for phrase, kind in self._phrases:
            # A year alone, as in "the plan for 2026", is no period.
            if kind is not DeadlineKind.WINDOW or len(MARKS.findall(phrase)) == 1:
                continue
            if found := re.search(_pattern(phrase), text):
                first = len(MARKS.findall(text[: found.start()]))
                opens, closes = days[first : first + 2]
                if opens and closes and opens.opens <= closes.closes:
                    return Period(opens=opens.opens, closes=closes.closes)
        return None

    def in_text(self, text: str, period: Period | None) -> tuple[Deadline, ...]:
        """Take a deadline apart into its dated parts; () where any of it is not understood."""
        plain, days = self._without_dates(text, period)
        for parts in self._covered(plain):
            found = tuple(self._filled(parts, days, period))
            return () if None in found else tuple(dict.fromkeys(each for each in found if each))
        return ()

    def _covered(
        self, text: str, before: DeadlineKind | None = None
    ) -> Iterator[tuple[tuple[DeadlineKind, int], ...]]:
        """Yield the ways in which known phrases make up the whole text, the longest first.

        Each phrase is told by its kind and by how many dates it has.
        """
        between = BETWEEN.match(text)[0]  # type: ignore[index] # it may be empty
        text = text[len(between) :]
        if not text:
            yield ()
            return
        is_apart = before is None or APART.search(between) is not None
        for phrase, kind in self._phrases:
            # In "weekly until 30.09.11" the one bounds the other: they are no two deadlines.
            if not (is_apart or kind is before or {kind, before} <= DATED):
                continue
            if found := re.match(_pattern(phrase), text):
                for rest in self._covered(text[found.end() :], kind):
                    yield ((kind, len(MARKS.findall(phrase))), *rest)

    def _filled(
        self,
        parts: tuple[tuple[DeadlineKind, int], ...],
        days: list[Period | None],
        period: Period | None,
    ) -> Iterator[Deadline | None]:
        """Yield the deadlines with their dates; None for one whose dates are no dates."""
        left = iter(days)
        for kind, count in parts:
            given = [next(left) for _ in range(count)]
            opens = closes = None
            if kind in {DeadlineKind.DURING, DeadlineKind.WEEKLY} and period:
                opens, closes = period.opens, period.closes
            elif kind in DATED:
                if not given[0] or not given[-1]:
                    yield None
                    continue
                opens = None if kind is DeadlineKind.BY else given[0].opens
                closes = None if kind is DeadlineKind.FROM else given[-1].closes
                if opens and closes and opens > closes:
                    yield None
                    continue
            yield Deadline(
                kind=kind, text=self._printed(kind, opens, closes), opens=opens, closes=closes
            )

    def _printed(self, kind: DeadlineKind, opens: date | None, closes: date | None) -> Bilingual:
        shown = {
            name: f"{day:%d.%m.%y}" if day else ""
            for name, day in (("opens", opens), ("closes", closes))
        }
        text = self.words.printed[kind]
        return Bilingual(kk=text.kk.format(**shown), ru=text.ru.format(**shown))

    def _without_dates(self, text: str, period: Period | None) -> tuple[str, list[Period | None]]:
        """Put a mark in place of each date, and list the dates; None for one that is none."""
        found: list[tuple[int | None, re.Match[str]]] = []

        def marked(match: re.Match[str]) -> str:
            said = match.groupdict()
            year = next((said[key] for key in YEARS if said[key]), None)
            found.append((_full(year), match))
            if not (said["day"] or said["day_of_month"]):
                return SPAN
            return SINCE if match[0].endswith(self.words.dates.since_endings) else HERE

        plain = _dashed(self._date.sub(marked, self._whole(text)))
        years = [year for year, _ in found]
        # In "1 August and 30 September" a date without a year has that of its neighbour.
        near = [
            next((each for each in [*years[place:], *reversed(years[:place])] if each), None)
            for place in range(len(years))
        ]
        days = [
            self._days(year, match, period) for year, (_, match) in zip(near, found, strict=True)
        ]
        return plain, days

    def _days(self, year: int | None, match: re.Match[str], period: Period | None) -> Period | None:
        """Give the days that a date names."""
        said = match.groupdict()
        if day := said["day"] or said["day_of_month"]:
            month = int(said["number"] or self._months[said["month"]])
            return _span((year, month, int(day)))
        if said["quarter"]:
            last = self._quarters[said["quarter"]] * MONTHS_OF_A_QUARTER
            first = last - MONTHS_OF_A_QUARTER + 1
        elif said["month_alone"]:
            first = last = self._months[said["month_alone"]]
        else:
            first, last = 1, LAST_MONTH
        if year is not None:
            return _span((year, first, 1), (year, last, None))
        # A bare month of a plan is its campaign's own, if that knows such a month.
        if period is None or period.opens.year != period.closes.year:
            return None
        found = _span((period.opens.year, first, 1), (period.opens.year, last, None))
        return found if found and _meet(found, period) else None

    def _whole(self, text: str) -> str:
        """Write a text in small letters, its words whole where a line's end broke them."""
        return QUOTED_DAY.sub(r"\1", self._broken.sub("", NOTE.sub("", text.casefold())))

    @cached_property
    def _broken(self) -> re.Pattern[str]:
        """A hyphen within a word; that of "August-September" is not one."""
        return re.compile(rf"(?<=[^\W\d_])[-‐]\s*(?!{'|'.join(self._months)})(?=[^\W\d_])")

    @cached_property
    def _phrases(self) -> list[tuple[str, DeadlineKind]]:
        """Every phrase with its kind, the longest first."""
        listed = [
            (_dashed(self._whole(phrase.format(date=HERE, since=SINCE, span=SPAN))), kind)
            for kind, phrases in self.words.phrases.items()
            for phrase in phrases
        ]
        return sorted(listed, key=lambda each: -len(each[0]))

    @cached_property
    def _months(self) -> dict[str, int]:
        written = {
            name.casefold(): place
            for months in (kk_dates.MONTHS, ru_dates.MONTHS)
            for place, name in enumerate(months, start=1)
        }
        forms = enumerate(self.words.dates.months, start=1)
        return written | {form: place for place, each in forms for form in each}

    @cached_property
    def _quarters(self) -> dict[str, int]:
        forms = enumerate(self.words.dates.quarters, start=1)
        return {form: place for place, each in forms for form in each}

    @cached_property
    def _date(self) -> re.Pattern[str]:
        """A date in figures, or in the words of either language; a month, a quarter, a year."""
        words = self.words.dates
        months, number, counted, quarter, beside, year, ending = (
            "|".join(sorted(each, key=len, reverse=True))
            for each in (
                self._months, self._quarters, words.quarter_endings, words.quarter_words,
                words.month_words, words.year_words, (*words.endings, *words.since_endings),
            )
        )  # fmt: skip
        tail = rf"(?:\s*(?:{year})(?:{ending})?\b\.?)?(?:-?(?:{ending})\b)?"
        counted = rf"(?:\s*[-‐–]?\s*(?:{counted}))?\s*[-‐–]?\s*"

        def before(name: str) -> str:
            return rf"(?:(?P<{name}>\d{{4}})\s*(?:{year})\.?\s+)?"

        def behind(name: str) -> str:
            return rf"(?:\s+(?P<{name}>\d{{4}})(?!\d){tail})?"

        return re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}})\s*\.\s*(?P<number>\d{{1,2}})\s*\.\s*"
            rf"(?P<year>\d{{4}}|\d{{2}})(?!\d){tail}"
            rf"|{before('year_before')}(?P<day_of_month>\d{{1,2}})\s+"
            rf"(?P<month>{months})(?:{ending})?\b{behind('year_behind')}"
            rf"|{before('year_of_quarter')}\b(?P<quarter>{number}){counted}(?:{quarter})\b"
            rf"{behind('year_behind_quarter')}"
            rf"|{before('year_of_month')}\b(?P<month_alone>{months})(?:{ending})?\b"
            rf"(?:\s+(?:{beside})\b)?{behind('year_behind_month')}"
            rf"|(?<![\d.])(?P<year_alone>\d{{4}})\s*(?:{year})\b\.?"
        )


def _dashed(text: str) -> str:
    """Write each line of a text with one blank and one dash between its words."""
    return "\n".join(" ".join(line.split()) for line in DASHES.sub(" – ", text).splitlines())


def _pattern(phrase: str) -> str:
    return r"(?<!\w)" + r"\s*".join(re.escape(part) for part in phrase.split()) + r"\.?(?!\w)"


def _full(year: str | None) -> int | None:
    """Write a year of two figures in full."""
    if year is None:
        return None
    return int(year) + (CENTURY if len(year) == SHORT_YEAR else 0)


def _span(
    first: tuple[int | None, int, int], last: tuple[int, int, None] | None = None
) -> Period | None:
    """Give the days from one date to the end of another's month; of one day where there is none."""
    year, month, day = first
    try:
        opens = date(year, month, day) if year else None
        if opens is None:
            return None
        closes = date(last[0], last[1], monthrange(last[0], last[1])[1]) if last else opens
    except ValueError:
        return None
    return Period(opens=opens, closes=closes)


def _meet(one: Period, other: Period) -> bool:
    return one.opens <= other.closes and other.opens <= one.closes
