"""Prepare the words by which a person's data is told, so that a text is looked through fast."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Self

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.schema import PersonalWords, Unit

YO = {0x451: 0x435}
DASHES = dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-")
# Written apart before composing, or "№" would become "No" and end in letters.
SIGNS = {0x2116: "#"}
LONGEST_ENDING = 3  # of a given name
# A word typed in two alphabets at once is meant in ours: what looks alike, by Latin letters.
MIXED = re.compile(r"(?<![^\W_])(?=[^\W_]*[A-Za-z])(?=[^\W_]*[\u0400-\u04ff])[^\W_]+")
LATIN = re.compile("[A-Za-z]")
MEANT = dict(zip(b"ABCEHIKMOPTXYaceiopxyhkmtu036", (
    0x410, 0x412, 0x421, 0x415, 0x41D, 0x406, 0x41A, 0x41C, 0x41E, 0x420, 0x422, 0x425, 0x423,
    0x430, 0x441, 0x435, 0x456, 0x43E, 0x440, 0x445, 0x443, 0x4BB, 0x43A, 0x43C, 0x442, 0x438,
    0x43E, 0x437, 0x431,
), strict=True))  # fmt: skip


class Role(Enum):
    """What a word says of the name beside it."""

    ONE = auto()  # a child, a pupil, a parent
    MANY = auto()
    CLASS = auto()  # a school class
    OFFICE = auto()  # somebody or something else
    PLAIN = auto()  # nothing, and it is no name itself


@dataclass(frozen=True, slots=True)
class Words:
    """Some words; one that ends with a star stands for all that begin so."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Sort the words of a template."""
        folded = [each.casefold().translate(YO) for each in words]
        return cls(
            frozenset(each.removesuffix("*") for each in folded),
            tuple(each[:-1] for each in folded if each.endswith("*")),
        )

    def __contains__(self, word: str) -> bool:
        """Whether a folded word is one of them."""
        return word in self.whole or word.startswith(self.beginnings)


@dataclass(frozen=True, slots=True)
class Endings:
    """Some endings of words, looked up by their lengths."""

    endings: frozenset[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, stems: Iterable[str], cases: Iterable[str] = ("",)) -> Self:
        """Join the endings of a template with those of its cases."""
        cases = tuple(cases)
        endings = frozenset(stem + case for stem in stems for case in cases)
        return cls(endings, tuple(sorted({len(each) for each in endings})))

    def end(self, word: str) -> bool:
        """Whether a folded word ends in one of them."""
        return any(word[-length:] in self.endings for length in self.lengths)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lexicon:
    """The words of a campaign by what they say; compared by identity, as a cache needs it."""

    one: Words
    many: Words
    never: Words
    # Phrases whose words name no one, by their first word.
    phrases: Mapping[str, tuple[tuple[Words, ...], ...]]
    office: Words
    called: Words  # a few words before a name after which something is called
    before: Words  # right before such a name
    after: Words
    named: Words  # beside a lone name: «Асан деген бала»
    by: Words  # before «имени» it tells a lone name
    plain: Words
    places: frozenset[str]
    given: Words
    surnames: Endings
    doubtful: Endings
    families: Endings  # of surnames of several
    patronymics: Endings
    whereabouts: Endings  # of words that say where somebody is or comes from
    apart: Words
    name_headings: Words
    birth: Words
    age: Words
    not_birth: Words
    school_class: Words
    home: Words
    street: Words
    flat: Words
    venue: Words
    phone: re.Pattern[str]
    lines: re.Pattern[str]  # hot lines, whose number is nobody's
    desks: re.Pattern[str]  # offices that have a telephone
    beside_desks: Words  # between an office and its number
    paper: re.Pattern[str]
    at: re.Pattern[str]
    dot: re.Pattern[str]
    behind_identity: re.Pattern[str]

    @classmethod
    def of(cls, words: PersonalWords, units: Iterable[Unit]) -> Self:
        """Prepare the words of the templates; no child is told by the name of a unit."""
        cases = ("", *words.names.case_endings)
        never = [each for each in words.kin.never if " " not in each]
        phrases: dict[str, tuple[tuple[Words, ...], ...]] = {}
        for first, *others in (each.split() for each in words.kin.never if " " in each):
            rest = tuple(Words.of([word]) for word in others)
            phrases[first] = (*phrases.get(first, ()), rest)
        identity = "|".join(map(re.escape, words.identity.words))
        return cls(
            one=Words.of(words.kin.one),
            many=Words.of(words.kin.many),
            never=Words.of(never),
            phrases=phrases,
            office=Words.of(words.office.words),
            called=Words.of(words.honour.called),
            before=Words.of(words.honour.before),
            after=Words.of(words.honour.after),
            named=Words.of(words.names.named),
            by=Words.of(words.names.by),
            plain=Words.of(words.plain.words),
            places=frozenset(
                part
                for unit in units
                for place in (unit.kk, *msgspec.structs.astuple(unit.ru))
                for part in re.findall(r"[^\W\d_]+", place.casefold().translate(YO))
            ),
            given=Words.of(words.names.given),
            surnames=Endings.of(words.names.surname_endings, cases),
            doubtful=Endings.of(words.names.doubtful_endings),
            families=Endings.of(words.names.family_endings),
            patronymics=Endings.of(words.names.patronymic_endings, cases),
            whereabouts=Endings.of(words.names.whereabouts),
            apart=Words.of(words.names.apart),
            name_headings=Words.of(words.headings.names),
            birth=Words.of(words.headings.birth),
            age=Words.of(words.headings.age),
            not_birth=Words.of(words.headings.not_birth),
            school_class=Words.of(words.headings.school_class),
            home=Words.of(words.headings.home),
            street=Words.of(words.address.street),
            flat=Words.of(words.address.flat),
            venue=Words.of(words.address.venue),
            phone=_pattern(words.phone.near),
            lines=_pattern_of_phrases(words.desks.lines),
            desks=_pattern_of_phrases(words.desks.bodies),
            beside_desks=Words.of(words.desks.beside),
            paper=re.compile(rf"(?:{_pattern(words.phone.paper).pattern})\W*$", re.IGNORECASE),
            at=_spelled(words.email.at, r"[\w-]+\.[a-z]{2,}\b"),
            dot=_spelled(words.email.dot, r"[a-z]{2,}\b"),
            behind_identity=re.compile(
                rf"(?:{identity})\w{{0,3}}[^\d]{{0,16}}(\d(?:[ .\-/]{{0,3}}\d){{10,11}})(?!\d)",
                re.IGNORECASE,
            ),
        )

    def plainly(self, text: str) -> str:
        """Write a text with one kind of spaces, dashes and digits, and nothing that is not seen."""
        text = unicodedata.normalize("NFKC", text.translate(SIGNS)).translate(DASHES)
        if not text.isprintable():
            text = "".join(each for each in text if unicodedata.category(each) != "Cf")
        text = re.sub(r"[^\S\n]+", " ", text.replace("\r", "\n"))
        if LATIN.search(text):
            text = MIXED.sub(lambda match: match[0].translate(MEANT), text)
            text = self.at.sub("@", self.dot.sub(".", text))
        return text

    def is_paper(self, before: str) -> bool:
        """Whether what stands before a number makes it a paper's."""
        return self.paper.search(before) is not None

    def is_given(self, word: str) -> bool:
        """Whether a folded word is a name that people are given."""
        return word in self.given.whole or (
            word.startswith(self.given.beginnings)
            and any(
                word.startswith(each) and len(word) <= len(each) + LONGEST_ENDING
                for each in self.given.beginnings
            )
        )

    def role(self, word: str) -> Role | None:
        """What a folded word says; "дети-сироты" says what its first half does."""
        return _role(word, self) or (_role(word.partition("-")[0], self) if "-" in word else None)


@lru_cache(maxsize=8192)
def _role(word: str, lexicon: Lexicon) -> Role | None:
    if word in lexicon.never:
        return Role.PLAIN
    for role, words in (
        (Role.ONE, lexicon.one),
        (Role.OFFICE, lexicon.office),
        (Role.MANY, lexicon.many),
        (Role.CLASS, lexicon.school_class),
        (Role.PLAIN, lexicon.plain),
    ):
        if word in words:
            return role
    return None


def _spelled(words: Iterable[str], behind: str) -> re.Pattern[str]:
    """Find a sign of an address written as a word: in any brackets, or before `behind`."""
    word = "|".join(map(re.escape, words))
    return re.compile(
        rf" ?[(\[{{] ?(?:{word}) ?[)\]}}] ?|(?<=[a-z\d]) (?:{word}) (?={behind})", re.IGNORECASE
    )


def _pattern_of_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """Find any of some phrases, each of whose words may go on where a star ends it."""
    parts = [
        r"[ \-]".join(
            re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"(?!\w)")
            for word in phrase.split()
        )
        for phrase in phrases
    ]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(parts)})", re.IGNORECASE)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Find any of some words in a text of any case."""
    parts = [
        re.escape(each.removesuffix("*"))
        + (r"\w*" if each.endswith("*") else r"(?!\w)" if each[-1].isalpha() else r"(?! ?[^\W\d_])")
        for each in words
    ]
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(parts)})", re.IGNORECASE)
