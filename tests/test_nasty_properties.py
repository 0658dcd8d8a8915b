"""Whatever is typed, flipped or inserted: a verdict, and no figure that the form did not say."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nasty_files import FORM_SHEETS, SHEET_2, repacked, sample
from openpyxl import load_workbook

from pipeline.model import Arrival, Cell, Form, Nature, Slot
from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from openpyxl import Workbook

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

FIGURES = frozenset({Nature.NUMBER, Nature.NUMBER_AS_TEXT})
# A number as a person writes it: signs, digits, spaces of thousands, one mark of decimals.
WRITTEN = re.compile(r"[+-]?\d{1,3}(?:\d*|(?:\s\d{3})+)(?:[.,]\d*)?\.?")


class Typed(NamedTuple):
    """What is put into one cell: its XML, and what it says."""

    xml: str
    said: float | str | None


@pytest.fixture(scope="module")
def layout(campaign: Campaign) -> FormLayout:
    return FormLayout.of(campaign)


@cache
def said() -> dict[tuple[str, str], object]:
    """Read the sample by other means: every value by its sheet and address."""
    return grid(load_workbook(BytesIO(sample()), data_only=True))


def grid(book: Workbook) -> dict[tuple[str, str], object]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def read_from(content: bytes, layout: FormLayout) -> Form:
    return read(Arrival(path="a", content=content, sha256="0" * 64, modified_at=None), layout)


def figures(form: Form) -> dict[tuple[str, Slot], Cell]:
    return {
        (cell.indicator, cell.slot): cell
        for cell in form.cells
        if cell.nature in FIGURES and cell.slot in {Slot.WEEK, Slot.TOTAL}
    }


def is_sound(form: Form, texts: Texts) -> bool:
    """Whether a form was read, or gave the one finding of a file that cannot be."""
    return bool(form.cells or form.unit_text) or (
        len(form.findings) == 1 and texts.findings[form.findings[0].code].file
    )


numbers = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False)
).map(lambda value: Typed(f' t="n"><v>{value!r}</v></c>', float(value)))
letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
words = st.one_of(
    st.text(letters, max_size=40),
    st.from_regex(r"\A[+-]?[0-9]{1,4}[ .,\u00a0]?[0-9]{0,3} ?(бала|%|\.)?\Z"),
    st.sampled_from(["F1.05", "С начала акции", "Есепті аптада", "№", "нет", "=1+1", "1e309"]),
)
texts_typed = words.map(
    lambda text: Typed(
        f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>', text
    )
)
others = st.sampled_from(
    [
        Typed(' t="b"><v>1</v></c>', None),
        Typed(' t="e"><v>#REF!</v></c>', None),
        Typed("><f>1+1</f></c>", None),
        Typed(' t="n"><v>1e309</v></c>', None),
        Typed(' t="n"><v>INF</v></c>', None),
        Typed(' t="s"><v>99999</v></c>', None),
        Typed(' t="d"><v>2011-08-04</v></c>', None),
        Typed("/>", None),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    column=st.sampled_from("ABCDEFGH"),
    row=st.integers(1, 40),
    typed=st.one_of(numbers, texts_typed, others),
)
def test_any_value_in_any_cell(
    column: str, row: int, typed: Typed, layout: FormLayout, texts: Texts
) -> None:
    place = f"{column}{row}"
    pattern = rf'<c r="{place}"(?:[^>]*/>|[^>]*>.*?</c>)'.encode()
    cell = f'<c r="{place}"{typed.xml}'.encode()
    changed, times = re.subn(pattern, lambda _: cell, part(), count=1, flags=re.DOTALL)
    form = read_from(repacked(sample(), {SHEET_2: changed}), layout)
    assert is_sound(form, texts)
    for each in figures(form).values():
        if times and (each.sheet, each.address) == ("F1", place):
            assert means(typed.said, each.value)
        else:
            assert each.value == pytest.approx(said()[each.sheet, each.address])


def means(said: float | str | None, value: float | str | None) -> bool:
    """Whether what was typed says this number, and no other."""
    if not isinstance(said, str):
        return said == value
    text = re.sub(r"[^\d.,+\-\s]", "", said).strip()
    return bool(WRITTEN.fullmatch(text)) and value == pytest.approx(
        float(re.sub(r"\s", "", text).rstrip(".").replace(",", "."))
    )


@cache
def part() -> bytes:
    found: list[bytes] = []
    repacked(sample(), {SHEET_2: lambda xml: found.append(xml) or xml})  # type: ignore[func-returns-value]
    return found[0]


@settings(max_examples=150, deadline=None)
@given(places=st.lists(st.integers(0, 99_999), min_size=1, max_size=4), mask=st.integers(1, 255))
def test_any_byte_flipped(places: list[int], mask: int, layout: FormLayout, texts: Texts) -> None:
    content = bytearray(sample())
    for place in places:
        content[place * len(content) // 100_000] ^= mask
    form = read_from(bytes(content), layout)
    assert is_sound(form, texts)
    for each in figures(form).values():
        assert each.value == pytest.approx(said()[each.sheet, each.address])


@settings(max_examples=12, deadline=None)
@given(
    inserted=st.lists(
        st.tuples(
            st.sampled_from(FORM_SHEETS),
            st.booleans(),
            st.integers(1, 30),
            st.integers(1, 4),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_rows_and_columns_inserted(
    inserted: list[tuple[str, bool, int, int]], layout: FormLayout
) -> None:
    book = load_workbook(BytesIO(sample()), data_only=True)
    for sheet, is_row, place, count in inserted:
        if is_row:
            book[sheet].insert_rows(place, count)
        else:
            book[sheet].insert_cols(min(place, 9), count)
    now = grid(book)
    buffer = BytesIO()
    book.save(buffer)
    before, after = read_from(sample(), layout), read_from(buffer.getvalue(), layout)
    assert {key: each.value for key, each in figures(after).items()} == {
        key: pytest.approx(each.value) for key, each in figures(before).items()
    }
    for each in figures(after).values():
        assert now[each.sheet, each.address] == each.value
