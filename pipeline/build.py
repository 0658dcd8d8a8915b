"""Tell the story of the main job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.asking import ever_expected, named_units, refuse_other_dates
from pipeline.campaign import load_campaign
from pipeline.check import since
from pipeline.collect import collect
from pipeline.decide import lay_out, news
from pipeline.deliver import deliver, deliver_beside, delivered
from pipeline.errors import InboxError
from pipeline.issue import blank_form
from pipeline.judging import edition_of, take_up
from pipeline.ledger import open_ledger
from pipeline.merge import HISTORY_COLUMNS, merge
from pipeline.model import Column, Version
from pipeline.render import Looks, Sources, load_looks, render, render_whole
from pipeline.texts import Texts, load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from pipeline.collect import Inbox
    from pipeline.ledger import Ledger
    from pipeline.mailing import Recipient
    from pipeline.model import Arrival, Artifact, FileVerdict, Job, Region, Verdicts
    from pipeline.read.pool import Readers
    from pipeline.schema import Unit

# The folders of final reports, apart from those of the dates.
FINAL = "final-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The report of one reporting date, as it lies in the outbox."""

    region: Region
    artifacts: tuple[Artifact, ...]
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run came to."""

    region: Region
    files: tuple[FileVerdict, ...]  # one for every file of the inbox
    publication: Publication
    republished: tuple[Publication, ...]  # of earlier dates that something new has changed
    finals: tuple[Publication, ...]  # of the campaign as a whole, asked for now or once
    texts: Texts


def build_report(
    job: Job, readers: Readers, watch: Callable[[Inbox], Iterable[Arrival]] = iter
) -> Report:
    """Turn the forms waiting in the inbox into the region's report in the outbox.

    `watch` may pass the arrivals on one by one, to show how far the work is.
    """
    campaign = load_campaign(job.templates, job.week, job.now)
    texts = load_texts(job.templates)
    finals = delivered(job.outbox, FINAL)
    is_whole = job.final or bool(finals)
    looks = load_looks(job.templates, campaign, slips=bool(job.units), final=is_whole)
    columns = Column if is_whole else HISTORY_COLUMNS
    refuse_other_dates(job.week, campaign)
    named_units(job.units, ever_expected(job.week, campaign))

    with open_ledger(job.archive, edition_of(campaign)) as ledger:
        docket = take_up(watch(collect(job.inbox)), job, campaign, texts, ledger, readers)
        seen: dict[date, Verdicts] = {}
        wholes: list[Publication] = []

        def region_on(week: date | None) -> Region | None:
            verdicts = ledger.kept(_noted(docket.judged(week), seen))
            return merge(verdicts, campaign, week, job.now, columns)

        def publish(
            region: Region, slips: tuple[Unit, ...] = (), *, whole: bool = False
        ) -> Publication:
            version, name = _version(region.week, seen, job.now), f"{FINAL}{region.week}"
            # A final report that went out once is never left behind its date's own.
            final = render_whole(region, texts, looks) if whole or name in finals else ()
            region = _with_history(region, version, ledger, looks.letters.recipients)
            artifacts = render(region, texts, looks, _sources(region, ledger, looks), slips)
            folder = deliver(artifacts, job.outbox, region.week.isoformat())
            ledger.deliver(version)
            if final:
                place = deliver(final, job.outbox, name)
                wholes.append(Publication(region=region, artifacts=final, folder=place))
            return Publication(region=region, artifacts=artifacts, folder=folder)

        region = region_on(job.week)
        if region is None:
            raise InboxError("nothing-received", {"folder": job.inbox})
        files = _of_the_inbox(seen.values(), docket.arrivals)
        slips = named_units(job.units, campaign.districts(region.week))
        newest = publish(region, slips, whole=job.final)
        republished = tuple(
            publish(other)
            for week in _reopened(region.week, seen, ledger, job.now)
            if (other := region_on(week)) is not None
        )
        for line in news(docket.decisions, ledger.decided(), job.now):
            ledger.decide(line)
        listed = lay_out(newest.region, docket.wishes, docket.decisions, texts, looks.decisions)
        deliver_beside(listed, job.decisions)
    return Report(
        region=newest.region,
        files=files,
        publication=newest,
        republished=republished,
        finals=tuple(wholes),
        texts=texts,
    )


def _with_history(
    region: Region, version: Version, ledger: Ledger, recipients: Iterable[Recipient]
) -> Region:
    """Say what was sent, and what the figures change against the version that went out before."""
    versions = ledger.versions(region.week)
    mails = tuple(each for each in ledger.sent(region.week) if each.accepted and not each.is_form)
    region = replace(region, sent=mails)
    covers = {each.draft_name(region.week) for each in recipients}
    sent = {each.basis for each in mails if each.name in covers}
    # Where a report has been sent, its readers compare with that.
    before = [each for each in versions if each.basis in sent][-1:] or [
        each for each in versions if each.forms != version.forms
    ]
    if not before or before[-1].forms == version.forms:
        return region
    return replace(region, since=since(before[-1], region.submissions, ledger.cells))


def _version(week: date, seen: Mapping[date, Verdicts], now: datetime) -> Version:
    """Name the forms that a report is made of: its own date's, and those that it follows."""
    forms = {
        day: {each.unit.code: each.sha256 for each in verdicts.submissions if each.sha256}
        for day, verdicts in seen.items()
        if day <= week
    }
    basis = sha256(repr(sorted(forms.items())).encode()).hexdigest()
    return Version(week=week, built_at=now, forms=forms[week], basis=basis)


def _reopened(
    built: date, seen: Mapping[date, Verdicts], ledger: Ledger, now: datetime
) -> tuple[date, ...]:
    """List the other dates whose report went out and has changed, or follows one that has."""
    return tuple(
        week
        for week in seen
        if week != built
        and (versions := ledger.versions(week))
        and versions[-1].basis != _version(week, seen, now).basis
    )


def _sources(region: Region, ledger: Ledger, looks: Looks) -> Sources:
    """Give the renderers what goes back to the districts is made from."""

    def blank(unit: str) -> bytes | None:
        return blank_form(region, looks.blank_form, unit)

    return Sources(original=ledger.original, cells=ledger.cells, blank=blank)


def _noted(verdicts: Iterable[Verdicts], seen: dict[date, Verdicts]) -> Iterator[Verdicts]:
    """Pass the verdicts on, noting all of each but its figures."""
    for each in verdicts:
        seen[each.week] = replace(each, facts=each.facts.iloc[:0].copy())
        yield each


def _of_the_inbox(
    verdicts: Iterable[Verdicts], arrivals: Iterable[Arrival]
) -> tuple[FileVerdict, ...]:
    """Keep the verdicts of the files that lie in the inbox now, in its order."""
    by_file = {(file.path, file.sha256): file for each in verdicts for file in each.files}
    return tuple(by_file[arrival.path, arrival.sha256] for arrival in arrivals)
