"""Lay a bulletin out as a fragment of HTML that any site takes: no script, nothing from outside."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.render.look import filled_look
from pipeline.render.narrative.blocks import BlockKind

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from pipeline.model import Language
    from pipeline.render.narrative.blocks import Block
    from pipeline.render.public.facts import PublicFacts

LOOK = "bulletin.html"
# The longest bar, in percent of its column: a figure stands behind it.
LONGEST_BAR = 70


def write(
    blocks: tuple[Block, ...], facts: PublicFacts, language: Language, templates: Path
) -> bytes:
    """Fill templates/bulletin.html; the only table is the chart."""
    look = {
        "language": str(language),
        # Both languages, and several weeks, may stand on one page.
        "anchor": f"{facts.settings.code}-{facts.week.isoformat()}-{language}",
        "caption": next((each.text for each in blocks if each.kind is BlockKind.SMALL), ""),
        "groups": [(kind, list(some)) for kind, some in groupby(blocks, lambda each: each.kind)],
        "bars": _bars(facts),
        "unbroken": _unbroken,
    }
    return filled_look(templates / LOOK, look).encode()


def _bars(facts: PublicFacts) -> tuple[float, ...]:
    """The width of each bar; all of them are drawn to the scale of the longest."""
    most = max((each.value for each in facts.weeks), default=0) or 1
    return tuple(round(LONGEST_BAR * each.value / most, 1) for each in facts.weeks)


def _unbroken(block: Block) -> Markup:
    """Give a block's text as HTML, each word with an unbreakable hyphen in one piece."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with jinja2

    whole = Markup('<span style="white-space:nowrap">{}</span>')
    return Markup(" ").join(
        whole.format(word) if block.unbroken.search(word) else word
        for word in block.text.split(" ")
    )
