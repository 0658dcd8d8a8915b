"""Draw the region that the tests of the workbook print."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.model import (
    Column,
    Fate,
    FileVerdict,
    Finding,
    Mark,
    Region,
    Severity,
    Status,
    Submission,
)
from pipeline.schema import Kind, Quantity
from pipeline.texts import FindingText, Texts, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.campaign import Campaign
    from pipeline.schema import Indicator, Unit

WEEK = date(2011, 8, 11)
NOW = datetime(2011, 8, 11, 13, tzinfo=UTC)
LATE, MISSING, RETURNED = {"ayagoz", "ulan"}, {"kurshim", "abai"}, {"zaisan"}
MARKS = (Mark.EXCLUDED, Mark.BLANK, Mark.WARNED, Mark.ACCEPTED, Mark.RECOMPUTED)


def with_drawn(texts: Texts) -> Texts:
    """Add the finding of the drawn regions to the real ones."""
    late = texts.findings["late"]
    wrong = FindingText(severity=late.severity, text=late.mend, mend=late.mend)
    return Texts({**texts.findings, "wrong": wrong}, texts.phrases)


def build_region(campaign: Campaign, week: date = WEEK, *, silent: bool = True) -> Region:
    """Draw a region at random, the same one every time."""
    draw = random.Random(f"{week}{silent}{len(campaign.all_units)}")  # noqa: S311 - no secret
    gone = MISSING | RETURNED if silent else set()
    units = campaign.districts(week)
    dates = [day for day in campaign.settings.reporting_dates if day <= week]
    rows = [
        row
        for unit in (*units, campaign.oblast_level)
        for row in _unit_rows(campaign, unit, dates, draw)
        if not (row[Column.WEEK] == week.isoformat() and row[Column.UNIT] in gone)
    ]
    everything = pd.DataFrame(rows, columns=list(Column))
    facts = everything[everything[Column.WEEK] == week.isoformat()].reset_index(drop=True)
    is_milestone = everything[Column.INDICATOR].map(
        lambda name: campaign.indicators[name].kind is Kind.MILESTONE
    )
    milestones = everything[is_milestone].drop_duplicates(
        [Column.UNIT, Column.INDICATOR], keep="last"
    )
    findings = tuple(_findings(facts))
    return Region(
        campaign=campaign,
        week=week,
        now=NOW,
        submissions=tuple(submission_of(unit, week, gone) for unit in units),
        oblast_submission=submission_of(campaign.oblast_level, week, set()),
        record={day: tuple(submission_of(u, day, gone if day == week else set())
                           for u in units) for day in dates},
        facts=facts,
        history=everything[[Column.WEEK, Column.UNIT, Column.INDICATOR, Column.WEEK_VALUE,
                            Column.TOTAL_VALUE, Column.DATE]],
        milestones=milestones[[Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE, Column.DATE,
                               Column.TEXT, Column.WEEK]],
        findings=(Finding(code="wrong", severity=Severity.WARNING, unit="kurshim", week=week),),
        files=tuple(
            FileVerdict(
                path=f"{unit.code}.xlsx",
                sha256=f"{number:064x}",
                fate=Fate.RETURNED if unit.code in RETURNED & gone else Fate.ACCEPTED,
                unit=unit.code,
                week=week,
                received_at=_received(unit, week),
                findings=tuple(each for each in findings if each.unit == unit.code),
            )
            for number, unit in enumerate(units)
            if unit.code not in MISSING & gone
        ),
    )  # fmt: skip


def _received(unit: Unit, week: date) -> datetime:
    day = week + timedelta(days=unit.code in LATE)
    return datetime(day.year, day.month, day.day, 10, len(unit.code), tzinfo=UTC)


def submission_of(unit: Unit, week: date, gone: Iterable[str]) -> Submission:
    status = Status.LATE if unit.code in LATE else Status.ON_TIME
    if unit.code in gone:
        status = Status.RETURNED if unit.code in RETURNED else Status.MISSING
    return Submission(
        unit=unit,
        status=status,
        received_at=None if status is Status.MISSING else _received(unit, week),
        days_late=int(status is Status.LATE),
        file="" if status is Status.MISSING else f"{unit.code}.xlsx",
        corrected=unit.code == "ulan",
    )


def _unit_rows(
    campaign: Campaign, unit: Unit, dates: list[date], draw: random.Random
) -> Iterable[dict[str, object]]:
    """Draw every row of one unit on every date, running totals running."""
    for indicator in campaign.issued(unit, dates[-1]):
        total, done = 0.0, False
        base = draw.choice((0, 1, 5, 40, 1200))
        for day in dates:
            step = _step(indicator, base, draw)
            total = round(total + step, 1) if indicator.kind is Kind.CUM else step
            mark = draw.choice(MARKS) if draw.random() < 0.04 else Mark.COUNTED
            nothing = mark in {Mark.EXCLUDED, Mark.BLANK} or indicator.kind is Kind.TEXT
            date_done = ""
            if indicator.kind is Kind.MILESTONE:
                done = done or draw.random() < 0.4
                total = float(done)
                date_done = (day - timedelta(days=draw.randrange(20))).isoformat() if done else ""
            yield {
                Column.WEEK: day.isoformat(),
                Column.UNIT: unit.code,
                Column.INDICATOR: indicator.id,
                Column.WEEK_VALUE: step
                if indicator.kind is Kind.CUM and not nothing
                else float("nan"),
                Column.TOTAL_VALUE: float("nan") if nothing else total,
                Column.STATUS: str(mark),
                Column.FILE: f"{unit.code}.xlsx",
                Column.SHEET: indicator.sheet,
                Column.CELL: "E7",
                Column.SHA256: "ab" * 32,
                Column.WEEK_CELL: "D7",
                Column.TEXT: "=1+1" if indicator.kind is Kind.TEXT else "",
                Column.DATE: date_done,
                Column.REASON: "нақтыланды, растайтын құжат бар" if mark is Mark.ACCEPTED else "",
                Column.WEEK_STATUS: str(mark) if indicator.kind is Kind.CUM else "",
            }


def _step(indicator: Indicator, base: int, draw: random.Random) -> float:
    if indicator.kind is Kind.FLAG:
        return float(draw.random() < 0.5)
    if indicator.quantity is Quantity.MONEY:
        return round(draw.uniform(0, base * 4), 1)
    return float(draw.randint(0, base))


def _findings(facts: pd.DataFrame) -> Iterable[Finding]:
    marked = facts[facts[Column.STATUS].isin([Mark.EXCLUDED, Mark.WARNED, Mark.ACCEPTED])]
    for unit, indicator, mark, reason in zip(
        *(marked[name] for name in (Column.UNIT, Column.INDICATOR, Column.STATUS, Column.REASON)),
        strict=True,
    ):
        yield Finding(
            code="wrong",
            severity=Severity.ERROR if mark == Mark.EXCLUDED else Severity.WARNING,
            unit=unit,
            sheet=indicator[:2],
            cell="E7",
            indicator=indicator,
            accepted_reason=reason or None,
        )


def name_of(wording: Wording, key: str) -> str:
    """Give the name of a sheet as it stands in the workbook."""
    return f"{wording[f'sheet.{key}'].kk}-{wording[f'sheet.{key}'].ru}"
