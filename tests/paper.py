"""Fill issued forms as a clerk does, and spoil them as a clerk may: cell by physical cell."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import xlsxwriter
from make_samples import TEMPLATES, answers, fill, load_case, previous_of
from openpyxl import load_workbook

from pipeline.issue import issue
from pipeline.issue.layout import COLUMNS, Block
from pipeline.model import Arrival, Receipt, Slot
from pipeline.read import read
from pipeline.schema import Kind
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from make_samples import Case

    from pipeline.model import Form
    from pipeline.read import FormLayout

Value = float | str | bool | date | None
ADDRESS = re.compile(r"([A-Z])(\d+)")


@dataclass
class Paper:
    """The cells of a filled form, sheet by sheet; a case changes them in place."""

    sheets: dict[str, list[list[Value]]]

    def copy(self) -> Paper:
        return Paper(deepcopy(self.sheets))

    def __getitem__(self, address: str) -> Value:
        """Look into a cell, such as F1!D5."""
        sheet, row, column = self._place(address)
        return self.sheets[sheet][row][column]

    def __setitem__(self, address: str, value: Value) -> None:
        """Type into a cell."""
        sheet, row, column = self._place(address)
        self.sheets[sheet][row][column] = value

    def at(self, indicator: str, slot: Slot = Slot.TOTAL) -> str:
        """Name the cell of a row."""
        for sheet, rows in self.sheets.items():
            for number, row in enumerate(rows, start=1):
                if row[0] == indicator:
                    block = Block.MILESTONES if indicator[0] == "M" else Block.FIGURES
                    return f"{sheet}!{'ABCDEFGH'[COLUMNS[block][slot]]}{number}"
        raise KeyError(indicator)

    def put(self, indicator: str, slot: Slot, value: Value) -> None:
        self[self.at(indicator, slot)] = value

    def get(self, indicator: str, slot: Slot = Slot.TOTAL) -> float:
        value = self[self.at(indicator, slot)]
        assert isinstance(value, int | float)
        return value

    def week(self, indicator: str, value: Value) -> None:
        """Type a week's figure; the total is its formula's."""
        before = self.get(indicator) - self.get(indicator, Slot.WEEK)
        self.put(indicator, Slot.WEEK, value)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        self.put(indicator, Slot.TOTAL, round(before + value, 1) if is_number else "#VALUE!")

    def saved(self) -> bytes:
        buffer = BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            day = book.add_format({"num_format": "dd.mm.yyyy"})
            for name, rows in self.sheets.items():
                sheet = book.add_worksheet(name)
                for row, values in enumerate(rows):
                    for column, value in enumerate(values):
                        match value:
                            case None:
                                continue
                            case datetime() | date():
                                sheet.write_datetime(row, column, value, day)
                            case bool():
                                sheet.write_boolean(row, column, value)
                            case str() if value.startswith("#"):
                                sheet.write_formula(row, column, "=Z1/Z2", None, value)
                            case str() if value.startswith("="):
                                sheet.write_formula(row, column, value, None, "")
                            case str():
                                sheet.write_string(row, column, value)
                            case _:
                                sheet.write_number(row, column, value)
        return buffer.getvalue()

    def form(self, layout: FormLayout) -> Form:
        """Read it as the main job does."""
        content = self.saved()
        digest = sha256(content).hexdigest()
        arrival = Arrival(path="form.xlsx", content=content, sha256=digest, modified_at=None)
        return read(arrival, layout)

    def receipt(self, path: str, layout: FormLayout, moment: datetime) -> Receipt:
        form = self.form(layout)
        digest = sha256(path.encode()).hexdigest()
        return Receipt(path=path, sha256=digest, received_at=moment, form=form)

    def _place(self, address: str) -> tuple[str, int, int]:
        sheet, _, cell = address.partition("!")
        match = ADDRESS.fullmatch(cell)
        assert match
        row, column = int(match[2]) - 1, ord(match[1]) - ord("A")
        rows = self.sheets[sheet]
        while len(rows) <= row:
            rows.append([None] * 8)
        return sheet, row, column


def filled_paper(case: Case, unit: str, week: date) -> Paper:
    """Fill a unit's issued form of a week, the totals as their formulas give them."""
    wording = load_wording(TEMPLATES / "blank-form.toml")
    blank = issue(
        case.campaign, wording, case.campaign.unit(unit), week, previous_of(case, unit, week)
    )
    book = load_workbook(BytesIO(fill(blank, case, unit, week)))
    paper = Paper({
        sheet.title: [
            [None if _is_formula(value) else value for value in row]
            for row in sheet.iter_rows(max_col=8, values_only=True)
        ]
        for sheet in book
        if sheet.sheet_state == "visible"
    })  # fmt: skip
    for row in case.campaign.issued(case.campaign.unit(unit), week):
        if row.kind is Kind.CUM:
            total = case.totals[week][unit][row.id]
            paper.put(row.id, Slot.TOTAL, int(total) if total.is_integer() else total)
    return paper


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


__all__ = ["Paper", "answers", "filled_paper", "load_case"]
