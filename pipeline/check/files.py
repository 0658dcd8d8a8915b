"""Judge each file as a whole: whose it is, for which date, and which of several counts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Fate, FileVerdict, Finding, Form, Receipt, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from pipeline.campaign import Campaign
    from pipeline.model import Arrival
    from pipeline.texts import Texts

# A file that holds nothing is no copy of another.
EMPTY_FILE = "empty-file"
# What the reader only suspects is told of a form that counts, where it is so.
SUSPECTED = frozenset({"id-misspelt", "ids-slid", "cells-merged"})
# What is known of a file that could not be received.
_EMPTY = Form()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """One file, judged as a whole; `filed` is the date under which it is listed."""

    receipt: Receipt
    fate: Fate
    unit: str
    week: date | None
    filed: date
    findings: tuple[Finding, ...]

    @property
    def precedence(self) -> tuple[bool, datetime, datetime, str]:
        """Order the files of one unit and date: marked as corrected, saved later, came later."""
        receipt = self.receipt
        saved_at = receipt.form.saved_at or receipt.received_at
        # A clock that runs ahead must not win for ever.
        saved_at = min(saved_at, receipt.received_at)
        return receipt.form.corrected, saved_at, receipt.received_at, receipt.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """All files, judged as wholes."""

    files: tuple[JudgedFile, ...]
    by_day: Mapping[date, tuple[JudgedFile, ...]]  # in the order of receipt

    @property
    def weeks(self) -> tuple[date, ...]:
        """The reporting dates that a form was accepted for."""
        return tuple(sorted({file.week for file in self.files if file.week is not None}))

    @property
    def newest_listed(self) -> date | None:
        """The newest date that any file is listed under; None where there is none."""
        return max((file.filed for file in self.files), default=None)

    def of(self, day: date) -> tuple[JudgedFile, ...]:
        """The files listed under one date, in the order of receipt."""
        return self.by_day.get(day, ())

    def accepted(self, day: date) -> Mapping[str, JudgedFile]:
        """The one file of each unit that counts for a date."""
        return {file.unit: file for file in self.of(day) if file.fate is Fate.ACCEPTED}

    def first_received(self, day: date) -> Mapping[str, datetime]:
        """When each unit's first report of a date came, be it replaced since."""
        first: dict[str, datetime] = {}
        for file in self.of(day):
            if file.fate in {Fate.ACCEPTED, Fate.SUPERSEDED}:
                moment = file.receipt.received_at
                first[file.unit] = min(first.get(file.unit, moment), moment)
        return first

    def returned_units(self, day: date) -> frozenset[str]:
        """The units of whom something came for a date, all of which was returned."""
        return frozenset(
            file.unit for file in self.of(day) if file.fate is Fate.RETURNED and file.unit
        ) - set(self.accepted(day))

    def verdicts(self, day: date, findings: Iterable[Finding]) -> tuple[FileVerdict, ...]:
        """Put what was found in the forms beside what was found of the files."""
        by_path: dict[str, list[Finding]] = {}
        for finding in findings:
            by_path.setdefault(finding.path, []).append(finding)
        return tuple(
            FileVerdict(
                path=file.receipt.path,
                sha256=file.receipt.sha256,
                fate=file.fate,
                unit=file.unit,
                week=file.week,
                received_at=file.receipt.received_at,
                findings=(
                    *(each for each in file.findings if each.code not in SUSPECTED),
                    *(by_path.get(file.receipt.path, ()) if file.fate is Fate.ACCEPTED else ()),
                ),
            )
            for file in self.of(day)
        )


def judge_files(  # noqa: PLR0913 - what came, and what it is judged by
    receipts: Iterable[Receipt],
    arrivals: Sequence[Arrival],
    campaign: Campaign,
    week: date | None,
    now: datetime,
    texts: Texts,
    sent_back: Mapping[str, str],
) -> Judged:
    """Judge everything ever received, and what lies in the inbox but could not be received.

    `sent_back` gives the clerk's reason for each hash that is to be returned.
    """
    here = {(arrival.path, arrival.sha256) for arrival in arrivals}
    files = [
        _of_another(receipt, campaign, texts)
        if campaign.is_of_another(receipt.form.week, receipt.received_at)
        else _judged(receipt, campaign, texts, sent_back.get(receipt.sha256))
        for receipt in receipts
        # What another campaign left in the archive is its own; in the inbox each file is told of.
        if (receipt.path, receipt.sha256) in here
        or not campaign.is_of_another(receipt.form.week, receipt.received_at)
    ]
    files += [
        _not_received(arrival, campaign, now, texts) for arrival in arrivals if not arrival.sha256
    ]
    known = [file.week for file in files if file.week is not None]
    newest = max([*known, *([week] if week else [])], default=None)
    settled = _settled(files, texts)
    if newest is not None:
        settled = [replace(file, filed=min(file.filed, newest)) for file in settled]
    by_day: dict[date, list[JudgedFile]] = defaultdict(list)
    for file in settled:
        by_day[file.filed].append(file)
    return Judged(
        files=tuple(settled), by_day={day: tuple(listed) for day, listed in by_day.items()}
    )


def _judged(
    receipt: Receipt, campaign: Campaign, texts: Texts, sent_back: str | None
) -> JudgedFile:
    """Judge one file by itself; `sent_back` is the reason for which the clerk returns it."""
    form = receipt.form
    stamped = tuple(
        replace(finding, severity=texts.findings[finding.code].severity, path=receipt.path)
        for finding in form.findings
    )
    week = form.week if form.week in campaign.settings.reporting_dates else None
    faults = [finding for finding in stamped if texts.findings[finding.code].file]
    if not faults:
        faults += _cover_faults(receipt, campaign, texts)
    if not faults and sent_back is not None:
        faults.append(_sent_back(receipt, sent_back, texts))
    if week is not None and any(fault.code == "wrong-week" for fault in faults):
        week = None
    ignored = bool(faults) and all(fault.severity is Severity.NOTE for fault in faults)
    returned = bool(faults) and not ignored
    filed = week or _listed_under(receipt.received_at, campaign)
    findings = tuple(faults) if faults else stamped
    return JudgedFile(
        receipt=receipt,
        fate=Fate.IGNORED if ignored else Fate.RETURNED if returned else Fate.ACCEPTED,
        unit=form.unit,
        week=week,
        filed=filed,
        findings=tuple(replace(finding, unit=form.unit, week=week) for finding in findings),
    )


def _of_another(receipt: Receipt, campaign: Campaign, texts: Texts) -> JudgedFile:
    """Leave a file to the campaign that it was made for."""
    code = "other-campaign"
    finding = Finding(
        code=code,
        severity=texts.findings[code].severity,
        path=receipt.path,
        sheet=receipt.form.cover,
        cell=receipt.form.week_cell,
        details={"value": receipt.form.week or receipt.received_at.date()},
    )
    return JudgedFile(
        receipt=receipt,
        fate=Fate.IGNORED,
        unit="",
        week=None,
        filed=_listed_under(receipt.received_at, campaign),
        findings=(finding,),
    )


def _sent_back(receipt: Receipt, reason: str, texts: Texts) -> Finding:
    """Say that the clerk returns a form, and why."""
    code = "returned-by-decision"
    return Finding(
        code=code,
        severity=texts.findings[code].severity,
        path=receipt.path,
        details={"reason": reason},
    )


def _not_received(arrival: Arrival, campaign: Campaign, now: datetime, texts: Texts) -> JudgedFile:
    """Judge what lies in the inbox but was not taken up."""
    finding = Finding(
        code=arrival.fault,
        severity=texts.findings[arrival.fault].severity,
        path=arrival.path,
    )
    return JudgedFile(
        receipt=Receipt(path=arrival.path, sha256="", received_at=now, form=_EMPTY),
        fate=Fate.IGNORED if finding.severity is Severity.NOTE else Fate.RETURNED,
        unit="",
        week=None,
        filed=_listed_under(now, campaign),
        findings=(finding,),
    )


def _cover_faults(receipt: Receipt, campaign: Campaign, texts: Texts) -> list[Finding]:
    """Find what the cover says wrongly: the unit, the date."""
    form = receipt.form
    dates = campaign.settings.reporting_dates
    # A report may come some days early, but only for the date that is next due.
    due = dates[min(bisect_left(dates, receipt.received_at.date()), len(dates) - 1)]
    faults: list[tuple[str, str, object]] = []
    if not form.unit:
        faults.append(("unknown-unit", form.unit_cell, form.unit_text))
    elif form.week in dates and not campaign.unit(form.unit).is_valid_on(form.week):
        faults.append(("unit-not-expected", form.unit_cell, form.unit_text))
    if form.week not in dates or form.week > due:
        faults.append(("wrong-week", form.week_cell, form.week or form.week_text))
    why = texts.phrases.both("check.not-due" if form.week in dates else "check.no-date", due=due)
    nothing = texts.phrases["check.nothing"]
    return [
        _fault(receipt, texts, code, cell, value=value or nothing, why=why)
        for code, cell, value in faults
    ]


def _fault(receipt: Receipt, texts: Texts, code: str, cell: str = "", **details: object) -> Finding:
    """Say what is wrong with a form's cover."""
    return Finding(
        code=code,
        severity=texts.findings[code].severity,
        path=receipt.path,
        sheet=receipt.form.cover,
        cell=cell,
        details=details,
    )


def _listed_under(moment: datetime, campaign: Campaign) -> date:
    """Choose the date under which an undated file is listed: the latest one begun."""
    dates = campaign.settings.reporting_dates
    day = moment.astimezone(campaign.zone).date()
    return dates[max(bisect_right(dates, day) - 1, 0)]


def _settled(files: Sequence[JudgedFile], texts: Texts) -> list[JudgedFile]:
    """Settle which of several files counts: same bytes once, one file a unit and date."""
    first: dict[str, str] = {}
    for file in files:
        if file.receipt.sha256:
            first.setdefault(file.receipt.sha256, file.receipt.path)
    chosen: dict[tuple[str, date], JudgedFile] = {}
    for file in files:
        if file.fate is not Fate.ACCEPTED or first[file.receipt.sha256] != file.receipt.path:
            continue
        key = (file.unit, file.filed)
        if key not in chosen or file.precedence > chosen[key].precedence:
            chosen[key] = file
    return [_placed(file, first, chosen, texts) for file in files]


def _placed(
    file: JudgedFile,
    first: Mapping[str, str],
    chosen: Mapping[tuple[str, date], JudgedFile],
    texts: Texts,
) -> JudgedFile:
    """Give a file its place among those of the same bytes, or of the same unit and date."""
    path, sha256 = file.receipt.path, file.receipt.sha256
    if any(finding.code == EMPTY_FILE for finding in file.findings):
        return file
    if sha256 and first[sha256] != path:
        return _aside(file, Fate.DUPLICATE, "same-bytes", {"other": first[sha256]}, texts)
    if file.fate is not Fate.ACCEPTED:
        return file
    winner = chosen[file.unit, file.filed]
    if winner is file:
        return file
    return _aside(file, Fate.SUPERSEDED, "superseded", {"newer": winner.receipt.path}, texts)


def _aside(
    file: JudgedFile, fate: Fate, code: str, details: Mapping[str, str], texts: Texts
) -> JudgedFile:
    """Set a file aside, with the one finding that says why."""
    finding = Finding(
        code=code,
        severity=texts.findings[code].severity,
        unit=file.unit,
        week=file.week,
        path=file.receipt.path,
        details=dict(details),
    )
    return replace(file, fate=fate, findings=(finding,))
