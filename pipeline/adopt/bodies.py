"""Tell the responsible bodies apart, however a plan strings them together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.schema import Responsible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.adopt.words import BodyWords
    from pipeline.schema import Body

NOT_LETTERS = re.compile(r"[\W\d_]+")
# A comma within quotes is part of a name.
BETWEEN = re.compile(r"[,;](?![^«»]*»)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
# Stands behind a body that answers by agreement, or before it.
AGREED, AGREED_NEXT = "\x01", "\x02"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers for a measure, and what of it is no known body."""

    responsible: tuple[Responsible, ...]
    unknown: tuple[tuple[str, bool], ...]  # text, and whether by agreement


def answer_in(text: str, bodies: Iterable[Body], words: BodyWords) -> Answer:
    """Cover a text with the names of known bodies; commas, blanks and hyphens decide nothing."""
    names = _names(bodies, words)
    text = _marked(" ".join(text.split()), words)
    known: list[Responsible] = []
    unknown: list[tuple[str, bool]] = []
    for piece in _apart(BETWEEN.split(text), names, words):
        is_agreed = piece.endswith(AGREED) or AGREED_NEXT in piece
        said = piece.strip(f" .{AGREED}{AGREED_NEXT}")
        if not said:
            if is_agreed and known:
                known[-1] = Responsible(body=known[-1].body, by_agreement=True)
            continue
        found = _covered(_letters(said), names)
        if found is None:
            unknown.append((said, is_agreed))
            continue
        known += (Responsible(body=code) for code in found)
        if is_agreed:
            known[-1] = Responsible(body=known[-1].body, by_agreement=True)
    return Answer(responsible=_once(known), unknown=tuple(unknown))


def _marked(text: str, words: BodyWords) -> str:
    """Put a mark in place of «by agreement», at the body that it speaks of."""
    # A line's end may break the words.
    agreement = "|".join(
        r"[-‐]?\s*".join(map(re.escape, phrase.replace(" ", "")))
        for phrase in sorted(words.by_agreement, key=len, reverse=True)
    )
    agreement = rf"(?:{agreement})(?!\w)\.?"
    # With nothing of a body between it and the comma before, it speaks of what comes next.
    before = rf"(^|[,;])\s*\(?\s*(?:{agreement})\s*[):]*\s*(?=[^\s,;.])"
    text = re.sub(before, rf"\1{AGREED_NEXT}", text, flags=re.IGNORECASE)
    return re.sub(rf"\(?\s*(?:{agreement})\s*\)?", f"{AGREED},", text, flags=re.IGNORECASE)


def _names(bodies: Iterable[Body], words: BodyWords) -> dict[str, str]:
    """Code by name, both languages and all that is usual, the names as their letters alone."""
    return {
        _letters(name): body.code
        for body in bodies
        for name in (*words.also.get(body.code, ()), body.name.kk, body.name.ru)
        if name
    }


def _letters(text: str) -> str:
    return NOT_LETTERS.sub("", text.casefold())


def _covered(letters: str, names: Mapping[str, str]) -> tuple[str, ...] | None:
    """Take letters apart into names that follow one another; None where they are not only names."""
    if not letters:
        return ()
    for name in sorted(names, key=len, reverse=True):
        if letters.startswith(name):
            rest = _covered(letters[len(name) :], names)
            if rest is not None:
                return (names[name], *rest)
    return None


def _apart(pieces: Sequence[str], names: Mapping[str, str], words: BodyWords) -> Iterator[str]:
    """Yield the pieces between commas, those with a shared head each with a head of its own."""
    place = 0
    while place < len(pieces):
        for end in range(len(pieces), place, -1):
            whole = ",".join(pieces[place:end])
            # As in "akims of cities, rayons": a comma may stand within a name.
            is_one = AGREED not in whole[:-1] and _letters(whole) in names
            singles = (whole,) if is_one else _singles(whole, names, words)
            if singles:
                yield from singles
                place = end
                break
        else:
            yield pieces[place]
            place += 1


def _singles(text: str, names: Mapping[str, str], words: BodyWords) -> tuple[str, ...]:
    """Give each of several bodies its own head; () where they share none, or one is unknown."""
    joints = "|".join(map(re.escape, words.joints))
    said = text.strip(f" .{AGREED}")
    for joint in words.joint:
        head = re.compile(
            rf"{re.escape(joint.before)}\s+(.+?)\s*{re.escape(joint.plural)}", re.IGNORECASE
        )
        if not (found := head.fullmatch(said)):
            continue
        items = re.split(rf"\s*,\s*|\s+(?:{joints})\s+", found[1])
        singles = tuple(
            f"{joint.single.before} {item} {joint.single.after}".strip() for item in items
        )
        if len(singles) > 1 and all(_letters(each) in names for each in singles):
            mark = AGREED if text.rstrip().endswith(AGREED) else ""
            return (*singles[:-1], singles[-1] + mark)
    return ()


def _once(found: Iterable[Responsible]) -> tuple[Responsible, ...]:
    """Keep each body once, by agreement if it is so anywhere."""
    kept: dict[str, Responsible] = {}
    for each in found:
        before = kept.get(each.body)
        agreed = each.by_agreement or (before is not None and before.by_agreement)
        kept[each.body] = Responsible(body=each.body, by_agreement=agreed)
    return tuple(kept.values())
