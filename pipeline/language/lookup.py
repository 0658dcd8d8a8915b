"""Look up the closed sets that endings and cases are named by."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T")


def find(table: Mapping[str, T], key: str, what: str) -> T:
    """Find a key of a table.

    Raises: ValueError that names the nearest valid key.
    """
    if key in table:
        return table[key]
    raise unknown(key, table, what)


def unknown(key: str, valid: Iterable[str], what: str) -> ValueError:
    """Word the refusal of a name, with the nearest valid one."""
    from difflib import get_close_matches  # noqa: PLC0415 - paid for by a mistake only

    near = get_close_matches(key, sorted(valid), n=1, cutoff=0.0)
    return ValueError(f"unknown {what} «{key}»; the nearest is «{''.join(near)}»")
