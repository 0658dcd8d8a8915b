"""Tell how regularly the units reported over the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.punctuality import record_of, tally
from pipeline.render.narrative.groups import Group, group_of
from pipeline.render.narrative.shares import percent_of

if TYPE_CHECKING:
    from datetime import date

    from pipeline.punctuality import Tally
    from pipeline.render.final.closing import Closing
    from pipeline.schema import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The units that have as many of their reports not accepted."""

    count: int
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The units whose last accepted report is of an earlier date, the same for all of them."""

    day: date
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How one unit kept to its dates."""

    unit: Unit
    due: int
    accepted: int
    on_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regularity:
    """How the units' reports came, on the dates up to this one.

    `completeness` is of what was due, `timeliness` of what was accepted, in percent as printed.
    """

    total: int  # units
    received: int  # units with any accepted report
    due: int
    accepted: int
    on_time: int
    late: int
    returned: int
    missing: int
    completeness: float | None
    timeliness: float | None
    whole: Group  # units with all reports accepted
    punctual: Group  # units with all of them on time
    gaps: tuple[Gap, ...]  # fewest first; units that never reported are not among them
    never: Group
    carried: tuple[Carried, ...]
    silent: int  # how many units those are
    own_due: int  # reports of the oblast level on its own form
    own_accepted: int
    kept: tuple[Kept, ...]


def regularity_of(closing: Closing) -> Regularity:
    """Count how the reports of every unit came."""
    region = closing.source
    units = [each.unit for each in region.submissions]
    records = {unit.code: record_of(region, unit) for unit in units}
    counts = {code: tally(record) for code, record in records.items()}
    whole = tally(sent for record in records.values() for sent in record)
    own = tally(record_of(region, region.campaign.oblast_level))
    told, week = closing.told, region.week
    short = {
        unit: count.due - count.accepted
        for unit in units
        if unit.code in told and (count := counts[unit.code]).due > count.accepted
    }
    days = sorted({told[unit.code] for unit in units if told.get(unit.code, week) < week})
    return Regularity(
        total=len(units),
        received=len([unit for unit in units if unit.code in told]),
        due=whole.due,
        accepted=whole.accepted,
        on_time=whole.on_time,
        late=whole.late,
        returned=whole.returned,
        missing=whole.missing,
        completeness=_percent(whole.completeness),
        timeliness=_percent(whole.timeliness),
        whole=group_of((unit for unit in units if _is_whole(counts[unit.code])), units),
        punctual=group_of(
            (unit for unit in units if (count := counts[unit.code]).due == count.on_time > 0),
            units,
        ),
        gaps=tuple(
            Gap(
                count=count, group=group_of((unit for unit in short if short[unit] == count), units)
            )
            for count in sorted(set(short.values()))
        ),
        never=group_of((unit for unit in units if unit.code not in told), units),
        carried=tuple(
            Carried(
                day=day,
                group=group_of((unit for unit in units if told.get(unit.code) == day), units),
            )
            for day in days
        ),
        silent=len([unit for unit in units if told.get(unit.code, week) < week]),
        own_due=own.due,
        own_accepted=own.accepted,
        kept=tuple(
            Kept(unit=unit, due=count.due, accepted=count.accepted, on_time=count.on_time)
            for unit in units
            for count in (counts[unit.code],)
        ),
    )


def _is_whole(count: Tally) -> bool:
    return count.due == count.accepted > 0


def _percent(share: float | None) -> float | None:
    return None if share is None else percent_of(share)
