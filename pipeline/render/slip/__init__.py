"""Write a unit's own page for its akim: its figures, its place, what is open and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Artifact, ArtifactKind, Language
from pipeline.render.narrative import docx, pdf
from pipeline.render.narrative.sheet import Sheet
from pipeline.render.slip.facts import slips_of
from pipeline.render.slip.setup import SlipSetup, load_slip_setup

if TYPE_CHECKING:
    from collections.abc import Collection

    from pipeline.model import Region
    from pipeline.texts import Texts

__all__ = ("SlipSetup", "load_slip_setup", "render_slips")

LOOKS = {"docx": docx.write, "pdf": pdf.write}


def render_slips(
    region: Region, texts: Texts, units: Collection[str], words: SlipSetup | None = None
) -> tuple[Artifact, ...]:
    """Write the slip of each unit named, in both languages, as .docx and .pdf.

    `words` are those that a check before the run has loaded.
    Raises: SetupError where a template is not as it must be, before anything is built.
    """
    if not units:
        return ()
    words = words or load_slip_setup(region.campaign)
    return tuple(
        Artifact(
            kind=ArtifactKind.LETTER,
            path=f"slips/{region.week.isoformat()}_{facts.unit.code}.{language}.{ending}",
            content=write(
                Sheet(
                    blocks=words.blocks(facts, language),
                    settings=facts.settings,
                    week=region.week,
                    language=language,
                    templates=region.campaign.folder.parent,
                )
            ),
            language=language,
            unit=facts.unit.code,
        )
        for facts in slips_of(region, units, words.narrative, words.headlines, texts)
        for language in Language
        for ending, write in LOOKS.items()
    )
