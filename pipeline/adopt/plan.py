"""Put a plan together from its table, with what an earlier plan knows of the same measures."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.adopt.bodies import answer_in
from pipeline.adopt.deadlines import Deadlines
from pipeline.adopt.table import plan_in
from pipeline.model import Language
from pipeline.schema import Bilingual, Body, DeadlineKind, Plan, PlanMeasure, Responsible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.adopt.deadlines import Period
    from pipeline.adopt.table import Row
    from pipeline.adopt.words import PlanWords
    from pipeline.schema import Deadline

NUMBER = re.compile(r"(\d{1,3})\s*[.)]?")
FIGURES = re.compile(r"[\d.\s]*")
LETTERS = re.compile(r"[^\W\d_]")
# Kazakh has about one of its own letters in ten; a Russian plan may quote a word.
KAZAKH_SHARE = 0.04
LONGEST_SHORT = 70
# So alike are the texts of one measure in two plans, misprints apart.
ALIKE = 0.95
OF_THE_CAMPAIGN = {DeadlineKind.DURING, DeadlineKind.WEEKLY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is left to a person: its key in import-plan.toml, and what fills it."""

    key: str
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A plan as it was understood, and what was not."""

    plan: Plan
    questions: tuple[Question, ...]


class _Desk:
    """One plan being put together, with the questions that come up."""

    def __init__(self, base: Plan, words: PlanWords, language: Language) -> None:
        self.base = base
        self.words = words
        self.language = language
        self.deadlines = Deadlines(words=words)
        self.bodies = list(base.bodies)
        self.questions: list[Question] = []

    def ask(self, key: str, **details: object) -> None:
        self.questions.append(Question(key=key, details=details))

    def known(self, text: str) -> PlanMeasure | None:
        """Find the measure of the earlier plan that says the same."""
        texts = {each.text[self.language]: each for each in self.base.measures}
        near = get_close_matches(text, texts, n=1, cutoff=ALIKE)
        return texts[near[0]] if near else None

    def bilingual(self, text: str, known: Bilingual | None) -> Bilingual:
        """Set a text beside what the earlier plan says in the other language, if it does."""
        other = known or Bilingual(kk="", ru="")
        if self.language is Language.KK:
            return Bilingual(kk=text, ru=other.ru)
        return Bilingual(kk=other.kk, ru=text)

    def responsible(self, number: int, text: str) -> tuple[Responsible, ...]:
        """Tell who answers; a body that no list knows gets an entry of its own."""
        answer = answer_in(text, self.bodies, self.words.bodies)
        new = []
        for name, is_agreed in answer.unknown:
            code = f"body-{len(self.bodies) + 1}"
            self.bodies.append(Body(code=code, name=self.bilingual(name, None)))
            new.append(Responsible(body=code, by_agreement=is_agreed))
            self.ask("body", number=number, text=name, code=code)
        return (*answer.responsible, *new)

    def dated(
        self, number: int, text: str, period: Period | None, known: PlanMeasure | None
    ) -> tuple[Deadline, ...]:
        """Tell the deadlines, each with the row of the form that reported it before."""
        found = self.deadlines.in_text(text, period)
        if not found:
            self.ask("deadline", number=number, text=" ".join(text.split()))
        before = known.deadlines if known else ()
        rows = [
            before[place].milestone
            if place < len(before) and before[place].kind is each.kind
            else ""
            for place, each in enumerate(found)
        ]
        return tuple(replace(each, milestone=row) for each, row in zip(found, rows, strict=True))


def adopt(content: bytes, name: str, base: Plan, words: PlanWords) -> Adopted:
    """Read a plan's Word document; `base` is an earlier plan, whose bodies and rows are known.

    Raises: InboxError where it is no Word document, or no table in it is a plan's.
    """
    found = plan_in(content, name, words.columns)
    desk = _Desk(base, words, _language(found.rows, words))
    period = desk.deadlines.period_in(found.title)
    measures = tuple(
        _measure(desk, number, row, period) for number, row in _numbered(desk, found.rows)
    )
    undated = [
        str(each.number)
        for each in measures
        if any(deadline.kind in OF_THE_CAMPAIGN for deadline in each.deadlines)
    ]
    known = {each.number for each in measures if desk.known(each.text[desk.language])}
    unknown = ", ".join(str(each.number) for each in measures if each.number not in known)
    for key in ("translation", "milestone") if unknown else ():
        desk.ask(key, number=unknown)
    if period is None and undated:
        desk.ask("period", text=", ".join(undated))
    if found.left_out:
        desk.ask("column", text=", ".join(f"«{text}»" for text in found.left_out))
    if found.others:
        desk.ask("another")
    is_same = get_close_matches(found.title, [base.title[desk.language]], n=1, cutoff=ALIKE)
    if not is_same:
        desk.ask("title")
    used = {each.body for measure in measures for each in measure.responsible}
    plan = Plan(
        title=desk.bilingual(found.title, base.title if is_same else None),
        by_agreement=base.by_agreement,
        bodies=tuple(body for body in desk.bodies if body.code in used),
        measures=measures,
    )
    return Adopted(plan=plan, questions=tuple(desk.questions))


def _measure(desk: _Desk, number: int, row: Row, period: Period | None) -> PlanMeasure:
    known = desk.known(row.measure)
    short = desk.bilingual(_shortened(row.measure), None)
    return PlanMeasure(
        number=number,
        text=desk.bilingual(row.measure, known.text if known else None),
        short=known.short if known else short,
        deadlines=desk.dated(number, row.deadline, period, known),
        responsible=desk.responsible(number, row.responsible),
    )


def _numbered(desk: _Desk, rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Give every measure its number; a row that is none is asked about."""
    listed: list[tuple[int, Row]] = []
    for row in rows:
        texts = (row.measure, row.deadline, row.responsible)
        if all(FIGURES.fullmatch(text) for text in texts):
            continue  # the columns' own numbers
        if not row.measure or len(set(texts)) == 1 or not (row.deadline or row.responsible):
            text = " ".join(" ".join(dict.fromkeys((row.number, *texts))).split())
            desk.ask("row", number=row.place, text=text)
            continue
        if listed and not (row.number or row.is_numbered or row.deadline) and _is_rest(row.measure):
            # The end of the row above, cut off by a page's end.
            number, above = listed[-1]
            whole = dataclasses.replace(
                above,
                measure=f"{above.measure} {row.measure}",
                responsible=f"{above.responsible} {row.responsible}".strip(),
            )
            listed[-1] = number, whole
            continue
        expected = listed[-1][0] + 1 if listed else 1
        said = NUMBER.fullmatch(row.number)
        number = int(said[1]) if said else expected
        if number < expected or (not said and not row.is_numbered):
            desk.ask("number", number=expected, text=row.number)
            number = expected
        listed.append((number, row))
    return listed


def _is_rest(text: str) -> bool:
    """Tell whether a text can only be the rest of another: it begins with a small letter."""
    return text[:1].islower()


def _language(rows: Sequence[Row], words: PlanWords) -> Language:
    """Tell the language of a plan by how many letters are those that only Kazakh has."""
    text = "".join(f"{row.measure}{row.deadline}{row.responsible}" for row in rows)
    own = sum(letter in words.kazakh_letters for letter in text.casefold())
    all_of_them = len(LETTERS.findall(text))
    return Language.KK if own > KAZAKH_SHARE * all_of_them else Language.RU


def _shortened(text: str) -> str:
    """Cut a text at a word's end, for the heads of tables."""
    first = text.splitlines()[0]
    if len(first) <= LONGEST_SHORT:
        return first
    return f"{first[:LONGEST_SHORT].rpartition(' ')[0]}…"
