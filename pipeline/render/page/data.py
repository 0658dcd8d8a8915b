"""Pack what the page's script needs: every figure, its cell, its values on earlier dates."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from pipeline.language import typography
from pipeline.measures import Progress, own_standings_of, standings_of
from pipeline.model import Language, Mark, Status, Submission
from pipeline.render.page.desk import HIDDEN, brief, moment_of
from pipeline.schema import Bilingual, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.measures import Standing
    from pipeline.render.page.book import Book
    from pipeline.render.page.shades import Measure
    from pipeline.texts import Wording

Place: TypeAlias = tuple[str, str, str]
MARKS = tuple(Mark)
PLACES = {str(mark): place for place, mark in enumerate(MARKS)}
PROGRESS = tuple(Progress)
SCRIPT_WORDS = "script."
# Whatever could end the script's element or begin another is written as an escape.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026",
                         "\u2028": "\\u2028", "\u2029": "\\u2029"})  # fmt: skip


def packed(book: Book, measures: Iterable[Measure], wording: Wording, longest: int) -> str:
    """Write the data block as JSON that may stand in HTML; no sender's text is longer."""
    region = book.region
    level = region.campaign.oblast_level
    own = region.oblast_submission or Submission(unit=level, status=Status.MISSING)
    submissions = (*region.submissions, own)
    usual = _usual(book)
    data = {
        "words": _words(wording),
        "dates": [typography.short_date(day) for day in book.dates],
        "reported": [book.reported(day) for day in book.dates],
        "expected": [len(region.campaign.districts(day)) for day in book.dates],
        "level": region.campaign.oblast_level.code,
        "marks": [_pair(wording[f"mark-word.{mark}"]) for mark in MARKS],
        "progress": [_pair(wording[f"progress.{each}"]) for each in PROGRESS],
        "units": {each.unit.code: _unit(each, book) for each in submissions},
        "rows": {
            row.id: [
                *_pair(row.label),
                *_pair(row.unit),
                _places(row.quantity),
                row.sheet,
                int(row.kind is Kind.CUM),
            ]
            for row in region.campaign.rows
            if row.is_numeric or row.kind == "milestone"
        },
        "sheets": {sheet.code: _pair(sheet.title) for sheet in region.campaign.form.sheets},
        "measures": {
            each.key: [
                float(each.step),
                *each.legend,
                each.total,
                *([] if each.sheet else _pair(each.name)),  # a row has its own label
            ]
            for each in measures
        },
        "order": [row.id for row in book.rows],
        "past": _past(book),
        "usual": usual,
        "cells": _cells(book, usual, longest),
        "steps": _steps(book, longest),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def _words(wording: Wording) -> dict[str, list[str]]:
    """Give the words that the script writes, in both languages."""
    return {
        key.removeprefix(SCRIPT_WORDS): _pair(phrase)
        for key, phrase in wording.phrases.items()
        if key.startswith(SCRIPT_WORDS)
    }


def _pair(text: Bilingual) -> list[str]:
    return [text[language] for language in Language]


def _places(quantity: Quantity) -> int:
    """How many decimals a figure has; -1 for a percentage, which is never summed."""
    return {Quantity.MONEY: 1, Quantity.PERCENT: -1}.get(quantity, 0)


def _unit(submission: Submission, book: Book) -> list[object]:
    """Pack a unit: names, status, when its file came and which it is."""
    unit, file = submission.unit, submission.file
    return [
        unit.kk,
        unit.ru.nom,
        submission.status,
        moment_of(book.region, submission.received_at),
        HIDDEN if file in book.private else brief(file),
        submission.sha256,
    ]


def _past(book: Book) -> dict[str, list[list[float | int | None] | None]]:
    """Pack every unit's totals: by row, in the order of the rows, then by date."""
    days = [day.isoformat() for day in book.dates]
    get, told = book.totals.get, {(unit, row) for _, row, unit in book.totals}
    return {
        unit: [
            [_short(get((day, row.id, unit))) for day in days] if (unit, row.id) in told else None
            for row in book.rows
        ]
        for unit in sorted({unit for unit, _ in told})
    }


def _usual(book: Book) -> dict[str, list[str]]:
    """Tell where a row mostly stands: the cells of its total and of the week, and the sheet."""
    found: dict[str, Counter[Place]] = defaultdict(Counter)
    for (_, row), source in book.sources.items():
        found[row][source.cell, source.week_cell, source.sheet] += 1
    return {row: list(places.most_common(1)[0][0]) for row, places in found.items()}


def _cells(
    book: Book, usual: dict[str, list[str]], longest: int
) -> dict[str, dict[str, list[Any]]]:
    """Pack how this date's figures entered: mark, the week's figure, the reason, where they stand.

    The place is left out where it is the usual one; empty ends are cut off.
    """
    found: dict[str, dict[str, list[Any]]] = {}
    for (unit, row), source in book.sources.items():
        place = [source.cell, source.week_cell, source.sheet]
        told = [PLACES[source.mark], _short(source.week), brief(source.reason, longest),
                *([] if place == usual[row] else place)]  # fmt: skip
        while told[-1] in ("", None):
            told.pop()
        found.setdefault(unit, {})[row] = told
    return found


def _steps(book: Book, longest: int) -> dict[str, dict[str, list[object]]]:
    """Pack how every unit stands with every milestone."""
    found: dict[str, dict[str, list[object]]] = {}
    for each in _standings(book):
        found.setdefault(each.step.milestone.id, {})[each.unit.code] = [
            PROGRESS.index(each.progress),
            typography.short_date(each.done_on) if each.done_on else "",
            typography.short_date(each.told_on) if each.told_on else "",
            brief(each.document, longest),
        ]
    return found


def _standings(book: Book) -> Iterator[Standing]:
    yield from standings_of(book.region)
    yield from own_standings_of(book.region)


def _short(value: float | None) -> float | int | None:
    """Write a whole number without its decimals."""
    return int(value) if value is not None and value.is_integer() else value
