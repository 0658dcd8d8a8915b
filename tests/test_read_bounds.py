"""What stands far beyond a form is passed over with one note; the form is read as ever."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from filling import COVER, SHEET_1, SHEET_2, arrived, codes, held, places, repacked, saved
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Severity
from pipeline.read import read
from pipeline.read.book import Remark
from pipeline.read.far import fitting
from pipeline.read.parser import parse
from pipeline.read.values import address_of

if TYPE_CHECKING:
    from filling import Filled
    from openpyxl import Workbook

    from pipeline.read import FormLayout
    from pipeline.read.values import Grid

Change = Callable[[bytes], bytes]
Found = list[tuple[str, str, int, int]]  # sheet, first cell, cells, sheets


def rows_behind(rows: bytes, sheet: str = SHEET_2) -> Change:
    """Put rows behind those of F1, or of another sheet."""
    end = b"</sheetData>"
    return lambda content: repacked(content, {sheet: lambda xml: xml.replace(end, rows + end)})


def at(address: str, rest: str = "><v>1</v></c>", sheet: str = SHEET_2) -> Change:
    """Put one cell far out."""
    row = re.sub("[A-Z]", "", address)
    return rows_behind(f'<row r="{row}"><c r="{address}"{rest}</row>'.encode(), sheet)


def after(*changes: Change) -> Change:
    def change(content: bytes) -> bytes:
        for each in changes:
            content = each(content)
        return content

    return change


def in_book(edit: Callable[[Workbook], object]) -> Callable[[Filled], bytes]:
    def make(filled: Filled) -> bytes:
        book = filled.book
        edit(book)
        return saved(book)

    return make


TEXT = ' t="inlineStr"><is><t>{}</t></is></c>'
FILLED_DOWN = b"".join(
    b'<row r="%d"><c r="K%d"><v>5</v></c></row>' % (row, row) for row in range(1, 1_048_577)
)
FAR: dict[str, tuple[Change, Found]] = {
    "a value in the last cell": (at("XFD1048576"), [("F1", "XFD1048576", 1, 1)]),
    "a value in the last row": (at("A1048576"), [("F1", "A1048576", 1, 1)]),
    "a value in the last column": (at("XFD9"), [("F1", "XFD9", 1, 1)]),
    "a value in row 5000": (at("A5000"), [("F1", "A5000", 1, 1)]),
    "a value in row 4999": (at("A4999"), []),
    "a text in column IW": (at("IW9", TEXT.format("a")), [("F1", "IW9", 1, 1)]),
    "a text in column IV": (at("IV9", TEXT.format("a")), []),
    "an error": (at("B5000", ' t="e"><f>Z1</f><v>#REF!</v></c>'), [("F1", "B5000", 1, 1)]),
    "a formula": (at("B5000", "><f>A1&lt;5</f><v>1</v></c>"), [("F1", "B5000", 1, 1)]),
    "a truth": (at("B5000", ' t="b"><v>0</v></c>'), [("F1", "B5000", 1, 1)]),
    "a number shown as a date that is none": (
        at("B5000", ' s="1"><v>-1e300</v></c>'), [("F1", "B5000", 1, 1)],
    ),
    "spaces in the last row": (at("A1048576", TEXT.format(" \u00a0 ")), []),
    "nothing but a look": (at("A1048576", ' s="1"/>'), []),
    "a formula that gave nothing": (at("A9999", ' t="str"><f>""</f><v></v></c>'), []),
    "a formula that was not calculated": (at("A9999", "><f>1+1</f></c>"), []),
    "two on one sheet": (after(at("B7000"), at("XFD7")), [("F1", "B7000", 2, 1)]),
    "on two sheets": (
        after(at("B7000", sheet=SHEET_1), at("C9000"), at("C9001")), [(COVER, "B7000", 3, 2)],
    ),
    "without addresses": (
        rows_behind(b'<row r="900">%b</row>' % (b'<c t="n"><v>1</v></c>' * 300)),
        [("F1", "IW900", 44, 1)],
    ),
    "a row without its address": (
        rows_behind(b'<row r="1048575"/><row><c><v>1</v></c></row>'), [("F1", "A1048576", 1, 1)],
    ),
    "an impossible address": (at("ZZZ9"), [("F1", "ZZZ9", 1, 1)]),
    "behind another order of attributes": (
        rows_behind(b'<row r="9"><c t="n" r="XFD9"><v>1</v></c></row>'), [("F1", "XFD9", 1, 1)],
    ),
    "a column filled down to the last row": (
        rows_behind(FILLED_DOWN), [("F1", "K5000", 1_043_577, 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), FAR.values(), ids=FAR)
def test_far_cells_are_passed_over(
    change: Change, expected: Found, filled: Filled, layout: FormLayout
) -> None:
    form = read(arrived(change(filled.content)), layout)
    assert {each.severity for each in form.findings} <= {Severity.NOTE}
    assert [
        (each.sheet, each.cell, each.details["count"], each.details["sheets"])
        for each in form.findings
        if each.code == "far-cells"
    ] == expected
    assert len(form.findings) == len(expected)
    assert held(form) == filled.expected
    assert places(form) == filled.places


def own_table(rows: int, columns: int) -> Callable[[Filled], bytes]:
    def add(book: Workbook) -> None:
        sheet = book.create_sheet("Тізім", 0)
        for row in range(1, rows + 1):
            sheet.append([f"№ {row}", *range(1, columns)])

    return in_book(add)


def wide_sheets(count: int) -> Callable[[Filled], bytes]:
    def add(book: Workbook) -> None:
        for number in range(count):
            sheet = book.create_sheet(f"кең {number}", 0)
            sheet["A1"], sheet["IV4999"] = "а", 1

    return in_book(add)


OWN_SHEETS: dict[str, tuple[Callable[[Filled], bytes], Found]] = {
    "a table that ends within the bounds": (own_table(4_999, 3), []),
    "a table of 5,002 rows": (own_table(5_002, 3), [("Тізім", "A5000", 9, 1)]),
    "three sheets that span all the bounds": (wide_sheets(3), []),
    "eight that do": (wide_sheets(8), []),
}


@pytest.mark.parametrize(("make", "expected"), OWN_SHEETS.values(), ids=OWN_SHEETS)
def test_large_sheets_of_their_own_are_passed_over(
    make: Callable[[Filled], bytes], expected: Found, filled: Filled, layout: FormLayout
) -> None:
    form = read(arrived(make(filled)), layout)
    assert [
        (each.sheet, each.cell, each.details["count"], each.details["sheets"])
        for each in form.findings
    ] == expected
    assert held(form) == filled.expected


def test_rows_of_the_form_far_out_are_missing_and_the_note_says_where(
    filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    lines = list(book["F2"].iter_rows(min_row=5, values_only=True))
    book["F2"].delete_rows(6, len(lines))
    for number, line in enumerate(lines[1:], start=6_000):
        for place, value in enumerate(line, start=1):
            book["F2"].cell(number, place).value = value
    form = read(arrived(saved(book)), layout)
    missing = {key for key, (sheet, _) in filled.places.items() if sheet == "F2"}
    missing -= {key for key in missing if key[0] == lines[0][0]}
    assert missing
    assert held(form).keys() == filled.expected.keys() - missing
    assert [(each.code, each.sheet, each.cell) for each in form.findings] == [
        ("far-cells", "F2", "A6000")
    ]


MOBILE = "8 701 123 45 67"
PRIVATE: dict[str, tuple[Change, str]] = {
    "a telephone number": (at("A6000", TEXT.format(MOBILE)), "A6000"),
    "as a figure": (at("A6000", "><v>87011234567</v></c>"), "A6000"),
    "an identity number as a figure": (at("A6000", "><v>50315501230</v></c>"), "A6000"),
    "in a far column": (at("XFD9", TEXT.format(MOBILE)), "XFD9"),
    "behind many others": (
        after(
            rows_behind(b'<row r="9000">%b</row>' % (b'<c r="C9000"><v>5</v></c>' * 9_999)),
            at("XFD9001", TEXT.format(MOBILE)),
        ),
        "XFD9001",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "cell"), PRIVATE.values(), ids=PRIVATE)
def test_a_persons_data_far_out_returns_the_file(
    change: Change, cell: str, filled: Filled, layout: FormLayout
) -> None:
    (finding,) = read(arrived(change(filled.content)), layout).findings
    assert (finding.code, finding.sheet, finding.cell) == ("personal-data", "F1", cell)


def test_only_the_largest_sheets_are_passed_over_where_not_all_fit() -> None:
    full: Grid = [[7.0] * 256] * 4_999
    sheets = {"a": full, "b": full, "c": [["x", "", ""]], "d": full, "e": [*full[1:], [MOBILE]]}
    kept, passed_over = fitting(sheets)
    assert list(kept) == list(sheets)
    assert [name for name, rows in kept.items() if not rows] == ["d"]
    ((found),) = passed_over
    assert (found.sheet, found.first, found.count) == ("d", "A1", 1_279_744)


def test_a_stray_value_makes_no_sheet_large() -> None:
    stray: Grid = [[7.0, *[""] * 255], *([""] * 256 for _ in range(4_997)), [*[""] * 255, 1.0]]
    kept, passed_over = fitting({name: [list(row) for row in stray] for name in "abcdef"})
    assert passed_over == []
    assert {(len(rows), sum(map(len, rows))) for rows in kept.values()} == {(4_999, 257)}


def test_texts_of_a_sheet_passed_over_are_looked_through() -> None:
    full: Grid = [[7.0] * 256] * 4_999
    _, (found,) = fitting({"a": full, "b": full, "c": full, "d": [*full, [MOBILE, 87011234567.0]]})
    assert list(found.remarks) == [
        Remark("d", "A5000", MOBILE), Remark("d", "B5000", "87011234567\n087011234567"),
    ]  # fmt: skip


# Cells by the million: tests/nasty_broken.py.
HOSTILE: dict[str, tuple[str, Change]] = {
    "a far cell within a far cell": (
        "damaged", rows_behind(b'<row r="9"><c r="XFD9"><c r="A7"><v>1</v></c></c></row>'),
    ),
    "a far cell that does not end": ("damaged", rows_behind(b'<row r="9"><c r="XFD9"></row>')),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused(
    code: str, change: Change, filled: Filled, layout: FormLayout
) -> None:
    assert codes(read(arrived(change(filled.content)), layout)) == [code]


def test_many_sheets_that_span_all_the_bounds_are_too_many_cells(layout: FormLayout) -> None:
    """Each sheet's one value costs the parser a grid of a million cells."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for _ in range(40):
            book.add_worksheet().write("IV4999", 1)
    assert codes(read(arrived(buffer.getvalue()), layout)) == ["too-many-cells"]


def test_no_far_cell_reaches_the_parser(filled: Filled) -> None:
    book = parse(at("XFD1048576")(filled.content))
    assert max(len(rows) for rows in book.sheets.values()) < 5_000
    assert max(len(row) for rows in book.sheets.values() for row in rows) < 256


@settings(max_examples=40, deadline=None)
@given(
    row=st.integers(1, 1_048_576),
    column=st.integers(0, 16_383),
    rest=st.sampled_from(
        ["><v>1</v></c>", TEXT.format("x"), TEXT.format(" "), ' t="b"><v>1</v></c>']
    ),
)
def test_a_stray_cell_anywhere_costs_no_figure(
    row: int, column: int, rest: str, filled: Filled, layout: FormLayout
) -> None:
    row = row if column > 9 or row > 40 else row + 5_000
    form = read(arrived(at(address_of(column, row), rest)(filled.content)), layout)
    assert held(form) == filled.expected
    is_noted = (row > 4_999 or column > 255) and "> <" not in rest
    assert codes(form) == (["far-cells"] if is_noted else [])
