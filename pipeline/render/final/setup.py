"""Load the words of the final report, refusing a mistake in them before anything is built."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec

from pipeline.campaign import unknown_names
from pipeline.errors import SetupError
from pipeline.model import Language
from pipeline.render.final import execution, facts, regularity
from pipeline.render.final.closing import closing_of
from pipeline.render.narrative import facts as weekly
from pipeline.render.narrative import groups, lines, plan, quality, ranking
from pipeline.render.narrative.blocks import blocks_of
from pipeline.render.narrative.illustrations import check_pictures
from pipeline.render.narrative.setup import Pair, Setup, load_setup
from pipeline.render.narrative.silent import silent
from pipeline.render.narrative.wording import fill
from pipeline.render.pictures import PictureSetup, load_pictures
from pipeline.schema import Bilingual, Kind, Table
from pipeline.tables import load_table
from pipeline.texts import Wording, load_wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.render.final.facts import Facts
    from pipeline.render.narrative.blocks import Block

FILE = "final.toml"
# The roles of which proposals are made, and the workbook's sheet of sources.
NEEDED = ("in_need", "helped", "followed_children")
Days = Annotated[int, msgspec.Meta(ge=0)]
# What the lists of the facts hold.
KINDS = tuple(
    kind
    for room in (execution, facts, regularity, weekly, groups, lines, plan, quality, ranking)
    for kind in vars(room).values()
    if isinstance(kind, type) and is_dataclass(kind)
)


class Spec(Table, frozen=True, kw_only=True):
    """What the final report of one campaign speaks of, besides what its narrative does."""

    files: Bilingual  # how the names of its files begin
    measure: int  # the measure of the plan that asks for this report
    review: str  # the milestone by which commissions tell that they have considered it
    addressee: Bilingual
    help_days: Days
    follow_days: Days
    review_days: Days
    lines: dict[str, str]  # role: row of the form
    shares: dict[str, Pair]
    milestones: dict[str, str]  # role: milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalSetup:
    """What the final report needs besides the region: its checked words."""

    campaign: Campaign
    spec: Spec
    weekly: Setup  # the narrative's own, with the roles of the final report added
    pictures: PictureSetup
    phrases: Wording  # of the workbook, what it says otherwise than the weekly one

    def over(self, wording: Wording) -> Wording:
        """Lay the final workbook's phrases over those of the weekly one."""
        return Wording(self.phrases.path, {**wording.phrases, **self.phrases.phrases})

    def wording(self, language: Language) -> Path:
        """Say where the wording of one language lies."""
        return self.campaign.folder / f"final.{language}.txt"

    def blocks(self, facts: Facts, language: Language) -> tuple[Block, ...]:
        """Fill the wording of one language and cut it into blocks."""
        return blocks_of(fill(self.wording(language), facts, language, KINDS))


def load_final_setup(campaign: Campaign) -> FinalSetup:
    """Load the campaign's words of the final report, and try them on a region without reports.

    Raises: SetupError with the file, the line and what is expected there.
    """
    spec = load_table(campaign.folder / FILE, Spec)
    own = load_setup(campaign)
    setup = FinalSetup(
        campaign=campaign,
        spec=spec,
        weekly=msgspec.structs.replace(
            own,
            lines={**own.lines, **spec.lines},
            shares={**own.shares, **spec.shares},
            milestones={**own.milestones, **spec.milestones, "review": spec.review},
        ),
        pictures=load_pictures(campaign),
        phrases=load_wording(campaign.folder.parent / FILE),
    )
    for key, expected in _mistakes(campaign, setup):
        details = {"file": campaign.folder / FILE, "key": key, "expected": expected}
        raise SetupError("template", details)
    nobody = facts.facts_of(closing_of(silent(campaign)), setup)
    for language in Language:
        check_pictures(setup.wording(language), setup.pictures)
        setup.blocks(nobody, language)
    return setup


def _mistakes(campaign: Campaign, setup: FinalSetup) -> Iterator[tuple[str, str]]:
    """Yield the keys of names that nothing defines, each with the nearest that is defined."""
    spec = setup.spec
    numeric = {row.id for row in campaign.rows if row.is_numeric}
    dated = {row.id for row in campaign.rows if row.kind is Kind.MILESTONE}
    yield from unknown_names([("lines", each) for each in spec.lines.values()], numeric)
    named = [("milestones", each) for each in spec.milestones.values()]
    yield from unknown_names([*named, ("review", spec.review)], dated)
    roles = [("shares", each) for pair in spec.shares.values() for each in (pair.part, pair.whole)]
    needed = [("lines", each) for each in NEEDED]
    yield from unknown_names([*roles, *needed], setup.weekly.lines)
