"""Take up what has come and judge it, for every story that asks how things stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.check import check
from pipeline.collect import fault_of
from pipeline.decide import decisions_of, wishes_in
from pipeline.read import FormLayout
from pipeline.texts import Texts, load_wording
from pipeline.veil import veiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from pipeline.campaign import Campaign
    from pipeline.decide import Wish
    from pipeline.decisions import Decisions
    from pipeline.ledger import Ledger
    from pipeline.model import Arrival, Begin, Job, Receipt, Verdicts
    from pipeline.read.pool import Readers

# Raised by hand when reading changes what it gives for the same file.
READER_EDITION = "7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """What has come, now and before, and what the clerk decided on it."""

    campaign: Campaign
    texts: Texts
    ledger: Ledger
    arrivals: tuple[Arrival, ...]  # what lies in the inbox
    receipts: tuple[Receipt, ...]  # every report ever received
    wishes: tuple[Wish, ...]
    decisions: Decisions
    now: datetime

    def judged(self, week: date | None) -> Iterator[Verdicts]:
        """Judge the dates one after another, up to the newest received or to `week`."""
        return check(
            self.receipts, self.arrivals, self.ledger.cells, self.campaign, self.texts, week,
            self.now, self.decisions,
        )  # fmt: skip


def take_up(  # noqa: PLR0913 - what came, and all that it is judged by
    inbox: Iterable[Arrival],
    job: Job,
    campaign: Campaign,
    texts: Texts,
    ledger: Ledger,
    readers: Readers,
) -> Docket:
    """Take up what lies in the inbox beside what was received before."""
    layout = FormLayout.of(campaign)
    read = readers.knowing(layout)
    arrivals = ledger.take_up((veiled(each, layout) for each in inbox), read, campaign, job.now)
    ledger.find_again(read_again(read), campaign, job.now)
    receipts = tuple(ledger.receipts(read_again(read)))
    wording, logged = load_wording(job.templates / "decisions.toml"), ledger.decided()
    wishes = wishes_in(job.decisions, wording, logged, texts)
    return Docket(
        campaign=campaign,
        texts=texts,
        ledger=ledger,
        arrivals=arrivals,
        receipts=receipts,
        wishes=wishes,
        decisions=decisions_of(wishes, logged, job.now, wording),
        now=job.now,
    )


def read_again(read: Begin) -> Begin:
    """Read originals of the archive, where a container is known by its content alone."""
    return lambda arrival: read(replace(arrival, fault=fault_of(arrival.content, arrival.path)))


def edition_of(campaign: Campaign) -> str:
    """Name the edition of form and reader, so that a change of either reads originals anew."""
    digest = sha256(READER_EDITION.encode())
    digest.update(repr(campaign.settings.reporting_dates).encode())
    for name in ("form.toml", "indicators.toml", "districts.toml", "personal-data.toml"):
        digest.update((campaign.folder / name).read_bytes())
    return digest.hexdigest()
