"""Find in a new campaign's files what only a person can settle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.campaign import SETTINGS_FILE
from pipeline.language import kk, ru
from pipeline.renew.tokens import WRITTEN, dates_in, strings_in
from pipeline.renew.words import Question
from pipeline.schema import Bilingual, UnitKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit

DISTRICTS_FILE = "districts.toml"
SATURDAY = 5
# What is true of one year only, whatever it says.
PERSONAL = ("framework", "addressee", "letterhead", "signatory", "executor")
# Asked about every new campaign: all addresses, and whether there is a new plan.
EVERY_YEAR = ("contacts", "mail", "plan")
LONGEST_SHOWN = 160


def questions_of(  # noqa: PLR0913 - the old campaign, the new one, and what lies between
    base: Campaign,
    old: Mapping[str, str],
    new: Mapping[str, str],
    moves: Mapping[str, Mapping[date, date]],
    days: tuple[date, ...],
    units: tuple[Unit, ...],
    before: Unit,
    oblast: Unit,
) -> Iterator[Question]:
    """Yield what is left to a person, the units first, then file by file."""
    yield from _units(base, days, units, oblast)
    yield from _people(new[SETTINGS_FILE])
    yield from (Question(key=key, details={}) for key in EVERY_YEAR)
    for file, text in new.items():
        if file == DISTRICTS_FILE:
            continue
        yield from _days(file, text, moves.get(file, {}))
        yield from _left(file, old[file], moves)
        yield from _written(file, old[file], text)
        lines = _texts(file, text)
        years = {base.settings.start.year, base.settings.end.year} - {day.year for day in days}
        yield from _lines("year", file, lines, _year_in(years))
        if before.code != oblast.code:
            yield from _lines(
                "oblast", file, lines, _named_in(_old_names(base, before, days, units, oblast))
            )
            # The calendar may have grown, so that lines are paired by their order.
            pairs = zip(_texts(file, old[file]), lines, strict=True)
            changed = tuple(after for first, after in pairs if first[1] != after[1])
            yield from _lines("renamed", file, changed, _named_in(_forms(oblast)))


def expected(units: Iterable[Unit], oblast: Unit, days: Collection[date]) -> tuple[Unit, ...]:
    """List the units of an oblast on any of some days, as they are called on the last one."""
    return tuple(
        unit.on(max(days))
        for unit in units
        if unit.kind is not UnitKind.OBLAST and any(is_of(unit, oblast, day) for day in days)
    )


def is_of(unit: Unit, oblast: Unit, day: date) -> bool:
    """Whether a unit is there and of an oblast on a day."""
    return unit.is_valid_on(day) and unit.on(day).oblast in {"", oblast.code}


def _units(
    base: Campaign, days: tuple[date, ...], units: tuple[Unit, ...], oblast: Unit
) -> Iterator[Question]:
    """Say which units are new and which are gone, whose dates change, and who has no code."""
    earlier = {unit.code for day in base.settings.reporting_dates for unit in base.districts(day)}
    found = expected(units, oblast, days)
    came = [unit for unit in found if unit.code not in earlier]
    gone = [unit for unit in base.all_units if unit.code in earlier - {each.code for each in found}]
    part = [unit for unit in found if not all(is_of(unit, oblast, day) for day in days)]
    blank = [unit for unit in found if not unit.kato]
    for key, listed in (
        ("units-new", came), ("units-gone", gone), ("units-part", part), ("units-kato", blank)
    ):  # fmt: skip
        if listed:
            yield Question(
                key=key,
                details={
                    "count": len(listed),
                    "units": Bilingual(
                        kk=kk.joined(unit.name.kk for unit in listed),
                        ru=ru.joined(unit.name.ru for unit in listed),
                    ),
                },
            )


def _people(text: str) -> Iterator[Question]:
    """Ask after the people and the wider action, which change with the year."""
    for number, line in enumerate(text.split("\n"), 1):
        found = re.match(r"\[?(\w+)\]?", line)
        if found and found[1] in PERSONAL and not line.startswith("#"):
            yield Question(
                key="person", details={"file": SETTINGS_FILE, "line": number, "key": found[1]}
            )


def _days(file: str, text: str, moves: Mapping[date, date]) -> Iterator[Question]:
    """List the moved days on which nobody works, and those that the new year does not have."""
    places: dict[date, list[int]] = {}
    for number, day in dates_in(text):
        places.setdefault(day, []).append(number)
    for day, numbers in sorted(places.items()):
        shown = {"file": file, "lines": ", ".join(map(str, numbers)), "date": f"{day:%d.%m.%Y}"}
        if day in moves.values() and day.weekday() >= SATURDAY:
            yield Question(key="weekend", details={**shown, "weekday": str(day.weekday())})
        if any(new == day and old.day != day.day for old, new in moves.items()):
            yield Question(key="no-such-day", details=shown)


def _left(file: str, text: str, moves: Mapping[str, Mapping[date, date]]) -> Iterator[Question]:
    """List the dates of other years, which were not moved."""
    if file not in moves:
        return
    for number, day in dates_in(text):
        if day not in moves[file]:
            yield Question(
                key="date-left", details={"file": file, "line": number, "date": f"{day:%d.%m.%Y}"}
            )


def _written(file: str, before: str, after: str) -> Iterator[Question]:
    """List the lines whose wording names a moved date anew."""
    pairs = zip(strings_in(before), strings_in(after), strict=True) if _is_table(file) else ()
    numbers = {new[0] for old, new in pairs if WRITTEN.findall(old[1]) != WRITTEN.findall(new[1])}
    if numbers:
        lines = ", ".join(map(str, sorted(numbers)))
        yield Question(key="written", details={"file": file, "lines": lines})


def _lines(
    key: str, file: str, lines: Iterable[tuple[int, str]], is_told: Callable[[str], bool]
) -> Iterator[Question]:
    """List the lines in which something is told, each once."""
    found: dict[int, str] = {}
    for number, text in lines:
        if is_told(text):
            found.setdefault(number, text.strip().strip('"'))
    for number, text in found.items():
        shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        yield Question(key=key, details={"file": file, "line": number, "text": shown})


def _is_table(file: str) -> bool:
    return file.endswith(".toml")


def _texts(file: str, text: str) -> tuple[tuple[int, str], ...]:
    """List the lines of a file that a reader may see, with their numbers."""
    return tuple(strings_in(text) if _is_table(file) else enumerate(text.split("\n"), 1))


def _year_in(years: Collection[int]) -> Callable[[str], bool]:
    """Tell a year in a text: 2011, or 25.07.11."""
    if not years:
        return lambda _: False
    whole = "|".join(map(str, sorted(years)))
    short = "|".join(f"{year % 100:02d}" for year in sorted(years))
    pattern = re.compile(rf"(?<!\d)(?:{whole})(?!\d)|(?<!\d)\d\d?\.\d\d\.(?:{short})(?!\d)")
    return lambda text: pattern.search(text) is not None


def _named_in(names: Collection[str]) -> Callable[[str], bool]:
    return lambda text: any(name in text for name in names)


def _forms(oblast: Unit) -> frozenset[str]:
    """Name an oblast in every way in which it may be written."""
    cases = ("nom", "gen", "dat", "acc", "ins", "loc")
    short = () if oblast.short is None else (oblast.short.kk, oblast.short.ru)
    return frozenset({*(ru.place(oblast, case) for case in cases), kk.place(oblast), *short})


def _old_names(
    base: Campaign, before: Unit, days: tuple[date, ...], units: tuple[Unit, ...], oblast: Unit
) -> frozenset[str]:
    """Name the old oblast, and the units that do not go along with the new one."""
    stay = {unit.code for unit in expected(units, oblast, days)}
    gone = [
        unit
        for unit in base.all_units
        if unit.kind is not UnitKind.OBLAST and unit.code not in stay
    ]
    # The Kazakh head takes its ending: the name without its last letter is in every case.
    return (
        _forms(before)
        | {name for unit in gone for name in (unit.name.kk, unit.name.ru)}
        | {before.kk}
    )
