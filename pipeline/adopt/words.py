"""Load import-plan.toml: how action plans word their tables, deadlines and bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.schema import Bilingual, DeadlineKind, Table
from pipeline.tables import load_table
from pipeline.texts import refuse_incomplete

if TYPE_CHECKING:
    from pathlib import Path

FILE = "import-plan.toml"


class Columns(Table, frozen=True, kw_only=True):
    """Words by which the columns of a plan are told."""

    number: tuple[str, ...]
    measure: tuple[str, ...]
    deadline: tuple[str, ...]
    responsible: tuple[str, ...]


class DateWords(Table, frozen=True, kw_only=True):
    """What may stand around the figures of a date."""

    year_words: tuple[str, ...]
    endings: tuple[str, ...]
    since_endings: tuple[str, ...]  # those that mean «from»
    month_words: tuple[str, ...]  # that may stand behind a month's name
    months: tuple[tuple[str, ...], ...]  # how Russian writes each but in a date
    quarters: tuple[tuple[str, ...], ...]  # how the number of each is written
    quarter_words: tuple[str, ...]
    quarter_endings: tuple[str, ...]  # of a quarter's number


class Single(Table, frozen=True, kw_only=True):
    """What stands around the name of one body of several that share a head."""

    before: str
    after: str


class Joint(Table, frozen=True, kw_only=True):
    """A head that stands for several bodies, before or behind them."""

    before: str
    plural: str
    single: Single


class BodyWords(Table, frozen=True, kw_only=True):
    """How responsible bodies are joined and marked."""

    by_agreement: tuple[str, ...]
    also: dict[str, tuple[str, ...]]  # by code: how else a body is called, in short above all
    joints: tuple[str, ...]
    joint: tuple[Joint, ...]


class PlanWords(Table, frozen=True, kw_only=True):
    """All that import-plan understands, and what it asks a person."""

    kazakh_letters: str  # those that Russian does not have
    columns: Columns
    dates: DateWords
    phrases: dict[DeadlineKind, tuple[str, ...]]
    printed: dict[DeadlineKind, Bilingual]
    bodies: BodyWords
    question: dict[str, Bilingual]


def load_plan_words(templates: Path) -> PlanWords:
    """Load the words of plans.

    Raises: SetupError with the file, the key and what is expected there.
    """
    words = load_table(templates / FILE, PlanWords)
    refuse_incomplete(templates / FILE)
    for kind in DeadlineKind:
        if kind not in words.phrases:
            details = {"file": templates / FILE, "key": f"phrases.{kind}", "expected": f"«{kind}»"}
            raise SetupError("template", details)
    return words
