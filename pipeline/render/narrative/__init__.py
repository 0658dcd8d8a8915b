"""Write the narrative: one wording per language, three looks fed by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.model import Artifact, ArtifactKind, Language
from pipeline.render.narrative import docx, html
from pipeline.render.narrative import pdf as portable
from pipeline.render.narrative.blocks import text_of
from pipeline.render.narrative.facts import facts_of
from pipeline.render.narrative.illustrations import (
    check_pictures,
    drawn,
    illustrated,
    numbers_of,
)
from pipeline.render.narrative.setup import load_setup
from pipeline.render.narrative.sheet import Sheet
from pipeline.render.narrative.silent import silent
from pipeline.render.narrative.wording import blocks_in, fill
from pipeline.render.pictures import load_pictures
from pipeline.render.store import tried

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.render.narrative.blocks import Block
    from pipeline.render.narrative.facts import Facts
    from pipeline.render.narrative.setup import Setup
    from pipeline.render.pictures import PictureSetup
    from pipeline.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What narratives of a campaign are filled with besides the region."""

    campaign: Campaign
    setup: Setup
    pictures: PictureSetup


def render_narratives(
    region: Region,
    texts: Texts,  # noqa: ARG001 - every renderer is called alike
    *,
    pdf: bool = True,
) -> tuple[Artifact, ...]:
    """Write the narrative in both languages, as .docx, .html and, unless told not to, .pdf.

    Raises: SetupError where a template is not as it must be, before anything is built.
    """
    setup = load_setup(region.campaign)
    pictures = load_pictures(region.campaign)
    for language in Language:
        check_pictures(wording_of(region, language), pictures)
    facts = facts_of(region, setup)
    sheets = {language: _sheet(region, facts, pictures, language) for language in Language}
    looks: dict[str, Callable[[Sheet], bytes]] = {"docx": docx.write, "html": html.write}
    if pdf:
        looks["pdf"] = portable.write
    return tuple(
        Artifact(
            kind=ArtifactKind.NARRATIVE,
            path=f"{setup.files[language]}-{region.week.isoformat()}.{language}.{ending}",
            content=write(sheet),
            language=language,
        )
        for language, sheet in sheets.items()
        for ending, write in looks.items()
    )


def check_narratives(campaign: Campaign) -> None:
    """Try the wordings on a region without reports.

    Raises: SetupError with the file, the line and what is expected there.
    """
    words = Words(campaign=campaign, setup=load_setup(campaign), pictures=load_pictures(campaign))
    tried("narrative", words, partial(_try, words))


def _try(words: Words) -> None:
    nobody = silent(words.campaign)
    facts = facts_of(nobody, words.setup)
    for language in Language:
        check_pictures(wording_of(nobody, language), words.pictures)
        illustrated_blocks(nobody, facts, words.pictures, language)
    html.check(words.campaign.folder.parent)


def narrative_text(
    region: Region,
    texts: Texts,  # noqa: ARG001 - called as render_narratives is
    language: Language,
) -> str:
    """Give the words of the narrative in one language as plain text."""
    facts = facts_of(region, load_setup(region.campaign))
    pictures = load_pictures(region.campaign)
    return text_of(_sheet(region, facts, pictures, language).blocks)


def wording_of(region: Region, language: Language) -> Path:
    """Say where the wording of one language lies."""
    return region.campaign.folder / f"narrative.{language}.txt"


def illustrated_blocks(
    region: Region, facts: Facts, pictures: PictureSetup, language: Language
) -> tuple[Block, ...]:
    """Fill the wording of one language and cut it into blocks, its pictures in it."""
    path = wording_of(region, language)
    shown = drawn(path, region, pictures, language)
    wording = fill(path, replace(facts, picture=numbers_of(shown, pictures)), language)
    return tuple(illustrated(blocks_in(path, wording), shown, pictures, language))


def _sheet(region: Region, facts: Facts, pictures: PictureSetup, language: Language) -> Sheet:
    campaign = region.campaign
    return Sheet(
        blocks=illustrated_blocks(region, facts, pictures, language),
        settings=campaign.settings,
        week=region.week,
        language=language,
        templates=campaign.folder.parent,
    )
