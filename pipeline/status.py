"""Tell the story of a glance: who is in, who is not, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.build import edition_of, read_again, refuse_other_dates, veiled
from pipeline.campaign import load_campaign
from pipeline.check import check
from pipeline.collect import collect
from pipeline.decide import decisions_of, wishes_in
from pipeline.ledger import peek_ledger
from pipeline.read import FormLayout
from pipeline.texts import Texts, load_texts, load_wording

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
    wording = load_wording(job.templates / "decisions.toml")
    layout = FormLayout.of(campaign)
    read = readers.knowing(layout)
    refuse_other_dates(job.week, campaign)
    with peek_ledger(job.archive, edition_of(campaign)) as ledger:
        named = (veiled(each, layout) for each in collect(job.inbox))
        arrivals = ledger.take_up(named, read, campaign, job.now)
        receipts = tuple(ledger.receipts(read_again(read)))
        logged = ledger.decided()
        decisions = decisions_of(
            wishes_in(job.decisions, wording, logged, texts), logged, job.now, wording
        )

        def by_date(week: date | None) -> Mapping[date, tuple[Submission, ...]]:
            verdicts = check(
                receipts, arrivals, ledger.cells, campaign, texts, week, job.now, decisions
            )
            return {each.week: each.submissions for each in verdicts}

        # Before anything has come, the date that is due next is asked about.
        found = by_date(job.week) or by_date(_next_due(campaign, job))
    week = job.week or max(found)
    return Standing(campaign=campaign, week=week, submissions=found[week], texts=texts)


def _next_due(campaign: Campaign, job: Job) -> date:
    dates = campaign.settings.reporting_dates
    return next((day for day in dates if day >= job.now.date()), dates[-1])
