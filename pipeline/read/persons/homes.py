"""Find birthdays and homes in a text, and tell whose they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.read.persons.lexicon import Role
from pipeline.read.persons.nearness import KIN, Name, is_kin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.read.persons.lexicon import Lexicon
    from pipeline.read.persons.tokens import Token

DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)?\d\d")
ISO_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
YEAR = re.compile(r"(?:19|20)\d\d")
HOUSE = re.compile(r"\d{1,3}(?:[/\-]\d{1,3})?")
NEAR = 4  # tokens between a day and the word that makes it a birthday
STREET_NAME = 9  # tokens from a street's word to the number of the house
FLAT = 5


def has_birthday(
    tokens: list[Token], roles: Sequence[Role | None], names: list[Name], lexicon: Lexicon
) -> bool | None:
    """Whether a child's day of birth is told; None where the word whose is missing."""
    for start, end in _days(tokens):
        around = (*tokens[max(0, start - 1) : start], *tokens[end : end + 2])
        if any(each.folded in lexicon.not_birth for each in around):
            continue
        near = (*tokens[max(0, start - NEAR) : start], *tokens[end : end + NEAR])
        if any(each.folded in lexicon.birth for each in near):
            return True if names or not KIN.isdisjoint(roles) else None
    return False


def has_home(
    tokens: list[Token], roles: Sequence[Role | None], names: list[Name], lexicon: Lexicon
) -> bool | None:
    """Whether a child's home is told, the house with it; None where the word whose is missing."""
    answer: bool | None = False
    taken = {place for each in names for place in range(each.start, each.end)}
    for start, end in _houses(tokens, lexicon):
        meant = [
            Role.OFFICE
            if token.folded in lexicon.venue
            else Role.ONE
            if token.folded in lexicon.home and not _is_of_venue(place, tokens, lexicon)
            else role
            for place, (token, role) in enumerate(zip(tokens, roles, strict=True))
        ]
        flat = any(each.folded in lexicon.flat for each in tokens[end : end + FLAT])
        if flat and (names or not KIN.isdisjoint(meant)):
            return True
        verdict = is_kin(Name(start, end), taken, tokens, meant)
        if verdict:
            return True
        answer = answer if verdict is False else None
    return answer


def _is_of_venue(place: int, tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether an address is a school's or a hall's: «мектеп мекенжайы», «адрес школы»."""
    beside = (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])
    return any(each.folded in lexicon.venue for each in beside)


def _days(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield where a full date stands: 12.03.2004, or 12 of a month 2004."""
    for place, token in enumerate(tokens):
        if token.kind != "number":
            continue
        if DAY.fullmatch(token.text) or ISO_DAY.fullmatch(token.text):
            yield place, place + 1
        elif (
            len(token.text) <= len("31")
            and [each.kind for each in tokens[place + 1 : place + 3]] == ["word", "number"]
            and YEAR.fullmatch(tokens[place + 2].text)
        ):
            yield place, place + 3


def _houses(tokens: list[Token], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield where a street stands with the number of a house, and not of what was counted there."""
    for place, token in enumerate(tokens):
        if token.folded not in lexicon.street:
            continue
        for end in range(place + 1, min(place + STREET_NAME, len(tokens))):
            if tokens[end].kind != "number":
                continue
            behind = tokens[end + 1] if end + 1 < len(tokens) else None
            counted = (
                behind is not None
                and behind.kind == "word"
                and len(behind.text) > 1
                and behind.folded not in lexicon.flat
            )
            if HOUSE.fullmatch(tokens[end].text) and not counted:
                yield max(0, place - 1), end + 1
            break
