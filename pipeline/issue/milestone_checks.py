"""Check milestones while typing: their papers, their figures and their deadlines."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pipeline.issue.layout import REPORT_DATE
from pipeline.issue.remarks import Remark, Term, day, quoted, remark, uncorrected, unexplained
from pipeline.model import Slot
from pipeline.schema import DeadlineKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.issue.layout import Blank
    from pipeline.schema import Deadline, Indicator


def papers(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A milestone is done, but its date or its document is lacking, or the date is wrong."""
    yes = f"{blank.cell(row.id, Slot.DONE, row.sheet)}={quoted(blank.campaign.form.yes.both)}"
    when = blank.cell(row.id, Slot.DATE, row.sheet)
    paper = blank.cell(row.id, Slot.DOCUMENT, row.sheet)
    before = blank.before(row.id)
    undated = bool(before.done) and before.date is None
    yield remark(blank, "fill.date", f'AND({yes},{when}="")', holds=undated)
    late = f'AND({when}<>"",OR(NOT(ISNUMBER({when})),N({when})>{REPORT_DATE}))'
    yield remark(blank, "mend.date", late)
    if row.id in blank.campaign.rules.documented:
        bare = bool(before.done) and not before.document.strip()
        yield remark(blank, "fill.document", f'AND({yes},TRIM({paper})="")', holds=bare)


def deeds(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A milestone and its figures contradict each other, or it has turned back."""
    rules, form = blank.campaign.rules, blank.campaign.form
    cell = blank.cell(row.id, Slot.DONE, row.sheet)
    yes, no = f"{cell}={quoted(form.yes.both)}", f"{cell}={quoted(form.no.both)}"
    lacking = unexplained(blank, row)
    if blank.before(row.id).done:
        text = blank.campaign.rules.correction_text
        slots = {"text": Term(quoted(text), text)}
        yield remark(blank, "mend.undone", f"AND({no},{uncorrected(blank, row)})", slots=slots)
    for rule in rules.done:
        if rule.milestone != row.id or not all(each in blank for each in chain(*rule.pairs)):
            continue
        pairs = [
            tuple(blank.cell(each, Slot.TOTAL, row.sheet) for each in pair) for pair in rule.pairs
        ]
        short = ",".join(
            f"AND(COUNT({part},{whole})=2,N({part})<N({whole}))" for part, whole in pairs
        )
        names = ", ".join(f"{part} = {whole}" for part, whole in rule.pairs)
        key, pardon = ("explain.done", f",{lacking}") if rule.warning else ("mend.done", "")
        slots = {"names": Term(quoted(names), names)}
        yield remark(blank, key, f"AND({yes},OR({short}){pardon})", slots=slots)
        if rule.reverse:
            equal = ",".join(
                f"COUNT({part},{whole})=2,N({part})>=N({whole})" for part, whole in pairs
            )
            any_whole = f"SUM({','.join(whole for _, whole in pairs)})>0"
            condition = f"AND({no},{equal},{any_whole},{lacking})"
            yield remark(blank, "explain.not_done", condition)
    for need in rules.needs:
        if need.milestone != row.id or need.figure not in blank:
            continue
        figure = blank.cell(need.figure, Slot.TOTAL, row.sheet)
        slots = {"figure": Term(quoted(need.figure), need.figure)}
        pardon = f",{lacking}" if need.warning else ""
        sign = "explain" if need.warning else "mend"
        if need.figure_first:
            condition = f"AND({no},N({figure})>0{pardon})"
            yield remark(blank, f"{sign}.need_milestone", condition, slots=slots)
        else:
            condition = f"AND({yes},ISNUMBER({figure}),N({figure})=0{pardon})"
            yield remark(blank, f"{sign}.need_figure", condition, slots=slots)


def deadlines(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A milestone is overdue, or was met late or outside its window."""
    when = blank.cell(row.id, Slot.DATE, row.sheet)
    lacking = unexplained(blank, row)
    before = blank.before(row.id)
    known = before.date if before.done else None
    window = next((rule for rule in blank.campaign.rules.dates if rule.milestone == row.id), None)
    deadline = deadline_of(blank, row)
    closes = deadline.closes if deadline and deadline.kind is not DeadlineKind.DURING else None
    if window:
        outside = f"OR(N({when})<{day(window.opens)},N({when})>{day(window.closes)})"
        condition = f"AND(ISNUMBER({when}),{outside},{lacking})"
        stray = known is not None and not window.opens <= known <= window.closes
        yield remark(blank, "explain.window", condition, holds=stray)
    elif closes:
        condition = f"AND(ISNUMBER({when}),N({when})>{day(closes)},{lacking})"
        yield remark(blank, "explain.late", condition, holds=known is not None and known > closes)
    if closes:
        no = f"{blank.cell(row.id, Slot.DONE, row.sheet)}={quoted(blank.campaign.form.no.both)}"
        condition = f"AND({no},{REPORT_DATE}>{day(closes)},{lacking})"
        yield remark(blank, "explain.overdue", condition)


def deadline_of(blank: Blank, row: Indicator) -> Deadline | None:
    """Find what the plan says of a milestone's date."""
    return next(
        (
            deadline
            for measure in blank.campaign.plan.measures
            for deadline in measure.deadlines
            if deadline.milestone == row.id
        ),
        None,
    )
