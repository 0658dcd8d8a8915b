"""Lay a narrative out as one HTML file that needs nothing else."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.render.look import check_look, filled_look
from pipeline.render.narrative.blocks import BlockKind

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from pipeline.render.narrative.blocks import Block
    from pipeline.render.narrative.sheet import Sheet

LOOK = "narrative.html"
# Within a page an SVG needs no namespace.
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
LISTS = {BlockKind.DASH, BlockKind.NUMBERED}


def write(sheet: Sheet) -> bytes:
    """Fill templates/narrative.html."""
    facts = {
        "language": str(sheet.language),
        "title": sheet.title,
        "letterhead": sheet.settings.letterhead,
        "groups": [
            (kind, list(blocks))
            for kind, blocks in groupby(sheet.blocks, key=lambda block: block.kind)
        ],
        "lists": LISTS,
        "unbroken": _unbroken,
        "drawn": _drawn,
    }
    return filled_look(sheet.templates / LOOK, facts).encode()


def check(templates: Path) -> None:
    """Refuse a look that cannot be filled with anything."""
    check_look(templates / LOOK)


def _unbroken(block: Block) -> Markup:
    """Give a block's text as HTML, each word with an unbreakable hyphen in one piece."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    whole = Markup('<span class="unbroken">{}</span>')
    return Markup(" ").join(
        whole.format(word) if block.unbroken.search(word) else word
        for word in block.text.split(" ")
    )


def _drawn(block: Block) -> Markup:
    """Give a block's picture as HTML."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    plain = block.picture.svg.replace(f" {NAMESPACE}", "", 1) if block.picture else ""
    return Markup(plain)  # noqa: S704 - of our own making
