"""Find the rows of a form by their ids and headings, wherever they stand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Cell, Finding, Nature, Severity, Slot
from pipeline.read.layout import LONGEST_LABEL
from pipeline.read.letters import NO_SPACES, alike, alike_id, is_one_of, is_one_with_losses
from pipeline.read.mismatches import cells_merged, ids_slid
from pipeline.read.notices import (
    NO_HAZARDS,
    columns_inserted,
    dates_reread,
    hidden_figures,
    look_alikes,
    reasons_lost,
    rows_doubled,
)
from pipeline.read.strays import has_label, ids_misspelt
from pipeline.read.values import Grid, Raw, address_of, day_of, folded, nature_of, yes_or_no
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.read.book import Hazards
    from pipeline.read.layout import FormLayout
    from pipeline.schema import Indicator

NUMERIC_SLOTS = (Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS)
# A sheet is read only where one of these columns is found.
INPUT_SLOTS = frozenset({Slot.WEEK, Slot.TOTAL, Slot.DONE, Slot.TEXT})
SLOTS_OF_KIND = {
    Kind.CUM: (Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS, Slot.REASON),
    Kind.STOCK: (Slot.TOTAL, Slot.REASON),
    Kind.REF: (Slot.TOTAL, Slot.REASON),
    Kind.FLAG: (Slot.TOTAL, Slot.REASON),
    Kind.MILESTONE: (Slot.DONE, Slot.DATE, Slot.DOCUMENT, Slot.REASON),
    Kind.TEXT: (Slot.TEXT,),
}
# What the row cannot be read without.
NEEDED_SLOTS = {
    Kind.CUM: (Slot.WEEK, Slot.TOTAL),
    Kind.STOCK: (Slot.TOTAL,),
    Kind.REF: (Slot.TOTAL,),
    Kind.FLAG: (Slot.TOTAL,),
    Kind.MILESTONE: (Slot.DONE, Slot.DATE, Slot.DOCUMENT),
    Kind.TEXT: (Slot.TEXT,),
}

LONGEST_ID = 16


class Line(NamedTuple):
    """A row of a sheet that starts with an id, under the heading found above it."""

    row: Indicator
    sheet: str
    number: int
    address: str  # of the id
    typed: str  # the id as it stands there
    values: list[Raw]
    columns: Mapping[Slot, int]
    heading: int  # the number of the row of headings
    strangers: tuple[int, ...]  # the places of headings that are none of the form's
    inserted: tuple[int, ...]  # the places amid the form's headings where none of them stands

    @property
    def lacking(self) -> list[Slot]:
        """The columns without which the row cannot be read."""
        return [slot for slot in NEEDED_SLOTS[self.row.kind] if slot not in self.columns]


def cells_of(
    sheets: Mapping[str, Grid], hazards: Mapping[str, Hazards], layout: FormLayout
) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Read the cells of every row whose id is known, under the headings found above it."""
    chosen, doubled = _chosen(_lines(sheets, layout))
    misspelt = ids_misspelt(sheets, chosen, layout)
    taken = {(each.sheet, cell) for each in misspelt for cell in each.details["cells"]}
    slid = list(ids_slid(chosen, layout))
    torn = {each.sheet for each in slid}
    doubled = [
        pair
        for pair in doubled
        if (pair[0].sheet, pair[0].address) not in taken and pair[0].sheet not in torn
    ]
    cells = tuple(
        cell
        for line in chosen
        for cell in _row_cells(line, hazards.get(line.sheet, NO_HAZARDS), layout)
    )
    lacking: dict[tuple[str, Slot], str] = {}
    for line in chosen:
        for slot in line.lacking:
            lacking[line.sheet, slot] = lacking.get((line.sheet, slot)) or _renamed(line, slot)
    lost = reasons_lost(chosen, sheets, layout)
    wordy = {each.sheet for each in lost}
    # Where other headings are lost as well, this one is told with them.
    headless = {sheet for sheet, _ in lacking}
    lacking |= {(each.sheet, Slot.REASON): each.cell for each in lost if each.sheet in headless}
    findings = [
        Finding(
            code="column-not-found",
            severity=Severity.ERROR,
            sheet=sheet,
            cell=cell,
            details={"column": layout.header_names[slot]},
        )
        for (sheet, slot), cell in lacking.items()
    ]
    return cells, (
        *findings,
        *rows_doubled(doubled),
        *hidden_figures(cells, hazards),
        *look_alikes(chosen, layout),
        *dates_reread(chosen),
        *columns_inserted(line for line in chosen if line.sheet not in wordy),
        *(each for each in lost if each.sheet not in headless),
        *cells_merged(cells, hazards),
        *slid,
        *misspelt,
    )


def _lines(sheets: Mapping[str, Grid], layout: FormLayout) -> Iterator[Line]:
    """Yield every row that starts with a known id."""
    for name, rows in sheets.items():
        columns: Mapping[Slot, int] = {}
        strangers: tuple[int, ...] = ()
        inserted: tuple[int, ...] = ()
        above = 0
        for number, values in enumerate(rows, start=1):
            found = _id_in(values, layout)
            if found is None:
                if heading := _columns(values, layout):
                    columns, above = heading, number
                    strangers = tuple(_strangers(values, layout))
                    inserted = _inserted(values, layout)
            else:
                place, row = found
                typed = str(values[place])
                address = address_of(place, number)
                yield Line(
                    row, name, number, address, typed, values, columns, above, strangers, inserted
                )


def _chosen(lines: Iterable[Line]) -> tuple[list[Line], list[tuple[Line, Line]]]:
    """Choose one line of every id; give the others that could be read, each beside the chosen.

    A line that can be read goes before one that merely names an id, then a line of the
    id's own sheet before a copy of it, then one with the id's label, then the first.
    """
    first: dict[str, Line] = {}
    others: list[Line] = []
    for line in lines:
        rival = first.setdefault(line.row.id, line)
        if rival is not line:
            if _rank(line) < _rank(rival):
                first[line.row.id], line = line, rival  # noqa: PLW2901 - they change places
            others.append(line)
    return list(first.values()), [
        (line, first[line.row.id]) for line in others if len(line.lacking) == 0
    ]


def _rank(line: Line) -> tuple[int, bool, bool]:
    """Rank a line among those of the same id, the best lowest."""
    is_labelled = has_label(line.values, line.row)
    return len(line.lacking), line.sheet != line.row.sheet, not is_labelled


def _row_cells(line: Line, hazard: Hazards, layout: FormLayout) -> Iterator[Cell]:
    """Yield the cells of one row; blank ones only where an answer is expected."""
    row, sheet, number, values, columns = (
        line.row,
        line.sheet,
        line.number,
        line.values,
        line.columns,
    )
    needed = NEEDED_SLOTS[row.kind]
    for slot in SLOTS_OF_KIND[row.kind]:
        if (place := columns.get(slot)) is None:
            continue
        raw = values[place] if place < len(values) else ""
        nature, value = _understood(row, slot, raw, layout)
        address = address_of(place, number)
        if nature is Nature.BLANK:
            if address in hazard.errors:
                nature = Nature.ERROR_VALUE
            elif address in hazard.uncached:
                nature = Nature.UNCACHED
            elif slot not in needed and slot is not Slot.PREVIOUS:
                continue
        yield Cell(row.id, slot, sheet, address, nature, value)


def _understood(
    row: Indicator, slot: Slot, raw: Raw, layout: FormLayout
) -> tuple[Nature, float | str | None]:
    """Tell what a cell of a row holds, by what is expected there."""
    if slot is Slot.DONE or row.kind is Kind.FLAG:
        if slot is not Slot.REASON:
            return _answered(raw, layout)
    elif slot is Slot.DATE:
        return day_of(raw)
    elif slot in NUMERIC_SLOTS:
        return nature_of(raw, layout.no_data, layout.unit_words[row.id])
    text = _plain(raw)
    return (Nature.TEXT, text) if text else (Nature.BLANK, None)


def _answered(raw: Raw, layout: FormLayout) -> tuple[Nature, float | str | None]:
    """Tell a yes from a no, whichever alphabet it was typed in."""
    nature, value = yes_or_no(raw, layout.yes, layout.no)
    if nature is Nature.TEXT and isinstance(raw, str):
        answers = [
            answer
            for answer in (layout.yes, layout.no)
            if is_one_of(raw, answer) or is_one_with_losses(raw, answer)
        ]
        if len(answers) == 1:
            return Nature.BOOLEAN, float(answers[0] is layout.yes)
    return nature, value


def _plain(raw: Raw) -> str:
    """Write a text cell's value as text; a document's number typed as a number is 5, not 5.0."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).strip()


def _id_in(values: list[Raw], layout: FormLayout) -> tuple[int, Indicator] | None:
    """Find the id that a row starts with, the first of its cells that is one."""
    for place, value in enumerate(values):
        if type(value) is str and 1 < len(value) <= LONGEST_ID and (row := _named(value, layout)):
            return place, row
    return None


def _columns(values: list[Raw], layout: FormLayout) -> Mapping[Slot, int]:
    """Find the columns of a heading row; {} where the row is none."""
    found: dict[Slot, int] = {}
    others = 0
    for place, value in enumerate(values):
        if type(value) is not str or not 0 < len(value) <= LONGEST_LABEL:
            continue
        slot, is_heading = _heading(value, layout)
        if slot is not None:
            found.setdefault(slot, place)
        others += slot is None and is_heading
    return found if INPUT_SLOTS & found.keys() and len(found) + others > 1 else {}


def _renamed(line: Line, slot: Slot) -> str:
    """Give the address of the heading that stands where a lacking column's should; "" if unclear.

    Between the columns known around them there must be as many strangers as columns lack.
    """
    slots = SLOTS_OF_KIND[line.row.kind]

    def gap(slot: Slot) -> tuple[int, int]:
        at = slots.index(slot)
        before = [line.columns[each] for each in slots[:at] if each in line.columns]
        behind = [line.columns[each] for each in slots[at:] if each in line.columns]
        return max(before, default=-1), min(behind, default=len(line.values) + LONGEST_LABEL)

    first, last = gap(slot)
    strangers = [place for place in line.strangers if first < place < last]
    rivals = [each for each in slots if each not in line.columns and gap(each) == (first, last)]
    if len(strangers) != len(rivals):
        return ""
    return address_of(strangers[rivals.index(slot)], line.heading)


def _inserted(values: list[Raw], layout: FormLayout) -> tuple[int, ...]:
    """List where, amid the headings of the answers, there stands none that the form knows."""
    own = (*layout.measure_headers, *layout.aside_headers)
    known = [
        place
        for place, value in enumerate(values)
        if isinstance(value, str)
        and (_heading(value, layout)[0] or any(word in folded(value) for word in own))
    ]
    return tuple(each for each in range(known[0], known[-1]) if each not in known) if known else ()


def _strangers(values: list[Raw], layout: FormLayout) -> Iterator[int]:
    """Yield where a heading row has headings that the form does not know."""
    for place, value in enumerate(values):
        text = folded(str(value))
        if (
            any(sign.isalpha() for sign in str(value))
            and not _heading(str(value), layout)[1]
            and not any(word in text for word in layout.aside_headers)
        ):
            yield place


@lru_cache(maxsize=8192)
def _named(text: str, layout: FormLayout) -> Indicator | None:
    """Find the row whose id a text is, however it was typed."""
    plain = folded(text).translate(NO_SPACES)
    return layout.rows.get(plain) or layout.rows_alike.get(alike_id(text))


@lru_cache(maxsize=8192)
def _heading(text: str, layout: FormLayout) -> tuple[Slot | None, bool]:
    """Tell which column a text heads, and whether it heads any."""
    for look in (folded, alike):
        held = look(text)
        slot = next((slot for slot, word in layout.headers if look(word) in held), None)
        if slot is not None or any(look(word) in held for word in layout.other_headers):
            return slot, True
    return None, False
