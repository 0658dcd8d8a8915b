"""Settle what was found: one cause, one finding; then say which figures count."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pipeline.check.grid import text_of
from pipeline.check.history import copied_units, time_hits
from pipeline.check.relations import bound_hits, milestone_hits, plausibility_hits, sum_hits
from pipeline.model import Column, Finding, Mark, Nature, Severity, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.check.grid import Array, FormRows, Grid, Hit
    from pipeline.check.history import History
    from pipeline.model import Cell
    from pipeline.texts import Texts

Place = tuple[int, str]  # a unit's row in the grid, and an indicator


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


def check_week(grid: Grid, history: History, campaign: Campaign, texts: Texts) -> Outcome:
    """Check one date's forms, cell by cell, within themselves and against what came before."""
    copied = copied_units(grid, history, campaign)
    hits = _settled(grid, history, campaign, texts, copied)
    findings = {hit: _finding(hit, grid, campaign, texts) for hit in hits}
    total, week = grid.total.copy(), grid.week.copy()
    recomputed: set[Place] = set()
    for hit, finding in findings.items():
        if not hit.indicator or finding.severity is not Severity.ERROR or finding.accepted_reason:
            continue
        values = week if hit.slot is Slot.WEEK else total
        replacement = np.nan
        if hit.code == "sum-mismatch":
            # A whole that its parts belie is never trusted over them.
            replacement = float(str(hit.details["sum"]))
            recomputed.add((hit.unit, hit.indicator))
        values[hit.unit, grid.column[hit.indicator]] = replacement
        for part in hit.also:
            total[hit.unit, grid.column[part]] = np.nan
    marks = _marks(findings, recomputed)
    return Outcome(
        findings=tuple(findings.values()),
        regional=tuple(_regional(grid, campaign, texts)),
        facts=_facts(grid, total, week, marks),
        total=total,
        week=week,
        copied=copied,
    )


def _settled(
    grid: Grid, history: History, campaign: Campaign, texts: Texts, copied: frozenset[int]
) -> list[Hit]:
    """Gather the hits, leaving out what only follows from another.

    A fall tells more than a bound, a bound more than a sum, a sum more than a running total;
    of errors in one cell the first counts. What involves a faulty line is that line's fault.
    """

    def is_error(hit: Hit) -> bool:
        return texts.findings[hit.code].severity is Severity.ERROR

    timed = list(time_hits(grid, history, campaign, copied))
    falls = [hit for hit in timed if hit.code == "total-fell"]
    running = [hit for hit in timed if hit.code == "total-not-running"]
    rest = [hit for hit in timed if hit.code not in {"total-fell", "total-not-running"}]
    sums = list(sum_hits(grid, campaign))
    own = {_place(hit) for hit in (*grid.hits, *falls) if is_error(hit)}
    faulty = own | {_place(hit) for hit in sums}
    bounds = [
        hit
        for hit, others in bound_hits(grid, campaign)
        if not any((hit.unit, other) in faulty for other in others)
    ]
    hits = [*grid.hits, *_falls(falls, campaign)]
    silenced = {_place(hit) for hit in falls} - {_place(hit) for hit in hits}
    taken = {(*_place(hit), hit.slot) for hit in hits if is_error(hit)}
    for hit in (*bounds, *sums, *running):
        key = (*_place(hit), hit.slot)
        if is_error(hit) and (key in taken or _place(hit) in silenced):
            continue
        if is_error(hit):
            taken.add(key)
        hits.append(hit)
    faulty |= {_place(hit) for hit in hits if is_error(hit)}
    for hit, others in (*milestone_hits(grid, campaign), *plausibility_hits(grid, campaign)):
        lines = (hit.indicator, *others)
        if not any((hit.unit, line) in faulty for line in lines):
            hits.append(hit)
    hits += [hit for hit in rest if _place(hit) not in faulty]
    order = {row.id: place for place, row in enumerate(campaign.rows)}
    return sorted(hits, key=lambda hit: (hit.unit, order.get(hit.indicator, -1)))


def _falls(falls: list[Hit], campaign: Campaign) -> Iterator[Hit]:
    """Tell a fall once: where a whole fell with its parts, on the whole."""
    fallen = {_place(hit) for hit in falls}
    follows = {
        (unit, part): rule.whole
        for rule in campaign.rules.sums
        for unit, whole in fallen
        if whole == rule.whole
        for part in rule.parts
        if (unit, part) in fallen
    }
    for hit in falls:
        if _place(hit) in follows:
            continue
        also = tuple(part for (unit, part), whole in follows.items()
                     if (unit, whole) == _place(hit))  # fmt: skip
        yield replace(hit, also=also)


def _place(hit: Hit) -> Place:
    return hit.unit, hit.indicator


def _finding(hit: Hit, grid: Grid, campaign: Campaign, texts: Texts) -> Finding:
    """Turn a hit into a finding of the sender's file, with the reason given for it."""
    form = grid.forms[hit.unit]
    cell = form.cell(hit.indicator, hit.slot)
    return Finding(
        code=hit.code,
        severity=texts.findings[hit.code].severity,
        unit=grid.units[hit.unit],
        week=grid.day,
        path=form.file.receipt.path,
        sheet=cell.sheet if cell else "",
        cell=cell.address if cell else "",
        indicator=hit.indicator,
        details=hit.details,
        accepted_reason=_reason(hit, form, campaign, texts),
    )


def _reason(hit: Hit, form: FormRows, campaign: Campaign, texts: Texts) -> str | None:
    """Find the explanation that accepts a finding; None where the rule takes none."""
    allowed = texts.findings[hit.code].reason
    given = []
    if allowed in {"row", "either"} and hit.indicator:
        given.append(form.text(hit.indicator, Slot.REASON))
    if allowed in {"correction", "either"} and form.is_corrected:
        given.append(form.text(campaign.rules.correction_text, Slot.TEXT))
    return next((text for text in given if text), None)


def _marks(findings: Mapping[Hit, Finding], recomputed: set[Place]) -> Mapping[Place, Mark]:
    """Tell how each figure with a finding on it entered the totals."""
    by_place: dict[Place, list[Finding]] = defaultdict(list)
    for hit, finding in findings.items():
        for indicator in filter(None, (hit.indicator, *hit.also)):
            by_place[hit.unit, indicator].append(finding)
    marks = {}
    for place, found in by_place.items():
        open_errors = [
            each for each in found if each.severity is Severity.ERROR and not each.accepted_reason
        ]
        if place in recomputed:
            marks[place] = Mark.RECOMPUTED
        elif any(each.code != "blank" for each in open_errors):
            marks[place] = Mark.EXCLUDED
        elif open_errors:
            marks[place] = Mark.BLANK
        elif any(each.accepted_reason for each in found):
            marks[place] = Mark.ACCEPTED
        elif any(each.severity is Severity.WARNING for each in found):
            marks[place] = Mark.WARNED
    return marks


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
            # A figure that is none is the only one that does not equal itself.
            blank = figures[0] != figures[0] and figures[1] != figures[1] and not text
            mark = marks.get((place, row.id), Mark.BLANK if blank else Mark.COUNTED)
            if row.kind is Kind.MILESTONE:
                text = cells.get(Slot.DOCUMENT)
            rows.append((
                day, unit, row.id, *figures, mark.value, receipt.path, where.sheet,
                _where_figure_stands(state, own_week, where), receipt.sha256,
                own_week.address if own_week else "", text_of(text),
                grid.done_on.get((place, row.id), ""), text_of(cells.get(Slot.REASON)),
            ))  # fmt: skip
    lists = zip(*rows, strict=True) if rows else repeat(())
    frame = pd.DataFrame(dict(zip([column.value for column in Column], lists, strict=False)))
    return frame.astype({Column.WEEK_VALUE.value: "float64", Column.TOTAL_VALUE.value: "float64"})


def _where_figure_stands(state: Cell | None, own_week: Cell | None, where: Cell) -> str:
    """Name the total's cell, or the week's where only that is filled."""
    if state is not None and state.nature is Nature.BLANK and own_week is not None:
        return own_week.address
    return where.address


def _regional(grid: Grid, campaign: Campaign, texts: Texts) -> Iterator[Finding]:
    """Find what is to be said of the region as a whole (V8)."""
    lessons = campaign.settings.first_lesson
    lines = _filled(grid, campaign.rules.preliminary)
    if grid.day < lessons and lines:
        code = "preliminary"
        yield Finding(
            code=code,
            severity=texts.findings[code].severity,
            week=grid.day,
            details={"rows": lines, "date": lessons},
        )


def _filled(grid: Grid, indicators: Iterable[str]) -> tuple[str, ...]:
    """Keep the lines in which any unit has a figure."""
    return tuple(
        each for each in indicators if grid.units and not np.isnan(grid.figures(each)).all()
    )
