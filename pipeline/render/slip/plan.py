"""Tell how one unit stands with the dated parts of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.measures import DONE, NEAR_DAYS, Progress, standings_of
from pipeline.render.narrative.plan import after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.measures import Standing
    from pipeline.model import Region
    from pipeline.render.narrative.setup import Setup
    from pipeline.schema import Bilingual


MilestoneState = Literal["overdue", "done_late", "near", "unknown"]
# In what order they are told: what is late, what is near, what is done.
ORDER: Mapping[MilestoneState, int] = {"overdue": 0, "unknown": 0, "near": 1, "done_late": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A dated part of a measure that is late, near, or not known of; `days` late or left."""

    number: int
    name: Bilingual
    closes: date
    state: MilestoneState
    days: int
    by: date | None  # when it is asked to be made up for


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A unit's milestones as it last told them."""

    done: int
    total: int
    told_on: date | None
    open: tuple[Milestone, ...]  # what is still to be done first


def milestones_of(region: Region, unit: str, setup: Setup) -> Plan:
    """Tell how far a unit has come with its milestones, as last reported."""
    own = [each for each in standings_of(region) if each.unit.code == unit]
    found = (
        Milestone(
            number=each.step.measure.number,
            name=each.step.measure.short,
            closes=each.step.due,
            state=state,
            days=each.days_late or each.days_left or 0,
            by=_asked_by(region, each, setup),
        )
        for each in own
        if each.step.due and (state := _state(region, each))
    )
    return Plan(
        done=sum(each.progress in DONE for each in own),
        total=len(own),
        told_on=max((each.told_on for each in own if each.told_on), default=None),
        open=tuple(sorted(found, key=lambda each: (ORDER[each.state], each.closes, each.number))),
    )


def _state(region: Region, standing: Standing) -> MilestoneState | None:
    """Say whether a milestone is late, near or not known of; None where all is well."""
    left = (standing.step.due - region.week).days if standing.step.due else None
    match standing.progress:
        case Progress.DONE_LATE:
            return "done_late"
        case Progress.OVERDUE:
            return "overdue"
        case progress if progress in DONE or left is None or left > NEAR_DAYS:
            return None
    # Neither yes nor no has been told clearly.
    return "near" if left >= 0 else "unknown"


def _asked_by(region: Region, standing: Standing, setup: Setup) -> date | None:
    """Give the day by which an overdue milestone is asked for, where the report asks for it."""
    ask = setup.asks.get(standing.step.milestone.id)
    return after(region.week, ask.days) if ask and standing.progress is Progress.OVERDUE else None
