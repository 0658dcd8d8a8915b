"""Read one workbook as it stands: who sent it, for when, and what its cells hold."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.model import Finding, Form, Severity
from pipeline.read.layout import FormLayout, cells_of, cover_of
from pipeline.read.package import NotReadableError, inspect
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Arrival
    from pipeline.read.values import Raw

__all__ = ["FormLayout", "read"]

Grid = list[list["Raw"]]

# Cheap signs of a person's data; each sign found is then looked at closely.
SIGN_OF_PERSON = re.compile(r"\d{10,}|\+?[78][\s(-]*\d{3}|@")
IDENTITY_NUMBER = re.compile(r"(?<!\d)(\d{12})(?!\d)")
PHONE = re.compile(r"(?<![\d])(?:\+7|8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def read(arrival: Arrival, layout: FormLayout) -> Form:
    """Read one arrival, judging nothing but whether it can be read.

    Source: the value last saved in each cell; a formula without one is UNCACHED, not blank.
    """
    if arrival.fault:
        return _not_a_form(arrival.fault)
    try:
        package = inspect(arrival.content)
        sheets = _sheets(arrival.content)
    except NotReadableError as error:
        return _not_a_form(error.code)
    cover = cover_of(sheets, layout)
    cells, findings = cells_of(sheets, package.hazards, layout)
    if not cells and not cover.unit_text:
        return _not_a_form("not-a-form")
    return Form(
        unit=cover.unit,
        unit_text=cover.unit_text,
        unit_cell=cover.unit_cell,
        week=cover.week,
        week_text=cover.week_text,
        week_cell=cover.week_cell,
        cover=cover.sheet,
        corrected=cover.corrected,
        edition=cover.edition,
        saved_at=package.saved_at,
        cells=cells,
        findings=(*_personal_data(sheets), *findings),
    )


def _not_a_form(code: str) -> Form:
    """Give an empty form with the one finding that says why it is none."""
    ignored = {"system-file", "not-a-file"}
    severity = Severity.NOTE if code in ignored else Severity.ERROR
    return Form(findings=(Finding(code=code, severity=severity),))


def _sheets(content: bytes) -> Mapping[str, Grid]:
    """Load every sheet's values; row and column 0 are A1.

    Raises: NotReadableError where the parser gives up.
    """
    from python_calamine import (  # noqa: PLC0415 - loaded only where a file is read
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        WorksheetNotFound,
        XmlError,
        ZipError,
    )

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except PasswordError as error:
        raise NotReadableError("old-or-locked-workbook") from error
    except (CalamineError, WorksheetNotFound, XmlError, ZipError, OSError, ValueError) as error:
        raise NotReadableError("damaged") from error


def _personal_data(sheets: Mapping[str, Grid]) -> tuple[Finding, ...]:
    """Find texts that hold a person's data; the finding names the cell, never the text."""
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
        if type(value) is str and SIGN_OF_PERSON.search(value) and _names_a_person(value)
    )


def _names_a_person(text: str) -> bool:
    """Whether a text holds an identity number, a phone number or an e-mail address."""
    return bool(
        PHONE.search(text)
        or EMAIL.search(text)
        or any(_is_identity_number(number) for number in IDENTITY_NUMBER.findall(text))
    )


def _is_identity_number(digits: str) -> bool:
    """Whether twelve digits are an IIN: a date first, a check digit last."""
    figures: Sequence[int] = [int(digit) for digit in digits]
    month, day = int(digits[2:4]), int(digits[4:6])
    if not (1 <= month <= 12 and 1 <= day <= 31):  # noqa: PLR2004 - the calendar
        return False
    weights = list(range(1, 12))
    check = sum(a * b for a, b in zip(weights, figures, strict=False)) % 11
    if check == 10:  # noqa: PLR2004 - the second row of weights is then due
        shifted = weights[2:] + weights[:2]
        check = sum(a * b for a, b in zip(shifted, figures, strict=False)) % 11
    return check == figures[11]
