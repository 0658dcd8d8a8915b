"""Write the page on which the workbook opens: all that matters on one sheet of paper."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.workbook import origins
from pipeline.render.workbook.alerts import Alert, alerts_of
from pipeline.render.workbook.canvas import Page, safe
from pipeline.render.workbook.charts import insert_charts
from pipeline.render.workbook.grid import address
from pipeline.render.workbook.tiles import write_tiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.compare import Comparison
    from pipeline.render.workbook.findings import Found

COLUMNS, WIDTH = 28, 30.0  # narrow ones, which tiles and lists share out among them
TILES_ROW, LISTS_ROW, CHART_ROWS = 2, 8, 14
NAME_COLUMNS, ALERT_COLUMNS = 4, 16
MOST_LINES = 20  # of what needs attention: with the tiles above, what a laptop shows at once
LETTER_WIDTH = 3.9  # on average, in the lists
LINE_HEIGHT, GAP = 10.5, 6


def write_summary(
    canvas: Canvas, comparisons: Sequence[Comparison], found: Sequence[Found]
) -> None:
    """Write the tiles, what needs attention, the list of sheets, and the two charts."""
    title = canvas.region.campaign.settings.title.both
    widths = tuple(WIDTH for _ in range(COLUMNS))
    sheet = canvas.open(Page(canvas.names["summary"], title, widths, frozen=(2, 0), repeated=2))
    line = "; ".join(filter(None, (_line(canvas), canvas.since_line)))
    sheet.write_string(1, 0, line, canvas.styles["plain.bold"])
    write_tiles(canvas, sheet, comparisons, (TILES_ROW, COLUMNS))
    charts = max(_write_alerts(canvas, sheet, found), _write_contents(canvas, sheet)) + 1
    for row in range(LISTS_ROW + 1, charts):
        sheet.set_row(row, LINE_HEIGHT if row < charts - 1 else GAP)
    insert_charts(canvas, sheet, comparisons, (charts, CHART_ROWS, COLUMNS, WIDTH))
    end = charts + CHART_ROWS + 1
    sheet.write_string(end - 1, 0, canvas.both("chart.note"), canvas.styles["note.plain"])
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, end - 1, COLUMNS - 1)
    sheet.activate()


def _line(canvas: Canvas) -> str:
    """Say which report this is and what days it covers."""
    campaign, week = canvas.region.campaign, canvas.region.week
    first, last = campaign.period(week)
    return canvas.both(
        "report-line",
        number=campaign.number_of(week),
        date=typography.short_date(week),
        first=typography.short_date(first),
        last=typography.short_date(last),
    )


def _write_alerts(canvas: Canvas, sheet: Worksheet, found: Sequence[Found]) -> int:
    """Write what needs attention, each line a link to where it is told in full."""
    sheet.write_string(LISTS_ROW, 0, canvas.both("section.alerts"), canvas.styles["subtitle"])
    sheet.set_row(LISTS_ROW, 16)
    row = LISTS_ROW + 1
    for alert in alerts_of(canvas, found, lambda alert: len(_lines_of(alert)), MOST_LINES):
        for name, words in _lines_of(alert):
            sheet.write_string(row, 0, safe(name), canvas.styles["alert.name"])
            target = f"internal:{alert.target}"
            sheet.write_url(row, NAME_COLUMNS, target, canvas.styles["alert"], string=words)
            row += 1
    return row


def _lines_of(alert: Alert) -> list[tuple[str, str]]:
    """Break both texts into lines; whom they are about stands before the first of each."""
    return [
        (name if number == 0 else "", line)
        for name, text in zip(alert.name, alert.text, strict=True)
        for number, line in enumerate(_wrapped(text, ALERT_COLUMNS - NAME_COLUMNS))
    ]


def _wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines of some columns."""
    return wrap(safe(text), int(columns * WIDTH / LETTER_WIDTH)) or [""]


def _write_contents(canvas: Canvas, sheet: Worksheet) -> int:
    """Write the list of sheets, each a link and what it answers."""
    styles, first = canvas.styles, ALERT_COLUMNS + 1
    sheet.write_string(LISTS_ROW, first, canvas.both("section.contents"), styles["subtitle"])
    titles = {each.code: each.title for each in canvas.region.campaign.form.sheets}
    names = [*canvas.grid.blocks]
    # These sheets are there only where they have something to tell.
    corrections, sent = bool(canvas.region.corrections), bool(canvas.sent)
    told = {"summary": False, "corrections": corrections, "sent": sent}
    names += [name for key, name in canvas.names.items() if told.get(key, True)]
    row, last = LISTS_ROW + 1, COLUMNS - 1
    keys = {name: key for key, name in canvas.names.items()}
    for name in (*names, origins.DATA):
        if name in titles:
            # "Form 1. What it is about": the name of the sheet says its number.
            kk, ru = (part.partition(". ")[2] for part in (titles[name].kk, titles[name].ru))
            answer = f"{kk} / {ru}"
        else:
            answer = canvas.both(f"answers.{keys.get(name, 'data')}")
        # It shrinks rather than be cut.
        sheet.merge_range(row, first, row, last, "", styles["link.small"])
        target = f"internal:'{name}'!{address(0, 0)}"
        text = safe(f"{name}: {answer}")
        sheet.write_url(row, first, target, styles["link.small"], string=text)
        row += 1
    return row
