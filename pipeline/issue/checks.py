"""Check while typing: which remarks each row of the blank form can show."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pipeline.issue import figure_checks, milestone_checks
from pipeline.issue.layout import REPORT_KIND
from pipeline.issue.remarks import Remark, first_of, quoted, remark
from pipeline.model import Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.issue.layout import Blank
    from pipeline.schema import Indicator


def check(blank: Blank, row: Indicator) -> tuple[str, str]:
    """Write the formula of a row's check cell, with its result on the form as issued."""
    return first_of(chain.from_iterable(look(blank, row) for look in CHECKS[row.kind]))


def _gaps(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A core row is not filled; a blank is not a zero."""
    if not row.core:
        return
    if row.kind is Kind.CUM:
        week = blank.cell(row.id, Slot.WEEK, row.sheet)
        total = blank.cell(row.id, Slot.TOTAL, row.sheet)
        yield remark(blank, "fill.core", f'OR({week}="",{total}="")', holds=True)
    else:
        slot = {Kind.MILESTONE: Slot.DONE, Kind.TEXT: Slot.TEXT}.get(row.kind, Slot.TOTAL)
        cell = blank.cell(row.id, slot, row.sheet)
        condition = f'TRIM({cell})=""' if slot is Slot.TEXT else f'{cell}=""'
        given = blank.before(row.id).done or blank.initial_total(row.id) is not None
        yield remark(blank, "fill.core", condition, holds=not given)


def _choice(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A pasted answer is neither yes nor no."""
    slot = Slot.DONE if row.kind is Kind.MILESTONE else Slot.TOTAL
    cell = blank.cell(row.id, slot, row.sheet)
    form = blank.campaign.form
    condition = f'AND({cell}<>"",{cell}<>{quoted(form.yes.both)},{cell}<>{quoted(form.no.both)})'
    yield remark(blank, "mend.choice", condition)


def _correction(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A corrected report says what it corrects."""
    corrected = f"{REPORT_KIND}={quoted(blank.campaign.form.cover.corrected.both)}"
    text = blank.cell(row.id, Slot.TEXT, row.sheet)
    yield remark(blank, "fill.correction", f'AND({corrected},TRIM({text})="")')


def _texts(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A text is not given; the reason of a correction is wanted in a corrected report only."""
    wanted = row.id == blank.campaign.rules.correction_text
    return _correction(blank, row) if wanted else _gaps(blank, row)


# A misfit first: a word where a figure belongs leaves the total blank, but it is no gap.
FIGURE_CHECKS = (
    figure_checks.misfits,
    _gaps,
    figure_checks.changes,
    figure_checks.sums,
    figure_checks.bounds,
    figure_checks.covers,
    figure_checks.companions,
)
CHECKS: dict[Kind, tuple[Callable[[Blank, Indicator], Iterable[Remark]], ...]] = {
    Kind.CUM: FIGURE_CHECKS,
    Kind.STOCK: FIGURE_CHECKS,
    Kind.REF: FIGURE_CHECKS,
    Kind.FLAG: (_gaps, _choice),
    Kind.MILESTONE: (
        _gaps,
        _choice,
        milestone_checks.papers,
        milestone_checks.deeds,
        milestone_checks.deadlines,
    ),
    Kind.TEXT: (_texts,),
}
