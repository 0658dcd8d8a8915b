"""Judge single cells: what is no figure that may count, and what the form's figures are."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.hits import STRAY, Array, FormRows, Hit
from pipeline.model import Cell, Nature, Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.schema import Indicator

# No count and no sum of a district reaches this.
LARGEST_FIGURE = 1e9
# A number where a word or a date belongs, as it was read.
WHOLE_NUMBER = re.compile(r"-?\d{1,15}\.0")
# A campaign's measures are done in its own year, or in the one before at the earliest.
YEARS_BEFORE = 1


def plain_figures(cells: Mapping[Slot, Cell], row: Indicator) -> tuple[float, float] | None:
    """Give (week, total) of a row of plain numbers, as most rows are; None where it is none."""
    own, week = cells.get(Slot.TOTAL), np.nan
    if own is None or own.nature is not Nature.NUMBER or number_fault(own.value, row):  # type: ignore[arg-type] # a NUMBER holds one
        return None
    if row.kind is Kind.CUM and (cell := cells.get(Slot.WEEK)) is not None:
        if cell.nature is not Nature.NUMBER or number_fault(cell.value, row):  # type: ignore[arg-type] # likewise
            return None
        week = _kept(cell.value, row)  # type: ignore[arg-type] # likewise
    return week, _kept(own.value, row)  # type: ignore[arg-type] # likewise


def figures_in(
    form: FormRows, row: Indicator, place: int
) -> tuple[tuple[float, float], list[Hit], bool]:
    """Judge one row: (week, total), what was found, and whether the total was computed."""
    hits: list[Hit] = []
    week = np.nan
    cells = form.row(row.id)
    week_cell, total_cell = cells.get(Slot.WEEK), cells.get(Slot.TOTAL)
    if row.kind is Kind.CUM and week_cell is not None:
        week, codes = _number(week_cell, row)
        hits += [fault_of(form, code, place, row.id, Slot.WEEK) for code in codes]
    # Without the column of the week's figures no total can be computed; that is told once.
    lacks_column = row.kind is Kind.CUM and week_cell is None
    if total_cell is None or (lacks_column and _is_formula_result(total_cell)):
        return (week, np.nan), hits, False
    follows = row.kind is Kind.CUM and week_cell is not None and np.isnan(week)
    if not np.isnan(week) and is_to_be_computed(cells):
        previous = cells.get(Slot.PREVIOUS)
        before = 0.0
        if previous is not None and isinstance(previous.value, float):
            before = previous.value
        return (week, _kept(before + week, row)), hits, True
    total, codes = _number(total_cell, row)
    # Where the week's figure is no number, an empty or failing total only follows from it.
    if not (follows and np.isnan(total) and _is_formula_result(total_cell)):
        hits += [fault_of(form, code, place, row.id, Slot.TOTAL) for code in codes]
    return (week, total), hits, False


def lacks_last(cells: Mapping[Slot, Cell]) -> bool:
    """Whether a row's total is to be computed, but the form's last total is no number."""
    last = cells.get(Slot.PREVIOUS)
    return is_to_be_computed(cells) and (last is None or not isinstance(last.value, float))


def is_to_be_computed(cells: Mapping[Slot, Cell]) -> bool:
    """Whether a row's total was not saved, or its formula did not take a week typed as text."""
    week, total = cells.get(Slot.WEEK), cells.get(Slot.TOTAL)
    if total is None:
        return False
    is_text = week is not None and week.nature is Nature.NUMBER_AS_TEXT
    return total.nature is Nature.UNCACHED or (is_text and _is_formula_result(total))


def _is_formula_result(cell: Cell) -> bool:
    """Whether a cell may be what a formula over a bad week's figure gives."""
    return cell.nature in {Nature.BLANK, Nature.UNCACHED, Nature.ERROR_VALUE}


def _number(cell: Cell, row: Indicator) -> tuple[float, list[str]]:
    """Judge one numeric cell; NaN where it holds no figure that may count."""
    match cell.nature:
        case Nature.NUMBER | Nature.NUMBER_AS_TEXT:
            value = float(cell.value or 0.0)
            code = number_fault(value, row)
            if code:
                return np.nan, [code]
            noted = ["number-as-text"] if cell.nature is Nature.NUMBER_AS_TEXT else []
            return _kept(value, row), noted
        case Nature.BLANK:
            return np.nan, ["blank"] if row.core else []
        case Nature.NO_DATA:
            return np.nan, ["no-data"] if row.core else []
        case Nature.ERROR_VALUE:
            return np.nan, ["error-value"]
        case Nature.UNCACHED:
            return np.nan, ["formula-not-calculated"]
        case Nature.DATE:
            return np.nan, ["date-for-number"]
        case Nature.BOOLEAN:
            return np.nan, ["boolean-for-number"]
    return np.nan, ["not-a-number"]


def number_fault(value: float, row: Indicator) -> str:
    """Name what is wrong with a number for its line; "" where nothing is."""
    if value < 0:
        return "negative"
    if value > LARGEST_FIGURE:
        return "too-big"
    if row.quantity is Quantity.COUNT and abs(value - round(value)) > STRAY:
        return "not-whole"
    if row.quantity is Quantity.MONEY and abs(value * 10 - round(value * 10)) > STRAY * 10:
        return "too-precise"
    if row.quantity is Quantity.PERCENT and value > 100:  # noqa: PLR2004 - a percentage
        return "out-of-percent"
    return ""


def _kept(value: float, row: Indicator) -> float:
    """Round away what binary fractions add."""
    return float(round(value)) if row.quantity is Quantity.COUNT else round(value, 1)


def yes_in(cell: Cell | None, *, core: bool) -> tuple[float, str]:
    """Judge a yes-or-no cell: 1, 0 or NaN, and what is wrong with it."""
    if cell is None:
        return np.nan, ""  # its column is gone, which is told once
    if cell.nature in {Nature.BLANK, Nature.UNCACHED}:
        return np.nan, "blank" if core else ""
    if cell.nature is Nature.BOOLEAN:
        return float(cell.value or 0.0), ""
    return np.nan, "error-value" if cell.nature is Nature.ERROR_VALUE else "yes-or-no-unclear"


def milestone_in(  # noqa: PLR0913 - fills the arrays of one grid
    form: FormRows,
    place: int,
    row: Indicator,
    day: date,
    campaign: Campaign,
    total: Array,
    done_on: dict[tuple[int, str], str],
    column: Mapping[str, int],
) -> Iterator[Hit]:
    """Fill one milestone in (D1)."""
    value, code = yes_in(form.row(row.id).get(Slot.DONE), core=row.core)
    total[place, column[row.id]] = value
    if code:
        yield fault_of(form, code, place, row.id, Slot.DONE)
    if value != 1:
        return
    when = form.row(row.id).get(Slot.DATE)
    code = _date_fault(when, day)
    if code:
        # A milestone without a sound date is not taken for done.
        total[place, column[row.id]] = np.nan
        shown = (
            {"date": date.fromisoformat(str(when.value))}
            if when and code == "date-in-future"
            else {}
        )
        yield fault_of(form, code, place, row.id, Slot.DATE, **shown)
    elif when is not None:
        done_on[place, row.id] = str(when.value)
    document = form.row(row.id).get(Slot.DOCUMENT)
    if row.id in campaign.rules.documented and document and not _names_any(document, campaign):
        yield fault_of(form, "document-missing", place, row.id, Slot.DOCUMENT)


def _names_any(document: Cell, campaign: Campaign) -> bool:
    """Whether a cell names a document, not that there is none."""
    text = str(document.value or "").strip().casefold()
    no = campaign.form.no
    none = {each.casefold() for each in (*campaign.form.no_data, no.kk, no.ru, no.both)}
    return text not in {"", *none}


def _date_fault(when: Cell | None, day: date) -> str:
    """Name what is wrong with the date of a milestone that is done; "" where nothing is."""
    if when is None:
        return ""  # its column is gone, which is told once
    if when.nature is Nature.BLANK:
        return "done-without-date"
    if when.nature is not Nature.DATE:
        return "date-unclear"
    if str(when.value) < day.replace(year=day.year - YEARS_BEFORE, month=1, day=1).isoformat():
        return "date-unclear"
    return "date-in-future" if str(when.value) > day.isoformat() else ""


def fault_of(
    form: FormRows, code: str, place: int, indicator: str, slot: Slot, **details: object
) -> Hit:
    """Note a fault of one cell, with what the cell holds."""
    cell = form.row(indicator).get(slot)
    value: object = "" if cell is None or cell.value is None else cell.value
    if cell is not None and cell.nature is Nature.DATE:
        with suppress(ValueError):  # of a time of day there is no date to show
            value = date.fromisoformat(str(value))
    elif isinstance(value, str) and WHOLE_NUMBER.fullmatch(value):
        value = value.removesuffix(".0")
    return Hit(
        code=code,
        unit=place,
        indicator=indicator,
        slot=slot,
        details={"value": value, **details},
    )
