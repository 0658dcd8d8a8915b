"""Name what a look needs besides the blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipeline.model import Language
    from pipeline.render.narrative.blocks import Block
    from pipeline.schema import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One narrative before it gets its look."""

    blocks: tuple[Block, ...]
    settings: Settings
    week: date
    language: Language
    templates: Path  # where the looks lie

    @property
    def title(self) -> str:
        """The narrative's title."""
        return next((block.text for block in self.blocks if block.kind == "title"), "")
