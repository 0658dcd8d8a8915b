"""Pack what the page's script needs: every figure, its cell, its values on earlier dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.language import typography
from pipeline.measures import Progress, own_standings_of, standings_of
from pipeline.model import Language, Mark
from pipeline.schema import Bilingual, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.measures import Standing
    from pipeline.model import Submission
    from pipeline.render.page.book import Book
    from pipeline.render.page.shades import Measure
    from pipeline.texts import Wording

MARKS = tuple(Mark)
PROGRESS = tuple(Progress)
SCRIPT_WORDS = "script."
# Whatever could end the script's element or begin another is written as an escape.
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026",
                         "\u2028": "\\u2028", "\u2029": "\\u2029"})  # fmt: skip


def packed(
    book: Book, measures: Iterable[Measure], wording: Wording, private: Iterable[str]
) -> str:
    """Write the data block as JSON that may stand in HTML."""
    region = book.region
    own = region.oblast_submission
    submissions = (*region.submissions, *([own] if own else []))
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
            row.id: [*_pair(row.label), *_pair(row.unit), _places(row.quantity), row.sheet]
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
        "past": _past(book),
        "cells": _cells(book),
        "steps": _steps(book, set(private)),
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
    """Pack a unit: names, status, when its file came, which it is, whether it counts."""
    unit, moment = submission.unit, submission.received_at
    shown = moment.astimezone(book.region.campaign.zone) if moment else None
    received = f"{typography.short_date(shown.date())} {shown:%H:%M}" if shown else ""
    return [unit.name.kk, unit.name.ru, submission.status, received, submission.file,
            submission.sha256]  # fmt: skip


def _past(book: Book) -> dict[str, dict[str, list[float | int | None]]]:
    """Pack every unit's totals by date; rows that a unit never gave are left out."""
    days = [day.isoformat() for day in book.dates]
    found: dict[str, dict[str, list[float | int | None]]] = {}
    numeric = {row.id for row in book.rows}
    for _, row, unit in book.totals:
        rows = found.setdefault(unit, {})
        if row in numeric and row not in rows:
            rows[row] = [_short(book.totals.get((day, row, unit))) for day in days]
    return found


def _cells(book: Book) -> dict[str, dict[str, list[Any]]]:
    """Pack where this date's figures stand: mark, cell, cell and figure of the week, and so on.

    The sheet is named only where it differs from the form's own; empty ends are cut off.
    """
    own = {row.id: row.sheet for row in book.region.campaign.rows}
    known = {row.id for row in book.rows} | {
        row.id for row in book.region.campaign.rows if row.kind == "milestone"
    }
    found: dict[str, dict[str, list[Any]]] = {}
    for (unit, row), source in book.sources.items():
        if row in known:
            sheet = "" if source.sheet == own[row] else source.sheet
            packed_cell = [MARKS.index(Mark(source.mark)), source.cell, source.week_cell,
                           _short(source.week), sheet, source.reason]  # fmt: skip
            while packed_cell[-1] in ("", None):
                packed_cell.pop()
            found.setdefault(unit, {})[row] = packed_cell
    return found


def _steps(book: Book, private: set[str]) -> dict[str, dict[str, list[object]]]:
    """Pack how every unit stands with every milestone."""
    found: dict[str, dict[str, list[object]]] = {}
    for each in _standings(book):
        found.setdefault(each.step.milestone.id, {})[each.unit.code] = [
            PROGRESS.index(each.progress),
            typography.short_date(each.done_on) if each.done_on else "",
            typography.short_date(each.told_on) if each.told_on else "",
            "" if each.unit.code in private else each.document,
        ]
    return found


def _standings(book: Book) -> Iterator[Standing]:
    yield from standings_of(book.region)
    yield from own_standings_of(book.region)


def _short(value: float | None) -> float | int | None:
    """Write a whole number without its decimals."""
    return int(value) if value is not None and value.is_integer() else value
