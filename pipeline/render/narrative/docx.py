"""Lay a narrative out in the Word letterhead, whose styles give it its look."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import Block, BlockKind, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document

    from pipeline.render.narrative.sheet import Sheet

LOOK: Final = "letterhead.docx"
SPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LOCALES: Final = {"kk": "kk-KZ", "ru": "ru-RU"}
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
    BlockKind.TABLE: "Table Text",
}
HEADING, TABLE_HEAD = "Run-in Heading", "Table Head"
SLOT: Final = re.compile(r"\{(organisation|place|address)\.(kk|ru)\}")
# A hyphen at which Word must not end a line is an element of its own between two texts.
NO_BREAK: Final = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
EMU_PER_TWIP: Final = 635
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
SIGNATURE_WIDTHS: Final = (0.62, 0.38)
FILLED = DOCUMENT, PROPERTIES = "word/document.xml", "docProps/core.xml"
# Where a document's own text and title go into the letterhead.
MARK: Final = "\ue0ff"
BODY_MARK: Final = f"<w:p><w:r><w:t>{MARK}</w:t></w:r></w:p>"
LONGEST_TITLE: Final = 255


def write(sheet: Sheet) -> bytes:
    """Fill templates/letterhead.docx; the same sheet gives the same bytes."""
    path = sheet.templates / LOOK
    if not path.is_file():
        raise SetupError("template-missing", {"file": path})
    shell = _shell(path.read_bytes(), replace(sheet, blocks=()))
    parts: list[str] = []
    after_break = False
    for block in sheet.blocks:
        if block.kind is BlockKind.NEW_PAGE:
            after_break = True
            continue
        parts += _parts(block, shell.names, shell.width, after_break=after_break)
        after_break = False
    return shell.filled("".join(parts), sheet.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A letterhead that only waits for its text: what all its documents share, packed once."""

    packed: bytes
    document: str
    properties: str
    names: Mapping[str, str]  # of styles, and their ids
    width: int  # of a line, in twips

    def filled(self, body: str, title: str) -> bytes:
        """Put a text in."""
        from docx.oxml import parse_xml  # noqa: PLC0415 - heavy; only narratives need it

        parse_xml(f"<w:body {SPACE}>{body}</w:body>")  # nothing goes out that is no XML
        buffer = io.BytesIO(self.packed)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            document = self.document.replace(BODY_MARK, body.replace(f" {SPACE}", ""))
            package.writestr(_entry(DOCUMENT), document)
            shown = escape(title[:LONGEST_TITLE], quote=False)
            package.writestr(_entry(PROPERTIES), self.properties.replace(MARK, shown))
        return buffer.getvalue()


@lru_cache(maxsize=4)
def _shell(letterhead: bytes, sheet: Sheet) -> Shell:
    """Prepare the letterhead for a sheet's week and language."""
    import docx  # noqa: PLC0415 - heavy; only narratives need it
    from docx.oxml import parse_xml  # noqa: PLC0415 - as above

    path = sheet.templates / LOOK
    try:
        document = docx.Document(io.BytesIO(letterhead))
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error
    names = {style.name: style.style_id for style in document.styles}
    for name in (*STYLES.values(), HEADING, TABLE_HEAD):
        if name not in names:
            raise SetupError("template", {"file": path, "key": "styles", "expected": name})
    _fill_slots(document, sheet)
    section = document.sections[0]
    sizes = (section.page_width, section.left_margin, section.right_margin)
    page, left, right = (size or 0 for size in sizes)
    document.element.body.sectPr.addprevious(
        parse_xml(BODY_MARK.replace("<w:p>", f"<w:p {SPACE}>"))
    )
    _describe(document, sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        texts = [made.read(name).decode() if name in made.namelist() else "" for name in FILLED]
        packed = _settled(made)
    if BODY_MARK not in texts[0] or MARK not in texts[1]:
        raise SetupError("template-syntax", {"file": path, "problem": " + ".join(FILLED)})
    return Shell(
        packed=packed,
        document=texts[0],
        properties=texts[1],
        names=names,
        width=(page - left - right) // EMU_PER_TWIP,
    )


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


def _signature(block: Block, style: str, width: int) -> str:
    """Set the post at the left and the name at the right, on the post's last line."""
    left, right = (int(width * part) for part in SIGNATURE_WIDTHS)

    def cell(size: int, side: str, text: str) -> str:
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>'
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
        '<w:tblCellMar><w:left w:w="50" w:type="dxa"/>'
        '<w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{heads}</w:tr>{rows}</w:tbl>"
    )


def _fill_slots(document: Document, sheet: Sheet) -> None:
    """Put the organisation's names into the letterhead, wherever Word has cut a slot into runs."""
    letterhead = sheet.settings.letterhead
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(each for cell in cells for each in cell.paragraphs)]
    for paragraph in paragraphs:
        if not SLOT.search(paragraph.text):
            continue
        filled = SLOT.sub(
            lambda found: str(getattr(letterhead, found[1])[found[2]]), paragraph.text
        )
        first, *others = paragraph.runs
        first.text = filled
        for run in others:
            run.text = ""


def _describe(document: Document, sheet: Sheet) -> None:
    """Set the properties and the language; nothing in them comes from a clock."""
    stamp = datetime.combine(sheet.week, time(), tzinfo=UTC).replace(tzinfo=None)
    locale = LOCALES[sheet.language]
    properties = document.core_properties
    properties.comments = ""
    properties.title = MARK
    properties.author = properties.last_modified_by = sheet.settings.letterhead.organisation[
        sheet.language
    ]
    properties.created = properties.modified = stamp
    properties.revision = 1
    properties.language = locale
    for language in document.styles.element.xpath(".//w:docDefaults//w:lang"):
        for key in language.attrib:
            if key.endswith("}val"):
                language.set(key, locale)


def _settled(made: zipfile.ZipFile) -> bytes:
    """Pack what all documents share with fixed times, so that its bytes depend on nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as settled:
        for name in made.namelist():
            if name not in FILLED:
                settled.writestr(_entry(name), made.read(name))
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry
