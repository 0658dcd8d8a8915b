"""Make a folder of nasty files: what districts, programs and enemies may put into the inbox."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from conftest import FIRST, ROOT
from openpyxl import Workbook, load_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Part = Callable[[bytes], bytes] | bytes | None

SAMPLE = "ridder"
SAMPLE_NAME = "Риддер қаласы / город Риддер"
COVER = "Мұқаба-Обложка"
GENUINE = ("oskemen", "semei", "glubokoe", "ulan", "zaisan")
FORM_SHEETS = ("F1", "F2", "F3", "F4", "F5", "F6")
SHEET_1, SHEET_2 = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"  # the cover, F1
UNIT = """[[units]]
code = "{code}"
kind = "rayon"
kk = "Үлгі{n}"
ru = {{ nom = "Пример{n}", gen = "Пример{n}", dat = "Пример{n}", acc = "Пример{n}", \
ins = "Пример{n}", loc = "Пример{n}" }}
ru_head_first = true
name = {{ kk = "Үлгі{n} ауданы", ru = "район Пример{n}" }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What must become of a file."""

    fate: str
    code: str = ""  # "": nothing is wrong with it
    cell: str = ""  # sheet and address, where the finding must name one; «or» between two
    never: str = ""  # what no output may hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One nasty file: where it lies, how it is made, and what must become of it."""

    path: str
    make: Callable[[Kit], bytes] | None  # None: `place` puts it there
    expected: Expected
    members: Mapping[str, Expected] = field(default_factory=dict)  # by path behind the first !
    place: Callable[[Path], None] | None = None


def accepted(code: str = "", cell: str = "", never: str = "") -> Expected:
    """Expect a file to count, with one finding at most."""
    return Expected(fate="accepted", code=code, cell=cell, never=never)


def returned(code: str, cell: str = "", never: str = "") -> Expected:
    """Expect a file to go back whole."""
    return Expected(fate="returned", code=code, cell=cell, never=never)


def ignored(code: str) -> Expected:
    """Expect a file to be set aside."""
    return Expected(fate="ignored", code=code)


class Kit:
    """Makes forms, each for a unit of its own that the campaign is then given."""

    def __init__(self) -> None:
        self.units = 0
        self.last = b""  # the form made last, for what comes twice

    def name(self) -> str:
        """Give the next unit its name."""
        self.units += 1
        return f"Үлгі{self.units} ауданы / район Пример{self.units}"

    def book(self) -> Workbook:
        """Open a clean form as a workbook of values."""
        book = load_workbook(io.BytesIO(plain()))
        book[COVER]["B4"] = self.name()
        return book

    def form(self, change: Callable[[Workbook], object] = lambda _: None) -> bytes:
        """Make a form with a change in it."""
        book = self.book()
        change(book)
        return saved(book)

    def package(
        self,
        changes: Mapping[str, Part] | None = None,
        added: Mapping[str, bytes] | None = None,
        names: Callable[[str], str] = str,
    ) -> bytes:
        """Make a form as LibreOffice saved it, with its zip's parts changed, dropped or added."""
        texts = {
            "xl/sharedStrings.xml": lambda xml: xml.replace(
                SAMPLE_NAME.encode(), self.name().encode()
            )
        }
        return repacked(repacked(sample(), texts), changes, added, names)

    def districts(self, templates: Path) -> None:
        """Let the campaign know the genuine units and those that were made up, and no others."""
        path = templates / "mektepke-zhol-2011" / "districts.toml"
        blocks = path.read_text(encoding="utf-8").split("[[units]]")
        wanted = [f'code = "{code}"' for code in GENUINE] + ['kind = "oblast"']
        kept = [block for block in blocks[1:] if any(each in block for each in wanted)]
        made = [UNIT.format(code=f"unit{n:03}", n=n) for n in range(1, self.units + 1)]
        path.write_text(
            "".join([*made, *(f"[[units]]{block}" for block in kept)]), encoding="utf-8"
        )


@cache
def sample() -> bytes:
    """Read a clean form of the first week, as LibreOffice saved it."""
    return genuine(SAMPLE).read_bytes()


@cache
def plain() -> bytes:
    """Make the sample anew from its values alone, which is opened and saved sooner."""
    book = Workbook()
    book.remove(book.active)
    for sheet in load_workbook(io.BytesIO(sample()), data_only=True):
        copy = book.create_sheet(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.value is not None:
                made = copy[cell.coordinate]
                made.value = cell.value
                if cell.is_date:
                    made.number_format = "dd.mm.yyyy"
    return saved(book)


def genuine(unit: str) -> Path:
    """Find the sample form of a unit."""
    return ROOT / "inbox" / FIRST.isoformat() / f"{FIRST.isoformat()}_{unit}.xlsx"


def saved(book: Workbook) -> bytes:
    """Save a workbook as bytes."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(
    content: bytes,
    changes: Mapping[str, Part] | None = None,
    added: Mapping[str, bytes] | None = None,
    names: Callable[[str], str] = str,
) -> bytes:
    """Change, drop (None) or add parts of a zip."""
    changes, buffer = changes or {}, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", 8) as after:
        for name in before.namelist():
            part: bytes | None = before.read(name)
            change = changes.get(name, part)
            part = change(part) if callable(change) else change
            if part is not None:
                after.writestr(zipfile.ZipInfo(names(name)), part, 8, 1)
        for name, more in (added or {}).items():
            after.writestr(zipfile.ZipInfo(name), more, 8, 1)
    return buffer.getvalue()


def a_zip(members: Mapping[str, bytes]) -> bytes:
    """Put files into a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", 8) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name), content, 8)
    return buffer.getvalue()


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Replace the first of something in a part, which must be there."""

    def change(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new, 1)

    return change
