"""Write the tiles of the first page: the headline figures and how they have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Status
from pipeline.render.workbook.alike import sums_of
from pipeline.render.workbook.details import status_cell
from pipeline.render.workbook.grid import address
from pipeline.render.workbook.ratios import quotient_formula, quotient_value, ratios_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.compare import Comparison

    Value = float | str

MOST = 7


class Face(NamedTuple):
    """What one tile shows: a name, a large figure and two small lines below it."""

    name: str
    figure: tuple[str, str, Value]  # formula, style, what it comes to
    change: tuple[str, str, Value]
    basis: tuple[str, str, Value]


def write_tiles(
    canvas: Canvas,
    sheet: Worksheet,
    comparisons: Sequence[Comparison],
    place: tuple[int, int],
) -> None:
    """Write one row of tiles across the page, and a note on what is compared."""
    top, columns = place
    faces = [*_faces(canvas, comparisons)][:MOST]
    wide = columns // len(faces)
    for row, high in enumerate((34, 25, 12, 11), top + 1):
        sheet.set_row(row, high)
    sheet.set_row(top, 5)
    for index, face in enumerate(faces):
        first, last = index * wide, (index + 1) * wide - 1
        style = canvas.styles["tile.name"]
        sheet.merge_range(top + 1, first, top + 1, last, face.name, style)
        for row, (formula, name, value) in enumerate(face[1:], top + 2):
            style = canvas.styles[name]
            sheet.merge_range(row, first, row, last, "", style)
            sheet.write_formula(row, first, formula, style, value)
        # A plain reference is a place to go to, and the figure leads there.
        target = face.figure[0].removeprefix("=")
        sheet.link((top + 2, first), target if target.startswith("'") else "", (top + 2, last))
    sheet.write_string(top + 5, 0, canvas.both("legend.tiles"), canvas.styles["note.plain"])
    sheet.set_row(top + 5, 13)


def _faces(canvas: Canvas, comparisons: Sequence[Comparison]) -> Iterator[Face]:
    """Yield who reported, the figures of the campaign's choice, and the coverage."""
    yield _reported(canvas)
    by_id = {each.indicator.id: each for each in comparisons}
    ratio = next(iter(ratios_of(canvas)), None)
    for tile in canvas.headlines.tiles:
        each = by_id.get(tile.indicator)
        if each is not None:
            yield _figure(canvas, each, f"{tile.name.kk}\n{tile.name.ru}")
        if ratio is not None and tile.indicator == ratio.part and ratio.whole in by_id:
            yield _coverage(canvas, by_id[ratio.part], by_id[ratio.whole])


def _reported(canvas: Canvas) -> Face:
    submissions = canvas.region.submissions
    counts = {
        status: sum(each.status is status for each in submissions)
        for status in (Status.LATE, Status.MISSING)
    }
    reported = sum(each.status.is_counted for each in submissions)
    late, missing = (
        (f"={status_cell(canvas, status)}", f"tile.{status}", count)
        for status, count in counts.items()
    )
    figure = (f"={status_cell(canvas, None)}", "tile.of-all", reported)
    return Face(canvas.stacked("tile.reported"), figure, missing, late)


def _figure(canvas: Canvas, each: Comparison, name: str) -> Face:
    """Show a total, and its change over the units that gave it in both reports."""
    quantity = str(each.indicator.quantity)
    place = canvas.grid.places[each.indicator.id]
    compare = canvas.names["compare"]
    change = f"='{compare}'!{address(each.total_row, each.column + 2)}"
    units = f"='{compare}'!{address(each.total_row + 1, each.column)}"
    count = sum(value is not None for value in each.changes)
    return Face(
        name,
        (f"={place.total_cell()}", f"tile.{quantity}", canvas.grid.total(each.indicator)),
        (change, f"tile.{quantity}.change", each.totals[2]),
        (units, "tile.units", count),
    )


def _coverage(canvas: Canvas, part: Comparison, whole: Comparison) -> Face:
    """Show the quotient of two totals, and its change in points over the same units."""
    grid, alike = canvas.grid, sums_of(canvas, (part, whole))
    now, base, before, old_base = alike.formulas
    empty = f"OR({base}=0,{old_base}=0)"
    # The difference of the shares as the texts show them, so that a reader can check it.
    shown = f"ROUND(100*{now}/{base},1)-ROUND(100*{before}/{old_base},1)"
    change = f'=IF({empty},"",ROUND({shown},1))'
    totals = alike.values
    value: Value = ""
    if totals and totals[1] and totals[3]:
        shares = [round(100 * part / whole, 1) for part, whole in (totals[:2], totals[2:])]
        value = round(shares[0] - shares[1], 1)
    cells = [grid.places[each.indicator.id].total_cell() for each in (part, whole)]
    share = quotient_value(*(grid.total(each.indicator) for each in (part, whole)))
    ratio = ratios_of(canvas)[0]
    return Face(
        f"{ratio.short_name.kk}\n{ratio.short_name.ru}",
        (quotient_formula(*cells), "tile.share", share),
        (change, "tile.points", value),
        (f"={alike.counted}", "tile.units", alike.units),
    )
