"""Render the consolidated workbook: what people read, with live totals, and the sheet Data."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.model import Artifact, ArtifactKind
from pipeline.render.workbook.canvas import Canvas, names_in
from pipeline.render.workbook.compare import comparisons_of, write_compare
from pipeline.render.workbook.corrections import write_corrections
from pipeline.render.workbook.data import is_long, write_data
from pipeline.render.workbook.deadlines import write_deadlines
from pipeline.render.workbook.details import write_details
from pipeline.render.workbook.districts import write_districts
from pipeline.render.workbook.findings import found_in, write_findings, write_sources
from pipeline.render.workbook.grid import grid_of
from pipeline.render.workbook.headlines import load_headlines
from pipeline.render.workbook.history import history_of, write_history
from pipeline.render.workbook.notes import notes_of
from pipeline.render.workbook.origins import origins_of
from pipeline.render.workbook.plan import write_plan
from pipeline.render.workbook.record import write_record
from pipeline.render.workbook.sent import write_sent
from pipeline.render.workbook.steps import write_steps
from pipeline.render.workbook.styles import styles_of
from pipeline.render.workbook.summary import write_summary
from pipeline.render.workbook.unit import write_unit
from pipeline.render.workbook.weeks_charts import write_weeks

if TYPE_CHECKING:
    from pipeline.model import Region
    from pipeline.render.sendings import Sendings
    from pipeline.render.workbook.findings import Found
    from pipeline.texts import Texts, Wording

# What a district typed stays text: a leading = + - @ never becomes a formula.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_row_height": 17,
}
# The widths of columns are counted in digits of this font: Arial is everywhere.
FONT = {"font_name": "Arial", "font_size": 10}


def render_workbook(
    region: Region, texts: Texts, wording: Wording, sendings: Sendings | None = None
) -> Artifact:
    """Render the region's workbook of one reporting date."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy; ships no types

    from pipeline.render.workbook.quick import QuickSheet  # noqa: PLC0415 - likewise heavy

    buffer = BytesIO()
    found, names = found_in(region, texts), names_in(wording)
    # A copy of the font each time, since xlsxwriter writes into it.
    options = {
        **OPTIONS,
        "in_memory": not is_long(region.facts),
        "default_format_properties": dict(FONT),
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        specs = styles_of(region, wording)
        canvas = Canvas(
            book=book,
            sheet_class=QuickSheet,
            styles={name: book.add_format(spec) for name, spec in specs.items()},
            region=region,
            texts=texts,
            wording=wording,
            headlines=load_headlines(region.campaign),
            grid=grid_of(region),
            names=names,
            origins=origins_of(region, found, names),
            sent=sendings.mails if sendings else (),
        )
        book.set_properties(_properties(canvas))
        _write(canvas, found)
    path = f"svod-{region.week.isoformat()}.xlsx"
    return Artifact(kind=ArtifactKind.WORKBOOK, path=path, content=buffer.getvalue())


def _write(canvas: Canvas, found: list[Found]) -> None:
    """Write the sheets in the order in which they are read."""
    comparisons = comparisons_of(canvas)
    write_summary(canvas, comparisons, found)
    history = history_of(canvas)
    write_districts(canvas, notes_of(canvas, found), history)
    write_details(canvas, comparisons, found)
    write_compare(canvas, comparisons)
    write_weeks(canvas, history)
    write_unit(canvas, history)
    write_plan(canvas)
    write_deadlines(canvas)
    write_record(canvas)
    write_findings(canvas, found)
    write_corrections(canvas)
    write_steps(canvas)
    write_history(canvas, history)
    write_sources(canvas)
    write_sent(canvas)
    write_data(canvas)


def _properties(canvas: Canvas) -> dict[str, object]:
    """Describe the document; its date is the reporting date, so that bytes repeat."""
    settings = canvas.region.campaign.settings
    return {
        "title": settings.title.both,
        "subject": canvas.both("property.subject"),
        "company": settings.letterhead.organisation.both,
        "category": canvas.date_line,
        "created": datetime.combine(canvas.region.week, time()),
    }
