"""Gather what letters, mails and messages may name: who must mend what, and who is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from pipeline.model import Fate, Language, Status
from pipeline.render.letters.remarks import NAME_AT_MOST, is_private, one_line, remarks_of
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from pipeline.model import FileVerdict, Region, Submission
    from pipeline.schema import Settings, Unit
    from pipeline.texts import Texts

# A letter is read to its end; the rest stands in the form that goes with it.
REMARKS_AT_MOST = 20
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file that came; without its name where that may tell of a person."""

    name: str
    day: date
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """All that a letter about mending may name.

    `accepted` says that a report of the unit counts, `left_out` that figures of it do not,
    `sent_back` that a file as a whole was returned.
    """

    settings: Settings
    unit: Unit
    week: date
    today: date
    by: date  # when the mended report must come
    files: tuple[Received, ...]
    accepted: bool
    left_out: bool
    sent_back: bool
    errors: tuple[Bilingual, ...]  # what must be mended, as far as a letter lists it
    checks: tuple[Bilingual, ...]  # what should be looked at, likewise
    error_count: int
    more: int  # errors and checks beyond those listed
    has_form: bool  # the form goes with the letter, marked
    has_cells: bool  # single cells are named
    corrected: Bilingual  # how the cover calls a mended report
    reason_sheet: str
    reason_row: str  # where the reason for mending is written
    version: str = ""  # names the files and what is said of them, whatever the day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """All that a reminder may name."""

    settings: Settings
    unit: Unit
    week: date
    today: date
    by: date
    cut_off: str
    is_overdue: bool

    @property
    def version(self) -> str:
        """Name what it asks for: another day asks anew."""
        return f"{self.week.isoformat()}-{self.unit.code}-{self.by.isoformat()}-{self.is_overdue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """All that a mail with a blank form may name."""

    settings: Settings
    unit: Unit
    week: date
    cut_off: str
    continued: bool  # the form holds the totals last accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One line of the phone list."""

    unit: Unit
    status: Literal["missing", "returned", "counted"]
    phone: str
    email: str
    contact: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """All that the phone list may name."""

    settings: Settings
    week: date
    today: date
    contacts: tuple[Contact, ...]


# What the lists of these facts hold.
KINDS = (Received, Contact)


def mendings_of(
    region: Region, texts: Texts, submit_days: int, returned: Collection[str]
) -> Iterator[Mending]:
    """Yield what each unit must mend, in the campaign's order; `returned` have a marked form."""
    for unit in _units(region):
        files = _to_mend(region, unit.code)
        if files:
            yield _mending(region, texts, unit, files, due_of(region, submit_days), returned)


def reminders_of(region: Region, submit_days: int) -> Iterator[Reminder]:
    """Yield whom to remind, in the campaign's order."""
    settings = region.campaign.settings
    for each in _submissions(region):
        if each.status is Status.MISSING:
            yield Reminder(
                settings=settings,
                unit=each.unit,
                week=region.week,
                today=region.today,
                by=due_of(region, submit_days),
                cut_off=f"{settings.cut_off:%H:%M}",
                is_overdue=region.now > region.campaign.cut_off(region.week),
            )


def phones_of(region: Region) -> Phones:
    """List whom to call: the units that are silent or must mend something."""
    silent = {each.unit.code for each in _submissions(region) if each.status is Status.MISSING}
    contacts = []
    for unit in _units(region):
        files = _to_mend(region, unit.code)
        if not files and unit.code not in silent:
            continue
        counted = any(file.fate is Fate.ACCEPTED for file in files)
        contacts.append(
            Contact(
                unit=unit,
                status="counted" if counted else "returned" if files else "missing",
                phone=one_line(unit.phone, NAME_AT_MOST),
                email=one_line(unit.email, NAME_AT_MOST),
                contact=Bilingual(
                    kk=one_line(unit.contact_in(Language.KK), NAME_AT_MOST),
                    ru=one_line(unit.contact_in(Language.RU), NAME_AT_MOST),
                ),
            )
        )
    return Phones(
        settings=region.campaign.settings,
        week=region.week,
        today=region.today,
        contacts=tuple(contacts),
    )


def due_of(region: Region, submit_days: int) -> date:
    """The day by which a report must come: as the narrative asks, and a working day ahead."""
    due = max(region.week + timedelta(days=submit_days), region.today + timedelta(days=1))
    while due.weekday() >= SATURDAY:
        due += timedelta(days=1)
    return due


def _mending(  # noqa: PLR0913 - what came, and what goes with the letter
    region: Region,
    texts: Texts,
    unit: Unit,
    files: tuple[FileVerdict, ...],
    by: date,
    returned: Collection[str],
) -> Mending:
    campaign = region.campaign
    form = campaign.form
    remarks = remarks_of(files, texts, form.sheet_names)
    errors = remarks.errors[:REMARKS_AT_MOST]
    checks = remarks.checks[: REMARKS_AT_MOST - len(errors)]
    reason_row = campaign.rules.correction_text
    return Mending(
        settings=campaign.settings,
        unit=unit,
        week=region.week,
        today=region.today,
        by=by,
        files=tuple(_received(region, file) for file in files),
        accepted=_accepted(region, unit.code) is not None,
        left_out=any(file.correction_requested for file in files),
        sent_back=any(file.fate is Fate.RETURNED for file in files),
        errors=errors,
        checks=checks,
        error_count=len(remarks.errors),
        more=len(remarks.errors) + len(remarks.checks) - len(errors) - len(checks),
        has_form=unit.code in returned,
        has_cells=remarks.has_cells,
        corrected=form.cover.corrected,
        reason_sheet=campaign.indicators[reason_row].sheet,
        reason_row=reason_row,
        version=_version(files),
    )


def _version(files: tuple[FileVerdict, ...]) -> str:
    """Name the files that must be mended, and all that was found in them."""
    said = [
        (file.sha256, [(each.code, each.sheet, each.cell, each.indicator, each.accepted_reason)
                       for each in file.findings])
        for file in files
    ]  # fmt: skip
    return sha256(repr(said).encode()).hexdigest()


def _received(region: Region, file: FileVerdict) -> Received:
    moment = file.received_at.astimezone(region.campaign.zone)
    name = file.path.rpartition("!")[2].replace("\\", "/").rpartition("/")[2]
    return Received(
        name="" if is_private(file.findings) else one_line(name, NAME_AT_MOST),
        day=moment.date(),
        time=f"{moment:%H:%M}",
    )


def _to_mend(region: Region, unit: str) -> tuple[FileVerdict, ...]:
    """A unit's files that wait for mending; what a later accepted report mended does not."""
    accepted = _accepted(region, unit)
    found = [
        file
        for file in region.files
        if file.unit == unit
        and (
            file.correction_requested
            or (
                file.fate is Fate.RETURNED
                and (accepted is None or file.received_at >= accepted.received_at)
            )
        )
    ]
    return tuple(sorted(found, key=lambda file: (file.received_at, file.path, file.sha256)))


def _accepted(region: Region, unit: str) -> FileVerdict | None:
    return next(
        (file for file in region.files if file.unit == unit and file.fate is Fate.ACCEPTED), None
    )


def _submissions(region: Region) -> tuple[Submission, ...]:
    oblast = region.oblast_submission
    return (*region.submissions, *((oblast,) if oblast else ()))


def _units(region: Region) -> Iterator[Unit]:
    """Yield the units that report, then those that sent something without being asked."""
    expected = {each.unit.code: each.unit for each in _submissions(region)}
    yield from expected.values()
    sent = {file.unit for file in region.files}
    yield from (
        unit
        for unit in region.campaign.all_units
        if unit.code in sent and unit.code not in expected
    )
