"""Write the page on which the final workbook opens: what the campaign came to, and the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.final.book import exceptions, undone
from pipeline.render.final.book.totals import total_cell
from pipeline.render.final.book.weeks import volume_chart
from pipeline.render.workbook.canvas import PIXELS_PER_POINT, ROW_HEIGHT, Page, height, safe
from pipeline.render.workbook.grid import address
from pipeline.render.workbook.origins import DATA
from pipeline.render.workbook.ratios import quotient_formula, quotient_value
from pipeline.render.workbook.record import total_count_cell
from pipeline.render.workbook.styles import style_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.final.book.volume import Volume

WIDTHS = (40.0, 330.0, 90.0, 12.0, 350.0)
LABEL, FIGURE, BESIDE = 1, 2, 4
FIRST_ROW = 3
CHART_WIDTH, CHART_HEIGHT = round(WIDTHS[BESIDE] * PIXELS_PER_POINT), 250  # in pixels


def write_summary(volume: Volume) -> None:
    """Write the figures at the left, the charts and the list of sheets at the right."""
    canvas = volume.canvas
    settings, region = canvas.region.campaign.settings, canvas.region
    title = settings.title.both
    sheet = canvas.open(Page(canvas.names["summary"], title, WIDTHS, frozen=(2, 0), repeated=2))
    is_final = region.week == settings.reporting_dates[-1]
    line = canvas.both(
        "final-line" if is_final else "preliminary-line",
        date=typography.short_date(region.week),
        due=region.campaign.number_of(region.week),
        dates=len(settings.reporting_dates),
    )
    sheet.write_string(1, 0, safe(line), canvas.styles["plain.bold"])
    row = _write_names(volume, sheet, _write_figures(volume, sheet) + 1)
    end = _write_contents(volume, sheet, row + 1)
    _insert_charts(volume, sheet)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, end - 1, len(WIDTHS) - 1)
    sheet.activate()


def _write_figures(volume: Volume, sheet: Worksheet) -> int:
    """Write the region's totals, how reports came, and what was not done."""
    canvas, styles = volume.canvas, volume.canvas.styles
    sheet.write_string(2, 0, canvas.both("section.figures"), styles["subtitle"])
    row = FIRST_ROW
    for indicator in volume.shown:
        label = f"{indicator.label.both}, {indicator.unit.both}"
        formula = f"={total_cell(volume, indicator.id)}"
        style = f"{style_of(indicator)}.total"
        _write_line(volume, sheet, row, (indicator.id, label))
        sheet.write_formula(row, FIGURE, formula, styles[style], volume.total(indicator))
        row += 1
    for label, formula, style, value in _lines(volume):
        _write_line(volume, sheet, row, ("", label))
        sheet.write_formula(row, FIGURE, formula, styles[style], value)
        row += 1
    return row


def _lines(volume: Volume) -> Iterator[tuple[str, str, str, float | str]]:
    """Yield what is told beside the indicators: label, formula, style, value."""
    canvas, reports = volume.canvas, volume.reports
    cells = {key: total_count_cell(canvas, key) for key in ("accepted", "due", "on-time")}
    for key, value in (("accepted", reports.accepted), ("due", reports.due)):
        yield canvas.both(f"head.{key}-of"), f"={cells[key]}", "count.total", value
    yield (canvas.both("row.completeness"), quotient_formula(cells["accepted"], cells["due"]),
           "share.total", quotient_value(reports.accepted, reports.due))  # fmt: skip
    yield (canvas.both("row.timeliness"), quotient_formula(cells["on-time"], cells["accepted"]),
           "share.total", quotient_value(reports.on_time, reports.accepted))  # fmt: skip
    yield (canvas.both("row.undone-count"), undone.count_formula(volume), "count.total",
           len(undone.undone(volume)))  # fmt: skip
    yield (canvas.both("row.exceptions-count"), exceptions.count_formula(volume), "count.total",
           len(canvas.region.accepted))  # fmt: skip


def _write_line(volume: Volume, sheet: Worksheet, row: int, texts: tuple[str, str]) -> None:
    styles = volume.canvas.styles
    sheet.write_string(row, 0, texts[0], styles["centre.small"])
    sheet.write_string(row, LABEL, safe(texts[1]), styles["label.small"])
    sheet.set_row(row, max(ROW_HEIGHT, height(texts[1], WIDTHS[LABEL], 8)))


def _write_names(volume: Volume, sheet: Worksheet, row: int) -> int:
    """Write which units never reported, and whose last report is of an earlier date."""
    canvas, styles, reports = volume.canvas, volume.canvas.styles, volume.reports
    sheet.write_string(row, 0, canvas.both("section.units"), styles["subtitle"])
    groups = [(canvas.both("row.never"), reports.never)] if reports.never.count else []
    groups += [
        (canvas.both("row.carried", date=typography.short_date(each.day)), each.group)
        for each in reports.carried
    ]
    for label, group in groups:
        row += 1
        kk = ", ".join(unit.kk for unit in group.units)
        ru = ", ".join(unit.ru.nom for unit in group.units)
        text = f"{label}: {group.count}\n{kk}\n{ru}"
        sheet.merge_range(row, 0, row, FIGURE, "", styles["label.small"])
        sheet.write_string(row, 0, safe(text), styles["label.small"])
        sheet.set_row(row, height(text, sum(WIDTHS[:3]), 8) + 2)
    if not groups:
        row += 1
        sheet.write_string(row, 0, canvas.both("none"), styles["note.plain"])
    return row + 1


def _insert_charts(volume: Volume, sheet: Worksheet) -> None:
    """Draw the headline figures by date, one below the other."""
    shown = {each.id: each for each in volume.shown}
    names = [name for name in volume.canvas.headlines.chart if name in shown]
    for place, name in enumerate(names):
        chart = volume_chart(volume, name)
        chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT - 6})
        text = f"{volume.canvas.both('chart.line-seen')}: {shown[name].label.both}"
        options = {"description": text, "object_position": 2, "y_offset": place * CHART_HEIGHT}
        sheet.insert_chart(FIRST_ROW, BESIDE, chart, options)


def _write_contents(volume: Volume, sheet: Worksheet, row: int) -> int:
    """Write the list of sheets, each a link."""
    canvas, styles = volume.canvas, volume.canvas.styles
    sheet.write_string(row, 0, canvas.both("section.contents"), styles["subtitle"])
    listed = [
        *((volume.sheet(key), key) for key in ("totals", "help")),
        *((canvas.names[key], key) for key in ("weeks", "plan", "steps")),
        (volume.sheet("undone"), "undone"),
        (canvas.names["record"], "record"),
        (volume.sheet("exceptions"), "exceptions"),
        (canvas.names["history"], "history"),
        (DATA, "data"),
    ]
    for name, key in listed:
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!{address(0, 0)}", styles["link.small"],
                        string=f"{name}: {canvas.both(f'title.{key}')}")  # fmt: skip
    return row + 1
