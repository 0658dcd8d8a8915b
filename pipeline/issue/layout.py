"""Lay out a blank form: which sheet, row and column holds what, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pipeline.errors import SetupError
from pipeline.model import Slot
from pipeline.schema import Indicator, Kind, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit
    from pipeline.texts import Wording

HEADER_ROW = 3
FIRST_ROW = 4

# Names by which formulas reach the cover and the lists; a name works where old
# versions of Excel refuse a reference to another sheet.
REPORT_DATE = "report_date"
REPORT_KIND = "report_kind"
UNIT_LIST = "unit_list"
DATE_LIST = "date_list"


class Block(StrEnum):
    """How a sheet is laid out, by what its rows ask for."""

    FIGURES = "figures"
    MILESTONES = "milestones"
    TEXTS = "texts"


COLUMNS: Mapping[Block, Mapping[Slot, int]] = {
    Block.FIGURES: {Slot.WEEK: 3, Slot.TOTAL: 4, Slot.PREVIOUS: 5, Slot.REASON: 6},
    Block.MILESTONES: {Slot.DONE: 3, Slot.DATE: 4, Slot.DOCUMENT: 5, Slot.REASON: 6},
    Block.TEXTS: {Slot.TEXT: 2},
}
CHECK_COLUMN: Mapping[Block, int] = {Block.FIGURES: 7, Block.MILESTONES: 7, Block.TEXTS: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousFigure:
    """What a unit last reported, and was accepted, in one row."""

    total: float | None = None
    done: bool | None = None
    date: date | None = None
    document: str = ""


class Page(NamedTuple):
    """One sheet of the form with the rows that this unit fills."""

    sheet: Sheet
    block: Block
    rows: tuple[Indicator, ...]

    @property
    def last_row(self) -> int:
        """The row of the last indicator, from 0."""
        return FIRST_ROW + len(self.rows) - 1

    @property
    def check_column(self) -> int:
        """The column of the remarks, the last one."""
        return CHECK_COLUMN[self.block]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blank:
    """One unit's form for one week, before a line of it is written."""

    campaign: Campaign
    wording: Wording
    unit: Unit
    week: date
    previous: Mapping[str, PreviousFigure]
    pages: tuple[Page, ...]
    places: Mapping[str, tuple[Page, int]]  # page and row of every indicator on the form

    def __contains__(self, indicator: object) -> bool:
        """Whether a row is on this form."""
        return indicator in self.places

    def cell(self, indicator: str, slot: Slot, seen_from: str = "") -> str:
        """Refer to a cell of a row, with its sheet where it is seen from another one."""
        page, row = self.places[indicator]
        address = f"{chr(ord('A') + COLUMNS[page.block][slot])}{row + 1}"
        # F1 is a sheet's name that looks like a cell, so it is always quoted.
        return address if page.sheet.code == seen_from else f"'{page.sheet.code}'!{address}"

    def before(self, indicator: str) -> PreviousFigure:
        """What was last accepted in a row, all blank where nothing was."""
        return self.previous.get(indicator, PreviousFigure())

    def initial_total(self, indicator: str) -> float | None:
        """The figure that the form is issued with: only static bases have one."""
        row = self.campaign.indicators[indicator]
        return self.before(indicator).total if row.kind is Kind.REF else None

    @property
    def lacks_previous(self) -> bool:
        """Whether totals cannot be continued, though this is not the first report."""
        return not self.previous and self.campaign.previous_date(self.week) is not None


def lay_out(
    campaign: Campaign,
    wording: Wording,
    unit: Unit,
    week: date,
    previous: Mapping[str, PreviousFigure],
) -> Blank:
    """Give every row that a unit fills its sheet and its row there."""
    issued = campaign.issued(unit, week)
    grouped = (
        (sheet, [row for row in issued if row.sheet == sheet.code])
        for sheet in campaign.form.sheets
    )
    pages = tuple(Page(sheet, _block(sheet, rows), tuple(rows)) for sheet, rows in grouped if rows)
    return Blank(
        campaign=campaign,
        wording=wording,
        unit=unit,
        week=week,
        previous=previous,
        pages=pages,
        places={
            row.id: (page, FIRST_ROW + number)
            for page in pages
            for number, row in enumerate(page.rows)
        },
    )


def _block(sheet: Sheet, rows: list[Indicator]) -> Block:
    """Tell how a sheet is laid out; its rows must be of one family.

    Raises: SetupError where figures, milestones and texts are mixed on a sheet.
    """
    families = {
        {Kind.MILESTONE: Block.MILESTONES, Kind.TEXT: Block.TEXTS}.get(row.kind, Block.FIGURES)
        for row in rows
    }
    if len(families) > 1:
        raise SetupError(
            "template",
            {
                "file": "indicators.toml",
                "key": f"sheet {sheet.code}",
                "expected": "figures, milestones and texts on sheets of their own",
            },
        )
    return families.pop()
