"""Set a narrative as PDF with Typst, whose own font has every Kazakh letter."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.errors import SetupError

if TYPE_CHECKING:
    from pipeline.render.narrative.sheet import Sheet

LOOK = "narrative.typ"


def write(sheet: Sheet) -> bytes:
    """Compile templates/narrative.typ; the words travel as data, never as markup."""
    import typst  # noqa: PLC0415 - heavy; only narratives need it

    path = sheet.templates / LOOK
    try:
        look = path.read_bytes()
    except FileNotFoundError as error:
        raise SetupError("template-missing", {"file": path}) from error
    letterhead = sheet.settings.letterhead
    content = {
        "language": sheet.language,
        "title": sheet.title,
        "letterhead": [
            [letterhead.organisation[each], letterhead.place[each], letterhead.address[each]]
            for each in ("kk", "ru")
        ],
        "blocks": [asdict(block) for block in sheet.blocks],
    }
    try:
        made = typst.compile(
            look,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made
