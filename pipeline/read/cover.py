"""Find what a form's cover says by its labels, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.language.typography import short_date
from pipeline.model import Finding, Nature, Severity
from pipeline.read.layout import LONGEST_LABEL, FormLayout
from pipeline.read.letters import alike, is_one_of
from pipeline.read.values import (
    Grid,
    Raw,
    address_of,
    day_of,
    days_of,
    folded,
    has_month_first,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Said = tuple[str, str]  # a cell, and what it says

WORDS_AROUND = re.compile(r"^\D+|\D+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the cover says, understood where it can be."""

    sheet: str = ""
    labels: int = 0
    unit: str = ""
    unit_text: str = ""
    unit_cell: str = ""
    week: date | None = None
    week_text: str = ""
    week_typed: str = ""
    week_cell: str = ""
    corrected: bool = False
    edition: str = ""


def covers_of(sheets: Mapping[str, Grid], layout: FormLayout) -> list[CoverSheet]:
    """Read every sheet that asks for unit and date and is answered, the best answered first.

    Where none is, the sheet with the most of the cover's labels serves.
    """
    read = [_cover(name, _labelled(rows, layout), layout) for name, rows in sheets.items()]
    answered = [
        each for each in read if each.unit_cell and each.week_cell and (each.unit or each.week)
    ]
    if not answered:
        return [max(read, key=lambda each: each.labels, default=CoverSheet())]
    return sorted(answered, key=lambda each: (not each.unit, not each.week, -each.labels))


def _cover(sheet: str, found: Mapping[str, tuple[str, Raw]], layout: FormLayout) -> CoverSheet:
    """Read what stands to the right of each label of a sheet."""
    unit_cell, unit = found.get("unit", ("", ""))
    week_cell, day = found.get("date", ("", ""))
    _, report = found.get("report", ("", ""))
    _, edition = found.get("edition", ("", ""))
    week, typed = _week_of(day, layout)
    return CoverSheet(
        sheet=sheet if found else "",
        labels=len(found),
        unit=_unit_of(str(unit), layout),
        unit_text=str(unit).strip(),
        unit_cell=unit_cell,
        week=week,
        week_text=week.isoformat() if week else typed,
        week_typed=typed,
        week_cell=week_cell,
        corrected=is_one_of(str(report), layout.corrected),
        edition=str(edition).strip(),
    )


def _week_of(day: Raw, layout: FormLayout) -> tuple[date | None, str]:
    """Tell the day that a cover names, with the text that it is typed as.

    Of two readings that one holds which alone is a reporting date.
    """
    if isinstance(day, str):
        days = _days_named(day)
        due = [each for each in days if each in layout.weeks]
        chosen = due if len(days) > 1 else days
        return chosen[0] if len(chosen) == 1 else None, day.strip()
    nature, value = day_of(day)
    return date.fromisoformat(str(value)) if nature is Nature.DATE else None, str(value or "")


def _days_named(text: str) -> tuple[date, ...]:
    """Give each day that a text may mean, words around it, such as a weekday's, left out."""
    return days_of(text.strip()) or days_of(WORDS_AROUND.sub("", text))


def cover_missing(cover: CoverSheet) -> tuple[Finding, ...]:
    """Find that no sheet asks for unit and date, and none answers."""
    if (cover.unit_cell and cover.week_cell) or cover.unit_text or cover.week_text:
        return ()
    return (Finding(code="cover-missing", severity=Severity.ERROR),)


def covers_differ(covers: Sequence[CoverSheet]) -> tuple[Finding, ...]:
    """Find the covers that name another unit or another date than the first."""
    first = covers[0]
    return tuple(
        Finding(
            code="covers-differ",
            severity=Severity.ERROR,
            sheet=each.sheet,
            cell=theirs[0],
            details={"value": theirs[1], "first": f"{first.sheet}!{own[0]}", "other": own[1]},
        )
        for each in covers[1:]
        for own, theirs in list(_differences(first, each))[:1]
    )


def _differences(first: CoverSheet, other: CoverSheet) -> Iterator[tuple[Said, Said]]:
    """Yield where two covers do not agree; a blank says nothing."""
    if other.unit_text and (first.unit or folded(first.unit_text)) != (
        other.unit or folded(other.unit_text)
    ):
        yield (first.unit_cell, first.unit_text), (other.unit_cell, other.unit_text)
    if other.week_text and first.week_text != other.week_text:
        own, theirs = (
            short_date(each.week) if each.week else each.week_text for each in (first, other)
        )
        yield (first.week_cell, own), (other.week_cell, theirs)


def agreed(covers: Sequence[CoverSheet]) -> CoverSheet:
    """Give the first cover, without what the others deny."""
    first = covers[0]
    return replace(
        first,
        unit=first.unit if {each.unit for each in covers} <= {first.unit, ""} else "",
        week=first.week if {each.week for each in covers} <= {first.week, None} else None,
    )


def _labelled(rows: Grid, layout: FormLayout) -> dict[str, tuple[str, Raw]]:
    """Find the labels of the cover, each with the address and value of its answer."""
    found: dict[str, tuple[str, Raw]] = {}
    for number, values in enumerate(rows, start=1):
        for place, value in enumerate(values):
            if type(value) is not str or not 0 < len(value) <= LONGEST_LABEL:
                continue
            for label in _labels_in(value, layout):
                if label not in found:
                    answer = _right_of(values, place)
                    found[label] = (address_of(answer, number), _at(values, answer))
    return found


def _right_of(values: list[Raw], place: int) -> int:
    """Find the first answer to the right of a label, else the next cell."""
    answers = (at for at in range(place + 1, len(values)) if _is_answer(values[at]))
    return next(answers, place + 1)


def _is_answer(value: Raw) -> bool:
    """Whether a cell is filled; the form's own remarks start with a sign, not with a word."""
    return not isinstance(value, str) or value.strip()[:1].isalnum()


def _at(values: list[Raw], place: int) -> Raw:
    """Give a row's value, "" beyond its end."""
    return values[place] if place < len(values) else ""


def _unit_of(text: str, layout: FormLayout) -> str:
    """Give the code of the unit that a text names, in either language or in both; "" for none."""
    return _named(text, layout.units, folded) or _named(text, layout.units_alike, alike)


def _named(text: str, units: Mapping[str, str], look: Callable[[str], str]) -> str:
    """Give the code of the one unit that a text, or its parts, name."""
    if code := units.get(look(text)):
        return code
    codes = {units.get(look(part), "") for part in re.split(r"[/\n]", text)} - {""}
    return codes.pop() if len(codes) == 1 else ""


def look_alike_unit(cover: CoverSheet, layout: FormLayout) -> tuple[Finding, ...]:
    """Note that a unit's name was typed in letters that only look right."""
    if not cover.unit or _named(cover.unit_text, layout.units, folded):
        return ()
    return (
        Finding(
            code="look-alike-letters",
            severity=Severity.NOTE,
            sheet=cover.sheet,
            cell=cover.unit_cell,
            details={"value": cover.unit_text, "count": 1},
        ),
    )


def week_reread(cover: CoverSheet) -> tuple[Finding, ...]:
    """Note that a date was typed in an order that had to be made out."""
    days = _days_named(cover.week_typed)
    if cover.week is None or not (len(days) > 1 or has_month_first(cover.week_typed, cover.week)):
        return ()
    return (
        Finding(
            code="date-order",
            severity=Severity.NOTE,
            sheet=cover.sheet,
            cell=cover.week_cell,
            details={"value": cover.week_typed, "date": short_date(cover.week), "count": 1},
        ),
    )


@lru_cache(maxsize=8192)
def _labels_in(text: str, layout: FormLayout) -> tuple[str, ...]:
    """Name the labels of the cover that a text holds."""
    for look in (folded, alike):
        held = look(text)
        if labels := tuple(
            label
            for label, words in layout.cover.items()
            if any(look(word) in held for word in words)
        ):
            return labels
    return ()
