"""What a cover says is read by its labels, and never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from conftest import SECOND
from filling import (
    COVER,
    arrived,
    held,
    repacked,
    saved,
)

from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from filling import Filled


UNITS = {
    "both names": ("Күршім ауданы / Курчумский район", "kurshim"),
    "Kazakh": ("Күршім ауданы", "kurshim"),
    "Russian": ("Курчумский район", "kurshim"),
    "code": ("kurshim", "kurshim"),
    "capitals and spaces": ("  КУРЧУМСКИЙ\u00a0 РАЙОН ", "kurshim"),
    "turned round": ("Курчумский район / Күршім ауданы", "kurshim"),
    "one above the other": ("Күршім ауданы\nКурчумский район", "kurshim"),
    "the oblast": ("vko", "vko"),
    "half a name": ("Курчумский", ""),
    "two units": ("Күршім ауданы / Абайский район", ""),
    "another planet": ("Mars", ""),
    "a number": (5, ""),
}


@pytest.mark.parametrize(("typed", "unit"), UNITS.values(), ids=UNITS)
def test_unit(typed: object, unit: str, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B4"] = typed
    form = read(arrived(saved(book)), layout)
    shown = "5.0" if typed == 5 else str(typed).strip()
    assert (form.unit, form.unit_text, form.unit_cell) == (unit, shown, "B4")


def test_a_blank_unit_is_not_the_remark_beside_it(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B4"], book[COVER]["C4"] = None, "● толтырыңыз / заполните"
    form = read(arrived(saved(book)), layout)
    assert (form.unit, form.unit_text, form.unit_cell) == ("", "", "B4")


WEEKS = {
    "a date": (date(2011, 8, 11), SECOND),
    "a moment": (datetime(2011, 8, 11, 15, 30), SECOND),  # noqa: DTZ001 - as a cell holds it
    "typed": ("11.08.2011", SECOND),
    "typed with its year's word": ("11.08.2011 ж.", SECOND),
    "ISO": ("2011-08-11", SECOND),
    "two digits": ("11.08.11", SECOND),
    "words": ("11 тамыз", None),
    "blank": (None, None),
}


@pytest.mark.parametrize(("typed", "week"), WEEKS.values(), ids=WEEKS)
def test_week(typed: object, week: date | None, filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B5"] = typed
    form = read(arrived(saved(book)), layout)
    assert (form.week, form.week_cell) == (week, "B5")
    assert form.week_text == (week.isoformat() if week else typed or "")


def test_a_week_as_a_plain_number(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book[COVER]["B5"].number_format = "General"
    book[COVER]["B5"] = 40766
    assert read(arrived(saved(book)), layout).week == SECOND


def test_a_week_counted_from_1904(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - as the library has it
    form = read(arrived(saved(book)), layout)
    assert form.week == SECOND
    assert held(form) == filled.expected


CORRECTED = {
    "түзетілген / исправленный": True, "түзетілген": True, "ИСПРАВЛЕННЫЙ ": True,
    "алғашқы / первый": False, "": False, "исправленный?": False,
}  # fmt: skip


@pytest.mark.parametrize(("typed", "corrected"), CORRECTED.items())
def test_kind_of_report(
    typed: str, corrected: bool, filled: Filled, layout: FormLayout  # noqa: FBT001 - the table's
) -> None:  # fmt: skip
    book = filled.book
    book[COVER]["B6"] = typed
    assert read(arrived(saved(book)), layout).corrected is corrected


def test_when_it_was_saved(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book.properties.modified = datetime(2011, 8, 10, 9, 30)  # noqa: DTZ001 - the library adds the zone
    form = read(arrived(repacked(saved(book))), layout)
    assert form.saved_at is not None
    changed = {"docProps/core.xml": stamped("2011-08-10T09:30:00Z")}
    form = read(arrived(repacked(filled.content, changed)), layout)
    assert form.saved_at == datetime(2011, 8, 10, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "yesterday", "2011-13-45", "2011-08-10T09:30:00"])
def test_when_it_was_saved_is_unclear(moment: str, filled: Filled, layout: FormLayout) -> None:
    form = read(arrived(repacked(filled.content, {"docProps/core.xml": stamped(moment)})), layout)
    assert form.saved_at is None
    assert held(form) == filled.expected


def stamped(moment: str) -> Callable[[bytes], bytes]:
    pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
    return lambda xml: re.sub(pattern, rb"\g<1>" + moment.encode(), xml)
