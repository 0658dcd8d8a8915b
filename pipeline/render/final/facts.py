"""Gather what the final report may name: facts, the same for both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.render.final import execution, regularity
from pipeline.render.narrative import facts as weekly
from pipeline.render.narrative import lines, plan, quality, ranking
from pipeline.render.narrative.groups import Group, group_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from types import SimpleNamespace

    from pipeline.model import Finding, Region
    from pipeline.render.final.closing import Closing
    from pipeline.render.final.setup import FinalSetup
    from pipeline.schema import Bilingual, Settings, Unit

MOST_EXCEPTIONS = 10
Kind = Literal["submit", "correct", "milestone", "help", "follow", "review"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One unit's line of the annex."""

    unit: Unit
    due: int
    accepted: int
    on_time: int
    line: SimpleNamespace  # role: the unit's figure, None where there is none
    share: SimpleNamespace
    undone: int  # milestones


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something to charge akims with."""

    kind: Kind
    group: Group
    by: date
    count: int = 0
    text: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the wording may name."""

    settings: Settings
    addressee: Bilingual
    measure: int
    measures_count: int
    week: date
    today: date
    first: date | None  # the first date with an accepted report
    dates_count: int
    dates_due: int
    is_final: bool
    reports: regularity.Regularity
    line: SimpleNamespace
    share: SimpleNamespace
    average: SimpleNamespace
    compared: lines.Compared | None
    compared_any: bool
    sources: tuple[weekly.Source, ...]
    ranking: ranking.Ranking | None
    milestone: SimpleNamespace
    measures: tuple[execution.Measure, ...]
    undone: tuple[execution.Undone, ...]
    untold: tuple[execution.Untold, ...]
    review: plan.State
    undone_total: int  # units and milestones
    exceptions: tuple[quality.Reason, ...]  # accepted on any date
    most_exceptions: int  # up to which they are listed
    faulty: Group  # units whose last report awaits correction
    quality: quality.Quality
    proposals: tuple[Proposal, ...]
    rows: tuple[Row, ...]


def facts_of(closing: Closing, words: FinalSetup) -> Facts:
    """Compute the facts of the whole campaign."""
    region, source = closing.region, closing.source
    campaign, settings, week = region.campaign, region.campaign.settings, region.week
    spec, setup = words.spec, words.weekly
    table = lines.table_of(region, closing.figures, setup)
    reports = regularity.regularity_of(closing)
    undone = execution.undone_of(region, spec.review)
    found = quality.quality_of(source, setup.names)
    review = plan.state_of(region, spec.review)
    compared = lines.compared_of(table, setup.main, reports.received)
    return Facts(
        settings=settings,
        addressee=spec.addressee,
        measure=spec.measure,
        measures_count=len(campaign.plan.measures),
        week=week,
        today=source.now.date(),
        first=closing.first,
        dates_count=len(settings.reporting_dates),
        dates_due=campaign.number_of(week),
        is_final=week == settings.reporting_dates[-1],
        reports=reports,
        line=table.lines,
        share=table.shares,
        average=table.averages,
        compared=compared,
        compared_any=any(getattr(table.lines, role).before is not None for role in setup.main),
        sources=weekly.sources_of(table, setup),
        ranking=ranking.ranking_of(table, setup.ranking, settings.low_coverage_count),
        milestone=plan.states_of(region, setup.milestones),
        measures=execution.measures_of(closing),
        undone=undone,
        untold=execution.untold_of(region, spec.review),
        review=review,
        undone_total=sum(each.group.count for each in undone),
        quality=found,
        faulty=group_of(_faulty(closing, found), (each.unit for each in source.submissions)),
        most_exceptions=MOST_EXCEPTIONS,
        exceptions=quality.reasons_of(_of_districts(source), source, setup.names),
        proposals=tuple(_proposals(closing, words, table, reports, undone, found, review)),
        rows=_rows(table, reports, undone),
    )


def _of_districts(region: Region) -> Iterable[Finding]:
    codes = {each.unit.code for each in region.submissions}
    return (each for each in region.accepted if each.unit in codes)


def _faulty(closing: Closing, found: quality.Quality) -> tuple[Unit, ...]:
    parts = (found.falls, found.mismatches, found.others)
    codes = {each.unit.code for part in parts for each in part}
    return tuple(each.unit for each in closing.source.submissions if each.unit.code in codes)


def _rows(
    table: lines.Table,
    reports: regularity.Regularity,
    undone: tuple[execution.Undone, ...],
) -> tuple[Row, ...]:
    return tuple(
        Row(
            unit=each.unit,
            due=each.due,
            accepted=each.accepted,
            on_time=each.on_time,
            line=table.unit_lines(each.unit.code),
            share=table.unit_shares(each.unit.code),
            undone=sum(each.unit in every.group.units for every in undone),
        )
        for each in reports.kept
    )


def _proposals(  # noqa: PLR0913 - all that is still to be done
    closing: Closing,
    words: FinalSetup,
    table: lines.Table,
    reports: regularity.Regularity,
    undone: tuple[execution.Undone, ...],
    found: quality.Quality,
    review: plan.State,
) -> list[Proposal]:
    """List what units must still hand in or do, and by when."""
    region, spec, setup = closing.source, words.spec, words.weekly
    units = [each.unit for each in region.submissions]

    def by(days: int) -> date:
        return plan.after(region.week, days)

    absent = {unit.code for each in reports.carried for unit in each.group.units}
    absent |= {unit.code for unit in reports.never.units}
    left = {
        unit: (figures.in_need or 0) - (figures.helped or 0)
        for unit in units
        for figures in (table.unit_lines(unit.code),)
        if figures.in_need is not None and figures.helped is not None
    }
    unhelped = [unit for unit, count in left.items() if count > 0]
    followed = [unit for unit in units if (table.unit_lines(unit.code).followed_children or 0) > 0]
    proposals = [
        Proposal(
            kind="submit",
            group=group_of((unit for unit in units if unit.code in absent), units),
            by=by(setup.submit_days),
        ),
        Proposal(
            kind="correct",
            group=group_of(_faulty(closing, found), units),
            by=by(setup.submit_days),
        ),
        *(
            Proposal(
                kind="milestone",
                group=each.group,
                by=by(setup.asks[each.milestone].days),
                text=setup.asks[each.milestone].text,
            )
            for each in undone
            if each.milestone in setup.asks
        ),
        Proposal(
            kind="help",
            group=group_of(unhelped, units),
            by=by(spec.help_days),
            count=sum(int(left[unit]) for unit in unhelped),
        ),
        Proposal(
            kind="follow",
            group=group_of(followed, units),
            by=by(spec.follow_days),
            count=int(table.lines.followed_children.now or 0),
        ),
        Proposal(kind="review", group=review.undone, by=by(spec.review_days)),
    ]
    return [each for each in proposals if each.group.count]
