"""Render a region into the files of the outbox, as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.texts import Wording, load_wording

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Artifact, Region
    from pipeline.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """The wording that the renderers share a load of, checked before anything is built."""

    workbook: Wording


def load_looks(templates: Path, campaign: Campaign) -> Looks:
    """Load and check what the renderers need from templates/."""
    del campaign
    return Looks(workbook=load_wording(templates / "workbook.toml"))


def render(region: Region, texts: Texts, looks: Looks) -> tuple[Artifact, ...]:
    """Render the workbook and both narratives."""
    # Each renderer brings a heavy library along, which checking a form need not pay for.
    from pipeline.render.narrative import render_narratives  # noqa: PLC0415
    from pipeline.render.workbook import render_workbook  # noqa: PLC0415

    return (render_workbook(region, texts, looks.workbook), *render_narratives(region, texts))
