"""Read what lies on the disk: regular files only, and none that is still being written."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.collect import opened
from pipeline.collect.archive import is_cut_short
from pipeline.collect.names import is_of_a_system
from pipeline.model import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LEVELS = 32
LOOKS, PAUSE = 4, 0.2
# A file so young may still be on its way, if it also lacks its end.
FRESH = 5.0
# Whatever happens between look and reading: no link is followed, no pipe is waited for.
HOW_TO_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the inbox as it was listed; `fault` is set where it is not to be read."""

    path: Path
    size: int = -1
    written_at: int = -1  # in nanoseconds; -1 where it was not looked at
    fault: str = ""


def entries_of(folder: Path, levels: int = MOST_LEVELS) -> Iterator[Entry]:
    """Yield every entry below a folder, by name; of folders only those that stay closed.

    Raises: OSError where the folder itself cannot be read.
    """
    with os.scandir(folder) as found:
        ordered = sorted(found, key=lambda each: each.name)
    for each in ordered:
        path = Path(each.path)
        if not each.is_dir(follow_symlinks=False):
            yield _looked_at(path)
        elif levels == 1:
            yield Entry(path=path, fault="folder-too-deep")
        else:
            try:
                yield from entries_of(path, levels - 1)
            except OSError:
                yield Entry(path=path, fault="cannot-be-opened")


def taken(entry: Entry, name: str) -> Arrival:
    """Take one file up as bytes, or say why that could not be."""
    modified_at = None
    try:
        state = entry.path.lstat()
        modified_at = _moment(state.st_mtime)
        fault = entry.fault or _fault(entry.path, state)
        if not fault:
            return _read(entry, name)
    except FileNotFoundError:
        fault = "disappeared"
    except OSError:
        fault = "cannot-be-opened"
    return Arrival(path=name, content=b"", sha256="", modified_at=modified_at, fault=fault)


def _looked_at(path: Path) -> Entry:
    try:
        state = path.lstat()
    except OSError:  # it is looked at again when it is its turn
        return Entry(path=path)
    return Entry(path=path, size=state.st_size, written_at=state.st_mtime_ns)


def _fault(path: Path, state: os.stat_result) -> str:
    """Name what speaks against reading a file; "" where nothing does."""
    if is_of_a_system(path.name):
        return "system-file"
    if stat.S_ISDIR(state.st_mode):
        return "cannot-be-opened"
    return "" if stat.S_ISREG(state.st_mode) else "not-a-file"


def _read(entry: Entry, name: str) -> Arrival:
    """Read a file that stays as it is meanwhile; look again a few times where it changes."""
    size, written_at = entry.size, entry.written_at
    has_changed = False
    for look in range(LOOKS):
        if look:
            time.sleep(PAUSE)
        arrival = _bytes_of(entry.path, name)
        after = entry.path.lstat()
        is_steady = written_at < 0 or (size, written_at) == (after.st_size, after.st_mtime_ns)
        has_changed |= not is_steady
        size, written_at = after.st_size, after.st_mtime_ns
        # A young file that lacks its end gets a second look, one seen growing more of them.
        if is_steady and (not _may_grow(arrival, after) or (look and not has_changed)):
            return arrival
    return Arrival(
        path=name,
        content=b"",
        sha256="",
        modified_at=arrival.modified_at,
        fault="still-being-copied",
    )


def _may_grow(arrival: Arrival, state: os.stat_result) -> bool:
    """Whether a file may be no more than the beginning of one."""
    is_fresh = abs(time.time() - state.st_mtime) < FRESH
    return is_fresh and not arrival.fault and (not state.st_size or is_cut_short(arrival.content))


def _bytes_of(path: Path, name: str) -> Arrival:
    """Read a file whole if it is no larger than a form may be, else only hash it."""
    with os.fdopen(os.open(path, HOW_TO_OPEN), "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise FileNotFoundError
        modified_at = _moment(state.st_mtime)
        # One byte more than there are tells whether any came meanwhile.
        content = file.read(min(state.st_size, opened.LARGEST_FILE) + 1)
        digest = hashlib.sha256(content)
        if len(content) > opened.LARGEST_FILE:
            while block := file.read(opened.LARGEST_FILE):
                digest.update(block)
            return Arrival(
                path=name,
                content=b"",
                sha256=digest.hexdigest(),
                modified_at=modified_at,
                fault="too-large",
                source=path,
            )
    return Arrival(path=name, content=content, sha256=digest.hexdigest(), modified_at=modified_at)


def _moment(timestamp: float) -> datetime | None:
    """Tell when a file was changed; None where its disk says nonsense."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, OSError, ValueError):
        return None
