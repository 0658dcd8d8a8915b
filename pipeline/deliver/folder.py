"""Write artifacts into the outbox, as a whole folder or not at all."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

from pipeline.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pipeline.model import Artifact

# An indexer or a virus scanner may hold a file of the old folder for a moment.
ATTEMPTS = 5
PAUSE_SECONDS = 0.2


def deliver(artifacts: Iterable[Artifact], outbox: Path, name: str) -> Path:
    """Write a folder of the outbox beside the old one, then swap the two.

    Raises: DeliveryError where the disk refuses or a file of the old folder is open; the
    old folder is then as it was.
    """
    folder, draft, old = (outbox / each for each in (name, f".{name}.draft", f".{name}.old"))
    try:
        outbox.mkdir(parents=True, exist_ok=True)
        _finish_cut_off_swap(folder, draft, old)
        for artifact in artifacts:
            target = draft / artifact.path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.write(artifact.content)
                file.flush()
                os.fsync(file.fileno())
        _swap(folder, draft, old)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise DeliveryError("outbox", {"folder": folder, "problem": error}) from error
    return folder


def delivered(outbox: Path, prefix: str) -> frozenset[str]:
    """Name the folders of the outbox that begin with a word."""
    return frozenset(each.name for each in outbox.glob(f"{prefix}*") if each.is_dir())


def write_files(contents: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write single files into a folder that may hold others, each whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            draft = folder / f".{name}.draft"
            draft.write_bytes(content)
            _renamed(draft, folder / name, os.replace)
    except OSError as error:
        raise DeliveryError("outbox", {"folder": folder, "problem": error}) from error
    return tuple(folder / name for name in contents)


def files_in(folder: Path) -> dict[str, bytes]:
    """Read back a folder of the outbox, by path.

    Raises: DeliveryError where one of its files cannot be read.
    """
    try:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
    except OSError as error:
        raise DeliveryError("outbox", {"folder": folder, "problem": error}) from error


def deliver_beside(content: bytes | None, path: Path) -> None:
    """Replace a single file that people fill, or remove it where there is nothing to fill.

    Raises: DeliveryError where it is open in another program.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        if content is None:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != content:
            draft.write_bytes(content)
            _renamed(draft, path, os.replace)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise DeliveryError("file-open", {"file": path, "problem": error}) from error


def _finish_cut_off_swap(folder: Path, draft: Path, old: Path) -> None:
    """Clear away what a run that was cut off left behind."""
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (draft, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def _swap(folder: Path, draft: Path, old: Path) -> None:
    """Put the draft in the folder's place; put the old one back if that fails."""
    if folder.exists():
        _renamed(folder, old)
    try:
        _renamed(draft, folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _renamed(source: Path, target: Path, rename: Callable[[Path, Path], None] = os.rename) -> None:
    """Rename, waiting out a short lock."""
    for attempt in range(ATTEMPTS):
        try:
            rename(source, target)
        except PermissionError:
            if attempt + 1 == ATTEMPTS:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return
