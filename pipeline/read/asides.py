"""Gather the texts of a workbook that stand in no cell: headers, prompts, shapes, charts, names."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.read.book import LONGEST_REMARK, Remark
from pipeline.read.parts import FAULTS, NotReadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pipeline.read.parts import Parts

# So much of a workbook is looked through beside its cells.
MOST_BYTES, MOST_TEXTS, MOST_RELATED = 12 * 1024 * 1024, 20_000, 500
LONGEST_KNOWN = 4_000  # bytes of a tag that is kept in mind
# Parts with no word of the sender's: fonts, orders of calculation, kinds of parts, programs.
WORDLESS = re.compile(
    r".*/theme/[^/]*|xl/styles\.(?:xml|bin)|.*calcchain\.(?:xml|bin)|\[content_types\]\.xml|.*printersettings\d*\.bin"
    r"|.*manifest\.(?:xml|rdf)|(?:docprops/(?:core|app)|settings|meta)\.xml|.*vba(?:project|data)\..*"
)
WORDY = (".xml", ".rels", ".vml", ".bin", ".htm", ".html", ".xhtml", ".txt", ".json")
# Parts in which every word stands in one piece; in others its letters may differ in their looks.
WHOLE = re.compile(r".*/(?:workbook|sharedstrings)\.xml|.*\.rels")
# Signs that a piece of a part may tell a person: words, a sign of mail, several figures …
PROSE = re.compile(
    rb"[\xd0-\xd3][\x80-\xbf][\xd0-\xd3]|@|%40|&#|\d(?:[^\d]{0,3}\d){6}|[A-Za-z]{3}[ _,:-]+[A-Za-z]"
)
# … unless it is a fraction, places of cells, a key or a namespace.
MACHINES = re.compile(
    rb"-?\d*\.\d+(?:[Ee][-+]?\d+)?|(?:\$?[A-Z]{1,3}\$?\d+[: ]?)+"
    rb"|\{?[\dA-Fa-f]{8}(?:-[\dA-Fa-f]{4}){3}-[\dA-Fa-f]{12}\}?|(?:https?://(?:schemas\.|purl\.|www\.w3\.)|urn:)\S*"
)
# What makes tags differ that say the same.
PLACE = re.compile(rb' (?:sqref|priority|dxfId|s|r)="[^"]*"')
# An attribute's value, in which somebody may have typed something.
VALUE = re.compile(rb"""=\s*(?:"([^"]{4,})"|'([^']{4,})')""")
OPENING = re.compile(rb"""[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
# A closing tag ends a text, unless it only closes letters of one look.
END = re.compile(
    rb"</(?!(?:[\w.-]+:)?(?:t|r|rPr|span|font|[abius]|su[bp])\s*>)[^>]*>|<[\w:]*(?:br|line-break)\b[^>]*>"
)
TAG = re.compile(rb"<[^>]*>")
CDATA = re.compile(rb"<!\[CDATA\[|\]\]>")
UNREAD: tuple[type[Exception], ...] = (NotReadableError, *FAULTS)
# What a header says of its place and letters: &C, &8, &K000000, &"Arial,Bold".
LAYOUT = re.compile(r'&(?:"[^"]*"|K[\dA-F]{6}|\d{1,2}(?!\d)|[A-Za-z])')
DATA = b"sheetData"
SLASHES = re.compile(r"[\\/]+")
ADDRESS = re.compile(r"[a-z]{2,}:|[A-Z]:\\|\\\\|\.{0,2}/", re.IGNORECASE)
# Records of an old workbook that hold figures, pictures or orders; and one that goes on.
FIGURES_AND_PICTURES = {0x203, 0x27E, 0xBD, 0x06, 0xBE, 0x201, 0x208, 0xD7, 0xE9, 0xEB, 0x7F}
CONTINUED, CYRILLIC = 0x3C, "cp1251"
# Texts of a binary part: letters of two bytes, Latin and Cyrillic and the signs among them …
WIDE = re.compile(rb"(?:[\n\r\x20-\x7e\xa0-\xff]\x00|[\x00-\xff]\x04|[\x10-\x3a]\x20|\x16\x21){5,}")
# … or of one.
NARROW = re.compile(rb"[\n\r\x20-\x7e\x80-\xff]{5,}")


def asides_of(parts: Parts, sheets: Iterable[tuple[str, str, bytes]] = ()) -> list[Remark]:
    """Gather them from every part of a workbook; `sheets` are names, parts and their XML.

    What cannot be read is passed over: a text beside the cells costs no district its figures.
    """
    found: dict[Remark, None] = {}
    owners: dict[str, str] = {}
    done: set[str] = set()
    for name, part, xml in sheets:
        owners |= dict.fromkeys(_related(parts, part), name)
        if not part.endswith(".bin"):
            done.add(part.lower())
            # The cells themselves stand between the two.
            head, tail = xml.find(DATA), xml.rfind(DATA)
            around = xml if head < 0 else xml[:head] + b">" + xml[tail + len(DATA) :]
            found |= _bounded(_remarks(name, texts_of(around, is_whole=True)), found)
    for part, content in _contents(parts, done):
        is_whole = WHOLE.fullmatch(part) is not None
        texts = (
            texts_of_records(content)
            if part.endswith(".bin")
            else texts_of(content, is_whole=is_whole)
        )
        found |= _bounded(_remarks(owners.get(part, ""), texts), found)
    return list(found)


def _bounded(remarks: Iterator[Remark], found: Collection[Remark]) -> dict[Remark, None]:
    """Take so many remarks as may still be added to those found."""
    return dict.fromkeys(islice(remarks, MOST_TEXTS - len(found)))


def asides_of_records(records: Iterable[tuple[int, bytes]]) -> list[Remark]:
    """Gather the texts of an old workbook from its records, their kinds with what they hold."""
    worded: list[bytes] = []
    is_worded = True
    for kind, record in records:
        # A record goes on as what it began as.
        is_worded = is_worded if kind == CONTINUED else kind not in FIGURES_AND_PICTURES
        if is_worded:
            worded.append(record)
    content = b"\0\0".join(worded)[:MOST_BYTES]
    texts = texts_of_records(content, CYRILLIC)
    return list(islice(_remarks("", texts), MOST_TEXTS))


def texts_of(xml: bytes, *, is_whole: bool = False) -> Iterator[str]:
    """Yield each text of a part, and each attribute's, once."""
    for tag in set(PLACE.sub(b"", xml).split(b"<")):
        yield from _texts_known(tag) if len(tag) < LONGEST_KNOWN else _texts_in(tag)
    if not is_whole:
        for piece in set(END.split(CDATA.sub(b"", xml))):
            yield from _told(TAG.sub(b"", piece))


@lru_cache(maxsize=8192)
def _texts_known(tag: bytes) -> tuple[str, ...]:
    """Give the texts of a tag; one form has the tags of another."""
    return tuple(_texts_in(tag))


def _texts_in(tag: bytes) -> Iterator[str]:
    """Yield the texts of a tag's attributes, and the one behind it."""
    opening = OPENING.match(tag)
    behind = tag[opening.end() :] if opening else tag
    for piece in (*(one or other for one, other in VALUE.findall(tag)), behind):
        yield from _told(piece)


def _told(piece: bytes) -> Iterator[str]:
    """Yield what of a piece of XML may tell a person."""
    if not PROSE.search(piece) or MACHINES.fullmatch(piece):
        return
    text = unescape(piece.decode("utf-8", "replace")).strip()
    if ADDRESS.match(text):
        # Nobody is told by folders that lie within each other.
        yield from SLASHES.split(unquote(text))
    else:
        yield text


def texts_of_records(content: bytes, narrow: str = "") -> Iterator[str]:
    """Yield each text of a binary part once; `narrow` names the alphabet of those of one byte."""
    for value in set(WIDE.findall(content)):
        yield value.decode("utf-16-le", "replace")
    for value in set(NARROW.findall(content)) if narrow else ():
        yield value.decode(narrow, "replace")


def _remarks(sheet: str, texts: Iterable[str]) -> Iterator[Remark]:
    for each in texts:
        text = LAYOUT.sub(" ", each) if "&" in each else each
        for start in range(0, len(text), LONGEST_REMARK):
            yield Remark(sheet, "", text[start : start + LONGEST_REMARK])


def _contents(parts: Parts, done: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that may hold a word, the small ones first, as far as the bound allows."""
    left = MOST_BYTES
    names = (
        name
        for name in parts
        if name not in done and name.endswith(WORDY) and not WORDLESS.fullmatch(name)
    )
    for name in sorted(names, key=parts.size):
        left -= parts.size(name)
        if left < 0:
            return
        try:
            yield name, parts.content(name) if name.endswith(".bin") else parts.xml(name)
        except UNREAD:
            continue


def _related(parts: Parts, part: str) -> Iterator[str]:
    """Yield the parts that hang on a sheet, whatever they hang by, and the sheet's own."""
    waiting, seen = [part], {part}
    while waiting and len(seen) < MOST_RELATED:
        name = waiting.pop()
        folder, _, base = name.rpartition("/")
        yield from (name.lower(), f"{folder}/_rels/{base}.rels".lower())
        try:
            new = {target for _, _, target in parts.relations(name)} - seen
        except UNREAD:
            continue
        seen |= new
        waiting += sorted(new)
