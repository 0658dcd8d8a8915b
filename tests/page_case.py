"""Make a region as large as the page must bear: every row of every unit on every date."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
from region_faults import noon

from pipeline.model import (
    Column,
    Correction,
    Fate,
    FileVerdict,
    Finding,
    Mark,
    Region,
    Severity,
    Since,
    Slot,
    Status,
    Submission,
)
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit

NAN = float("nan")
STATUSES = [Status.ON_TIME] * 13 + [Status.LATE] * 3 + [Status.RETURNED] + [Status.MISSING] * 2
SILENT = {Status.RETURNED, Status.MISSING}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>&\"'\u2028{{ 7*7 }}"


def whole_region(
    campaign: Campaign,
    dates: int = 10,
    statuses: list[Status] = STATUSES,
    text: str = "Түсініктеме: есеп нақтыланды, хаттама № 5",
) -> Region:
    """Fill every row on so many dates; `text` is what districts wrote, file names included."""
    rand = random.Random(dates)  # noqa: S311 - chance is seeded
    days = campaign.settings.reporting_dates[:dates]
    week, units = days[-1], campaign.districts(days[-1])
    record = {
        day: tuple(
            _submission(unit, status, day, text)
            for unit, status in zip(units, _shuffled(statuses, day, week, rand), strict=True)
        )
        for day in days
    }
    figures = pd.DataFrame(
        [row for day in days for row in _rows(campaign, record[day], day, text, rand)],
        columns=[*Column],
    ).astype({Column.WEEK_VALUE: "float64", Column.TOTAL_VALUE: "float64"})
    facts = figures[figures[Column.WEEK] == week.isoformat()].reset_index(drop=True)
    steps = [row.id for row in campaign.rows if row.kind is Kind.MILESTONE]
    told = figures[figures[Column.INDICATOR].isin(steps)]
    findings = tuple(_findings(record[week], week, text))
    own = _submission(campaign.oblast_level, Status.ON_TIME, week, text)
    return Region(
        campaign=campaign,
        week=week,
        now=datetime.combine(week, datetime.min.time(), tzinfo=campaign.zone) + timedelta(hours=19),
        submissions=record[week],
        oblast_submission=own,
        record=record,
        facts=facts,
        history=figures,
        milestones=told.drop_duplicates(subset=["unit", "indicator"], keep="last"),
        findings=findings,
        files=tuple(_files(record[week], findings, week)),
        corrections=tuple(_corrections(record[week], week, text)),
        since=Since(built_at=noon(week), changed=3),
    )


def _shuffled(statuses: list[Status], day: date, week: date, rand: random.Random) -> list[Status]:
    return statuses if day == week else rand.sample(statuses, len(statuses))


def _submission(unit: Unit, status: Status, day: date, text: str) -> Submission:
    gone = status is Status.MISSING
    late = status is Status.LATE
    return Submission(
        unit=unit,
        status=status,
        received_at=None if gone else noon(day) + timedelta(days=late),
        days_late=int(late),
        file="" if gone else f"{day}/{unit.code} {text}.xlsx",
        sha256="" if gone else "ab" * 32,
        corrected=late,
    )


def _rows(
    campaign: Campaign,
    submissions: tuple[Submission, ...],
    day: date,
    text: str,
    rand: random.Random,
) -> Iterator[list[object]]:
    place = campaign.settings.reporting_dates.index(day) + 1
    for submission in submissions:
        if submission.status in SILENT:
            continue
        for row in campaign.issued(submission.unit, day):
            if row.kind is Kind.TEXT:
                continue
            week = float(rand.randint(0, 90)) / (10 if row.quantity is Quantity.MONEY else 1)
            total = round(rand.randint(0, 300) * place + week, 1)
            if row.quantity is Quantity.PERCENT:
                total = float(rand.randint(0, 100))
            if not row.is_numeric:
                week, total = NAN, float(rand.random() < place / 10)
            mark = rand.choice([Mark.COUNTED] * 9 + [Mark.WARNED, Mark.EXCLUDED])
            blank = mark is Mark.EXCLUDED
            yield [
                day.isoformat(),
                submission.unit.code,
                row.id,
                NAN if blank else week,
                NAN if blank else total,
                str(mark),
                submission.file,
                row.sheet,
                "E17",
                "ab" * 32,
                "D17" if row.kind is Kind.CUM else "",
                text,
                day.isoformat() if row.kind is Kind.MILESTONE and total == 1 else "",
                text if mark is Mark.WARNED else "",
                str(mark) if row.kind is Kind.CUM else "",
            ]


def _findings(submissions: tuple[Submission, ...], week: date, text: str) -> Iterator[Finding]:
    for each in submissions:
        if each.status in SILENT:
            continue
        for number in range(4):
            yield Finding(
                code="total-fell",
                severity=Severity.WARNING if number else Severity.ERROR,
                unit=each.unit.code,
                week=week,
                path=each.file,
                sheet="F1",
                cell=f"E{number + 7}",
                indicator="F1.10",
                details={"before": 212.0, "value": 187.0},
                accepted_reason=text if number == 2 else None,
            )


def _files(
    submissions: tuple[Submission, ...], findings: tuple[Finding, ...], week: date
) -> Iterator[FileVerdict]:
    for each in submissions:
        if each.received_at is not None:
            yield FileVerdict(
                path=each.file,
                sha256=each.sha256,
                fate=Fate.RETURNED if each.status is Status.RETURNED else Fate.ACCEPTED,
                unit=each.unit.code,
                week=week,
                received_at=each.received_at,
                findings=tuple(found for found in findings if found.unit == each.unit.code),
            )


def _corrections(
    submissions: tuple[Submission, ...], week: date, text: str
) -> Iterator[Correction]:
    for each in submissions:
        if each.status is Status.LATE:
            for slot, before, after in ((Slot.TOTAL, 12.0, 13.0), (Slot.REASON, None, text)):
                yield Correction(
                    unit=each.unit.code,
                    indicator="F1.10",
                    slot=slot,
                    sheet="F1",
                    cell="E17",
                    before=before,
                    after=after,
                    path=each.file,
                    older=f"{each.file}-1",
                    received_at=noon(week),
                )
