"""Set a narrative as PDF with Typst, whose own font has every Kazakh letter."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.render.narrative.wording import source_of
from pipeline.whereabouts import around, nearest

if TYPE_CHECKING:
    from pathlib import Path

    import typst

    from pipeline.render.narrative.sheet import Sheet

LOOK = "narrative.typ"


def write(sheet: Sheet) -> bytes:
    """Compile templates/narrative.typ; the words travel as data, never as markup."""
    import typst  # noqa: PLC0415 - heavy; only narratives need it

    path = sheet.templates / LOOK
    look = source_of(path)
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
        made, warnings = typst.compile_with_warnings(
            look.encode(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise _refusal(path, look, error) from error
    for each in warnings:
        if each.message.startswith("unknown font"):
            raise _refusal(path, look, each)
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made


def _refusal(path: Path, look: str, told: typst.TypstError | typst.TypstWarning) -> SetupError:
    """Say where the look is wrong, with the nearest name that it has."""
    place = re.search(r"\.typ:(\d+):", str(told.diagnostic))
    name = re.search(r'(?:variable: |key "|family: )([\w -]+)', told.message)
    known = set(re.findall(r"[A-Za-z][\w-]*", look)) if name else set()
    near = nearest(name[1], known - {name[1]}) if name else ""
    return SetupError(
        "template",
        {
            "file": path,
            "key": around(look, int(place[1]) if place else 1),
            "expected": f"{told.message}{f'; the nearest is «{near}»' if near else ''}",
        },
    )
