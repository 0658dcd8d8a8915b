"""Word remarks as formulas: a condition, a sign and a sentence in both languages.

Only functions that every Excel and LibreOffice has are used. Every remark knows what it
says on the form as issued, so that a program that does not recalculate shows it right.
"""

from __future__ import annotations

from enum import StrEnum
from string import Formatter
from typing import TYPE_CHECKING, NamedTuple

from pipeline.issue.layout import REPORT_KIND
from pipeline.model import Language, Slot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.issue.layout import Blank
    from pipeline.schema import Indicator


class Sign(StrEnum):
    """What opens a remark, so that colour never carries its weight alone."""

    FILL = "●"
    MEND = "▲"
    EXPLAIN = "?"


class Term(NamedTuple):
    """A value in a formula, with what it is on the form as issued; None where blank."""

    formula: str
    value: float | str | None = None


class Remark(NamedTuple):
    """A condition, what to say where it holds, and what it says on the form as issued."""

    condition: str
    text: str
    shown: str = ""


def remark(
    blank: Blank,
    key: str,
    condition: str,
    *,
    holds: bool = False,
    slots: Mapping[str, Term] | None = None,
) -> Remark:
    """Word a remark; its key, such as "mend.sum", begins with the name of its sign."""
    terms = slots or {}
    sign = Sign[key.partition(".")[0].upper()]
    phrase = blank.wording[f"check.{key}"]
    joint = " / " if sign is Sign.FILL else "\n"
    template = f"{sign} {phrase[Language.KK]}{joint}{phrase[Language.RU]}"
    shown = template.format(**{name: _shown(term.value) for name, term in terms.items()})
    return Remark(condition, _concatenated(template, terms), shown if holds else "")


def first_of(remarks: Iterable[Remark]) -> tuple[str, str]:
    """Chain remarks into the formula of one cell, with its result on the form as issued.

    Only the first that holds is shown, so that the row stays readable.
    """
    chain = list(remarks)
    formula = quoted("")
    for each in reversed(chain):
        formula = f"IF({each.condition},{each.text},{formula})"
    return f"={formula}", next((each.shown for each in chain if each.shown), "")


def unexplained(blank: Blank, row: Indicator) -> str:
    """Whether a row lacks a reason of its own."""
    return f'TRIM({blank.cell(row.id, Slot.REASON, row.sheet)})=""'


def uncorrected(blank: Blank, row: Indicator) -> str:
    """Whether this is not a corrected report that says what it corrects."""
    corrected = f"{REPORT_KIND}={quoted(blank.campaign.form.cover.corrected.both)}"
    text = blank.campaign.rules.correction_text
    if text not in blank:
        return f"NOT({corrected})"
    return f'NOT(AND({corrected},TRIM({blank.cell(text, Slot.TEXT, row.sheet)})<>""))'


def quoted(text: str) -> str:
    """Write a text as a formula's literal."""
    return '"' + text.replace('"', '""') + '"'


def day(value: date) -> str:
    """Write a date as a formula's value."""
    return f"DATE({value.year},{value.month},{value.day})"


def dotted(cell: str) -> str:
    """Write the date of a cell as dd.mm.yyyy; TEXT would want the letters of the locale."""
    return f'RIGHT("0"&DAY({cell}),2)&"."&RIGHT("0"&MONTH({cell}),2)&"."&YEAR({cell})'


def _concatenated(template: str, terms: Mapping[str, Term]) -> str:
    """Turn a sentence with slots into a formula."""
    pieces: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        for number, line in enumerate(literal.split("\n")):
            pieces += ["CHAR(10)"] * bool(number) + [quoted(line)] * bool(line)
        if name is not None:
            pieces.append(terms[name].formula)
    return "&".join(pieces)


def _shown(value: float | str | None) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(round(value, 1))
    return "" if value is None else str(value)
