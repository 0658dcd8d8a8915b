"""Load new-campaign.toml: what a person is asked about a new campaign."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - a field's hint
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Language
from pipeline.schema import Bilingual, Table
from pipeline.tables import load_table
from pipeline.texts import filled, refuse_incomplete

if TYPE_CHECKING:
    from pathlib import Path

FILE = "new-campaign.toml"


class RenewalWords(Table, frozen=True, kw_only=True):
    """The questions by key, the days on which nobody works, and what is asked about people."""

    weekend: dict[str, Bilingual]  # by number from Monday, 0
    person: dict[str, Bilingual]  # by key of campaign.toml
    question: dict[str, Bilingual]

    def worded(self, question: Question) -> Bilingual:
        """Word a question in both languages."""
        text = self.question[question.key]
        return Bilingual(
            **{each.value: filled(text[each], question.details, each) for each in Language}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is left to a person."""

    key: str
    details: Mapping[str, str | int | Bilingual] = field(default_factory=dict)


def load_renewal_words(templates: Path) -> RenewalWords:
    """Load the words of new campaigns."""
    words = load_table(templates / FILE, RenewalWords)
    refuse_incomplete(templates / FILE)
    return words
