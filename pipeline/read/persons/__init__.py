"""Find a person's data where only figures and names of bodies belong."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Finding, Severity
from pipeline.read.persons.homes import has_birthday, has_home
from pipeline.read.persons.lexicon import Lexicon, Role
from pipeline.read.persons.names import is_alone, names_of
from pipeline.read.persons.nearness import KIN, is_kin, roles_of
from pipeline.read.persons.numbers import (
    DIGITS,
    FIGURE_BEYOND,
    LEAST_FIGURE,
    has_identity,
    has_numbers,
    is_a_persons,
)
from pipeline.read.persons.tokens import tokens_of
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.book import Book
    from pipeline.read.persons.nearness import Name
    from pipeline.read.persons.tokens import Token
    from pipeline.read.values import Grid, Raw

__all__ = ["Lexicon", "is_personal_text", "personal_data", "tells_a_child"]

# Cheap signs of a person's data; a text without any is not looked at closely.
SIGN_OF_PERSON = re.compile(r"\d(?:\D{0,3}\d){4}|@|[(\[{]\w{1,6}[)\]}]|[^\W\d_]{3}")
LETTER = re.compile(r"[^\W\d_]")
# Whoever comments a cell stands in its first line, and is no child for what follows.
AUTHOR = re.compile(r"(?<=:)[ \r]*\n")
PARAGRAPHS = re.compile(r"\n[ \t\r]*\n")
# A heading is short, and stands in a row of headings.
LONGEST_HEADING = 120
HIGHEST_TABLE = 3_000


class Verdict(IntEnum):
    """What a text says of a person."""

    NOTHING = 0
    SOMEBODY = 1  # a name, a birthday or a home, and not a word whose
    PERSON = 2


def personal_data(book: Book, lexicon: Lexicon) -> tuple[Finding, ...]:
    """Find where a workbook tells a person's data; a finding names the place, never the text."""
    names = {
        # Where one tells of a child, another that is a mere name may be a child's too.
        name: f"#{number}" if _verdict(name, lexicon) else name
        for number, name in enumerate(book.sheets, start=1)
    }
    found = dict.fromkeys(
        (shown, "") for name, shown in names.items() if is_personal_text(name, lexicon)
    )
    for name, rows in book.sheets.items():
        found |= dict.fromkeys((names[name], cell) for cell in _cells(name, rows, lexicon))
    known, told = _Known(book), list[str]()
    # A text beside the cells may be one of a cell's own, told again by another part.
    for remark in sorted(book.remarks, key=lambda each: not each.cell):
        place = (names.get(remark.sheet, remark.sheet), remark.cell)
        is_new = place not in found and _tells(_without(told, remark.text), lexicon)
        # What a sheet is named, and what its cells hold, has been looked at above.
        if is_new and (remark.cell or remark.text not in known):
            found[place] = None
            told += [remark.text] if remark.cell else []
    return tuple(
        Finding(code="personal-data", severity=Severity.ERROR, sheet=sheet, cell=cell)
        for sheet, cell in found
    )


def is_personal_text(text: str, lexicon: Lexicon) -> bool:
    """Whether a text that stands alone tells a person's data: a file's name, a mail's subject."""
    return _verdict(text, lexicon) is Verdict.PERSON


def tells_a_child(text: str, lexicon: Lexicon) -> bool:
    """Whether what somebody writes tells a child's data; who signs it, and his telephone, is none.

    A number tells by the line that it stands in, a name by its paragraph.
    """
    return any(_number_of_a_child(line, lexicon) for line in text.splitlines()) or any(
        _names_a_child(each, lexicon) for each in PARAGRAPHS.split(text)
    )


def _number_of_a_child(line: str, lexicon: Lexicon) -> bool:
    if not DIGITS.search(line):
        return False
    plain = lexicon.plainly(line)
    if has_identity(plain, lexicon):
        return True
    roles = roles_of(tokens_of(plain), lexicon)
    return not KIN.isdisjoint(roles) and has_numbers(plain, lexicon)


def _names_a_child(paragraph: str, lexicon: Lexicon) -> bool:
    tokens = tokens_of(lexicon.plainly(paragraph))
    roles = roles_of(tokens, lexicon)
    return any(_answers(tokens, roles, names_of(tokens, roles, lexicon), lexicon))


def _tells(text: str, lexicon: Lexicon) -> bool:
    """Whether a text that stands in no cell tells a person's data."""
    if "\n" not in text:
        return is_personal_text(text, lexicon)
    return any(is_personal_text(each, lexicon) for each in AUTHOR.split(text))


def _without(told: list[str], text: str) -> str:
    """Leave out of a text what a cell has told already: a part may string several together."""
    for each in told:
        text = text.replace(each, " ")
    return text


class _Known:
    """What a workbook's sheets, cells and their comments say, gathered once it is asked for."""

    def __init__(self, book: Book) -> None:
        """Gather nothing before it is asked for."""
        self._book = book
        self._texts: frozenset[str] = frozenset()

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of them, or a part of one."""
        self._texts = self._texts or frozenset(
            " ".join(value.split())
            for value in (*self._book.sheets, *self._values(), *self._remarks())
            if type(value) is str
        )
        held = " ".join(text.split())
        return held in self._texts or any(held in each for each in self._texts)

    def _remarks(self) -> Iterator[str]:
        yield from (remark.text for remark in self._book.remarks if remark.cell)

    def _values(self) -> Iterator[Raw]:
        for rows in self._book.sheets.values():
            for values in rows:
                yield from values


def _cells(sheet: str, rows: Grid, lexicon: Lexicon) -> Iterator[str]:
    """Yield the addresses of the cells that tell a person's data."""
    suspects = [
        (place, number, value, verdict)
        for number, values in enumerate(rows, start=1)
        for place, value in enumerate(values)
        if (
            (type(value) is str and value and (verdict := _verdict(value, lexicon)))
            or (
                type(value) is float
                and LEAST_FIGURE <= value < FIGURE_BEYOND
                and (verdict := Verdict.PERSON if is_a_persons(value) else Verdict.NOTHING)
            )
        )
    ]
    surroundings = _Surroundings(sheet, rows, lexicon)
    for place, number, value, verdict in suspects:
        is_kin = surroundings.are_kin(place, number)
        is_told = verdict is Verdict.PERSON and not surroundings.names_a_desk(number, value)
        if is_kin or is_told:
            yield address_of(place, number)


@lru_cache(maxsize=4096)
def _verdict(text: str, lexicon: Lexicon) -> Verdict:
    """Say what a text tells of a person by itself."""
    if not SIGN_OF_PERSON.search(text):
        return Verdict.NOTHING
    text = lexicon.plainly(text)
    if has_numbers(text, lexicon):
        return Verdict.PERSON
    tokens = tokens_of(text)
    roles = roles_of(tokens, lexicon)
    names = names_of(tokens, roles, lexicon)
    verdict = Verdict.NOTHING
    for answer in _answers(tokens, roles, names, lexicon):
        if answer:
            return Verdict.PERSON
        if answer is None:
            verdict = Verdict.SOMEBODY
    return verdict


def _answers(
    tokens: list[Token], roles: list[Role | None], names: list[Name], lexicon: Lexicon
) -> Iterator[bool | None]:
    """Say of each name, birthday and home whether it is a child's; None: nobody says whose."""
    if is_alone(tokens, roles, lexicon):
        yield None
    yield has_birthday(tokens, roles, names, lexicon)
    yield has_home(tokens, roles, names, lexicon)
    taken = {place for each in names for place in range(each.start, each.end)}
    for name in names:
        yield is_kin(name, taken, tokens, roles)


class _Surroundings:
    """What the headings around a cell say of the somebody in it."""

    def __init__(self, sheet: str, rows: Grid, lexicon: Lexicon) -> None:
        """Look at nothing before it is asked for."""
        self._sheet, self._rows, self._lexicon = sheet, rows, lexicon

    def are_kin(self, place: int, number: int) -> bool:
        """Whether the nearest of them that tells is a word for a child or a parent.

        The row's own texts go before the column's heading; the heading «ФИО» is told by the
        headings beside it, the lines above them and the sheet's name.
        """
        row = self._rows[number - 1]
        beside = sorted(range(len(row)), key=lambda at: (abs(at - place), at))
        for at in beside:
            if at != place and (kin := self._says(row[at])) is not None:
                return kin
        for above in range(number - 2, max(-1, number - HIGHEST_TABLE), -1):
            values = self._rows[above]
            if place >= len(values) or not _is_headings(values):
                continue
            if (kin := self._says(values[place])) is not None:
                return kin
            if self._names_people(values[place]):
                lines = [*values, *(each for line in self._rows[:above] for each in line)]
                kins = [self._says(each) for each in lines]
                return self._says(self._sheet) is True or (True in kins and False not in kins)
        return self._says(self._sheet) is True

    def names_a_desk(self, number: int, value: Raw) -> bool:
        """Whether a cell is but a telephone, and its row says that it is an office's own."""
        if type(value) is not str or LETTER.search(value):
            return False
        texts = [each for each in self._rows[number - 1] if type(each) is str and each]
        return len(texts) > 1 and _verdict(", ".join(texts), self._lexicon) is Verdict.NOTHING

    def _says(self, value: Raw) -> bool | None:
        """Whether a heading names a child or a parent, or else an office; None: neither."""
        if type(value) is not str or not 0 < len(value) <= LONGEST_HEADING:
            return None
        return _heading(value, self._lexicon)

    def _names_people(self, value: Raw) -> bool:
        if type(value) is not str:
            return False
        words = tokens_of(self._lexicon.plainly(value))
        return any(
            each.folded in headings
            for each in words
            for headings in (
                self._lexicon.name_headings,
                self._lexicon.birth,
                self._lexicon.home,
            )
        )


@lru_cache(maxsize=4096)
def _heading(text: str, lexicon: Lexicon) -> bool | None:
    tokens = tokens_of(lexicon.plainly(text))
    roles = set(roles_of(tokens, lexicon))
    if Role.OFFICE in roles:
        return False
    is_of_classes = any(each.folded in lexicon.school_class for each in tokens)
    return True if is_of_classes or not KIN.isdisjoint(roles) else None


def _is_headings(values: list[Raw]) -> bool:
    """Whether a row has headings: several texts, and no figure but a column's number."""
    texts = sum(type(each) is str and each != "" for each in values)
    return texts > 1 and not any(type(each) is float for each in values)
