"""Add looks to a workbook's styles, each keeping what it does not change of the old one."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from pipeline.model import Severity
from pipeline.render.returns.book import STYLES_TYPE
from pipeline.render.returns.package import NotMarkableError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # type: ignore[import-untyped]  # likewise

    from pipeline.render.returns.book import Book

MOST_STYLES = 60_000  # a workbook holds 64,000
MOST_MARKS = 2_000
SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!"}
FILLS = {Severity.ERROR: "FFFFC4BF", Severity.WARNING: "FFFFE08A"}
FRAMES = {Severity.ERROR: "FFB3101A", Severity.WARNING: "FF9A5B00"}
LINES = {Severity.ERROR: "thick", Severity.WARNING: "mediumDashed"}
FIRST_OWN_FORMAT = 164
SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")
# What a workbook without styles lacks.
PLAIN = (
    '<styleSheet xmlns="{}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/>'
    '<top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" '
    'fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class Look(NamedTuple):
    """How a cell of the list looks."""

    size: float = 10
    bold: bool = False
    color: str = "FF1A1A1A"
    fill: str = ""
    bordered: bool = True
    underlined: bool = False
    centred: bool = False
    wrapped: bool = True
    middle: bool = False


class Styles:
    """The styles of one workbook."""

    def __init__(self, book: Book) -> None:
        """Find the workbook's styles; give it plain ones where it has none."""
        part = book.related("styles")
        if not part:
            part = "xl/styles.xml"  # some readers look for it under this name only
            if part in book.package:
                raise NotMarkableError
            plain = PLAIN.format(book.namespace).encode()
            book.package.add(part, plain, STYLES_TYPE)
            book.package.relate(book.main, f"{book.office}/styles", part)
        self._root = book.package.tree(part)
        self._book = book
        self._made: dict[tuple[object, ...], int] = {}
        if not len(self._section("cellXfs")):
            raise NotMarkableError
        if len(self._section("cellXfs")) > MOST_STYLES:
            raise NotMarkableError

    def marked(self, style: int, severity: Severity, *, signed: bool) -> int:
        """Fill and frame a style; `signed` puts the sign before the text that the cell shows."""
        key = (style, severity, signed)
        if key not in self._made:
            xf = deepcopy(self._style(style))
            self._set(xf, "fill", self._fill(FILLS[severity]))
            self._set(xf, "border", self._border(LINES[severity], FRAMES[severity]))
            if signed:
                xf.set("numFmtId", str(self._format(f'"{SIGNS[severity]} "@')))
                xf.set("applyNumberFormat", "1")
            self._made[key] = self._appended("cellXfs", xf)
        return self._made[key]

    @property
    def marks(self) -> frozenset[int]:
        """The styles that an earlier marking made."""
        fills = self._of_colour("fills", set(FILLS.values()))
        borders = self._of_colour("borders", set(FRAMES.values()))
        found = frozenset(
            place
            for place, xf in enumerate(self._section("cellXfs"))
            if int(xf.get("fillId", "0")) in fills and int(xf.get("borderId", "0")) in borders
        )
        if len(found) > MOST_MARKS:
            raise NotMarkableError
        return found

    def bare(self, style: int) -> int:
        """Give a marked style without its fill and frame, where the former one is not known."""
        key = ("bare", style)
        if key not in self._made:
            xf = deepcopy(self._style(style))
            self._set(xf, "fill", 0)
            self._set(xf, "border", 0)
            self._made[key] = self._appended("cellXfs", xf)
        return self._made[key]

    def of(self, look: Look) -> int:
        """Give the style of a look of ours."""
        if look not in self._made:
            xf = self._element(
                "xf", numFmtId="0", fontId=str(self._font(look)), applyFont="1", applyAlignment="1"
            )
            self._set(xf, "fill", self._fill(look.fill) if look.fill else 0)
            self._set(xf, "border", self._border("thin", "FFB0B0B0") if look.bordered else 0)
            xf.set("xfId", "0")
            alignment = self._element(
                "alignment",
                vertical="center" if look.middle else "top",
                wrapText=str(+look.wrapped),
            )
            if look.centred:
                alignment.set("horizontal", "center")
            elif look.bordered:
                alignment.set("horizontal", "left")
                alignment.set("indent", "1")
            xf.append(alignment)
            self._made[look] = self._appended("cellXfs", xf)
        return self._made[look]

    def _style(self, style: int) -> Element:
        styles = self._section("cellXfs")
        return styles[style if 0 <= style < len(styles) else 0]

    def _set(self, xf: Element, what: str, place: int) -> None:
        xf.set(f"{what}Id", str(place))
        xf.set(f"apply{what.title()}", "1")

    def _font(self, look: Look) -> int:
        font = self._element("font")
        if look.bold:
            font.append(self._element("b"))
        if look.underlined:
            font.append(self._element("u"))
        font.append(self._element("sz", val=str(look.size)))
        font.append(self._element("color", rgb=look.color))
        font.append(self._element("name", val="Arial"))
        font.append(self._element("family", val="2"))
        return self._once("fonts", font)

    def _fill(self, colour: str) -> int:
        fill = self._element("fill")
        pattern = etree.SubElement(fill, self._book.tag("patternFill"), patternType="solid")
        etree.SubElement(pattern, self._book.tag("fgColor"), rgb=colour)
        etree.SubElement(pattern, self._book.tag("bgColor"), indexed="64")
        return self._once("fills", fill)

    def _border(self, line: str, colour: str) -> int:
        border = self._element("border")
        for side in ("left", "right", "top", "bottom"):
            edge = etree.SubElement(border, self._book.tag(side), style=line)
            etree.SubElement(edge, self._book.tag("color"), rgb=colour)
        etree.SubElement(border, self._book.tag("diagonal"))
        return self._once("borders", border)

    def _format(self, code: str) -> int:
        formats = self._section("numFmts")
        used = {int(each.get("numFmtId", "0")): each.get("formatCode") for each in formats}
        for number, known in used.items():
            if known == code:
                return number
        number = max([*used, FIRST_OWN_FORMAT - 1]) + 1
        self._appended("numFmts", self._element("numFmt", numFmtId=str(number), formatCode=code))
        return number

    def _of_colour(self, section: str, colours: set[str]) -> frozenset[int]:
        return frozenset(
            place
            for place, each in enumerate(self._section(section))
            if any(part.get("rgb", "").upper() in colours for part in each.iter(etree.Element))
        )

    def _once(self, section: str, element: Element) -> int:
        key = (section, etree.tostring(element))
        if key not in self._made:
            self._made[key] = self._appended(section, element)
        return self._made[key]

    def _appended(self, section: str, element: Element) -> int:
        styles = self._section(section)
        styles.append(element)
        styles.set("count", str(len(styles)))
        return len(styles) - 1

    def _section(self, name: str) -> Element:
        """Find a section, or make it where it belongs."""
        found = self._book.find(self._root, name)
        if found is None:
            found = self._element(name)
            before = {self._book.tag(each) for each in SECTIONS[: SECTIONS.index(name)]}
            self._root.insert(sum(each.tag in before for each in self._root), found)
        return found

    def _element(self, name: str, **attributes: str) -> Element:
        return etree.Element(self._book.tag(name), **attributes)
