"""Collect what lies in the inbox, changing nothing there; what is packed is unpacked in memory."""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.collect.containers import fault_of, opened_up
from pipeline.collect.disk import Entry, entries_of, taken
from pipeline.collect.names import Names, printable
from pipeline.errors import InboxError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.model import Arrival

__all__ = ["Inbox", "State", "collect", "fault_of", "take_up", "taken_up"]

# Name, size and time of writing of every file: equal as long as nothing has changed.
State = frozenset[tuple[str, int, int]]


class Inbox:
    """Every file of the inbox and its subfolders, by name; read one by one when iterated."""

    def __init__(self, folder: Path, entries: tuple[Entry, ...]) -> None:
        """Take the folder and what was found in it."""
        self._folder = folder
        self._entries = entries

    def __len__(self) -> int:
        """How many files there are; those within them are not known before they are opened."""
        return len(self._entries)

    @property
    def state(self) -> State:
        """Tell what lies there without opening any of it."""
        return frozenset((str(entry.path), entry.size, entry.written_at) for entry in self._entries)

    def __iter__(self) -> Iterator[Arrival]:
        """Take up the files and whatever they hold, one by one."""
        return chain.from_iterable(self.by_file())

    def by_file(self) -> Iterator[Iterator[Arrival]]:
        """Take up the files one by one, each followed by whatever it holds."""
        names = Names()
        # The files' own names are given first, so that no member takes one.
        listed = [names.distinct(_written(self._folder, entry.path)) for entry in self._entries]
        for entry, name in zip(self._entries, listed, strict=True):
            yield opened_up(taken(entry, name), names)


def collect(inbox: Path) -> Inbox:
    """List every file of the inbox and its subfolders.

    Raises: InboxError where the folder itself cannot be read.
    """
    try:
        return Inbox(inbox, tuple(entries_of(inbox)))
    except OSError as error:
        raise InboxError("no-inbox", {"folder": inbox}) from error


def take_up(path: Path, name: str) -> Arrival:
    """Take one file up as bytes, or say why that could not be."""
    return next(taken_up(path, name))


def taken_up(path: Path, name: str) -> Iterator[Arrival]:
    """Take one file up, and whatever it holds."""
    return opened_up(taken(Entry(path=path), name), Names([name]))


def _written(folder: Path, path: Path) -> str:
    """Write a path within a folder as text that every output takes."""
    raw = os.fsencode(path.relative_to(folder).as_posix())
    return printable(raw.decode(errors="backslashreplace"))
