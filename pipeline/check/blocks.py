"""Find what is wrong with many cells of a sheet at once: left blank, moved, in another unit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.check.hits import Hit, column_of
from pipeline.check.moves import moved
from pipeline.check.slips import slipped
from pipeline.model import Nature, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pipeline.check.hits import Node
    from pipeline.check.web import Case

# What concerns a form or many of its rows, and so comes before what single cells hold.
STRUCTURE = frozenset({
    "empty-form", "rows-missing", "id-misspelt", "ids-slid", "cells-merged", "copied",
    "lines-copied", "previous-lost",
})  # fmt: skip
OF_ROWS = frozenset({"rows-shifted", "rows-swapped"})
# Fewer cells than this are single slips; of a column, so many must share the fault.
FEWEST, MOST_OF = 3, 0.8


def block_hits(case: Case, faults: Iterable[Hit], errors: Iterable[Hit]) -> Iterator[Hit]:
    """Find blocks of figures that stand in the wrong place or in the wrong unit."""
    errors = list(errors)
    wrong: dict[str, set[str]] = defaultdict(set)
    rows = case.web.campaign.indicators
    for hit in (*faults, *errors):
        if hit.indicator and rows[hit.indicator].is_numeric:
            wrong[rows[hit.indicator].sheet].add(hit.indicator)
    blocks: dict[str, list[Hit]] = defaultdict(list)
    for sheet, lines in wrong.items():
        found = _swapped(case, sheet) or list(moved(case, sheet)) if len(lines) >= FEWEST else []
        for hit in found or (slipped(case, sheet) if len(lines) > 1 else ()):
            blocks[hit.code].append(hit)
    for code, hits in blocks.items():
        # Columns are mistaken in one way on every sheet; rows slide on each by themselves.
        yield from hits if code in OF_ROWS else [_together(case, hits)]
    if not blocks:
        yield from _not_running(case, errors)
    yield from _scaled(case, {hit.indicator for hit in errors})


def _swapped(case: Case, sheet: str) -> list[Hit]:
    """Find the headings of the two figures swapped, where the totals' formulas were not saved.

    The totals stand to the right of the weeks on the form; here they do not, and what is headed
    as the week's holds the formulas.
    """
    pairs = [
        (cells[Slot.WEEK], cells[Slot.TOTAL])
        for line in case.lines(sheet, Kind.CUM)
        if {Slot.WEEK, Slot.TOTAL} <= (cells := case.form.row(line)).keys()
    ]
    swapped = [
        (week, total)
        for week, total in pairs
        if week.nature is Nature.UNCACHED
        and total.nature is Nature.NUMBER
        and column_of(week.address) > column_of(total.address)
    ]
    if len(swapped) < FEWEST or len(swapped) < MOST_OF * len(pairs):
        return []
    lines = case.lines(sheet, Kind.CUM, Kind.STOCK, Kind.REF)
    nodes = [(line, slot) for line in lines for slot in (Slot.TOTAL, Slot.WEEK)]
    last = case.form.cell(*nodes[-1])
    return [
        Hit(
            code="columns-swapped",
            unit=case.place,
            indicator=lines[0],
            slot=Slot.TOTAL,
            details={"last": last.address if last else ""},
            also=tuple(nodes[1:]),
        )
    ]


def _together(case: Case, hits: list[Hit]) -> Hit:
    """Tell of the same mistake on several sheets once, on the first of them."""
    first, *others = sorted(hits, key=lambda hit: case.web.order[hit.indicator])
    if not others:
        return first
    last = others[-1].also[-1]
    cell = case.form.cell(*last)
    return replace(
        first,
        details={**first.details, "last": f"{cell.sheet}!{cell.address}" if cell else ""},
        also=(*first.also, *(node for hit in others for node in (hit.node, *hit.also))),
    )


def _not_running(case: Case, errors: Iterable[Hit]) -> Iterator[Hit]:
    """Find a form that does not go on from the last one: one of the two is wrong as a whole."""
    broken = [hit for hit in errors if hit.code == "total-not-running"]
    begun = [
        row.id
        for row in case.form.issued
        if row.kind is Kind.CUM and case.value((row.id, Slot.TOTAL)) > 0
    ]
    # A row at rest goes on from any report, so that half of the rows tell enough.
    if len(broken) < FEWEST or 2 * len(broken) < len(begun):
        return
    first, *others = sorted(broken, key=lambda hit: case.web.order[hit.indicator])
    yield replace(
        first,
        code="totals-not-running",
        details={"count": len(broken)},
        others=(),
        also=tuple(hit.node for hit in others),
    )


def _scaled(case: Case, wrong: set[str]) -> Iterator[Hit]:
    """Find sums that were given in tenge, not in thousands of it (P1, P2)."""
    rules = case.web.campaign.rules
    first = next((rule for rule in rules.ratios if rule.id == rules.scale.id), None)
    if first is None:
        return
    parts = case.web.parts_of.get(first.numerator, ())
    lines = {first.numerator, *parts}
    ratios = [rule for rule in rules.ratios if rule.numerator in lines]
    for slot in (Slot.WEEK, Slot.TOTAL):
        quotients = [
            (above / below, rule)
            for rule in ratios
            if (above := case.value((rule.numerator, slot))) > 0
            and (below := case.value((rule.denominator, slot))) > 0
        ]
        if quotients and all(
            value > rule.high and rule.low <= value / rules.scale.factor <= rule.high
            for value, rule in quotients
        ):
            told = [(rule.numerator, slot) for _, rule in quotients]
            yield Hit(
                code="totals-in-tenge" if wrong & lines else "sums-in-tenge",
                unit=case.place,
                indicator=told[0][0],
                slot=slot,
                details={"ratio": round(quotients[0][0], 1), "count": len(told)},
                also=tuple((line, each) for line, _ in told for each in (Slot.WEEK, Slot.TOTAL)),
            )
            return


def gathered(case: Case, faults: Iterable[Hit]) -> list[tuple[Hit, Hit]]:
    """Tell a fault that a whole column shares on its first cell; the rest as they are.

    Gives each hit as it is to be told, beside the one it was.
    """
    faults = list(faults)
    told = dict(_blank(case, [hit for hit in faults if hit.code == "blank"]))
    columns: dict[tuple[str, Slot, str], list[Hit]] = defaultdict(list)
    rows = case.web.campaign.indicators
    for hit in faults:
        if hit.code != "blank" and hit.indicator:
            columns[rows[hit.indicator].sheet, hit.slot, hit.code].append(hit)
    for (sheet, slot, _), hits in columns.items():
        filled = [
            line
            for line in case.lines(sheet, *Kind)
            if (cell := case.form.row(line).get(slot)) is not None and cell.value is not None
        ]
        lines = {*filled, *(hit.indicator for hit in hits)}
        if len(hits) >= FEWEST and len(hits) >= MOST_OF * len(lines):
            first = min(hits, key=lambda hit: case.web.order[hit.indicator])
            told[first] = replace(first, also=tuple(hit.node for hit in hits if hit is not first))
    return sorted(
        ((told.get(hit, hit), hit) for hit in faults), key=lambda pair: pair[1] not in told
    )


def _blank(case: Case, blanks: list[Hit]) -> Iterator[tuple[Hit, Hit]]:
    """Find sheets without any answer, and columns of figures without any."""
    if len(blanks) < FEWEST:
        return
    empty = {hit.node: hit for hit in blanks}
    sheets = dict.fromkeys(row.sheet for row in case.form.issued)
    columns = {slot: _blank_columns(case, slot, sheets, empty) for slot in (Slot.WEEK, Slot.TOTAL)}
    unanswered = {
        sheet: nodes
        for sheet in sheets
        # Bases come filled in, so that they tell nothing of the week.
        if (lines := case.lines(sheet, Kind.CUM, Kind.STOCK, Kind.FLAG, Kind.MILESTONE))
        and len(nodes := [_first_node(case, line) for line in lines]) >= FEWEST
        and all(node in empty and not _has_total(case, node) for node in nodes)
    }
    if columns[Slot.WEEK].keys() - unanswered.keys():
        # A sheet of nothing but weeks is blank for the column that others lack as well.
        unanswered = {
            sheet: nodes
            for sheet, nodes in unanswered.items()
            if any(slot is not Slot.WEEK for _, slot in nodes)
        }
    for sheet, nodes in unanswered.items():
        rest = (node for node in empty if _sheet(case, node) == sheet)
        yield _named(empty, nodes[0], "sheet-blank", {"count": len(nodes)}, rest)
    headers = case.web.campaign.form.headers
    for slot, header in ((Slot.WEEK, headers.week), (Slot.TOTAL, headers.total)):
        torn = {sheet: of for sheet, of in columns[slot].items() if sheet not in unanswered}
        # What a sheet has in that column alone, as a state of affairs, went with it.
        of_slot = [
            (line, slot)
            for sheet in torn
            for line in case.lines(sheet, Kind.CUM, Kind.STOCK, Kind.REF, Kind.FLAG)
            if (line, slot) in empty
        ]
        if len(of_slot) >= FEWEST:
            details: dict[str, object] = {"sheets": tuple(torn), "column": header.both}
            yield _named(empty, of_slot[0], "column-blank", details, of_slot)


def _blank_columns(
    case: Case, slot: Slot, sheets: Iterable[str], empty: Collection[Node]
) -> dict[str, list[Node]]:
    """Find the sheets on which every row with a week's figure lacks one of its two figures."""
    columns = {sheet: [(line, slot) for line in case.lines(sheet, Kind.CUM)] for sheet in sheets}
    return {
        sheet: nodes
        for sheet, nodes in columns.items()
        if nodes and all(node in empty for node in nodes)
    }


def _first_node(case: Case, line: str) -> Node:
    """Name the cell in which a row's answer is begun."""
    kind = case.web.campaign.indicators[line].kind
    slot = {Kind.CUM: Slot.WEEK, Kind.MILESTONE: Slot.DONE}.get(kind, Slot.TOTAL)
    return line, slot


def _has_total(case: Case, node: Node) -> bool:
    """Whether the total beside a blank week is filled."""
    return node[1] is Slot.WEEK and case.raw((node[0], Slot.TOTAL)) > 0


def _sheet(case: Case, node: Node) -> str:
    return case.web.campaign.indicators[node[0]].sheet


def _named(
    empty: dict[Node, Hit],
    node: Node,
    code: str,
    details: dict[str, object],
    nodes: Iterable[Node],
) -> tuple[Hit, Hit]:
    """Tell of many blank cells on the first of them."""
    also = tuple(each for each in nodes if each != node)
    return empty[node], replace(empty[node], code=code, details=details, also=also)
