"""Render a region into the files of the outbox, as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.texts import Wording, load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Artifact, Cell, Region
    from pipeline.render.final.setup import FinalSetup
    from pipeline.render.letters.setup import LetterSetup
    from pipeline.render.public import PublicSetup
    from pipeline.render.slip import SlipSetup
    from pipeline.schema import Unit
    from pipeline.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The wording that the renderers share a load of, checked before anything is built."""

    workbook: Wording
    decisions: Wording
    returned_form: Wording
    blank_form: Wording
    letters: LetterSetup
    public: PublicSetup
    slips: SlipSetup | None  # only where slips are asked for
    page: Wording
    final: FinalSetup | None = None  # where a final report may be asked for


def load_looks(templates: Path, campaign: Campaign, *, slips: bool, final: bool = False) -> Looks:
    """Load and check what the renderers need from templates/."""
    # Wordings are filled once on sample cases, which takes a template engine.
    from pipeline.render.letters.setup import load_letter_setup  # noqa: PLC0415
    from pipeline.render.narrative import check_narratives  # noqa: PLC0415
    from pipeline.render.page.look import load_page_words  # noqa: PLC0415
    from pipeline.render.public import load_public_setup  # noqa: PLC0415
    from pipeline.render.slip import load_slip_setup  # noqa: PLC0415

    check_narratives(campaign)
    return Looks(
        workbook=load_wording(templates / "workbook.toml"),
        decisions=load_wording(templates / "decisions.toml"),
        returned_form=load_wording(templates / "returned-form.toml"),
        blank_form=load_wording(templates / "blank-form.toml"),
        letters=load_letter_setup(campaign),
        public=load_public_setup(campaign),
        slips=load_slip_setup(campaign) if slips else None,
        page=load_page_words(templates),
        final=_final(campaign) if final else None,
    )


def _final(campaign: Campaign) -> FinalSetup:
    from pipeline.render.final import load_final_setup  # noqa: PLC0415 - seldom asked for

    return load_final_setup(campaign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where what goes back to the districts comes from."""

    original: Callable[[str], bytes]  # the bytes of a file that was received, by its hash
    cells: Callable[[str], tuple[Cell, ...]]  # what could be read of it
    blank: Callable[[str], bytes | None]  # a unit's blank form; None for no unit


def render(
    region: Region, texts: Texts, looks: Looks, sources: Sources, slips: Iterable[Unit] = ()
) -> tuple[Artifact, ...]:
    """Render all that the report is made of, and last the page that leads to it.

    `slips` are the units whose reference slips are asked for.
    """
    # Each renderer brings a heavy library along, which checking a form need not pay for.
    from pipeline.render.letters import render_covers, render_letters  # noqa: PLC0415
    from pipeline.render.narrative import render_narratives  # noqa: PLC0415
    from pipeline.render.page import render_page  # noqa: PLC0415
    from pipeline.render.public import render_public  # noqa: PLC0415
    from pipeline.render.returns import render_returns  # noqa: PLC0415
    from pipeline.render.sendings import sendings_of  # noqa: PLC0415
    from pipeline.render.slip import render_slips  # noqa: PLC0415
    from pipeline.render.workbook import render_workbook  # noqa: PLC0415

    returned = render_returns(
        region, texts, looks.returned_form, sources.original, sources.blank, sources.cells
    )
    by_unit = {each.unit: each for each in returned if each.unit}
    letters = render_letters(region, texts, by_unit, looks.letters)
    sendings = sendings_of(region, letters, looks.letters.recipients)
    documents = (
        render_workbook(region, texts, looks.workbook, sendings),
        *render_narratives(region, texts),
    )
    made = (
        *documents,
        *render_public(region, looks.public),
        *render_slips(region, texts, [unit.code for unit in slips], looks.slips),
        *returned,
        *letters,
        *render_covers(region, documents, looks.letters),
    )
    return (*made, render_page(region, texts, looks.page, made, sendings))


def render_whole(region: Region, texts: Texts, looks: Looks) -> tuple[Artifact, ...]:
    """Render the final report; nothing where its wording has not been loaded."""
    if looks.final is None:
        return ()
    from pipeline.render.final import render_final  # noqa: PLC0415 - seldom asked for

    return render_final(region, texts, looks.final, looks.workbook)
