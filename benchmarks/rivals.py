"""Tell frictionless and pandera what is known beforehand of a form.

Both get the same: the form's headings and ids, bounds of every figure, the agreed sums and bounds,
what was last accepted, and the lists of units and dates. Where their answer holds a row and a
column, or a name that stands for one, it is written as the cell that it means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING

from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.campaign import Campaign
    from pipeline.schema import BoundRule, Indicator, RatioRule, SumRule, Unit

FIGURES = ("№", "indicator", "unit", "week", "total", "previous", "reason", "check")
ANSWERS = ("№", "indicator", "unit", "done", "date", "document", "reason", "check")
HEADING = 4  # the line of the headings; the rows begin below it
LARGEST = 10_000_000
NOTHING, ROUNDING = 1e-6, 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge:
    """All that is known beforehand of one unit's form."""

    campaign: Campaign
    unit: Unit
    week: date
    labels: Mapping[str, tuple[str, ...]]  # the headings of every sheet, as issued
    accepted: Mapping[str, float]  # the totals accepted last

    @property
    def rows(self) -> Mapping[str, Indicator]:
        """The rows that the form must have, texts apart."""
        issued = self.campaign.issued(self.unit, self.week)
        return {row.id: row for row in issued if row.kind is not Kind.TEXT}

    @property
    def names(self) -> frozenset[str]:
        """The names of all units."""
        return frozenset(unit.name.both for unit in self.campaign.all_units)


def is_figure(row: Indicator, value: object) -> bool:
    """Whether a value can be a figure of a row."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    figure = float(value)
    decimals = 0 if row.quantity is Quantity.COUNT else 1
    return 0 <= figure <= LARGEST and abs(figure - round(figure, decimals)) < NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What some figures must satisfy together, and the one to be named where they do not."""

    figure: str
    others: frozenset[str]
    holds: Callable[[Mapping[str, float]], bool]

    def is_broken(self, figures: Mapping[str, float]) -> bool:
        """Whether the figures contradict one another; where one is not known, they do not."""
        known = self.figure in figures and figures.keys() >= self.others
        return known and not self.holds(figures)


def total(indicator: str) -> str:
    """Name the figure of a row's total."""
    return f"{indicator} total"


@lru_cache
def relations(knowledge: Knowledge) -> tuple[Relation, ...]:
    """List what the figures of a form must satisfy: sums, bounds, ratios, and what was accepted."""
    rules = knowledge.campaign.rules
    found = [_sum(each) for each in rules.sums]
    found += [_bound(each) for each in rules.bounds if not each.warning]
    found += [_ratio(each) for each in rules.ratios]
    for indicator, before in knowledge.accepted.items():
        found += _against(knowledge.campaign.indicators[indicator], before)
    return tuple(found)


def _sum(rule: SumRule) -> Relation:
    whole, parts = total(rule.whole), [total(part) for part in rule.parts]
    most = rule.tolerance * len(parts) + NOTHING
    return Relation(
        figure=whole,
        others=frozenset(parts),
        holds=lambda figures: abs(figures[whole] - sum(figures[part] for part in parts)) <= most,
    )


def _bound(rule: BoundRule) -> Relation:
    part, wholes = total(rule.part), [total(whole) for whole in rule.wholes]
    return Relation(
        figure=part,
        others=frozenset(wholes),
        holds=lambda figures: figures[part] <= sum(figures[whole] for whole in wholes),
    )


def _ratio(rule: RatioRule) -> Relation:
    first, second = total(rule.numerator), total(rule.denominator)
    return Relation(
        figure=first,
        others=frozenset({second}),
        holds=lambda figures: (
            rule.low * figures[second] <= figures[first] <= rule.high * figures[second]
        ),
    )


def _against(row: Indicator, before: float) -> Iterator[Relation]:
    """Yield what a row's total must satisfy after the one accepted last."""
    whole, week = total(row.id), f"{row.id} week"
    if row.kind is Kind.REF:
        yield Relation(
            figure=whole, others=frozenset(), holds=lambda figures: figures[whole] == before
        )
    if row.kind is Kind.CUM:
        yield Relation(
            figure=whole,
            others=frozenset({week}),
            holds=lambda figures: abs(before + figures[week] - figures[whole]) <= ROUNDING,
        )


def wrong_answers(
    knowledge: Knowledge, row: str, done: object, day: object, document: object
) -> Iterator[tuple[str, str]]:
    """Yield the columns of one milestone that are wrong, and what they break."""
    form = knowledge.campaign.form
    if done not in {form.yes.both, form.no.both}:
        yield "done", "yes or no"
    elif done == form.yes.both:
        if not isinstance(day, datetime):
            yield "date", "no date"
        elif day.date() > knowledge.week:
            yield "date", "future"
        if not document and row in knowledge.campaign.rules.documented:
            yield "document", "no document"
    elif knowledge.accepted.get(row):
        yield "done", "undone"


def is_reporting_date(knowledge: Knowledge, value: object) -> bool:
    """Whether a value is a date on which is reported."""
    dates = knowledge.campaign.settings.reporting_dates
    return isinstance(value, datetime) and value.date() in dates
