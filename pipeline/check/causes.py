"""Find the one cause of several hits: what only follows from it is counted, not told.

A hit names a cell and the others by which it was measured. What is wrong with a sheet as a
whole comes first, then what a single cell holds; of relations that do not hold, the cell
that most of them share is at fault.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.check.blocks import STRUCTURE, block_hits, gathered
from pipeline.check.doubts import doubted
from pipeline.check.hits import Accepted
from pipeline.check.turned import in_week, of_previous, of_week, where_it_began
from pipeline.model import Severity, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pipeline.check.hits import Hit, Node
    from pipeline.check.web import Case, Web
    from pipeline.texts import Texts

# Of several relations that one cell breaks, the first of these is told.
RANKS = {
    code: rank
    for rank, code in enumerate((
        "sum-mismatch", "total-fell", "total-not-running", "week-exceeds-total",
        "part-exceeds-whole", "parts-below-whole", "undone", "done-but-incomplete",
        "milestone-without-figure",
    ))
}  # fmt: skip
# What is wrong with a row against its own history: the row's total is left out with its cause.
AGAINST_ITSELF = frozenset({"total-fell", "total-not-running", "week-exceeds-total"})
# What a copy of last week's form is not asked for beside.
OF_A_COPY = AGAINST_ITSELF | {"no-progress", "jump"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cause:
    """A hit that is told, the cells that it puts in doubt, and what follows from it."""

    hit: Hit
    scope: frozenset[Node]
    lines: frozenset[str]  # whose remarks follow from it
    follows: tuple[Hit, ...] = ()

    def explains(self, hit: Hit) -> bool:
        """Whether an error only follows from this one."""
        if self.hit.code == "copied":
            return hit.code in OF_A_COPY
        return hit.node in self.scope or any(other in self.scope for other in hit.others)

    def told(self) -> Hit:
        """Give the hit, with how many it stands for and what is left out with it."""
        if not self.follows:
            return self.hit
        left_out = (hit.node for hit in self.follows if hit.code in AGAINST_ITSELF)
        also = dict.fromkeys((*self.hit.also, *left_out))
        also.pop(self.hit.node, None)
        details = {**self.hit.details, "suppressed": len(self.follows)}
        return replace(self.hit, details=details, also=tuple(also))


def told_once(
    cell_hits: Iterable[Hit],
    relations: Iterable[Hit],
    web: Web,
    texts: Texts,
    accepted_by: Callable[[Hit], Accepted],
) -> list[Hit]:
    """Keep the causes among what was found in a date's forms, in the form's order."""
    severity = {code: text.severity for code, text in texts.findings.items()}
    of_cells: dict[int, list[Hit]] = defaultdict(list)
    of_rows: dict[int, list[Hit]] = defaultdict(list)
    for hit in cell_hits:
        of_cells[hit.unit].append(hit)
    for hit in relations:
        of_rows[hit.unit].append(hit)
    told: list[Hit] = []
    for place in sorted({*of_cells, *of_rows}):
        case = web.case(place)
        found = _of_form(case, of_cells[place], of_rows[place], severity, accepted_by)
        told += sorted(found, key=lambda hit: web.order.get(hit.indicator, -1))
    return told


def _of_form(
    case: Case,
    cell_hits: list[Hit],
    relations: list[Hit],
    severity: Mapping[str, Severity],
    accepted_by: Callable[[Hit], Accepted],
) -> list[Hit]:
    """Settle what was found in one form."""
    notes = [hit for hit in cell_hits if severity[hit.code] is Severity.NOTE]
    faults = [hit for hit in cell_hits if severity[hit.code] is not Severity.NOTE]
    errors = [hit for hit in relations if severity[hit.code] is Severity.ERROR]
    remarks = [hit for hit in relations if severity[hit.code] is not Severity.ERROR]
    whole = [hit for hit in (*faults, *remarks) if hit.code in STRUCTURE]
    faults = [hit for hit in faults if hit.code not in STRUCTURE]
    remarks = [hit for hit in remarks if hit.code not in STRUCTURE]
    causes, faults = _explained([_cause(case, hit) for hit in whole], faults)
    causes, errors = _explained(causes, errors)
    causes += [_cause(case, hit) for hit in block_hits(case, faults, errors)]
    causes, faults = _explained(causes, faults)
    own: set[Hit] = set()
    for hit, was in gathered(case, sorted(faults, key=case.basic_first)):
        if not any(cause.explains(was) for cause in causes):
            causes.append(_cause(case, hit))
            own.add(was)
    causes, errors = _explained(causes, [*(hit for hit in faults if hit not in own), *errors])
    causes = _blamed(causes, _falls(errors, case), case, accepted_by)
    return [*notes, *doubted(causes, remarks, case)]


def _cause(case: Case, hit: Hit, *others: Hit) -> Cause:
    """Make a cause of a hit: its cells, and those that are filled from them."""
    scope = case.tainted([hit.node, *hit.also]) if hit.indicator or hit.also else frozenset()
    nodes = [*scope, *(node for each in (hit, *others) for node in (each.node, *each.others))]
    return Cause(hit=hit, scope=scope, lines=frozenset(line for line, _ in nodes if line))


def _explained(causes: list[Cause], hits: Iterable[Hit]) -> tuple[list[Cause], list[Hit]]:
    """Put each hit to the first cause that explains it; give the others back."""
    follows: dict[int, list[Hit]] = defaultdict(list)
    left: list[Hit] = []
    for hit in hits:
        place = next((at for at, cause in enumerate(causes) if cause.explains(hit)), None)
        (left if place is None else follows[place]).append(hit)
    return [
        replace(cause, follows=(*cause.follows, *follows[at])) if at in follows else cause
        for at, cause in enumerate(causes)
    ], left


def _falls(errors: list[Hit], case: Case) -> list[Hit]:
    """Tell a fall once: where a whole fell with its parts, on the whole."""
    fallen = {hit.indicator for hit in errors if hit.code == "total-fell"}
    torn = {hit.indicator for hit in errors if hit.code == "sum-mismatch"}
    told: list[Hit] = []
    for hit in errors:
        if hit.code != "total-fell":
            told.append(hit)
            continue
        whole = case.web.whole_of.get(hit.indicator)
        if whole in fallen and whole not in torn:
            continue
        parts = case.web.parts_of.get(hit.indicator, ()) if hit.indicator not in torn else ()
        also = tuple((part, Slot.TOTAL) for part in parts if part in fallen)
        told.append(replace(hit, also=also))
    return told


def _blamed(
    causes: list[Cause], errors: list[Hit], case: Case, accepted_by: Callable[[Hit], Accepted]
) -> list[Cause]:
    """Blame the cells that the most relations share, until each relation is explained.

    A row whose week and totals agree is at fault, if at all, as a whole.
    """
    apart = {hit.indicator for hit in errors if hit.code in AGAINST_ITSELF and hit.others}
    left = errors
    while left:
        node = _most_shared(left, apart, case)
        broken = [hit for hit in left if node in _nodes(hit, apart)]
        chosen, hit = _chosen(broken, node, case)
        hit = in_week(hit, case)
        left = [each for each in left if each is not chosen]
        broken = [each for each in broken if each is not chosen]
        if accepted_by(hit) is Accepted.SENDER:
            # Who accepts by decision was told how much follows; a sender's reason accepts only
            # what it may be given for, and that a figure does not go on from the last one.
            broken = [
                each
                for each in broken
                if accepted_by(each) is not Accepted.NOT
                or (each.node == hit.node and {each.code, hit.code} <= AGAINST_ITSELF)
            ]
        counted = {
            each: value
            for one in (hit, *broken)
            if one.indicator == hit.indicator
            for each, value in one.counted.items()
        }
        if hit.code in {"sum-mismatch", "previous-changed"}:
            hit = replace(hit, counted=counted)
        cause = _cause(case, hit, *broken)
        broken += [each for each in left if each not in broken and each.node in hit.also]
        left = [each for each in left if each not in broken]
        causes.append(replace(cause, follows=tuple(broken)))
    return causes


def _nodes(hit: Hit, apart: set[str]) -> set[Node]:
    """Name the cells that a hit involves; a row that agrees with itself is one."""
    return {_placed(node, apart) for node in (hit.node, *hit.others)}


def _most_shared(hits: list[Hit], apart: set[str], case: Case) -> Node:
    """Find the cell that most of the hits involve; of equals, one that a hit names."""
    shared = Counter(node for hit in hits for node in _nodes(hit, apart))
    named = Counter(_placed(hit.node, apart) for hit in hits)
    return min(
        shared, key=lambda node: (-shared[node], -named[node], case.web.order.get(node[0], -1),
                                  node[1])
    )  # fmt: skip


def _placed(node: Node, apart: set[str]) -> Node:
    """Name a cell, or the total for it where its row agrees with itself."""
    line, slot = node
    return (line, Slot.TOTAL) if slot is Slot.WEEK and line not in apart else node


def _chosen(broken: list[Hit], node: Node, case: Case) -> tuple[Hit, Hit]:
    """Choose which hit tells of a cell, and how it reads when it names that cell."""
    line, slot = node
    own = [hit for hit in broken if hit.indicator == line]
    ranked = sorted(own or broken, key=lambda hit: (RANKS.get(hit.code, 99), hit.slot != slot))
    first = where_it_began(ranked, case)
    running = next((hit for hit in own if hit.code == "total-not-running"), None)
    if running is not None and (turned := of_previous(running, case)):
        return running, turned
    if first.indicator == line:
        return first, of_week(first) if slot is Slot.WEEK and first.slot is not slot else first
    bound = next((hit for hit in broken if hit.code == "part-exceeds-whole"), None)
    if bound is None or len(bound.others) > 1:
        return first, first
    details = {
        "value": case.value(node), "part": bound.details["value"], "part_id": bound.indicator
    }  # fmt: skip
    turned = replace(
        bound,
        code="whole-below-part",
        indicator=line,
        slot=slot,
        others=(bound.node,),
        details=details,
    )
    return bound, turned
