"""Tell the story of a watch: the report is built anew whenever something has arrived completely."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.build import build_report
from pipeline.collect import collect
from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.build import Report
    from pipeline.collect import State
    from pipeline.model import Job
    from pipeline.read.pool import Readers

# After a failure the same inbox is tried again only now and then.
LOOKS_BETWEEN_TRIES = 10


class Look(NamedTuple):
    """What the clerk can change, as it was seen at one moment."""

    inbox: State
    decisions: State


def watch(
    begun: Callable[[], Job], readers: Readers, pause: Callable[[], object]
) -> Iterator[Report | PipelineError]:
    """Build whenever the inbox or the decisions have changed and then stood still; never ends.

    Looking again and again, rather than being told, works on network folders too. What goes
    wrong is yielded once, and tried again; once all is well a report says so.
    """
    built: Look | None = None
    before: Look | None = None
    told, looks_to_wait = "", 0
    while True:
        job = begun()
        try:
            look = Look(collect(job.inbox).state, _state(job.decisions))
            if look not in {before, built}:
                looks_to_wait = 0
            elif look != built and not looks_to_wait:
                report = build_report(job, readers)
                # The run itself lays the decisions out anew.
                built, told = look._replace(decisions=_state(job.decisions)), ""
                yield report
            before = look
        except PipelineError as error:
            if str(error) != told:
                yield error
            built, told, looks_to_wait = None, str(error), LOOKS_BETWEEN_TRIES
        looks_to_wait = max(0, looks_to_wait - 1)
        pause()


def _state(path: Path) -> State:
    """Tell a single file's state; that of a file which is not there is empty."""
    try:
        found = path.stat()
    except OSError:
        return frozenset()
    return frozenset({(path.name, found.st_size, found.st_mtime_ns)})
