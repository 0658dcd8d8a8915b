"""Tell how every unit's report came on every date, and what that comes to over the campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipeline.model import Region, Submission
    from pipeline.schema import Unit

PENDING = "pending"
FLAGS = ("empty", "copied", "corrected")


class Sent(NamedTuple):
    """How one unit's report of one date came; no state where the unit did not yet exist."""

    state: str  # a Status, "pending" or ""
    days_late: int = 0
    flags: tuple[str, ...] = ()
    submission: Submission | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What some dates of some units come to, with two rates that never exceed one.

    Completeness is of what was due, timeliness of what was accepted; None of nothing.
    """

    on_time: int
    late: int
    returned: int
    missing: int
    empty: int
    copied: int
    corrected: int

    @property
    def due(self) -> int:
        """How many reports should have come by now."""
        return self.on_time + self.late + self.returned + self.missing

    @property
    def accepted(self) -> int:
        """How many came and count."""
        return self.on_time + self.late

    @property
    def completeness(self) -> float | None:
        """The share of what was due that was accepted."""
        return self.accepted / self.due if self.due else None

    @property
    def timeliness(self) -> float | None:
        """The share of what was accepted that came on time."""
        return self.on_time / self.accepted if self.accepted else None


def units_of(region: Region) -> tuple[Unit, ...]:
    """List the districts that were expected on any date so far, in the campaign's order."""
    expected = {each.unit.code for submissions in region.record.values() for each in submissions}
    expected |= {each.unit.code for each in region.submissions}
    return tuple(unit for unit in region.campaign.all_units if unit.code in expected)


def record_of(region: Region, unit: Unit) -> tuple[Sent, ...]:
    """Tell how one unit's reports came, on every reporting date of the campaign."""
    return tuple(sent_on(region, unit, day) for day in region.campaign.settings.reporting_dates)


def sent_on(region: Region, unit: Unit, day: date) -> Sent:
    """Say how one unit's report of one date came; the oblast level's too.

    Nothing is missing before the cut-off, nor on a date that nobody has reported on by then.
    """
    if not unit.is_valid_on(day):
        return Sent("")
    if day > region.week:
        return Sent(PENDING)
    found = _submission(region, unit, day)
    if found is None or found.status is Status.MISSING:
        closed = region.now > region.campaign.cut_off(day)
        return Sent(Status.MISSING if closed else PENDING)
    flags = tuple(flag for flag in FLAGS if getattr(found, flag))
    late = found.days_late if found.status is Status.LATE else 0
    return Sent(found.status, late, flags, found)


def tally(sent: Iterable[Sent]) -> Tally:
    """Count how reports came; those that are not due yet count nowhere."""
    every = tuple(sent)
    states = [each.state for each in every]
    flags = [flag for each in every for flag in each.flags]
    return Tally(
        on_time=states.count(Status.ON_TIME),
        late=states.count(Status.LATE),
        returned=states.count(Status.RETURNED),
        missing=states.count(Status.MISSING),
        empty=flags.count("empty"),
        copied=flags.count("copied"),
        corrected=flags.count("corrected"),
    )


def _submission(region: Region, unit: Unit, day: date) -> Submission | None:
    if unit == region.campaign.oblast_level:
        own = region.oblast_submission if day == region.week else None
        return region.oblast_record.get(day, own)
    return next((each for each in region.record.get(day, ()) if each.unit.code == unit.code), None)
