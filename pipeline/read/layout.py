"""Prepare the words and ids by which a form is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from pipeline.model import Slot
from pipeline.read.letters import alike_id, unmistakable
from pipeline.read.persons.lexicon import Lexicon
from pipeline.read.values import folded, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.campaign import Campaign
    from pipeline.schema import Bilingual, Indicator, PersonalWords, Unit

# A heading or a label is short; a paragraph that contains its words is not one.
LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FormLayout:
    """The words and ids by which a form is recognised, folded once for all files."""

    rows: Mapping[str, Indicator]  # by folded id
    rows_alike: Mapping[str, Indicator]  # by how their ids look
    headers: tuple[tuple[Slot, str], ...]
    other_headers: tuple[str, ...]
    measure_headers: tuple[str, ...]  # of the column that stands before the answers
    aside_headers: tuple[str, ...]  # of columns that are never read
    header_names: Mapping[Slot, str]
    cover: Mapping[str, tuple[str, ...]]
    weeks: frozenset[date]  # the reporting dates
    units: Mapping[str, str]
    units_alike: Mapping[str, str]  # by how they look
    corrected: frozenset[str]
    yes: frozenset[str]
    no: frozenset[str]
    no_data: frozenset[str]
    unit_words: Mapping[str, tuple[str, ...]]
    persons: Lexicon

    @staticmethod
    def of(campaign: Campaign) -> FormLayout:
        """Prepare the layout of a campaign's form."""
        form, headers = campaign.form, campaign.form.headers
        columns = {
            Slot.WEEK: headers.week,
            Slot.TOTAL: headers.total,
            Slot.PREVIOUS: headers.previous,
            Slot.REASON: headers.reason,
            Slot.DONE: headers.done,
            Slot.DATE: headers.date,
            Slot.DOCUMENT: headers.document,
            Slot.TEXT: headers.text,
        }
        dates = campaign.settings.reporting_dates
        reporting = {unit.code for day in dates for unit in campaign.districts(day)}
        units = {
            word: unit.code
            # Of two units of one name it is the one that reports.
            for unit in sorted(campaign.all_units, key=lambda unit: unit.code in reporting)
            for name in (unit.name, *(each.name for each in unit.changes if each.name))
            for word in (folded(unit.code), folded(name.both), *_words(name))
        }
        units = _short_names(campaign) | units
        return FormLayout(
            rows={folded(row.id): row for row in campaign.rows},
            rows_alike={alike_id(row.id): row for row in campaign.rows},
            headers=tuple((slot, word) for slot, text in columns.items() for word in _words(text)),
            other_headers=tuple(
                word for text in (headers.indicator, headers.unit) for word in _words(text)
            ),
            measure_headers=_words(headers.unit),
            aside_headers=_words(headers.check),
            header_names={slot: text.both for slot, text in columns.items()},
            cover={
                "unit": _words(form.cover.unit),
                "date": _words(form.cover.date),
                "report": _words(form.cover.report),
                "edition": _words(form.cover.edition),
            },
            weeks=frozenset(campaign.settings.reporting_dates),
            units=units,
            units_alike=unmistakable(units),
            corrected=frozenset((*_words(form.cover.corrected), folded(form.cover.corrected.both))),
            yes=frozenset((*_words(form.yes), folded(form.yes.both))),
            no=frozenset((*_words(form.no), folded(form.no.both))),
            no_data=frozenset(folded(word) for word in form.no_data),
            unit_words={
                row.id: _behind_figures(_words(row.unit), form.same_words) for row in campaign.rows
            },
            persons=_lexicon(campaign.personal, campaign.all_units),
        )


@lru_cache(maxsize=2)
def _lexicon(words: PersonalWords, units: tuple[Unit, ...]) -> Lexicon:
    """Prepare the words once: what has been looked up by them is kept from run to run."""
    return Lexicon.of(words, units)


def _short_names(campaign: Campaign) -> dict[str, str]:
    """Give what else units are called, «Риддер», «Курчумский р-н», as far as it means only one."""
    heads = campaign.form.cover.heads
    meant: dict[str, set[str]] = {}
    for unit in campaign.all_units:
        for name in {folded(unit.kk), folded(unit.ru.nom)}:
            whole = {f"{head} {name}" for head in heads.get(unit.kind, ())}
            whole |= {f"{name} {head}" for head in heads.get(unit.kind, ())}
            whole |= {each.replace(". ", ".") for each in whole}
            for each in {name, *whole}:
                meant.setdefault(each, set()).add(unit.code)
    return {name: codes.pop() for name, codes in meant.items() if len(codes) == 1}


def _behind_figures(units: Iterable[str], same: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Give what may stand behind a figure of a unit: its words, or others that say the same."""
    said = {word: group for group in same for word in group}
    return tuple(
        dict.fromkeys(
            "".join(words)
            for unit in units
            for words in product(*(said.get(each, (each,)) for each in squeezed(unit, " ").split()))
        )
    )


def _words(text: Bilingual) -> tuple[str, ...]:
    """Fold both languages of a label."""
    return tuple(dict.fromkeys((folded(text.kk), folded(text.ru))))
