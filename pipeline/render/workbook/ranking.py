"""Rank the districts by coverage, so that a chart shows them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.render.workbook.canvas import height, safe, short_name
from pipeline.render.workbook.grid import BLOCK_HEAD_ROWS, FIRST_COLUMN, address

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.headlines import Ratio
    from pipeline.render.workbook.rows import Rows

NAME_COLUMN, SHARE_COLUMN = 1, FIRST_COLUMN
NAME_WIDTH = 142.0


class Ranking(NamedTuple):
    """The districts by one quotient: where its cells are, and where the ranked table stands."""

    ratio: Ratio
    units: int  # row of the first unit among the quotients
    rank_column: int
    top: int  # row of the ranked table's title
    rows: Rows
    shares: tuple[float | None, ...]  # by unit; None where there is no quotient

    @property
    def first(self) -> int:
        """The row of the district that leads."""
        return self.top + 2

    @property
    def ranks(self) -> tuple[int | None, ...]:
        """Each unit's place; ties in the campaign's order."""
        return tuple(
            None
            if share is None
            else 1
            + sum(other is not None and other > share for other in self.shares)
            + sum(other == share for other in self.shares[:index])
            for index, share in enumerate(self.shares)
        )

    @property
    def ranked(self) -> int:
        """How many units have a place."""
        return sum(share is not None for share in self.shares)


def write_ranking(canvas: Canvas, sheet: Worksheet, ranking: Ranking) -> None:
    """Write each unit's place beside its quotients, then the units in that order."""
    styles, first, column = canvas.styles, ranking.units, ranking.rank_column
    ranks = ranking.ranks
    place = canvas.stacked("head.place")
    sheet.merge_range(first - BLOCK_HEAD_ROWS, column, first - 1, column, place, styles["head"])
    last = first + ranking.rows.total - 1
    numbers, shares, places, names = (
        f"{address(first, where)}:{address(last, where)}"
        for where in (0, SHARE_COLUMN, column, NAME_COLUMN)
    )
    for index, rank in enumerate(ranks):
        row = first + ranking.rows.units[index]
        cell = address(row, SHARE_COLUMN)
        # Units alone have a number before their names, and subtotals none.
        higher = f"SUMPRODUCT(ISNUMBER({numbers})*ISNUMBER({shares})*({shares}>{cell}))"
        above, numbered = (
            f"{address(first, where)}:{address(row - 1, where)}" for where in (SHARE_COLUMN, 0)
        )
        ties = f"+SUMPRODUCT(ISNUMBER({numbered})*({above}={cell}))" if index else ""
        formula = f'=IF(ISNUMBER({cell}),1+{higher}{ties},"")'
        value = "" if rank is None else rank
        sheet.write_formula(row, column, formula, styles["small.count"], value)
    for part in ranking.rows.subtotals:
        sheet.write_blank(first + part.subtotal, column, None, styles["label.subtotal"])
    _write_order(canvas, sheet, ranking, (places, names, shares))


def _write_order(
    canvas: Canvas, sheet: Worksheet, ranking: Ranking, spans: tuple[str, str, str]
) -> None:
    """Write the units from the best down; those without a quotient have no place."""
    styles, top = canvas.styles, ranking.top
    title = f"{canvas.both('section.ranking')}: {ranking.ratio.name.both}"
    sheet.write_string(top, 0, title, styles["subtitle"])
    heads = ((0, "head.number"), (NAME_COLUMN, "head.unit"), (SHARE_COLUMN, "head.percent"))
    for column, key in heads:
        sheet.write_string(top + 1, column, canvas.stacked(key), styles["head"])
    sheet.write_blank(top + 1, 2, None, styles["head"])
    sheet.set_row(top + 1, height(canvas.stacked("head.unit"), NAME_WIDTH, 8) + 3)
    places, names, shares = spans
    order = {rank: index for index, rank in enumerate(ranking.ranks) if rank is not None}
    for place in range(1, len(ranking.shares) + 1):
        row, index = ranking.first + place - 1, order.get(place)
        found = f"MATCH({address(row, 0)},{places},0)"
        name = "" if index is None else safe(short_name(canvas.grid.units[index]))
        share = "" if index is None else ranking.shares[index]
        sheet.write_number(row, 0, place, styles["centre.small"])
        sheet.write_blank(row, 2, None, styles["blank"])
        for column, span, style, value in (
            (NAME_COLUMN, names, "line.small", name),
            (SHARE_COLUMN, shares, "share", share),
        ):
            formula = f'=IFERROR(INDEX({span},{found}),"")'
            sheet.write_formula(row, column, formula, styles[style], value)
