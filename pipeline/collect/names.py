"""Make names that senders chose into text that every output takes."""

from __future__ import annotations

import math
import re
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What programs and systems leave beside people's files.
SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
SYSTEM_PREFIXES = ("~$", ".~lock.", ".")
SYSTEM_SUFFIXES = (".tmp", ".crdownload", ".part", ".partial", ".download")
SYSTEM_FOLDERS = frozenset({"__macosx"})
# The code pages in which names without a stated one are written here.
OF_ARCHIVES = ("utf-8", "cp866", "cp1251", "kz1048")
OF_MAILS = ("utf-8", "cp1251", "koi8-r", "cp866", "kz1048")
LONGEST_NAME = 200
DRIVE = re.compile(r"[A-Za-z]:")
# Direction marks can make one name look like another; the last two are no characters at all.
MISLEADING = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff"
)

# How often each letter occurs in a Russian text, in 10,000, in the alphabet's order.
_RUSSIAN = (
    801, 159, 454, 170, 298, 845, 94, 165, 735, 121, 349, 440, 321, 670, 1097, 281,
    473, 547, 626, 262, 26, 97, 48, 144, 73, 36, 4, 190, 174, 32, 64, 201,
)  # fmt: skip
_FIRST_LETTER = 0x430
_SHARES = {_FIRST_LETTER + place: share / 1e4 for place, share in enumerate(_RUSSIAN)}
# The letters of Kazakh alone, and yo, are rarer, but no sign of a wrong code page.
_SHARES |= dict.fromkeys(
    (0x451, 0x456, 0x493, 0x49B, 0x4A3, 0x4AF, 0x4B1, 0x4BB, 0x4D9, 0x4E9), 2e-3
)
_SHARES |= dict.fromkeys((0x2116, 0xAB, 0xBB, 0x2013, 0x2014, 0x2019, 0x201C, 0x201D), 3e-4)
_OTHER_LETTER, _OTHER, _CAPITAL, _CAPITAL_INSIDE = 1e-5, 1e-6, 0.2, 0.05


class Names:
    """The names given so far: a name that comes again gets a number."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the names that are taken already."""
        self._times = dict.fromkeys(taken, 1)

    def distinct(self, name: str) -> str:
        """Give a name that nothing else has."""
        candidate = name
        while candidate in self._times:
            self._times[name] = self._times.get(name, 0) + 1
            candidate = f"{name} ({self._times[name]})"
        self._times[candidate] = 1
        return candidate


def is_of_a_system(name: str) -> bool:
    """Whether a file is left by a program rather than put there by a person."""
    *folders, last = name.replace("\\", "/").lower().split("/")
    return (
        (last.startswith(SYSTEM_PREFIXES) and bool(last.strip(". ")))
        or last.endswith(SYSTEM_SUFFIXES)
        or last in SYSTEM_NAMES
        or not SYSTEM_FOLDERS.isdisjoint(folders)
    )


def printable(name: str) -> str:
    """Write what no output can show, or what would mislead, by its number."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(
        each.encode("unicode_escape").decode()
        if each in MISLEADING or unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"}
        else each
        for each in name
    )


def member_name(name: str) -> str:
    """Write a member's name as a path that leads nowhere but into its container.

    What is too long keeps its beginning and its suffix, and gets a hash between them.
    """
    parts = [DRIVE.sub("", part, count=1) for part in name.replace("\\", "/").split("/")]
    path = printable("/".join(part for part in parts if part.strip(" .") or part == "..."))
    if len(path) <= LONGEST_NAME:
        return path or "unnamed"
    stem, dot, suffix = path.rpartition(".")
    ending = dot + suffix if stem and len(suffix) <= len("xlsx") else ""
    digest = sha256(path.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{path[: LONGEST_NAME - 20]}…{digest}{ending}"


def decoded(names: Sequence[bytes], encodings: Sequence[str]) -> tuple[str, ...]:
    """Read names whose encoding nobody states, all in the one that makes the best words of them.

    The best is the likeliest: each encoding turns the same bytes into letters, and letters
    are as likely as they are frequent in the two languages, capitals less so, above all
    inside a word, while signs and foreign letters hardly occur. One writer writes all names
    of an archive in one encoding, so they are judged together; only UTF-8 proves itself.
    """
    foreign = [name for name in names if not name.isascii()]
    scores = {each: sum(_likelihood(name, each) for name in foreign) for each in encodings}
    chosen = max(encodings, key=scores.__getitem__)
    return tuple(
        name.decode("utf-8")
        if _likelihood(name, "utf-8") >= _likelihood(name, chosen)
        else name.decode(chosen, errors="backslashreplace")
        for name in names
    )


def _likelihood(name: bytes, encoding: str) -> float:
    """Tell how likely a name is in an encoding, as a logarithm; -inf where it is impossible."""
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return -math.inf
    text = name[:LONGEST_NAME].decode(encoding, errors="ignore")
    total = 0.0
    before = ""
    for letter in text:
        if not letter.isascii():
            total += math.log(_share(letter, before))
        before = letter
    return total


def _share(letter: str, before: str) -> float:
    """Tell how often a letter occurs after another."""
    small = letter.lower()
    share = _SHARES.get(ord(small[0]), _OTHER_LETTER if letter.isalpha() else _OTHER)
    if small == letter:
        return share
    is_inside = not before.isascii() and before.islower()
    return share * _CAPITAL * (_CAPITAL_INSIDE if is_inside else 1)
