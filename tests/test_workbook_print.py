"""Test what comes out of a printer: few pages, of a size that can be read, each with its heads."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from workbook_case import build_region, name_of, with_drawn

from pipeline.render.workbook import render_workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts, Wording

A4 = 841.9  # points, the long side
# Below this a page is no longer read but deciphered.
SMALLEST = 6.4
HEADS_ONLY = ("steps", "history")


@pytest.fixture(scope="module")
def book(campaign: Campaign, texts: Texts, wording: Wording) -> openpyxl.Workbook:
    content = render_workbook(build_region(campaign), with_drawn(texts), wording).content
    return openpyxl.load_workbook(BytesIO(content))


def printed(sheet: Worksheet) -> tuple[int, int, int, int]:
    """Give the first and last columns and rows that are printed."""
    area = str(sheet.print_area or sheet.dimensions).rpartition("!")[2].replace("$", "")
    return range_boundaries(area)


def points_of(sheet: Worksheet, column: int) -> float:
    """Give the width of a column as it prints; seven pixels to a digit, and five between two."""
    width = next(
        (each.width for each in sheet.column_dimensions.values() if each.min <= column <= each.max),
        9.14,
    )
    return round(width * 7) * 0.75


def test_every_sheet_fits_the_width_of_a_landscape_page(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in {1, None}
        assert sheet.print_title_rows, sheet.title


def test_what_is_printed_can_be_read(book: openpyxl.Workbook, wording: Wording) -> None:
    heads_only = {name_of(wording, key) for key in HEADS_ONLY} | {"Data"}
    for sheet in book:
        if sheet.title in heads_only:
            continue
        left, top, right, bottom = printed(sheet)
        margins = 72 * (sheet.page_margins.left + sheet.page_margins.right)
        width = sum(points_of(sheet, column) for column in range(left, right + 1))
        scale = min(1, (A4 - margins) / width)
        sizes = {
            cell.font.size: f"{sheet.title}!{cell.coordinate}"
            for row in sheet.iter_rows(top, bottom, left, right)
            for cell in row
            if cell.value is not None
        }
        assert min(sizes) * scale > SMALLEST, (sizes[min(sizes)], min(sizes), scale)


def test_long_tables_print_their_heads_and_say_so(
    book: openpyxl.Workbook, wording: Wording
) -> None:
    for name in (*(name_of(wording, key) for key in HEADS_ONLY), "Data"):
        sheet = book[name]
        _, top, right, bottom = printed(sheet)
        assert (top, get_column_letter(right)) == (1, get_column_letter(sheet.max_column))
        assert sheet.print_title_rows == f"$1:${bottom}"
        assert bottom < sheet.max_row
        assert wording["print.heads-only"].ru in str(sheet.oddHeader.left.text)


def test_people_s_sheets_come_before_the_tables_to_look_things_up_in(
    book: openpyxl.Workbook, wording: Wording
) -> None:
    tables = [name_of(wording, key) for key in ("steps", "history", "sources")]
    assert book.sheetnames[-4:] == [*tables, "Data"]
    colours = [sheet.sheet_properties.tabColor.rgb for sheet in book]
    assert len(set(colours[:-4])) == 1
    assert len(set(colours[-4:])) == 1
    assert colours[0] != colours[-1]
