"""Decide where each unit stands for one date: on time, late, returned or missing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.model import Finding, Status, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from pipeline.campaign import Campaign
    from pipeline.check.files import Judged, JudgedFile
    from pipeline.check.grid import Grid
    from pipeline.schema import Unit
    from pipeline.texts import Texts


def submissions_of(
    day: date, judged: Judged, grid: Grid, copied: frozenset[int], campaign: Campaign
) -> tuple[Submission, ...]:
    """Say where every unit expected for a date stands, the oblast level last."""
    units = (*campaign.districts(day), campaign.oblast_level)
    accepted, returned = judged.accepted(day), judged.returned_units(day)
    first = judged.first_received(day)
    return tuple(
        _counted(unit, file, first[unit.code], grid, copied, campaign)
        if (file := accepted.get(unit.code))
        else Submission(
            unit=unit, status=Status.RETURNED if unit.code in returned else Status.MISSING
        )
        for unit in units
    )


def late_findings(day: date, judged: Judged, campaign: Campaign, texts: Texts) -> Iterator[Finding]:
    """Find the files that came after the cut-off (C5)."""
    first = judged.first_received(day)
    for unit, file in judged.accepted(day).items():
        days = days_late(first[unit], day, campaign)
        if days:
            moment = first[unit].astimezone(campaign.zone)
            yield Finding(
                code="late",
                severity=texts.findings["late"].severity,
                unit=unit,
                week=day,
                path=file.receipt.path,
                details={"days": days, "moment": f"{moment:%d.%m.%Y %H:%M}"},
            )


def days_late(received_at: datetime, day: date, campaign: Campaign) -> int:
    """Count the days begun since the cut-off; 0 where the report was on time."""
    delay = received_at - campaign.cut_off(day)
    return 0 if delay <= timedelta(0) else -(-delay // timedelta(days=1))


def _counted(  # noqa: PLR0913 - all that decides one unit's standing
    unit: Unit,
    file: JudgedFile,
    first_received: datetime,
    grid: Grid,
    copied: frozenset[int],
    campaign: Campaign,
) -> Submission:
    """Say where a unit stands whose report counts; whoever mends one is not late by it."""
    receipt = file.receipt
    days = days_late(first_received, grid.day, campaign)
    place = grid.units.index(unit.code)
    return Submission(
        unit=unit,
        status=Status.LATE if days else Status.ON_TIME,
        received_at=first_received,
        days_late=days,
        file=receipt.path,
        sha256=receipt.sha256,
        empty=place in grid.empty,
        copied=place in copied,
        corrected=receipt.form.corrected,
    )
