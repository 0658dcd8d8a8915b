"""Break long words between syllables, for places too narrow for them."""

from __future__ import annotations

import re
from typing import Final

SOFT_HYPHEN: Final = "\u00ad"
_VOWELS: Final = "аәеёиоөуұүыіэюя"
# After a vowel, before a consonant that another vowel follows; or within a row of consonants.
_JOINTS: Final = re.compile(
    rf"(?<=\w[{_VOWELS}])(?=[^\W{_VOWELS}ьъй][{_VOWELS}]\w)"
    rf"|(?<=[{_VOWELS}][^\W{_VOWELS}])(?=[^\W{_VOWELS}ьъй][^\W{_VOWELS}]?[{_VOWELS}])",
    re.IGNORECASE,
)


def hyphenated(words: str) -> str:
    """Put soft hyphens between syllables; nothing that is seen changes while there is room."""
    return _JOINTS.sub(SOFT_HYPHEN, words)
