"""Genuine forms with something nasty in a cell: each gives one finding, at that cell."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from nasty_files import COVER, SHEET_2, Case, Kit, accepted, returned
from openpyxl.comments import Comment

if TYPE_CHECKING:
    from collections.abc import Callable

    from nasty_files import Expected
    from openpyxl import Workbook

FORMULA = "=cmd|'/C calc'!A0"
NAME = "Ахметова Айгуль Сериковна"
MOBILE, MAIL = "8 701 123 45 67", "akhmetova@mail.kz"


def identity_number(first_eleven: str) -> str:
    """Complete an identity number by its check digit, as the state does."""
    digits = [int(digit) for digit in first_eleven]
    check = sum(weight * digit for weight, digit in enumerate(digits, start=1)) % 11
    return f"{first_eleven}{check}"


IIN = identity_number("05031550123")


def cell(
    sheet: str, address: str, value: object, code: str, *others: str, number_format: str = ""
) -> Case:
    """Type one value into a cell of a figure, and into others the same."""

    def change(book: Workbook) -> None:
        for each in (address, *others):
            book[sheet][each] = value
            if number_format:
                book[sheet][each].number_format = number_format

    return form(change, accepted(code, f"{sheet}!{address}"))


def either(sheet: str, week: str, total: str, value: object, code: str) -> Case:
    """Type one value for a week and, where all began with it, for the total."""

    def change(book: Workbook) -> None:
        book[sheet][week] = book[sheet][total] = value

    return form(change, accepted(code, f"{sheet}!{week} or {sheet}!{total}"))


def form(change: Callable[[Workbook], object], expected: Expected) -> Case:
    return Case(path="cells", make=lambda kit: kit.form(change), expected=expected)


def raw(rest: bytes, code: str) -> Case:
    """Store a cell of F1 as no program of ours would."""

    def make(kit: Kit) -> bytes:
        pattern = rb'<c r="D30"[^>]*(?:/>|>.*?</c>)'
        return kit.package({SHEET_2: lambda xml: re.sub(
            pattern, lambda _: b'<c r="D30"%b' % rest, xml, flags=re.DOTALL)})  # fmt: skip

    return Case(path="raw", make=make, expected=accepted(code, "F1!D30"))


def person(change: Callable[[Workbook], object], never: str, cell: str = "") -> Case:
    """Name a person somewhere in a form."""
    return form(change, returned("personal-data", cell, never))


def told(sheet: str, address: str, text: object) -> Callable[[Workbook], object]:
    return lambda book: book[sheet].__setitem__(address, text)


def commented(book: Workbook) -> None:
    book["F1"]["B9"].comment = Comment(f"оқушы {NAME}", "a")


def titled(book: Workbook) -> None:
    book.create_sheet(f"тел {MOBILE}")


def described(book: Workbook) -> None:
    book.properties.description = f"ИИН {IIN}"


def hidden(sheet: str, row: int = 0, column: str = "") -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        if row:
            book[sheet].row_dimensions[row].hidden = True
        elif column:
            book[sheet].column_dimensions[column].hidden = True
        else:
            book[sheet].sheet_state = "hidden"

    return change


CELLS: dict[str, Case] = {
    # What is normalised with a note.
    "a number as text": cell("F2", "D11", "62", "number-as-text"),
    "grouped": cell("F2", "D11", " 62 ", "number-as-text"),
    "with its unit": cell("F1", "D19", "15 бала", "number-as-text"),
    "with a dot behind": cell("F2", "D11", "62.", "number-as-text"),
    "with its unit shortened": cell("F2", "D11", "62 ед", "number-as-text"),
    "with a word for its unit": cell("F2", "D11", "62 шт.", "number-as-text"),
    "a sum with its unit shortened": cell("F1", "D21", "536,0 тыс.тг.", "number-as-text"),
    "a sum in the other language": cell("F1", "D21", "536 мың тг", "number-as-text"),
    "with NBSP": cell("F2", "D11", "\u00a062", "number-as-text"),
    "a date with its month first": cell("F5", "E5", "7/25/2011", "date-order"),
    # What is left out.
    "with another unit": cell("F1", "D19", "15 мың", "not-a-number"),
    "a sum in tenge": cell("F1", "D21", "536 000 тг", "not-a-number"),
    "a sum in millions": cell("F1", "D21", "0,536 млн тг", "not-a-number"),
    "people for pieces": cell("F2", "D11", "62 адам", "not-a-number"),
    "of two meanings": cell("F2", "D11", "1,253", "not-a-number"),
    "a word": cell("F2", "D11", "көп", "not-a-number"),
    "more than any number": cell("F2", "D11", "1e309", "not-a-number"),
    "infinite": raw(b' t="n"><v>INF</v></c>', "not-a-number"),
    "no number": raw(b' t="n"><v>NaN</v></c>', "not-a-number"),
    "stored past all numbers": raw(b' t="n"><v>1e309</v></c>', "not-a-number"),
    "blank": cell("F2", "D11", None, "blank"),
    "spaces": cell("F2", "D11", "  ", "blank"),
    "a dash": cell("F3", "D12", "–", "no-data"),
    "жоқ": cell("F4", "D14", "жоқ", "no-data"),
    "a dash in a summand": cell("F1", "D16", "-", "no-data"),
    "#REF!": raw(b' t="e"><v>#REF!</v></c>', "error-value"),
    "#DIV/0! of a formula": raw(b' t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error-value"),
    "#SPILL!": raw(b' t="e"><v>#SPILL!</v></c>', "error-value"),
    "a formula not calculated": raw(b"><f>Z1+Z2</f></c>", "formula-not-calculated"),
    "a formula of another file": raw(b"><f>[1]Sheet1!A1</f></c>", "formula-not-calculated"),
    "5.10": cell("F1", "D30", datetime(2011, 10, 5), "date-for-number",  # noqa: DTZ001 - as held
                 number_format="dd.mm.yyyy"),
    "a boolean": cell("F1", "D30", True, "boolean-for-number"),  # noqa: FBT003 - a cell's value
    "negative": cell("F3", "D15", -1, "negative"),
    "half a school": either("F3", "D16", "E16", 7.5, "not-whole"),
    "huge": either("F2", "D11", "E11", 10**12, "too-big"),
    "yes or no": cell("F5", "D15", "мүмкін", "yes-or-no-unclear"),
    "a future date": cell("F5", "E5", datetime(2011, 8, 20), "date-in-future"),  # noqa: DTZ001 - as held
    "a date in words": cell("F5", "E5", "шілдеде", "date-unclear"),
    "a date of two readings": cell("F5", "E5", "8/3/2011", "date-unclear"),
    "a formula as text in a figure": cell("F2", "D11", "'=1+1", "not-a-number"),
    # What is moved, hidden or missing.
    "a renamed heading": cell("F1", "E4", "Барлығы", "column-not-found"),
    "a sheet missing": form(lambda book: book.remove(book["F3"]), accepted("rows-missing")),
    "a line deleted": form(lambda book: book["F1"].delete_rows(32), accepted("rows-missing")),
    "a line twice": form(
        lambda book: book["F2"].append([each.value for each in book["F2"][11]]),
        accepted("row-doubled", "F2!A28")),
    "an empty form": form(
        lambda book: [each.__setattr__("value", None) for name in ("F1", "F2", "F3", "F4", "F5")
                      for row in book[name].iter_rows(min_row=5, min_col=4) for each in row],
        accepted("empty-form")),
    "merged weeks of several rows": form(
        lambda book: book["F1"].merge_cells("D16:D20"), accepted("cells-merged", "F1!D16")),
    "a hidden line": form(hidden("F1", row=17), accepted("hidden-figures")),
    "a hidden column": form(hidden("F1", column="D"), accepted("hidden-figures")),
    "a hidden sheet": form(hidden("F4"), accepted("hidden-figures")),
    # What a spreadsheet would run; it comes out as text.
    "a formula in the text row": form(told("F6", "C5", f"'{FORMULA}"), accepted()),
    "a plus in the text row": form(told("F6", "C5", "+7 мектеп жөнделді"), accepted()),
    "an at in the text row": form(told("F6", "C5", "@SUM(1)"), accepted()),
    "a tag in the text row": form(told("F6", "C5", "<script>alert(1)</script> & {{ x }}"),
                                  accepted()),
    "a formula in a document": form(told("F5", "F5", "-2+3+cmd|' /C calc'!A0"), accepted()),
    # Whom nobody may read of.
    "an identity number": person(told("F6", "C5", f"оқушының ЖСН {IIN}"), IIN, "F6!C5"),
    "an identity number as a reason": person(told("F1", "G9", IIN), IIN, "F1!G9"),
    "a mobile number": person(told("F6", "C5", MOBILE), MOBILE, "F6!C5"),
    "a mail address": person(told("F6", "C5", MAIL), MAIL, "F6!C5"),
    "a pupil's full name": person(told("F6", "C5", f"оқушы {NAME} көмек алды"), NAME, "F6!C5"),
    "a pupil's initials": person(told("F6", "C5", "ученик Сейтов К.М. не посещает"), "Сейтов",
                                 "F6!C5"),
    "a person far out": person(told("F1", "K90", MOBILE), MOBILE, "F1!K90"),
    "a person beyond all bounds": person(told("F1", "A6000", MOBILE), MOBILE, "F1!A6000"),
    "a person in a comment": person(commented, NAME),
    "a person in a sheet's name": person(titled, MOBILE),
    "a person in a property": person(described, IIN),
    "a person on the cover": person(told(COVER, "B4", f"{NAME}, ЖСН {IIN}"), IIN, f"{COVER}!B4"),
}  # fmt: skip
