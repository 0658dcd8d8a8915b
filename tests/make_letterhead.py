"""Make templates/letterhead.docx anew: the Word letterhead whose styles give narratives their look.

Run `python tests/make_letterhead.py` only to start over; a clerk edits the file itself in Word.
"""

# ruff: noqa: SLF001 - python-docx has no other way to these elements

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document as DocumentType
    from docx.table import Table, _Cell

LETTERHEAD = Path(__file__).parent.parent / "templates" / "letterhead.docx"
FONT = "Times New Roman"
TABLE_STYLES = {"TableNormal", "TableGrid"}
LEFT, RIGHT, CENTER, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
Look: TypeAlias = tuple[float, WD_ALIGN_PARAGRAPH, float, float, float, bool, float]
# name: size, side, first line, space before, space after, bold, left indent
LOOKS: dict[str, Look] = {
    "Addressee": (12, LEFT, 0, 0, 4, True, 9.25),
    "Date Line": (12, LEFT, 0, 2, 8, False, 0),
    "Title": (12, CENTER, 0, 0, 0, True, 0),
    "Subtitle": (12, CENTER, 0, 0, 6, False, 0),
    "Body Text": (12, JUSTIFY, 1.25, 2, 0, False, 0),
    "List Item": (12, LEFT, 1.25, 0, 0, False, 0),
    "Signature": (12, LEFT, 0, 20, 0, True, 0),
    "Small Print": (11, LEFT, 0, 12, 0, False, 0),
    "Picture": (10, CENTER, 0, 6, 2, False, 0),
    "Caption": (10, CENTER, 0, 0, 4, False, 0),
    "Table Text": (9.5, LEFT, 0, 0, 0, False, 0),
    "Table Head": (9.5, CENTER, 0, 0, 0, True, 0),
    "Letterhead": (10.5, CENTER, 0, 0, 2, False, 0),
}


def main() -> None:
    """Write the letterhead."""
    document = Document()
    set_page(document)
    set_fonts(document)
    for name, look in LOOKS.items():
        set_style(document, name, look)
    heading = document.styles.add_style("Run-in Heading", WD_STYLE_TYPE.CHARACTER)
    heading.font.bold = True
    add_head(document)
    add_footer(document)
    drop_leftovers(document)
    document.save(str(LETTERHEAD))


def drop_leftovers(document: DocumentType) -> None:
    """Leave out what the library's own template brings along: Word finds fault with some of it."""
    for holder in (document.part.package, document.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects", "/customXml")):
                del holder.rels[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in TABLE_STYLES:
            styles.remove(style)


def set_page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def set_fonts(document: DocumentType) -> None:
    """Name one font for every script, in the defaults and in Normal."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    fonts = normal.element.rPr.rFonts
    for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    normal.paragraph_format.widow_control = True


def set_style(document: DocumentType, name: str, look: Look) -> None:
    size, side, first, before, after, bold, left = look
    styles = document.styles
    known = name in [style.name for style in styles]
    style = styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    properties = style.element.find(qn("w:pPr"))
    for child in (properties, style.element.find(qn("w:rPr"))):
        if child is not None:
            style.element.remove(child)
    style.base_style = styles["Normal"]
    style.quick_style, style.hidden = True, False
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    form = style.paragraph_format
    form.alignment, form.first_line_indent = side, Cm(first)
    form.space_before, form.space_after, form.left_indent = Pt(before), Pt(after), Cm(left)
    form.keep_with_next = name in {"Title", "Subtitle", "Addressee", "Date Line", "Picture"}
    form.widow_control = True


def add_head(document: DocumentType) -> None:
    """Set the two-language head, room for the emblem between, and a rule below."""
    document.element.body.remove(document.paragraphs[0]._p) if document.paragraphs else None
    table = document.add_table(rows=1, cols=3)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    set_margins(table)
    for cell, width, language in zip(
        table.rows[0].cells, (Mm(72), Mm(21), Mm(72)), ("kk", "", "ru"), strict=True
    ):
        cell.width = width
        lines = ("organisation", "place", "address") if language else ("",)
        for place, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            paragraph.style = document.styles["Letterhead"]
            run = paragraph.add_run(f"{{{line}.{language}}}" if line else "")
            run.bold = line == "organisation"
        set_border(cell)
    for column, width in zip(table.columns, (Mm(72), Mm(21), Mm(72)), strict=True):
        column.width = width
    gap = document.add_paragraph(style=document.styles["Letterhead"])
    gap.paragraph_format.line_spacing = Pt(6)


def set_border(cell: _Cell) -> None:
    borders = OxmlElement("w:tcBorders")
    bottom = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "0"), ("color", "333333")):
        bottom.set(qn(f"w:{key}"), value)
    borders.append(bottom)
    cell._tc.get_or_add_tcPr().append(borders)


def set_margins(table: Table) -> None:
    """Leave a line of the head the whole of its cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def add_footer(document: DocumentType) -> None:
    """Number the pages: n / N."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = CENTER
    for code in ("PAGE", "", "NUMPAGES"):
        if not code:
            paragraph.add_run(" / ").font.size = Pt(11)
            continue
        for kind in ("begin", "code", "separate", "text", "end"):
            run = paragraph.add_run("1" if kind == "text" else None)
            run.font.size = Pt(11)
            if kind == "code":
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = f" {code} "
                run._r.append(element)
            elif kind != "text":
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
                run._r.append(element)


if __name__ == "__main__":
    main()
