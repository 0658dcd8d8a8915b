"""Settle what was found: one cause, one finding; then say which figures count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import repeat
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.check.causes import told_once
from pipeline.check.history import copied_units, time_hits
from pipeline.check.hits import Accepted, text_of
from pipeline.check.previous import carried_on
from pipeline.check.regional import regional_findings
from pipeline.check.relations import bound_hits, milestone_hits, plausibility_hits, sum_hits
from pipeline.check.web import Web
from pipeline.model import Column, Finding, Mark, Nature, Severity, Slot
from pipeline.schema import Bilingual, Kind
from pipeline.texts import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Grid
    from pipeline.check.history import History
    from pipeline.check.hits import Array, FormRows, Hit
    from pipeline.model import Cell
    from pipeline.texts import Texts

# Findings of cells that hold nothing, so that nothing was left out.
BLANKS = frozenset({"blank", "sheet-blank", "column-blank"})
# As the form itself bounds an explanation; a pasted one may be longer.
LONGEST_REASON = 500

Place = tuple[int, str, Slot]  # a unit's row in the grid, an indicator, and the week or the total


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What checking one date came to.

    Shape: `facts` as Column says; `total` and `week` are the grid's, with NaN where a
    figure was left out and the sum of the parts where that counts instead.
    """

    findings: tuple[Finding, ...]
    regional: tuple[Finding, ...]
    facts: pd.DataFrame
    total: Array
    week: Array
    copied: frozenset[int]


def check_week(
    grid: Grid,
    history: History,
    campaign: Campaign,
    texts: Texts,
    accepted: Callable[[Finding], str | None] = lambda _: None,
) -> Outcome:
    """Check one date's forms, cell by cell, within themselves and against what came before.

    `accepted` gives the reason for which a finding is accepted by others than its sender.
    """
    copied = copied_units(grid, history)
    grid, lost = carried_on(grid, history.newest(grid))
    web = Web.of(grid, campaign, history.rows(grid, campaign.previous_date(grid.day)))

    def finding_of(hit: Hit) -> Finding:
        return _decided(_finding(hit, grid, campaign, texts), accepted)

    def accepted_by(hit: Hit) -> Accepted:
        if _finding(hit, grid, campaign, texts).accepted_reason is not None:
            return Accepted.SENDER
        return Accepted.NOT if finding_of(hit).accepted_reason is None else Accepted.OTHERS

    relations = (
        *lost,
        *time_hits(grid, history, campaign, copied),
        *sum_hits(grid, campaign),
        *bound_hits(grid, campaign),
        *milestone_hits(grid, campaign),
        *plausibility_hits(grid, campaign),
    )
    hits = told_once(grid.hits, relations, web, texts, accepted_by)
    findings = {hit: finding_of(hit) for hit in hits}
    total, week = grid.total.copy(), grid.week.copy()
    recomputed: set[Place] = set()
    for hit, finding in findings.items():
        if finding.severity is not Severity.ERROR or finding.accepted_reason:
            continue
        for line, slot in (hit.node, *hit.also):
            if line:
                values = week if slot is Slot.WEEK else total
                values[hit.unit, grid.column[line]] = np.nan
        for (line, slot), value in hit.counted.items():
            values = week if slot is Slot.WEEK else total
            values[hit.unit, grid.column[line]] = value
            recomputed.add((hit.unit, line, _valued(slot)))
    marks = _marks(findings, recomputed)
    return Outcome(
        findings=tuple(findings.values()),
        regional=tuple(regional_findings(grid, total, week, campaign, texts)),
        facts=_facts(grid, total, week, marks),
        total=total,
        week=week,
        copied=copied,
    )


def _finding(hit: Hit, grid: Grid, campaign: Campaign, texts: Texts) -> Finding:
    """Turn a hit into a finding of the sender's file, with the reason given for it."""
    form = grid.forms[hit.unit]
    cell = form.cell(hit.indicator, hit.slot)
    sheet, address = hit.at or ((cell.sheet, cell.address) if cell else ("", ""))
    details = dict(hit.details)
    if hit.code == "total-fell":
        details["also"] = _other_cells(hit, form, texts)
    return Finding(
        code=hit.code,
        severity=texts.findings[hit.code].severity,
        unit=grid.units[hit.unit],
        week=grid.day,
        path=form.file.receipt.path,
        sheet=sheet,
        cell=address,
        indicator=hit.indicator,
        details=details,
        accepted_reason=_reason(hit, form, campaign, texts),
    )


def _other_cells(hit: Hit, form: FormRows, texts: Texts) -> Bilingual | str:
    """Name the cells that are to be mended along with the one that is told."""
    cells = ", ".join(
        f"{cell.address} ({line})" for line, slot in hit.also if (cell := form.cell(line, slot))
    )
    if not cells:
        return ""
    return texts.phrases.both("check.also", cells=cells)


def _decided(finding: Finding, accepted: Callable[[Finding], str | None]) -> Finding:
    """Accept a finding for which its sender gave no reason, where another has accepted it."""
    if finding.accepted_reason is None and (reason := accepted(finding)):
        return replace(finding, accepted_reason=reason)
    return finding


def _reason(hit: Hit, form: FormRows, campaign: Campaign, texts: Texts) -> str | None:
    """Find the explanation that accepts a finding; None where the rule takes none."""
    allowed = texts.findings[hit.code].reason
    given = []
    if allowed in {"row", "either"} and hit.indicator:
        given.append(form.text(hit.indicator, Slot.REASON))
    if allowed in {"correction", "either"} and form.is_corrected:
        given.append(form.text(campaign.rules.correction_text, Slot.TEXT))
    return next((shortened(text, LONGEST_REASON) for text in given if text), None)


def _marks(findings: Mapping[Hit, Finding], recomputed: set[Place]) -> Mapping[Place, Mark]:
    """Tell how each figure with a finding on it entered the totals."""
    by_place: dict[Place, list[Finding]] = defaultdict(list)
    for hit, finding in findings.items():
        for line, slot in {(line, _valued(slot)) for line, slot in (hit.node, *hit.also) if line}:
            by_place[hit.unit, line, slot].append(finding)
    marks = dict.fromkeys(recomputed, Mark.RECOMPUTED)
    for place, found in by_place.items():
        if place in recomputed:
            continue
        open_errors = [
            each for each in found if each.severity is Severity.ERROR and not each.accepted_reason
        ]
        if any(each.code not in BLANKS for each in open_errors):
            marks[place] = Mark.EXCLUDED
        elif open_errors:
            marks[place] = Mark.BLANK
        elif any(each.accepted_reason for each in found):
            marks[place] = Mark.ACCEPTED
        elif any(each.severity is Severity.WARNING for each in found):
            marks[place] = Mark.WARNED
    return marks


def _valued(slot: Slot) -> Slot:
    """Tell which of a row's two values a cell makes: the week's, or else the total."""
    return Slot.WEEK if slot is Slot.WEEK else Slot.TOTAL


def _facts(grid: Grid, total: Array, week: Array, marks: Mapping[Place, Mark]) -> pd.DataFrame:
    """Write what was received as one long frame."""
    day = grid.day.isoformat()
    rows: list[tuple[object, ...]] = []
    for place, form in enumerate(grid.forms):
        unit, receipt = grid.units[place], form.file.receipt
        weeks, totals = week[place].tolist(), total[place].tolist()
        for row in form.issued:
            cells = form.row(row.id)
            state = cells.get(Slot.TOTAL) or cells.get(Slot.DONE)
            own_week, text = cells.get(Slot.WEEK), cells.get(Slot.TEXT)
            where = state or own_week or text
            if where is None:
                continue
            at = grid.column[row.id]
            figures = weeks[at], totals[at]
            unmarked = [Mark.BLANK if isnan(value) else Mark.COUNTED for value in figures]
            if text_of(text):
                unmarked[1] = Mark.COUNTED
            week_mark = marks.get((place, row.id, Slot.WEEK), unmarked[0]) if own_week else ""
            mark = marks.get((place, row.id, Slot.TOTAL), unmarked[1])
            if row.kind is Kind.MILESTONE:
                text = cells.get(Slot.DOCUMENT)
            rows.append((
                day, unit, row.id, *figures, str(mark), receipt.path, where.sheet,
                _where_figure_stands(state, own_week, where), receipt.sha256,
                own_week.address if own_week else "", text_of(text),
                grid.done_on.get((place, row.id), ""),
                shortened(text_of(cells.get(Slot.REASON)), LONGEST_REASON), str(week_mark),
            ))  # fmt: skip
    lists = zip(*rows, strict=True) if rows else repeat(())
    frame = pd.DataFrame(dict(zip([column.value for column in Column], lists, strict=False)))
    if not rows:
        # Nothing would be taken for numbers, which no date can be compared with.
        frame = frame.astype("str")
    return frame.astype({Column.WEEK_VALUE.value: "float64", Column.TOTAL_VALUE.value: "float64"})


def _where_figure_stands(state: Cell | None, own_week: Cell | None, where: Cell) -> str:
    """Name the total's cell, or the week's where only that is filled."""
    if state is not None and state.nature is Nature.BLANK and own_week is not None:
        return own_week.address
    return where.address
