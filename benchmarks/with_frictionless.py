"""Have frictionless check a form: a resource for each sheet, a schema, and checks of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import frictionless
from frictionless import checks, errors, fields
from frictionless.formats import ExcelControl
from openpyxl.utils import get_column_letter as letter
from rivals import (
    ANSWERS,
    FIGURES,
    HEADING,
    Knowledge,
    is_figure,
    is_reporting_date,
    relations,
    wrong_answers,
)
from single_faults import COVER, SHEETS

from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@attrs.define(kw_only=True, repr=False)
class FormCheck(frictionless.Check):
    """A custom check, as its guide shows them: cells row by row, relations at the end."""

    type = "form"
    Errors = [errors.CellError, errors.TableError]  # noqa: RUF012 - as the library has it
    knowledge: Any
    seen: dict[str, Any] = attrs.field(factory=dict)
    figures: dict[str, float] = attrs.field(factory=dict)

    def validate_row(self, row: frictionless.Row) -> Iterator[frictionless.Error]:
        """Check one row's cells."""
        knowledge, names = self.knowledge, row.field_names
        indicator = knowledge.rows.get(row[names[0]])
        if indicator is None:
            return
        self.seen[indicator.id] = row
        if indicator.kind is Kind.MILESTONE:
            for column, note in wrong_answers(knowledge, indicator.id, *row.to_list()[3:6]):
                yield self.at(row, names[ANSWERS.index(column)], note)
        elif indicator.kind is Kind.FLAG:
            if row.to_list()[4] not in {knowledge.campaign.form.yes.both,
                                        knowledge.campaign.form.no.both}:  # fmt: skip
                yield self.at(row, names[4], "yes or no")
        else:
            for place in (3, 4) if indicator.kind is Kind.CUM else (4,):
                if is_figure(indicator, value := row.to_list()[place]):
                    self.figures[f"{indicator.id} {FIGURES[place]}"] = float(value)
                else:
                    yield self.at(row, names[place], "no figure")

    def validate_end(self) -> Iterator[frictionless.Error]:
        """Check what the rows say together."""
        for relation in relations(self.knowledge):
            if relation.is_broken(self.figures):
                row = self.seen[relation.figure.split()[0]]
                yield self.at(row, row.field_names[4], "contradiction")

    @staticmethod
    def at(row: frictionless.Row, name: str, note: str) -> errors.CellError:
        """Name a cell of a row."""
        return errors.CellError.from_row(row, note=note, field_name=name)


def by_frictionless(path: Path, knowledge: Knowledge) -> list[str]:
    """Check a form by frictionless; "" for what it says of no one cell."""
    said = []
    for sheet in SHEETS:
        rows = [row for row in knowledge.rows.values() if row.sheet == sheet]
        first, *others = knowledge.labels[sheet]
        known = {"enum": [row.id for row in rows], "required": True, "unique": True}
        schema = frictionless.Schema(
            fields=[
                fields.StringField(name=first, constraints=known),
                *(fields.AnyField(name=label) for label in others),
            ]
        )
        resource = frictionless.resources.TableResource(
            path=path.name,
            basepath=str(path.parent),
            schema=schema,
            dialect=frictionless.Dialect(
                header_rows=[HEADING], controls=[ExcelControl(sheet=sheet)]
            ),
        )
        checklist = frictionless.Checklist(
            checks=[checks.table_dimensions(num_rows=len(rows)), FormCheck(knowledge=knowledge)]
        )
        said += [_cell(sheet, error) for error in _errors(resource, checklist)]
    cover = frictionless.resources.TableResource(
        path=path.name,
        basepath=str(path.parent),
        dialect=frictionless.Dialect(header=False, controls=[ExcelControl(sheet=COVER)]),
        schema=frictionless.Schema(
            fields=[fields.AnyField(name=name) for name in ("label", "answer", "note", "more")]
        ),
    )
    return said + [_cell(COVER, error) for error in _errors(cover, frictionless.Checklist(
        checks=[CoverCheck(knowledge=knowledge)], skip_errors=["blank-row"]))]  # fmt: skip


@attrs.define(kw_only=True, repr=False)
class CoverCheck(frictionless.Check):
    """A custom check of the unit and the date."""

    type = "cover"
    Errors = [errors.CellError]  # noqa: RUF012 - likewise
    knowledge: Any

    def validate_row(self, row: frictionless.Row) -> Iterator[frictionless.Error]:
        """Check the answer behind a known label."""
        if row.row_number in COVER_LINES:
            is_right = COVER_LINES[row.row_number](self.knowledge, row["answer"])
            if not is_right:
                yield errors.CellError.from_row(row, note="not listed", field_name="answer")


COVER_LINES: dict[int, Callable[[Knowledge, object], bool]] = {
    4: lambda knowledge, value: value in knowledge.names,
    5: is_reporting_date,
}


def _errors(
    resource: frictionless.Resource, checklist: frictionless.Checklist
) -> list[frictionless.Error]:
    report = resource.validate(checklist)
    return [*report.errors, *(error for task in report.tasks for error in task.errors)]


def _cell(sheet: str, error: frictionless.Error) -> str:
    """Write where an error is, if it says so."""
    column = getattr(error, "field_number", None)
    row = getattr(error, "row_number", HEADING)
    return f"{sheet}!{letter(column)}{row}" if column else ""
