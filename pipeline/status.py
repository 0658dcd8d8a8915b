"""Tell the story of a glance: who is in, who is not, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.asking import refuse_other_dates
from pipeline.campaign import load_campaign
from pipeline.collect import collect
from pipeline.judging import edition_of, take_up
from pipeline.ledger import peek_ledger
from pipeline.texts import Texts, load_texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.model import Job, Submission
    from pipeline.read.pool import Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where every unit stands for one date, as a report built now would say."""

    campaign: Campaign
    week: date
    submissions: tuple[Submission, ...]  # the oblast level last
    texts: Texts


def standing(job: Job, readers: Readers) -> Standing:
    """Judge what lies in the inbox and in the archive, building and keeping nothing."""
    campaign = load_campaign(job.templates, job.week, job.now)
    texts = load_texts(job.templates)
    refuse_other_dates(job.week, campaign)
    with peek_ledger(job.archive, edition_of(campaign)) as ledger:
        docket = take_up(collect(job.inbox), job, campaign, texts, ledger, readers)

        def by_date(week: date | None) -> Mapping[date, tuple[Submission, ...]]:
            return {each.week: each.submissions for each in docket.judged(week)}

        # Before anything has come, the date that is due next is asked about.
        found = by_date(job.week) or by_date(_next_due(campaign, job))
    week = job.week or max(found)
    return Standing(campaign=campaign, week=week, submissions=found[week], texts=texts)


def _next_due(campaign: Campaign, job: Job) -> date:
    dates = campaign.settings.reporting_dates
    return next((day for day in dates if day >= job.now.date()), dates[-1])
