"""Settle the remarks: of several that one figure may cause, one is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.check.causes import Cause
    from pipeline.check.hits import Hit
    from pipeline.check.web import Case

# Remarks that doubt a figure, the most telling first; a doubted figure explains the others.
DOUBTS = {
    code: rank
    for rank, code in enumerate((
        "base-changed", "grew-after-window", "jump", "part-exceeds-related", "one-without-other",
        "second-missing", "ratio-implausible", "share-implausible", "figure-without-milestone",
        "done-while-incomplete", "complete-but-not-done",
    ))
}  # fmt: skip
# A figure that is too high makes its whole too high as well.
OF_SIZE = frozenset({"jump", "ratio-implausible"})


def doubted(causes: Iterable[Cause], remarks: Iterable[Hit], case: Case) -> list[Hit]:
    """Tell the causes, and the remarks that follow from none of them, one a figure."""
    causes = list(causes)
    follows: dict[int, list[Hit]] = defaultdict(list)
    left: list[Hit] = []
    for hit in remarks:
        at = next((at for at, cause in enumerate(causes) if _follows(hit, cause)), None)
        (left if at is None else follows[at]).append(hit)
    told = [
        replace(cause, follows=(*cause.follows, *follows[at])).told()
        for at, cause in enumerate(causes)
    ]
    doubts = [hit for hit in left if hit.code in DOUBTS]
    told += _one_a_figure(doubts, case)
    answered = {hit.node for hit in told}
    for hit in left:
        if hit.code in DOUBTS:
            continue
        # A milestone of which something else is told need not be called overdue.
        same = next((each for each in told if each.node == hit.node), None)
        if hit.indicator and hit.node in answered and same is not None:
            told[told.index(same)] = _standing_for(same, 1)
        else:
            told.append(hit)
    return told


def _follows(hit: Hit, cause: Cause) -> bool:
    """Whether a remark speaks of a line that an error puts in doubt."""
    if cause.hit.code == "copied":
        return cause.explains(hit)
    return hit.indicator in cause.lines or any(line in cause.lines for line, _ in hit.others)


def _one_a_figure(hits: list[Hit], case: Case) -> list[Hit]:
    """Choose the figures that most remarks share."""
    involved = {hit: _lines(hit, hits, case) for hit in hits}
    told: list[Hit] = []
    left = list(hits)
    while left:
        shared = Counter(line for hit in left for line in involved[hit])
        named = Counter(hit.indicator for hit in left)
        line = min(
            shared,
            key=lambda each: (
                -shared[each], -named[each], each in case.web.parts_of, case.web.order[each]
            ),
        )  # fmt: skip
        of_line = [hit for hit in left if line in involved[hit]]
        chosen = min(of_line, key=lambda hit: (hit.indicator != line, DOUBTS[hit.code]))
        told.append(_standing_for(chosen, len(of_line) - 1))
        left = [hit for hit in left if hit not in of_line]
    return told


def _lines(hit: Hit, hits: list[Hit], case: Case) -> frozenset[str]:
    """Name the lines that a remark may be caused by."""
    lines = {hit.indicator, *(line for line, _ in hit.others)}
    if hit.code in OF_SIZE:
        large = {
            line
            for each in hits
            if each.code in OF_SIZE
            for line in (each.indicator, *(line for line, _ in each.others))
        }
        lines |= {part for line in lines for part in case.web.parts_of.get(line, ())} & large
    return frozenset(lines)


def _standing_for(hit: Hit, count: int) -> Hit:
    """Count what is told with a hit."""
    if not count:
        return hit
    known = int(str(hit.details.get("suppressed", 0)))
    return replace(hit, details={**hit.details, "suppressed": known + count})
