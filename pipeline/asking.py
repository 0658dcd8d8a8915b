"""Refuse what the command line asks for and the campaign does not know."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit


def refuse_other_dates(week: date | None, campaign: Campaign) -> None:
    """Refuse a date on which nothing is reported."""
    dates = campaign.settings.reporting_dates
    if week is not None and week not in dates:
        shown = ", ".join(day.isoformat() for day in dates)
        raise UsageError("no-such-week", {"week": week.isoformat(), "dates": shown})


def named_units(codes: Iterable[str], expected: Iterable[Unit]) -> tuple[Unit, ...]:
    """Find the units that codes name, each once.

    Raises: UsageError with the nearest code where one is not known.
    """
    known = {unit.code: unit for unit in expected}
    for code in codes:
        if code not in known:
            near = get_close_matches(code, sorted(known), n=1, cutoff=0.0)
            raise UsageError("no-such-unit", {"unit": code, "near": "".join(near)})
    return tuple(known[code] for code in dict.fromkeys(codes))


def ever_expected(week: date | None, campaign: Campaign) -> Iterator[Unit]:
    """Yield the units that report on a date; on any of the campaign's, where none is given."""
    for day in (week,) if week else campaign.settings.reporting_dates:
        yield from campaign.districts(day)
