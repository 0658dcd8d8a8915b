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

from pipeline.language.typography import short_date
from pipeline.model import Nature, Severity
from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from filling import Filled
    from openpyxl import Workbook

    from pipeline.texts import Texts


UNITS = {
    "both names": ("Күршім ауданы / Курчумский район", "kurshim"),
    "Kazakh": ("Күршім ауданы", "kurshim"),
    "Russian": ("Курчумский район", "kurshim"),
    "code": ("kurshim", "kurshim"),
    "capitals and spaces": ("  КУРЧУМСКИЙ\u00a0 РАЙОН ", "kurshim"),
    "turned round": ("Курчумский район / Күршім ауданы", "kurshim"),
    "one above the other": ("Күршім ауданы\nКурчумский район", "kurshim"),
    "the oblast": ("vko", "vko"),
    "half a name": ("Курчумский", "kurshim"),
    "a bare city": ("Риддер", "ridder"),
    "a shortened head": ("г. Риддер", "ridder"),
    "a shortened head without its space": ("г.Риддер", "ridder"),
    "a shortened head behind": ("Курчумский р-н", "kurshim"),
    "a shortened Kazakh head": ("Зайсан ауд.", "zaisan"),
    "half names of both languages": ("Күршім / Курчумский", "kurshim"),
    "the head of another kind": ("Риддер ауданы", ""),
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
    "points that leave no order open": ("08.11.2011", date(2011, 11, 8)),
    "no day at all": ("31/31/2011", None),
    "words without a year": ("11 тамыз", None),
    "Kazakh words": ("2011 жылғы 11 тамыз", SECOND),
    "Russian words": ("11 августа 2011 года", SECOND),
    "with its weekday": ("Бейсенбі, 11 тамыз 2011 ж.", SECOND),
    "with its weekday in Russian": ("четверг 11 августа 2011 г.", SECOND),
    "words before and behind": ("на 11.08.2011 күні", SECOND),
    "in quotes": ("«11» августа 2011 г.", SECOND),
    "a week for a day": ("с 5 по 11 августа 2011 г.", None),
    "two days": ("на 04.08.2011 или 11.08.2011", None),
    "a day without a year amid words": ("на 11 августа", None),
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


# Dates whose order had to be made out.

ORDERS = {
    "the month cannot come second": ("8/25/2011", date(2011, 8, 25), True),
    "the month can only come second": ("25/8/2011", date(2011, 8, 25), False),
    "the month cannot come second behind a point": ("8.25.2011", date(2011, 8, 25), True),
    "day and month alike": ("8/8/2011", date(2011, 8, 8), False),
    "one is a reporting date, month first": ("8/11/2011", SECOND, True),
    "one is a reporting date, day first": ("11/8/2011", SECOND, True),
    "one is a reporting date, behind dashes": ("11-08-11", SECOND, False),
    "neither is a reporting date": ("8/5/2011", None, False),
    "the day comes first behind dashes": ("05-08-2011", date(2011, 8, 5), False),
}


@pytest.mark.parametrize(("typed", "week", "is_noted"), ORDERS.values(), ids=ORDERS)
def test_the_order_of_day_and_month_is_not_guessed(
    typed: str,
    week: date | None,
    is_noted: bool,  # noqa: FBT001 - the table's
    filled: Filled,
    layout: FormLayout,
) -> None:
    book = filled.book
    book[COVER]["B5"] = typed
    form = read(arrived(saved(book)), layout)
    assert (form.week, form.week_text) == (week, week.isoformat() if week else typed)
    assert [(each.code, each.severity, each.cell) for each in form.findings] == (
        [("date-order", Severity.NOTE, "B5")] if is_noted else []
    )
    if is_noted and week:
        assert form.findings[0].details["date"] == short_date(week)


MILESTONES = {
    "the month cannot come second": ("7/25/2011", Nature.DATE, "2011-07-25", True),
    "the month can only come second": ("25/7/2011", Nature.DATE, "2011-07-25", False),
    "either may": ("8/5/2011", Nature.TEXT, "8/5/2011", False),
    "dashes": ("05-08-2011", Nature.DATE, "2011-08-05", False),
    "points": ("05.08.2011", Nature.DATE, "2011-08-05", False),
}


@pytest.mark.parametrize(
    ("typed", "nature", "value", "is_noted"), MILESTONES.values(), ids=MILESTONES
)
def test_a_milestones_date_is_not_guessed(  # noqa: PLR0913 - a row of the table
    typed: str,
    nature: Nature,
    value: str,
    is_noted: bool,  # noqa: FBT001 - likewise
    filled: Filled,
    layout: FormLayout,
) -> None:
    book = filled.book
    book["F5"]["E5"], book["F5"]["E6"] = typed, typed
    form = read(arrived(saved(book)), layout)
    found = {each.address: each for each in form.cells if each.sheet == "F5"}
    assert (found["E5"].nature, found["E5"].value) == (nature, value)
    assert [
        (each.code, each.sheet, each.cell, each.details["count"]) for each in form.findings
    ] == ([("date-order", "F5", "E5", 2)] if is_noted else [])


# No cover, or two.


def second_cover(**cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[COVER])
        copy.title = "Мұқаба 2"
        for address, value in cells.items():
            copy[address] = value

    return change


def table_of_units(book: Workbook) -> None:
    sheet = book.create_sheet("Тіркеу", 0)
    sheet.append(["Город, район", "Детей", "Отчётная дата", "Примечание"])
    sheet.append(["Абайский район", 5, date(2011, 8, 4), "жоқ"])


def label_elsewhere(book: Workbook) -> None:
    del book[COVER]
    book.create_sheet("Ескертпе", 0)["A1"] = "Город, район: заполняется позже"


def swapped(book: Workbook) -> None:
    second_cover()(book)
    book[COVER]["B4"], book[COVER]["B5"] = None, None


OTHER = "Абай ауданы / Абайский район"
COVERS: dict[str, tuple[Callable[[Workbook], None], list[tuple[str, str, str]], str, date | None]]
COVERS = {
    "none": (lambda book: book.remove(book[COVER]), [("cover-missing", "", "")], "", None),
    "none, but a label elsewhere": (label_elsewhere, [("cover-missing", "", "")], "", None),
    "two that agree": (second_cover(), [], "kurshim", SECOND),
    "two that agree in other words": (
        second_cover(B4="Курчумский район", B5="2011-08-11"), [], "kurshim", SECOND,
    ),
    "a second one that is blank": (second_cover(B4=None, B5=None), [], "kurshim", SECOND),
    "a second one half blank": (second_cover(B5=None), [], "kurshim", SECOND),
    "a first one that is blank": (swapped, [], "kurshim", SECOND),
    "another unit": (
        second_cover(B4=OTHER), [("covers-differ", "Мұқаба 2", "B4")], "", SECOND,
    ),
    "another date": (
        second_cover(B5=date(2011, 8, 4)), [("covers-differ", "Мұқаба 2", "B5")], "kurshim", None,
    ),
    "another unit and date": (
        second_cover(B4=OTHER, B5=date(2011, 8, 4)),
        [("covers-differ", "Мұқаба 2", "B4")], "", None,
    ),
    "a unit that is none": (
        second_cover(B4="Mars"), [("covers-differ", "Мұқаба 2", "B4")], "kurshim", SECOND,
    ),
    "a date in words": (
        second_cover(B5="осы апта"), [("covers-differ", "Мұқаба 2", "B5")], "kurshim", SECOND,
    ),
    "a table with the same words": (table_of_units, [], "kurshim", SECOND),
}  # fmt: skip


@pytest.mark.parametrize(("change", "found", "unit", "week"), COVERS.values(), ids=COVERS)
def test_none_or_two_covers(  # noqa: PLR0913 - a row of the table
    change: Callable[[Workbook], None],
    found: list[tuple[str, str, str]],
    unit: str,
    week: date | None,
    filled: Filled,
    layout: FormLayout,
    texts: Texts,
) -> None:
    book = filled.book
    change(book)
    form = read(arrived(saved(book)), layout)
    assert [(each.code, each.sheet, each.cell) for each in form.findings] == found
    assert (form.unit, form.week) == (unit, week)
    assert all(texts.findings[code].file for code, *_ in found)
    assert held(form) == filled.expected
