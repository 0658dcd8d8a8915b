"""Tell of every measure of the plan how far it has come, and what is late or near."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.measures import (
    DONE,
    NEAR_DAYS,
    NOT_TOLD,
    Progress,
    figure_of,
    is_weekly,
    near_of,
    not_begun_of,
    overdue_of,
    own_standings_of,
    standings_of,
    steps_of,
)
from pipeline.punctuality import record_of, tally
from pipeline.render.page.desk import short
from pipeline.render.pictures.values import written
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.measures import Gathered, Near, Standing
    from pipeline.model import Region
    from pipeline.render.page.book import Book
    from pipeline.schema import Bilingual, PlanMeasure

LATE = frozenset({Progress.OVERDUE, Progress.NOT_BEGUN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure, or a part of it; what no milestone tells is told by a leading figure."""

    number: int
    is_first: bool
    name: Bilingual
    deadline: Bilingual | None
    state: str  # done, overdue, not-begun, near, open; "" where no milestone tells
    milestone: str = ""
    done: int = 0
    late: int = 0
    untold: int = 0
    total: int = 0
    row: str = ""
    label: Bilingual | None = None
    figure: str = ""
    accepted: int = 0  # of the weekly reports, where the measure is that


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something late or near: which units have still to do it."""

    number: int
    name: Bilingual
    day: str
    days: int
    units: tuple[Bilingual, ...]
    is_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One line of the oblast level's own form."""

    number: int
    name: Bilingual
    progress: str  # of a milestone, else ""
    row: str  # of a figure, else ""
    done_on: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """The whole plan."""

    lines: tuple[Line, ...]
    late: tuple[Due, ...]
    near: tuple[Due, ...]
    own: tuple[Own, ...]
    days: int
    measures: int

    def numbers(self, state: str) -> tuple[int, ...]:
        """The measures with a part in one state."""
        return tuple(sorted({each.number for each in self.lines if each.state == state}))


def plan_of(book: Book) -> PlanState:
    """Tell the state of the plan on the reporting date."""
    region = book.region
    late = tuple(
        _due(region, each.step.measure.number, each.step.milestone.label, each)
        for each in (*overdue_of(region), *not_begun_of(region))
    )
    near = tuple(
        _due(
            region,
            each.measure.number,
            each.milestone.label if each.milestone else each.measure.short,
            each,
        )
        for each in near_of(region)
    )
    return PlanState(
        lines=tuple(_lines(book)),
        late=late,
        near=near,
        own=tuple(_own(book)),
        days=NEAR_DAYS,
        measures=len(region.campaign.plan.measures),
    )


def _due(region: Region, number: int, name: Bilingual, found: Gathered | Near) -> Due:
    return Due(
        number=number,
        name=name,
        day=typography.short_date(found.day),
        days=found.days,
        units=tuple(short(unit) for unit in found.units),
        is_all=len(found.units) == len(region.submissions),
    )


def _lines(book: Book) -> Iterator[Line]:
    region = book.region
    standings: dict[str, list[Standing]] = {}
    for each in standings_of(region):
        standings.setdefault(each.step.milestone.id, []).append(each)
    steps = [each for each in steps_of(region) if each.milestone.id in standings]
    for measure in region.campaign.plan.measures:
        own = [step for step in steps if step.measure.number == measure.number]
        for place, step in enumerate(own):
            yield _line_of(region, standings[step.milestone.id], is_first=place == 0)
        if not own:
            yield _untold(book, measure)


def _line_of(region: Region, group: list[Standing], *, is_first: bool) -> Line:
    step, counts = group[0].step, Counter(each.progress for each in group)
    done, late = (sum(counts[each] for each in states) for states in (DONE, LATE))
    left = (step.due - region.week).days if step.due else None
    if done == len(group):
        state = "done"
    elif late:
        state = "overdue" if counts[Progress.OVERDUE] else "not-begun"
    else:
        state = "near" if left is not None and 0 <= left <= NEAR_DAYS else "open"
    return Line(
        number=step.measure.number,
        is_first=is_first,
        name=step.milestone.label if step.is_part else step.measure.short,
        deadline=step.deadline.text if step.deadline else None,
        state=state,
        milestone=step.milestone.id,
        done=done,
        late=late,
        untold=sum(counts[each] for each in NOT_TOLD),
        total=len(group),
    )


def _untold(book: Book, measure: PlanMeasure) -> Line:
    """Tell a measure that no milestone of the districts tells: by its figure, or its reports."""
    region = book.region
    figure, accepted, total = None, 0, 0
    if is_weekly(measure):
        counts = tally(sent for unit in book.units for sent in record_of(region, unit))
        accepted, total = counts.accepted, counts.due
    else:
        figure = figure_of(region, measure)
    value = book.sum(figure.id) if figure else None
    return Line(
        number=measure.number,
        is_first=True,
        name=measure.short,
        deadline=measure.deadlines[0].text if measure.deadlines else None,
        state="",
        row=figure.id if figure else "",
        label=figure.label if figure else None,
        figure=written(value, figure.quantity) if figure and value is not None else "",
        accepted=accepted,
        total=total,
    )


def _own(book: Book) -> Iterator[Own]:
    """Tell what the oblast level's own form says."""
    region = book.region
    for each in own_standings_of(region):
        yield Own(
            number=each.step.measure.number,
            name=each.step.milestone.label,
            progress=each.progress,
            row="",
            done_on=typography.short_date(each.done_on) if each.done_on else "",
            figure="",
        )
    level = region.campaign.oblast_level
    for row in region.campaign.issued(level, region.week):
        if row.kind not in {Kind.MILESTONE, Kind.TEXT, Kind.FLAG}:
            value = book.total(row.id, level.code)
            yield Own(
                number=row.measures[0] if row.measures else 0,
                name=row.label,
                progress="",
                row=row.id,
                done_on="",
                figure="" if value is None else written(value, row.quantity),
            )
