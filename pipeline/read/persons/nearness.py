"""Tell whose a name is by the nearest word around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipeline.read.persons.lexicon import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.read.persons.lexicon import Lexicon
    from pipeline.read.persons.tokens import Token

KIN = {Role.ONE, Role.MANY, Role.CLASS}
# A name is somebody's by a word at most so many words away; the end of a sentence counts for some.
REACH, SENTENCE = 15, 5
STEPS = 4 * REACH  # tokens looked at on one side, signs and other names among them
SKIPPED = frozenset(".«»\"'")  # between a word and the name it goes with
BETWEEN = frozenset('-«"')  # a class and its letter
WITHIN = SKIPPED | {"#"}
ENDS = frozenset(".!?;\n")
LONGEST_ABBREVIATION = 4
FEW = 4  # words between a post and those it is for: «директор школы для детей»
HIGHEST_CLASS = 12
OLDEST = 18  # years, of a child
BORN = re.compile("(?:19[89]|20[01])[0-9]")


class Name(NamedTuple):
    """Where a name stands among the tokens of a text."""

    start: int
    end: int  # behind it


def roles_of(tokens: list[Token], lexicon: Lexicon) -> list[Role | None]:
    """Say what every token tells of the names around it."""
    roles = [
        None
        if token.kind not in {"word", "short"} or is_place(token, lexicon)
        else lexicon.role(token.folded)
        for token in tokens
    ]
    for place, token in enumerate(tokens):
        for rest in lexicon.phrases.get(token.folded, ()):
            words = tokens[place + 1 : place + 1 + len(rest)]
            if len(words) == len(rest) and all(
                each.folded in word for each, word in zip(words, rest, strict=True)
            ):
                roles[place : place + 1 + len(rest)] = [Role.PLAIN] * (1 + len(rest))
    for place, role in enumerate(roles):
        if role is Role.CLASS and not _is_class(place, tokens):
            roles[place] = None
        # «бала дәрігері»: the word behind says whose.
        if role in KIN and roles[place + 1 : place + 2] == [Role.OFFICE]:
            roles[place] = None
    _mark_classes(tokens, roles)
    _mark_ages(tokens, roles, lexicon)
    return roles


def is_kin(
    name: Name, taken: Collection[int], tokens: list[Token], roles: list[Role | None]
) -> bool | None:
    """Whether a name is a child's or a parent's by the nearest word; None where none is near."""
    left = next(_roles(range(name.start - 1, -1, -1), tokens, roles, taken), None)
    right = next(_roles(range(name.end, len(tokens)), tokens, roles, taken), None)
    if left is None and right is None:
        return None
    if left is not None:
        distance, role, place = left
        # «балаларға Тестбаевтың кітаптары»: the name goes with what follows at once.
        if role is Role.MANY and right is not None and right[1:] == (Role.OFFICE, name.end):
            return False
        is_direct = not any(
            each.kind == "sign" and each.text not in WITHIN | {"-"}
            for each in tokens[place + 1 : name.start]
        )
        # «сынып жетекшісі Тестова М. отбасыларды аралады»: the post goes with the name.
        if (
            role is Role.OFFICE
            and is_direct
            and distance <= FEW
            and (right is None or right[0] or right[1] is Role.MANY)
        ):
            return False
        if right is None or distance <= right[0]:
            is_for = role is not Role.ONE and is_direct and _has_post(place, tokens, roles)
            return role in KIN and not is_for
    return right is not None and right[1] in KIN


def is_place(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is a unit's name, which tells no person."""
    return token.is_capital and token.folded in lexicon.places


def _is_class(place: int, tokens: list[Token]) -> bool:
    """Whether the word for a class has its number: «5 «А» сыныбы», «5-А класс»."""
    return any(
        each.text.isdecimal() and int(each.text) <= HIGHEST_CLASS
        for each in tokens[max(0, place - 5) : place]
        if len(each.text) < FEW
    )


def _mark_classes(tokens: list[Token], roles: list[Role | None]) -> None:
    """Mark a class without its word, «5 «А»», and free those that are a teacher's."""
    for place, token in enumerate(tokens):
        if not (token.text.isdecimal() and 0 < int(token.text[:FEW]) < HIGHEST_CLASS):
            continue
        behind = place + 1
        while behind < min(len(tokens) - 1, place + FEW) and tokens[behind].text in BETWEEN:
            behind += 1
        letter = tokens[behind] if behind < len(tokens) else token
        if letter.kind == "word" and len(letter.text) == 1 and letter.is_capital:
            roles[behind] = Role.CLASS
    for place, role in enumerate(roles):
        if role is Role.CLASS and Role.OFFICE in roles[max(0, place - 6) : place + 3]:
            roles[place] = None


def _mark_ages(tokens: list[Token], roles: list[Role | None], lexicon: Lexicon) -> None:
    """Mark a child's age and year of birth, «7 лет», «2004 г.р.»; terms and spans are neither."""
    for place, token in enumerate(tokens):
        is_age, is_birth = token.folded in lexicon.age, token.folded in lexicon.birth
        if not (is_age or is_birth):
            continue
        before = tokens[max(0, place - 3) : place]
        number = next(
            (at for at in reversed(range(len(before))) if before[at].kind == "number"), None
        )
        if number is None:
            continue
        told = before[number].text
        is_own = number == 0 or (
            before[number - 1].folded not in lexicon.not_birth and before[number - 1].text != "-"
        )
        if is_birth:
            fits = BORN.fullmatch(told) is not None
        else:
            fits = told.isdecimal() and 0 < int(told) <= OLDEST and len(before) - number < FEW - 1
        if is_own and fits:
            roles[place] = Role.ONE


def _has_post(place: int, tokens: list[Token], roles: list[Role | None]) -> bool:
    """Whether a post stands a few words before those it is for."""
    words = 0
    for before in range(place - 1, -1, -1):
        if roles[before] is Role.OFFICE:
            return True
        words += tokens[before].kind == "word"
        if words == FEW or (tokens[before].kind == "sign" and tokens[before].text not in WITHIN):
            return False
    return False


def _roles(
    places: range, tokens: list[Token], roles: list[Role | None], taken: Collection[int]
) -> Iterator[tuple[int, Role, int]]:
    """Yield the telling words on one side of a name, each with its distance and place."""
    distance = 0
    for place in places[:STEPS]:
        if place in taken:
            continue
        token, role = tokens[place], roles[place]
        if role is not None and role is not Role.PLAIN:
            yield distance, role, place
        if token.text in ENDS and not _is_abbreviated(place, tokens):
            distance += SENTENCE
        distance += token.kind in {"word", "short"}
        if distance > REACH:
            return


def _is_abbreviated(place: int, tokens: list[Token]) -> bool:
    """Whether a full stop ends a shortened word, not a sentence."""
    before = tokens[place - 1] if place else None
    return (
        tokens[place].text == "."
        and before is not None
        and (
            before.kind in {"initials", "short"}
            or len(before.text) <= LONGEST_ABBREVIATION
            or [each.text for each in tokens[place + 1 : place + 2]] == [":"]
        )
    )
