"""Load the words for the public, refusing a mistake in them before anything is built."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.model import Language
from pipeline.render.narrative.blocks import BlockKind
from pipeline.render.narrative.setup import FILE, Setup, load_setup
from pipeline.render.public import fragment
from pipeline.render.public.facts import (
    CHARTED,
    KINDS,
    Ahead,
    Amount,
    Part,
    PublicFacts,
    Source,
    Week,
)
from pipeline.render.store import tried
from pipeline.render.wordings import filled
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign
    from pipeline.render.narrative.blocks import Block

# Each wording stands in both languages beside the narrative's, as bulletin.kk.txt.
BULLETIN, PRESS = "bulletin", "press"
# What a bulletin must have, and its mark in the wording.
NEEDED = {BlockKind.TITLE: "# ", BlockKind.SMALL: "^ "}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSetup:
    """What texts for the public need besides the region: their checked words, and the roles."""

    campaign: Campaign
    narrative: Setup  # which rows of the form play which part

    def blocks(self, wording: str, facts: PublicFacts, language: Language) -> tuple[Block, ...]:
        """Fill a wording and cut it into blocks.

        Raises: SetupError where a bulletin has not one title, or not one chart with a caption.
        """
        path = self.campaign.folder / f"{wording}.{language}.txt"
        blocks = filled(path, facts, language, KINDS)
        for kind, mark in NEEDED.items() if wording == BULLETIN else ():
            wanted = 1 if facts.weeks or kind is not BlockKind.SMALL else 0
            if sum(block.kind is kind for block in blocks) != wanted:
                expected = f"{wanted} line that begins with «{mark}»"
                raise SetupError("template", {"file": path, "key": wording, "expected": expected})
        charts = [(len(each.table.rows), len(each.table.heads)) for each in blocks if each.table]
        if wording == BULLETIN and charts != [(len(facts.weeks), 2)] * bool(facts.weeks):
            expected = "one table: a row for each of «weeks», of two cells"
            raise SetupError("template", {"file": path, "key": "|", "expected": expected})
        return blocks


def load_public_setup(campaign: Campaign) -> PublicSetup:
    """Load the campaign's words for the public, trying them on what they must be able to say.

    Raises: SetupError with the file, the line and what is expected there.
    """
    setup = PublicSetup(campaign=campaign, narrative=load_setup(campaign))
    if CHARTED not in setup.narrative.lines:
        path = campaign.folder / FILE
        raise SetupError("template", {"file": path, "key": "lines", "expected": f"«{CHARTED}»"})
    tried("public", setup, partial(_try, setup))
    return setup


def _try(setup: PublicSetup) -> None:
    for language in Language:
        for facts in _cases(setup):
            blocks = setup.blocks(BULLETIN, facts, language)
            fragment.write(blocks, facts, language, setup.campaign.folder.parent)
            setup.blocks(PRESS, facts, language)


def _cases(setup: PublicSetup) -> Iterator[PublicFacts]:
    """Yield imagined cases that between them take every turn of a wording."""
    settings, narrative = setup.campaign.settings, setup.narrative
    day, label = settings.end, Bilingual(kk="…", ru="…")
    # Since the start, of the week, a part in percent, the rest of its whole, how many reported.
    states = (
        (None, None, None, None, 0),
        (5, None, None, 3, 1),
        (5, 1, 62.5, 3, 1),
        (21, 21, 100.0, 0, 2),
    )
    for now, week, percent, left, received in states:
        sums = ((5.5, 2), (5.5, None), (None, 1)) if now else ()
        yield PublicFacts(
            settings=settings,
            week=day,
            today=day,
            first_day=settings.start,
            days=7 if left else 1,
            is_first=not left,
            is_last=left == 0,
            first_lesson=day,
            lessons_ahead=left != 0,
            received=received,
            total=2,
            line=SimpleNamespace(**dict.fromkeys(narrative.lines, Amount(now=now, week=week))),
            share=SimpleNamespace(**dict.fromkeys(narrative.shares, Part(now=percent, left=left))),
            sources=tuple(
                Source(label=label, sum=given, children=children, share=percent)
                for given, children in sums
            ),
            ahead=(Ahead(closes=day, text=label),) if now else (),
            weeks=(Week(day=day, value=now),) if now else (),
        )
