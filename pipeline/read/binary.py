"""Write the records of a binary workbook (.xlsb) as the XML that they stand for."""

from __future__ import annotations

import struct
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.book import MOST_SCANNED
from pipeline.read.parts import NotReadableError
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER, WHOLE, FOUR_BYTES = struct.Struct("<d"), struct.Struct("<I"), 4
PAIR = struct.Struct("<HH")
CONTINUED, SEVEN_BITS = 0x80, 0x7F
# Records of a sheet.
ROW, COLUMNS = 0, 60
HIDDEN_ROW, HIDDEN_COLUMN, CALCULATE_ALWAYS = 0x10, 0x1, 0x2
# Cells by what follows their head; those of the second line leave their column out.
WITH_COLUMN = {2: "rk", 3: "e", 4: "b", 5: "n", 6: "str", 7: "s", 62: "rich"}
WITHOUT_COLUMN = {13: "rk", 14: "e", 15: "b", 16: "n", 17: "str", 18: "s"}
FORMULAS = {8: "str", 9: "n", 10: "b", 11: "e"}
BLANKS = {1, 12}
# Records of the tables of texts and of styles, and of the book.
TEXT, FORMAT, STYLE, STYLES_BEGIN, STYLES_END = 19, 44, 47, 617, 618
BOOK_PROPERTIES, SHEET, FROM_1904 = 153, 156, 0x1
TYPES = {"rk": "n", "rich": "str"}


class Bundle(NamedTuple):
    """One sheet as the book lists it."""

    name: str
    relation: str
    is_hidden: bool


def book_of(content: bytes) -> tuple[tuple[Bundle, ...], bool]:
    """Read the list of sheets, and whether days are counted from 1904."""
    bundles: list[Bundle] = []
    from_1904 = False
    for kind, record in _records(content):
        if kind == BOOK_PROPERTIES:
            from_1904 = bool(record[0] & FROM_1904)
        elif kind == SHEET:
            relation, after = _text(record, 2 * FOUR_BYTES)
            name, _ = _text(record, after)
            bundles.append(Bundle(name, relation, bool(WHOLE.unpack_from(record)[0])))
    return tuple(bundles), from_1904


def strings_of(content: bytes) -> bytes:
    """Write the table of texts."""
    texts = (
        b"<si><t>%b</t></si>" % _escaped(_text(record, 1)[0])
        for kind, record in _records(content)
        if kind == TEXT
    )
    return b"<sst>%b</sst>" % b"".join(texts)


def styles_of(content: bytes) -> bytes:
    """Write the formats of numbers, by which dates are told from figures."""
    formats, styles = [], []
    is_within = False
    for kind, record in _records(content):
        if kind == FORMAT:
            code = _escaped(_text(record, 2)[0])
            number = int.from_bytes(record[:2], "little")
            formats.append(b'<numFmt numFmtId="%d" formatCode="%b"/>' % (number, code))
        elif kind in {STYLES_BEGIN, STYLES_END}:
            is_within = kind == STYLES_BEGIN
        elif kind == STYLE and is_within:
            styles.append(b'<xf numFmtId="%d"/>' % PAIR.unpack_from(record)[1])
    return b"<styleSheet><numFmts>%b</numFmts><cellXfs>%b</cellXfs></styleSheet>" % (
        b"".join(formats),
        b"".join(styles),
    )


def sheet_of(content: bytes) -> bytes:
    """Write a sheet's cells, with what is hidden of them.

    Raises: NotReadableError where there are more than a form can have.
    """
    columns: list[bytes] = []
    lines: list[bytes] = []
    row = column = count = 0
    for kind, record in _records(content):
        if kind == ROW:
            row, column = WHOLE.unpack_from(record)[0] + 1, -1
            hidden = b' hidden="1"' if record[11] & HIDDEN_ROW else b""
            lines.append(b'</row><row r="%d"%b>' % (row, hidden))
        elif kind == COLUMNS and record[16] & HIDDEN_COLUMN:
            first, last = (WHOLE.unpack_from(record, at)[0] + 1 for at in (0, FOUR_BYTES))
            columns.append(b'<col min="%d" max="%d" hidden="1"/>' % (first, last))
        elif kind in WITH_COLUMN or kind in WITHOUT_COLUMN or kind in FORMULAS or kind in BLANKS:
            is_short = 12 <= kind <= 18  # noqa: PLR2004 - the records that leave their column out
            column = column + 1 if is_short else WHOLE.unpack_from(record)[0]
            if kind in BLANKS:
                continue
            count += 1
            if count > MOST_SCANNED:
                raise NotReadableError("too-many-cells")
            lines.append(_cell(kind, record if is_short else record[FOUR_BYTES:], column, row))
    body = b"".join(lines).removeprefix(b"</row>")
    return b"<worksheet><cols>%b</cols><sheetData>%b%b</sheetData></worksheet>" % (
        b"".join(columns),
        body,
        b"</row>" if body else b"",
    )


def _cell(kind: int, record: bytes, column: int, row: int) -> bytes:
    """Write one cell; its record begins with its style."""
    held = WITH_COLUMN.get(kind) or WITHOUT_COLUMN.get(kind) or FORMULAS[kind]
    style, at = int.from_bytes(record[:3], "little"), FOUR_BYTES
    match held:
        case "rk":
            value = repr(_packed_number(WHOLE.unpack_from(record, at)[0])).encode()
        case "n":
            (figure,) = NUMBER.unpack_from(record, at)
            # Whoever could not calculate saved a zero, and the wish to have it calculated.
            is_due = kind in FORMULAS and not figure and record[at + NUMBER.size] & CALCULATE_ALWAYS
            value = b"" if is_due else repr(figure).encode()
        case "s":
            value = b"%d" % WHOLE.unpack_from(record, at)[0]
        case "b":
            value = b"%d" % bool(record[at])
        case "e":
            value = b"#VALUE!"
        case _:
            value = _escaped(_text(record, at + (held == "rich"))[0])
    return b'<c r="%b" s="%d" t="%b">%b<v>%b</v></c>' % (
        address_of(column, row).encode(),
        style,
        TYPES.get(held, held).encode(),
        b"<f/>" if kind in FORMULAS else b"",
        value,
    )


def _packed_number(packed: int) -> float:
    """Unpack a number of four bytes: the upper part of a double, or a whole of thirty bits."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed >> 31 else 0))
    else:
        (value,) = NUMBER.unpack(bytes(FOUR_BYTES) + WHOLE.pack(packed & ~3))
    return value / 100 if packed & 1 else value


def _text(record: bytes, at: int) -> tuple[str, int]:
    """Read a text behind its length; give where it ends. A length of all ones is no text."""
    (length,) = WHOLE.unpack_from(record, at)
    if length == 0xFFFFFFFF:  # noqa: PLR2004 - the sign of none
        return "", at + FOUR_BYTES
    end = at + FOUR_BYTES + 2 * length
    if end > len(record):
        raise NotReadableError("damaged")
    return record[at + FOUR_BYTES : end].decode("utf-16-le", "replace"), end


def _escaped(text: str) -> bytes:
    """Write a text for XML, without what no XML may hold."""
    held = "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
    return escape(held.replace("\ufffe", "").replace("\uffff", "")).encode()


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield every record: its kind, and what it holds.

    Raises: NotReadableError where the last one is cut short.
    """
    at, end = 0, len(content)
    while at < end:
        kind = content[at]
        at += 1
        if kind & CONTINUED:
            kind = (kind & SEVEN_BITS) | (content[at] & SEVEN_BITS) << 7
            at += 1
        length = shift = 0
        for _ in range(FOUR_BYTES):
            part = content[at]
            at += 1
            length |= (part & SEVEN_BITS) << shift
            shift += 7
            if not part & CONTINUED:
                break
        if at + length > end:
            raise NotReadableError("damaged")
        yield kind, content[at : at + length]
        at += length
