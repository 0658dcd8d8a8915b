"""Gather what one unit's reference slip may name: its figures, its place, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.figures import figures_of
from pipeline.model import Column, Fate, Mark, Status
from pipeline.render.letters.facts import due_of
from pipeline.render.letters.remarks import remarks_of
from pipeline.render.narrative.facts import facts_of
from pipeline.render.narrative.shares import share_of
from pipeline.render.slip.plan import Milestone, milestones_of
from pipeline.schema import Bilingual, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pipeline.figures import Figures
    from pipeline.model import Region, Submission
    from pipeline.render.narrative.facts import Facts
    from pipeline.render.narrative.setup import Setup
    from pipeline.render.workbook.headlines import Headlines
    from pipeline.schema import Settings, Unit
    from pipeline.texts import Texts

# A slip is one page: beyond these it says how many more there are.
REMARKS_AT_MOST, SIGNS_AT_MOST = 3, 300
MILESTONES_AT_MOST = 4
# Of each share: its name, the region's, and the units'.
Standings = tuple[tuple[Bilingual, float | None, Mapping[str, float]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a unit has reported over the campaign, in reporting dates."""

    dates: int
    on_time: int
    late: int
    returned: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the unit and its part of the region's total; None where there is none.

    `left_out` says that there is a total, but that a mistake keeps it out of the region's.
    """

    name: Bilingual
    is_money: bool
    left_out: bool
    week: float | None
    total: float | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One share of the unit and the region's, and where it stands: from `first` to `last`.

    Units whose shares print alike stand in one place; `of` so many have this share at all.
    """

    name: Bilingual
    own: float | None
    region: float | None
    first: int
    last: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked of the unit, and by when; for milestones the plan says it."""

    kind: Literal["submit", "mend", "correct", "tell", "cover"]
    by: date
    target: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFacts:
    """All that a slip may name.

    `told_on` is the date of the report that the figures are of; it is None where none counts.
    """

    settings: Settings
    unit: Unit
    week: date
    today: date
    days: int  # of the reporting period
    status: Status
    days_late: int
    is_counted: bool  # a report of this very date counts
    told_on: date | None
    received: int  # units whose reports count on this date
    record: Record
    figures: tuple[Figure, ...]
    places: tuple[Place, ...]
    done: int  # milestones that the unit has done
    milestones: int  # of so many
    plan_told_on: date | None  # when it last spoke of them
    plan: tuple[Milestone, ...]  # those late, near or not known of
    more_of_plan: int
    remarks: tuple[Bilingual, ...]
    more_remarks: int
    tasks: tuple[Task, ...]


# What the lists of these facts hold.
KINDS = (Record, Figure, Place, Milestone, Task)


def slips_of(
    region: Region, units: Iterable[str], setup: Setup, headlines: Headlines, texts: Texts
) -> Iterator[SlipFacts]:
    """Yield the facts of each unit's slip; what all of them share is computed once."""
    figures, narrative = figures_of(region), facts_of(region, setup)
    standings = _standings(region, figures, headlines)
    submissions = {each.unit.code: each for each in region.submissions}
    for code in dict.fromkeys(units):
        own = submissions[code]
        yield _slip(region, own, figures, standings, narrative, setup, headlines, texts)


def _slip(  # noqa: PLR0913 - what all slips share, and what makes this one
    region: Region,
    own: Submission,
    figures: Figures,
    standings: Standings,
    narrative: Facts,
    setup: Setup,
    headlines: Headlines,
    texts: Texts,
) -> SlipFacts:
    campaign, code, counted = region.campaign, own.unit.code, own.status.is_counted
    told_on = _last_told(region, code)
    plan = milestones_of(region, code, setup)
    remarks = tuple(_remarks(region, code, texts))
    shown = _fitting(remarks)
    return SlipFacts(
        settings=campaign.settings,
        unit=own.unit,
        week=region.week,
        today=narrative.today,
        days=narrative.days,
        status=own.status,
        days_late=own.days_late,
        is_counted=counted,
        told_on=told_on,
        received=narrative.reports.received,
        record=_record(region, code),
        figures=_figures(region, code, figures, headlines, told_on) if told_on else (),
        places=tuple(_place(*each, code) for each in standings) if counted else (),
        done=plan.done,
        milestones=plan.total,
        plan_told_on=plan.told_on,
        plan=plan.open[:MILESTONES_AT_MOST],
        more_of_plan=len(plan.open[MILESTONES_AT_MOST:]),
        remarks=shown,
        more_remarks=len(remarks) - len(shown),
        tasks=tuple(_tasks(region, own, narrative, setup)),
    )


def _last_told(region: Region, unit: str) -> date | None:
    """The newest date on which a report of the unit counted."""
    counted = [
        week
        for week, submissions in {**region.record, region.week: region.submissions}.items()
        if week <= region.week
        and any(each.unit.code == unit and each.status.is_counted for each in submissions)
    ]
    return max(counted, default=None)


def _record(region: Region, unit: str) -> Record:
    """Count how the unit stood on each date so far."""
    stood = [
        each.status
        for week, submissions in {**region.record, region.week: region.submissions}.items()
        if week <= region.week
        for each in submissions
        if each.unit.code == unit
    ]
    return Record(dates=len(stood), **{str(each): stood.count(each) for each in Status})


def _figures(
    region: Region, unit: str, figures: Figures, headlines: Headlines, told_on: date
) -> tuple[Figure, ...]:
    """Give the figures of the first page as the unit last told them."""
    history = region.history
    rows = history[
        (history[Column.UNIT] == unit) & (history[Column.WEEK] == told_on.isoformat())
    ].set_index(Column.INDICATOR)
    totals, weeks = (
        {str(row): float(value) for row, value in rows[column].dropna().items()}
        for column in (Column.TOTAL_VALUE, Column.WEEK_VALUE)
    )
    is_current = told_on == region.week
    marks = region.facts
    own = (marks[Column.UNIT] == unit) & (marks[Column.STATUS] == Mark.EXCLUDED)
    left_out = set(marks.loc[own, Column.INDICATOR]) if is_current else set()
    return tuple(
        Figure(
            name=tile.name,
            is_money=_is_money(region, tile.indicator),
            left_out=tile.indicator in left_out,
            week=_shown(region, tile.indicator, weeks) if is_current else None,
            total=_shown(region, tile.indicator, totals),
            share=share_of(totals.get(tile.indicator), figures.sum_total(tile.indicator))
            if is_current
            else None,
        )
        for tile in headlines.tiles
    )


def _standings(region: Region, figures: Figures, headlines: Headlines) -> Standings:
    """Give each share's name, the region's own, and that of every unit that has one, as printed."""
    counted = [each.unit.code for each in region.submissions if each.status.is_counted]
    found = []
    for ratio in headlines.ratios:
        shares = {
            code: share
            for code in counted
            if (
                share := share_of(
                    figures.unit_total(code, ratio.part), figures.unit_total(code, ratio.whole)
                )
            )
            is not None
        }
        whole = share_of(figures.sum_total(ratio.part), figures.sum_total(ratio.whole))
        found.append((ratio.name, whole, shares))
    return tuple(found)


def _place(name: Bilingual, region: float | None, shares: Mapping[str, float], unit: str) -> Place:
    """Say where a unit stands: after all that have more, beside all that have as much."""
    own = shares.get(unit)
    return Place(
        name=name,
        own=own,
        region=region,
        first=0 if own is None else 1 + sum(each > own for each in shares.values()),
        last=0 if own is None else sum(each >= own for each in shares.values()),
        of=len(shares),
    )


def _remarks(region: Region, unit: str, texts: Texts) -> Iterator[Bilingual]:
    """Yield what is open in the unit's files of this date, errors first, as its letter says it."""
    own = [file for file in region.files if file.unit == unit]
    accepted = [file for file in own if file.fate is Fate.ACCEPTED]
    since = max((file.received_at for file in accepted), default=None)
    returned = [
        file
        for file in own
        if file.fate is Fate.RETURNED and (since is None or file.received_at >= since)
    ]
    form = region.campaign.form
    found = remarks_of((*accepted, *returned), texts, form.sheet_names)
    yield from (*found.errors, *found.checks)


def _fitting(remarks: tuple[Bilingual, ...]) -> tuple[Bilingual, ...]:
    """Take so many remarks as a page has room for, the first in any case."""
    signs, fitting = 0, list[Bilingual]()
    for each in remarks[:REMARKS_AT_MOST]:
        signs += max(len(each.kk), len(each.ru))
        if fitting and signs > SIGNS_AT_MOST:
            break
        fitting.append(each)
    return tuple(fitting)


def _tasks(region: Region, own: Submission, narrative: Facts, setup: Setup) -> Iterator[Task]:
    """Yield what the narrative proposes to charge the unit's akim with, the plan apart."""
    for each in narrative.proposals:
        if each.kind != "milestone" and own.unit in each.group.units:
            on = each.by if each.kind == "cover" else due_of(region, setup.submit_days)
            yield Task(kind=each.kind, by=on, target=each.target)


def _shown(region: Region, row: str, told: Mapping[str, float]) -> float | None:
    """Give a count as a whole number, a sum with its one decimal."""
    value = told.get(row)
    if value is None:
        return None
    return round(value, 1) if _is_money(region, row) else round(value)


def _is_money(region: Region, row: str) -> bool:
    return region.campaign.indicators[row].quantity is Quantity.MONEY
