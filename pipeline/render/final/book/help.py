"""Write where help came from: sums and children by source, with shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.render.final.book.volume import sum_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, address
from pipeline.render.workbook.ratios import quotient_formula, quotient_value
from pipeline.render.workbook.styles import style_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.final.book.volume import Volume
    from pipeline.schema import Indicator

FIRST_ROW = HEAD_ROWS + 2
LEADING = (22.0, 140.0)
WIDTH = 78.0


class Pillar(NamedTuple):
    """A column: its row of the form, its head, and the column of which it is a part."""

    indicator: Indicator
    head: str
    whole: int


def write_help(volume: Volume) -> None:
    """Write rows of districts, columns of sources; totals, shares and averages below."""
    canvas, pillars = volume.canvas, pillars_of(volume)
    widths = (*LEADING, *(WIDTH for _ in pillars))
    page = Page(volume.sheet("help"), canvas.both("title.help"), widths,
                ("legend.totals", "legend.stale"), (FIRST_ROW, 2), repeated=FIRST_ROW)  # fmt: skip
    sheet = canvas.open(page)
    ids = ["", "", *(each.indicator.id for each in pillars)]
    for column, text in enumerate(ids):
        sheet.write_string(HEAD_ROWS, column, text, canvas.styles["head.id"])
    heads = [canvas.stacked("head.number"), canvas.stacked("head.unit")]
    heads += [f"{each.head}\n{each.indicator.unit.both}" for each in pillars]
    high = max(height(text, WIDTH, 8) for text in heads) + 6
    volume.heads(sheet, HEAD_ROWS + 1, heads, high)
    for row, unit in enumerate(volume.units, FIRST_ROW):
        sheet.write_number(row, 0, row - FIRST_ROW + 1, canvas.styles["centre.small"])
        sheet.write_string(row, 1, safe(short_name(unit)), canvas.styles["label.small"])
        for column, pillar in enumerate(pillars, len(LEADING)):
            volume.write_known(sheet, (row, column), unit, pillar.indicator)
    _write_sums(volume, sheet, pillars)


def pillars_of(volume: Volume) -> list[Pillar]:
    """List the columns: the sums of all sources and their whole, then the children likewise."""
    setup, places = volume.words.weekly, volume.history.places
    rows = volume.canvas.region.campaign.indicators
    found: list[Pillar] = []
    for whole, parts in (
        (setup.lines[setup.sources_whole], [each.sum for each in setup.sources]),
        (setup.lines["helped"], [each.children for each in setup.sources]),
    ):
        if whole not in places:
            continue
        shown = [
            (part, source.label)
            for part, source in zip(parts, setup.sources, strict=True)
            if part in places
        ]
        place = len(LEADING) + len(found) + len(shown)
        found += [Pillar(rows[part], f"{label.kk}\n{label.ru}", place) for part, label in shown]
        found.append(Pillar(rows[whole], volume.canvas.stacked("head.money-whole"), place))
    return found


def _write_sums(volume: Volume, sheet: Worksheet, pillars: list[Pillar]) -> None:
    """Write the region's totals, the shares of the whole, and what a child got from each source."""
    canvas, styles = volume.canvas, volume.canvas.styles
    last = FIRST_ROW + len(volume.units) - 1
    total, share, mean = last + 1, last + 2, last + 3
    for row, key in ((total, "row.total"), (share, "row.share"), (mean, "row.per-child")):
        sheet.write_blank(row, 0, None, styles["label.bold"])
        sheet.write_string(row, 1, canvas.both(key), styles["label.bold"])
        sheet.set_row(row, 26)
    totals = [volume.total(each.indicator) for each in pillars]
    half = len(pillars) // 2
    for place, (each, value) in enumerate(zip(pillars, totals, strict=True)):
        column = len(LEADING) + place
        formula = sum_of(FIRST_ROW, last, column, each.indicator.quantity)
        style = styles[f"{style_of(each.indicator)}.total"]
        sheet.write_formula(total, column, formula, style, value)
        cells = address(total, column), address(total, each.whole)
        whole = totals[each.whole - len(LEADING)]
        sheet.write_formula(share, column, quotient_formula(*cells), styles["share.total"],
                            quotient_value(value, whole))  # fmt: skip
        if place < half and len(pillars) == 2 * half:
            beside = address(total, column), address(total, column + half)
            sheet.write_formula(mean, column, quotient_formula(*beside), styles["money.total"],
                                quotient_value(value, totals[place + half]))  # fmt: skip
        else:
            sheet.write_blank(mean, column, None, styles["closed"])
