"""Put pictures where a wording asks for them: `! map coverage`, `! totals help`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipeline.language.typography import tidy
from pipeline.render.narrative.blocks import BlockKind
from pipeline.render.narrative.proof import mistake
from pipeline.render.narrative.wording import source_of
from pipeline.render.pictures import ranked, running_totals, tile_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.model import Language, Region
    from pipeline.render.narrative.blocks import Block
    from pipeline.render.pictures import Picture, PictureSetup

KINDS: Final[Mapping[str, Callable[[Region, PictureSetup, Language, str], Picture | None]]] = {
    "map": tile_map,
    "ranking": ranked,
    "totals": running_totals,
}
ASKED: Final = re.compile(r"^[ \t]*! (.*?)\s*$", re.MULTILINE)


def known_pictures(setup: PictureSetup) -> list[str]:
    """List all that a wording may ask for, as it is asked."""
    named: dict[str, Iterable[str]] = {
        "map": setup.measures,
        "ranking": setup.measures,
        "totals": setup.totals,
    }
    return [f"{kind} {name}" for kind in KINDS for name in named[kind]]


def check_pictures(path: Path, setup: PictureSetup) -> None:
    """Refuse a wording that asks for a picture that there is none of, today or ever.

    Raises: SetupError with the line and the nearest picture.
    """
    source, known = source_of(path), known_pictures(setup)
    for found in ASKED.finditer(source):
        if found[1] not in known:
            mistake(path, source, source.count("\n", 0, found.start(1)) + 1, found[1], known)


def illustrated(
    blocks: Iterable[Block], region: Region, setup: PictureSetup, language: Language
) -> Iterator[Block]:
    """Draw the pictures asked for, each with a number; one with nothing to show is left out."""
    number = 0
    for block in blocks:
        if block.kind is not BlockKind.PICTURE:
            yield block
            continue
        kind, _, name = block.text.partition(" ")
        picture = KINDS[kind](region, setup, language, name)
        if picture is not None:
            number += 1
            caption = tidy(
                setup.words.numbered[language].format(number=number, caption=picture.caption)
            )
            yield replace(block, text=caption, picture=picture)
