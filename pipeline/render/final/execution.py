"""Tell how the plan was carried out: every measure with its dates, and what was left undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.measures import (
    DONE,
    NOT_TOLD,
    Progress,
    figure_of,
    is_weekly,
    standings_of,
    steps_of,
)
from pipeline.render.narrative.groups import Group, group_of
from pipeline.schema import Bilingual, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pipeline.measures import Standing, Step
    from pipeline.model import Region
    from pipeline.render.final.closing import Closing
    from pipeline.schema import PlanMeasure, Unit

BRACKET, DASH = " (", " – "


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One row of the plan's table: a milestone, or a figure where the measure has none.

    `first` and `last` are the days between which units did it.
    """

    number: int
    name: Bilingual
    deadline: Bilingual  # as the plan prints it
    is_dated: bool  # whether a milestone tells of it
    is_weekly: bool  # whether the log of receipts does
    total: int  # units of which a milestone tells
    done: int
    late: int
    undone: int
    unknown: int
    first: date | None
    last: date | None
    figure_name: Bilingual | None
    figure: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A measure that some units have not done; `day` is None where the plan sets none."""

    number: int
    milestone: str
    name: Bilingual
    day: date | None
    begins: bool  # the day is the one from which it runs
    days: int
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """Units of which it is not known whether they have done some measures."""

    group: Group
    numbers: tuple[int, ...]


def measures_of(closing: Closing) -> tuple[Measure, ...]:
    """List every measure of the plan, one with two milestones twice."""
    return tuple(_measures(closing))


def undone_of(region: Region, review: str) -> tuple[Undone, ...]:
    """List what is not done although its day has come or the plan sets none, by measure.

    `review` is left out: the commissions consider the campaign after this report.
    """
    found: dict[str, list[Standing]] = {}
    for each in standings_of(region):
        if each.step.milestone.id != review and is_undone(region, each):
            found.setdefault(each.step.milestone.id, []).append(each)
    return tuple(_undone(region, group) for group in found.values())


def untold_of(region: Region, review: str) -> tuple[Untold, ...]:
    """List the units that never said clearly whether they did what was due."""
    numbers: dict[tuple[Unit, ...], list[int]] = {}
    standings = standings_of(region)
    everyone = [each.unit for each in region.submissions]
    for step in steps_of(region):
        units = tuple(
            each.unit
            for each in standings
            if each.step.milestone.id == step.milestone.id and each.progress in NOT_TOLD
        )
        if units and step.milestone.id != review and is_due(region, step):
            known = numbers.setdefault(units, [])
            known += [step.measure.number] * (step.measure.number not in known)
    return tuple(
        Untold(group=group_of(units, everyone), numbers=tuple(found))
        for units, found in numbers.items()
    )


def is_undone(region: Region, each: Standing) -> bool:
    """Whether a unit has left undone what was due, or what the plan sets no day for."""
    if each.progress in {Progress.OVERDUE, Progress.NOT_BEGUN}:
        return True
    return each.progress is Progress.OPEN and is_due(region, each.step)


def is_due(region: Region, step: Step) -> bool:
    """Whether a milestone's day has come; one without a day is due at the campaign's end."""
    day = step.due or step.begins
    return (
        day <= region.week if day else region.week == region.campaign.settings.reporting_dates[-1]
    )


def name_of(measure: PlanMeasure, step: Step | None) -> Bilingual:
    """Name a measure shortly; a part of one by its milestone, whose dates stand elsewhere."""
    if step is None or not step.is_part:
        return measure.short
    return _short(step.milestone.label, BRACKET)


def _short(label: Bilingual, end: str) -> Bilingual:
    """Give the beginning of a label, up to what a sentence can do without."""
    return Bilingual(kk=label.kk.partition(end)[0], ru=label.ru.partition(end)[0])


def _undone(region: Region, group: list[Standing]) -> Undone:
    step = group[0].step
    day = step.due or step.begins
    return Undone(
        number=step.measure.number,
        milestone=step.milestone.id,
        name=name_of(step.measure, step),
        day=day,
        begins=step.due is None and day is not None,
        days=(region.week - day).days if day else 0,
        group=group_of((each.unit for each in group), (each.unit for each in region.submissions)),
    )


def _measures(closing: Closing) -> Iterator[Measure]:
    region = closing.region
    standings, listed = standings_of(region), steps_of(region)
    for measure in region.campaign.plan.measures:
        steps = [step for step in listed if step.measure.number == measure.number]
        for step in steps:
            told = [each for each in standings if each.step.milestone.id == step.milestone.id]
            yield _measure(closing, measure, step, told)
        if not steps:
            yield _measure(closing, measure, None, ())


def _measure(
    closing: Closing, measure: PlanMeasure, step: Step | None, told: Iterable[Standing]
) -> Measure:
    every = tuple(told)
    days = sorted(each.done_on for each in every if each.done_on)
    row = None if step else figure_of(closing.region, measure)
    figure = closing.figures.sum_total(row.id) if row else None
    deadline = (step.deadline if step else None) or next(iter(measure.deadlines), None)
    states = [each.progress for each in every]
    return Measure(
        number=measure.number,
        name=name_of(measure, step),
        deadline=deadline.text if deadline else Bilingual(kk="–", ru="–"),
        is_dated=step is not None,
        is_weekly=is_weekly(measure),
        total=len(every),
        done=sum(each in DONE for each in states),
        late=states.count(Progress.DONE_LATE),
        undone=sum(each not in DONE | NOT_TOLD for each in states),
        unknown=sum(each in NOT_TOLD for each in states),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        figure_name=_short(row.label, DASH) if row else None,
        figure=_shown(figure, row.quantity) if row else None,
    )


def _shown(figure: float | None, quantity: Quantity) -> float | None:
    if figure is None:
        return None
    return round(figure) if quantity is Quantity.COUNT else round(figure, 1)
