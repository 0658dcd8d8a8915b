"""Lay a narrative out as one HTML file that needs nothing else."""

from __future__ import annotations

import re
import traceback
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import BlockKind
from pipeline.render.narrative.proof import around, nearest
from pipeline.render.narrative.wording import SLIPS, source_of

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2
    from markupsafe import Markup

    from pipeline.render.narrative.blocks import Block
    from pipeline.render.narrative.sheet import Sheet

LOOK = "narrative.html"
# Within a page an SVG needs no namespace.
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
LISTS = {BlockKind.DASH, BlockKind.NUMBERED}


def write(sheet: Sheet) -> bytes:
    """Fill templates/narrative.html."""
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    try:
        page = (
            _environment(sheet.templates)
            .get_template(LOOK)
            .render(
                language=str(sheet.language),
                title=sheet.title,
                letterhead=sheet.settings.letterhead,
                groups=[
                    (kind, list(blocks))
                    for kind, blocks in groupby(sheet.blocks, key=lambda block: block.kind)
                ],
                lists=LISTS,
                unbroken=_unbroken,
                drawn=_drawn,
            )
        )
    except jinja2.TemplateNotFound as error:
        raise SetupError("template-missing", {"file": sheet.templates / LOOK}) from error
    except (jinja2.TemplateError, *SLIPS) as error:
        if (line := _line(error)) is None:
            raise
        raise _refusal(sheet.templates / LOOK, line, error) from error
    return page.encode()


def _line(error: Exception) -> int | None:
    """Find the line of the look that an error comes from; None where it is none of its own."""
    if found := getattr(error, "lineno", None):
        return int(found)
    frames = traceback.extract_tb(error.__traceback__)
    return next((each.lineno for each in reversed(frames) if each.filename.endswith(LOOK)), None)


def _refusal(path: Path, line: int, error: Exception) -> SetupError:
    """Say where the look is wrong, with the nearest name that it has."""
    source = source_of(path)
    name = re.search(
        r"'(\w+)' is undefined|attribute '(\w+)'|named '(\w+)'|tag '(\w+)'", str(error)
    )
    wrong = next(filter(None, name.groups()), "") if name else ""
    near = nearest(wrong, set(re.findall(r"[a-z_]\w+", source)) - {wrong}) if wrong else ""
    expected = f"{error}{f'; the nearest is «{near}»' if near else ''}"
    return SetupError("template", {"file": path, "key": around(source, line), "expected": expected})


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


@lru_cache(maxsize=2)
def _environment(templates: Path) -> jinja2.Environment:
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
