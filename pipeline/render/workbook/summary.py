"""Write the page on which the workbook opens: all that matters on one sheet of paper."""

from __future__ import annotations

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

COLUMNS, WIDTH = 28, 27.8  # narrow ones, which tiles and lists share out among them
TILES_ROW, CHARTS_ROW, CHART_ROWS = 2, 8, 15
NOTE_ROW = CHARTS_ROW + CHART_ROWS
LISTS_ROW = NOTE_ROW + 1
NAME_COLUMNS, ALERT_COLUMNS = 4, 20
LETTER_WIDTH = 4.0  # on average, in the lists
LINE_HEIGHT = 10.5


def write_summary(
    canvas: Canvas, comparisons: Sequence[Comparison], found: Sequence[Found]
) -> None:
    """Write the tiles, the two charts, what needs attention, and the list of sheets."""
    title = canvas.region.campaign.settings.title.both
    widths = tuple(WIDTH for _ in range(COLUMNS))
    sheet = canvas.open(Page(canvas.names["summary"], title, widths, frozen=(2, 0), repeated=2))
    line = "; ".join(filter(None, (_line(canvas), canvas.since_line)))
    sheet.write_string(1, 0, line, canvas.styles["plain.bold"])
    write_tiles(canvas, sheet, comparisons, (TILES_ROW, COLUMNS))
    insert_charts(canvas, sheet, comparisons, (CHARTS_ROW, CHART_ROWS, COLUMNS, WIDTH))
    sheet.write_string(NOTE_ROW, 0, canvas.both("chart.note"), canvas.styles["note.plain"])
    end = max(_write_alerts(canvas, sheet, found), _write_contents(canvas, sheet))
    for row in range(LISTS_ROW + 1, end):
        sheet.set_row(row, LINE_HEIGHT)
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
    for alert in alerts_of(canvas, found):
        _write_alert(canvas, sheet, row, alert)
        row += len(alert.text)
    return row


def _write_alert(canvas: Canvas, sheet: Worksheet, row: int, alert: Alert) -> None:
    """Write two lines, one in each language: whom it is about, and what is to be said."""
    styles, target = canvas.styles, f"internal:{alert.target}"
    for offset, (name, text) in enumerate(zip(alert.name, alert.text, strict=True)):
        label = _cut(name, NAME_COLUMNS)
        sheet.write_string(row + offset, 0, label, styles["alert.name"])
        words = _cut(text, ALERT_COLUMNS - NAME_COLUMNS)
        sheet.write_url(row + offset, NAME_COLUMNS, target, styles["alert"], string=words)


def _cut(text: str, columns: int) -> str:
    """Shorten a text to one line of some columns."""
    room = int(columns * WIDTH / LETTER_WIDTH) - 1
    line = safe(" ".join(text.split()))
    return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"


def _write_contents(canvas: Canvas, sheet: Worksheet) -> int:
    """Write the list of sheets, each a link."""
    styles, first = canvas.styles, ALERT_COLUMNS + 1
    sheet.write_string(LISTS_ROW, first, canvas.both("section.contents"), styles["subtitle"])
    titles = {each.code: each.title for each in canvas.region.campaign.form.sheets}
    names = [*canvas.grid.blocks]
    # These sheets are there only where they have something to tell.
    corrections, sent = bool(canvas.region.corrections), bool(canvas.sent)
    told = {"summary": False, "corrections": corrections, "sent": sent}
    names += [name for key, name in canvas.names.items() if told.get(key, True)]
    row = LISTS_ROW + 1
    for name in (*names, origins.DATA):
        # "Form 1. What it is about": its number is enough here.
        parts = (titles[name].kk, titles[name].ru) if name in titles else ()
        number = " / ".join(part.partition(".")[0] for part in parts)
        text = f"{name}: {number}" if number else name
        target = f"internal:'{name}'!{address(0, 0)}"
        label = _cut(text, COLUMNS - first)
        sheet.write_url(row, first, target, styles["link.small"], string=label)
        row += 1
    return row
