"""Find cells in a sheet's XML, read their texts, and change their styles and values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from pipeline.render.returns.package import NotMarkableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]  # likewise

    from pipeline.render.returns.book import Book

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_MERGES = 5_000


class Cells:
    """The cells of one sheet by their addresses."""

    def __init__(self, book: Book, part: str) -> None:
        """Place every row and cell, also those that do not say where they stand."""
        self._book = book
        self.part = part
        self.root = book.package.tree(part)
        found = book.find(self.root, "sheetData")
        if found is None:
            raise NotMarkableError
        self._table = found
        self._rows: dict[int, Element] = {}
        self._cells: dict[tuple[int, int], Element] = {}
        number = 0
        for row in found.iterfind(book.tag("row")):
            number = int(row.get("r") or number + 1)
            self._rows[number] = row
            column = 0
            for cell in row.iterfind(book.tag("c")):
                said = placed(cell.get("r", ""))
                column = said[1] if said else column + 1
                self._cells[number, column] = cell
        self._merged = dict(self._covered())

    def __iter__(self) -> Iterator[tuple[str, Element]]:
        """Yield every cell with its address."""
        for (row, column), cell in self._cells.items():
            yield address(row, column), cell

    def shown(self, where: str) -> str:
        """Name the cell that shows what stands at an address: the first of merged ones."""
        return self._merged.get(where, where)

    def style(self, where: str) -> int:
        """Give the style of a cell, also of one that is not there."""
        row, column = _place(where)
        cell = self._cells.get((row, column))
        if cell is not None:
            return int(cell.get("s", "0"))
        line = self._rows.get(row)
        if line is not None and line.get("customFormat") in {"1", "true"}:
            return int(line.get("s", "0"))
        for each in self.root.iter(self._book.tag("col")):
            if int(each.get("min", "0")) <= column <= int(each.get("max", "0")):
                return int(each.get("style", "0"))
        return 0

    def restyle(self, where: str, style: int) -> None:
        """Give a cell another style; it is made where it is not there."""
        self._cell(where).set("s", str(style))

    def write(self, where: str, value: float | str, *, keep_formula: bool = False) -> None:
        """Write a value; the style stays, and the formula where it gives the same."""
        cell = self._cell(where)
        tag = self._book.tag
        for part in list(cell):
            if not (keep_formula and part.tag == tag("f")):
                cell.remove(part)
        cell.attrib.pop("t", None)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, tag("is")), tag("t"))
            text.text = plain(value)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        else:
            etree.SubElement(cell, tag("v")).text = repr(value).removesuffix(".0")

    def forget_results(self) -> None:
        """Drop the results of formulas that depend on what is now written."""
        for cell in self._cells.values():
            if self._book.find(cell, "f") is not None:
                for value in cell.findall(self._book.tag("v")):
                    cell.remove(value)
                cell.attrib.pop("t", None)

    def number(self, where: str) -> float | None:
        """Give the number that a cell holds; None where it holds none."""
        cell = self._cells.get(_place(where))
        value = None if cell is None else self._book.find(cell, "v")
        if cell is None or value is None or cell.get("t", "n") != "n":
            return None
        return float(value.text or "nan")

    def has_formula(self, where: str) -> bool:
        """Whether a cell's value is computed."""
        cell = self._cells.get(_place(where))
        return cell is not None and self._book.find(cell, "f") is not None

    def text(self, cell: Element, strings: list[str]) -> str:
        """Give a cell's text, "" where it holds none."""
        if cell.get("t") == "inlineStr":
            return "".join(each.text or "" for each in cell.iter(self._book.tag("t")))
        value = self._book.find(cell, "v")
        if cell.get("t") == "s" and value is not None:
            return strings[int(value.text or "0")]
        return ""

    def _covered(self) -> Iterator[tuple[str, str]]:
        """Yield the covered cells of merged ones, each with the first."""
        left = MOST_MERGES
        for each in self.root.iter(self._book.tag("mergeCell")):
            first, _, last = each.get("ref", "").partition(":")
            start, end = placed(first), placed(last)
            if start and end:
                left -= (end[0] - start[0] + 1) * (end[1] - start[1] + 1)
                if left < 0:
                    return
                for row in range(start[0], end[0] + 1):
                    for column in range(start[1], end[1] + 1):
                        yield address(row, column), first

    def _cell(self, where: str) -> Element:
        """Give a cell, made in its place where it is not there."""
        row, column = _place(where)
        if (row, column) not in self._cells:
            line = self._line(row)
            style = self.style(where)
            later = []
            for (number, at), known in self._cells.items():
                if number == row:
                    known.set("r", address(row, at))
                    later += [line.index(known)] if at > column else []
            cell = etree.Element(self._book.tag("c"), r=where, s=str(style))
            line.insert(min(later) if later else self._behind_cells(line), cell)
            line.attrib.pop("spans", None)
            self._cells[row, column] = cell
        return self._cells[row, column]

    def _behind_cells(self, line: Element) -> int:
        return len(line.findall(self._book.tag("c")))

    def _line(self, row: int) -> Element:
        """Give a row, made in its place where it is not there."""
        if row not in self._rows:
            for number, known in self._rows.items():
                known.set("r", str(number))
            for (number, column), cell in self._cells.items():
                cell.set("r", address(number, column))
            line = etree.Element(self._book.tag("row"), r=str(row))
            self._table.insert(sum(number < row for number in self._rows), line)
            self._rows[row] = line
        return self._rows[row]


def placed(where: str) -> tuple[int, int] | None:
    """Give row and column of an address, from 1; None where it is none."""
    match = ADDRESS.fullmatch(where.upper().replace("$", ""))
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def address(row: int, column: int) -> str:
    """Write the address of a row and column, from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def plain(text: str) -> str:
    """Give text that XML can hold."""
    return "".join(
        sign
        for sign in text
        if sign in "\n\t" or (sign >= " " and not "\ud800" <= sign <= "\udfff" and sign < "\ufffe")
        or sign > "\uffff"
    )  # fmt: skip


def strings_of(book: Book) -> list[str]:
    """Give the workbook's table of texts; readings of words apart."""
    part = book.related("sharedStrings")
    if not part:
        return []
    reading = book.tag("rPh")
    return [
        "".join(
            each.text or "" for each in entry.iter(book.tag("t")) if each.getparent().tag != reading
        )
        for entry in book.package.tree(part).iterfind(book.tag("si"))
    ]


def _place(where: str) -> tuple[int, int]:
    found = placed(where)
    if found is None:
        raise NotMarkableError
    return found
