"""Narratives: the same facts in two languages and three looks, right in every case."""

from __future__ import annotations

import html as markup
import io
import random
import re
import shutil
import time
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.model import Column, Finding, Language, Region, Severity, Status, Submission
from pipeline.render.narrative import narrative_text, render_narratives
from pipeline.render.narrative.facts import facts_of
from pipeline.render.narrative.setup import load_setup
from pipeline.schema import Kind, Quantity
from pipeline.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.campaign import Campaign

TEMPLATES = Path(__file__).parent.parent / "templates"
NOW = datetime.fromisoformat("2011-08-12T10:00:00+06:00")
WEEK = date(2011, 8, 11)
CASES = range(200)


@cache
def campaign(templates: Path = TEMPLATES) -> Campaign:
    return load_campaign(templates, WEEK, NOW)


@cache
def texts():
    return load_texts(TEMPLATES)


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A region in a few words: what each unit reports, who is late, who is missing."""

    week: date = WEEK
    figures: Mapping[str, Mapping[str, float]]  # unit: row: total; a unit not here is missing
    before: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    late: Mapping[str, int] = field(default_factory=dict)
    returned: frozenset[str] = frozenset()
    undone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # milestone: units
    silent: frozenset[str] = frozenset()  # units that never spoke of their milestones
    findings: tuple[Finding, ...] = ()
    templates: Path = TEMPLATES


def region(drawing: Drawing) -> Region:
    """Build the region that a drawing describes."""
    known = campaign(drawing.templates)
    units = known.districts(drawing.week)
    previous = known.previous_date(drawing.week)
    history = pd.DataFrame(
        [
            *rows_of(drawing.figures, drawing.before, drawing.week),
            *(rows_of(drawing.before, {}, previous) if previous else []),
        ],
        columns=[*Column],
    ).astype({Column.WEEK_VALUE: "float64", Column.TOTAL_VALUE: "float64"})
    return Region(
        campaign=known,
        week=drawing.week,
        now=datetime.combine(drawing.week + timedelta(days=1), NOW.time(), tzinfo=NOW.tzinfo),
        submissions=tuple(
            Submission(
                unit=unit, status=status_of(unit.code, drawing), days_late=drawing.late.get(unit.code, 0)
            )
            for unit in units
        ),
        oblast_submission=None,
        record={},
        facts=history[history[Column.WEEK] == drawing.week.isoformat()],
        history=history,
        milestones=milestones_of(drawing, previous),
        findings=drawing.findings,
        files=(),
    )


def status_of(unit: str, drawing: Drawing) -> Status:
    if unit in drawing.returned:
        return Status.RETURNED
    if unit not in drawing.figures:
        return Status.MISSING
    return Status.LATE if unit in drawing.late else Status.ON_TIME


def rows_of(
    figures: Mapping[str, Mapping[str, float]],
    before: Mapping[str, Mapping[str, float]],
    week: date,
) -> list[dict[str, object]]:
    return [
        {
            Column.WEEK: week.isoformat(),
            Column.UNIT: unit,
            Column.INDICATOR: row,
            Column.WEEK_VALUE: total - before.get(unit, {}).get(row, 0),
            Column.TOTAL_VALUE: total,
        }
        for unit, rows in figures.items()
        for row, total in rows.items()
    ]


def milestones_of(drawing: Drawing, previous: date | None) -> pd.DataFrame:
    """Every milestone as last reported; units missing today spoke a week ago, if at all."""
    known = campaign(drawing.templates)
    rows = [row.id for row in known.rows if row.kind is Kind.MILESTONE]
    found = [
        {
            Column.UNIT: unit.code,
            Column.INDICATOR: row,
            Column.TOTAL_VALUE: 0.0 if unit.code in drawing.undone.get(row, ()) else 1.0,
            Column.DATE: "",
            Column.TEXT: "",
            Column.WEEK: (drawing.week if unit.code in drawing.figures else previous).isoformat(),
        }
        for unit in known.districts(drawing.week)
        for row in rows
        if unit.code not in drawing.silent and (unit.code in drawing.figures or previous)
    ]
    columns = ["unit", "indicator", "total_value", "date", "text", "week"]
    return pd.DataFrame(found, columns=columns)


def figures(rand: random.Random, scale: int) -> dict[str, float]:
    """Draw one unit's totals, parts adding up to their wholes."""
    known = campaign()
    drawn = {
        row.id: float(
            rand.choice((0, 1, 2, 5, 11, 21, 101, scale, rand.randint(0, 3 * scale)))
            if row.quantity is Quantity.COUNT
            else rand.randint(0, 40_000) / 10
        )
        for row in known.rows
        if row.is_numeric and (row.core or row.issued)
    }
    for bound in known.rules.bounds:
        if bound.part in drawn and all(whole in drawn for whole in bound.wholes):
            drawn[bound.part] = min(drawn[bound.part], sum(drawn[each] for each in bound.wholes))
    for rule in known.rules.sums:
        if rule.whole in drawn and all(part in drawn for part in rule.parts):
            left = drawn[rule.whole]
            for part in rule.parts[:-1]:
                drawn[part] = float(rand.randint(0, int(left)))
                left = round(left - drawn[part], 1)
            drawn[rule.parts[-1]] = left
    return drawn


def random_drawing(seed: int) -> Drawing:
    """Draw a region: any week, any number missing, late, returned, risen or fallen."""
    rand = random.Random(seed)
    known = campaign()
    week = rand.choice(known.settings.reporting_dates)
    codes = [unit.code for unit in known.districts(week)]
    reporting = set(rand.sample(codes, rand.choice((19, 19, 18, 17, 15, 10, 3, 2, 1, 0))))
    scale = rand.choice((0, 1, 3, 30, 900))
    now = {code: figures(rand, scale) for code in codes if code in reporting}
    before = {
        code: {
            row: value if rand.random() < 0.3 else float(int(value * rand.choice((0.2, 0.5, 0.9, 1, 1.2))))
            for row, value in now.get(code, figures(rand, scale)).items()
        }
        for code in codes
        if rand.random() < 0.9
    }
    quiet = [code for code in codes if code not in reporting]
    undone = {
        row.id: tuple(code for code in codes if rand.random() < rand.choice((0, 0, 0.1, 0.5, 1)))
        for row in known.rows
        if row.kind is Kind.MILESTONE
    }
    return Drawing(
        week=week,
        figures=now,
        before=before if known.previous_date(week) and rand.random() < 0.9 else {},
        late={code: rand.randint(1, 3) for code in now if rand.random() < rand.choice((0, 0.1, 0.9))},
        returned=frozenset(code for code in quiet if rand.random() < 0.3),
        undone=undone if rand.random() < 0.8 else {},
        silent=frozenset(code for code in quiet if rand.random() < 0.3),
        findings=tuple(
            finding
            for code in now
            if rand.random() < 0.2
            for finding in rand.sample(findings_of(code, week), 2)
        ),
    )


def findings_of(unit: str, week: date) -> list[Finding]:
    """Faults that a narrative speaks of."""
    fell = {"before": 212.0, "value": 187.0}
    short = {"difference": 120.0, "value": 1000.0, "sum": 880.0}
    reason = "Есеп қате толтырылған, түзетілді"
    made = (
        ("total-fell", "F1.10", fell, None),
        ("sum-mismatch", "F1.11", short, None),
        ("blank", "F2.02", {}, None),
        ("total-fell", "F1.10", fell, reason),
        ("part-exceeds-whole", "F3.41", {}, reason),
    )
    return [
        Finding(
            code=code,
            severity=Severity.ERROR,
            unit=unit,
            week=week,
            indicator=row,
            details=details,
            accepted_reason=accepted,
        )
        for code, row, details, accepted in made
    ]
