"""Write the campaign as a whole, for the commissions on minors' affairs: workbook and narrative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Artifact, ArtifactKind, Language
from pipeline.render.final.book import write as write_book
from pipeline.render.final.closing import closing_of
from pipeline.render.final.facts import facts_of
from pipeline.render.final.setup import FinalSetup, load_final_setup
from pipeline.render.narrative import docx, html
from pipeline.render.narrative import pdf as portable
from pipeline.render.narrative.blocks import text_of
from pipeline.render.narrative.illustrations import drawn, illustrated
from pipeline.render.narrative.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Region
    from pipeline.render.final.closing import Closing
    from pipeline.texts import Texts, Wording

__all__ = ("FinalSetup", "final_text", "load_final_setup", "render_final")

LOOKS = {"docx": docx.write, "html": html.write, "pdf": portable.write}


def render_final(
    region: Region, texts: Texts, words: FinalSetup, wording: Wording
) -> tuple[Artifact, ...]:
    """Write the final report, or a preliminary one before the last reporting date.

    `wording` is that of the weekly workbook, of which this one says otherwise what differs.
    """
    closing = closing_of(region)
    book = Artifact(
        kind=ArtifactKind.WORKBOOK,
        path=f"svod-final-{mark_of(region)}.xlsx",
        content=write_book(closing, texts, words, words.over(wording)),
    )
    return (book, *_narratives(closing, words))


def final_text(region: Region, words: FinalSetup, language: Language) -> str:
    """Give the words of the narrative in one language as plain text."""
    return text_of(_sheets(closing_of(region), words)[language].blocks)


def mark_of(region: Region) -> str:
    """Tell in a file's name the year, or the date of a preliminary report."""
    settings = region.campaign.settings
    is_final = region.week == settings.reporting_dates[-1]
    return str(settings.end.year) if is_final else region.week.isoformat()


def _narratives(closing: Closing, words: FinalSetup) -> list[Artifact]:
    region = closing.source
    return [
        Artifact(
            kind=ArtifactKind.NARRATIVE,
            path=f"{words.spec.files[language]}-{mark_of(region)}.{language}.{ending}",
            content=write(sheet),
            language=language,
        )
        for language, sheet in _sheets(closing, words).items()
        for ending, write in LOOKS.items()
    ]


def _sheets(closing: Closing, words: FinalSetup) -> Mapping[Language, Sheet]:
    """Fill the wordings and cut them into blocks, with the pictures of the campaign's end."""
    region, campaign = closing.source, closing.source.campaign
    facts = facts_of(closing, words)
    return {
        language: Sheet(
            blocks=tuple(
                illustrated(
                    words.blocks(facts, language),
                    drawn(words.wording(language), closing.region, words.pictures, language),
                    words.pictures,
                    language,
                )
            ),
            settings=campaign.settings,
            week=region.week,
            language=language,
            templates=campaign.folder.parent,
        )
        for language in Language
    }
