"""Read one workbook as it stands: who sent it, for when, and what its cells hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Finding, Form, Severity
from pipeline.read.cover import (
    agreed,
    cover_missing,
    covers_differ,
    covers_of,
    look_alike_unit,
    week_reread,
)
from pipeline.read.layout import FormLayout
from pipeline.read.notices import far_cells
from pipeline.read.parser import parse
from pipeline.read.parts import NotReadableError
from pipeline.read.persons import personal_data
from pipeline.read.rows import cells_of

if TYPE_CHECKING:
    from pipeline.model import Arrival

__all__ = ["FormLayout", "not_read", "read"]


def read(arrival: Arrival, layout: FormLayout) -> Form:
    """Read one arrival, judging nothing but whether it can be read.

    Source: the value last saved in each cell; a formula without one is UNCACHED, not blank.
    """
    if arrival.fault:
        return not_read(arrival.fault)
    try:
        book = parse(arrival.content)
    except NotReadableError as error:
        return not_read(error.code)
    covers = covers_of(book.sheets, layout)
    cover = agreed(covers)
    personal = personal_data(book, layout.persons)
    if personal:
        # Not a word of such a file goes any further, whatever else it may be.
        return Form(
            unit=cover.unit,
            week=cover.week,
            corrected=cover.corrected,
            saved_at=book.saved_at,
            findings=personal,
            is_private=True,
        )
    cells, findings = cells_of(book.sheets, book.hazards, layout)
    if not cells and not cover.unit_text:
        return not_read("not-a-form")
    return Form(
        unit=cover.unit,
        unit_text=cover.unit_text,
        unit_cell=cover.unit_cell,
        week=cover.week,
        week_text=cover.week_text,
        week_cell=cover.week_cell,
        cover=cover.sheet,
        corrected=cover.corrected,
        edition=cover.edition,
        saved_at=book.saved_at,
        cells=cells,
        findings=(
            *cover_missing(cover),
            *covers_differ(covers),
            *look_alike_unit(cover, layout),
            *week_reread(cover),
            *findings,
            *far_cells(book.far),
        ),
    )


def not_read(code: str) -> Form:
    """Give an empty form with the one finding that says why it is none."""
    ignored = {"system-file", "not-a-file"}
    severity = Severity.NOTE if code in ignored else Severity.ERROR
    return Form(findings=(Finding(code=code, severity=severity),))
