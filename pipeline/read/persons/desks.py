"""Tell the telephone of a hot line or of an office from a person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.persons.lexicon import Role
from pipeline.read.persons.names import names_of
from pipeline.read.persons.nearness import KIN, is_kin, is_place, roles_of
from pipeline.read.persons.tokens import tokens_of

if TYPE_CHECKING:
    import re

    from pipeline.read.persons.lexicon import Lexicon

# Numbers of towns and calls that cost nothing; every other code is a mobile's.
CODES = ("71", "72", "800")
ABROAD, WHOLE, OWN = "00", 10, (5, 6, 7)  # digits
REACH = 100  # characters between a desk and its telephone
# A line or a sentence tells of one desk; its number stands in the same.
ENDS = ("\n", "; ", "? ", "! ")


def is_of_a_desk(text: str, number: re.Match[str], lexicon: Lexicon) -> bool:
    """Whether a number in a plain text is a hot line's or an office's own."""
    if not _is_fixed(number[0]):
        return False
    before = text[max(0, number.start() - REACH) : number.start()]
    for end in ENDS:
        before = before.rpartition(end)[2]
    desk = _last(lexicon.lines, before) or _last(lexicon.desks, before)
    if desk is not None and _is_next(before[desk.end() :], lexicon):
        return desk.re is lexicon.lines or _is_nobodys(text, lexicon)
    return _is_behind(text[number.end() : number.end() + REACH], lexicon) and _is_nobodys(
        text, lexicon
    )


def _is_fixed(number: str) -> bool:
    """Whether a telephone hangs on a wall: it has a town's code, or is a town's own."""
    digits = "".join(filter(str.isdigit, number)).removeprefix(ABROAD)
    if len(digits) == WHOLE + 1:
        digits = digits[1:]
    return len(digits) in OWN or (len(digits) == WHOLE and digits.startswith(CODES))


def _last(words: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(words.finditer(text), key=lambda each: each.end(), default=None)


def _is_next(between: str, lexicon: Lexicon) -> bool:
    """Whether nothing but places, numbers and words for a telephone stands between."""
    return all(
        token.kind in {"number", "sign"}
        or is_place(token, lexicon)
        or token.folded in lexicon.beside_desks
        or lexicon.phone.match(f"{token.text}.") is not None
        for token in tokens_of(between)
    )


def _is_behind(text: str, lexicon: Lexicon) -> bool:
    """Whether a desk is named at once behind its number, and nobody else: «2-12-34 (әкімдік)»."""
    head = text.lstrip(" )(-\u2013")
    for words in (lexicon.lines, lexicon.desks):
        if (desk := words.match(head)) is not None:
            rest = head[desk.end() :].lstrip()
            return head != text and (not rest or rest[0] in ").,;\n")
    return False


def _is_nobodys(text: str, lexicon: Lexicon) -> bool:
    """Whether a text tells of no child, parent or class, and of none but officials by name."""
    tokens = tokens_of(text)
    roles = roles_of(tokens, lexicon)
    if not KIN.isdisjoint(roles):
        return False
    names = names_of(tokens, roles, lexicon)
    taken = {place for each in names for place in range(each.start, each.end)}
    return all(is_kin(each, taken, tokens, roles) is False for each in names) and not any(
        token.is_capital
        and roles[place] is not Role.PLAIN
        and not is_place(token, lexicon)
        and (lexicon.is_given(token.folded) or lexicon.surnames.end(token.folded))
        for place, token in enumerate(tokens)
        if place not in taken
    )
