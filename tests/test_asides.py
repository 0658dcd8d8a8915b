"""What stands in no cell is looked at as well: headers, prompts, shapes, charts, names, stores."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from conftest import ROOT
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table

from pipeline.read.asides import asides_of_records, texts_of, texts_of_records
from pipeline.read.layout import FormLayout
from pipeline.read.parser import parse
from pipeline.read.persons import personal_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.read.persons import Lexicon

FORM = ROOT / "inbox" / "2011-08-11" / "2011-08-11_ulan.xlsx"
GUILTY = "Оқушы Үлгібаева А.Қ."
PHONE = "8 701 000 00 01"


@pytest.fixture(scope="session")
def lexicon(campaign: Campaign) -> Lexicon:
    return FormLayout.of(campaign).persons


def with_chart(book: Any) -> None:  # noqa: ANN401 - a workbook of openpyxl
    chart = BarChart()
    chart.title, chart.x_axis.title = "5 бала", GUILTY
    chart.add_data(Reference(book["F1"], min_col=3, min_row=5, max_row=7))
    book["F1"].add_chart(chart, "J5")


def with_title(book: Any) -> None:  # noqa: ANN401 - likewise
    with_chart(book)
    chart = book["F1"]._charts[0]  # noqa: SLF001 - the only way to it
    chart.title, chart.x_axis.title = GUILTY, None


def with_list(book: Any) -> None:  # noqa: ANN401 - likewise
    check = DataValidation(type="list", formula1=f'"{GUILTY},жоқ"')
    check.add("J5")
    book["F1"].add_data_validation(check)


def with_prompt(book: Any) -> None:  # noqa: ANN401 - likewise
    check = DataValidation(type="whole", formula1="0", prompt=GUILTY, showInputMessage=True)
    check.add("J5")
    book["F1"].add_data_validation(check)


def with_error(book: Any) -> None:  # noqa: ANN401 - likewise
    check = DataValidation(type="whole", formula1="0", error=GUILTY, errorTitle="қате")
    check.add("J5")
    book["F1"].add_data_validation(check)


def with_header(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"].oddHeader.center.text = GUILTY


def with_footer(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"].evenFooter.left.text = PHONE


def with_name(book: Any) -> None:  # noqa: ANN401 - likewise
    book.defined_names["Ученик_Тестов_А"] = DefinedName("Ученик_Тестов_А", attr_text="'F1'!$A$1")


def with_name_comment(book: Any) -> None:  # noqa: ANN401 - likewise
    name = DefinedName("any", attr_text="'F1'!$A$1", comment=GUILTY)
    book.defined_names["any"] = name


def with_author(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"]["J5"].comment = Comment("тексерілді", GUILTY)


def with_tip(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"]["J5"].hyperlink = Hyperlink(ref="J5", location="'F2'!A1", tooltip=GUILTY)


def with_address(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"]["J5"].hyperlink = "mailto:alma%40mail.kz"


def with_table(book: Any) -> None:  # noqa: ANN401 - likewise
    sheet = book.create_sheet("T")
    sheet.append(["a", "b"])
    sheet.append([1, 2])
    sheet.add_table(Table(displayName="Ученик_Тестов_А", ref="A1:B2"))


WORKBOOKS = {
    "a chart's title": (with_title, "F1"),
    "an axis's title": (with_chart, "F1"),
    "a list": (with_list, "F1"),
    "a prompt": (with_prompt, "F1"),
    "a warning": (with_error, "F1"),
    "a header": (with_header, "F1"),
    "a footer": (with_footer, "F1"),
    "a name": (with_name, ""),
    "a name's comment": (with_name_comment, ""),
    "a comment's author": (with_author, "F1"),
    "a link's tip": (with_tip, "F1"),
    "a link's address": (with_address, "F1"),
    "a table's name": (with_table, "T"),
}


@pytest.mark.parametrize(("put", "sheet"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_the_sheet_is_named_where_no_cell_is(
    put: Callable[[Any], None], sheet: str, lexicon: Lexicon
) -> None:
    book, saved = load_workbook(FORM), BytesIO()
    put(book)
    book.save(saved)
    findings = personal_data(parse(saved.getvalue()), lexicon)
    assert [(each.sheet, each.cell) for each in findings] == [(sheet, "")]


def drawn(text: str) -> bytes:
    """Write a workbook with a text box, a picture's description and a button's caption."""
    saved = BytesIO()
    with xlsxwriter.Workbook(saved) as book:
        sheet = book.add_worksheet("F1")
        sheet.write("A1", "F1.01")
        sheet.insert_textbox("B2", text, {"description": "сурет"})
        sheet.insert_button("B9", {"caption": "басу"})
    return saved.getvalue()


def test_a_text_box_is_read(lexicon: Lexicon) -> None:
    assert [each.sheet for each in personal_data(parse(drawn(GUILTY)), lexicon)] == ["F1"]
    assert personal_data(parse(drawn("Тексерді: Үлгібаева А.Қ.")), lexicon) == ()


def with_part(name: str, content: str | bytes) -> bytes:
    """Add a part to a form, or put another in its place."""
    saved = BytesIO()
    with zipfile.ZipFile(FORM) as form, zipfile.ZipFile(saved, "w") as package:
        for member in form.namelist():
            if member != name:
                package.writestr(member, form.read(member))
        package.writestr(name, content)
    return saved.getvalue()


PARTS = {
    "a cache of a pivot table": (
        "xl/pivotCache/pivotCacheRecords1.xml", f'<r><s v="{GUILTY}"/><n v="5"/></r>',
    ),
    "its figures": ("xl/pivotCache/pivotCacheRecords1.xml", '<r><n v="87010000001"/></r>'),
    "a drawing for old programs": (
        "xl/drawings/vmlDrawing9.vml", f"<div><font>{GUILTY[:9]}</font>{GUILTY[9:]}</div>",
    ),
    "a threaded comment": (
        "xl/threadedComments/tc.xml", f"<ThreadedComments><text>{GUILTY}</text></ThreadedComments>",
    ),
    "letters of two looks": (
        "xl/drawings/drawing9.xml",
        "<a:p><a:r><a:rPr b='1'/><a:t>Оқушы Үлгі</a:t></a:r><a:r><a:t>баева А.</a:t></a:r></a:p>",
    ),
    "a shape's name": ("xl/drawings/drawing9.xml", f"<xdr:cNvPr id='2' name='{GUILTY}'/>"),
    "data of a program": ("customXml/item1.xml", f"<data><![CDATA[{GUILTY}]]></data>"),
    "a property of the sheet": ("xl/customProperty1.bin", GUILTY),
    "a link to a telephone": (
        "xl/worksheets/_rels/sheet9.xml.rels", '<Relationship Target="tel:+77010000001"/>',
    ),
    "in references": ("xl/drawings/drawing9.xml", "<a:t>&#1086;қушы Үлгібаева А.</a:t>"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), PARTS.values(), ids=PARTS)
def test_any_part_is_read(name: str, content: str, lexicon: Lexicon) -> None:
    held = content.encode("utf-16-le" if name.endswith(".bin") else "utf-8")
    told = parse(with_part(name, held))
    assert [(each.sheet, each.cell) for each in personal_data(told, lexicon)] == [("", "")]


INNOCENT_PARTS = {
    "keys": '<a id="{87011234-5678-4123-8123-870112345678}" x="8.7011234567"/>',
    "a folder of the official's": '<a url="C:\\Users\\Тестова А\\Дети\\форма.xlsx"/>',
    "names apart": "<p>Тестова А.Б.</p><p>дети</p>",
    "places of cells": '<a f="A1:B2 C3:D4 $E$5:$F$6 G7 H8 I9 J10 K11"/>',
    "moments": '<a at="2011-08-11T18:00:00Z">2011-08-11T18:00:00.000</a>',
    "a site": '<Relationship Target="http://www.akimvko.gov.kz/dety/2011/08/11/index.html"/>',
}  # fmt: skip


@pytest.mark.parametrize("content", INNOCENT_PARTS.values(), ids=INNOCENT_PARTS)
def test_a_machines_words_tell_no_one(content: str, lexicon: Lexicon) -> None:
    assert personal_data(parse(with_part("xl/drawings/drawing9.xml", content)), lexicon) == ()


@pytest.mark.parametrize(
    "content",
    [
        "<a",
        "\0\0",
        "<a>" * 50_000,
        '"' * 100_000,
        "<" * 100_000,
        "='" * 100_000,
        "'<a b=\"" * 30_000,
    ],
)
def test_a_broken_part_costs_nothing(content: str, lexicon: Lexicon) -> None:
    assert personal_data(parse(with_part("xl/drawings/drawing9.xml", content)), lexicon) == ()


def test_records_of_old_workbooks_are_read() -> None:
    header = (0x14, b"\x10\0\x01" + GUILTY.encode("utf-16-le"))
    older = (
        0x15,
        b"\x10"
        + GUILTY.replace("Қ", "К")
        .replace("қ", "к")
        .replace("Ү", "У")
        .replace("і", "и")
        .encode("cp1251"),
    )
    picture = [(0xEB, b"87010000001"), (0x3C, b"87010000002")]
    told = [
        each.text for each in asides_of_records([header, *picture, older, (0x14, b"87010000003")])
    ]
    assert any(GUILTY in each for each in told)
    assert any("Оку" in each for each in told)
    assert not any("87010000001" in each or "87010000002" in each for each in told)
    assert any("87010000003" in each for each in told)


def test_texts_of_a_part_are_told_once() -> None:
    assert sorted(set(texts_of(b'<a t="8 701 000 00 01"/>' * 3, is_whole=True))) == [
        "8 701 000 00 01"
    ]
    assert list(texts_of_records("бала туралы".encode("utf-16-le"))) == ["бала туралы"]


# What LibreOffice keeps of them in its own format and in the oldest.

KEPT = {
    "a header": with_header,
    "a chart": with_title,
    "a prompt": with_prompt,
    "a comment's author": lambda book: setattr(
        book["F1"]["J5"], "comment", Comment(GUILTY, "маман")
    ),
    "a property": lambda book: setattr(book.properties, "description", GUILTY),
}


@pytest.mark.office
@pytest.mark.parametrize("format_of", ["ods", "xls"])
def test_other_formats_tell_them_too(
    format_of: str,
    office: Callable[[list[Path], str], list[Path]],
    tmp_path: Path,
    lexicon: Lexicon,
) -> None:
    paths = []
    for name, put in KEPT.items():
        book = load_workbook(FORM)
        put(book)
        paths.append(tmp_path / f"{name}.xlsx")
        book.save(paths[-1])
    for path in office([FORM, *paths], format_of):
        findings = personal_data(parse(path.read_bytes()), lexicon)
        assert bool(findings) is (path.stem in KEPT), path.name
