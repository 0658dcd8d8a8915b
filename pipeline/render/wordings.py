"""Fill a wording and cut it into blocks whose tables are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import blocks_of
from pipeline.render.narrative.wording import fill

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from _typeshed import DataclassInstance

    from pipeline.model import Language
    from pipeline.render.narrative.blocks import Block

A_TABLE = "| heads |, then | a line of dashes |, then | rows |, all of them with as many cells"


def filled(
    path: Path, facts: DataclassInstance, language: Language, kinds: Iterable[type]
) -> tuple[Block, ...]:
    """Fill a wording; `kinds` are what the lists of its facts hold.

    Raises: SetupError where a name or a table is not as it must be.
    """
    wording = fill(path, facts, language, kinds)
    try:
        blocks = blocks_of(wording)
    except (ValueError, ZeroDivisionError) as error:
        raise SetupError("template", {"file": path, "key": "|", "expected": A_TABLE}) from error
    for table in (block.table for block in blocks if block.table):
        if {len(table.heads), *map(len, table.rows)} != {len(table.widths)}:
            key = " | ".join(table.heads)
            raise SetupError("template", {"file": path, "key": key, "expected": A_TABLE})
    return blocks
