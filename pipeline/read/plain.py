"""Write a sheet's XML plainly, and find in it what the parser cannot see."""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from pipeline.read.book import MOST_SCANNED, Hazards
from pipeline.read.far import Packed
from pipeline.read.parts import NotReadableError, entity_free

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
# A cell that says plainly where it stands, and one that does so above row 5000 and left of
# column IW: one stray value in the last row or column would make the parser reserve the whole grid.
ATTRIBUTES = rb'(?: [a-z]+="[^"<>]*")*\s*'
NOT_PLAIN = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[0-9]{1,7}"%b/?>)' % ATTRIBUTES)
NEAR = rb'(?:[A-H]?[A-Z]|I[A-V])[1-4]?[0-9]{1,3}"'
IS_FAR = re.compile(rb'<c r="(?!%b)' % NEAR)
FAR = re.compile(
    rb'<c r="(?!%b)([A-Z]+[0-9]+)"(%b)(?:/>|>([^<]*+(?:<(?!/?c[\s>])[^<]*+)*+)</c>)'
    % (NEAR, ATTRIBUTES)
)
PREFIXED = re.compile(rb":c[\s/>]")
ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?=[^>]* t="e")[^>/]*(?:/>|>.*?</c>)', re.DOTALL)
UNCACHED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^>]* t="str")[^>]*>\s*<f/>\s*(?:</c>|<v\s*/>|<v>\s*</v>)'
)
# A number with spaces round it, which the parser would not take for one.
SPACED = re.compile(rb"<v>(?:\s|[-+.0-9Ee]++\s)")
NUMBER = re.compile(rb"<v>\s*+([-+.0-9Ee]++)\s*+</v>")
REFERRED = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
WHOLE_CELL = rb'<c r="%b"([^>]*)(?:(?<=/)>|>(.*?)</c>)'
STYLE = re.compile(rb' s="[0-9]*"')
TRUE = {"1", "true"}
HIDING = (b' hidden="1"', b' hidden="true"')
HIDDEN = rb'(?=[^>]* hidden="(?:1|true)")'
HIDDEN_ROW = re.compile(rb"<row%b[^>]*(?<!/)>.*?</row>" % HIDDEN, re.DOTALL)
HIDDEN_COLUMNS = re.compile(rb"<col%b[^>]*>" % HIDDEN)
LIMIT = re.compile(rb' (min|max)="(\d{1,6})"')
FILLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*(?<!/)>\s*(?:<f/>)?\s*(?:<v>\s*[^<\s]|<is[\s>])')
MERGED = re.compile(rb"""<(?:[\w.-]+:)?mergeCell [^>]*?ref=["']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["']""")
# Of a sheet; a form has a dozen, which begin soon behind its values.
MOST_MERGED, MERGES_BEGIN, MERGES_END = 2_000, 8 * 1024, 128 * 1024
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Plain(NamedTuple):
    """A sheet as the parser may have it, and what is to be known of it beside."""

    xml: bytes
    hazards: Hazards
    far: Packed  # the cells that it may not have


def plainly(sheet: bytes, *, is_hidden: bool = False) -> Plain:
    """Write a sheet for the parser: its values only, no formulas, no errors, no far cells.

    Raises: NotReadableError where there are more cells than a form can have, or one cell twice.
    """
    values, end, _ = sheet.rpartition(b"</sheetData>")
    plain = FORMULA.sub(b"<f/>", values + end + b"</worksheet>" if end else sheet)
    if not _is_plain(plain):
        plain = b"".join(_rewritten(sheet))
    far = Packed()
    if IS_FAR.search(plain):
        plain = FAR.sub(far.take, plain)
        if IS_FAR.search(plain):
            raise NotReadableError("damaged")
    if SPACED.search(plain):
        plain = NUMBER.sub(rb"<v>\1</v>", plain)
    _refuse_two_meanings(plain)
    errors: frozenset[str] = frozenset()
    if b't="e"' in plain:
        errors = frozenset(each.decode() for each in ERROR.findall(plain))
        plain = ERROR.sub(b"", plain)
    uncached = frozenset(each.decode() for each in UNCACHED.findall(plain))
    hidden = _hidden(plain, is_hidden=is_hidden)
    return Plain(plain, Hazards(errors, uncached, hidden, _merged(sheet, len(values))), far)


def _merged(sheet: bytes, start: int) -> tuple[str, ...]:
    """List the ranges of merged cells, which stand behind the values."""
    # They come before the rules of cells, which may be of any length.
    first = sheet.find(b"mergeCells", start, start + MERGES_BEGIN)
    listed = MERGED.findall(sheet, first, first + MERGES_END) if first >= 0 else ()
    return tuple(dict.fromkeys(each.decode() for each in listed[:MOST_MERGED]))


def _refuse_two_meanings(plain: bytes) -> None:
    """Refuse a sheet that says of one cell two things: no two programs agree which one counts."""
    references = REFERRED.findall(plain)
    if len(set(references)) == len(references):
        return
    for reference, times in Counter(references).items():
        if times > 1:
            cell = re.compile(WHOLE_CELL % reference, re.DOTALL)
            said = {(STYLE.sub(b"", known), held) for known, held in cell.findall(plain) if held}
            if len(said) > 1:
                raise NotReadableError("damaged")


def _hidden(plain: bytes, *, is_hidden: bool) -> frozenset[str]:
    """Find the filled cells that stand in hidden rows or columns, or all on a hidden sheet."""
    if is_hidden:
        return frozenset((column + row).decode() for column, row in FILLED.findall(plain))
    if not any(sign in plain for sign in HIDING):
        return frozenset()
    cells = [each for row in HIDDEN_ROW.findall(plain) for each in FILLED.findall(row)]
    limits = [dict(LIMIT.findall(each)) for each in HIDDEN_COLUMNS.findall(plain)]
    if ranges := [range(int(each[b"min"]), int(each[b"max"]) + 1) for each in limits]:
        cells += [
            (column, row)
            for column, row in FILLED.findall(plain)
            if any(_number(column.decode()) in each for each in ranges)
        ]
    return frozenset((column + row).decode() for column, row in cells)


def _is_plain(sheet: bytes) -> bool:
    """Whether a sheet is written as nearly all programs write it, so that patterns may read it."""
    return (
        b"<sheetData" in sheet
        and b"<!" not in sheet
        and not NOT_PLAIN.search(sheet)
        and not PREFIXED.search(sheet)
    )


def _rewritten(sheet: bytes) -> Iterator[bytes]:
    """Write a sheet anew cell by cell: no prefixes, every filled cell with its reference."""
    yield b"<worksheet>"
    row = column = count = 0
    is_begun = False
    events = ET.iterparse(BytesIO(entity_free(sheet)), ("start", "end"))  # noqa: S314
    for event, element in events:
        name = element.tag.rpartition("}")[2]
        is_hidden = element.get("hidden", "").lower() in TRUE
        if (event, name) == ("start", "row"):
            row, column = int(element.get("r") or row + 1), 0
            yield b'<row r="%d"%b>' % (row, b' hidden="1"' if is_hidden else b"")
        elif (event, name) == ("start", "sheetData") and not is_begun:
            is_begun = True
            yield b"<sheetData>"
        elif (event, name) == ("end", "col") and is_hidden and not is_begun:
            limits = (int(element.get(key, "0")) for key in ("min", "max"))
            yield b'<col min="%d" max="%d" hidden="1"/>' % tuple(limits)
        elif (event, name) == ("end", "row"):
            element.clear()
            yield b"</row>"
        elif (event, name) == ("end", "c"):
            column += 1
            count += 1
            if count > MOST_SCANNED:
                raise NotReadableError("too-many-cells")
            if match := REFERENCE.fullmatch(element.get("r", "")):
                column = _number(match[1].upper())
                reference = match[0].upper()
            else:
                reference = f"{_letters(column)}{row}"
            yield _cell(element, reference)
    yield b"</sheetData></worksheet>" if is_begun else b"<sheetData></sheetData></worksheet>"


def _cell(element: ET.Element, reference: str) -> bytes:
    """Write one cell; nothing where it holds nothing."""
    parts = {part.tag.rpartition("}")[2]: part for part in element}
    held = b"<f/>" if "f" in parts else b""
    if "is" in parts:
        held += b"<is><t>%b</t></is>" % escape("".join(_runs(parts["is"])), quote=False).encode()
    elif "v" in parts:
        held += b"<v>%b</v>" % escape(parts["v"].text or "", quote=False).encode()
    known = "".join(f' {key}="{escape(element.get(key, ""))}"' for key in "st" if element.get(key))
    return b'<c r="%b"%b>%b</c>' % (reference.encode(), known.encode(), held) if held else b""


def _runs(text: ET.Element) -> Iterator[str]:
    """Yield the runs of a text written in its cell; readings of words apart."""
    for part in text:
        match part.tag.rpartition("}")[2]:
            case "t":
                yield part.text or ""
            case "r":
                yield from _runs(part)


def _number(letters: str) -> int:
    """Number a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    """Name a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
