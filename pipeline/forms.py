"""Tell the two stories beside the main job: issue blank forms, and check single files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.asking import named_units, refuse_other_dates
from pipeline.campaign import load_campaign
from pipeline.check import check
from pipeline.collect import collect, taken_up
from pipeline.deliver import FORMS, MAIL, write_files
from pipeline.errors import InboxError
from pipeline.issue import form_name, issue, previous_figures
from pipeline.judging import edition_of, read_again, take_up
from pipeline.ledger import peek_ledger
from pipeline.merge import merge
from pipeline.read import FormLayout
from pipeline.render.letters import load_letter_setup, render_form_mail
from pipeline.texts import Texts, load_texts, load_wording
from pipeline.veil import veiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Arrival, FileVerdict, Job, Receipt, Region, Submission
    from pipeline.read.pool import Readers
    from pipeline.schema import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What checking single files came to."""

    week: date | None
    files: tuple[FileVerdict, ...]
    submissions: tuple[Submission, ...]
    texts: Texts
    language: str  # of the console, where none is asked for


def make_forms(
    job: Job, readers: Readers, codes: Sequence[str], out: Path | None, *, mailed: bool = False
) -> tuple[Path, ...]:
    """Write a blank form for each unit, with what was last accepted of it.

    `mailed`: beside them, in mail/, the drafts that send them.
    """
    campaign = load_campaign(job.templates, job.week, job.now)
    refuse_other_dates(job.week, campaign)
    wording = load_wording(job.templates / "blank-form.toml")
    region = _remembered(job, readers, campaign)
    week = job.week or _next_date(region, campaign)
    previous = {} if region is None else previous_figures(region, week)
    units = {form_name(unit, week): unit for unit in _units(codes, week, campaign)}
    forms = {
        name: issue(campaign.on(week), wording, unit, week, previous.get(unit.code, {}))
        for name, unit in units.items()
    }
    folder = out or job.outbox / FORMS / week.isoformat()
    if mailed:
        words = load_letter_setup(campaign)
        drafts = [
            render_form_mail(
                words, unit, week, (name, forms[name]), job.now, continued=unit.code in previous
            )
            for name, unit in units.items()
        ]
        write_files({each.path.rpartition("/")[2]: each.content for each in drafts}, folder / MAIL)
    return write_files(forms, folder)


def check_forms(job: Job, readers: Readers, paths: Sequence[Path]) -> Opinion:
    """Give single files, and those in folders, the verdict that each would get alone."""
    campaign = load_campaign(job.templates, job.week, job.now)
    texts = load_texts(job.templates)
    layout = FormLayout.of(campaign)
    read = readers.knowing(layout)
    files: list[FileVerdict] = []
    submissions: list[Submission] = []
    with peek_ledger(job.archive, edition_of(campaign)) as ledger:
        received = tuple(ledger.receipts(read_again(read)))
        for found in _each_file(paths):
            arrivals = [veiled(each, layout) for each in found]
            tried = [
                ledger.try_out(arrival, form.result(), job.now)
                for arrival, form in [(each, read(each)) for each in arrivals if each.sha256]
            ]
            known = _others(received, tried)
            verdicts = list(
                check([*known, *tried], arrivals, ledger.cells, campaign, texts, None, job.now)
            )
            wanted = {arrival.path for arrival in arrivals}
            own = [file for each in verdicts for file in each.files if file.path in wanted]
            files += own
            weeks = {file.week for file in own if file.week is not None}
            submissions += (
                submission
                for each in verdicts
                if each.week in weeks
                for submission in each.submissions
                if submission.file in wanted
            )
    return Opinion(
        week=max((file.week for file in files if file.week is not None), default=None),
        files=tuple(sorted(files, key=lambda file: file.path)),
        submissions=tuple(submissions),
        texts=texts,
        language=campaign.settings.console_language,
    )


def _each_file(paths: Iterable[Path]) -> Iterator[Iterable[Arrival]]:
    """Take up each file, of a folder those that lie in it, each followed by whatever it holds.

    Raises: InboxError where a folder holds nothing.
    """
    for path in paths:
        if not path.is_dir():
            yield taken_up(path, path.as_posix())
            continue
        inbox = collect(path)
        if not len(inbox):
            raise InboxError("nothing-to-check", {"folder": path})
        for arrivals in inbox.by_file():
            yield (replace(each, path=f"{path.as_posix()}/{each.path}") for each in arrivals)


def _others(receipts: Iterable[Receipt], tried: Sequence[Receipt]) -> list[Receipt]:
    """Keep what was received apart from the reports that are being checked."""
    replaced = {(each.form.unit, each.form.week) for each in tried}
    return [each for each in receipts if (each.form.unit, each.form.week) not in replaced]


def _remembered(job: Job, readers: Readers, campaign: Campaign) -> Region | None:
    """Bring together what the archive knows; None where it is empty."""
    if not job.archive.exists():
        return None
    texts = load_texts(job.templates)
    with peek_ledger(job.archive, edition_of(campaign)) as ledger:
        docket = take_up((), job, campaign, texts, ledger, readers)
        return merge(docket.judged(None), campaign, None, job.now)


def _next_date(region: Region | None, campaign: Campaign) -> date:
    """Choose the date after the newest received one; the first where nothing came yet."""
    dates = campaign.settings.reporting_dates
    later = [day for day in dates if region is None or day > region.week]
    return later[0] if later else dates[-1]


def _units(codes: Sequence[str], week: date, campaign: Campaign) -> tuple[Unit, ...]:
    """Find the units asked for; all that report on the date where none is named."""
    expected = (*campaign.districts(week), campaign.oblast_level)
    return named_units(codes, expected) if codes else expected
