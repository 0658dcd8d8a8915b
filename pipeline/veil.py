"""Hide the names of files that tell a person's data, and know the mails that tell a child's."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.read.persons import is_personal_text, tells_a_child

if TYPE_CHECKING:
    from pipeline.model import Arrival
    from pipeline.read import FormLayout

# The end of a file's name that may be shown where the rest is hidden.
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")


def veiled(arrival: Arrival, layout: FormLayout) -> Arrival:
    """Hide whatever name of a file or a folder tells a person's data, here and in containers."""
    path = "!".join(_unnamed(each, layout) for each in arrival.path.split("!"))
    if path == arrival.path and not arrival.words:
        return arrival
    # What a mail says goes no further than here.
    is_private = any(tells_a_child(each, layout.persons) for each in arrival.words)
    return replace(arrival, path=path, words=(), is_private=is_private)


def _unnamed(path: str, layout: FormLayout) -> str:
    """Hide the names that tell a person, or all of them where only together they do."""
    parts = path.split("/")
    told = [_is_telling(part, layout) for part in parts]
    if not any(told) and not _is_telling(" ".join(parts), layout):
        return path
    return "/".join(
        _veil(part) if is_told or not any(told) else part
        for part, is_told in zip(parts, told, strict=True)
    )


def _is_telling(name: str, layout: FormLayout) -> bool:
    return any(is_personal_text(each, layout.persons) for each in (name, PurePath(name).stem))


def _veil(name: str) -> str:
    suffix = PurePath(name).suffix
    return f"…{sha256(name.encode()).hexdigest()[:8]}{suffix if SUFFIX.fullmatch(suffix) else ''}"
