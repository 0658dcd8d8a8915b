"""Lay a narrative out in the Word letterhead, whose styles give it its look."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Final

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import Block, BlockKind, Table
from pipeline.render.narrative.letterhead import LOOK, RELATED, SPACE, shell_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.render.narrative.sheet import Sheet
    from pipeline.render.pictures import Picture

# The style of each kind of block, by its name in Word.
STYLES: Final[Mapping[BlockKind, str]] = {
    BlockKind.ADDRESSEE: "Addressee",
    BlockKind.DATELINE: "Date Line",
    BlockKind.TITLE: "Title",
    BlockKind.SUBTITLE: "Subtitle",
    BlockKind.PARAGRAPH: "Body Text",
    BlockKind.DASH: "List Item",
    BlockKind.NUMBERED: "List Item",
    BlockKind.SIGNATURE: "Signature",
    BlockKind.SMALL: "Small Print",
    BlockKind.PICTURE: "Caption",
    BlockKind.TABLE: "Table Text",
}
HEADING, TABLE_HEAD, PICTURE = "Run-in Heading", "Table Head", "Picture"
NAMED: Final = (*STYLES.values(), HEADING, TABLE_HEAD, PICTURE)
# A hyphen at which Word must not end a line is an element of its own between two texts.
NO_BREAK: Final = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
EMU_PER_MM: Final = 36_000
LONGEST_ALT: Final = 4000
SIGNATURE_WIDTHS: Final = (0.62, 0.38)


def write(sheet: Sheet) -> bytes:
    """Fill templates/letterhead.docx; the same sheet gives the same bytes."""
    path = sheet.templates / LOOK
    if not path.is_file():
        raise SetupError("template-missing", {"file": path})
    shell = shell_of(path.read_bytes(), replace(sheet, blocks=()), NAMED)
    parts: list[str] = []
    pictures: list[Picture] = []
    after_break = False
    for block in sheet.blocks:
        if block.kind is BlockKind.NEW_PAGE:
            after_break = True
            continue
        if block.picture:
            pictures.append(block.picture)
            drawing = _drawing(block.picture, len(pictures))
            parts.append(_paragraph(shell.names[PICTURE], drawing, leads=True))
        parts += _parts(block, shell.names, shell.width, after_break=after_break)
        after_break = False
    return shell.filled("".join(parts), sheet.title, pictures)


def _parts(
    block: Block, names: Mapping[str, str], width: int, *, after_break: bool
) -> tuple[str, ...]:
    """Write one block as elements of the body."""
    style = names[STYLES[block.kind]]
    if block.table:
        return (_table(block.table, names, width), _paragraph(names[STYLES[BlockKind.TABLE]], ""))
    if block.kind is BlockKind.SIGNATURE:
        return (_signature(block, style, width),)
    runs = block.unbroken.sub(NO_BREAK, _run(block.text))
    if block.heading:
        runs = f"{_run(block.heading, names[HEADING])}{_run(' ')}{runs}"
    return (_paragraph(style, runs, leads=block.leads, after_break=after_break),)


def _run(text: str, style: str = "") -> str:
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{look}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
        if text
        else ""
    )


def _paragraph(style: str, runs: str, *, leads: bool = False, after_break: bool = False) -> str:
    keep = "<w:keepNext/>" if leads else ""
    page = "<w:pageBreakBefore/>" if after_break else ""
    return f'<w:p {SPACE}><w:pPr><w:pStyle w:val="{style}"/>{keep}{page}</w:pPr>{runs}</w:p>'


def _drawing(picture: Picture, number: int) -> str:
    """Show a picture of the package within a line, its alt text with it."""
    size = " ".join(
        f'{axis}="{round(length * EMU_PER_MM)}"'
        for axis, length in (("cx", picture.width_mm), ("cy", picture.height_mm))
    )
    alt, title = (escape(text[:LONGEST_ALT]) for text in (picture.alt, picture.title))
    named = f'id="{number}" name="drawn{number}"'
    drawing, main = (f"http://schemas.openxmlformats.org/drawingml/2006/{each}"
                     for each in ("picture", "main"))  # fmt: skip
    around = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{around}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:docPr {named} title="{title}" descr="{alt}"/>'
        f'<a:graphic xmlns:a="{main}"><a:graphicData uri="{drawing}">'
        f'<pic:pic xmlns:pic="{drawing}"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip xmlns:r="{RELATED}" r:embed="drawn{number}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )


def _signature(block: Block, style: str, width: int) -> str:
    """Set the post at the left and the name at the right, on the post's last line.

    Who prepared the letter stays on the same page.
    """
    left, right = (int(width * part) for part in SIGNATURE_WIDTHS)

    def cell(size: int, side: str, text: str) -> str:
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:keepNext/><w:jc w:val="{side}"/></w:pPr>'
            f"{_run(text)}</w:p></w:tc>"
        )

    return (
        f'<w:tbl {SPACE}><w:tblPr><w:tblW w:w="{left + right}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell(left, 'left', block.text)}"
        f"{cell(right, 'right', block.name)}</w:tr></w:tbl>"
    )


def _table(table: Table, names: Mapping[str, str], width: int) -> str:
    """Write a ruled table whose head row repeats on every page."""
    sizes = [int(width * part) for part in table.widths]
    style, head = names[STYLES[BlockKind.TABLE]], names[TABLE_HEAD]

    def cell(column: int, text: str, *, heading: bool = False, strong: bool = False) -> str:
        side = "center" if heading else table.sides[column]
        run = _run(text)
        if strong:
            run = run.replace("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>")
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{sizes[column]}" w:type="dxa"/>'
            '<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{head if heading else style}"/>'
            f'<w:jc w:val="{side}"/></w:pPr>{run}</w:p></w:tc>'
        )

    heads = "".join(cell(column, text, heading=True) for column, text in enumerate(table.heads))
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(cell(column, text, strong=strong) for column, text in enumerate(row))
        + "</w:tr>"
        for row, strong in zip(table.rows, table.strong, strict=True)
    )
    border = 'w:val="single" w:sz="4" w:space="0" w:color="444444"'
    borders = "".join(
        f"<w:{edge} {border}/>" for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    return (
        f'<w:tbl {SPACE}><w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="40" w:type="dxa"/>'
        '<w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
    )
