"""Check figures while typing: sums, bounds, falls and what goes together, from the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.issue.remarks import Remark, Term, quoted, remark, uncorrected, unexplained
from pipeline.language.typography import short_date
from pipeline.model import Slot
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.issue.layout import Blank
    from pipeline.schema import Indicator

# Below any figure of the form, above the noise of binary fractions.
NOISE = 0.001


def misfits(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A pasted value is not what the cell asks for; typing one is refused anyway."""
    wrong = {
        Quantity.COUNT: "N({0})<>INT(N({0}))",
        Quantity.MONEY: "ABS(N({0})-ROUND(N({0}),1))>0.000001",
        Quantity.PERCENT: "N({0})>100",
    }[row.quantity]
    slots = (Slot.WEEK, Slot.TOTAL) if row.kind is Kind.CUM else (Slot.TOTAL,)
    for slot in slots:
        cell = blank.cell(row.id, slot, row.sheet)
        bad = f"OR(NOT(ISNUMBER({cell})),N({cell})<0,{wrong.format(cell)})"
        condition = f'IF(ISERROR({cell}),TRUE,IF({cell}="",FALSE,{bad}))'
        yield remark(blank, f"mend.{row.quantity}", condition)


def changes(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A total falls or does not continue the last one, or a static base has changed."""
    if blank.before(row.id).total is None:
        return
    total = blank.cell(row.id, Slot.TOTAL, row.sheet)
    previous = blank.cell(row.id, Slot.PREVIOUS, row.sheet)
    before = _rounded(previous, blank.before(row.id).total)
    slots = {"previous": before, "total": _rounded(total, blank.initial_total(row.id))}
    lacking, unamended = unexplained(blank, row), uncorrected(blank, row)
    if row.kind is Kind.CUM:
        week = blank.cell(row.id, Slot.WEEK, row.sheet)
        fall = f"AND(ISNUMBER({total}),N({previous})-N({total})>{NOISE},{unamended})"
        text = blank.campaign.rules.correction_text
        yield remark(blank, "mend.fall", fall, slots={**slots, "text": Term(quoted(text), text)})
        step = (
            f"AND(ISNUMBER({total}),ISNUMBER({week}),"
            f"ABS(N({previous})+N({week})-N({total}))>{NOISE},{lacking},{unamended})"
        )
        yield remark(blank, "mend.step", step, slots={**slots, "week": _rounded(week)})
        yield from _grown(blank, row, f"N({total})-N({previous})>{NOISE},{lacking}")
    elif row.kind is Kind.REF and blank.unit.code not in blank.campaign.divided(blank.week):
        change = f"AND(ISNUMBER({total}),ABS(N({previous})-N({total}))>{NOISE},{lacking})"
        yield remark(blank, "explain.changed", change, slots=slots)


def sums(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A whole is not the sum of its parts, in the week or since the start."""
    for rule in blank.campaign.rules.sums:
        if rule.whole != row.id or not all(part in blank for part in rule.parts):
            continue
        tolerance = rule.tolerance * len(rule.parts) + NOISE
        kinds = {blank.campaign.indicators[each].kind for each in (rule.whole, *rule.parts)}
        slots = [(Slot.WEEK, "mend.sum_week")] if kinds == {Kind.CUM} else []
        for slot, key in (*slots, (Slot.TOTAL, "mend.sum_total")):
            whole = blank.cell(rule.whole, slot, row.sheet)
            parts = ",".join(blank.cell(part, slot, row.sheet) for part in rule.parts)
            above = f"SUM({parts})-N({whole})>{tolerance}"
            below = f"AND(COUNT({parts})={len(rule.parts)},N({whole})-SUM({parts})>{tolerance})"
            is_open = rule.open_week if slot is Slot.WEEK else rule.open_total
            condition = f"AND(ISNUMBER({whole}),{above if is_open else f'OR({above},{below})'})"
            slot_terms = {"parts": _rounded(parts), "whole": _rounded(whole)}
            yield remark(blank, key, condition, slots=slot_terms)
    for rule in blank.campaign.rules.sums:
        if row.id in rule.parts and rule.whole in blank:
            yield _bound(blank, row, (rule.whole,), "mend.bound")


def bounds(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """A part is larger than its whole, or than several together."""
    for rule in sorted(blank.campaign.rules.bounds, key=lambda rule: rule.warning):
        if rule.part == row.id and all(whole in blank for whole in rule.wholes):
            key = "explain.bound" if rule.warning else "mend.bound"
            yield _bound(blank, row, rule.wholes, key)


def covers(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """The parts, all filled, do not reach their whole together."""
    for rule in blank.campaign.rules.covers:
        if rule.whole != row.id or not all(part in blank for part in rule.parts):
            continue
        whole = blank.cell(row.id, Slot.TOTAL, row.sheet)
        parts = ",".join(blank.cell(part, Slot.TOTAL, row.sheet) for part in rule.parts)
        condition = (
            f"AND(ISNUMBER({whole}),COUNT({parts})={len(rule.parts)},"
            f"N({whole})-SUM({parts})>{NOISE})"
        )
        first, last = rule.parts[0], rule.parts[-1]
        names = f"{first}–{last}"
        slots = {
            "names": Term(quoted(names), names),
            "parts": _rounded(parts),
            "whole": _rounded(whole),
        }
        yield remark(blank, "mend.cover", condition, slots=slots)


def companions(blank: Blank, row: Indicator) -> Iterator[Remark]:
    """Two figures that go together do not, or their quotient is out of the common."""
    rules = blank.campaign.rules
    total = blank.cell(row.id, Slot.TOTAL, row.sheet)
    lacking = unexplained(blank, row)
    for pair in rules.pairs:
        if pair.second == row.id and pair.first in blank:
            first = blank.cell(pair.first, Slot.TOTAL, row.sheet)
            condition = f"AND(COUNT({first},{total})=2,(N({first})=0)<>(N({total})=0),{lacking})"
            slots = {"first": Term(quoted(pair.first), pair.first), "value": _rounded(first)}
            yield remark(blank, "explain.pair", condition, slots=slots)
    for implied in rules.implies:
        if implied.second == row.id and implied.first in blank:
            first = blank.cell(implied.first, Slot.TOTAL, row.sheet)
            condition = f"AND(COUNT({first},{total})=2,N({first})>0,N({total})=0,{lacking})"
            slots = {"first": Term(quoted(implied.first), implied.first), "value": _rounded(first)}
            yield remark(blank, "explain.pair", condition, slots=slots)
    for ratio in rules.ratios:
        if ratio.numerator == row.id and ratio.denominator in blank:
            below = blank.cell(ratio.denominator, Slot.TOTAL, row.sheet)
            quotient = f"N({total})/N({below})"
            # IF, not AND: AND works out every argument, the division by zero too.
            condition = (
                f"IF(AND(N({total})>0,N({below})>0,{lacking}),"
                f"OR({quotient}<{ratio.low},{quotient}>{ratio.high}),FALSE)"
            )
            names = f"{ratio.numerator} : {ratio.denominator}"
            slots = {
                "names": Term(quoted(names), names),
                "value": Term(f"ROUND({quotient},1)"),
                "low": Term(f"{ratio.low:g}"),
                "high": Term(f"{ratio.high:g}"),
            }
            yield remark(blank, "explain.ratio", condition, slots=slots)


def _bound(blank: Blank, row: Indicator, wholes: tuple[str, ...], key: str) -> Remark:
    part = blank.cell(row.id, Slot.TOTAL, row.sheet)
    cells = ",".join(blank.cell(whole, Slot.TOTAL, row.sheet) for whole in wholes)
    value = blank.initial_total(row.id)
    limits = [blank.initial_total(whole) for whole in wholes]
    limit = sum(each for each in limits if each is not None)
    names = " + ".join(wholes)
    condition = f"ISNUMBER({part}),COUNT({cells})={len(wholes)},N({part})-SUM({cells})>{NOISE}"
    if key.startswith("explain"):
        condition += f",{unexplained(blank, row)}"
    return remark(
        blank,
        key,
        f"AND({condition})",
        holds=value is not None and None not in limits and value - limit > NOISE,
        slots={
            "whole": Term(quoted(names), names),
            "limit": _rounded(cells, limit),
            "part": _rounded(part, value),
        },
    )


def _grown(blank: Blank, row: Indicator, condition: str) -> Iterator[Remark]:
    """A line grows though its window had closed before the last report."""
    last = blank.campaign.previous_date(blank.week)
    for rule in blank.campaign.rules.windows:
        if rule.indicator == row.id and last is not None and last >= rule.closes:
            closed = short_date(rule.closes)
            slots = {"closes": Term(quoted(closed), closed)}
            yield remark(blank, "explain.closed", f"AND({condition})", slots=slots)


def _rounded(cells: str, value: float | None = None) -> Term:
    return Term(f"ROUND(SUM({cells}),1)", value)
