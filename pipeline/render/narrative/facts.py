"""Gather what a narrative may name: facts, the same for both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal

from pipeline.alterations import alterations_of
from pipeline.figures import figures_of
from pipeline.model import Status
from pipeline.render.narrative import lines, plan, quality, ranking
from pipeline.render.narrative.groups import Group, group_of
from pipeline.render.narrative.shares import share_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from pipeline.alterations import Alteration
    from pipeline.model import Region, Submission
    from pipeline.render.narrative.setup import Setup
    from pipeline.schema import Bilingual, Settings, Unit


Kind = Literal["submit", "mend", "correct", "tell", "cover", "milestone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateGroup:
    """The units that reported equally late."""

    days: int
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """Who has reported: `received` counts, `returned` and `missing` do not."""

    total: int
    received: int
    share: float | None  # percent
    counted: Group  # on time and late
    on_time: Group
    late: tuple[LateGroup, ...]
    returned: Group
    missing: Group
    absent: Group  # returned and missing, in the campaign's order
    empty: Group  # of those that count: forms without a single figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit's line of the annex."""

    unit: Unit
    status: Status
    days_late: int
    line: SimpleNamespace  # role: the unit's figure, None where there is none
    share: SimpleNamespace


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where help came from; `sum` or `children` is None where nobody gave it."""

    label: Bilingual
    sum: float | None
    children: int | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something to charge akims with."""

    kind: Kind
    group: Group
    by: date
    target: float | None = None
    text: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the wording may name."""

    settings: Settings
    oblast: Unit
    measure: int
    week: date
    today: date
    number: int
    first_day: date
    days: int  # of the reporting period
    is_last: bool
    days_since_previous: int | None
    first_lesson: date
    preliminary: bool  # lessons have not begun
    reports: Reports
    line: SimpleNamespace
    share: SimpleNamespace
    average: SimpleNamespace
    compared: lines.Compared | None
    trend: Literal["rise", "fall", "same", "mixed", "none"]
    sources: tuple[Source, ...]
    ranking: ranking.Ranking | None
    milestone: SimpleNamespace
    overdue: tuple[plan.Overdue, ...]
    near: tuple[plan.Near, ...]
    unclear: tuple[plan.Unclear, ...]
    stale: Group  # units whose milestones are known from an earlier report only
    quality: quality.Quality
    altered: tuple[Alteration, ...]  # since the campaign began
    proposals: tuple[Proposal, ...]
    rows: tuple[Row, ...]
    picture: SimpleNamespace = field(default_factory=SimpleNamespace)  # numbers by kind and name


def facts_of(region: Region, setup: Setup) -> Facts:
    """Compute the facts of one reporting date."""
    campaign, settings, week = region.campaign, region.campaign.settings, region.week
    table = lines.table_of(region, figures_of(region), setup)
    reports = _reports(region.submissions)
    ranked = ranking.ranking_of(table, setup.ranking, settings.low_coverage_count)
    overdue = plan.overdue_of(region)
    unclear, near = plan.unclear_of(region), plan.near_of(region)
    found = quality.quality_of(region, setup.names)
    first_day, _ = campaign.period(week)
    previous = campaign.previous_date(week)
    return Facts(
        settings=settings,
        oblast=campaign.oblast_level,
        measure=setup.measure,
        week=week,
        today=region.today,
        number=campaign.number_of(week),
        first_day=first_day,
        days=(week - first_day).days + 1,
        is_last=week == settings.reporting_dates[-1],
        days_since_previous=None if previous is None else (week - previous).days,
        first_lesson=settings.first_lesson,
        preliminary=week < settings.first_lesson,
        reports=reports,
        line=table.lines,
        share=table.shares,
        average=table.averages,
        compared=lines.compared_of(table, setup.main, reports.total),
        trend=lines.trend_of(table, setup.main),
        sources=sources_of(table, setup),
        ranking=ranked,
        milestone=plan.states_of(region, setup.milestones),
        overdue=overdue,
        unclear=unclear,
        near=near,
        stale=plan.stale_of(region),
        quality=found,
        altered=alterations_of(region),
        proposals=(
            *_about_reports(region, setup, reports, found, unclear),
            *_about_plan(region, setup, ranked, overdue, near),
        ),
        rows=tuple(
            Row(
                unit=each.unit,
                status=each.status,
                days_late=each.days_late,
                line=table.unit_lines(each.unit.code),
                share=table.unit_shares(each.unit.code),
            )
            for each in region.submissions
        ),
    )


def _reports(submissions: tuple[Submission, ...]) -> Reports:
    counted = [each for each in submissions if each.status.is_counted]
    late = [each for each in counted if each.status is Status.LATE]
    everyone = [each.unit for each in submissions]
    return Reports(
        total=len(submissions),
        received=len(counted),
        share=share_of(len(counted), len(submissions)),
        counted=group_of((each.unit for each in counted), everyone),
        on_time=_with_status(submissions, Status.ON_TIME),
        late=tuple(
            LateGroup(
                days=days,
                group=group_of((each.unit for each in late if each.days_late == days), everyone),
            )
            for days in sorted({each.days_late for each in late})
        ),
        returned=_with_status(submissions, Status.RETURNED),
        missing=_with_status(submissions, Status.MISSING),
        absent=_with_status(submissions, Status.RETURNED, Status.MISSING),
        empty=group_of((each.unit for each in counted if each.empty), everyone),
    )


def _with_status(submissions: Collection[Submission], *statuses: Status) -> Group:
    found = (each.unit for each in submissions if each.status in statuses)
    return group_of(found, (each.unit for each in submissions))


def sources_of(table: lines.Table, setup: Setup) -> tuple[Source, ...]:
    """List the sources that gave anything."""
    whole = table.total(setup.lines[setup.sources_whole])
    found = (
        (source.label, table.total(source.sum), table.total(source.children))
        for source in setup.sources
    )
    return tuple(
        Source(
            label=label,
            sum=given,
            children=None if children is None else int(children),
            share=share_of(given, whole),
        )
        for label, given, children in found
        if given or children
    )


def _about_reports(
    region: Region,
    setup: Setup,
    reports: Reports,
    found: quality.Quality,
    unclear: tuple[plan.Unclear, ...],
) -> tuple[Proposal, ...]:
    """List what units must still hand in, all by one day."""
    by = plan.after(region.week, setup.submit_days)
    faulty = {
        each.unit.code for part in (found.falls, found.mismatches, found.others) for each in part
    } | {unit.code for unit in reports.empty.units}
    untold = {unit.code for each in unclear for unit in each.units.units}
    counted, everyone = reports.counted.units, [each.unit for each in region.submissions]
    groups: tuple[tuple[Kind, Group], ...] = (
        ("submit", reports.missing),
        ("mend", reports.returned),
        ("correct", group_of((unit for unit in counted if unit.code in faulty), everyone)),
        ("tell", group_of((unit for unit in counted if unit.code in untold), everyone)),
    )
    return tuple(Proposal(kind=kind, group=group, by=by) for kind, group in groups if group.count)


def _about_plan(
    region: Region,
    setup: Setup,
    ranked: ranking.Ranking | None,
    overdue: tuple[plan.Overdue, ...],
    near: tuple[plan.Near, ...],
) -> tuple[Proposal, ...]:
    """List what units must catch up with, or finish before the next report."""
    target, following = region.campaign.settings.low_coverage_target, plan.next_date(region)
    everyone = [each.unit for each in region.submissions]
    low = (each.unit for each in (ranked.low.placed if ranked else ()) if each.percent < target)
    due: list[tuple[plan.Overdue | plan.Near, date]] = [
        *((each, plan.after(region.week, setup.asks[each.milestone].days))
          for each in overdue if each.milestone in setup.asks),
        *((each, each.closes)
          for each in near if each.milestone in setup.asks and each.closes <= following),
    ]  # fmt: skip
    found = [
        Proposal(kind="cover", group=group_of(low, everyone), by=following, target=target),
        *(
            Proposal(
                kind="milestone", group=each.undone, by=by, text=setup.asks[each.milestone].text
            )
            for each, by in due
        ),
    ]
    return tuple(each for each in found if each.group.count)
