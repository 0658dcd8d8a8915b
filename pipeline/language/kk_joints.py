"""Join Kazakh words, choosing мен, бен or пен by the sound before it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from pipeline.language.kk_endings import ending
from pipeline.language.kk_numbers import last_word
from pipeline.language.typography import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.language.typography import Number

_NOTE: Final = re.compile(r"\s*\([^()]*\)$")
_FIGURE: Final = re.compile(r"(\d[\d\u00a0 ]*)(,\d+)?$")


def joined(items: Iterable[str]) -> str:
    """List words: "а, ә және б"."""
    return listed(items, "және")


def paired(first: str, second: str) -> str:
    """Join two words closely: "қала мен аудан", "1 тамыз бен 30 қыркүйек"."""
    return f"{first} {with_word(first)} {second}"


def with_word(previous: str | Number) -> str:
    """Choose мен, бен or пен after a word, a text that may end in figures, or a number."""
    if not isinstance(previous, str):
        return ending(last_word(previous), "ins")
    text = _NOTE.sub("", previous).rstrip(' \u00a0»").,:;…')
    if text.endswith("%"):
        return ending("пайыз", "ins")
    figures = _FIGURE.search(text)
    if figures is None:
        return ending(text, "ins") if text else "мен"
    digits = re.sub(r"\s", "", figures[0]).replace(",", ".")
    return ending(last_word(Decimal(digits)), "ins")
