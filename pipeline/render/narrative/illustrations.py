"""Put pictures where a wording asks for them: `! map coverage`, `! totals help`."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace
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


def drawn(
    path: Path, region: Region, setup: PictureSetup, language: Language
) -> Mapping[str, Picture]:
    """Draw what a wording asks for, in its order; a picture with nothing to show is left out."""
    asked = dict.fromkeys(found[1] for found in ASKED.finditer(source_of(path)))
    found = {}
    for each in asked:
        kind, _, name = each.partition(" ")
        if (picture := KINDS[kind](region, setup, language, name)) is not None:
            found[each] = picture
    return found


def numbers_of(pictures: Mapping[str, Picture], setup: PictureSetup) -> SimpleNamespace:
    """Number pictures by kind and name, so that a wording may refer to them; None for none."""
    numbers = {each: number for number, each in enumerate(pictures, start=1)}
    kinds: dict[str, dict[str, int | None]] = {kind: {} for kind in KINDS}
    for each in known_pictures(setup):
        kind, _, name = each.partition(" ")
        kinds[kind][name] = numbers.get(each)
    return SimpleNamespace(**{kind: SimpleNamespace(**names) for kind, names in kinds.items()})


def illustrated(
    blocks: Iterable[Block],
    pictures: Mapping[str, Picture],
    setup: PictureSetup,
    language: Language,
) -> Iterator[Block]:
    """Put the pictures where the blocks ask for them, each with its number."""
    numbers = {each: number for number, each in enumerate(pictures, start=1)}
    for block in blocks:
        if block.kind is not BlockKind.PICTURE:
            yield block
        elif picture := pictures.get(block.text):
            words, number = setup.words.numbered[language], numbers[block.text]
            caption = tidy(words.format(number=number, caption=picture.caption))
            yield replace(block, text=caption, picture=picture)
