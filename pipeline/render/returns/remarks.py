"""Put comments into a sheet below the sender's own, and take our earlier ones away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from pipeline.render.returns.book import SPREADSHEET
from pipeline.render.returns.cells import placed, plain
from pipeline.render.returns.package import NotMarkableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element  # type: ignore[import-untyped]  # likewise

    from pipeline.render.returns.book import Book

COMMENTS_TYPE = f"{SPREADSHEET}.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
OFFICE, EXCEL = "urn:schemas-microsoft-com:office:office", "urn:schemas-microsoft-com:office:excel"
VECTOR = "urn:schemas-microsoft-com:vml"
LONGEST = 32_000
MOST_COMMENTS = 2_000
LETTERS_IN_LINE, LINES_IN_ROW, LEAST_ROWS, MOST_ROWS = 52, 1.4, 4, 14
SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
DRAWING = (
    f'<xml xmlns:v="{VECTOR}" xmlns:o="{OFFICE}" xmlns:x="{EXCEL}">'
    f'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{{}}"/></o:shapelayout>{SHAPE_TYPE}'
    "</xml>"
)
SHAPE = (
    f'<xml xmlns:v="{VECTOR}" xmlns:o="{OFFICE}" xmlns:x="{EXCEL}">'
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;'
    'margin-left:60pt;margin-top:2pt;width:300pt;height:90pt;z-index:1;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 4, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape></xml>"
)
# What a sheet may hold behind the drawing of its comments.
BEHIND = ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
          "tableParts", "extLst", "AlternateContent")  # fmt: skip


class Remarks:
    """The comments of one sheet."""

    def __init__(self, book: Book, part: str, head: str) -> None:
        """Find the sheet's comments; `head` is the line that ours begin with."""
        self._book, self._part, self._head = book, part, head
        self._comments = self._related("comments")
        self._drawing = self._related("vmlDrawing")

    def take_away(self) -> None:
        """Take our comments away; what the sender wrote above them stays."""
        if not self._comments:
            return
        for comment in list(self._all()):
            said = _text(self._book, comment)
            ours = said.find(self._head)
            if ours < 0:
                continue
            if kept := said[:ours].rstrip():
                self._word(comment, kept)
            else:
                self._forget_shape(comment.get("ref", ""))
                comment.getparent().remove(comment)

    def put(self, texts: Mapping[str, str]) -> None:
        """Put texts at addresses, each below what is said there already."""
        if not texts:
            return
        known = {each.get("ref", ""): each for each in self._all()}
        for where, text in sorted(texts.items(), key=lambda each: placed(each[0]) or (0, 0)):
            said = f"{self._head}\n{text}"[:LONGEST]
            if where in known:
                own = _text(self._book, known[where]).rstrip()
                self._word(known[where], f"{own}\n\n{said}")
            else:
                self._add(where, said)
        self._show()

    def _related(self, kind: str) -> str:
        parts = (each.part for each in self._book.package.relations(self._part)
                 if each.kind == kind and each.part in self._book.package)  # fmt: skip
        if kind == "comments":
            return next(parts, "")
        drawing = self._book.find(self._book.package.tree(self._part), "legacyDrawing")
        key = None if drawing is None else drawing.get(f"{{{self._book.office}}}id")
        related = self._book.package.relations(self._part)
        return next((each.part for each in related if each.id == key), "")

    def _all(self) -> list[Element]:
        if not self._comments:
            return []
        root = self._book.package.tree(self._comments)
        found = list(root.iter(self._book.tag("comment")))
        if len(found) > MOST_COMMENTS:
            raise NotMarkableError
        return found

    def _word(self, comment: Element, text: str) -> None:
        """Write a comment's text anew."""
        tag = self._book.tag
        for each in comment.findall(tag("text")):
            comment.remove(each)
        body = etree.Element(tag("text"))
        run = etree.SubElement(body, tag("r"))
        look = etree.SubElement(run, tag("rPr"))
        etree.SubElement(look, tag("sz"), val="9")
        etree.SubElement(look, tag("rFont"), val="Tahoma")
        held = etree.SubElement(run, tag("t"))
        held.text = plain(text)
        held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        comment.insert(0, body)

    def _add(self, where: str, text: str) -> None:
        book, tag = self._book, self._book.tag
        if not self._comments:
            self._comments = book.package.unused("xl/comments{}.xml")
            empty = f'<comments xmlns="{book.namespace}"><authors/><commentList/></comments>'
            book.package.add(self._comments, empty.encode(), COMMENTS_TYPE)
            book.package.relate(self._part, f"{book.office}/comments", self._comments)
        root = book.package.tree(self._comments)
        authors, listed = book.find(root, "authors"), book.find(root, "commentList")
        if authors is None or listed is None:
            raise NotMarkableError
        names = [each.text for each in authors]
        if self._head not in names:
            etree.SubElement(authors, tag("author")).text = self._head
            names.append(self._head)
        comment = etree.SubElement(
            listed, tag("comment"), ref=where, authorId=str(names.index(self._head))
        )
        self._word(comment, text)

    def _show(self) -> None:
        """Give every comment its box, which programs need to show it."""
        book = self._book
        if not self._drawing:
            self._drawing = book.package.unused("xl/drawings/vmlDrawing{}.vml")
            number = re.sub(r"\D", "", self._drawing) or "1"
            book.package.add(self._drawing, DRAWING.format(number).encode(), DRAWING_TYPE)
            key = book.package.relate(self._part, f"{book.office}/vmlDrawing", self._drawing)
            sheet = book.package.tree(self._part)
            behind = set(BEHIND)
            names = [str(each.tag).rpartition("}")[2] for each in sheet]
            places = [place for place, name in enumerate(names) if name in behind]
            element = etree.Element(book.tag("legacyDrawing"))
            element.set(f"{{{book.office}}}id", key)
            sheet.insert(min(places) if places else len(sheet), element)
        root = book.package.tree(self._drawing, forgiving=True)
        boxed = {_corner(each) for each in root.iter(f"{{{VECTOR}}}shape")}
        if not any(each.get("id") == "_x0000_t202" for each in root.iter(f"{{{VECTOR}}}shapetype")):
            kind = f'<xml xmlns:v="{VECTOR}" xmlns:o="{OFFICE}">{SHAPE_TYPE}</xml>'
            root.append(etree.fromstring(kind)[0])
        last = self._last_number(root)
        for comment in self._all():
            corner = placed(comment.get("ref", ""))
            if corner is not None and corner not in boxed:
                last += 1
                root.append(_box(*corner, last, _text(book, comment)))

    def _last_number(self, root: Element) -> int:
        """Give the last number of a shape; each drawing has a thousand of its own."""
        numbers = [
            int(match[1])
            for each in root.iter(f"{{{VECTOR}}}shape")
            if (match := re.search(r"(\d{1,9})$", each.get("id", "")))
        ]
        maps = [each.get("data", "").split(",")[0] for each in root.iter(f"{{{OFFICE}}}idmap")]
        first = 1024 * int(maps[0]) if maps and maps[0].isdigit() else 1024
        return max([*numbers, first])

    def _forget_shape(self, where: str) -> None:
        if self._drawing:
            root = self._book.package.tree(self._drawing, forgiving=True)
            shapes = list(root.iter(f"{{{VECTOR}}}shape"))
            if len(shapes) > MOST_COMMENTS:
                raise NotMarkableError
            for each in shapes:
                if _corner(each) == placed(where):
                    each.getparent().remove(each)


def _text(book: Book, comment: Element) -> str:
    return "".join(each.text or "" for each in comment.iter(book.tag("t")))


def _corner(shape: Element) -> tuple[int, int] | None:
    """Give the cell whose comment a shape shows; None where it is no comment's."""
    said = [shape.find(f".//{{{EXCEL}}}{name}") for name in ("Row", "Column")]
    if any(each is None or not (each.text or "").strip().isdigit() for each in said):
        return None
    row, column = (int(each.text) + 1 for each in said)
    return row, column


def _box(row: int, column: int, number: int, text: str) -> Element:
    """Draw a comment's box beside its cell, as high as its text needs."""
    lines = sum(len(line) // LETTERS_IN_LINE + 1 for line in text.split("\n"))
    rows = min(MOST_ROWS, max(LEAST_ROWS, round(lines / LINES_IN_ROW / 2)))
    shape = SHAPE.format(
        number=number, row=row - 1, column=column - 1, left=column, right=column + 3,
        top=max(row - 2, 0), bottom=max(row - 2, 0) + rows,
    )  # fmt: skip
    return etree.fromstring(shape)[0]
