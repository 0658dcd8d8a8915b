"""Gather the texts of a workbook that stand in no cell: its properties, its comments."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pipeline.read.book import LONGEST_REMARK, MOST_REMARKS, Remark
from pipeline.read.parts import NotReadableError, local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from pipeline.read.parts import Parts

CORE, CUSTOM, PROGRAM = "docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"
# Properties in which a person may have typed something.
FREE = {
    "creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category",
    "contentStatus", "Manager", "Company",
}  # fmt: skip
COMMENTS = ("comments", "threadedComment")


def saved_at(parts: Parts) -> tuple[datetime | None, tuple[Remark, ...]]:
    """Read when the workbook says that it was last saved, and the rest of its properties.

    The moment is None where it is unclear; properties that cannot be read are none.
    """
    moment = None
    remarks: list[Remark] = []
    for part in (CORE, PROGRAM, CUSTOM):
        for each in _elements(parts, part):
            name = local(each)
            if name == "modified":
                moment = moment_of(each.text or "")
            elif name in FREE or part == CUSTOM:
                remarks += remarks_of("", "", ["".join(each.itertext())])
    return moment, tuple(remarks)


def moment_of(text: str) -> datetime | None:
    """Read a moment; one without its zone is no moment."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def comments_of(parts: Parts, sheets: Iterable[tuple[str, str]]) -> Iterator[Remark]:
    """Yield the comments of every sheet, old and threaded; `sheets` are names and parts."""
    if not any("comment" in name for name in parts):
        return
    left = MOST_REMARKS
    for name, part in sheets:
        for _, kind, comments in parts.relations(part):
            if kind in COMMENTS and comments in parts:
                for each in _elements(parts, comments):
                    for remark in _comments_in(each, name):
                        left -= 1
                        if left < 0:
                            return
                        yield remark


def remarks_of(sheet: str, cell: str, texts: Iterable[str]) -> list[Remark]:
    """Make remarks of the texts that are any."""
    return [Remark(sheet, cell, held[:LONGEST_REMARK]) for text in texts if (held := text.strip())]


def _comments_in(element: Element, sheet: str) -> Iterator[Remark]:
    """Yield the comments that an element of a part of comments holds."""
    for each in element.iter():
        if local(each) in {"comment", "threadedComment"}:
            # What else a comment holds, such as where it is drawn, nobody has typed.
            texts = (part.text or "" for part in each.iter() if local(part) in {"t", "text"})
            yield from remarks_of(sheet, each.get("ref", ""), ["".join(texts)])


def _elements(parts: Parts, name: str) -> Iterator[Element]:
    """Yield the elements of a part; none where the part cannot be read."""
    if name not in parts:
        return
    try:
        yield from parts.tree(name)
    except (NotReadableError, ET.ParseError, LookupError, ValueError):
        # Texts beside the cells cost no district its figures.
        return
