"""Issue: write the blank form that one unit fills for one reporting date."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.issue.cover import Pen, write_cover, write_lists
from pipeline.issue.layout import PreviousFigure, lay_out
from pipeline.issue.look import look_of
from pipeline.issue.previous import previous_figures
from pipeline.issue.sheets import write_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.schema import Unit
    from pipeline.texts import Wording

__all__ = ["PreviousFigure", "blank_form", "form_name", "issue", "previous_figures"]


def issue(
    campaign: Campaign,
    wording: Wording,
    unit: Unit,
    week: date,
    previous: Mapping[str, PreviousFigure],
) -> bytes:
    """Write one unit's blank form, continuing the figures last accepted from it."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - only this command pays

    blank = lay_out(campaign, wording, unit, week, previous)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        # One fixed moment, so that the same form is the same bytes.
        # Before the first period: a blank's own date must never pass for the time of a report.
        created = datetime.combine(campaign.settings.start - timedelta(days=1), time())
        book.set_properties({"title": wording["cover.title"].both, "created": created})
        look = look_of(book)
        cover = book.add_worksheet(campaign.form.cover.sheet)
        remarks = {page.sheet.code: write_page(book, look, blank, page) for page in blank.pages}
        write_cover(Pen(book, cover, look, blank, remarks))
        write_lists(book, blank)
        cover.activate()
    return buffer.getvalue()


def blank_form(region: Region, wording: Wording, code: str) -> bytes | None:
    """Write a unit's blank form for the region's date; None where there is no such unit."""
    unit = region.campaign.units.get(code)
    if unit is None:
        return None
    previous = previous_figures(region, region.week).get(code, {})
    return issue(region.campaign, wording, unit, region.week, previous)


def form_name(unit: Unit, week: date) -> str:
    """Name the file of a unit's form."""
    return f"{week.isoformat()}_{unit.code}.xlsx"
