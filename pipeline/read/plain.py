"""Write a sheet's XML plainly, and find in it what the parser cannot see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.read.package import NotReadableError, entity_free

if TYPE_CHECKING:
    from collections.abc import Iterator

# No form comes near so many; every one of them costs the parser memory.
MOST_CELLS = 1_000_000
FORMULA = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)")
# A cell that says plainly where it stands, above row 5000 and left of column IW: one stray
# value in the last row or column would make the parser reserve the whole grid.
PLAIN = rb' r="(?:[A-H]?[A-Z]|I[A-V])[1-4]?[0-9]{1,3}"(?: [a-z]+="[^"<]*")*\s*/?>'
NOT_PLAIN = re.compile(rb"<c(?=[\s/>])(?!%b)" % PLAIN)
PREFIXED = re.compile(rb":c[\s/>]")
ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?=[^>]* t="e")[^>/]*(?:/>|>.*?</c>)', re.DOTALL)
UNCACHED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^>]* t="str")[^>]*>\s*<f/>\s*(?:</c>|<v\s*/>|<v>\s*</v>)'
)
REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Hazards:
    """The cells of one sheet whose plain value would mislead."""

    errors: frozenset[str] = frozenset()
    uncached: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()  # filled cells that the sender does not see


def plainly(sheet: bytes) -> tuple[bytes, Hazards]:
    """Write a sheet for the parser: its values only, no formulas, no errors, no far cells.

    Raises: NotReadableError where a filled cell stands too far out.
    """
    values, end, _ = sheet.rpartition(b"</sheetData>")
    plain = FORMULA.sub(b"<f/>", values + end + b"</worksheet>" if end else sheet)
    if not _is_plain(plain):
        plain = b"".join(_rewritten(sheet))
        if NOT_PLAIN.search(plain):
            raise NotReadableError("too-many-cells")
    errors: frozenset[str] = frozenset()
    if b't="e"' in plain:
        errors = frozenset(each.decode() for each in ERROR.findall(plain))
        plain = ERROR.sub(b"", plain)
    uncached = frozenset(each.decode() for each in UNCACHED.findall(plain))
    return plain, Hazards(errors, uncached)


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
    yield b"<worksheet><sheetData>"
    row = column = count = 0
    events = ET.iterparse(BytesIO(entity_free(sheet)), ("start", "end"))  # noqa: S314
    for event, element in events:
        name = element.tag.rpartition("}")[2]
        if (event, name) == ("start", "row"):
            row, column = int(element.get("r") or row + 1), 0
            yield b'<row r="%d">' % row
        elif (event, name) == ("end", "row"):
            element.clear()
            yield b"</row>"
        elif (event, name) == ("end", "c"):
            column += 1
            count += 1
            if count > MOST_CELLS:
                raise NotReadableError("too-many-cells")
            if match := REFERENCE.fullmatch(element.get("r", "")):
                column = _number(match[1].upper())
                reference = match[0].upper()
            else:
                reference = f"{_letters(column)}{row}"
            yield _cell(element, reference)
    yield b"</sheetData></worksheet>"


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
