"""Gather the figures that the page shows: every date's, and where this date's stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from pipeline.figures import quotient
from pipeline.model import Column
from pipeline.render.letters.remarks import is_private
from pipeline.schema import Quantity, UnitKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.model import Region
    from pipeline.schema import Indicator, Unit


class Source(NamedTuple):
    """Where a unit's figure of this date stands, and how it entered the totals."""

    mark: str
    sheet: str
    cell: str
    week_cell: str
    week: float | None
    reason: str


class Change(NamedTuple):
    """How a line moved since the date before; None where no unit has a figure on both."""

    change: float | None
    units: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Book:
    """The figures of a region by date, row and unit; what was not given is absent."""

    region: Region
    dates: tuple[date, ...]
    rows: tuple[Indicator, ...]  # numeric, in the form's order
    totals: Mapping[tuple[str, str, str], float]  # by ISO date, row and unit
    sources: Mapping[tuple[str, str], Source]  # by unit and row, milestones too

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The districts of this date, in the campaign's order."""
        return tuple(each.unit for each in self.region.submissions)

    @cached_property
    def silent(self) -> frozenset[str]:
        """The districts of which no report counts on this date."""
        return frozenset(
            each.unit.code for each in self.region.submissions if not each.status.is_counted
        )

    @cached_property
    def private(self) -> frozenset[str]:
        """The files with a person's data: none of their words are shown, their names neither."""
        return private_files(self.region)

    def total(self, row: str, unit: str) -> float | None:
        """Give a unit's total of this date."""
        return self.totals.get((self.region.week.isoformat(), row, unit))

    def given(self, row: str, day: date) -> tuple[float, ...]:
        """Give the districts' totals of a row on a date."""
        iso = day.isoformat()
        units = self.region.campaign.districts(day)
        return tuple(
            total for unit in units if (total := self.totals.get((iso, row, unit.code))) is not None
        )

    def sum(self, row: str, day: date | None = None) -> float | None:
        """Sum a row over the districts; None where nobody gave it, or it is a percentage."""
        given = self.given(row, day or self.region.week)
        is_percent = self.region.campaign.indicators[row].quantity is Quantity.PERCENT
        return None if is_percent or not given else round(sum(given), 6)

    def sum_week(self, row: str) -> float | None:
        """Sum the districts' figures for the week."""
        if self.region.campaign.indicators[row].quantity is Quantity.PERCENT:
            return None
        given = [
            source.week
            for unit in self.units
            if (source := self.sources.get((unit.code, row))) and source.week is not None
        ]
        return round(sum(given), 6) if given else None

    def share(self, part: str, whole: str, unit: str = "") -> float | None:
        """Divide two totals of a unit, or of the region, as a fraction."""
        if unit:
            return quotient(self.total(part, unit), self.total(whole, unit))
        return quotient(self.sum(part), self.sum(whole))

    def change(self, row: str) -> Change:
        """Compare with the date before, over the districts with a figure on both."""
        before = self.region.campaign.previous_date(self.region.week)
        if before is None or self.region.campaign.indicators[row].quantity is Quantity.PERCENT:
            return Change(None, 0)
        iso = before.isoformat()
        pairs = [
            (now, then)
            for unit in self.units
            if (now := self.total(row, unit.code)) is not None
            and (then := self.totals.get((iso, row, unit.code))) is not None
        ]
        if not pairs:
            return Change(None, 0)
        return Change(round(sum(now for now, _ in pairs) - sum(then for _, then in pairs), 6),
                      len(pairs))  # fmt: skip

    def reported(self, day: date) -> int:
        """Count the districts whose report of a date counts."""
        return sum(each.status.is_counted for each in self.region.record.get(day, ()))


def book_of(region: Region) -> Book:
    """Lay the region's frames out for quick looking up."""
    campaign = region.campaign
    columns = (Column.WEEK, Column.INDICATOR, Column.UNIT, Column.TOTAL_VALUE)
    rows = zip(*(region.history[column].tolist() for column in columns), strict=True)
    totals = {(week, row, unit): total for week, row, unit, total in rows if not isnan(total)}
    named = {row for _, row, _ in totals}
    issued = {
        row.id
        for kind in (UnitKind.CITY, UnitKind.RAYON)
        for unit in [
            next((each.unit for each in region.submissions if each.unit.kind is kind), None)
        ]
        if unit is not None
        for row in campaign.issued(unit, region.week)
    }
    return Book(
        region=region,
        dates=tuple(day for day in campaign.settings.reporting_dates if day <= region.week),
        rows=tuple(
            row for row in campaign.rows if row.is_numeric and (row.id in issued or row.id in named)
        ),
        totals=totals,
        sources=_sources(region),
    )


def private_files(region: Region) -> frozenset[str]:
    """Name the files with a person's data: none of their words are shown."""
    return frozenset(file.path for file in region.files if is_private(file.findings))


def _sources(region: Region) -> Mapping[tuple[str, str], Source]:
    """Note the cell of every figure of this date."""
    columns = (Column.UNIT, Column.INDICATOR, Column.STATUS, Column.SHEET, Column.CELL,
               Column.WEEK_CELL, Column.WEEK_VALUE, Column.REASON, Column.FILE)  # fmt: skip
    rows = zip(*(region.facts[column].tolist() for column in columns), strict=True)
    private = private_files(region)
    return {
        (unit, row): Source(
            mark,
            sheet,
            cell,
            week_cell,
            None if isnan(week) else week,
            "" if file in private else str(reason or ""),
        )
        for unit, row, mark, sheet, cell, week_cell, week, reason, file in rows
    }
