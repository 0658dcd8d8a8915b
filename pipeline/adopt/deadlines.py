"""Understand how a plan words a deadline; what is not understood is not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.language import kk_dates, ru_dates
from pipeline.schema import Bilingual, Deadline, DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.adopt.words import PlanWords

# What stands for a date in a text whose dates have been taken out.
HERE, SINCE = "@", "<"
MARKS = re.compile(f"[{HERE}{SINCE}]")
DASHES = re.compile("[-‐‑–—−]")
# Between two deadlines, and at the end of one; by these signs the two are told apart for sure.
BETWEEN = re.compile(r"[\s;,./]*")
APART = re.compile(r"[;/\n]")
QUOTED_DAY = re.compile(r"[«\"“„]\s*(\d{1,2})\s*[»\"”“]")
BROKEN = re.compile(r"(?<=[^\W\d_])[-‐]\s*(?=[^\W\d_])")
CENTURY, SHORT_YEAR = 2000, 2
DATED = {DeadlineKind.BY, DeadlineKind.FROM, DeadlineKind.WINDOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of the campaign."""

    opens: date
    closes: date


@dataclass(frozen=True, kw_only=True)  # what is prepared once is kept in it
class Deadlines:
    """What deadlines are told by, prepared once."""

    words: PlanWords

    def period_in(self, title: str) -> Period | None:
        """Find the first and last day that a plan's title names; None where it does not."""
        text, days = self._without_dates(title)
        for phrase, kind in self._phrases:
            if kind is DeadlineKind.WINDOW and (found := re.search(_pattern(phrase), text)):
                first = len(MARKS.findall(text[: found.start()]))
                opens, closes = days[first : first + 2]
                if opens and closes and opens <= closes:
                    return Period(opens=opens, closes=closes)
        return None

    def in_text(self, text: str, period: Period | None) -> tuple[Deadline, ...]:
        """Take a deadline apart into its dated parts; () where any of it is not understood."""
        plain, days = self._without_dates(text)
        for kinds in self._covered(plain):
            found = tuple(self._filled(kinds, days, period))
            return () if None in found else tuple(dict.fromkeys(each for each in found if each))
        return ()

    def _covered(
        self, text: str, before: DeadlineKind | None = None
    ) -> Iterator[tuple[DeadlineKind, ...]]:
        """Yield the ways in which known phrases make up the whole text, the longest first."""
        between = BETWEEN.match(text)[0]  # type: ignore[index] # it may be empty
        text = text[len(between) :]
        if not text:
            yield ()
            return
        is_apart = before is None or APART.search(between) is not None
        for phrase, kind in self._phrases:
            # «еженедельно до 30.09.11»: the one bounds the other, they are no two deadlines.
            if not (is_apart or kind is before or {kind, before} <= DATED):
                continue
            if found := re.match(_pattern(phrase), text):
                for rest in self._covered(text[found.end() :], kind):
                    yield (kind, *rest)

    def _filled(
        self, kinds: tuple[DeadlineKind, ...], days: list[date | None], period: Period | None
    ) -> Iterator[Deadline | None]:
        """Yield the deadlines with their dates; None for one whose dates are no dates."""
        left = iter(days)
        for kind in kinds:
            opens = closes = None
            match kind:
                case DeadlineKind.BY:
                    closes = next(left)
                case DeadlineKind.FROM:
                    opens = next(left)
                case DeadlineKind.WINDOW:
                    opens, closes = next(left), next(left)
                case DeadlineKind.DURING | DeadlineKind.WEEKLY if period:
                    opens, closes = period.opens, period.closes
            dated = {DeadlineKind.BY: closes, DeadlineKind.FROM: opens,
                     DeadlineKind.WINDOW: opens and closes and opens <= closes}  # fmt: skip
            if not dated.get(kind, True):
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

    def _without_dates(self, text: str) -> tuple[str, list[date | None]]:
        """Put a mark in place of each date, and list the dates; None for one that is none."""
        found: list[tuple[int | None, int, int]] = []

        def marked(match: re.Match[str]) -> str:
            said = match.groupdict()
            year = said["year"] or said["year_before"] or said["year_behind"]
            month = said["number"] or self._months[said["month"]]
            found.append((_full(year), int(month), int(said["day"] or said["day_of_month"])))
            return SINCE if match[0].endswith(self.words.dates.since_endings) else HERE

        plain = _dashed(self._date.sub(marked, _whole(text)))
        years = [year for year, _, _ in found]
        # «1 тамыз бен 30 қыркүйек»: a date without a year has that of its neighbour.
        near = [
            next((each for each in [*years[place:], *reversed(years[:place])] if each), None)
            for place in range(len(years))
        ]
        days = [_day(year, month, day) for year, (_, month, day) in zip(near, found, strict=True)]
        return plain, days

    @cached_property
    def _phrases(self) -> list[tuple[str, DeadlineKind]]:
        """Every phrase with its kind, the longest first."""
        listed = [
            (_dashed(_whole(phrase.format(date=HERE, since=SINCE))), kind)
            for kind, phrases in self.words.phrases.items()
            for phrase in phrases
        ]
        return sorted(listed, key=lambda each: -len(each[0]))

    @cached_property
    def _months(self) -> dict[str, int]:
        return {
            name.casefold(): place
            for months in (kk_dates.MONTHS, ru_dates.MONTHS)
            for place, name in enumerate(months, start=1)
        }

    @cached_property
    def _date(self) -> re.Pattern[str]:
        """A date in figures, or in the words of either language."""
        words = self.words.dates
        months = "|".join(sorted(self._months, key=len, reverse=True))
        year = "|".join(sorted(words.year_words, key=len, reverse=True))
        ending = "|".join((*words.endings, *words.since_endings))
        tail = rf"(?:\s*(?:{year})\b\.?)?(?:-?(?:{ending})\b)?"
        return re.compile(
            rf"(?<![\d.])(?P<day>\d{{1,2}})\s*\.\s*(?P<number>\d{{1,2}})\s*\.\s*"
            rf"(?P<year>\d{{4}}|\d{{2}})(?!\d){tail}"
            rf"|(?:(?P<year_before>\d{{4}})\s*(?:{year})\.?\s+)?(?P<day_of_month>\d{{1,2}})\s+"
            rf"(?P<month>{months})(?:{ending})?\b"
            rf"(?:\s+(?P<year_behind>\d{{4}})(?!\d){tail})?"
        )


def _whole(text: str) -> str:
    """Write a text in small letters, its words whole where a line's end broke them."""
    return QUOTED_DAY.sub(r"\1", BROKEN.sub("", text.casefold()))


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


def _day(year: int | None, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year else None
    except ValueError:
        return None
