"""Tell how one unit stands with the dated parts of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline.measures import NEAR_DAYS
from pipeline.model import Column
from pipeline.render.narrative.plan import after
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    rows = region.milestones
    own = rows[rows[Column.UNIT] == unit]
    told = dict(zip(own[Column.INDICATOR], own[Column.TOTAL_VALUE], strict=True))
    dates = dict(zip(own[Column.INDICATOR], own[Column.DATE], strict=True))
    weeks = [date.fromisoformat(str(each)) for each in own[Column.WEEK]]
    asked = [row.id for row in region.campaign.rows if row.kind is Kind.MILESTONE]
    found = sorted(
        _open(region, told, dates, setup),
        key=lambda each: (ORDER[each.state], each.closes, each.number),
    )
    return Plan(
        done=sum(told.get(each) == 1 for each in asked),
        total=len(asked),
        told_on=max(weeks, default=None),
        open=tuple(found),
    )


def _open(
    region: Region, told: dict[str, float], dates: dict[str, str], setup: Setup
) -> Iterator[Milestone]:
    """Yield the dated milestones of which there is something to say."""
    for measure in region.campaign.plan.measures:
        for deadline in measure.deadlines:
            closes, milestone = deadline.closes, deadline.milestone
            if not (closes and milestone):
                continue
            found = _state(region.week, closes, told.get(milestone), dates.get(milestone, ""))
            if found and not (found[0] == "near" and found[1] > NEAR_DAYS):
                state, days = found
                ask = setup.asks.get(milestone) if state == "overdue" else None
                yield Milestone(
                    number=measure.number,
                    name=measure.short,
                    closes=closes,
                    state=state,
                    days=days,
                    by=after(region.week, ask.days) if ask else None,
                )


def _state(
    week: date, closes: date, value: float | None, done_on: str
) -> tuple[MilestoneState, int] | None:
    """Say whether a milestone is late or near, and by how many days; None where all is well."""
    if value == 1:
        late = (date.fromisoformat(done_on) - closes).days if done_on else 0
        return ("done_late", late) if late > 0 else None
    if closes >= week:
        return "near", (closes - week).days
    # Neither yes nor no has been told clearly.
    return ("overdue", (week - closes).days) if value == 0 else ("unknown", 0)
