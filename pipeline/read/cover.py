"""Find what a form's cover says by its labels, wherever they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Finding, Nature, Severity
from pipeline.read.layout import LONGEST_LABEL, FormLayout
from pipeline.read.letters import alike, is_one_of
from pipeline.read.values import Grid, Raw, address_of, day_of, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the cover says, understood where it can be."""

    sheet: str = ""
    unit: str = ""
    unit_text: str = ""
    unit_cell: str = ""
    week: date | None = None
    week_text: str = ""
    week_cell: str = ""
    corrected: bool = False
    edition: str = ""


def cover_of(sheets: Mapping[str, Grid], layout: FormLayout) -> CoverSheet:
    """Find the labels of the cover and read what stands to the right of each."""
    labelled = {name: _labelled(rows, layout) for name, rows in sheets.items()}
    sheet = max(labelled, key=lambda name: len(labelled[name]), default="")
    found = labelled.get(sheet, {})
    unit_cell, unit = found.get("unit", ("", ""))
    week_cell, day = found.get("date", ("", ""))
    _, report = found.get("report", ("", ""))
    _, edition = found.get("edition", ("", ""))
    nature, iso = day_of(day)
    return CoverSheet(
        sheet=sheet if found else "",
        unit=_unit_of(str(unit), layout),
        unit_text=str(unit).strip(),
        unit_cell=unit_cell,
        week=date.fromisoformat(str(iso)) if nature is Nature.DATE else None,
        week_text=str(iso or "").strip(),
        week_cell=week_cell,
        corrected=is_one_of(str(report), layout.corrected),
        edition=str(edition).strip(),
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
