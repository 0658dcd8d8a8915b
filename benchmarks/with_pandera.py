"""Have pandera check a form: a schema of every sheet, then one wide row of all its figures."""

from __future__ import annotations

from functools import lru_cache, partial
from numbers import Real
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa
from openpyxl.utils import get_column_letter as letter
from rivals import (
    ANSWERS,
    FIGURES,
    HEADING,
    Knowledge,
    Relation,
    is_figure,
    is_reporting_date,
    relations,
    total,
    wrong_answers,
)
from single_faults import COVER, SHEETS

from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def by_pandera(path: Path, knowledge: Knowledge) -> list[str]:
    """Check a form by pandera; "" for what it says of no one cell."""
    sheets = pd.read_excel(path, sheet_name=None, header=None, engine="calamine")
    places: dict[str, str] = {}
    wide: dict[str, object] = {}
    said: list[str] = []
    for sheet in SHEETS:
        if sheet not in sheets:
            said.append("")
            continue
        labels = [str(label) for label in sheets[sheet].iloc[HEADING - 1]]
        frame = sheets[sheet].iloc[HEADING:].set_axis(labels, axis=1)
        wrong = _failures(_table_schema(knowledge, sheet), frame)
        for _, failure in wrong:
            named = labels.index(failure) + 1 if failure in labels else None
            said.append(f"{sheet}!{letter(named)}{HEADING}" if named else "")
        if wrong:
            continue
        names = ANSWERS if sheet == "F5" else FIGURES
        for number, values in zip(frame.index + 1, frame.itertuples(index=False), strict=True):
            for place, (name, value) in enumerate(zip(names, values, strict=True), start=1):
                wide[f"{values[0]} {name}"] = value
                places[f"{values[0]} {name}"] = f"{sheet}!{letter(place)}{number}"
    cover = sheets[COVER]
    wide |= {"unit": cover.iloc[3, 1], "date": cover.iloc[4, 1]}
    places |= {"unit": f"{COVER}!B4", "date": f"{COVER}!B5"}
    row = pd.DataFrame({name: [value] for name, value in wide.items()})
    failures = _failures(_wide_schema(knowledge, frozenset(wide)), row)
    return said + [places.get(column, places.get(str(case), "")) for column, case in failures]


@lru_cache
def _table_schema(knowledge: Knowledge, sheet: str) -> pa.DataFrameSchema:
    """Describe a sheet as it lies: its headings in their order, and every row's id once."""
    first, *others = knowledge.labels[sheet]
    ids = [row.id for row in knowledge.rows.values() if row.sheet == sheet]
    known = pa.Check(lambda column: column.isin(ids), error="id")
    whole = pa.Check(lambda frame: set(ids) <= set(frame[first]), error="rows")
    return pa.DataFrameSchema(
        {
            first: pa.Column(checks=known, unique=True, nullable=False),
            **{label: pa.Column(nullable=True) for label in others},
        },
        checks=whole,
        strict=True,
        ordered=True,
        unique_column_names=True,
    )


@lru_cache
def _wide_schema(knowledge: Knowledge, present: frozenset[str]) -> pa.DataFrameSchema:
    """Describe the one wide row: a check of every cell, and one of every relation."""
    columns = {
        "unit": pa.Column(nullable=True, checks=_each(lambda value: value in knowledge.names)),
        "date": pa.Column(
            nullable=True, checks=_each(lambda value: is_reporting_date(knowledge, value))
        ),
    }
    form = knowledge.campaign.form
    answers = {form.yes.both, form.no.both}
    for row in knowledge.rows.values():
        if row.kind is Kind.FLAG:
            columns[total(row.id)] = pa.Column(
                nullable=True, checks=_each(lambda value: value in answers)
            )
        elif row.is_numeric:
            checked = _each(partial(is_figure, row))
            for name in ("week", "total") if row.kind is Kind.CUM else ("total",):
                columns[f"{row.id} {name}"] = pa.Column(nullable=True, checks=checked)
    return pa.DataFrameSchema(
        {name: column for name, column in columns.items() if name in present},
        checks=[
            *(_related(relation) for relation in relations(knowledge)),
            *(
                _answered(knowledge, row.id, column)
                for row in knowledge.rows.values()
                if row.kind is Kind.MILESTONE and f"{row.id} done" in present
                for column in ANSWERS[3:6]
            ),
        ],
    )


def _each(is_right: Callable[[object], bool]) -> pa.Check:
    return pa.Check(is_right, element_wise=True, ignore_na=False)


def _related(relation: Relation) -> pa.Check:
    """Make a wide check of a relation, named by the figure at fault."""
    names = {relation.figure, *relation.others}

    def holds(frame: pd.DataFrame) -> bool:
        known = names & set(frame.columns)
        numbers = {name: frame[name].iloc[0] for name in known}
        return not relation.is_broken(
            {
                name: float(value)
                for name, value in numbers.items()
                if isinstance(value, Real) and not pd.isna(value)
            }
        )

    return pa.Check(holds, error=relation.figure)


def _answered(knowledge: Knowledge, row: str, column: str) -> pa.Check:
    """Make a wide check of one answer on a milestone."""

    def holds(frame: pd.DataFrame) -> bool:
        answer = [frame[f"{row} {name}"].iloc[0] for name in ANSWERS[3:6]]
        known = [None if pd.isna(value) else value for value in answer]
        return column not in dict(wrong_answers(knowledge, row, *known))

    return pa.Check(holds, error=f"{row} {column}")


def _failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Validate lazily; give each failure's column, or its check, and its case."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
        is_wide = cases["schema_context"] == "DataFrameSchema"
        names = cases["column"].where(~is_wide, cases["check"])
        return list(dict.fromkeys(zip(names.astype(str), cases["failure_case"], strict=True)))
    return []
