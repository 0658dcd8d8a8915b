"""Tell what of the plan is done, overdue or near its deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING

from pipeline import measures
from pipeline.model import Column
from pipeline.render.narrative.groups import Group, group_of
from pipeline.schema import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.model import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a milestone has come, as last reported; `unknown` never gave a clear answer."""

    done: Group
    undone: Group
    unknown: Group
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A dated part of a measure that some units have not done in time."""

    number: int
    milestone: str
    closes: date
    undone: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Units of which nothing is known on measures whose deadline has passed."""

    units: Group
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A dated part of a measure whose deadline is near; `days` is 0 on the day itself."""

    number: int
    milestone: str  # "" where no row of the form reports it
    closes: date
    days: int
    undone: Group


def state_of(region: Region, milestone: str) -> State:
    """Tell how far one milestone has come in the districts."""
    return _state(region, measures.standings_of(region), milestone)


def _state(region: Region, standings: Iterable[measures.Standing], milestone: str) -> State:
    units = [each.unit for each in region.submissions]
    told = {each.unit: each.progress for each in standings if each.step.milestone.id == milestone}
    clear = [unit for unit in units if told.get(unit) not in {None, *measures.NOT_TOLD}]
    done = [unit for unit in clear if told[unit] in measures.DONE]
    return State(
        done=group_of(done, units),
        undone=group_of((unit for unit in clear if unit not in done), units),
        unknown=group_of((unit for unit in units if unit not in clear), units),
        total=len(units),
    )


def states_of(region: Region, roles: Mapping[str, str]) -> SimpleNamespace:
    """Tell how far each milestone has come that the wording names."""
    standings = measures.standings_of(region)
    return SimpleNamespace(
        **{role: _state(region, standings, each) for role, each in roles.items()}
    )


def overdue_of(region: Region) -> tuple[Overdue, ...]:
    """List the milestones due before this reporting date that some units have not done."""
    return tuple(
        Overdue(number=number, milestone=milestone, closes=closes, undone=state.undone)
        for number, milestone, closes, state in _due(region)
        if state.undone.count
    )


def unclear_of(region: Region) -> tuple[Unclear, ...]:
    """List the units of which it is not known whether they have done what was due."""
    numbers: dict[tuple[str, ...], list[int]] = {}
    groups: dict[tuple[str, ...], Group] = {}
    for number, _, _, state in _due(region):
        if state.unknown.count:
            codes = tuple(unit.code for unit in state.unknown.units)
            numbers.setdefault(codes, []).append(number)
            groups[codes] = state.unknown
    return tuple(
        Unclear(units=groups[codes], numbers=tuple(found)) for codes, found in numbers.items()
    )


def _due(region: Region) -> Iterator[tuple[int, str, date, State]]:
    """Yield the milestones whose deadline has passed: measure, milestone, deadline, state."""
    standings = measures.standings_of(region)
    for step in measures.steps_of(region):
        if step.due and step.due < region.week:
            state = _state(region, standings, step.milestone.id)
            yield step.measure.number, step.milestone.id, step.due, state


def near_of(region: Region) -> tuple[Near, ...]:
    """List the deadlines of the coming days, as the workbook does; reports have dates anyway."""
    return tuple(
        Near(
            number=each.measure.number,
            milestone=milestone,
            undone=state_of(region, milestone).undone,
            closes=each.day,
            days=each.days,
        )
        for each in measures.near_of(region)
        if each.deadline.kind in {DeadlineKind.BY, DeadlineKind.WINDOW}
        for milestone in (each.milestone.id if each.milestone else "",)
    )


def stale_of(region: Region) -> Group:
    """List the units without a report today whose milestones an earlier one tells."""
    rows = region.milestones
    newest = rows.groupby(Column.UNIT)[Column.WEEK].max().to_dict()
    week = region.week.isoformat()
    silent = (
        each.unit
        for each in region.submissions
        if not each.status.is_counted and newest.get(each.unit.code, week) < week
    )
    return group_of(silent, (each.unit for each in region.submissions))


def next_date(region: Region) -> date:
    """Give the next reporting date; a week on, where there is none."""
    later = [day for day in region.campaign.settings.reporting_dates if day > region.week]
    return later[0] if later else after(region.week, 7)


def after(day: date, days: int) -> date:
    """Give the day so many days on."""
    return day + timedelta(days=days)
