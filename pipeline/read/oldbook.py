"""Read an old workbook (.xls): its records for what is hidden or unsure, xlrd for its values."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from pipeline.read.asides import asides_of_records
from pipeline.read.book import (
    LAST_COLUMN,
    LAST_ROW,
    MOST_REMARKS,
    MOST_SCANNED,
    Book,
    Hazards,
)
from pipeline.read.far import FarCells
from pipeline.read.locks import unlocked
from pipeline.read.oldproperties import MORE, SUMMARY, properties_of
from pipeline.read.parts import NotReadableError, faults_as_damage
from pipeline.read.properties import remarks_of
from pipeline.read.refusals import refuse_ole
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.read.book import Remark
    from pipeline.read.values import Grid, Raw

STREAMS = ("Workbook", "Book")
HEAD, PLACE, OFFSET = struct.Struct("<HH"), struct.Struct("<HH"), struct.Struct("<I")
# Records, and the bits in them that say what is hidden.
BEGINNINGS, END, LOCKED, CODE_PAGE = {0x809, 0x409, 0x209, 0x09}, 0x0A, 0x2F, 0x42
COLUMNS, FORMULA, RUN = 0x7D, 0x06, 0xBD
NAMES, NOTHING = {0x18, 0x218}, 0x1C0
UNICODE = b"\0\x06"  # the version whose texts name no alphabet
ROW, HIDDEN_ROW_AT = 0x208, 12
# Cells: a number in its two spellings, runs of them, texts in their three, a truth or an error.
CELLS = {0x203, 0x27E, RUN, 0x204, 0xD6, 0xFD, 0x205, FORMULA}
HIDDEN_ROW, HIDDEN_COLUMN, CALCULATE_ON_LOAD, NO_TEXT = 0x20, 0x1, 0x2, 3
FORMULA_FLAGS_AT, FORMULA_VALUE = 14, slice(6, 14)
# Without a word on its alphabet, an old book of ours is in this one.
CYRILLIC = "cp1251"
FROM_1900 = 0
# What the libraries raise at records that are not as they should be.
FAULTS = (AssertionError, AttributeError, TypeError, ArithmeticError)


@dataclass(slots=True, kw_only=True)
class _Unseen:
    """What the records of one sheet say of it, beside its values."""

    rows: set[int] = field(default_factory=set)
    columns: list[range] = field(default_factory=list)
    uncached: set[str] = field(default_factory=set)
    void: set[str] = field(default_factory=set)  # formulas that gave an empty text
    is_calculated: bool = False  # any of them gave anything else

    def take(self, kind: int, record: bytes) -> int:
        """Take one record in; give how many cells it may hold."""
        if kind == ROW and record[HIDDEN_ROW_AT] & HIDDEN_ROW:
            self.rows.add(PLACE.unpack_from(record)[0])
        elif kind == COLUMNS and record[8] & HIDDEN_COLUMN:
            first, last = PLACE.unpack_from(record)
            self.columns.append(range(first, last + 1))
        elif kind in CELLS:
            row, column = PLACE.unpack_from(record)
            if column >= LAST_COLUMN:
                raise NotReadableError("too-many-cells")
            if kind == FORMULA:
                self.take_formula(address_of(column, row + 1), record)
            return max(1, (len(record) - 6) // 6 if kind == RUN else 1)
        return 0

    def take_formula(self, address: str, record: bytes) -> None:
        """Take in what a formula is said to have given."""
        given = record[FORMULA_VALUE]
        if given[0] == NO_TEXT and given[6:] == b"\xff\xff":
            self.void.add(address)
        elif record[FORMULA_FLAGS_AT] & CALCULATE_ON_LOAD and not any(given):
            # Whoever could not calculate saved a zero, and the wish to have it calculated.
            self.uncached.add(address)
        else:
            self.is_calculated = True

    def hides(self, row: int, column: int) -> bool:
        """Whether a cell stands in a hidden row or column."""
        return row in self.rows or any(column in each for each in self.columns)


def parse_ole(content: bytes) -> Book | bytes:
    """Read the workbook in an OLE file, or give the bytes that it locks with no real password.

    Raises: NotReadableError with the code of a finding.
    """
    import olefile  # type: ignore[import-untyped] # noqa: PLC0415 - has no hints; for old files only

    with faults_as_damage(*FAULTS), olefile.OleFileIO(BytesIO(content)) as file:
        names = {"/".join(each).lower() for each in file.listdir(streams=True, storages=True)}
        if "encryptedpackage" in names:
            return unlocked(content, file.openstream("EncryptionInfo").read())
        stream = next((each for each in STREAMS if each.lower() in names), None)
        if stream is None:
            refuse_ole({name.partition("/")[0] for name in names} | names)
        records = file.openstream(stream).read()
        if _is_locked(records):
            with olefile.OleFileIO(BytesIO(unlocked(content))) as opened:
                records = opened.openstream(stream).read()
        moment, remarks = properties_of(
            *(
                file.openstream(each).read() if each.lower() in names else b""
                for each in (SUMMARY, MORE)
            )
        )
    book = parse_records(records)
    return Book(
        saved_at=moment,
        sheets=book.sheets,
        hazards=book.hazards,
        remarks=(*remarks, *book.remarks),
        far=book.far,
    )


def parse_records(records: bytes) -> Book:
    """Read the records of an old workbook.

    Raises: NotReadableError with the code of a finding.
    """
    import xlrd  # type: ignore[import-untyped] # noqa: PLC0415 - has no hints; for old files only

    with faults_as_damage(*FAULTS, xlrd.XLRDError, xlrd.formula.FormulaError):
        if _is_locked(records):
            raise NotReadableError("locked-workbook")
        unseen, names_alphabet = _looked_through(records)
        whole, records = records, _nameless(records)
        book = xlrd.book.open_workbook_xls(
            file_contents=records,
            logfile=StringIO(),
            ragged_rows=True,
            encoding_override=None if names_alphabet else CYRILLIC,
        )
        sheets: dict[str, Grid] = {}
        hazards: dict[str, Hazards] = {}
        remarks: list[Remark] = []
        far: list[FarCells] = []
        for sheet in book.sheets():
            beside = unseen.get(book._sh_abs_posn[sheet.number], _Unseen())  # noqa: SLF001 - nothing else tells where
            sheets[sheet.name], hazards[sheet.name] = _sheet(sheet, book.datemode, beside)
            far.append(_beyond(sheet))
            for (row, column), note in list(sheet.cell_note_map.items())[:MOST_REMARKS]:
                texts = (str(note.text or ""), str(note.author or ""))
                remarks += remarks_of(sheet.name, address_of(column, row + 1), texts)
        if not sheets:
            raise NotReadableError("damaged")
        remarks += asides_of_records((kind, record) for _, kind, record in _records(whole))
        return Book(
            saved_at=None,
            sheets=sheets,
            hazards=hazards,
            remarks=tuple(remarks),
            far=tuple(far),
        )


def _sheet(sheet: Any, datemode: int, unseen: _Unseen) -> tuple[Grid, Hazards]:  # noqa: ANN401 - a library without hints
    """Take one sheet's values over."""
    errors, hidden = set(), set()
    rows: Grid = []
    for row in range(min(sheet.nrows, LAST_ROW)):
        values: list[Raw] = []
        for column, (kind, value) in enumerate(
            zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ):
            held: Raw = ""
            match kind:
                case 1 | 2:
                    held = value
                case 3:
                    held = _moment(value, datemode)
                case 4:
                    held = bool(value)
                case 5:
                    errors.add(address_of(column, row + 1))
            values.append(held)
            if held != "" and (sheet.visibility or unseen.hides(row, column)):
                hidden.add(address_of(column, row + 1))
        for column, held in enumerate(values):
            if held == 0 and address_of(column, row + 1) in unseen.uncached:
                values[column] = ""
        rows.append(values)
    filled = frozenset(hidden) - unseen.uncached
    return rows, Hazards(frozenset(errors), frozenset(unseen.uncached), filled)


def _beyond(sheet: Any) -> FarCells:  # noqa: ANN401 - likewise
    """Take note of the cells below the bounds; none can stand beside them."""
    far = FarCells(sheet=sheet.name)
    for row in range(LAST_ROW, sheet.nrows):
        for column, value in enumerate(sheet.row_values(row)):
            if value != "":
                far.take(address_of(column, row + 1), value)
    return far


def _moment(serial: float, datemode: int) -> Raw:
    """Read a number that is shown as a date; what no date can show stays a number."""
    import xlrd  # noqa: PLC0415 - loaded by now

    try:
        moment: datetime = xlrd.xldate.xldate_as_datetime(serial, datemode)
    except (OverflowError, ValueError):
        return serial
    return moment.time() if 0 < serial < 1 and datemode == FROM_1900 else moment


def _looked_through(records: bytes) -> tuple[dict[int, _Unseen], bool]:
    """Look through the records: each sheet's by where it begins, and whether an alphabet is named.

    Raises: NotReadableError where there are more filled cells than a form can have.
    """
    unseen: dict[int, _Unseen] = {}
    sheet = _Unseen()
    depth = count = 0  # a chart within a sheet is none of ours
    names_alphabet = False
    for at, kind, record in _records(records):
        if kind in BEGINNINGS:
            depth += 1
            if depth == 1:
                sheet = unseen[at] = _Unseen()
                names_alphabet |= record[:2] == UNICODE
        elif kind == END:
            depth -= 1
        elif kind == CODE_PAGE:
            names_alphabet = True
        elif depth <= 1:
            count += sheet.take(kind, record)
            if count > MOST_SCANNED:
                raise NotReadableError("too-many-cells")
    if not any(each.is_calculated for each in unseen.values()):
        # Where every formula gave an empty text, whoever wrote them did not calculate.
        for each in unseen.values():
            each.uncached |= each.void
    return unseen, names_alphabet


def _nameless(records: bytes) -> bytes:
    """Blot out the names of ranges: a formula in one would be evaluated, and may not be known."""
    blotted = bytearray(records)
    for at, kind, _ in itertools.takewhile(lambda each: each[1] != END, _records(records)):
        if kind in NAMES:
            HEAD.pack_into(blotted, at, NOTHING, HEAD.unpack_from(records, at)[1])
    return bytes(blotted)


def _is_locked(records: bytes) -> bool:
    """Whether the book's own records, which stand first, say that the rest is encrypted."""
    own = itertools.takewhile(lambda kind: kind != END, (kind for _, kind, _ in _records(records)))
    return LOCKED in own


def _records(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield every record: where it begins, its kind, and what it holds."""
    at, end = 0, len(content) - HEAD.size
    while at <= end:
        kind, length = HEAD.unpack_from(content, at)
        yield at, kind, content[at + HEAD.size : at + HEAD.size + length]
        at += HEAD.size + length
