"""Tell where a sheet leaves open whose its figures are: merged cells, ids beside other labels."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Finding, Severity, Slot
from pipeline.read.strays import labels_of
from pipeline.read.values import folded
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.model import Cell
    from pipeline.read.book import Hazards
    from pipeline.read.layout import FormLayout
    from pipeline.read.rows import Line

# Where figures and answers are typed.
ANSWERS = frozenset({Slot.WEEK, Slot.TOTAL, Slot.DONE, Slot.DATE})
RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
# So many rows must stand beside labels of others before their ids are doubted.
FEWEST_SLID = 2
NOBODY: frozenset[str] = frozenset()


def cells_merged(cells: Iterable[Cell], hazards: Mapping[str, Hazards]) -> Iterator[Finding]:
    """Find merged cells in which the answers of several cells of the form should stand."""
    merged = {sheet: each.merged for sheet, each in hazards.items() if each.merged}
    if not merged:
        return
    answers = [each for each in cells if each.sheet in merged and each.slot in ANSWERS]
    for sheet, ranges in merged.items():
        own = [each for each in answers if each.sheet == sheet]
        for area in map(RANGE.fullmatch, ranges):
            within = [each for each in own if area and _is_within(each.address, area)]
            if len(within) > 1:
                # A total takes up its week, in whichever row that stands.
                nodes = dict.fromkeys(
                    (each.indicator, slot)
                    for each in within
                    for slot in (
                        (each.slot, Slot.TOTAL) if each.slot is Slot.WEEK else (each.slot,)
                    )
                )
                yield Finding(
                    code="cells-merged",
                    severity=Severity.ERROR,
                    sheet=sheet,
                    cell=within[0].address,
                    indicator=within[0].indicator,
                    details={
                        "last": within[-1].address,
                        "rows": tuple(row for row, _ in nodes),
                        "slots": tuple(slot.value for _, slot in nodes),
                    },
                )


def ids_slid(lines: Iterable[Line], layout: FormLayout) -> Iterator[Finding]:
    """Find the sheets where several ids stand beside the labels of other rows."""
    lines = list(lines)
    own: dict[str, list[tuple[Line, str]]] = {}
    for line in lines:
        meant: set[str] = set()
        for value in line.values if line.row.kind is not Kind.TEXT else ():
            labelled = _labelled(value, layout) if type(value) is str else NOBODY
            if line.row.id in labelled:
                break
            meant |= labelled
        else:
            if len(meant) == 1:
                own.setdefault(line.sheet, []).append((line, meant.pop()))
    for sheet, slid in own.items():
        if len(slid) >= FEWEST_SLID:
            first, label = slid[0]
            last, _ = slid[-1]
            # What stands amid them, under a label that several rows have, slid with them.
            amid = [
                line.row.id
                for line in lines
                if line.sheet == sheet and first.number <= line.number <= last.number
            ]
            yield Finding(
                code="ids-slid",
                severity=Severity.ERROR,
                sheet=sheet,
                cell=first.address,
                indicator=first.row.id,
                details={
                    "last": last.address,
                    "label": label,
                    "rows": tuple(dict.fromkeys([*amid, *(meant for _, meant in slid)])),
                },
            )


@lru_cache(maxsize=8192)
def _labelled(text: str, layout: FormLayout) -> frozenset[str]:
    """Name the rows that have a text for their label."""
    label = folded(text)
    return frozenset(row.id for row in layout.rows.values() if label in labels_of(row))


def _is_within(address: str, area: re.Match[str]) -> bool:
    column, row = ADDRESS.fullmatch(address).groups()  # type: ignore[union-attr] # an address is one
    return _order(area[1]) <= _order(column) <= _order(area[3]) and int(area[2]) <= int(row) <= int(
        area[4]
    )


def _order(column: str) -> tuple[int, str]:
    return len(column), column
