"""Fold letters that look alike, whichever alphabet they were typed in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.read.values import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Cyrillic letters by their code points, each with the Latin one that it looks like, large or
# small: a, v, e, k, m, n, o, r, s, t, u, kh, i, j, dze, schwa, straight u, shha, barred o.
ALIKE = {
    0x430: "a", 0x432: "b", 0x435: "e", 0x43A: "k", 0x43C: "m", 0x43D: "h", 0x43E: "o",
    0x440: "p", 0x441: "c", 0x442: "t", 0x443: "y", 0x445: "x", 0x456: "i", 0x458: "j",
    0x455: "s", 0x4D9: "\u0259", 0x4AF: "y", 0x4BB: "h", 0x4E9: "\u0275", 0x44C: "b",
}  # fmt: skip
# Greek letters and a Turkish one do the same where a keyboard offers them.
ALIKE |= {0x3BF: "o", 0x3B1: "a", 0x3C1: "p", 0x3BD: "v", 0x3B9: "i", 0x131: "i", 0x4CF: "i"}
# What stands for a letter that could not be written.
LOST = frozenset("?\ufffd")
NO_SPACES = {0x20: None}
# In an id, a letter between figures is a figure, and a comma is the dot of another keyboard.
ID_ALIKE = ALIKE | NO_SPACES | {ord("o"): "0", 0x43E: "0", ord("l"): "1", ord("|"): "1"}
ID_ALIKE |= {ord(","): "."}


@lru_cache(maxsize=8192)
def alike(text: str) -> str:
    """Fold a text, look-alike letters of other alphabets into Latin ones too."""
    return folded(text).translate(ALIKE)


@lru_cache(maxsize=8192)
def alike_id(text: str) -> str:
    """Fold an id, with figures for the letters that look like them, and no spaces."""
    return folded(text).translate(ID_ALIKE)


def is_one_of(text: str, words: Collection[str]) -> bool:
    """Whether a text is one of some folded words, or looks like one."""
    return folded(text) in words or any(alike(text) == alike(word) for word in words)


def is_one_with_losses(text: str, words: Collection[str]) -> bool:
    """Whether a text is one of some words but for letters that an old alphabet lacked."""
    held = folded(text)
    if LOST.isdisjoint(held) or not any(sign.isalpha() for sign in held):
        return False
    return any(
        len(word) == len(held) and all(a == b or a in LOST for a, b in zip(held, word, strict=True))
        for word in words
    )


def unmistakable(names: Mapping[str, str]) -> dict[str, str]:
    """Key names by their look; those that look like another's are left out."""
    meant: dict[str, set[str]] = {}
    for name, code in names.items():
        meant.setdefault(alike(name), set()).add(code)
    return {look: codes.pop() for look, codes in meant.items() if len(codes) == 1}
