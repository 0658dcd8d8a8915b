"""A person's data is found wherever it is typed, and not told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from filling import (
    arrived,
    saved,
)

from pipeline.model import Severity
from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from filling import Filled


def identity_number(first_eleven: str) -> str:
    """Complete an identity number by its check digit, as the state does."""
    digits = [int(digit) for digit in first_eleven]
    check = sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11
    if check == 10:
        weights = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
        check = sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 11
    return f"{first_eleven}{check}"


VALID = identity_number("05031550123")
WRONG = f"{VALID[:-1]}{(int(VALID[-1]) + 1) % 10}"
PERSONS = {
    "an identity number": VALID,
    "in a sentence": f"Ахметов А., ЖСН {VALID}, 5-сынып",
    "as a figure": float(identity_number("98031550123")),
    "as a figure without its first zero": float(VALID),
    "a mobile number": "8 701 123 45 67",
    "joined": "87011234567",
    "from abroad": "+7 (701) 123-45-67",
    "by dashes": "8-701-123-45-67",
    "a town's number": "8 (7232) 25-34-56",
    "a village's number": "тел. 8 (72345) 2-12-34",
    "a number as a figure": 87011234567.0,
    "an address": "akhmetov@mail.kz",
    "an address in a sentence": "жазыңыз: a.b-c@edu.gov.kz.",
    "without spaces around": f"ИИН:{VALID};",
}
NOBODY = {
    "a document": "№ 251-ө",
    "a document of a date": "№ 07-12/345 от 11.08.2011",
    "a date": "11.08.2011",
    "a moment": "2011-08-11 18:00:00",
    "twelve digits with another check digit": WRONG,
    "twelve digits of no date": "999999999999",
    "thirteen digits": f"{VALID}1",
    "an organisation": "110840012345",
    "a place": "635200000",
    "a sum": "87 011 234 567",
    "a smaller sum": "8 701 123,5 мың теңге",
    "a sum in figures": 8701123.5,
    "a large figure": 123456789012.0,
    "an account": "KZ86125KZT5004100100",
    "a share": "15% @ 2011",
    "years": "2010-2011, 2011-2012",
    "short phones": "102, 1414",
    "an identity number's length of zeros": "000000000000",
}


@pytest.mark.parametrize("typed", PERSONS.values(), ids=PERSONS)
@pytest.mark.parametrize(("sheet", "cell"), [("F6", "C5"), ("F1", "G9"), ("notes", "K40")])
def test_a_persons_data_is_found_and_not_told(
    typed: object, sheet: str, cell: str, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    (book.create_sheet(sheet) if sheet not in book else book[sheet])[cell] = typed
    (finding,) = read(arrived(saved(book)), layout).findings
    assert (finding.code, finding.sheet, finding.cell) == ("personal-data", sheet, cell)
    assert (finding.severity, finding.details) == (Severity.ERROR, {})


@pytest.mark.parametrize("typed", NOBODY.values(), ids=NOBODY)
def test_not_every_number_is_a_person(typed: object, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book["F6"]["C5"] = typed
    assert read(arrived(saved(book)), layout).findings == ()


@pytest.mark.parametrize("text", ["a" * 32_000 + " @", "8 7" * 10_000, "7" * 32_000, "(" * 32_000])
def test_long_texts_are_looked_through_at_once(
    text: str, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book["F6"]["C5"] = text
    begun = datetime.now(UTC)
    read(arrived(saved(book)), layout)
    assert (datetime.now(UTC) - begun).total_seconds() < 5
