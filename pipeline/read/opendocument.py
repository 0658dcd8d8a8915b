"""Read an OpenDocument spreadsheet (.ods): one pass over its XML, values and hazards together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.read.asides import asides_of
from pipeline.read.book import LAST_COLUMN, LAST_ROW, MOST_CELLS, MOST_REMARKS, Book, Hazards
from pipeline.read.far import FarCells
from pipeline.read.parts import NotReadableError, entity_free, local, own
from pipeline.read.properties import moment_of, remarks_of
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from pipeline.read.book import Remark
    from pipeline.read.parts import Parts
    from pipeline.read.values import Grid, Raw

# What a program shows where a formula gives none, in any language.
ERROR_TEXT = re.compile(r"#\S{1,12}[!?]|#[^\W\d]/[^\W\d]|Err:\d{3}")
COUNT = re.compile("[0-9]{1,8}")
DURATION = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
# What a document holds that is no spreadsheet.
BODIES = tuple(f":office:1.0}}{body}" for body in ("text", "presentation", "drawing", "chart"))
MOST_SPACES = 256
CELLS = {"table-cell", "covered-table-cell"}
HIDDEN = {"collapse", "filter"}
PROPERTIES = {
    "creator", "initial-creator", "title", "subject", "description", "keyword", "printed-by",
    "user-defined",
}  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Table:
    """One sheet while it is read."""

    name: str
    is_hidden: bool
    rows: Grid = field(default_factory=list)
    number: int = 0  # of the row being read, from 0
    hidden_columns: list[range] = field(default_factory=list)
    columns: int = 0
    errors: set[str] = field(default_factory=set)
    uncached: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    far: FarCells

    def marked(
        self, hazard: str, places: range, *, is_hidden: bool
    ) -> Iterator[tuple[set[str], int]]:
        """Yield where the cells of a row are to be noted, if anywhere."""
        hazards = {"errors": self.errors, "uncached": self.uncached}
        for place in places:
            if hazard:
                yield hazards[hazard], place
            elif is_hidden or any(place in each for each in self.hidden_columns):
                yield self.hidden, place


def parse(parts: Parts) -> Book:
    """Read every sheet's values.

    Raises: NotReadableError with the code of a finding.
    """
    if "meta-inf/manifest.xml" in parts and b"encryption-data" in parts.xml(
        "META-INF/manifest.xml"
    ):
        raise NotReadableError("locked-workbook")
    remarks: list[Remark] = []
    tables = list(_tables(entity_free(parts.xml("content.xml")), remarks))
    if not tables:
        raise NotReadableError("damaged")
    moment, properties = _properties(parts)
    return Book(
        saved_at=moment,
        sheets={each.name: each.rows for each in tables},
        hazards={
            each.name: Hazards(
                frozenset(each.errors),
                frozenset(each.uncached),
                frozenset(each.hidden),
                tuple(each.merged),
            )
            for each in tables
        },
        remarks=(*properties, *remarks[:MOST_REMARKS], *asides_of(parts)),
        far=tuple(each.far for each in tables),
    )


def _tables(xml: bytes, remarks: list[Remark]) -> Iterator[_Table]:
    """Yield every sheet of a document; remarks are added to those given."""
    hidden_styles: set[str] = set()
    table = _Table(name="", is_hidden=False, far=FarCells(sheet=""))
    depth = count = 0  # a table within a cell is none of ours
    for event, element in _elements(xml):
        match event, local(element), depth:
            case "start", "table", _:
                depth += 1
                if depth == 1:
                    is_hidden = own(element, "style-name") in hidden_styles
                    name = own(element, "name")
                    table = _Table(name=name, is_hidden=is_hidden, far=FarCells(sheet=name))
            case "end", "table", _:
                depth -= 1
                element.clear()
                if depth == 0:
                    yield table
            case "end", "style", 0 if any(own(each, "display") == "false" for each in element):
                hidden_styles.add(own(element, "name"))
            case "end", "table-column", 1:
                _column(table, element)
            case "end", "table-row", 1:
                count += _row(table, element, remarks)
                element.clear()
                if count > MOST_CELLS:
                    raise NotReadableError("too-many-cells")


def _elements(xml: bytes) -> Iterator[tuple[str, Element]]:
    """Yield the elements of a spreadsheet, where they begin and where they end."""
    for event, element in ET.iterparse(BytesIO(xml), ("start", "end")):  # noqa: S314 - no entities
        if element.tag.endswith(BODIES):
            raise NotReadableError("is-document")
        yield event, element


def _column(table: _Table, element: Element) -> None:
    """Note a column, or a run of them, where it is hidden."""
    end = table.columns + _repeated(element, "number-columns-repeated")
    if own(element, "visibility") in HIDDEN:
        table.hidden_columns.append(range(table.columns, end))
    table.columns = end


def _row(table: _Table, element: Element, remarks: list[Remark]) -> int:
    """Read a row, as often as it is repeated; give how many cells that were."""
    times = _repeated(element, "number-rows-repeated")
    kept = _within(table.number, times, LAST_ROW)
    is_hidden = table.is_hidden or own(element, "visibility") in HIDDEN
    values: list[Raw] = []
    marks: list[tuple[set[str], int]] = []
    column = 0
    for each in (each for each in element if local(each) in CELLS):
        repeated = _repeated(each, "number-columns-repeated")
        value, hazard = _cell(each)
        down, across = (_repeated(each, f"number-{way}-spanned") for way in ("rows", "columns"))
        if (down > 1 or across > 1) and len(table.merged) < MOST_REMARKS:
            last = address_of(min(column + across, LAST_COLUMN) - 1, table.number + down)
            table.merged.append(f"{address_of(column, table.number + 1)}:{last}")
        if len(remarks) < MOST_REMARKS:
            remarks += _comments(each, table.name, column, table.number)
        if value != "" or hazard:
            places = _within(column, repeated, LAST_COLUMN)
            if places and kept:
                values += [""] * (column - len(values)) + [value] * len(places)
            marks += table.marked(hazard, places, is_hidden=is_hidden)
            beyond = repeated * times - len(places) * len(kept)
            if beyond and hazard != "uncached":
                first = _first_beyond(column, repeated, places, kept)
                table.far.take(first, value or bool(hazard), beyond)
        column += repeated
    if values:
        table.rows += [[] for _ in range(table.number - len(table.rows))]
        for number in kept:
            table.rows.append(list(values))
            for marked, place in marks:
                marked.add(address_of(place, number + 1))
    table.number += times
    return len(values) * len(kept)


def _within(start: int, times: int, end: int) -> range:
    """Keep of a run what stands within the bounds."""
    return range(start, max(start, min(start + times, end)))


def _first_beyond(column: int, repeated: int, places: range, kept: range) -> str:
    """Give the address of the first cell of a repeated one that stands beyond the bounds."""
    if not kept:
        return address_of(column, kept.start + 1)
    if len(places) < repeated:
        return address_of(places.stop, kept.start + 1)
    return address_of(column, kept.stop + 1)


def _cell(element: Element) -> tuple[Raw, str]:
    """Read a cell: its value, and the hazard that it is, if any."""
    held, shown = own(element, "value-type"), _text(element)
    is_formula = bool(own(element, "formula"))
    if "error" in {value for key, value in element.items() if key.endswith("}value-type")}:
        return "", "errors"
    if is_formula and ERROR_TEXT.fullmatch(shown.strip()):
        return "", "errors"
    if held == "string":
        return own(element, "string-value") or shown, ""
    if held:
        return _typed(held, element), ""
    # A text needs no type, even the empty one that a formula gave; without any, none was given.
    is_shown = any(local(each) == "p" for each in element)
    return shown, "uncached" if is_formula and not is_shown else ""


def _typed(held: str, element: Element) -> Raw:
    """Read a value of a type; what is not of it stays a text."""
    match held:
        case "boolean":
            return own(element, "boolean-value") == "true"
        case "date":
            return _moment(own(element, "date-value"))
        case "time":
            return _duration(own(element, "time-value"))
    value = own(element, "value")
    try:
        return float(value)
    except ValueError:
        return value or _text(element)


def _moment(text: str) -> Raw:
    """Read a date, or a moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if "T" in text else date(moment.year, moment.month, moment.day)


def _duration(text: str) -> Raw:
    """Read a time of the day, or a length of time."""
    match = DURATION.fullmatch(text)
    if not match:
        return text
    days, hours, minutes = (int(each or 0) for each in match.group(2, 3, 4))
    seconds = float((match[5] or "0").replace(",", "."))
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return text
    return -length if match[1] else length


def _text(element: Element) -> str:
    """Write what a cell shows: its paragraphs, one a line."""
    return "\n".join("".join(_runs(each)) for each in element if local(each) == "p")


def _runs(element: Element) -> Iterator[str]:
    """Yield the runs of a paragraph; what is drawn or annotated in it is none."""
    yield element.text or ""
    for each in element:
        match local(each):
            case "s":
                yield " " * min(_repeated(each, "c"), MOST_SPACES)
            case "tab":
                yield "\t"
            case "line-break":
                yield "\n"
            case "span" | "a" | "ruby" | "ruby-base":
                yield from _runs(each)
        yield each.tail or ""


def _comments(element: Element, sheet: str, column: int, row: int) -> Iterator[Remark]:
    """Yield the comments of a cell."""
    for each in element:
        if local(each) == "annotation":
            said = (part for part in each if local(part) != "date")
            text = "\n".join("".join(part.itertext()) for part in said)
            yield from remarks_of(sheet, address_of(column, row + 1), [text])


def _repeated(element: Element, name: str) -> int:
    """Read how often something is repeated; once where that is unclear."""
    text = own(element, name, "1")
    return max(int(text), 1) if COUNT.fullmatch(text) else 1


def _properties(parts: Parts) -> tuple[datetime | None, list[Remark]]:
    """Read when the document says that it was last saved, and its other properties."""
    moment: datetime | None = None
    remarks: list[Remark] = []
    try:
        elements = list(parts.tree("meta.xml").iter()) if "meta.xml" in parts else []
    except (NotReadableError, ET.ParseError, ValueError):
        return None, []
    for each in elements:
        if local(each) == "date":
            moment = moment_of(each.text or "")
        elif local(each) in PROPERTIES:
            remarks += remarks_of("", "", ["".join(each.itertext())])
    return moment, remarks
