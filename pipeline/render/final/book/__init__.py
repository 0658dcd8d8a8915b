"""Write the workbook of the whole campaign: every week, every measure, every unit's last totals."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.render.final.book.exceptions import write_exceptions
from pipeline.render.final.book.help import write_help
from pipeline.render.final.book.plan import write_plan
from pipeline.render.final.book.steps import write_steps
from pipeline.render.final.book.summary import write_summary
from pipeline.render.final.book.totals import write_totals
from pipeline.render.final.book.undone import write_undone
from pipeline.render.final.book.volume import Volume
from pipeline.render.final.book.weeks import write_weeks
from pipeline.render.workbook import FONT, OPTIONS
from pipeline.render.workbook.canvas import Canvas, names_in
from pipeline.render.workbook.grid import grid_of
from pipeline.render.workbook.headlines import load_headlines
from pipeline.render.workbook.history import history_of, write_history
from pipeline.render.workbook.origins import origins_of
from pipeline.render.workbook.record import write_record
from pipeline.render.workbook.styles import styles_of

if TYPE_CHECKING:
    from pipeline.render.final.closing import Closing
    from pipeline.render.final.setup import FinalSetup
    from pipeline.texts import Texts, Wording


def write(closing: Closing, texts: Texts, words: FinalSetup, wording: Wording) -> bytes:
    """Write the workbook; the same campaign gives the same bytes."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy; ships no types

    from pipeline.render.final.book.data import write_data  # noqa: PLC0415 - likewise heavy
    from pipeline.render.workbook.quick import QuickSheet  # noqa: PLC0415 - likewise heavy

    region = closing.source
    options = {**OPTIONS, "in_memory": True, "default_format_properties": dict(FONT)}
    buffer = BytesIO()
    specs, names = styles_of(region, wording), names_in(wording)
    with xlsxwriter.Workbook(buffer, options) as book:
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
            origins=origins_of(region, (), names),
        )
        volume = Volume(
            canvas=canvas, history=history_of(canvas), closing=closing, words=words, specs=specs
        )
        book.set_properties(_properties(canvas))
        write_summary(volume)
        write_totals(volume)
        write_help(volume)
        write_weeks(volume)
        write_plan(volume)
        write_steps(volume)
        write_undone(volume)
        write_record(canvas)
        write_exceptions(volume)
        write_history(canvas, volume.history)
        write_data(canvas)
    return buffer.getvalue()


def _properties(canvas: Canvas) -> dict[str, object]:
    settings = canvas.region.campaign.settings
    return {
        "title": settings.title.both,
        "subject": canvas.both("property.subject"),
        "company": settings.letterhead.organisation.both,
        "category": canvas.date_line,
        "created": datetime.combine(canvas.region.week, time()),
    }
