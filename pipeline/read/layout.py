"""Find the cover and the rows of a form by their words and ids, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.model import Cell, Finding, Nature, Severity, Slot
from pipeline.read.package import Hazards
from pipeline.read.values import Raw, address_of, day_of, folded, nature_of, yes_or_no
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.schema import Bilingual, Indicator

# A heading or a label is short; a paragraph that contains its words is not one.
LONGEST_LABEL = 90
NUMERIC_SLOTS = (Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS)
# A sheet is read only where one of these columns is found.
INPUT_SLOTS = frozenset({Slot.WEEK, Slot.TOTAL, Slot.DONE, Slot.TEXT})
SLOTS_OF_KIND = {
    Kind.CUM: (Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS, Slot.REASON),
    Kind.STOCK: (Slot.TOTAL, Slot.PREVIOUS, Slot.REASON),
    Kind.REF: (Slot.TOTAL, Slot.PREVIOUS, Slot.REASON),
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

Grid = list[list[Raw]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLayout:
    """The words and ids by which a form is recognised, folded once for all files."""

    rows: Mapping[str, Indicator]  # by id, and by folded id
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
        rows = {row.id: row for row in campaign.rows}
        return FormLayout(
            rows=rows | {folded(key): row for key, row in rows.items()},
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSheet:
    """What the cover says, understood where it can be."""

    sheet: str = ""
    unit: str = ""
    unit_text: str = ""
    unit_cell: str = ""
    week: date | None = None
    week_text: str = ""
    week_cell: str = ""
    corrected: bool = False
    edition: str = ""


def cover_of(sheets: Mapping[str, Grid], layout: FormLayout) -> CoverSheet:
    """Find the labels of the cover and read what stands to the right of each."""
    labelled = {name: _labelled(rows, layout) for name, rows in sheets.items()}
    sheet = max(labelled, key=lambda name: len(labelled[name]), default="")
    found = labelled.get(sheet, {})
    unit_cell, unit = found.get("unit", ("", ""))
    week_cell, day = found.get("date", ("", ""))
    _, report = found.get("report", ("", ""))
    _, edition = found.get("edition", ("", ""))
    nature, iso = day_of(day)
    return CoverSheet(
        sheet=sheet if found else "",
        unit=layout.units.get(folded(str(unit)), ""),
        unit_text=str(unit).strip(),
        unit_cell=unit_cell,
        week=date.fromisoformat(str(iso)) if nature is Nature.DATE else None,
        week_text=str(iso or "").strip(),
        week_cell=week_cell,
        corrected=folded(str(report)) in layout.corrected,
        edition=str(edition).strip(),
    )


def cells_of(
    sheets: Mapping[str, Grid], hazards: Mapping[str, Hazards], layout: FormLayout
) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    """Read the cells of every row whose id is known, under the headings found above it."""
    cells: list[Cell] = []
    findings: list[Finding] = []
    seen: dict[str, tuple[str, str]] = {}
    for name, rows in sheets.items():
        hazard = hazards.get(name, Hazards())
        columns: dict[Slot, int] = {}
        lacking: set[Slot] = set()
        for number, values in enumerate(rows, start=1):
            found = _id_in(values, layout)
            if found is None:
                columns = _columns(values, layout) or columns
                continue
            place, row = found
            address = address_of(place, number)
            if row.id in seen:
                first_sheet, first_cell = seen[row.id]
                findings.append(
                    Finding(
                        code="row-doubled",
                        severity=Severity.ERROR,
                        sheet=name,
                        cell=address,
                        indicator=row.id,
                        details={"first": f"{first_sheet}!{first_cell}"},
                    )
                )
                continue
            seen[row.id] = (name, address)
            lacking |= set(NEEDED_SLOTS[row.kind]) - set(columns)
            cells += _row_cells(row, name, number, values, columns, hazard, layout)
        findings += [
            Finding(
                code="column-not-found",
                severity=Severity.ERROR,
                sheet=name,
                details={"column": layout.header_names[slot]},
            )
            for slot in sorted(lacking)
        ]
    return tuple(cells), tuple(findings)


def _row_cells(  # noqa: PLR0913 - one row, and all that is known of it
    row: Indicator,
    sheet: str,
    number: int,
    values: list[Raw],
    columns: Mapping[Slot, int],
    hazard: Hazards,
    layout: FormLayout,
) -> Iterator[Cell]:
    """Yield the cells of one row; blank ones only where an answer is expected."""
    for slot in SLOTS_OF_KIND[row.kind]:
        if (place := columns.get(slot)) is None:
            continue
        address = address_of(place, number)
        raw = values[place] if place < len(values) else ""
        nature, value = _understood(row, slot, raw, layout)
        if address in hazard.errors:
            nature, value = Nature.ERROR_VALUE, None
        elif nature is Nature.BLANK and address in hazard.uncached:
            nature = Nature.UNCACHED
        if nature is not Nature.BLANK or slot in NEEDED_SLOTS[row.kind]:
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


def _labelled(rows: Grid, layout: FormLayout) -> dict[str, tuple[str, Raw]]:
    """Find the labels of the cover, each with the address and value of its answer."""
    found: dict[str, tuple[str, Raw]] = {}
    for number, values in enumerate(rows, start=1):
        for place, value in enumerate(values):
            if type(value) is not str or not 0 < len(value) <= LONGEST_LABEL:
                continue
            text = folded(value)
            for label, words in layout.cover.items():
                if label not in found and any(word in text for word in words):
                    answer = _right_of(values, place)
                    found[label] = (address_of(answer, number), _at(values, answer))
    return found


def _right_of(values: list[Raw], place: int) -> int:
    """Find the first filled cell to the right of a label, else the next one."""
    filled = (at for at in range(place + 1, len(values)) if values[at] != "")
    return next(filled, place + 1)


def _at(values: list[Raw], place: int) -> Raw:
    """Give a row's value, "" beyond its end."""
    return values[place] if place < len(values) else ""


def _id_in(values: list[Raw], layout: FormLayout) -> tuple[int, Indicator] | None:
    """Find the id that a row starts with, the first of its cells that is one."""
    for place, value in enumerate(values):
        if type(value) is str and 0 < len(value) <= len("F1.05abcdef"):
            row = layout.rows.get(value) or layout.rows.get(folded(value))
            if row is not None:
                return place, row
    return None


def _columns(values: list[Raw], layout: FormLayout) -> dict[Slot, int]:
    """Find the columns of a heading row; {} where the row is none."""
    found: dict[Slot, int] = {}
    others = 0
    for place, value in enumerate(values):
        if type(value) is not str or not 0 < len(value) <= LONGEST_LABEL:
            continue
        text = folded(value)
        slot = next((slot for slot, word in layout.headers if word in text), None)
        if slot is not None:
            found.setdefault(slot, place)
        elif any(word in text for word in layout.other_headers):
            others += 1
    is_heading = INPUT_SLOTS & set(found) and len(found) + others > 1
    return found if is_heading else {}


def _words(text: Bilingual) -> tuple[str, ...]:
    """Fold both languages of a label."""
    return tuple(dict.fromkeys((folded(text.kk), folded(text.ru))))
