"""Time work by plain work done in the same run, so that a slow or busy machine fails no test."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 200_000


def pieces(work: Callable[[], object]) -> float:
    """Tell how many pieces of plain work, of some 5 ms each, take as long as a work does."""
    plain = min(_seconds(lambda: sum(each % 7 for each in range(STEPS))) for _ in range(3))
    return _seconds(work) / plain


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
