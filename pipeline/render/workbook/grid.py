"""Lay out, before anything is written, where every figure of the districts will stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language import typography
from pipeline.model import Column, Mark, Slot
from pipeline.render.workbook.blocks import balanced, groups
from pipeline.render.workbook.rows import rows_for
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.model import Region
    from pipeline.render.workbook.rows import Part, Rows
    from pipeline.schema import Indicator, Unit

FIRST_COLUMN = 3  # after number, name and sign
HEAD_ROWS = 3  # title, date, legend: repeated on each page
BLOCK_HEAD_ROWS = 4  # ids, labels, units of measure, week and total
NOT_SUMMED = "–"


class Figure(NamedTuple):
    """What one unit reported in one row; NaN where blank or left out."""

    week: float
    total: float
    mark: str  # of the total
    reason: str
    week_mark: str
    week_cell: str

    def mark_of(self, slot: Slot) -> str:
        """Tell how one of the two entered the totals."""
        return self.week_mark if slot is Slot.WEEK else self.mark


class Place(NamedTuple):
    """Where one indicator stands: its columns and its rows, counted from 0."""

    sheet: str
    column: int  # of the week; of the state, where the two columns are merged
    first: int
    rows: Rows
    has_week: bool

    def at(self, row: int, slot: Slot) -> str:
        """Refer to one cell from another sheet."""
        return f"'{self.sheet}'!{address(row, self.column_of(slot))}"

    def column_of(self, slot: Slot = Slot.TOTAL) -> int:
        """Tell the column of the week's figure or of the total."""
        return self.column + (self.has_week and slot is Slot.TOTAL)

    @property
    def head_cell(self) -> str:
        """Refer to the head of the column."""
        return f"'{self.sheet}'!{address(self.first - BLOCK_HEAD_ROWS, self.column)}"

    @property
    def total_row(self) -> int:
        """The row of the region."""
        return self.first + self.rows.total

    def unit_cell(self, index: int, slot: Slot = Slot.TOTAL) -> str:
        """Refer to the cell of a unit."""
        return self.at(self.first + self.rows.units[index], slot)

    def total_cell(self, slot: Slot = Slot.TOTAL) -> str:
        """Refer to the cell of the region."""
        return self.at(self.total_row, slot)


class Block(NamedTuple):
    """Some indicators of one sheet side by side, with the units below them."""

    indicators: tuple[Indicator, ...]
    top: int
    own_level: bool  # whether the oblast level's own form has any of them
    remarks: tuple[tuple[Unit, Indicator, str], ...]  # the reasons that were accepted
    carried: bool  # whether a second total stands in for silent units

    @property
    def first(self) -> int:
        """The row of the first unit."""
        return self.top + BLOCK_HEAD_ROWS

    def own_row(self, rows: Rows) -> int:
        """The row of the oblast level, where the block has one: below all totals."""
        return self.first + rows.total + 2 + self.carried


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """The week's figures, and where each stands on the sheets that people read."""

    region: Region
    figures: Mapping[tuple[str, str], Figure]
    blocks: Mapping[str, tuple[Block, ...]]  # by sheet of the form

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The districts, in the campaign's order."""
        return tuple(submission.unit for submission in self.region.submissions)

    @cached_property
    def rows(self) -> Rows:
        """How the units and their subtotals stand below a head."""
        return rows_for(self.units)

    @cached_property
    def received(self) -> frozenset[str]:
        """The units that have any row among the facts."""
        return frozenset(unit for unit, _ in self.figures)

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where every indicator stands, by its id."""
        return {
            indicator.id: Place(
                sheet,
                FIRST_COLUMN + 2 * index,
                block.first,
                self.rows,
                indicator.kind is Kind.CUM,
            )
            for sheet, blocks in self.blocks.items()
            for block in blocks
            for index, indicator in enumerate(block.indicators)
        }

    def value(self, unit: str, indicator: str, slot: Slot = Slot.TOTAL) -> float | None:
        """Give one unit's figure; None where there is none."""
        figure = self.figures.get((unit, indicator))
        if figure is None:
            return None
        value = figure.week if slot is Slot.WEEK else figure.total
        return value if math.isfinite(value) else None

    def cell_of(self, unit: str, indicator: str, slot: Slot = Slot.TOTAL) -> str:
        """Refer to a unit's cell of an indicator; "" where it is on no sheet of figures."""
        place = self.places.get(indicator)
        index = self.positions.get(unit)
        return "" if place is None or index is None else place.unit_cell(index, slot)

    def own_cell(self, indicator: str) -> str:
        """Refer to the oblast level's own cell of an indicator; "" where no sheet has it."""
        place, level = self.places.get(indicator), self.region.campaign.oblast_level
        if place is None or (level.code, indicator) not in self.figures:
            return ""
        block = next(each for each in self.blocks[place.sheet] if each.first == place.first)
        return place.at(block.own_row(self.rows), Slot.TOTAL)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The units' places among them, by code."""
        return {unit.code: index for index, unit in enumerate(self.units)}

    def values(
        self, indicator: Indicator, slot: Slot = Slot.TOTAL, part: Part | None = None
    ) -> list[float | None]:
        """Give a column's figures, of one kind of units or of all."""
        units = self.units[part.start : part.end] if part else self.units
        return [self.value(unit.code, indicator.id, slot) for unit in units]

    def total(
        self, indicator: Indicator, slot: Slot = Slot.TOTAL, part: Part | None = None
    ) -> float | str:
        """Give what a total must show: the sum, "" over no figures at all."""
        if indicator.quantity is Quantity.PERCENT:
            return NOT_SUMMED
        return summed(self.values(indicator, slot, part), indicator.quantity)


def grid_of(region: Region) -> Grid:
    """Lay out the sheets of the form that hold figures."""
    columns = (Column.UNIT, Column.INDICATOR, Column.WEEK_VALUE, Column.TOTAL_VALUE,
               Column.STATUS, Column.REASON, Column.WEEK_STATUS, Column.WEEK_CELL)  # fmt: skip
    rows = zip(*(region.facts[column].tolist() for column in columns), strict=True)
    figures = {(row[0], row[1]): Figure(*row[2:]) for row in rows}
    campaign = region.campaign
    units = [submission.unit for submission in region.submissions]
    issued = set[str]().union(*(campaign.asked(unit, region.week) for unit in units))
    own = set(campaign.asked(campaign.oblast_level, region.week))
    shown = [row for row in campaign.rows if row.id in issued and (row.is_numeric or is_flag(row))]
    blocks = {}
    for sheet in campaign.form.sheets:
        indicators = [row for row in shown if row.sheet == sheet.code]
        if indicators:
            blocks[sheet.code] = _blocks(indicators, region, figures, own)
    return Grid(region=region, figures=figures, blocks=blocks)


def is_flag(indicator: Indicator) -> bool:
    """Whether an indicator is a yes or no, whose total counts the yeses."""
    return indicator.kind is Kind.FLAG


def summed(values: Iterable[float | None], quantity: Quantity) -> float | str:
    """Sum as the formulas do: "" over no figures at all, money to one decimal."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    total = math.fsum(known)
    return half_up(total) if quantity is Quantity.MONEY else total


def half_up(value: float) -> float:
    """Round to one decimal as a spreadsheet does."""
    return float(typography.rounded(round(value, 9), 1))


def cells_of(spans: Iterable[tuple[int, int]], first: int, column: int) -> str:
    """List the ranges of a column, whose rows are counted from the first unit's."""
    return ",".join(
        f"{address(first + start, column)}:{address(first + end, column)}" for start, end in spans
    )


def sum_over(cells: str, quantity: Quantity) -> str:
    """Write the formula of a total: "" over no figures at all, money to one decimal."""
    total = f"ROUND(SUM({cells}),1)" if quantity is Quantity.MONEY else f"SUM({cells})"
    return f'=IF(COUNT({cells})=0,"",{total})'


def address(row: int, column: int) -> str:
    """Spell a cell's address, from 0-based row and column."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def fixed(row: int, column: int) -> str:
    """Spell a cell's address so that it stays when its formula is copied."""
    spelt = address(row, column)
    letters = spelt.rstrip("0123456789")
    return f"${letters}${spelt[len(letters) :]}"


def _blocks(
    indicators: Sequence[Indicator],
    region: Region,
    figures: Mapping[tuple[str, str], Figure],
    own: set[str],
) -> tuple[Block, ...]:
    """Stack the blocks of one sheet, each with its heads, units, totals and remarks."""
    blocks: list[Block] = []
    top, received = HEAD_ROWS, {unit for unit, _ in figures}
    silent = any(each.unit.code not in received for each in region.submissions)
    rows = rows_for([each.unit for each in region.submissions]).total
    for chunk in balanced(groups(indicators, region.campaign.rules.sums)):
        remarks = tuple(
            (submission.unit, indicator, figure.reason)
            for indicator in chunk
            for submission in region.submissions
            if (figure := figures.get((submission.unit.code, indicator.id)))
            and Mark.ACCEPTED in {figure.mark, figure.week_mark}
            and figure.reason
        )
        own_level = any(indicator.id in own for indicator in chunk)
        block = Block(tuple(chunk), top, own_level, remarks, silent)
        blocks.append(block)
        # Totals, number of units, second totals, the oblast's own level, the remarks, an empty row.
        top = block.first + rows + 2 + silent + own_level + len(remarks) + 1
    return tuple(blocks)
