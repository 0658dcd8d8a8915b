"""Read the table of an action plan out of a Word document, cell by cell."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.errors import InboxError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.adopt.words import Columns

LARGEST_DOCUMENT, LARGEST_CONTENT = 32 * 2**20, 128 * 2**20
LARGEST_TEXT = 8 * 2**20  # of one part in XML: a plan of a hundred pages has a fourth of it
ROWS_OF_A_HEAD, MOST_COLUMNS = 3, 99
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands around rows, cells and paragraphs and is none of them.
AROUND = {f"{WORD}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
# What was taken away, and what stands for programs that know no text boxes.
GONE = {
    f"{WORD}del",
    f"{WORD}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
BEGINNING = re.compile(r"1\s*[.)]?")
# The signs of notes are no part of a number or a date.
RAISED = dict(zip(map(ord, "0123456789*"), "⁰¹²³⁴⁵⁶⁷⁸⁹*", strict=True))
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
    left_out: tuple[str, ...]  # heads of the columns that are none of the four
    others: int  # plans that stand in the same document beside it


def plan_in(content: bytes, name: str, columns: Columns) -> Found:
    """Find the plan's table by the heads of its columns, wherever it stands, and what goes on it.

    Raises: InboxError where it is no Word document, or has no such table.
    """
    before: list[str] = []
    rows: list[Row] = []
    head: _Head | None = None
    is_cut, others = False, 0
    plan: set[Any] = set()  # the elements of lxml that it has been read from
    body, counting = _body(content, name)
    for element in body.iter(f"{WORD}tbl", f"{WORD}p"):
        if element.tag == f"{WORD}p":
            words = " ".join(_own_lines(element)).split()
            before += () if head else words
            # Only a page's end may lie between the parts of one table.
            is_cut = is_cut and not (words and not _is_in_table(element))
            continue
        if not plan.isdisjoint(element.iterancestors()):
            continue  # its text is that of the cell in which it stands
        cells = [list(_cells(row, counting)) for row in _within(element, f"{WORD}tr")]
        own = _head(cells, columns)
        if head is None:
            found = list(_rows(cells, own.place, own, 0)) if own else []
            head = own
        elif own is not None:
            found = list(_rows(cells, own.place, own, len(rows)))
        else:
            goes_on = is_cut and _goes_on(cells, head)
            found = list(_rows(cells, -1, head, len(rows))) if goes_on else []
        # A second plan counts from the beginning again: the same in another language, say.
        if rows and own and any(BEGINNING.fullmatch(each.number) for each in found):
            others += 1
            is_cut = False
            continue
        rows += found
        plan |= {element} if found else set()
        is_cut = bool(found) or (is_cut and not cells)
    if head is None:
        raise InboxError("no-plan-table", {"file": name})
    return Found(title=" ".join(before), rows=tuple(rows), left_out=head.left_out, others=others)


def _is_in_table(element: Any) -> bool:  # noqa: ANN401 - an element of lxml
    return any(above.tag == f"{WORD}tc" for above in element.iterancestors())


def _body(content: bytes, name: str) -> tuple[Any, frozenset[str]]:
    """Give the document's body, an element of lxml, and the styles by which Word counts."""
    import docx  # noqa: PLC0415 - heavy
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    try:
        if len(content) > LARGEST_DOCUMENT:
            raise InboxError("no-word-document", {"file": name})
        with zipfile.ZipFile(BytesIO(content)) as package:
            # No member gives more than it declares.
            sizes = {each.filename: each.file_size for each in package.infolist()}
            texts = [size for each, size in sizes.items() if each.endswith((".xml", ".rels"))]
            if sum(sizes.values()) > LARGEST_CONTENT or max(texts, default=0) > LARGEST_TEXT:
                raise InboxError("no-word-document", {"file": name})
        document = docx.Document(BytesIO(content))
        return document.element.body, _numbering(document.styles.element)
    except (
        zipfile.BadZipFile,
        PackageNotFoundError,
        KeyError,
        ValueError,
        SyntaxError,
        OSError,
    ) as error:
        raise InboxError("no-word-document", {"file": name}) from error


def _numbering(styles: Any) -> frozenset[str]:  # noqa: ANN401 - an element of lxml
    return frozenset(
        each.get(f"{WORD}styleId")
        for each in styles.iter(f"{WORD}style")
        if each.find(f"{WORD}pPr/{WORD}numPr") is not None
    )


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


EMPTY = _Cell(lines=(), is_numbered=False, goes_on=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """Where the heads stand, and under which of them each of the four is written."""

    place: int
    texts: tuple[str, ...]
    at: Mapping[str, tuple[int, ...]]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The heads that are none of the four."""
        taken = {column for columns in self.at.values() for column in columns}
        others = (text for column, text in enumerate(self.texts) if column not in taken)
        return tuple(dict.fromkeys(filter(None, others)))


def _within(element: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401 - an element of lxml
    """Yield an element's own parts, whatever Word has put around them."""
    for each in element:
        if each.tag == tag:
            yield each
        elif each.tag in AROUND:
            yield from _within(each, tag)


def _cells(
    row: Any,  # noqa: ANN401 - an element of lxml
    counting: frozenset[str],
) -> Iterator[_Cell]:
    """Yield a row's cells, one for each column that a cell spans."""
    yield from [EMPTY] * _width(row.find(f"{WORD}trPr/{WORD}gridBefore"), default=0)
    for cell in _within(row, f"{WORD}tc"):
        merge = cell.find(f"{WORD}tcPr/{WORD}vMerge")
        found = _Cell(
            lines=tuple(_lines(cell)),
            is_numbered=_is_counted(cell, counting),
            goes_on=merge is not None and merge.get(f"{WORD}val") != "restart",
        )
        yield from [found] * _width(cell.find(f"{WORD}tcPr/{WORD}gridSpan"), default=1)


def _is_counted(cell: Any, counting: frozenset[str]) -> bool:  # noqa: ANN401 - an element of lxml
    """Tell whether Word itself puts a number into a cell, by the cell's style or its own."""
    styles = (each.get(f"{WORD}val") for each in cell.iter(f"{WORD}pStyle"))
    return cell.find(f".//{WORD}numPr") is not None or not counting.isdisjoint(styles)


def _width(told: Any, default: int) -> int:  # noqa: ANN401 - an element of lxml, or None
    """Read over how many columns something goes."""
    width = told.get(f"{WORD}val", "") if told is not None else ""
    return int(width) if width.isdecimal() and int(width) <= MOST_COLUMNS else default


def _lines(element: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml
    """Yield the lines of an element that hold anything, as they stand after all changes."""
    for paragraph in element.iter(f"{WORD}p"):
        yield from _own_lines(paragraph)


def _own_lines(paragraph: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml
    """Yield the lines of one paragraph; a text box in it has paragraphs of its own."""
    text = ""
    marks = (f"{WORD}{name}" for name in ("t", "br", "cr", "tab", "noBreakHyphen"))
    for each in paragraph.iter(*marks):
        if next(each.iterancestors(f"{WORD}p")) is not paragraph or any(
            above.tag in GONE for above in each.iterancestors()
        ):
            continue
        match each.tag.removeprefix(WORD):
            case "t" if _is_raised(each):
                text += (each.text or "").translate(RAISED)
            case "t":
                text += each.text or ""
            case "br" | "cr":
                text += "\n"
            case "tab":
                text += " "
            case _:
                text += "-"
    for line in text.replace("\u00ad", "").splitlines():
        if tidied := " ".join(line.split()):
            yield tidied


def _is_raised(text: Any) -> bool:  # noqa: ANN401 - an element of lxml
    found = text.getparent().find(f"{WORD}rPr/{WORD}vertAlign")
    return found is not None and found.get(f"{WORD}val") == "superscript"


def _head(rows: Sequence[Sequence[_Cell]], columns: Columns) -> _Head | None:
    """Find the row of heads, and under which of them each of the four is written."""
    for place, row in enumerate(rows[:ROWS_OF_A_HEAD]):
        found: dict[str, tuple[int, ...]] = {}
        taken: set[int] = set()
        for name in ("number", "measure", "deadline", "responsible"):
            for at, cell in enumerate(row):
                text = cell.text.casefold()
                if at not in taken and any(word in text for word in getattr(columns, name)):
                    # One head may stand over several columns.
                    found[name] = tuple(n for n, other in enumerate(row) if other is cell)
                    taken |= set(found[name])
                    break
        if {"measure", "deadline", "responsible"} <= found.keys():
            return _Head(place=place, texts=tuple(cell.text for cell in row), at=found)
    return None


def _goes_on(rows: Sequence[Sequence[_Cell]], head: _Head) -> bool:
    """Tell whether a table without heads is the plan's, cut off by a page's end."""
    return bool(rows) and all(len(row) == len(head.texts) for row in rows)


def _rows(
    rows: Sequence[Sequence[_Cell]], above_them: int, head: _Head, counted: int
) -> Iterator[Row]:
    """Yield the rows below the heads, each cell that goes on holding what stands above it."""
    above: Sequence[_Cell] = ()
    for place, row in enumerate(rows[above_them + 1 :], start=counted + above_them + 2):
        whole = [
            above[column] if cell.goes_on and column < len(above) else cell
            for column, cell in enumerate(row)
        ]
        above = whole
        if tuple(cell.text for cell in whole) == head.texts:
            continue  # the heads again, on a new page
        cells = {
            name: list(dict.fromkeys(whole[at] for at in columns if at < len(whole)))
            for name, columns in head.at.items()
        }
        texts = {name: " ".join(each.text for each in found) for name, found in cells.items()}
        # Two columns below one head of deadlines: since when, and until when.
        terms = ("\n".join(each.lines) for each in cells["deadline"])
        texts["deadline"] = " – ".join(filter(None, terms))
        texts.setdefault("number", "")
        if any(texts.values()):
            yield Row(
                place=place,
                is_numbered=any(each.is_numbered for each in cells.get("number", ())),
                **{name: text.strip() for name, text in texts.items()},
            )
