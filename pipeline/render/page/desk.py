"""Tell who reported and what was found, as the page lists it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category

from pipeline.language import typography
from pipeline.model import Fate, Language, Severity, Status
from pipeline.punctuality import FLAGS
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from pipeline.model import FileVerdict, Finding, Region, Submission
    from pipeline.render.page.book import Book
    from pipeline.schema import Unit
    from pipeline.texts import Texts

RANKS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
MOST_OPEN = 30  # findings; of more, only the units are seen until one is opened
HIDDEN = "…"
LONGEST = 120  # of a text that a sender wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The units of one status."""

    status: Status
    units: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One unit's row: how its report came, and how much was found in it."""

    code: str
    name: Bilingual
    status: Status
    days_late: int
    flags: tuple[str, ...]
    received: str
    moment: str  # the same for sorting
    errors: int
    warnings: int

    @property
    def is_told(self) -> bool:
        """Whether there is anything that findings could be of."""
        return self.status is not Status.MISSING or bool(self.errors or self.warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One finding, with what to do about it."""

    severity: Severity
    problem: Bilingual
    mend: Bilingual
    file: str
    reason: str  # that accepted it


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """The findings of one unit."""

    code: str
    name: Bilingual | None  # None where no unit is known
    remarks: tuple[Remark, ...]
    counts: Mapping[str, int]  # of all by severity, those left to the workbook among them

    @property
    def left(self) -> int:
        """How many are left to the workbook."""
        return sum(self.counts.values()) - len(self.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, worst first within each unit, and how much is left to the workbook."""

    groups: tuple[Remarks, ...]
    shown: int
    left: int
    notes: int

    @property
    def is_short(self) -> bool:
        """Whether all of it may lie open."""
        return self.shown <= MOST_OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer given anew."""

    unit: Bilingual
    row: str
    label: Bilingual
    slot: str
    place: str
    before: str
    after: str
    received: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file that came."""

    path: str
    unit: Bilingual | None
    fate: Fate
    received: str
    sha256: str


def short(unit: Unit) -> Bilingual:
    """Give a unit's bare name."""
    return Bilingual(kk=unit.kk, ru=unit.ru.nom)


@lru_cache(maxsize=4096)
def brief(text: str, longest: int = LONGEST) -> str:
    """Make a sender's text one line that hides nothing, shortened where it is beyond reading."""
    seen = (" " if category(each).startswith(("Z", "C")) else each for each in text)
    text = " ".join("".join(seen).split())
    return text if len(text) <= longest else f"{text[: longest // 2]} … {text[-longest // 2 :]}"


def moment_of(region: Region, moment: datetime | None) -> str:
    """Write a moment in the region's own time."""
    if moment is None:
        return ""
    own = moment.astimezone(region.campaign.zone)
    return f"{typography.short_date(own.date())} {own:%H:%M}"


def states_of(region: Region) -> tuple[State, ...]:
    """Part the districts by status; they add up to all."""
    return tuple(
        State(
            status=status,
            units=tuple(short(each.unit) for each in region.submissions if each.status is status),
        )
        for status in Status
    )


def persons_of(region: Region) -> tuple[Person, ...]:
    """List the districts with their reports."""
    counts = Counter(
        (unit, finding.severity)
        for finding, unit, _ in gathered(region)
        if finding.accepted_reason is None
    )
    return tuple(_person(region, each, counts) for each in region.submissions)


def _person(region: Region, each: Submission, counts: Counter[tuple[str, Severity]]) -> Person:
    unit = each.unit
    return Person(
        code=unit.code,
        name=short(unit),
        status=each.status,
        days_late=each.days_late if each.status is Status.LATE else 0,
        flags=tuple(flag for flag in FLAGS if getattr(each, flag)),
        received=moment_of(region, each.received_at),
        moment=each.received_at.isoformat() if each.received_at else "",
        errors=counts[unit.code, Severity.ERROR],
        warnings=counts[unit.code, Severity.WARNING],
    )


def gathered(region: Region) -> list[tuple[Finding, str, str]]:
    """Gather the findings of files and region, each once, with unit and file."""
    found = [
        (finding, finding.unit or file.unit, finding.path or file.path)
        for file in region.files
        for finding in file.findings
    ]
    seen = {_key(finding) for finding, _, _ in found}
    found += [
        (finding, finding.unit, finding.path)
        for finding in region.findings
        if _key(finding) not in seen
    ]
    order = {unit.code: number for number, unit in enumerate(region.campaign.all_units)}
    found.sort(key=lambda each: (RANKS.index(each[0].severity), order.get(each[1], len(order))))
    return found


def found_in(region: Region, texts: Texts, private: frozenset[str], most: int) -> Found:
    """Word errors and warnings by unit; notes are only counted.

    Where there are more than `most`, every unit's worst are shown before any unit's next.
    """
    every = gathered(region)
    told = [each for each in every if each[0].severity is not Severity.NOTE]
    names = {unit.code: short(unit) for unit in region.campaign.all_units}
    counts: dict[str, Counter[str]] = {}
    places = []
    for finding, unit, _ in told:
        counts.setdefault(unit, Counter())[finding.severity] += 1
        places.append((RANKS.index(finding.severity), counts[unit][finding.severity]))
    shown = sorted(sorted(range(len(told)), key=lambda place: places[place])[:most])
    groups: dict[str, list[Remark]] = {}
    for finding, unit, path in (told[place] for place in shown):
        groups.setdefault(unit, []).append(_remark(finding, texts, path, private))
    order = [*names, *(code for code in counts if code not in names)]
    return Found(
        groups=tuple(
            Remarks(
                code=code,
                name=names.get(code),
                remarks=tuple(groups.get(code, ())),
                counts=counts[code],
            )
            for code in order
            if code in counts
        ),
        shown=len(shown),
        left=len(told) - len(shown),
        notes=len(every) - len(told),
    )


def _remark(finding: Finding, texts: Texts, path: str, private: frozenset[str]) -> Remark:
    problem, mend = (
        Bilingual(kk=say(finding, Language.KK), ru=say(finding, Language.RU))
        for say in (texts.problem, texts.mend)
    )
    return Remark(
        severity=finding.severity,
        problem=problem,
        mend=mend,
        file=HIDDEN if path in private else brief(path),
        reason="" if path in private else brief(finding.accepted_reason or ""),
    )


def _key(finding: Finding) -> tuple[object, ...]:
    """Tell findings apart without their details, which need not be hashable."""
    return (finding.code, finding.unit, finding.path, finding.sheet, finding.cell,
            finding.indicator, finding.accepted_reason)  # fmt: skip


def changes_of(book: Book, most: int) -> Iterator[Change]:
    """List the answers that later reports of this date give anew."""
    region = book.region
    for each in region.corrections[:most]:
        indicator = region.campaign.indicators[each.indicator]
        is_plain = book.private.isdisjoint((each.path, each.older))
        yield Change(
            unit=short(region.campaign.unit(each.unit)),
            row=each.indicator,
            label=indicator.label,
            slot=each.slot,
            place=f"{each.sheet}!{each.cell}",
            before=_answer(each.before) if is_plain or _is_figure(each.before) else HIDDEN,
            after=_answer(each.after) if is_plain or _is_figure(each.after) else HIDDEN,
            received=moment_of(region, each.received_at),
        )


def _is_figure(value: float | str | None) -> bool:
    return not isinstance(value, str)


def _answer(value: float | str | None) -> str:
    if value is None:
        return "–"
    return brief(value) if isinstance(value, str) else typography.figure(value)


def files_of(region: Region, private: frozenset[str], most: int) -> tuple[Received, ...]:
    """List what came, as far as a page can bear it."""
    return tuple(_file(region, each, private) for each in region.files[:most])


def _file(region: Region, each: FileVerdict, private: frozenset[str]) -> Received:
    unit = region.campaign.units.get(each.unit)
    return Received(
        path=HIDDEN if each.path in private else brief(each.path),
        unit=short(unit) if unit else None,
        fate=each.fate,
        received=moment_of(region, each.received_at),
        sha256=each.sha256,
    )
