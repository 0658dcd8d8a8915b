"""Lay one reporting date's forms out as arrays, units by indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.check.cells import (
    fault_of,
    figures_in,
    lacks_last,
    milestone_in,
    plain_figures,
    yes_in,
)
from pipeline.check.files import SUSPECTED
from pipeline.check.hits import FormRows, Hit
from pipeline.model import Nature, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.check.files import JudgedFile
    from pipeline.check.hits import Array, Node
    from pipeline.model import Cell

UNFILLED = {Nature.BLANK, Nature.UNCACHED}
ANSWERS = {Slot.WEEK, Slot.TOTAL, Slot.DONE}


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
    unstarted: tuple[tuple[int, str], ...] = ()  # totals computed without a last total

    def figures(self, indicator: str, slot: Slot = Slot.TOTAL) -> Array:
        """Give one line of all units."""
        values = self.week if slot is Slot.WEEK else self.total
        return values[:, self.column[indicator]]


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
    unstarted: list[tuple[int, str]] = []
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
        unstarted += [(place, row.id) for row in form.issued if lacks_last(form.row(row.id))]
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
        unstarted=tuple(unstarted),
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
    """Whether nothing that a week brings was filled: bases and milestones come pre-filled.

    A form without any such row may hold figures on lines whose ids nobody can read.
    """
    brought = [
        cell
        for row in form.issued
        if row.kind in {Kind.CUM, Kind.STOCK, Kind.FLAG}
        for slot in (Slot.WEEK, Slot.TOTAL)
        if (cell := form.row(row.id).get(slot)) is not None
    ]
    return bool(brought) and all(cell.nature in UNFILLED for cell in brought)


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
                yield from milestone_in(form, place, row, day, campaign, total, done_on, column)
            case Kind.FLAG:
                value, code = yes_in(cells.get(Slot.TOTAL), core=row.core)
                total[place, column[row.id]] = value
                if code:
                    yield fault_of(form, code, place, row.id, Slot.TOTAL)
            case Kind.CUM | Kind.STOCK | Kind.REF:
                at = column[row.id]
                figures = plain_figures(cells, row)
                if figures is None:
                    figures, found, was_computed = figures_in(form, row, place)
                    computed += was_computed
                    yield from found
                week[place, at], total[place, at] = figures
    yield from _missing_hits(form, place)
    if unasked := _unasked(form, campaign):
        cell = unasked[0]
        yield Hit(
            code="rows-not-asked",
            unit=place,
            indicator="",
            details={"rows": tuple(dict.fromkeys(each.indicator for each in unasked))},
            at=(cell.sheet, cell.address),
        )
    if computed:
        yield Hit(code="totals-computed", unit=place, indicator="", details={"count": computed})


def _missing_hits(form: FormRows, place: int) -> Iterator[Hit]:
    """Find the rows that a form lacks; those that it leaves in doubt, where they stand."""
    missing = _missing(form)
    for finding in form.file.findings:
        if finding.code not in SUSPECTED:
            continue
        rows = tuple(str(row) for row in finding.details["rows"])
        slots = finding.details.get("slots")
        if finding.code == "id-misspelt":
            rows = tuple(row for row in rows if row in missing)
        nodes = (
            [(row, Slot(slot)) for row, slot in zip(rows, slots, strict=True)]
            if slots
            else _gone(rows)
        )
        nodes = [node for node in nodes if any(row.id == node[0] for row in form.issued)]
        if nodes:
            missing = tuple(row for row in missing if row not in rows)
            yield Hit(
                code=finding.code,
                unit=place,
                indicator=nodes[0][0],
                slot=nodes[0][1] if slots else Slot.TOTAL,
                details={**finding.details, "rows": rows},
                also=tuple(nodes),
                at=(finding.sheet, finding.cell),
            )
    if missing:
        details = {"rows": missing}
        yield Hit(
            code="rows-missing", unit=place, indicator="", details=details, also=_gone(missing)
        )


def _unasked(form: FormRows, campaign: Campaign) -> list[Cell]:
    """List the answers on rows that this form has no need of: they count nowhere."""
    asked = {row.id for row in form.issued}
    return [
        cell
        for indicator, cells in form.rows.items()
        if indicator not in asked and campaign.indicators[indicator].kind is not Kind.TEXT
        for slot, cell in cells.items()
        if slot in ANSWERS and cell.nature not in UNFILLED
    ]


def _gone(rows: Iterable[str]) -> tuple[Node, ...]:
    """Name the answers of rows that cannot be read."""
    return tuple((row, slot) for row in rows for slot in (Slot.WEEK, Slot.TOTAL, Slot.DONE))


def _missing(form: FormRows) -> tuple[str, ...]:
    """List the rows that a form lacks; those of a sheet without its headings are not missing."""
    headless = {
        finding.sheet for finding in form.file.findings if finding.code == "column-not-found"
    }
    read = {row.sheet for row in form.issued if row.id in form.rows}
    return tuple(
        row.id
        for row in form.issued
        if row.core  # a form from before an optional row was switched on is whole without it
        and row.id not in form.rows
        and row.kind is not Kind.TEXT
        and not (headless and (row.sheet in headless or row.sheet not in read))
    )
