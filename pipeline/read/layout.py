"""Find the rows of a form by their ids and headings, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Cell, Finding, Nature, Severity, Slot
from pipeline.read.plain import Hazards
from pipeline.read.values import Grid, Raw, address_of, day_of, folded, nature_of, yes_or_no
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.schema import Bilingual, Indicator

# A heading or a label is short; a paragraph that contains its words is not one.
LONGEST_LABEL = 90
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
# Letters of ids that a Cyrillic keyboard types alike: a, c, e, m, t.
TYPED_ALIKE = {0x430: "a", 0x441: "c", 0x435: "e", 0x43C: "m", 0x442: "t", 0x20: None}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormLayout:
    """The words and ids by which a form is recognised, folded once for all files."""

    rows: Mapping[str, Indicator]  # by folded id
    headers: tuple[tuple[Slot, str], ...]
    other_headers: tuple[str, ...]
    header_names: Mapping[Slot, str]
    cover: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str]
    corrected: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    no_data: frozenset[str]
    unit_words: Mapping[str, tuple[str, ...]]

    @staticmethod
    def of(campaign: Campaign) -> FormLayout:
        """Prepare the layout of a campaign's form."""
        form, headers = campaign.form, campaign.form.headers
        columns = {
            Slot.WEEK: headers.week,
            Slot.TOTAL: headers.total,
            Slot.PREVIOUS: headers.previous,
            Slot.REASON: headers.reason,
            Slot.DONE: headers.done,
            Slot.DATE: headers.date,
            Slot.DOCUMENT: headers.document,
            Slot.TEXT: headers.text,
        }
        return FormLayout(
            rows={folded(row.id): row for row in campaign.rows},
            headers=tuple((slot, word) for slot, text in columns.items() for word in _words(text)),
            other_headers=tuple(
                word for text in (headers.indicator, headers.unit) for word in _words(text)
            ),
            header_names={slot: text.both for slot, text in columns.items()},
            cover={
                "unit": _words(form.cover.unit),
                "date": _words(form.cover.date),
                "report": _words(form.cover.report),
                "edition": _words(form.cover.edition),
            },
            units={
                name: unit.code
                for unit in campaign.all_units
                for name in (folded(unit.code), folded(unit.name.both), *_words(unit.name))
            },
            corrected=frozenset((*_words(form.cover.corrected), folded(form.cover.corrected.both))),
            yes=frozenset((*_words(form.yes), folded(form.yes.both))),
            no=frozenset((*_words(form.no), folded(form.no.both))),
            no_data=frozenset(folded(word) for word in form.no_data),
            unit_words={
                row.id: tuple(sorted(_words(row.unit), key=len, reverse=True))
                for row in campaign.rows
            },
        )


class Line(NamedTuple):
    """A row of a sheet that starts with an id, under the heading found above it."""

    row: Indicator
    sheet: str
    number: int
    address: str  # of the id
    values: list[Raw]
    columns: Mapping[Slot, int]

    @property
    def lacking(self) -> list[Slot]:
        """The columns without which the row cannot be read."""
        return [slot for slot in NEEDED_SLOTS[self.row.kind] if slot not in self.columns]


def cells_of(
    sheets: Mapping[str, Grid], hazards: Mapping[str, Hazards], layout: FormLayout
) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Read the cells of every row whose id is known, under the headings found above it."""
    chosen, doubled = _chosen(_lines(sheets, layout))
    cells = [
        cell
        for line in chosen
        for cell in _row_cells(line, hazards.get(line.sheet, Hazards()), layout)
    ]
    lacking = dict.fromkeys((line.sheet, slot) for line in chosen for slot in line.lacking)
    findings = [
        Finding(
            code="column-not-found",
            severity=Severity.ERROR,
            sheet=sheet,
            details={"column": layout.header_names[slot]},
        )
        for sheet, slot in lacking
    ]
    findings += [
        Finding(
            code="row-doubled",
            severity=Severity.ERROR,
            sheet=line.sheet,
            cell=line.address,
            indicator=line.row.id,
            details={"first": f"{first.sheet}!{first.address}"},
        )
        for line, first in doubled
    ]
    return tuple(cells), tuple(findings)


def _lines(sheets: Mapping[str, Grid], layout: FormLayout) -> Iterator[Line]:
    """Yield every row that starts with a known id."""
    for name, rows in sheets.items():
        columns: Mapping[Slot, int] = {}
        for number, values in enumerate(rows, start=1):
            found = _id_in(values, layout)
            if found is None:
                columns = _columns(values, layout) or columns
            else:
                place, row = found
                yield Line(row, name, number, address_of(place, number), values, columns)


def _chosen(lines: Iterable[Line]) -> tuple[list[Line], list[tuple[Line, Line]]]:
    """Choose one line of every id; give the others that could be read, each beside the chosen.

    A line that can be read goes before one that merely names an id, then a line of the
    id's own sheet before a copy of it, then the first.
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


def _rank(line: Line) -> tuple[int, bool]:
    """Rank a line among those of the same id, the best lowest."""
    return len(line.lacking), line.sheet != line.row.sheet


def _row_cells(line: Line, hazard: Hazards, layout: FormLayout) -> Iterator[Cell]:
    """Yield the cells of one row; blank ones only where an answer is expected."""
    row, sheet, number, _, values, columns = line
    needed = NEEDED_SLOTS[row.kind]
    is_uncached = False
    for slot in SLOTS_OF_KIND[row.kind]:
        if (place := columns.get(slot)) is None:
            continue
        # The last accepted total is known; the form's own is of use only to compute a new one.
        if slot is Slot.PREVIOUS and not is_uncached:
            continue
        raw = values[place] if place < len(values) else ""
        nature, value = _understood(row, slot, raw, layout)
        address = address_of(place, number)
        if nature is Nature.BLANK:
            if address in hazard.errors:
                nature = Nature.ERROR_VALUE
            elif address in hazard.uncached:
                nature = Nature.UNCACHED
                is_uncached = slot is Slot.TOTAL
            elif slot not in needed:
                continue
        yield Cell(row.id, slot, sheet, address, nature, value)


def _understood(
    row: Indicator, slot: Slot, raw: Raw, layout: FormLayout
) -> tuple[Nature, float | str | None]:
    """Tell what a cell of a row holds, by what is expected there."""
    if slot is Slot.DONE or row.kind is Kind.FLAG:
        if slot is not Slot.REASON:
            return yes_or_no(raw, layout.yes, layout.no)
    elif slot is Slot.DATE:
        return day_of(raw)
    elif slot in NUMERIC_SLOTS:
        return nature_of(raw, layout.no_data, layout.unit_words[row.id])
    text = _plain(raw)
    return (Nature.TEXT, text) if text else (Nature.BLANK, None)


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


@lru_cache(maxsize=8192)
def _named(text: str, layout: FormLayout) -> Indicator | None:
    """Find the row whose id a text is, however it was typed."""
    return layout.rows.get(folded(text).translate(TYPED_ALIKE))


@lru_cache(maxsize=8192)
def _heading(text: str, layout: FormLayout) -> tuple[Slot | None, bool]:
    """Tell which column a text heads, and whether it heads any."""
    text = folded(text)
    slot = next((slot for slot, word in layout.headers if word in text), None)
    return slot, slot is not None or any(word in text for word in layout.other_headers)


def _words(text: Bilingual) -> tuple[str, ...]:
    """Fold both languages of a label."""
    return tuple(dict.fromkeys((folded(text.kk), folded(text.ru))))
