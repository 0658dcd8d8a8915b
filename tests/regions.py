"""Draw regions at random: every count, every kind of silence, every turn that a text may take."""

# ruff: noqa: S311 - chance is seeded

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
from region_faults import COUNTS, draw_corrections, draw_findings, draw_since, files_of, noon

from pipeline.model import (
    Column,
    Mark,
    Region,
    Status,
    Submission,
)
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.campaign import Campaign
    from pipeline.schema import Indicator, Unit

SUMS = (0.0, 0.1, 1.0, 2.0, 2.5, 5.5, 10.0, 11.0, 12.3, 21.0, 100.0, 120.4, 1000.0, 9312.0, 18640.5)
LATE_DAYS = (1, 1, 2, 5)
NAN = float("nan")
# Parts that lie within their whole, each drawn after it; the parts of one whole share it.
PARTS = {
    "F1.10": "F1.05", "F1.21": "F1.05", "F2.20": "", "F3.02": "F3.01", "F3.04": "F3.03",
    "F3.06": "F3.05",
}  # fmt: skip
SUMMED = {
    "F1.10": ("F1.10a", "F1.10b", "F1.10c", "F1.10d", "F1.10e"),
    "F1.11": ("F1.11a", "F1.11b", "F1.11c", "F1.11d", "F1.11e"),
    "F2.20": ("F2.21", "F2.22", "F2.23"),
    "F4.20": ("F4.20a", "F4.20b"),
    "F4.21": ("F4.21a", "F4.21b"),
}
ALONE = (
    "F1.05", "F1.11", "F1.20", "F2.01", "F2.03", "F2.20", "F3.01", "F3.03", "F3.05", "F3.10",
    "F3.11", "F3.13", "F4.01", "F4.10", "F4.20", "F4.21", "F4.30",
)  # fmt: skip
STATIC = {"F3.01", "F3.03", "F3.05", "F3.13"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The units of a region by what they did, all drawn."""

    counted: tuple[str, ...]
    returned: tuple[str, ...]
    late: Mapping[str, int]  # days
    empty: tuple[str, ...]  # of those that count: units that sent a form without a figure


def draw_region(campaign: Campaign, seed: int) -> Region:
    """Draw one region; the same seed gives the same region."""
    rand = random.Random(seed)
    week = rand.choice(campaign.settings.reporting_dates)
    units = campaign.districts(week)
    drawing = _drawing(units, rand)
    drawing = replace(drawing, empty=_empty(drawing.counted, random.Random(-1 - seed)))
    now = _figures(campaign, drawing.counted, rand)
    now = {unit: rows for unit, rows in now.items() if unit not in drawing.empty}
    previous = campaign.previous_date(week)
    before = _before(now, [unit.code for unit in units], rand) if previous else {}
    facts = _frame(campaign, now, before, week)
    history = facts
    if previous and before:
        history = pd.concat([_frame(campaign, before, {}, previous), facts], ignore_index=True)
    findings = tuple(draw_findings(drawing.counted, week, rand))
    submissions = tuple(_submission(unit, drawing, week) for unit in units)
    return Region(
        campaign=campaign,
        week=week,
        now=datetime.combine(
            week + timedelta(days=rand.randint(0, 3)), datetime.min.time(), tzinfo=campaign.zone
        )
        + timedelta(hours=19),
        submissions=submissions,
        oblast_submission=None,
        record={week: submissions},
        facts=facts,
        history=history,
        milestones=_milestones(campaign, drawing, week, rand),
        findings=findings,
        files=tuple(files_of(submissions, findings, week)),
        corrections=tuple(draw_corrections(drawing.counted, week, rand)),
        since=draw_since(campaign, week, rand),
    )


def _drawing(units: Sequence[Unit], rand: random.Random) -> Drawing:
    """Draw who reports: all, most, few, one kind only, one alone, or nobody."""
    codes = [unit.code for unit in units]
    cities = [unit.code for unit in units if str(unit.kind) == "city"]
    rayons = [code for code in codes if code not in cities]
    most = rand.sample(codes, len(codes) - rand.choice((1, 1, 2, 3, 4)))
    few = rand.sample(codes, rand.choice((2, 3, 5, 7, 8, 9, 10)))
    some = rand.sample(codes, rand.randint(1, len(codes)))
    counted = rand.choice(
        (codes, codes, codes, most, most, most, few, some, cities, rayons,
         [rand.choice(cities)], [rand.choice(rayons)], [*cities[:1], *rayons[:1]], [])
    )  # fmt: skip
    counted = [code for code in codes if code in counted]
    silent = [code for code in codes if code not in counted]
    returned = [code for code in silent if rand.random() < rand.choice((0, 0.5, 1))]
    slow = rand.choice(([], [], cities, rayons, some, some[:1], some[:2], codes))
    late = {code: rand.choice(LATE_DAYS) for code in counted if code in slow}
    return Drawing(counted=tuple(counted), returned=tuple(returned), late=late, empty=())


def _empty(counted: Sequence[str], rand: random.Random) -> tuple[str, ...]:
    """Draw who sent an empty form: mostly nobody."""
    return tuple(rand.sample(counted, min(len(counted), rand.choice((*[0] * 12, 1, 1, 2, 3)))))


def _figures(
    campaign: Campaign, units: Sequence[str], rand: random.Random
) -> dict[str, dict[str, float]]:
    """Draw the totals of each unit, so that the region's are of COUNTS and SUMS."""
    rows = {row: _spread(_target(campaign, row, rand), units, rand) for row in ALONE}
    if rand.random() < 0.25:  # equal places in the ranking
        rows["F1.05"] = {unit: float(rand.choice((10, 20, 40))) for unit in units}
        step = rand.choice(((0,), (0.5,), (0, 0.5), (0, 0.5, 1), (0.1, 0.2, 1)))
        rows["F1.10"] = {unit: float(rows["F1.05"][unit] * rand.choice(step)) for unit in units}
    for part, whole in PARTS.items():
        if part not in rows:
            rows[part] = _within(rows[whole], rand)
    for whole, parts in SUMMED.items():
        rows |= _parted(rows[whole], parts, rand)
    blank = {row for row in rows if rand.random() < 0.1}  # nobody gave it
    return {
        unit: {
            row: given[unit]
            for row, given in rows.items()
            if unit in given and row not in blank and rand.random() < 0.995
        }
        for unit in units
    }


def _target(campaign: Campaign, row: str, rand: random.Random) -> float:
    """Draw what the region's total of a row shall be."""
    quantity = campaign.indicators[row].quantity
    if quantity is Quantity.PERCENT:
        return float(rand.choice((0, 5, 12, 12.5, 30)))
    return float(rand.choice(SUMS if quantity is Quantity.MONEY else COUNTS))


def _spread(total: float, units: Sequence[str], rand: random.Random) -> dict[str, float]:
    """Spread a total over some of the units; the others have a zero."""
    if not units:
        return {}
    spread = dict.fromkeys(units, 0.0)
    takers = rand.sample(list(units), rand.randint(1, len(units)))
    left = round(total * 10)
    step = 10 if float(total).is_integer() else 1
    for unit in takers[:-1]:
        taken = rand.randint(0, max(0, left // len(takers) * 2)) // step * step
        taken = min(taken, left)
        spread[unit], left = taken / 10, left - taken
    spread[takers[-1]] = left / 10
    return spread


def _within(whole: Mapping[str, float], rand: random.Random) -> dict[str, float]:
    """Draw a part of a whole for each unit: nothing, some or all of it."""
    mode = rand.choice((0.0, 1.0, 0.5, 0.24, None, None, None))
    return {
        unit: float(int(value * (rand.random() if mode is None else mode)))
        for unit, value in whole.items()
    }


def _parted(
    whole: Mapping[str, float], parts: Sequence[str], rand: random.Random
) -> dict[str, dict[str, float]]:
    """Part each unit's figure into addends that make it up."""
    found: dict[str, dict[str, float]] = {part: {} for part in parts}
    taking = rand.sample(parts, rand.randint(1, len(parts)))
    for unit, value in whole.items():
        left = value
        for part in taking[:-1]:
            taken = float(rand.randint(0, int(left)))
            found[part][unit], left = taken, round(left - taken, 1)
        found[taking[-1]][unit] = left
        for part in parts:
            found[part].setdefault(unit, 0.0)
    return found


def _before(
    now: Mapping[str, Mapping[str, float]], codes: Sequence[str], rand: random.Random
) -> dict[str, dict[str, float]]:
    """Draw the totals of the date before: less, the same, more, half, or none at all."""
    factor = rand.choice((0.0, 0.5, 0.5, 0.8, 0.9, 1.0, 1.1, None, None))
    told = rand.choice((0.0, 0.9, 1.0, 1.0, 1.0))
    drawn = {
        unit: {
            row: value
            if row in STATIC
            else float(int(value * (rand.choice((0, 0.5, 1, 1.2)) if factor is None else factor)))
            for row, value in rows.items()
        }
        for unit, rows in now.items()
        if rand.random() < told
    }
    silent = [code for code in codes if code not in now]
    return drawn | {code: {"F1.05": 7.0, "F1.10": 3.0} for code in silent if rand.random() < told}


def _frame(
    campaign: Campaign,
    now: Mapping[str, Mapping[str, float]],
    before: Mapping[str, Mapping[str, float]],
    week: date,
) -> pd.DataFrame:
    rows = [
        _row(campaign.indicators[row], unit, week, value, before.get(unit, {}).get(row, 0.0))
        for unit, figures in now.items()
        for row, value in figures.items()
    ]
    return pd.DataFrame(rows, columns=[*Column]).astype(
        {Column.WEEK_VALUE: "float64", Column.TOTAL_VALUE: "float64"}
    )


def _row(
    indicator: Indicator, unit: str, week: date, total: float, before: float
) -> dict[Column, object]:
    runs = indicator.kind is Kind.CUM
    return {
        Column.WEEK: week.isoformat(),
        Column.UNIT: unit,
        Column.INDICATOR: indicator.id,
        Column.WEEK_VALUE: round(total - before, 1) if runs else NAN,
        Column.TOTAL_VALUE: total,
        Column.STATUS: str(Mark.COUNTED),
        Column.FILE: f"{unit}.xlsx",
        Column.SHEET: indicator.sheet,
        Column.CELL: "E7",
        Column.SHA256: "ab" * 32,
        Column.WEEK_CELL: "D7" if runs else "",
        Column.TEXT: "",
        Column.DATE: "",
        Column.REASON: "",
        Column.WEEK_STATUS: str(Mark.COUNTED) if runs else "",
    }


def _milestones(
    campaign: Campaign, drawing: Drawing, week: date, rand: random.Random
) -> pd.DataFrame:
    """Draw how far each milestone has come: done, not done, unclear, told long ago or never."""
    rows = [row.id for row in campaign.rows if row.kind is Kind.MILESTONE]
    previous = campaign.previous_date(week)
    found: list[dict[str, object]] = []
    for row in rows:
        values = rand.choice(((1.0,), (1.0,), (0.0,), (1.0, 0.0), (1.0,) * 9 + (0.0,), (1.0, NAN)))
        for unit in campaign.districts(week):
            spoke = unit.code in drawing.counted
            if (spoke or previous) and rand.random() < 0.99:  # or never at all
                value = rand.choice(values)
                told = week if spoke else previous or week
                found.append(
                    {
                        "unit": unit.code,
                        "indicator": row,
                        "total_value": value,
                        "date": told.isoformat() if value == 1 else "",
                        "text": "",
                        "week": told.isoformat(),
                    }
                )
    columns = ["unit", "indicator", "total_value", "date", "text", "week"]
    return pd.DataFrame(found, columns=columns)


def _submission(unit: Unit, drawing: Drawing, week: date) -> Submission:
    days = drawing.late.get(unit.code, 0)
    status = Status.LATE if days else Status.ON_TIME
    if unit.code not in drawing.counted:
        status = Status.RETURNED if unit.code in drawing.returned else Status.MISSING
    gone = status is Status.MISSING
    return Submission(
        unit=unit,
        status=status,
        received_at=None if gone else noon(week) + timedelta(days=days),
        days_late=days,
        file="" if gone else f"{unit.code}.xlsx",
        sha256="" if gone else "ab" * 32,
        empty=unit.code in drawing.empty,
    )
