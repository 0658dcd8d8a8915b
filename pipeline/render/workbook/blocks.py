"""Share the indicators of a sheet out among pages: a whole and its parts stay together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.schema import Indicator, SumRule

CAPACITY = 9  # indicators side by side on one landscape A4 page


def groups(indicators: Iterable[Indicator], sums: Iterable[SumRule]) -> list[list[Indicator]]:
    """Keep a whole and its parts together; a group too wide for a page is cut."""
    wholes = {part: rule.whole for rule in sums for part in rule.parts}
    found: list[list[Indicator]] = []
    for indicator in indicators:
        fits = found and len(found[-1]) < CAPACITY
        if fits and wholes.get(indicator.id) == found[-1][0].id:
            found[-1].append(indicator)
        else:
            found.append([indicator])
    return found


def balanced(parts: Sequence[Sequence[Indicator]]) -> list[list[Indicator]]:
    """Join groups in order into as few pages as possible, and those as even as possible."""
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # pages, sum of squares, start of the last one
    for end in range(1, len(parts) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            width = sum(map(len, parts[start:end]))
            if width > CAPACITY:
                break
            pages, squares, _ = best[start]
            options.append((pages + 1, squares + width * width, start))
        best.append(min(options))
    found: list[list[Indicator]] = []
    end = len(parts)
    while end:
        start = best[end][2]
        found.insert(0, [indicator for part in parts[start:end] for indicator in part])
        end = start
    return found
