"""Read the table of an action plan out of a Word document, cell by cell."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import InboxError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.adopt.words import Columns

LARGEST_DOCUMENT, LARGEST_CONTENT = 32 * 2**20, 128 * 2**20
ROWS_OF_A_HEAD, MOST_COLUMNS = 3, 99
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DASHED = re.compile(r"^[-–—•]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the plan's table, its texts with their own lines."""

    place: int  # in the table, from 1
    number: str
    is_numbered: bool  # Word itself counts the number
    measure: str
    deadline: str
    responsible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plan as the document has it."""

    title: str  # all text before the table
    rows: tuple[Row, ...]


def plan_in(content: bytes, name: str, columns: Columns) -> Found:
    """Find the plan's table by the heads of its columns, wherever it stands.

    Raises: InboxError where it is no Word document, or has no such table.
    """
    body = _body(content, name)
    before: list[str] = []
    for element in body:
        if element.tag == f"{WORD}tbl":
            cells = [list(_cells(row)) for row in element.iterchildren(f"{WORD}tr")]
            head = _head(cells, columns)
            if head is not None:
                place, at = head
                return Found(title=" ".join(before), rows=tuple(_rows(cells, place, at)))
        before += " ".join(_lines(element)).split()
    raise InboxError("no-plan-table", {"file": name})


def _body(content: bytes, name: str) -> Any:  # noqa: ANN401 - an element of lxml
    import docx  # noqa: PLC0415 - heavy
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    try:
        if len(content) > LARGEST_DOCUMENT:
            raise InboxError("no-word-document", {"file": name})
        with zipfile.ZipFile(BytesIO(content)) as package:
            # No member gives more than it declares.
            if sum(each.file_size for each in package.infolist()) > LARGEST_CONTENT:
                raise InboxError("no-word-document", {"file": name})
        return docx.Document(BytesIO(content)).element.body
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
        OSError,
    ) as error:
        raise InboxError("no-word-document", {"file": name}) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    lines: tuple[str, ...]
    is_numbered: bool
    goes_on: bool  # merged with the cell above

    @property
    def text(self) -> str:
        """The whole text; a line that begins with a dash stays a line."""
        text = ""
        for line in self.lines:
            text += f"\n{DASHED.sub('- ', line)}" if DASHED.match(line) else f" {line}"
        return text.strip()


def _cells(row: Any) -> Iterator[_Cell]:  # noqa: ANN401 - an element of lxml
    """Yield a row's cells, one for each column that a cell spans."""
    for cell in row.iterchildren(f"{WORD}tc"):
        span, merge = cell.find(f".//{WORD}gridSpan"), cell.find(f".//{WORD}vMerge")
        found = _Cell(
            lines=tuple(_lines(cell)),
            is_numbered=cell.find(f".//{WORD}numPr") is not None,
            goes_on=merge is not None and merge.get(f"{WORD}val") != "restart",
        )
        width = span.get(f"{WORD}val") if span is not None else "1"
        yield from [found] * (int(width) if width.isdecimal() and int(width) <= MOST_COLUMNS else 1)


def _lines(element: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml
    """Yield the lines of an element that hold anything, as they stand after all changes."""
    for paragraph in element.iter(f"{WORD}p"):
        text = ""
        for each in paragraph.iter(f"{WORD}t", f"{WORD}br", f"{WORD}tab", f"{WORD}noBreakHyphen"):
            if any(above.tag == f"{WORD}del" for above in each.iterancestors()):
                continue
            match each.tag.removeprefix(WORD):
                case "t":
                    text += each.text or ""
                case "br":
                    text += "\n"
                case "tab":
                    text += " "
                case _:
                    text += "-"
        for line in text.replace("\u00ad", "").splitlines():
            if tidied := " ".join(line.split()):
                yield tidied


def _head(rows: Sequence[Sequence[_Cell]], columns: Columns) -> tuple[int, dict[str, int]] | None:
    """Find the row of heads, and in which column each of the four stands."""
    for place, row in enumerate(rows[:ROWS_OF_A_HEAD]):
        found: dict[str, int] = {}
        for name in ("number", "measure", "deadline", "responsible"):
            for at, cell in enumerate(row):
                text = cell.text.casefold()
                if at not in found.values() and any(
                    word in text for word in getattr(columns, name)
                ):
                    found[name] = at
                    break
        if {"measure", "deadline", "responsible"} <= found.keys():
            return place, found
    return None


def _rows(rows: Sequence[Sequence[_Cell]], head: int, at: dict[str, int]) -> Iterator[Row]:
    """Yield the rows below the heads, each cell that goes on holding what stands above it."""
    above: dict[str, _Cell] = {}
    empty = _Cell(lines=(), is_numbered=False, goes_on=False)
    for place, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {}
        for name, column in at.items():
            cell = row[column] if column < len(row) else empty
            cells[name] = above.get(name, cell) if cell.goes_on else cell
        above = cells
        number = cells.get("number", empty)
        texts = {name: cells[name].text for name in ("measure", "deadline", "responsible")}
        if any((number.text, *texts.values())):
            yield Row(
                place=place, number=number.text, is_numbered=number.is_numbered,
                **{**texts, "deadline": "\n".join(cells["deadline"].lines)},
            )  # fmt: skip
