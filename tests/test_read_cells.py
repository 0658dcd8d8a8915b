"""A cell is read as what it holds: a figure, a text, an error, nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from filling import (
    SHEET_2,
    arrived,
    cell_of,
    held,
    repacked,
    saved,
)

from pipeline.model import Nature, Slot
from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from filling import Filled
    from openpyxl.worksheet.worksheet import Worksheet

TYPED = {
    "grouped": ("1 253", Nature.NUMBER_AS_TEXT, 1253.0),
    "grouped by another space": ("40\u00a0338,5", Nature.NUMBER_AS_TEXT, 40338.5),
    "with the row's unit": ("12 ед.", Nature.NUMBER_AS_TEXT, 12.0),
    "with another unit": ("12 бала", Nature.TEXT, "12 бала"),
    "ambiguous": ("1.253", Nature.TEXT, "1.253"),
    "ambiguous comma": ("1,253", Nature.TEXT, "1,253"),
    "a formula as text": ("'=1+1", Nature.TEXT, "'=1+1"),
    "a word": ("бес", Nature.TEXT, "бес"),
    "a dash": ("–", Nature.NO_DATA, "–"),
    "none": (" Нет", Nature.NO_DATA, "Нет"),
    "a truth": (True, Nature.BOOLEAN, 1.0),
    "a date": (date(2011, 8, 5), Nature.DATE, "2011-08-05"),
    "spaces": ("  ", Nature.BLANK, None),
    "blank": (None, Nature.BLANK, None),
    "an error typed": ("#ССЫЛКА!", Nature.TEXT, "#ССЫЛКА!"),
    "zero": (0, Nature.NUMBER, 0.0),
    "negative": (-3, Nature.NUMBER, -3.0),
    "half": (4.5, Nature.NUMBER, 4.5),
}


@pytest.mark.parametrize(("typed", "nature", "value"), TYPED.values(), ids=TYPED)
def test_one_figure(
    typed: object, nature: Nature, value: object, filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book["F1"]["D6"] = typed
    cell = cell_of(read(arrived(saved(book)), layout), "F1.02", Slot.WEEK)
    assert (cell.nature, cell.value, cell.sheet, cell.address) == (nature, value, "F1", "D6")


def test_a_text_that_starts_like_a_formula(filled: Filled, layout: FormLayout) -> None:
    book = filled.book
    book["F1"]["D6"] = "=1+1"
    book["F1"]["D6"].data_type = "s"
    cell = cell_of(read(arrived(saved(book)), layout), "F1.02", Slot.WEEK)
    assert (cell.nature, cell.value) == (Nature.TEXT, "=1+1")


RAW_CELLS = {
    "#REF!": ('t="e"><v>#REF!</v></c>', Nature.ERROR_VALUE),
    "#DIV/0! of a formula": ('t="e"><f>1/0</f><v>#DIV/0!</v></c>', Nature.ERROR_VALUE),
    "#SPILL!, newer than the parser": ('t="e"><v>#SPILL!</v></c>', Nature.ERROR_VALUE),
    "an error without a name": ('t="e"/>', Nature.ERROR_VALUE),
    "not calculated": ("><f>1+1</f></c>", Nature.UNCACHED),
    "not calculated, an empty value": ("><f>1+1</f><v></v></c>", Nature.UNCACHED),
    "not calculated, as a tag": ("><f>1+1</f><v/></c>", Nature.UNCACHED),
    "not calculated, shared": ('><f t="shared" si="0"/></c>', Nature.UNCACHED),
    "not calculated, on lines": (">\n <f>1+1</f>\n <v />\n</c>", Nature.UNCACHED),
    "an empty text": ('t="str"><f>""</f><v></v></c>', Nature.BLANK),
    "calculated": ("><f>1+1</f><v>2</v></c>", Nature.NUMBER),
    "calculated, shared": ('><f t="shared" ref="D6:D9" si="0">1+1</f><v>2</v></c>', Nature.NUMBER),
    "a text in place": ('t="inlineStr"><is><t>бес</t></is></c>', Nature.TEXT),
    "only its look": ('s="1"/>', Nature.BLANK),
    "among spaces": ("><v> 60 </v></c>", Nature.NUMBER),
    "calculated, among spaces": ("><f>1+1</f><v>\n2\t</v></c>", Nature.NUMBER),
    "spaces alone": ("><v> </v></c>", Nature.BLANK),
    "not a number at all": ("><v>NaN</v></c>", Nature.TEXT),
}


def with_raw_cell(content: bytes, rest: str) -> bytes:
    cell = f'<c r="D6" {rest}'.replace(" >", ">").encode()
    pattern = rb'<c r="D6"[^>]*(?:/>|>.*?</c>)'
    return repacked(
        content, {SHEET_2: lambda xml: re.sub(pattern, lambda _: cell, xml, flags=re.DOTALL)}
    )


@pytest.mark.parametrize(("rest", "nature"), RAW_CELLS.values(), ids=RAW_CELLS)
def test_one_cell_as_it_is_stored(
    rest: str, nature: Nature, filled: Filled, layout: FormLayout
) -> None:
    form = read(arrived(with_raw_cell(filled.content, rest)), layout)
    assert cell_of(form, "F1.02", Slot.WEEK).nature is nature
    others = {key: value for key, value in held(form).items() if key != ("F1.02", Slot.WEEK)}
    expected = {key: value for key, value in filled.expected.items() if key in others}
    assert others == expected
    assert len(others) == len(filled.expected) - 1


MERGED = {
    "weeks of several rows": ("D16:D20", ["D16", "D20"]),
    "weeks and totals": ("D16:E17", ["D16", "E17"]),
    "a week and its total": ("D17:E17", ["D17", "E17"]),
    "a total and a blank row's": ("E40:E44", []),
    "reasons": ("G16:G20", []),
    "a title": ("A1:H1", []),
}


@pytest.mark.parametrize(("area", "expected"), MERGED.values(), ids=MERGED)
def test_merged_answers_are_one_finding(
    area: str, expected: list[str], filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    book["F1"].merge_cells(area)
    found = read(arrived(saved(book)), layout).findings
    told = [each for each in found if each.code == "cells-merged"]
    assert [cell for each in told for cell in (each.cell, each.details["last"])] == expected


def headed(text: str | None) -> Callable[[Worksheet], object]:
    return lambda sheet: sheet.__setitem__("G4", text)


LOST_REASONS: dict[str, tuple[Callable[[Worksheet], object], list[str]]] = {
    "its heading deleted": (headed(None), ["G4"]),
    "its heading misspelt": (headed("Пснине"), ["G4"]),
    "another heading": (headed("Ескертпе / Примечание"), ["G4"]),
    "its heading in one language": (headed("ПОЯСНЕНИЕ"), []),
    "nothing written there": (
        lambda sheet: [sheet.__setitem__(cell, None) for cell in ("G4", "G6", "G7")], []
    ),
    "figures there": (
        lambda sheet: [sheet.__setitem__(cell, 5) for cell in ("G4", "G6", "G7")], []
    ),
    "the column deleted": (lambda sheet: sheet.delete_cols(7), []),
}  # fmt: skip


@pytest.mark.parametrize(("change", "cells"), LOST_REASONS.values(), ids=LOST_REASONS)
def test_explanations_without_their_heading_are_told(
    change: Callable[[Worksheet], object], cells: list[str], filled: Filled, layout: FormLayout
) -> None:
    book = filled.book
    sheet = book["F1"]
    for number in range(5, sheet.max_row + 1):
        sheet.cell(number, 7).value = None
    sheet["G6"], sheet["G7"] = "бір мектеп жабылды", "қайта есептелді"
    change(sheet)
    found = read(arrived(saved(book)), layout).findings
    told = [each for each in found if each.code == "reasons-lost"]
    assert [each.cell for each in told] == cells
    assert [each.details["count"] for each in told] == [2 for _ in cells]
