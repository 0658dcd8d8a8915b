"""Cut a text into words, initials, numbers and signs."""

from __future__ import annotations

import re
from typing import NamedTuple

UPPER = r"[A-Z\u0410-\u042f\u0401\u04d8\u0492\u049a\u04a2\u04e8\u04b0\u04ae\u04ba\u0406]"
LETTER = r"[^\W\d_]"
TOKEN = re.compile(
    rf"(?P<short>{LETTER}(?:\.(?!{UPPER}){LETTER}|/{LETTER})+(?!{LETTER}))"
    rf"|(?P<initials>{UPPER}\. ?(?:{UPPER}(?:\.|(?![^\W_.])))?)"
    rf"|(?P<word>{LETTER}+(?:-{LETTER}+)*)"
    r"|(?P<number>\d+(?:[.,/\-]\d+)*)"
    r"|(?P<sign>[^\w ])"
)
YO = {0x451: 0x435}
# Longer texts than a cell's are never told whole.
MOST_TOKENS = 8_000


class Token(NamedTuple):
    """One word, or one of the other parts of a text."""

    kind: str  # "word", "initials", "number", "sign" or "short", such as a post's
    text: str
    folded: str

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def is_loud(self) -> bool:
        """Whether it is all capital letters."""
        return self.text.isupper()


def tokens_of(text: str) -> list[Token]:
    """Cut a plain text; every word is folded for comparison."""
    found = []
    for match in TOKEN.finditer(text):
        part = match[0]
        found.append(Token(match.lastgroup or "", part, part.casefold().translate(YO)))
        if len(found) == MOST_TOKENS:
            break
    return found
