"""Make a new year's campaign from an old one's files, keeping their comments, layout and ids."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.campaign import SETTINGS_FILE
from pipeline.language import kk, ru
from pipeline.renew.asking import DISTRICTS_FILE, questions_of
from pipeline.renew.tokens import dates_in, rewritten, with_dates, with_strings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.renew.words import Question
    from pipeline.schema import Settings, Unit

# Their dates say since when something holds, whatever the campaign.
LASTING = {DISTRICTS_FILE, "indicators.toml"}
FORM_FILE = "form.toml"
DATES_A_LINE = 4
KK_CASES = ("nom", "gen", "dat", "acc", "loc", "abl", "ins", "attr")
RU_CASES = ("nom", "gen", "dat", "acc", "ins", "loc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What is asked for: a year, an oblast, and the name of the new folder."""

    year: int
    name: str
    before: Unit  # the oblast of the old campaign
    oblast: Unit

    @property
    def is_moved(self) -> bool:
        """Whether the new campaign is another oblast's."""
        return self.before.code != self.oblast.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The new campaign's files, and what is left to a person."""

    files: Mapping[str, str]
    questions: tuple[Question, ...]
    reporting_dates: tuple[date, ...]


def renew(
    base: Campaign, files: Mapping[str, str], units: tuple[Unit, ...], renewal: Renewal
) -> Renewed:
    """Move an old campaign's files to a new year; `units` are all that any oblast ever had."""
    settings = base.settings
    shift = renewal.year - settings.start.year
    years = {settings.start.year, settings.end.year}
    moves = {
        file: {day: moved(day, shift) for _, day in dates_in(text) if day.year in years}
        for file, text in files.items()
        if file.endswith(".toml") and file not in LASTING
    }
    days = reporting_dates(settings, moved(settings.start, shift), moved(settings.end, shift))
    names = _names(renewal) if renewal.is_moved else {}
    every = {day: later for each in moves.values() for day, later in each.items()}
    new: dict[str, str] = {}
    for file, text in files.items():
        here = moves.get(file, {})
        changed = with_dates(text, here) if here else text
        if not file.endswith(".toml"):
            changed = _renamed(changed, names)
        elif file != DISTRICTS_FILE:
            changed = with_strings(changed, lambda each: _renamed(rewritten(each, every), names))
        new[file] = changed
    new[SETTINGS_FILE] = _settings(new[SETTINGS_FILE], renewal, days)
    new[FORM_FILE] = _edition(new[FORM_FILE], settings.start.year, renewal.year)
    asked = questions_of(base, files, new, moves, days, units, renewal.before, renewal.oblast)
    return Renewed(files=new, questions=tuple(asked), reporting_dates=days)


def moved(day: date, years: int) -> date:
    """Move a day to another year; 29 February falls on the last day of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def reporting_dates(settings: Settings, start: date, end: date) -> tuple[date, ...]:
    """List the old campaign's weekday in the new period, and the last day if it was one."""
    ((weekday, _),) = Counter(day.weekday() for day in settings.reporting_dates).most_common(1)
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    days = {first + timedelta(days=n) for n in range(0, (end - first).days + 1, 7)}
    if settings.end in settings.reporting_dates:
        days.add(end)
    return tuple(sorted(days))


def _settings(text: str, renewal: Renewal, days: tuple[date, ...]) -> str:
    """Write the campaign's own name, its oblast and its reporting dates."""
    shown = [day.isoformat() for day in days]
    lines = "".join(
        f"  {', '.join(shown[at : at + DATES_A_LINE])},\n"
        for at in range(0, len(shown), DATES_A_LINE)
    )
    text = re.sub(
        r"(?m)^(reporting_dates\s*=\s*)\[[^\]]*\]", lambda found: f"{found[1]}[\n{lines}]", text
    )
    for key, value in (("code", renewal.name), ("oblast_level", renewal.oblast.code)):
        text = re.sub(rf'(?m)^({key}\s*=\s*)"[^"\n]*"', rf'\g<1>"{value}"', text, count=1)
    return text


def _edition(text: str, before: int, year: int) -> str:
    """Name the form's edition by the new year, where it is named by the old one."""
    return re.sub(rf'(?m)^(edition\s*=\s*")(?:{before})(?!\d)', rf"\g<1>{year}", text, count=1)


def _names(renewal: Renewal) -> Mapping[str, str]:
    """Pair every form of the old oblast's name with the new one's, where there is but one."""
    found: dict[str, set[str]] = {}
    for old, new in _forms(renewal):
        found.setdefault(old, set()).add(new)
    return {old: new.copy().pop() for old, new in found.items() if len(new) == 1}


def _forms(renewal: Renewal) -> Iterator[tuple[str, str]]:
    for case in KK_CASES:
        yield kk.place(renewal.before, case), kk.place(renewal.oblast, case)
    for case in RU_CASES:
        yield ru.place(renewal.before, case), ru.place(renewal.oblast, case)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    """Name the new oblast wherever the old one is named, whole words only."""
    if not names:
        return text
    longest = sorted(names, key=len, reverse=True)
    return re.sub(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)",
        lambda found: names[found[0]],
        text,
    )
