"""Merge: the verdicts of all dates into one region on one date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.model import Column, Fate, Region
from pipeline.schema import Kind, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from pipeline.campaign import Campaign
    from pipeline.model import Finding, Submission, Verdicts

HISTORY_COLUMNS = [
    Column.WEEK, Column.UNIT, Column.INDICATOR,
    Column.WEEK_VALUE, Column.TOTAL_VALUE, Column.DATE, Column.TEXT,
]  # fmt: skip


def merge(
    verdicts: Iterable[Verdicts],
    campaign: Campaign,
    week: date | None,
    now: datetime,
    columns: Iterable[Column] = HISTORY_COLUMNS,
) -> Region | None:
    """Bring every date up to `week` together; None where nothing has been received.

    `week` None means the newest date there is. `columns` are what is kept of earlier dates.
    """
    dates: list[tuple[date, tuple[Submission, ...]]] = []
    own: dict[date, Submission] = {}
    history: list[pd.DataFrame] = []
    accepted: list[Finding] = []
    latest: Verdicts | None = None
    for each in verdicts:
        if week is not None and each.week > week:
            continue
        # Only the newest date is needed whole: memory stays flat over the campaign.
        latest = each
        dates.append((each.week, _districts(each.submissions)))
        if (oblast := _oblast_level(each.submissions)) is not None:
            own[each.week] = oblast
        history.append(each.facts[[*columns]])
        accepted += _accepted(each)
    if latest is None:
        return None
    past = pd.concat(history, ignore_index=True)
    return Region(
        campaign=campaign.on(latest.week),
        week=latest.week,
        now=now,
        submissions=_districts(latest.submissions),
        oblast_submission=_oblast_level(latest.submissions),
        record=dict(dates),
        facts=latest.facts,
        history=past,
        milestones=_milestones(past, campaign),
        findings=_findings(latest),
        files=latest.files,
        corrections=latest.corrections,
        oblast_record=own,
        accepted=tuple(accepted),
    )


def _districts(submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    return tuple(each for each in submissions if each.unit.kind is not UnitKind.OBLAST)


def _oblast_level(submissions: Iterable[Submission]) -> Submission | None:
    return next((each for each in submissions if each.unit.kind is UnitKind.OBLAST), None)


def _findings(verdicts: Verdicts) -> tuple[Finding, ...]:
    """Gather what concerns the region, then what concerns each file."""
    return (
        *verdicts.findings,
        *(finding for file in verdicts.files for finding in file.findings),
    )


def _accepted(verdicts: Verdicts) -> Iterable[Finding]:
    """Gather what counts for a reason, leaving out the files that something has replaced."""
    counted = (file for file in verdicts.files if file.fate is Fate.ACCEPTED)
    return (each for file in counted for each in file.findings if each.accepted_reason)


def _milestones(history: pd.DataFrame, campaign: Campaign) -> pd.DataFrame:
    """Keep each unit's newest word on each milestone; a blank is no word.

    Shape: one row per unit and milestone; columns of HISTORY_COLUMNS.
    """
    ids = [row.id for row in campaign.rows if row.kind is Kind.MILESTONE]
    known = history[history[Column.INDICATOR].isin(ids) & history[Column.TOTAL_VALUE].notna()]
    return known.sort_values(Column.WEEK, kind="stable").drop_duplicates(
        subset=[Column.UNIT, Column.INDICATOR], keep="last", ignore_index=True
    )
