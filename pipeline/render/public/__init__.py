"""Write for the public: the week's bulletin for websites and a note for the press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Artifact, ArtifactKind, Language
from pipeline.render.narrative import docx
from pipeline.render.narrative.sheet import Sheet
from pipeline.render.public import fragment
from pipeline.render.public.facts import public_facts
from pipeline.render.public.setup import BULLETIN, PRESS, PublicSetup, load_public_setup

if TYPE_CHECKING:
    from pipeline.model import Region

__all__ = ("PublicSetup", "load_public_setup", "render_public")


def render_public(region: Region, words: PublicSetup | None = None) -> tuple[Artifact, ...]:
    """Write a bulletin to paste into a website and a note for the press, in both languages.

    `words` are those that a check before the run has loaded.
    Raises: SetupError where a template is not as it must be, before anything is built.
    """
    words = words or load_public_setup(region.campaign)
    facts = public_facts(region, words.narrative)
    day, templates = region.week.isoformat(), region.campaign.folder.parent
    made = []
    for language in Language:
        page = fragment.write(words.blocks(BULLETIN, facts, language), facts, language, templates)
        note = Sheet(
            blocks=words.blocks(PRESS, facts, language),
            settings=facts.settings,
            week=region.week,
            language=language,
            templates=templates,
        )
        for name, content in (
            (f"bulletin-{day}.{language}.html", page),
            (f"press-{day}.{language}.docx", docx.write(note)),
        ):
            made.append(
                Artifact(kind=ArtifactKind.BULLETIN, path=name, content=content, language=language)
            )
    return tuple(made)
