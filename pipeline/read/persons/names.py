"""Find people's names in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.read.persons.lexicon import Role
from pipeline.read.persons.nearness import FEW, KIN, SKIPPED, Name, is_place

if TYPE_CHECKING:
    from pipeline.read.persons.lexicon import Lexicon
    from pipeline.read.persons.tokens import Token

SHORTEST_NAME, MOST_WORDS = 3, 4  # letters, words
INTRODUCING = frozenset(':-("«\n')  # between a word for a child and the name


def names_of(tokens: list[Token], roles: list[Role | None], lexicon: Lexicon) -> list[Name]:
    """Find the names in a text, except those after which something is called."""
    found: list[Name] = []
    place = 0
    while place < len(tokens):
        name = _name_at(place, tokens, roles, lexicon)
        if name is None:
            place += 1
            continue
        if found and name.start < found[-1].end:
            name = Name(found[-1].end, name.end)
        if not _is_honour(name, tokens, lexicon):
            found.append(name)
        place = name.end
    return found


def is_alone(tokens: list[Token], roles: list[Role | None], lexicon: Lexicon) -> bool:
    """Whether a text is nothing but a surname or given names, as a list's column has it."""
    return 0 < len(tokens) < FEW and all(
        _may_be_name(place, tokens, roles, lexicon)
        and token.is_capital
        and not is_place(token, lexicon)
        and _is_telling(token, lexicon)
        for place, token in enumerate(tokens)
    )


def _name_at(
    place: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> Name | None:
    """Find the name that begins with a token, or with the initials behind or before it."""
    token = tokens[place]
    if token.kind == "initials":
        return _behind_initials(place, tokens, roles, lexicon)
    if not _may_be_name(place, tokens, roles, lexicon):
        return None
    end = place + 1
    while (
        end < min(len(tokens), place + MOST_WORDS)
        and _may_be_name(end, tokens, roles, lexicon)
        and tokens[end].is_capital is token.is_capital
    ):
        end += 1
    words = tokens[place:end]
    if len(words) > 1 and _is_stranger(place, end, tokens, roles, lexicon):
        return Name(place, end)
    if (name := _before_initials(end, tokens, roles, lexicon)) is not None:
        return name
    if _is_apart(end, tokens, lexicon) and words[-1].is_capital:
        return Name(place, end + 1)
    for first in range(place, end - 1):
        if _is_pair(tokens[first], tokens[first + 1], lexicon):
            return Name(place, end)
    if _is_lone(place, tokens, roles, lexicon):
        return Name(place, place + 1)
    return None


def _before_initials(
    end: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> Name | None:
    """Find the name that ends in initials, unless they are the next word's."""
    last = tokens[end - 1]
    if end == len(tokens) or not last.is_capital:
        return None
    initials, after = tokens[end], end + 1
    if initials.kind == "initials":
        claims = (
            after < len(tokens)
            and _may_be_name(after, tokens, roles, lexicon)
            and _is_surname(tokens[after], lexicon)
            and not _is_surname(last, lexicon)
        )
        return None if claims or is_place(last, lexicon) else Name(end - 1, after)
    # «Тестов А» without a point.
    is_initial = initials.kind == "word" and len(initials.text) == 1 and initials.is_capital
    is_surname = lexicon.surnames.end(last.folded)
    return Name(end - 1, after) if is_initial and is_surname else None


def _behind_initials(
    place: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> Name | None:
    behind = place + 1
    if behind >= len(tokens) or not _may_be_name(behind, tokens, roles, lexicon):
        return None
    word = tokens[behind]
    if not word.is_capital or is_place(word, lexicon):
        return None
    is_two = sum(map(str.isalpha, tokens[place].text)) > 1
    # «А. Рейдтер өтті» heads a list; «бала А. Серік» does not.
    follows = place > 0 and tokens[place - 1].kind in {"word", "number"}
    if is_two or follows or _is_surname(word, lexicon) or lexicon.is_given(word.folded):
        return Name(place, behind + 1)
    return None


def _may_be_name(
    place: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> bool:
    token = tokens[place]
    return (
        token.kind == "word"
        and roles[place] is None
        and (len(token.text) >= SHORTEST_NAME or lexicon.is_given(token.folded))
        and token.folded not in lexicon.after
        and token.folded not in lexicon.before
        and token.folded not in lexicon.called
    )


def _is_surname(token: Token, lexicon: Lexicon) -> bool:
    word = token.folded
    return (
        lexicon.surnames.end(word) or lexicon.doubtful.end(word) or _is_patronymic(token, lexicon)
    )


def _is_telling(token: Token, lexicon: Lexicon) -> bool:
    """Whether one word is clearly a name."""
    word = token.folded
    return lexicon.surnames.end(word) or lexicon.is_given(word) or _is_patronymic(token, lexicon)


def _is_patronymic(token: Token, lexicon: Lexicon) -> bool:
    word = token.folded
    return len(word) > FEW + 1 and lexicon.patronymics.end(word)


def _is_apart(place: int, tokens: list[Token], lexicon: Lexicon) -> bool:
    return place < len(tokens) and tokens[place].folded in lexicon.apart


def _is_pair(first: Token, second: Token, lexicon: Lexicon) -> bool:
    """Whether two words beside each other are a name."""
    pair = (first, second)
    capitals = first.is_capital and second.is_capital
    given = [lexicon.is_given(each.folded) for each in pair]
    surnames = [lexicon.surnames.end(each.folded) for each in pair]
    doubtful = [lexicon.doubtful.end(each.folded) for each in pair]
    patronymics = [_is_patronymic(each, lexicon) for each in pair]
    if any(is_place(each, lexicon) for each in pair) and not any((*given, *patronymics)):
        return False
    if capitals and any(patronymics):
        return True
    for here, there in ((0, 1), (1, 0)):
        if given[here] and (surnames[there] or patronymics[there]):
            return True
        if given[here] and capitals and (doubtful[there] or not first.is_loud):
            return not is_place(pair[there], lexicon)
    return capitals and any(surnames) and not (first.is_loud or second.is_loud)


def _is_lone(place: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon) -> bool:
    """Whether one word is a name because it stands right beside a child or a class."""
    token = tokens[place]
    if not token.is_capital or token.is_loud or is_place(token, lexicon):
        return False
    # «детям Примеровым»
    if place and roles[place - 1] is Role.MANY and lexicon.families.end(token.folded):
        return True
    if not _is_telling(token, lexicon):
        return False
    before = _word_before(place, tokens)
    return (
        (before >= 0 and roles[before] in {Role.ONE, Role.CLASS})
        or _is_introduced(place, tokens, roles, lexicon)
        or (roles[place + 1 : place + 2] == [Role.ONE] and lexicon.surnames.end(token.folded))
        or any(each.folded in lexicon.named for each in tokens[max(0, place - 1) : place + 2])
        or _is_before_class(place + 1, tokens, roles)
    )


def _is_introduced(
    place: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> bool:
    """Whether what stands before a word says that it is a name: «тегі: Тестов», «по имени»."""
    if place < 2:  # noqa: PLR2004 - a word and a sign
        return False
    one, other = tokens[place - 2 : place]
    if one.folded in lexicon.by or other.folded in lexicon.name_headings:
        return True
    if other.text != ":":
        return False
    # «ученики: Тестов, Примеров»
    is_listed = tokens[place + 1 : place + 2] == [] or tokens[place + 1].text == ","
    is_family = is_listed and lexicon.surnames.end(tokens[place].folded)
    return (roles[place - 2] is Role.MANY and is_family) or any(
        each.folded in lexicon.name_headings for each in tokens[:place][-4:]
    )


def _is_before_class(behind: int, tokens: list[Token], roles: list[Role | None]) -> bool:
    """Whether a class follows: «Тестов А., 11 класс»."""
    while behind < len(tokens) and tokens[behind].text in {",", "(", "-", "«", '"'}:
        behind += 1
    number = behind < len(tokens) and tokens[behind].kind == "number"
    return any(role is Role.CLASS for role in roles[behind : behind + 1 + 4 * number])


def _is_stranger(
    place: int, end: int, tokens: list[Token], roles: list[Role | None], lexicon: Lexicon
) -> bool:
    """Whether words that no list has are a name, as they stand right beside a child."""
    words = tokens[place:end]
    if any(
        not each.is_capital or each.is_loud or is_place(each, lexicon) or "-" in each.text
        for each in words
    ) or lexicon.whereabouts.end(words[-1].folded):
        return False
    before = _word_before(place, tokens)
    # «ученица Оспан Нурия», «ученица 8 класса Оспан Нурия»
    if before >= 0 and (
        roles[before] is Role.ONE
        or (roles[before] is Role.CLASS and Role.ONE in roles[max(0, before - FEW) : before])
    ):
        return True
    behind = tokens[end : end + 4]
    if behind and behind[0].folded in lexicon.named:
        return Role.ONE in roles[end + 1 : end + 2]
    # «Тестбай Нұрым, 2004 ж.т.», and not how many were born then.
    aged = roles[end + 2 : end + 3] == [Role.ONE] and behind[1].kind == "number"
    counts = any(each.text in {":", "-"} for each in tokens[end + 3 : end + 5])
    return aged and behind[0].text in {",", "("} and not counts


def _word_before(place: int, tokens: list[Token]) -> int:
    """Find the word before a name, over what introduces it; -1 where there is none."""
    before = place - 1
    while before >= 0 and tokens[before].text in INTRODUCING:
        before -= 1
    return before


def _is_honour(name: Name, tokens: list[Token], lexicon: Lexicon) -> bool:
    """Whether something is called after the name: a school, a street, a prize."""
    before = [
        each for each in tokens[max(0, name.start - 8) : name.start] if each.text not in SKIPPED
    ]
    if before and before[-1].folded in lexicon.before:
        return True
    words = tokens[name.start : name.end]
    # «имени Абая Тестова Анна»: the school has the first of them only.
    is_longer = len(words) >= SHORTEST_NAME and not any(
        _is_patronymic(each, lexicon) for each in words
    )
    for at, each in reversed(list(enumerate(before))):
        if each.folded in lexicon.called:
            if at and before[at - 1].folded in lexicon.by:
                return False
            return not is_longer or "initials" in {word.kind for word in words}
        if (
            each.kind == "sign"
            or (role := lexicon.role(each.folded)) in KIN
            or (role is None and lexicon.is_given(each.folded))
            or (role is None and each.is_capital and _is_surname(each, lexicon))
        ):
            break
    behind = [each for each in tokens[name.end : name.end + 3] if each.text not in SKIPPED]
    # «Айнұр атты балаға»
    if len(behind) > 1 and behind[0].folded in lexicon.named:
        return lexicon.role(behind[1].folded) is not Role.ONE
    return bool(behind) and behind[0].folded in lexicon.after
