"""Tell what has been altered since the campaign began: rows of the form, units and their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.model import Language
from pipeline.schema import Bilingual, UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pipeline.model import Region
    from pipeline.schema import Indicator, Unit


# What the labels of parts begin with.
DASHES = "–- "


class Altered(StrEnum):
    """What has happened to a row or a unit."""

    ROW_ADDED = "row-added"
    ROW_RETIRED = "row-retired"
    RENAMED = "renamed"
    SPLIT = "split"
    FOUNDED = "founded"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """One thing that is not as it was on an earlier reporting date."""

    kind: Altered
    since: date
    is_new: bool  # the report before this one knew nothing of it
    indicator: str = ""
    name: Bilingual | None = None  # of the row
    unit: Unit | None = None
    before: Unit | None = None  # under its old name, or the unit from which one was split


def alterations_of(region: Region) -> tuple[Alteration, ...]:
    """List what was altered after the campaign's first reporting date, the oldest first."""
    found = (*_rows(region), *_units(region))
    return tuple(sorted(found, key=lambda each: each.since))


def _happened(region: Region, since: date) -> bool:
    return region.campaign.settings.reporting_dates[0] < since <= region.week


def _is_new(region: Region, since: date) -> bool:
    before = region.campaign.previous_date(region.week)
    return before is not None and before < since


def _rows(region: Region) -> Iterator[Alteration]:
    for row in region.campaign.rows:
        if not (row.core or row.issued):
            continue
        ends = None if row.valid_to is None else row.valid_to + timedelta(days=1)
        for kind, since in ((Altered.ROW_ADDED, row.valid_from), (Altered.ROW_RETIRED, ends)):
            if since is not None and _happened(region, since):
                yield Alteration(
                    kind=kind,
                    since=since,
                    is_new=_is_new(region, since),
                    indicator=row.id,
                    name=_name(region, row),
                )


def _name(region: Region, row: Indicator) -> Bilingual:
    """Name a row, a part behind its whole: labels of parts mean nothing alone."""
    whole = region.campaign.indicators.get(row.id[:-1])
    if whole is None or not row.id[-1].isalpha():
        return row.label
    texts = (f"{whole.label[each]}: {row.label[each].lstrip(DASHES)}" for each in Language)
    return Bilingual(**dict(zip(Language, texts, strict=True)))


def _units(region: Region) -> Iterator[Alteration]:
    units = region.campaign.units
    for unit in units.values():
        if unit.kind is UnitKind.OBLAST:
            continue
        if unit.valid_from is not None and _happened(region, unit.valid_from):
            parent = units.get(unit.split_from)
            kind = Altered.FOUNDED if parent is None else Altered.SPLIT
            yield _of_unit(region, kind, unit.valid_from, unit, parent)
        if unit.valid_to is not None:
            ends = unit.valid_to + timedelta(days=1)
            if _happened(region, ends):
                yield _of_unit(region, Altered.ENDED, ends, unit, None)
        for change in unit.changes:
            if change.name is None or not _happened(region, change.since):
                continue
            before = _called_before(region, unit.code, change.since)
            if before is not None and unit.is_valid_on(region.week):
                yield _of_unit(region, Altered.RENAMED, change.since, unit.on(change.since), before)


def _of_unit(
    region: Region, kind: Altered, since: date, unit: Unit, before: Unit | None
) -> Alteration:
    return Alteration(
        kind=kind, since=since, is_new=_is_new(region, since), unit=unit, before=before
    )


def _called_before(region: Region, code: str, since: date) -> Unit | None:
    """Find a unit as it was called on the last reporting date before a day."""
    for day in sorted(region.record, reverse=True):
        if day < since:
            return next((each.unit for each in region.record[day] if each.unit.code == code), None)
    return None
