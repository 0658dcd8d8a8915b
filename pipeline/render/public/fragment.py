"""Lay a bulletin out as a fragment of HTML that any site takes: no script, nothing from outside."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import BlockKind

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2
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
    import jinja2  # noqa: PLC0415 - heavy; only texts need it

    path = templates / LOOK
    try:
        look = _environment(templates).get_template(LOOK)
        page = look.render(
            language=str(language),
            # Both languages, and several weeks, may stand on one page.
            anchor=f"{facts.settings.code}-{facts.week.isoformat()}-{language}",
            caption=next((each.text for each in blocks if each.kind is BlockKind.SMALL), ""),
            groups=[(kind, list(some)) for kind, some in groupby(blocks, lambda each: each.kind)],
            bars=_bars(facts),
            unbroken=_unbroken,
        )
    except jinja2.TemplateNotFound as error:
        raise SetupError("template-missing", {"file": path}) from error
    except (jinja2.TemplateSyntaxError, jinja2.UndefinedError) as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error
    return page.encode()


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


@lru_cache(maxsize=2)
def _environment(templates: Path) -> jinja2.Environment:
    import jinja2  # noqa: PLC0415 - heavy; only texts need it

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
