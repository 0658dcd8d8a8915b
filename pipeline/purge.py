"""Tell the story of purging what the archive keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.campaign import load_campaign
from pipeline.judging import edition_of
from pipeline.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Job


def purge_private(job: Job, asked: Callable[[int], bool]) -> int:
    """Remove the originals that hold a person's data, if `asked` agrees to their number.

    What was found in them stays in the ledger, and a record of the purge beside it.
    """
    campaign = load_campaign(job.templates, job.week, job.now)
    if not job.archive.exists():
        return 0
    with open_ledger(job.archive, edition_of(campaign)) as ledger:
        count = len(ledger.private)
        return len(ledger.purge(job.now)) if count and asked(count) else 0
