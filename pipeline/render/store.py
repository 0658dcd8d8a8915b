"""Keep from run to run what templates alone decide, where this user may keep it."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from zlib import ZLIB_RUNTIME_VERSION

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    import jinja2

    from pipeline.campaign import Campaign


class Setup(Protocol):
    """What a wording is filled with besides the region."""

    @property
    def campaign(self) -> Campaign:
        """The campaign that it belongs to."""


PROGRAM = Path(__file__).parent.parent
# Whose editions may change what is made of the same templates.
LIBRARIES = ("docx", "jinja2", "lxml", "msgspec")


class Store:
    """The place of one thing, which is found by its name while what it was made of is the same."""

    def __init__(self, name: str, *made_of: object) -> None:
        """Look whether it is there: code, or plain values that Python can write down."""
        import jinja2  # noqa: PLC0415 - heavy; only renderers need it

        self._cache: jinja2.BytecodeCache | None = None
        try:
            self._cache = jinja2.FileSystemBytecodeCache(pattern="mektepke-zhol-%s.cache")
            # Programs that lie apart, an older one and a newer, keep apart from one another.
            self._bucket = self._cache.get_bucket(
                jinja2.Environment(),  # noqa: S701 - fills nothing
                name,
                str(PROGRAM),
                repr(made_of),
            )
        except (OSError, RuntimeError):  # no place that is this user's own
            self._cache = None

    @property
    def kept(self) -> object:
        """What was kept; None where there is nothing."""
        return self._bucket.code if self._cache else None

    def keep(self, made: object) -> None:
        """Keep what was made, for the next run."""
        if self._cache is not None:
            # What the cache writes down need not be code.
            self._bucket.code = cast("CodeType", made)
            with suppress(OSError):
                self._cache.set_bucket(self._bucket)


def tried(name: str, setup: Setup, trial: Callable[[], None]) -> None:
    """Try a campaign's wordings, unless the same have stood the same trial before.

    Raises: as the trial does, which is then made again in the next run.
    """
    filled_with = sha256(msgspec.msgpack.encode(setup, enc_hook=str)).hexdigest()
    store = Store(f"tried {name}", edition(), filled_with, _wordings_of(setup.campaign.folder))
    if store.kept is None:
        trial()
        store.keep(True)  # noqa: FBT003 - that it was tried is all there is to keep


@lru_cache(maxsize=1)
def edition() -> str:
    """Name the edition of the program and of the libraries that make something of templates."""
    found = [spec.origin for name in LIBRARIES if (spec := find_spec(name)) and spec.origin]
    for folder, _, names in os.walk(PROGRAM):
        found += [f"{folder}/{name}" for name in names if name.endswith(".py")]
    states = [(each, os.stat(each)) for each in sorted(found)]  # noqa: PTH116 - of some hundreds
    named = [(each, state.st_mtime_ns, state.st_size) for each, state in states]
    return sha256(repr((named, ZLIB_RUNTIME_VERSION)).encode()).hexdigest()


def _wordings_of(folder: Path) -> list[tuple[str, str]]:
    """Name the state of a campaign's wordings, and of the looks that all campaigns share."""
    files = [place / name for place in (folder.parent, folder) for name in os.listdir(place)]  # noqa: PTH208 - names
    return [
        (path.name, sha256(path.read_bytes()).hexdigest())
        for path in sorted(files)
        if path.suffix in {".html", ".txt"}
    ]
