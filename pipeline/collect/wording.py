"""Take what a mail itself says, its subject and its texts, so that it can be looked through."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from pipeline.collect.names import OF_MAILS, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable

# Nobody reports more in a mail than this; of a page of HTML most is layout.
LONGEST_TEXT, LONGEST_PAGE, MOST_TEXTS = 40_000, 400_000, 40
UNSEEN = re.compile(r"(?is)<(style|script|head)\b.*?(?:</\1\s*>|\Z)")
# What begins a new line or paragraph in a page.
BREAK = re.compile(r"(?i)<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6])\b[^>]*>")
TAG = re.compile(r"<[^>]{0,2000}>")


def said(texts: Iterable[str]) -> tuple[str, ...]:
    """Keep the texts that say anything, as much of them as anybody writes."""
    kept = (text.strip()[:LONGEST_TEXT] for text in texts)
    return tuple(dict.fromkeys(text for text in kept if text))[:MOST_TEXTS]


def read_as(content: bytes, charset: str) -> str:
    """Read bytes as text, by the charset that is stated or by what they look like."""
    try:
        return content.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return decoded([content], OF_MAILS)[0]


def seen_of(page: str) -> str:
    """Give what is seen of a page of HTML."""
    text = UNSEEN.sub(" ", page[:LONGEST_PAGE])
    lines = TAG.sub("", BREAK.sub("\n", " ".join(text.split())))
    return unescape(lines)
