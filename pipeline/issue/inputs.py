"""Ask for input: what each kind of cell accepts, with its hint and its error text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.errors import SetupError
from pipeline.issue.layout import DATE_LIST, REPORT_DATE, UNIT_LIST
from pipeline.model import Language
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from pipeline.issue.layout import Blank

LONGEST_TEXT = 2000
LONGEST_REASON = 500
# What Excel allows in a hint and an error text.
LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
# Documents of a campaign, such as a committee's order, may be this many years older.
YEARS_BEFORE = 1


def figure(blank: Blank, quantity: Quantity, cell: str, hint: str) -> dict[str, Any]:
    """Accept a figure of a quantity in one cell."""
    accepted: dict[Quantity, dict[str, Any]] = {
        Quantity.COUNT: {"validate": "integer", "criteria": ">=", "value": 0},
        Quantity.MONEY: {
            "validate": "custom",
            "value": f"=AND(ISNUMBER({cell}),{cell}>=0,ABS({cell}-ROUND({cell},1))<0.000001)",
        },
        Quantity.PERCENT: {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
        },
    }
    return accepted[quantity] | _said(blank, hint or quantity, quantity)


def choice(blank: Blank) -> dict[str, Any]:
    """Accept yes or no."""
    form = blank.campaign.form
    options = {"validate": "list", "source": [form.yes.both, form.no.both]}
    return options | _said(blank, "choice", "choice")


def day_done(blank: Blank) -> dict[str, Any]:
    """Accept a date up to the reporting date."""
    start = blank.campaign.settings.start
    options = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(start.year - YEARS_BEFORE, start.month, 1),
        "maximum": f"={REPORT_DATE}",
    }
    return options | _said(blank, "date", "date")


def text(blank: Blank, hint: str, longest: int) -> dict[str, Any]:
    """Accept a text up to a length."""
    options = {"validate": "length", "criteria": "<=", "value": longest}
    return options | _said(blank, hint, hint)


def unit(blank: Blank) -> dict[str, Any]:
    """Accept a unit of the list."""
    return {"validate": "list", "source": f"={UNIT_LIST}"} | _said(blank, "unit", "unit")


def week(blank: Blank) -> dict[str, Any]:
    """Accept a reporting date of the campaign."""
    return {"validate": "list", "source": f"={DATE_LIST}"} | _said(blank, "week", "week")


def report(blank: Blank) -> dict[str, Any]:
    """Accept a first or a corrected report."""
    cover = blank.campaign.form.cover
    options = {"validate": "list", "source": [cover.first.both, cover.corrected.both]}
    return options | _said(blank, "report", "report")


def _said(blank: Blank, hint: str, error: str) -> dict[str, Any]:
    """Word the hint shown on entering a cell and the error shown on leaving it."""
    return {
        "input_title": _fitting(blank, f"input.{hint}.title", " / ", LONGEST_TITLE),
        "input_message": _fitting(blank, f"input.{hint}.hint", "\n", LONGEST_MESSAGE),
        "error_title": _fitting(blank, f"input.{error}.title", " / ", LONGEST_TITLE),
        "error_message": _fitting(blank, f"input.{error}.error", "\n", LONGEST_MESSAGE),
    }


def _fitting(blank: Blank, key: str, joint: str, longest: int) -> str:
    """Join both languages of a phrase.

    Raises: SetupError where Excel would refuse the length, and with it the whole rule.
    """
    phrase = blank.wording[key]
    text = joint.join((phrase[Language.KK], phrase[Language.RU]))
    if len(text) > longest:
        raise SetupError(
            "template",
            {
                "file": blank.wording.path,
                "key": key,
                "expected": f"kk + ru: {longest - len(joint)}",
            },
        )
    return text
