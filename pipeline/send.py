"""Tell the story of sending: the drafts of one date go to whom they are for, each version once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.asking import refuse_other_dates
from pipeline.campaign import load_campaign
from pipeline.deliver import FORMS, drafts_in, files_in, newest_folder
from pipeline.deliver.smtp import connected
from pipeline.errors import DeliveryError
from pipeline.judging import edition_of
from pipeline.ledger import open_ledger, peek_ledger
from pipeline.mailing import Mailing, load_mailing
from pipeline.model import Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.deliver import Draft
    from pipeline.deliver.smtp import Outcome
    from pipeline.model import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One draft, and to whom it has still to go."""

    draft: Draft
    to: tuple[str, ...]  # () where it has gone to all, or has no address
    sent_at: datetime | None  # when this version of it went out last


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """All the mails of one date."""

    week: date
    folder: Path
    mails: tuple[Mail, ...]
    mailing: Mailing
    campaign: Campaign

    @property
    def pending(self) -> tuple[Mail, ...]:
        """What has still to go."""
        return tuple(mail for mail in self.mails if mail.to)


def round_of(job: Job, *, forms: bool, again: bool) -> Round:
    """Find what there is to send: whatever of this version has not gone yet, or all `again`.

    It is the report with all that goes with it, or the blank `forms` of a date.

    Raises: DeliveryError where no report of the date lies in the outbox.
    """
    campaign = load_campaign(job.templates, job.week, job.now)
    refuse_other_dates(job.week, campaign)
    place = job.outbox / FORMS if forms else job.outbox
    folder = place / job.week.isoformat() if job.week else newest_folder(place)
    if folder is None or not folder.is_dir():
        raise DeliveryError("nothing-to-send", {"folder": folder or place})
    week = date.fromisoformat(folder.name)
    drafts = drafts_in(folder)
    with peek_ledger(job.archive, edition_of(campaign)) as ledger:
        mails = _mails(drafts, () if again else ledger.sent(week))
    return Round(
        week=week, folder=folder, mails=mails, mailing=load_mailing(campaign), campaign=campaign
    )


def send(
    job: Job, found: Round, password: str | None, clock: Callable[[], datetime], *, again: bool
) -> Iterator[tuple[Mail, Outcome]]:
    """Send what is pending, one by one, noting each at once: a next call goes on from there.

    Raises: DeliveryError where the server cannot be reached, or breaks off.
    """
    with open_ledger(job.archive, edition_of(found.campaign)) as ledger:
        # Another run may have sent some since they were listed.
        gone = () if again else ledger.sent(found.week)
        mails = _mails((mail.draft for mail in found.pending), gone)
        versions = ledger.versions(found.week)
        basis = versions[-1].basis if versions else ""
        frozen = ledger.freeze(found.week, files_in(found.folder))
        with connected(found.mailing.server, password) as connection:
            for mail in mails:
                if not mail.to:
                    continue
                outcome = connection.send(mail.draft, mail.to)
                sent = Sent(
                    week=found.week,
                    name=mail.draft.name,
                    version=mail.draft.version,
                    accepted=outcome.accepted,
                    sent_at=clock(),
                    basis=basis,
                    copy=frozen,
                    is_form=found.folder.parent.name == FORMS,
                )
                ledger.send(sent, _said(mail.draft, outcome))
                yield mail, outcome


def _mails(drafts: Iterable[Draft], gone: Iterable[Sent]) -> tuple[Mail, ...]:
    """Say of each draft to whom its version has not gone yet."""
    took: dict[tuple[str, str], set[str]] = {}
    last: dict[tuple[str, str], datetime] = {}
    for each in gone:
        key = each.name, each.version
        took.setdefault(key, set()).update(each.accepted)
        if each.accepted:
            last[key] = each.sent_at
    return tuple(
        Mail(
            draft=draft,
            to=tuple(to for to in draft.to if to not in took.get((draft.name, draft.version), ())),
            sent_at=last.get((draft.name, draft.version)),
        )
        for draft in drafts
    )


def _said(draft: Draft, outcome: Outcome) -> dict[str, object]:
    """All else that is worth keeping of one mail."""
    return {
        "refused": dict(outcome.refused),
        "answer": outcome.answer,
        "mail": sha256(outcome.content).hexdigest(),
        "attachments": dict(draft.attachments),
    }
