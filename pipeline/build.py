"""Tell the story of the main job."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.campaign import Campaign, load_campaign
from pipeline.check import check
from pipeline.collect import Inbox, collect
from pipeline.deliver import deliver
from pipeline.errors import InboxError, SetupError
from pipeline.ledger import open_ledger
from pipeline.merge import merge
from pipeline.read import FormLayout
from pipeline.render import load_looks, render
from pipeline.texts import Texts, load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from pipeline.model import Arrival, Artifact, FileVerdict, Job, Region, Verdicts
    from pipeline.read.pool import Readers

# Raised by hand when reading changes what it gives for the same file.
READER_EDITION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run came to."""

    region: Region
    files: tuple[FileVerdict, ...]  # one for every file of the inbox
    artifacts: tuple[Artifact, ...]
    folder: Path
    texts: Texts


def build_report(
    job: Job, readers: Readers, watch: Callable[[Inbox], Iterable[Arrival]] = iter
) -> Report:
    """Turn the forms waiting in the inbox into the region's report in the outbox.

    `watch` may pass the arrivals on one by one, to show how far the work is.
    """
    campaign = load_campaign(job.templates, job.week, job.now)
    texts = load_texts(job.templates)
    looks = load_looks(job.templates, campaign)
    read = readers.knowing(FormLayout.of(campaign))
    refuse_other_dates(job.week, campaign)

    with open_ledger(job.archive, edition_of(campaign)) as ledger:
        arrivals = ledger.take_up(watch(collect(job.inbox)), read, campaign, job.now)
        receipts = ledger.receipts(read)
        verdicts = check(receipts, arrivals, ledger.cells, campaign, texts, job.week, job.now)
        seen: list[FileVerdict] = []
        region = merge(ledger.kept(_noted(verdicts, seen)), campaign, job.week, job.now)
        if region is None:
            raise InboxError("nothing-received", {"folder": job.inbox})
        artifacts = render(region, texts, looks)
        folder = deliver(artifacts, job.outbox, region.week.isoformat())
    return Report(
        region=region,
        files=_of_the_inbox(seen, arrivals),
        artifacts=artifacts,
        folder=folder,
        texts=texts,
    )


def refuse_other_dates(week: date | None, campaign: Campaign) -> None:
    """Refuse a date on which nothing is reported."""
    dates = campaign.settings.reporting_dates
    if week is not None and week not in dates:
        shown = ", ".join(day.isoformat() for day in dates)
        raise SetupError("no-such-week", {"week": week.isoformat(), "dates": shown})


def edition_of(campaign: Campaign) -> str:
    """Name the edition of form and reader, so that a change of either reads originals anew."""
    digest = sha256(READER_EDITION.encode())
    for name in ("form.toml", "indicators.toml", "districts.toml"):
        digest.update((campaign.folder / name).read_bytes())
    return digest.hexdigest()


def _noted(verdicts: Iterable[Verdicts], seen: list[FileVerdict]) -> Iterator[Verdicts]:
    """Pass the verdicts on, noting every file's."""
    for each in verdicts:
        seen += each.files
        yield each


def _of_the_inbox(
    verdicts: Iterable[FileVerdict], arrivals: Iterable[Arrival]
) -> tuple[FileVerdict, ...]:
    """Keep the verdicts of the files that lie in the inbox now, in its order."""
    by_file = {(verdict.path, verdict.sha256): verdict for verdict in verdicts}
    return tuple(by_file[arrival.path, arrival.sha256] for arrival in arrivals)
