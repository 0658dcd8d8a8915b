"""Tell what is wrong with the data behind the figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pipeline.model import Column, Fate, Severity
from pipeline.schema import Bilingual, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.model import Finding, Region
    from pipeline.schema import Unit

T = TypeVar("T")
FELL = "total-fell"
MISMATCH = "sum-mismatch"
LONGEST_REASON = 300
MOST_TOLD = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A running total that is below its last one; it is left out of the region's totals."""

    unit: Unit
    name: Bilingual
    is_money: bool
    before: float
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A whole that its parts do not add up to; their sum counts instead."""

    unit: Unit
    name: Bilingual
    is_money: bool
    difference: float  # without sign
    is_less: bool  # the parts make less than the whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """How many cells of a unit's form are left out for other faults."""

    unit: Unit
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """An explanation that accepts what would else be a fault."""

    unit: Unit
    indicator: str
    name: Bilingual | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What the figures change against the version that went out before."""

    day: date
    time: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """All that there is to say of the data."""

    since: Changed | None
    corrected: tuple[Faulty, ...]  # units whose later report counts, and how many answers changed

    falls: tuple[Fall, ...]
    mismatches: tuple[Mismatch, ...]
    others: tuple[Faulty, ...]
    reasons: tuple[Reason, ...]


def quality_of(region: Region, names: Mapping[str, Bilingual]) -> Quality:
    """Sort the findings on the forms that count; the empty ones are told of by themselves."""
    units = {
        each.unit.code: each.unit
        for each in region.submissions
        if each.status.is_counted and not each.empty
    }
    set_aside = {file.path for file in region.files if file.fate is not Fate.ACCEPTED}
    findings = [
        each
        for each in region.findings
        if each.unit in units and each.week in {None, region.week} and each.path not in set_aside
    ]
    told = [
        (place, each)
        for place, each in enumerate(findings)
        if each.severity is Severity.ERROR and each.accepted_reason is None
    ]
    falls = _first({place: fall for place, each in told if (fall := _fall(each, region, names))})
    mismatches = _first(
        {place: found for place, each in told if (found := _mismatch(each, region, names))}
    )
    left = [each.unit for place, each in told if place not in falls and place not in mismatches]
    return Quality(
        since=_changed(region),
        corrected=tuple(
            Faulty(unit=unit, count=count)
            for code, unit in units.items()
            if (count := len({each.indicator for each in region.corrections if each.unit == code}))
        ),
        falls=tuple(falls.values()),
        mismatches=tuple(mismatches.values()),
        others=tuple(
            Faulty(unit=unit, count=left.count(code))
            for code, unit in units.items()
            if code in left
        ),
        reasons=reasons_of(findings, region, names),
    )


def _first(found: Mapping[int, T]) -> Mapping[int, T]:
    """Keep as many as a paragraph can hold; the others are counted."""
    return dict(list(found.items())[:MOST_TOLD])


def _fall(finding: Finding, region: Region, names: Mapping[str, Bilingual]) -> Fall | None:
    """Give the fall that a finding tells of, where it can be told in a sentence."""
    before, now = finding.details.get("before"), finding.details.get("value")
    if (
        finding.code != FELL
        or finding.indicator not in names
        or not isinstance(before, int | float)
        or not isinstance(now, int | float)
    ):
        return None
    return Fall(
        unit=region.campaign.unit(finding.unit),
        name=names[finding.indicator],
        is_money=_is_money(finding, region),
        before=before,
        now=now,
    )


def _mismatch(finding: Finding, region: Region, names: Mapping[str, Bilingual]) -> Mismatch | None:
    """Give the mismatch that a finding tells of, where it can be told in a sentence."""
    whole, parts = finding.details.get("value"), finding.details.get("sum")
    if (
        finding.code != MISMATCH
        or finding.indicator not in names
        or not isinstance(whole, int | float)
        or not isinstance(parts, int | float)
        or round(parts - whole, 1) == 0
        or _is_of_week(finding, region)
    ):
        return None
    return Mismatch(
        unit=region.campaign.unit(finding.unit),
        name=names[finding.indicator],
        is_money=_is_money(finding, region),
        difference=round(abs(parts - whole), 1),
        is_less=parts < whole,
    )


def _changed(region: Region) -> Changed | None:
    """Say since when figures have changed, in the region's own time."""
    if region.since is None:
        return None
    moment = region.since.built_at.astimezone(region.campaign.zone)
    return Changed(day=moment.date(), time=f"{moment:%H:%M}", count=region.since.changed)


def reasons_of(
    findings: Iterable[Finding], region: Region, names: Mapping[str, Bilingual]
) -> tuple[Reason, ...]:
    """List the accepted explanations, each once, in the order of units and rows."""
    order = [each.unit.code for each in region.submissions]
    rows = list(region.campaign.indicators)
    found = {
        (order.index(each.unit), rows.index(each.indicator), _tidy(each.accepted_reason)): each
        for each in findings
        if each.accepted_reason and each.indicator in region.campaign.indicators
    }
    return tuple(
        Reason(
            unit=region.campaign.unit(each.unit),
            indicator=each.indicator,
            name=names.get(each.indicator),
            text=text,
        )
        for (_, _, text), each in sorted(found.items(), key=lambda pair: pair[0])
    )


def _tidy(text: str) -> str:
    """Make a sender's text fit into a sentence: one line, our quotes inside, no full stop."""
    line = re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip(" .")
    line = re.sub(r'"([^"]*)"', "«\\1»", line).replace('"', "")
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1].rstrip() + "…"


def _is_of_week(finding: Finding, region: Region) -> bool:
    """Tell whether a finding is about the week's figure rather than the total."""
    facts = region.facts
    rows = facts[
        (facts[Column.UNIT] == finding.unit) & (facts[Column.INDICATOR] == finding.indicator)
    ]
    return bool(finding.cell) and finding.cell in set(rows[Column.WEEK_CELL])


def _is_money(finding: Finding, region: Region) -> bool:
    return region.campaign.indicators[finding.indicator].quantity is Quantity.MONEY
