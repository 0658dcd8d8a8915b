"""Find rows whose ids are misspelt or deleted, by their labels and their neighbours."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Finding, Severity
from pipeline.read.values import address_of, folded
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.read.layout import FormLayout
    from pipeline.read.rows import Line
    from pipeline.read.values import Grid, Raw
    from pipeline.schema import Indicator

# An id is a short word; so alike must a misspelt one be to the one that is meant.
LONGEST_ID, LEAST_ALIKE = 16, 0.5
# A form is no longer than this; so many rows are looked at.
LONGEST_FORM, MOST_STRAYS = 300, 100


class Stray(NamedTuple):
    """A row without an id of its own."""

    number: int
    place: int  # of its id
    typed: str
    labels: frozenset[str]


def ids_misspelt(
    sheets: Mapping[str, Grid], chosen: Iterable[Line], layout: FormLayout
) -> list[Finding]:
    """Find the sheets with rows that can only be some that are missing, whatever their ids say."""
    own: dict[str, list[Line]] = {name: [] for name in sheets}
    for line in chosen:
        own[line.sheet].append(line)
    known = {line.row.id for lines in own.values() for line in lines}
    lacking = [
        row
        for row in layout.rows.values()
        if row.core and row.kind is not Kind.TEXT and row.id not in known
    ]
    order = {row.id: at for at, row in enumerate(layout.rows.values())}
    found = []
    for sheet, lines in own.items() if lacking else ():
        meant = _meant(sheets[sheet], lines, lacking, order)
        if meant:
            lacking = [row for row in lacking if row.id not in meant]
            cells = {row: address_of(each.place, each.number) for row, each in meant.items()}
            first = next(iter(meant))
            found.append(
                Finding(
                    code="id-misspelt",
                    severity=Severity.ERROR,
                    sheet=sheet,
                    cell=cells[first],
                    indicator=first,
                    details={
                        "value": meant[first].typed,
                        "rows": tuple(cells),
                        "cells": tuple(cells.values()),
                    },
                )
            )
    return found


def has_label(values: Iterable[Raw], row: Indicator) -> bool:
    """Whether a row's label stands among some values."""
    return not labels_of(row).isdisjoint(folded(value) for value in values if type(value) is str)


def _meant(
    rows: Grid, lines: list[Line], lacking: list[Indicator], order: Mapping[str, int]
) -> dict[str, Stray]:
    """Tell which row of the form each stray of a sheet is, where it can be only one."""
    known = {line.number: order[line.row.id] for line in lines}
    missing = [row for row in lacking if not lines or row.sheet == lines[0].row.sheet]
    meant: dict[str, Stray] = {}
    for stray in islice(_strays(rows, lines), MOST_STRAYS):
        above = [order[row] for row in meant]
        after = max([*above, *(at for number, at in known.items() if number < stray.number)],
                    default=-1)  # fmt: skip
        before = min(
            (at for number, at in known.items() if number > stray.number), default=len(order)
        )
        left = [row for row in missing if row.id not in meant]
        near = [row for row in left if after < order[row.id] < before]
        row = _one(stray, near, left)
        if row is not None and (lines or not labels_of(row).isdisjoint(stray.labels)):
            meant[row.id] = stray
    return meant


def _strays(rows: Grid, lines: list[Line]) -> Iterator[Stray]:
    """Yield the rows that have no id of their own, but something else."""
    numbers = {line.number for line in lines}
    places = Counter(line.values.index(line.typed) for line in lines).most_common(1)
    begin = lines[0].heading if lines else 0
    for number, values in enumerate(rows[:LONGEST_FORM], start=1):
        if number <= begin or number in numbers:
            continue
        texts = [at for at, value in enumerate(values) if type(value) is str and value.strip()]
        if not lines and texts[:1] == [0]:
            continue  # the column of the ids itself is gone
        # Where a sheet has no id at all, they belong to the left of the labels.
        place = places[0][0] if places else max(min(texts, default=0) - 1, 0)
        typed = str(values[place]).strip() if place < len(values) else ""
        labels = frozenset(folded(str(values[at])) for at in texts if not lines or at != place)
        if labels and len(typed) <= LONGEST_ID:
            yield Stray(number, place, typed, labels)


def _one(stray: Stray, near: list[Indicator], others: list[Indicator]) -> Indicator | None:
    """Choose the row that a stray is; `near` are those that belong where it stands."""
    labelled = [row for row in near if not labels_of(row).isdisjoint(stray.labels)]
    if labelled:
        return labelled[0]
    labelled = [row for row in others if not labels_of(row).isdisjoint(stray.labels)]
    if labelled:
        return labelled[0] if len(labelled) == 1 else None
    typed = folded(stray.typed)
    ranked = sorted(
        ((SequenceMatcher(None, typed, folded(row.id)).ratio(), row.id) for row in near),
        reverse=True,
    )
    if not ranked or ranked[0][0] < LEAST_ALIKE:
        return None
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return next(row for row in near if row.id == ranked[0][1])


@lru_cache(maxsize=512)
def labels_of(row: Indicator) -> frozenset[str]:
    """Give a row's label as it may stand in a cell."""
    kk, ru = folded(row.label.kk), folded(row.label.ru)
    return frozenset({kk, ru, f"{kk} {ru}", folded(row.label.both)})
