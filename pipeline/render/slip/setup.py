"""Load the words of reference slips, refusing a mistake in them before anything is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pipeline.model import Language, Status
from pipeline.render.narrative.setup import Setup, load_setup
from pipeline.render.slip.facts import KINDS, Figure, Place, Record, SlipFacts, Task
from pipeline.render.slip.plan import Milestone, MilestoneState
from pipeline.render.store import tried
from pipeline.render.wordings import filled
from pipeline.render.workbook.headlines import Headlines, load_headlines
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign
    from pipeline.render.narrative.blocks import Block

SLIP = "slip"
ANY = Bilingual(kk="…", ru="…")
DAY = date(2011, 8, 1)  # any day will do
# Every state that a milestone may have, and whether it is asked to be made up for.
MILESTONES: tuple[tuple[MilestoneState, date | None], ...] = (
    ("overdue", DAY),
    ("overdue", None),
    ("done_late", None),
    ("near", None),
    ("unknown", None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipSetup:
    """What slips need besides the region: their checked words, and which figures they show."""

    campaign: Campaign
    narrative: Setup
    headlines: Headlines

    def blocks(self, facts: SlipFacts, language: Language) -> tuple[Block, ...]:
        """Fill the wording and cut it into blocks."""
        path = self.campaign.folder / f"{SLIP}.{language}.txt"
        return filled(path, facts, language, KINDS)


def load_slip_setup(campaign: Campaign) -> SlipSetup:
    """Load the campaign's words of slips, trying them on what they must be able to say.

    Raises: SetupError with the file, the line and what is expected there.
    """
    setup = SlipSetup(
        campaign=campaign, narrative=load_setup(campaign), headlines=load_headlines(campaign)
    )
    tried("slip", setup, partial(_try, setup))
    return setup


def _try(setup: SlipSetup) -> None:
    for language in Language:
        for facts in _cases(setup.campaign):
            setup.blocks(facts, language)


def _cases(campaign: Campaign) -> Iterator[SlipFacts]:
    """Yield imagined cases that between them take every turn of the wording."""
    settings, day = campaign.settings, campaign.settings.end
    units = campaign.districts(day)
    kinds = {str(unit.kind): unit for unit in units}
    # What became of the report, whether figures are known, and how many there are of all else.
    states = (
        (Status.ON_TIME, True, 2),
        (Status.LATE, True, 1),
        (Status.RETURNED, True, 0),
        (Status.MISSING, False, 1),
    )
    for (status, known, count), unit in zip(states, (*kinds.values(), *units), strict=False):
        counted = status.is_counted
        some = 5.5 if count else None
        yield SlipFacts(
            settings=settings,
            unit=unit,
            week=day,
            today=day,
            days=7 if count else 1,
            status=status,
            days_late=count,
            is_counted=counted,
            told_on=day if known else None,
            received=count,
            record=Record(dates=4, on_time=count, late=count, returned=count, missing=count),
            figures=tuple(
                Figure(
                    name=ANY,
                    is_money=is_money,
                    left_out=not is_money,
                    week=some,
                    total=some,
                    share=some,
                )
                for is_money in ((True, False) if known else ())
            ),
            places=tuple(
                Place(name=ANY, own=own, region=some, first=1, last=last, of=2)
                for own, last in ((5.5, 1), (5.5, 2), (None, 0))
            ),
            done=count,
            milestones=2,
            plan_told_on=day if counted else settings.start if known else None,
            plan=tuple(
                Milestone(number=1, name=ANY, closes=day, state=state, days=count, by=by)
                for state, by in MILESTONES
            ),
            more_of_plan=count,
            remarks=(ANY,) * count,
            more_remarks=count,
            tasks=tuple(
                Task(kind=kind, by=day, target=20.0)
                for kind in ("submit", "mend", "correct", "tell", "cover")
                if count
            ),
        )
