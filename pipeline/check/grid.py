"""Lay one reporting date's forms out as arrays, units by indicators, and judge single cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from pipeline.model import Cell, Nature, Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.check.files import JudgedFile
    from pipeline.schema import Indicator

# No count and no sum of a district reaches this.
LARGEST_FIGURE = 1e9
# Sums are kept to one decimal; binary fractions stray from it by far less than this.
STRAY = 1e-6

NO_CELLS: Final[Mapping[Slot, Cell]] = {}

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hit:
    """One thing found in one row of one form, before it becomes a finding."""

    code: str
    unit: int
    indicator: str
    slot: Slot = Slot.TOTAL
    details: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()  # lines whose totals share the fault, without a finding of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRows:
    """One form's cells by row and slot, and what is known of it."""

    file: JudgedFile
    rows: Mapping[str, Mapping[Slot, Cell]]
    issued: tuple[Indicator, ...]

    def cell(self, indicator: str, slot: Slot) -> Cell | None:
        """Find a cell; a row's total stands in for a slot that it lacks."""
        row = self.row(indicator)
        return row.get(slot) or row.get(Slot.TOTAL)

    def row(self, indicator: str) -> Mapping[Slot, Cell]:
        """Give a row's cells; none where the form lacks the row."""
        return self.rows.get(indicator, NO_CELLS)

    def text(self, indicator: str, slot: Slot) -> str:
        """Give a text cell's text; "" where it is blank."""
        return text_of(self.row(indicator).get(slot))

    @property
    def is_corrected(self) -> bool:
        """Whether the sender marked the form as a corrected one."""
        return self.file.receipt.form.corrected


@dataclass(slots=True, kw_only=True, eq=False)
class Grid:
    """The figures of one reporting date: a row per unit that reported, a column per indicator.

    Shape: `total`, `week`: units × indicators, NaN where there is no figure; milestones and
    flags hold 1 for yes and 0 for no in `total`; `done_on` their dates as ISO text.
    """

    day: date
    units: tuple[str, ...]
    forms: tuple[FormRows, ...]
    column: Mapping[str, int]
    total: Array
    week: Array
    done_on: Mapping[tuple[int, str], str]
    hits: tuple[Hit, ...]
    empty: frozenset[int]

    def figures(self, indicator: str, slot: Slot = Slot.TOTAL) -> Array:
        """Give one line of all units."""
        values = self.week if slot is Slot.WEEK else self.total
        return values[:, self.column[indicator]]


def text_of(cell: Cell | None) -> str:
    """Give a cell's text; "" where there is none."""
    return "" if cell is None or cell.value is None else str(cell.value)


def places(found: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> list[int]:
    """List the rows of a grid where something was found."""
    return [int(place) for place in np.flatnonzero(found)]


def grid_of(
    day: date,
    accepted: Mapping[str, JudgedFile],
    cells: Callable[[str], tuple[Cell, ...]],
    campaign: Campaign,
) -> Grid:
    """Lay the accepted forms of one date out, each cell judged by itself."""
    order = [unit.code for unit in campaign.all_units if unit.code in accepted]
    column = {row.id: place for place, row in enumerate(campaign.rows)}
    total = np.full((len(order), len(column)), np.nan)
    week = np.full((len(order), len(column)), np.nan)
    done_on: dict[tuple[int, str], str] = {}
    issued = {
        kind: campaign.issued(unit, day)
        for kind, unit in {campaign.unit(code).kind: campaign.unit(code) for code in order}.items()
    }
    forms: list[FormRows] = []
    hits: list[Hit] = []
    empty: set[int] = set()
    for place, code in enumerate(order):
        file = accepted[code]
        form = FormRows(
            file=file,
            rows=_by_row(cells(file.receipt.sha256)),
            issued=issued[campaign.unit(code).kind],
        )
        forms.append(form)
        if _is_empty(form):
            empty.add(place)
            hits.append(Hit(code="empty-form", unit=place, indicator=""))
            continue
        hits += _form_hits(form, place, day, campaign, total, week, done_on, column)
    return Grid(
        day=day,
        units=tuple(order),
        forms=tuple(forms),
        column=column,
        total=total,
        week=week,
        done_on=done_on,
        hits=tuple(hits),
        empty=frozenset(empty),
    )


def _by_row(cells: Iterable[Cell]) -> Mapping[str, Mapping[Slot, Cell]]:
    """Lay a form's cells out by row and slot."""
    rows: dict[str, dict[Slot, Cell]] = {}
    for cell in cells:
        row = rows.get(cell.indicator)
        if row is None:
            row = rows[cell.indicator] = {}
        row[cell.slot] = cell
    return rows


def _is_empty(form: FormRows) -> bool:
    """Whether nothing that a week brings was filled: bases and milestones come pre-filled."""
    filled = {Nature.BLANK, Nature.UNCACHED}
    return not any(
        cell.nature not in filled
        for row in form.issued
        if row.kind in {Kind.CUM, Kind.STOCK, Kind.FLAG}
        for slot in (Slot.WEEK, Slot.TOTAL)
        if (cell := form.row(row.id).get(slot)) is not None
    )


def _form_hits(  # noqa: PLR0913 - fills the arrays of one grid
    form: FormRows,
    place: int,
    day: date,
    campaign: Campaign,
    total: Array,
    week: Array,
    done_on: dict[tuple[int, str], str],
    column: Mapping[str, int],
) -> Iterator[Hit]:
    """Fill one form's figures in, yielding what is wrong with single cells."""
    computed = 0
    present = [(row, form.rows[row.id]) for row in form.issued if row.id in form.rows]
    for row, cells in present:
        match row.kind:
            case Kind.MILESTONE:
                yield from _milestone(form, place, row, day, campaign, total, done_on, column)
            case Kind.FLAG:
                value, code = _yes(cells.get(Slot.TOTAL), core=row.core)
                total[place, column[row.id]] = value
                if code:
                    yield _hit(form, code, place, row.id, Slot.TOTAL)
            case Kind.CUM | Kind.STOCK | Kind.REF:
                at = column[row.id]
                figures = _plain_figures(cells, row)
                if figures is None:
                    figures, found, was_computed = _figures(form, row, place)
                    computed += was_computed
                    yield from found
                week[place, at], total[place, at] = figures
    missing = [
        row.id for row in form.issued if row.id not in form.rows and row.kind is not Kind.TEXT
    ]
    unreadable = {finding.code for finding in form.file.findings} & {"column-not-found"}
    if missing and not unreadable:
        yield Hit(code="rows-missing", unit=place, indicator="", details={"rows": tuple(missing)})
    if computed:
        yield Hit(code="totals-computed", unit=place, indicator="", details={"count": computed})


def _plain_figures(cells: Mapping[Slot, Cell], row: Indicator) -> tuple[float, float] | None:
    """Give (week, total) of a row of plain numbers, as most rows are; None where it is none."""
    own, week = cells.get(Slot.TOTAL), np.nan
    if own is None or own.nature is not Nature.NUMBER or _number_fault(own.value, row):  # type: ignore[arg-type] # a NUMBER holds one
        return None
    if row.kind is Kind.CUM and (cell := cells.get(Slot.WEEK)) is not None:
        if cell.nature is not Nature.NUMBER or _number_fault(cell.value, row):  # type: ignore[arg-type] # likewise
            return None
        week = _kept(cell.value, row)  # type: ignore[arg-type] # likewise
    return week, _kept(own.value, row)  # type: ignore[arg-type] # likewise


def _figures(
    form: FormRows, row: Indicator, place: int
) -> tuple[tuple[float, float], list[Hit], bool]:
    """Judge one row: (week, total), what was found, and whether the total was computed."""
    hits: list[Hit] = []
    week = np.nan
    cells = form.row(row.id)
    week_cell, total_cell = cells.get(Slot.WEEK), cells.get(Slot.TOTAL)
    if row.kind is Kind.CUM and week_cell is not None:
        week, codes = _number(week_cell, row)
        hits += [_hit(form, code, place, row.id, Slot.WEEK) for code in codes]
    if total_cell is None:
        return (week, np.nan), hits, False
    follows = row.kind is Kind.CUM and week_cell is not None and np.isnan(week)
    if total_cell.nature is Nature.UNCACHED and not np.isnan(week):
        previous = cells.get(Slot.PREVIOUS)
        before = 0.0
        if previous is not None and isinstance(previous.value, float):
            before = previous.value
        return (week, _kept(before + week, row)), hits, True
    total, codes = _number(total_cell, row)
    # Where the week's figure is no number, an empty or failing total only follows from it.
    if not (follows and np.isnan(total) and _is_formula_result(total_cell)):
        hits += [_hit(form, code, place, row.id, Slot.TOTAL) for code in codes]
    return (week, total), hits, False


def _is_formula_result(cell: Cell) -> bool:
    """Whether a cell may be what a formula over a bad week's figure gives."""
    return cell.nature in {Nature.BLANK, Nature.UNCACHED, Nature.ERROR_VALUE}


def _number(cell: Cell, row: Indicator) -> tuple[float, list[str]]:
    """Judge one numeric cell; NaN where it holds no figure that may count."""
    match cell.nature:
        case Nature.NUMBER | Nature.NUMBER_AS_TEXT:
            value = float(cell.value or 0.0)
            code = _number_fault(value, row)
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
    return np.nan, ["not-a-number"]


def _number_fault(value: float, row: Indicator) -> str:
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


def _yes(cell: Cell | None, *, core: bool) -> tuple[float, str]:
    """Judge a yes-or-no cell: 1, 0 or NaN, and what is wrong with it."""
    if cell is None or cell.nature in {Nature.BLANK, Nature.UNCACHED}:
        return np.nan, "blank" if core else ""
    if cell.nature is Nature.BOOLEAN:
        return float(cell.value or 0.0), ""
    return np.nan, "error-value" if cell.nature is Nature.ERROR_VALUE else "yes-or-no-unclear"


def _milestone(  # noqa: PLR0913 - fills the arrays of one grid
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
    value, code = _yes(form.row(row.id).get(Slot.DONE), core=row.core)
    total[place, column[row.id]] = value
    if code:
        yield _hit(form, code, place, row.id, Slot.DONE)
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
        yield _hit(form, code, place, row.id, Slot.DATE, **shown)
    elif when is not None:
        done_on[place, row.id] = str(when.value)
    if row.id in campaign.rules.documented and not form.text(row.id, Slot.DOCUMENT):
        yield _hit(form, "document-missing", place, row.id, Slot.DOCUMENT)


def _date_fault(when: Cell | None, day: date) -> str:
    """Name what is wrong with the date of a milestone that is done; "" where nothing is."""
    if when is None or when.nature is Nature.BLANK:
        return "done-without-date"
    if when.nature is not Nature.DATE:
        return "date-unclear"
    return "date-in-future" if str(when.value) > day.isoformat() else ""


def _hit(
    form: FormRows, code: str, place: int, indicator: str, slot: Slot, **details: object
) -> Hit:
    """Note a fault of one cell, with what the cell holds."""
    cell = form.row(indicator).get(slot)
    value = "" if cell is None or cell.value is None else cell.value
    return Hit(
        code=code,
        unit=place,
        indicator=indicator,
        slot=slot,
        details={"value": value, **details},
    )
