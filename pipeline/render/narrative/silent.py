"""Imagine a region without reports, on which wordings are tried before anything is built."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.model import Column, Region, Status, Submission

if TYPE_CHECKING:
    from pipeline.campaign import Campaign


def silent(campaign: Campaign) -> Region:
    """Imagine a campaign in which nobody has reported."""
    week = campaign.settings.reporting_dates[-1]
    submissions = tuple(
        Submission(unit=unit, status=Status.MISSING) for unit in campaign.districts(week)
    )
    nothing = pd.DataFrame(columns=[*Column]).astype(
        {Column.WEEK_VALUE: "float64", Column.TOTAL_VALUE: "float64"}
    )
    return Region(
        campaign=campaign,
        week=week,
        now=datetime.combine(week, time(23), tzinfo=campaign.zone),
        submissions=submissions,
        oblast_submission=None,
        record={week: submissions},
        facts=nothing,
        history=nothing,
        milestones=nothing,
        findings=(),
        files=(),
    )
