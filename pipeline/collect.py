"""Collect what lies in the inbox, changing nothing there."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InboxError
from pipeline.model import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator

# What programs and systems leave beside people's files.
SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
OWNER_PREFIXES = ("~$", ".~lock.", ".")
# The largest form seen is a few hundred KB; a photo or a scan is refused without reading it whole.
LARGEST_FILE = 32 * 1024 * 1024


class Inbox:
    """Every file of the inbox and its subfolders, by name; read one by one when iterated."""

    def __init__(self, folder: Path, paths: tuple[Path, ...]) -> None:
        """Take the folder and what was found in it."""
        self._folder = folder
        self._paths = paths

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._paths)

    def __iter__(self) -> Iterator[Arrival]:
        """Take the files up, one by one."""
        for path in self._paths:
            yield take_up(path, _written(path.relative_to(self._folder)))


def collect(inbox: Path) -> Inbox:
    """List every file of the inbox and its subfolders.

    Raises: InboxError where the folder itself cannot be read.
    """
    try:
        return Inbox(inbox, tuple(_paths(inbox)))
    except OSError as error:
        raise InboxError("no-inbox", {"folder": inbox}) from error


def take_up(path: Path, name: str) -> Arrival:
    """Take one file up as bytes, or say why that could not be."""
    try:
        state = path.lstat()
        modified_at = _moment(state.st_mtime)
        if _is_of_a_system(path.name):
            return _refused(name, "system-file", modified_at)
        if stat.S_ISDIR(state.st_mode):
            return _refused(name, "cannot-be-opened", modified_at)
        if not stat.S_ISREG(state.st_mode):
            return _refused(name, "not-a-file", modified_at)
        if state.st_size > LARGEST_FILE:
            return Arrival(
                path=name,
                content=b"",
                sha256=_digest(path),
                modified_at=modified_at,
                fault="too-large",
                source=path,
            )
        content = path.read_bytes()
    except OSError:
        return _refused(name, "cannot-be-opened", None)
    return Arrival(
        path=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        modified_at=modified_at,
    )


def _paths(folder: Path) -> Iterator[Path]:
    """Yield every entry below a folder, by name; of folders only those that cannot be opened."""
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        if entry.is_dir(follow_symlinks=False):
            try:
                yield from _paths(Path(entry.path))
            except OSError:
                yield Path(entry.path)
        else:
            yield Path(entry.path)


def _written(path: Path) -> str:
    """Write a path as text that every output takes, other bytes by their numbers."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


def _moment(timestamp: float) -> datetime | None:
    """Tell when a file was changed; None where its disk says nonsense."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError):
        return None


def _is_of_a_system(name: str) -> bool:
    """Whether a file is left by a program rather than put there by a person."""
    return name.startswith(OWNER_PREFIXES) or name.lower() in SYSTEM_NAMES


def _refused(name: str, fault: str, modified_at: datetime | None) -> Arrival:
    """Record a file that is not taken up, and why."""
    return Arrival(path=name, content=b"", sha256="", modified_at=modified_at, fault=fault)


def _digest(path: Path) -> str:
    """Hash a file too large to be read whole."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
