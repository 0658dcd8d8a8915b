"""Tell how far every unit has come with the plan, once, for pages and texts alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.model import Column
from pipeline.schema import DeadlineKind, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.model import Region
    from pipeline.schema import Deadline, Indicator, PlanMeasure, Unit

NEAR_DAYS = 10


class Progress(StrEnum):
    """How a unit stands with one milestone, as last reported."""

    DONE = "done"  # by its day, or the plan sets none
    DONE_LATE = "done-late"
    DONE_UNDATED = "done-undated"
    OPEN = "open"  # its day has not passed, or the plan sets none
    NOT_BEGUN = "not-begun"  # the plan lets it run from a day that has passed
    OVERDUE = "overdue"
    UNCLEAR = "unclear"  # answered neither yes nor no
    UNKNOWN = "unknown"  # no report has told


DONE = frozenset({Progress.DONE, Progress.DONE_LATE, Progress.DONE_UNDATED})
NOT_TOLD = frozenset({Progress.UNCLEAR, Progress.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone of the plan: a measure may have several, each with a deadline of its own."""

    measure: PlanMeasure
    milestone: Indicator
    deadline: Deadline | None
    is_part: bool  # whether the measure has other milestones too

    @property
    def due(self) -> date | None:
        """The last day on which it is done in time; None where the plan sets none."""
        return None if self.deadline is None else self.deadline.closes

    @property
    def begins(self) -> date | None:
        """The day from which it runs; None where the plan asks for it by a day instead."""
        starts = self.deadline is not None and self.deadline.kind is DeadlineKind.FROM
        return self.deadline.opens if self.deadline is not None and starts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one unit stands with one milestone.

    `days_left` is 0 on the last day, None where it is done, passed or no day is set;
    `told_on` is the date of the report that last spoke of it.
    """

    unit: Unit
    step: Step
    progress: Progress
    done_on: date | None = None
    document: str = ""
    told_on: date | None = None
    days_late: int = 0
    days_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The units that stand alike with one milestone; `days` since its day."""

    step: Step
    day: date
    days: int
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A day of the plan that is close: the milestone's, the measure's, or the next report's.

    `units` have not done it yet; all of them, where no milestone tells.
    """

    measure: PlanMeasure
    deadline: Deadline
    milestone: Indicator | None
    day: date
    days: int
    units: tuple[Unit, ...]


def steps_of(region: Region) -> tuple[Step, ...]:
    """List the milestones that are asked for on this date, in the plan's order."""
    campaign = region.campaign
    units = [*_districts(region), campaign.oblast_level]
    issued = _issued(region, units)
    asked = [row for row in campaign.rows if row.kind is Kind.MILESTONE and row.id in issued]
    return tuple(
        Step(
            measure=measure,
            milestone=row,
            deadline=_deadline(measure, row.id),
            is_part=len(rows) > 1,
        )
        for measure in campaign.plan.measures
        if (rows := [row for row in asked if measure.number in row.measures])
        for row in rows
    )


def standings_of(region: Region) -> tuple[Standing, ...]:
    """Tell of every milestone and district, in the plan's order."""
    return tuple(_standings(region, _districts(region)))


def own_standings_of(region: Region) -> tuple[Standing, ...]:
    """Tell of the milestones on the oblast level's own form."""
    return tuple(_standings(region, [region.campaign.oblast_level]))


def overdue_of(region: Region) -> tuple[Gathered, ...]:
    """Gather what is not done although its day has passed, longest overdue first."""
    return _gathered(region, {Progress.OVERDUE})


def not_begun_of(region: Region) -> tuple[Gathered, ...]:
    """Gather what should have run since a day that has passed."""
    return _gathered(region, {Progress.NOT_BEGUN})


def silent_of(region: Region) -> tuple[Gathered, ...]:
    """Gather of what nothing clear was ever told although its day has passed."""
    return _gathered(region, NOT_TOLD)


def near_of(region: Region, days: int = NEAR_DAYS) -> tuple[Near, ...]:
    """List the days of the plan within so many days, nearest first, and who is not done.

    A measure without a milestone that merely runs with the campaign has no day of its own.
    """
    return tuple(sorted(_near(region, days), key=lambda each: (each.day, each.measure.number)))


def figure_of(region: Region, measure: PlanMeasure) -> Indicator | None:
    """Find the running count that tells of a measure: the first that is no part of another."""
    campaign = region.campaign
    rules = campaign.rules
    parts = {part for rule in rules.sums for part in rule.parts}
    parts |= {rule.part for rule in rules.bounds}
    issued = _issued(region, _districts(region))
    rows = [
        row
        for row in campaign.rows
        if measure.number in row.measures
        and row.id in issued
        and row.kind is Kind.CUM
        and row.quantity is Quantity.COUNT
    ]
    return next((row for row in rows if row.id not in parts), rows[0] if rows else None)


def is_weekly(measure: PlanMeasure) -> bool:
    """Whether a measure is the weekly report itself, which the log of receipts tells of."""
    return any(each.kind is DeadlineKind.WEEKLY for each in measure.deadlines)


def _districts(region: Region) -> tuple[Unit, ...]:
    return tuple(each.unit for each in region.submissions)


def _issued(region: Region, units: Iterable[Unit]) -> set[str]:
    """Give the ids of the rows that any of some units is asked for on this date."""
    return set[str]().union(*(region.campaign.asked(unit, region.week) for unit in units))


def _deadline(measure: PlanMeasure, milestone: str) -> Deadline | None:
    """Find the deadline of a milestone; the measure's first, where none names it."""
    named = (each for each in measure.deadlines if each.milestone == milestone)
    return next(named, measure.deadlines[0] if measure.deadlines else None)


def _standings(region: Region, units: Iterable[Unit]) -> Iterator[Standing]:
    columns = (Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE, Column.DATE, Column.TEXT,
               Column.WEEK)  # fmt: skip
    rows = zip(*(region.milestones[column].tolist() for column in columns), strict=True)
    told = {(unit, milestone): rest for unit, milestone, *rest in rows}
    asked = {unit: region.campaign.asked(unit, region.week) for unit in units}
    for step in steps_of(region):
        for unit, own in asked.items():
            if step.milestone.id in own:
                yield _standing(region, step, unit, told.get((unit.code, step.milestone.id)))


def _standing(region: Region, step: Step, unit: Unit, told: list[object] | None) -> Standing:
    """Judge one unit's last word on one milestone as of the reporting date."""
    if told is None:
        return Standing(unit=unit, step=step, progress=Progress.UNKNOWN)
    value, day, document, week = told
    told_on = _day(week)
    if not isinstance(value, float | int) or math.isnan(value):
        return Standing(unit=unit, step=step, progress=Progress.UNCLEAR, told_on=told_on)
    if value > 0:
        done_on = _day(day)
        late = (done_on - step.due).days if done_on and step.due else 0
        progress = Progress.DONE_LATE if late > 0 else Progress.DONE
        return Standing(
            unit=unit,
            step=step,
            progress=progress if done_on else Progress.DONE_UNDATED,
            done_on=done_on,
            document=document if isinstance(document, str) else "",
            told_on=told_on,
            days_late=max(0, late),
        )
    left = (step.due - region.week).days if step.due else None
    since = (region.week - step.begins).days if step.begins else 0
    progress = Progress.OPEN
    if left is not None and left < 0:
        progress = Progress.OVERDUE
    elif since > 0:
        progress = Progress.NOT_BEGUN
    return Standing(
        unit=unit,
        step=step,
        progress=progress,
        told_on=told_on,
        days_late=-left if progress is Progress.OVERDUE and left is not None else since,
        days_left=left if progress is Progress.OPEN else None,
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _gathered(region: Region, wanted: Iterable[Progress]) -> tuple[Gathered, ...]:
    """Gather the units in one of some states by milestone, where its day has passed."""
    states, found = set(wanted), dict[str, list[Standing]]()
    for each in standings_of(region):
        if each.progress in states:
            found.setdefault(each.step.milestone.id, []).append(each)
    gathered = [
        Gathered(
            step=group[0].step,
            day=day,
            days=(region.week - day).days,
            units=tuple(each.unit for each in group),
        )
        for group in found.values()
        if (day := group[0].step.due or group[0].step.begins) is not None and day < region.week
    ]
    return tuple(sorted(gathered, key=lambda each: (-each.days, each.step.measure.number)))


def _near(region: Region, days: int) -> Iterator[Near]:
    """Yield the near days of milestones, then those of measures that no milestone tells of."""
    week, last = region.week, region.week + timedelta(days=days)
    undone: dict[str, list[Standing]] = {}
    for each in standings_of(region):
        if each.progress not in DONE:
            undone.setdefault(each.step.milestone.id, []).append(each)
    for group in undone.values():
        step = group[0].step
        if step.deadline and step.due and week <= step.due <= last:
            yield Near(measure=step.measure, deadline=step.deadline, milestone=step.milestone,
                       day=step.due, days=(step.due - week).days,
                       units=tuple(each.unit for each in group))  # fmt: skip
    everybody = _districts(region)
    told = {step.measure.number for step in steps_of(region)}
    for measure in region.campaign.plan.measures:
        for deadline in measure.deadlines if measure.number not in told else ():
            for day in _ends(region, deadline):
                if week <= day <= last:
                    yield Near(measure=measure, deadline=deadline, milestone=None, day=day,
                               days=(day - week).days, units=everybody)  # fmt: skip


def _ends(region: Region, deadline: Deadline) -> Iterator[date]:
    """Yield the days on which something falls due: of a weekly report, each date to come."""
    if deadline.kind is DeadlineKind.WEEKLY:
        yield from (day for day in region.campaign.settings.reporting_dates if day > region.week)
    elif deadline.kind is not DeadlineKind.DURING and deadline.closes:
        yield deadline.closes
