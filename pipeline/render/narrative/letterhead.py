"""Prepare the Word letterhead, and fill it with a text and its pictures."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, fields
from datetime import UTC, datetime, time
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final

from lxml.etree import fromstring  # type: ignore[import-untyped]  # ships no types

from pipeline.errors import SetupError
from pipeline.render.pictures import png
from pipeline.render.store import Store, edition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docx.document import Document

    from pipeline.render.narrative.sheet import Sheet
    from pipeline.render.pictures import Picture

LOOK: Final = "letterhead.docx"
SPACE: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LOCALES: Final = {"kk": "kk-KZ", "ru": "ru-RU"}
SLOT: Final = re.compile(r"\{(organisation|place|address)\.(kk|ru)\}")
EMU_PER_TWIP: Final = 635
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
FILLED = DOCUMENT, PROPERTIES, RELATIONS = (
    "word/document.xml",
    "docProps/core.xml",
    "word/_rels/document.xml.rels",
)
TYPES: Final = "[Content_Types].xml"
PNG_TYPE: Final = '<Default Extension="png" ContentType="image/png"/>'
RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Where a document's own text and title go into the letterhead.
MARK: Final = "\ue0ff"
BODY_MARK: Final = f"<w:p><w:r><w:t>{MARK}</w:t></w:r></w:p>"
LONGEST_TITLE: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A letterhead that only waits for its text: what all its documents share, packed once."""

    packed: bytes
    document: str
    properties: str
    relations: str
    names: Mapping[str, str]  # of styles, and their ids
    width: int  # of a line, in twips

    def filled(self, body: str, title: str, pictures: Sequence[Picture]) -> bytes:
        """Put a text and its pictures in."""
        fromstring(f"<w:body {SPACE}>{body}</w:body>")  # nothing goes out that is no XML
        buffer = io.BytesIO(self.packed)
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as package:
            document = self.document.replace(BODY_MARK, body.replace(f" {SPACE}", ""))
            package.writestr(_entry(DOCUMENT), document)
            shown = escape(title[:LONGEST_TITLE], quote=False)
            package.writestr(_entry(PROPERTIES), self.properties.replace(MARK, shown))
            related = ""
            for number, picture in enumerate(pictures, start=1):
                package.writestr(_entry(f"word/media/drawn{number}.png"), png(picture))
                related += (
                    f'<Relationship Id="drawn{number}" Type="{RELATED}/image"'
                    f' Target="media/drawn{number}.png"/>'
                )
            end = "</Relationships>"
            package.writestr(_entry(RELATIONS), self.relations.replace(end, related + end))
        return buffer.getvalue()


@lru_cache(maxsize=4)
def shell_of(letterhead: bytes, sheet: Sheet, styles: tuple[str, ...]) -> Shell:
    """Prepare the letterhead for a sheet's week and language; it must have the styles named."""
    made_of = sheet.settings.letterhead, sheet.week, styles, edition()
    store = Store(f"letterhead {sheet.language}", letterhead, *made_of)
    if isinstance(kept := store.kept, dict):
        return Shell(**kept)
    shell = _shell_of(letterhead, sheet, styles)
    store.keep({each.name: getattr(shell, each.name) for each in fields(shell)})
    return shell


def _shell_of(letterhead: bytes, sheet: Sheet, styles: tuple[str, ...]) -> Shell:
    import docx  # noqa: PLC0415 - heavy; only narratives need it
    from docx.oxml import parse_xml  # noqa: PLC0415 - as above

    path = sheet.templates / LOOK
    try:
        document = docx.Document(io.BytesIO(letterhead))
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error
    names = {style.name: style.style_id for style in document.styles}
    for name in styles:
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
        relations=texts[2],
        names=names,
        width=(page - left - right) // EMU_PER_TWIP,
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
            content = made.read(name)
            if name == TYPES and b'Extension="png"' not in content:
                content = content.replace(b"<Default", PNG_TYPE.encode() + b"<Default", 1)
            if name not in FILLED:
                settled.writestr(_entry(name), content)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry
