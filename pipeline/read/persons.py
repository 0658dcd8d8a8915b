"""Find a person's data where only figures and names of bodies belong."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.model import Finding, Severity
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.read.values import Grid

# Cheap signs of a person's data; each sign found is then looked at closely.
SIGN_OF_PERSON = re.compile(r"\d{10,}|[78][\s()-]*\d{3}|@")
IDENTITY_NUMBER = re.compile(r"(?<!\d)(\d{12})(?!\d)")
# Ten digits behind +7 or 8: in the usual groups, or behind any 7, the country's codes, unless
# they are a sum's groups of three.
PHONE = re.compile(
    r"(?<!\d)(?!\d{1,3}(?:\s\d{3})+(?!\s?\d))"
    r"(?:(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}"
    r"|(?:\+7|8)[\s(-]*7(?:[\s()-]{0,3}\d){9})(?!\d)"
)
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w")
LAST_CENTURY = 6  # the seventh digit tells century and sex
# From eleven digits on, a phone or an identity number without its first zero, to twelve.
LEAST_NUMBER, NUMBER_BEYOND = 1e10, 1e12


def personal_data(sheets: Mapping[str, Grid]) -> tuple[Finding, ...]:
    """Find the cells that hold a person's data; the finding names the cell, never the text."""
    return tuple(
        Finding(
            code="personal-data",
            severity=Severity.ERROR,
            sheet=sheet,
            cell=address_of(place, number),
        )
        for sheet, rows in sheets.items()
        for number, values in enumerate(rows, start=1)
        for place, value in enumerate(values)
        if (type(value) is str and value and _names_a_person(value))
        or (type(value) is float and LEAST_NUMBER <= value < NUMBER_BEYOND and _is_a_persons(value))
    )


@lru_cache(maxsize=4096)
def _names_a_person(text: str) -> bool:
    """Whether a text holds an identity number, a phone number or an e-mail address."""
    return bool(SIGN_OF_PERSON.search(text)) and bool(
        PHONE.search(text)
        or EMAIL.search(text)
        or any(_is_identity_number(number) for number in IDENTITY_NUMBER.findall(text))
    )


def _is_a_persons(figure: float) -> bool:
    """Whether a figure is a person's number that lost its text."""
    digits = f"{figure:.0f}"
    return bool(PHONE.fullmatch(digits)) or _is_identity_number(digits.zfill(12))


def _is_identity_number(digits: str) -> bool:
    """Whether twelve digits are an IIN: a date first, a check digit last."""
    figures: Sequence[int] = [int(digit) for digit in digits]
    month, day = int(digits[2:4]), int(digits[4:6])
    if not (1 <= month <= 12 and 1 <= day <= 31 and figures[6] <= LAST_CENTURY):  # noqa: PLR2004
        return False
    weights = list(range(1, 12))
    check = sum(a * b for a, b in zip(weights, figures, strict=False)) % 11
    if check == 10:  # noqa: PLR2004 - the second row of weights is then due
        shifted = weights[2:] + weights[:2]
        check = sum(a * b for a, b in zip(shifted, figures, strict=False)) % 11
    return check == figures[11]
