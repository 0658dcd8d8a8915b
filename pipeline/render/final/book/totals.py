"""Write every district's last accepted totals, whenever it gave them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.render.final.book.volume import sum_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, address
from pipeline.render.workbook.ratios import quotient_formula, quotient_value, ratios_of
from pipeline.render.workbook.record import count_cell
from pipeline.render.workbook.styles import style_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.final.book.volume import Volume
    from pipeline.schema import Unit

FIRST_ROW = HEAD_ROWS + 2  # after the ids and the labels
LEADING = (22.0, 140.0, 48.0, 44.0, 60.0)
FIGURE_WIDTH, SHARE_WIDTH = 62.0, 58.0


def write_totals(volume: Volume) -> None:
    """Write rows of districts, columns of the main indicators; the region's totals below."""
    canvas, shown = volume.canvas, volume.shown
    widths = (*LEADING, *(FIGURE_WIDTH for _ in shown), SHARE_WIDTH)
    page = Page(volume.sheet("totals"), canvas.both("title.totals"), widths,
                ("legend.totals", "legend.stale"), (FIRST_ROW, 2), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    _write_heads(volume, sheet)
    for row, unit in enumerate(volume.units, FIRST_ROW):
        _write_unit(volume, sheet, row, unit)
    _write_sums(volume, sheet)
    last = FIRST_ROW + len(volume.units) - 1
    sheet.autofilter(FIRST_ROW - 1, 0, last, len(widths) - 1)


def total_cell(volume: Volume, indicator: str) -> str:
    """Refer to the region's total of a main indicator."""
    column = len(LEADING) + [each.id for each in volume.shown].index(indicator)
    return f"'{volume.sheet('totals')}'!{address(FIRST_ROW + len(volume.units), column)}"


def _write_heads(volume: Volume, sheet: Worksheet) -> None:
    canvas, styles = volume.canvas, volume.canvas.styles
    keys = ("number", "unit", "accepted-of", "due-of", "last-report")
    ratio = next(iter(ratios_of(canvas)), None)
    ids = [*("" for _ in keys), *(each.id for each in volume.shown)]
    ids.append(f"{ratio.part} : {ratio.whole}" if ratio else "")
    labels = [canvas.stacked(f"head.{key}") for key in keys]
    labels += [f"{each.label.kk}\n{each.label.ru}, {each.unit.both}" for each in volume.shown]
    labels.append(f"{ratio.short_name.kk}\n{ratio.short_name.ru}" if ratio else "")
    for column, text in enumerate(ids):
        sheet.write_string(HEAD_ROWS, column, text, styles["head.id"])
    high = max(height(text, FIGURE_WIDTH, 8) for text in labels) + 14
    volume.heads(sheet, HEAD_ROWS + 1, labels, high)


def _write_unit(volume: Volume, sheet: Worksheet, row: int, unit: Unit) -> None:
    canvas, styles = volume.canvas, volume.canvas.styles
    told = volume.closing.told.get(unit.code)
    count = next(each for each in volume.reports.kept if each.unit == unit)
    sheet.write_number(row, 0, row - FIRST_ROW + 1, styles["centre.small"])
    sheet.write_string(row, 1, safe(short_name(unit)), styles["label.small"])
    for column, key, value in ((2, "accepted", count.accepted), (3, "due", count.due)):
        formula = f"={count_cell(canvas, volume.place(unit), key)}"
        sheet.write_formula(row, column, formula, styles["small.count"], value)
    if told is None:
        sheet.write_string(row, 4, canvas.wording["mark.missing"].kk, styles["missing.small"])
    else:
        sheet.write_datetime(row, 4, told, styles["day.full"])
    for column, indicator in enumerate(volume.shown, len(LEADING)):
        volume.write_known(sheet, (row, column), unit, indicator)
    _write_share(volume, sheet, row, "share")


def _write_sums(volume: Volume, sheet: Worksheet) -> None:
    canvas, styles = volume.canvas, volume.canvas.styles
    row, last = FIRST_ROW + len(volume.units), FIRST_ROW + len(volume.units) - 1
    sheet.write_blank(row, 0, None, styles["label.bold"])
    sheet.write_string(row, 1, canvas.both("row.total"), styles["label.bold"])
    counts = (
        sum(getattr(each, key) for each in volume.reports.kept) for key in ("accepted", "due")
    )
    for column, value in enumerate(counts, 2):
        formula = sum_of(FIRST_ROW, last, column, Quantity.COUNT)
        sheet.write_formula(row, column, formula, styles["small.total"], value)
    sheet.write_blank(row, 4, None, styles["label.bold"])
    for column, indicator in enumerate(volume.shown, len(LEADING)):
        style = styles[f"{style_of(indicator)}.total"]
        total = volume.total(indicator)
        if indicator.quantity is Quantity.PERCENT:
            sheet.write_string(row, column, NOT_SUMMED, styles["centre.bold"])
        else:
            formula = sum_of(FIRST_ROW, last, column, indicator.quantity)
            sheet.write_formula(row, column, formula, style, total)
    _write_share(volume, sheet, row, "share.total")
    sheet.set_row(row, 26)


def _write_share(volume: Volume, sheet: Worksheet, row: int, style: str) -> None:
    """Write the first quotient of a row, where both its figures stand in it."""
    names = [each.id for each in volume.shown]
    ratio = next(iter(ratios_of(volume.canvas)), None)
    column = len(LEADING) + len(names)
    if ratio is None or not {ratio.part, ratio.whole} <= set(names):
        sheet.write_blank(row, column, None, volume.canvas.styles["blank"])
        return
    part, whole = (len(LEADING) + names.index(name) for name in (ratio.part, ratio.whole))
    formula = quotient_formula(address(row, part), address(row, whole))
    value = quotient_value(*(_value(volume, row, name) for name in (ratio.part, ratio.whole)))
    sheet.write_formula(row, column, formula, volume.canvas.styles[style], value)


def _value(volume: Volume, row: int, name: str) -> float | str | None:
    """Give what a figure's cell shows: a unit's, or the region's below them."""
    place = row - FIRST_ROW
    if place == len(volume.units):
        return volume.total(volume.canvas.region.campaign.indicators[name])
    known = volume.known(volume.units[place], name, volume.canvas.region.week)
    return known[1] if known else None
