"""Draw whole campaigns at random: up to ten dates, every kind of gap, every row that is told."""

# ruff: noqa: S311 - chance is seeded

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pandas as pd
from region_faults import COUNTS, REASONS, noon
from regions import _row, _spread, draw_region

from pipeline.model import Column, Finding, Severity, Status, Submission

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.schema import Unit

# Rows that only the final report tells, and those among them that lie within another.
MORE = (
    "F1.01", "F1.03", "F1.23", "F1.30", "F1.40", "F2.02", "F2.10", "F2.30", "F3.20", "F3.21",
    "F3.30", "F3.31", "F3.32", "F3.40", "F3.42", "F4.11", "F4.40", "F4.41",
)  # fmt: skip
WITHIN = {
    "F1.02": "F1.01", "F2.30a": "F2.30", "F2.31": "F2.30b", "F3.22": "F3.21", "F3.41": "F3.40",
    "F3.43": "F3.42",
}  # fmt: skip
COUNTED = {Status.ON_TIME, Status.LATE}
BASES = {"F1.01", "F3.01", "F3.03", "F3.05", "F3.13", "F3.40", "F3.42"}


def draw_campaign(campaign: Campaign, seed: int, *, gaps: bool = True) -> Region:
    """Draw all dates up to one; the last of them as a single region is drawn."""
    rand = random.Random(f"campaign {seed}")
    region = draw_region(campaign, seed)
    week, units = region.week, campaign.districts(region.week)
    counted = [each.unit.code for each in region.submissions if each.status in COUNTED]
    last = pd.concat([region.facts, _more(campaign, counted, week, rand)], ignore_index=True)
    # Where nobody reported at last, the dates before are those of a region that did.
    source = last if counted else _other(campaign, seed, week, rand)
    never = set(rand.sample([unit.code for unit in units], rand.choice((0, 0, 0, 1, 2, 19))))
    never = never - set(counted) if gaps else set()
    frames, record, accepted = [last], {week: region.submissions}, list[Finding]()
    dates = [day for day in campaign.settings.reporting_dates if day < week]
    quiet = rand.choice((0.0, 0.0, 0.1, 0.5)) if gaps else 0.0
    for place, day in enumerate(dates):
        submissions = tuple(_submission(unit, day, never, quiet, rand) for unit in units)
        told = [each.unit.code for each in submissions if each.status in COUNTED]
        frames.append(_earlier(campaign, source, told, day, (place + 1) / (len(dates) + 1)))
        record[day] = submissions
        accepted += _accepted(told, day, rand)
    accepted += [each for each in region.findings if each.accepted_reason]
    return replace(
        region,
        facts=last,
        history=pd.concat(frames, ignore_index=True).sort_values(
            Column.WEEK, kind="stable", ignore_index=True
        ),
        record=dict(sorted(record.items())),
        accepted=tuple(accepted),
        now=max(region.now, campaign.cut_off(week) + timedelta(hours=1)),
    )


def _other(campaign: Campaign, seed: int, week: date, rand: random.Random) -> pd.DataFrame:
    number = seed
    while True:
        number += 1000
        other = draw_region(campaign, number)
        codes = [each.unit.code for each in other.submissions if each.status in COUNTED]
        if len(codes) > 1:
            more = _more(campaign, codes, week, rand)
            return pd.concat([other.facts, more], ignore_index=True)


def _more(
    campaign: Campaign, units: Collection[str], week: date, rand: random.Random
) -> pd.DataFrame:
    rows = {row: _spread(float(rand.choice(COUNTS)), list(units), rand) for row in MORE}
    for part, whole in WITHIN.items():
        share = rand.choice((0.0, 0.5, 1.0))
        rows[part] = {unit: float(int(value * share)) for unit, value in rows[whole].items()}
        if part == "F2.30a":
            rows["F2.30b"] = {unit: value - rows[part][unit] for unit, value in rows[whole].items()}
    given = {row: of for row, of in rows.items() if rand.random() < 0.9}
    return _framed(
        _row(campaign.indicators[row], unit, week, value, 0.0)
        for row, of in given.items()
        for unit, value in of.items()
    )


def _earlier(
    campaign: Campaign, source: pd.DataFrame, told: Collection[str], day: date, share: float
) -> pd.DataFrame:
    """Give what units reported on an earlier date: so much of the figures at the end."""
    columns = (Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE)
    rows = zip(*(source[column].tolist() for column in columns), strict=True)
    return _framed(
        _row(campaign.indicators[row], unit, day, value if row in BASES else int(value * share), 0)
        for unit, row, value in rows
        if unit in told
    )


def _framed(rows: Iterable[dict[Column, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[*Column]).astype(
        {Column.WEEK_VALUE: "float64", Column.TOTAL_VALUE: "float64"}
    )


def _submission(
    unit: Unit, day: date, never: Collection[str], quiet: float, rand: random.Random
) -> Submission:
    days = rand.choice((0, 0, 0, 1, 3))
    status = Status.LATE if days else Status.ON_TIME
    if unit.code in never or rand.random() < quiet:
        status, days = rand.choice((Status.MISSING, Status.MISSING, Status.RETURNED)), 0
    gone = status is Status.MISSING
    return Submission(
        unit=unit,
        status=status,
        received_at=None if gone else noon(day) + timedelta(days=days),
        days_late=days,
        file="" if gone else f"{unit.code}.xlsx",
        sha256="" if gone else "ab" * 32,
    )


def _accepted(told: Collection[str], day: date, rand: random.Random) -> list[Finding]:
    share = rand.choice((0.0, 0.0, 0.05, 0.2))
    return [
        Finding(
            code="blank", severity=Severity.WARNING, unit=unit, week=day, path=f"{unit}.xlsx",
            sheet="F2", cell="E7", indicator=rand.choice(("F2.01", "F2.02")),
            accepted_reason=rand.choice(REASONS),
        )
        for unit in told
        if rand.random() < share
    ]  # fmt: skip
