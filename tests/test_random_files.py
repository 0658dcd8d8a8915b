"""Over a dozen random regions, documents and workbook carry the same figures, read from bytes."""

from __future__ import annotations

import html as markup
import io
import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from docx import Document
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from test_random_regions import (
    FIGURE,
    SEEDS,
    SENTENCES,
    TEMPLATES,
    blocks,
    check_annex,
    check_sentences,
    figures,
    region,
    sums,
    texts,
)

from pipeline.model import Language
from pipeline.render.narrative import render_narratives
from pipeline.render.workbook import render_workbook
from pipeline.render.workbook.grid import grid_of
from pipeline.texts import load_texts, load_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from docx.oxml.xmlchemy import BaseOxmlElement

SAMPLE = SEEDS[7::41]


@cache
def documents(seed: int) -> Mapping[tuple[Language, str], str]:
    """The text of every document, by language and ending."""
    return {
        (each.language, ending): READ[ending](each.content)
        for each in render_narratives(region(seed), load_texts(TEMPLATES))
        if each.language and (ending := each.path.rpartition(".")[2])
    }


@cache
def workbook(seed: int) -> CalamineWorkbook:
    """The region's workbook, as a reader of files sees it."""
    wording = load_wording(TEMPLATES / "workbook.toml")
    content = render_workbook(region(seed), load_texts(TEMPLATES), wording).content
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def docx_text(content: bytes) -> str:
    """Paragraphs and rows of tables in their order, as text_of writes them."""
    return "\n".join(_lines(Document(io.BytesIO(content)).element.body))


def _lines(body: Iterable[BaseOxmlElement]) -> Iterator[str]:
    for each in body:
        if each.tag.endswith("}tbl"):
            for row in each.iterfind("{*}tr"):
                yield " | ".join(_words(found) for found in row.iterfind("{*}tc"))
        else:
            yield _words(each)


def _words(element: BaseOxmlElement) -> str:
    return "".join(
        "-" if node.tag.endswith("}noBreakHyphen") else node.text or ""
        for node in element.iter()
        if node.tag.endswith(("}t", "}noBreakHyphen"))
    )


def html_text(content: bytes) -> str:
    """Blocks of the page each on its line, rows of tables as text_of writes them."""
    page = content.decode()
    page = re.sub(r"\s*\n\s*", " ", page[page.index("<body>") :])
    page = re.sub(r"<(title|desc)>.*?</\1>", "", page)  # told to who does not see the picture
    page = re.sub(r"</t[dh]>\s*<t[dh][^>]*>", " | ", page)
    page = re.sub(r"</(?:p|li|tr|h\d|div|td|text)>", "\n", page)
    text = markup.unescape(re.sub(r"<[^>]+>", "", page))
    lines = (line.strip(" ") for line in text.splitlines())
    return "\n".join(f" {line}" if line.startswith("|") else line for line in lines if line)


def pdf_text(content: bytes) -> str:
    """The text of the pages without their numbers."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    text = " ".join(re.sub(r"\n?\d+ / \d+\s*$", "", page) for page in pages)
    return re.sub(r"\u00a0 ?", "\u00a0", re.sub(r"[ \n]+", " ", text))


READ = {"docx": docx_text, "html": html_text, "pdf": pdf_text}


def data(seed: int) -> list[tuple[str, str, float | None]]:
    """Unit, row of the form and total, from the sheet Data."""
    head, *rows = workbook(seed).get_sheet_by_name("Data").to_python()
    places = [head.index(name) for name in ("unit", "indicator", "total_value")]
    found = ([row[place] for place in places] for row in rows)
    return [(str(unit), str(row), None if value == "" else value) for unit, row, value in found]


def drawn(seed: int, language: Language) -> str:
    """What is written within the pictures."""
    pictures = (each.picture.svg for each in blocks(seed, language) if each.picture)
    return "\n".join(text for svg in pictures for text in re.findall(r"<text[^>]*>([^<]*)", svg))


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_document_carries_the_figures_of_the_text(seed: int) -> None:
    for (language, ending), text in documents(seed).items():
        told = texts(seed)[language]
        if ending != "docx":  # there the pictures are pictures
            told += drawn(seed, language)
        assert figures(text) == figures(told), (language, ending)


@pytest.mark.parametrize("seed", SAMPLE)
def test_every_document_carries_the_totals_of_the_workbook(seed: int) -> None:
    rows = data(seed)
    for (language, ending), text in documents(seed).items():
        check_sentences(text, language, sums(rows))
        if ending != "pdf":  # its tables are text without lines
            check_annex(text, rows)


@pytest.mark.parametrize("seed", SAMPLE)
def test_the_people_s_sheets_carry_the_totals_of_data(seed: int) -> None:
    totals = sums(data(seed))
    sheets: dict[str, list[list[object]]] = {}
    for row in SENTENCES:
        sheet, _, address = grid_of(region(seed)).places[row].total_cell().rpartition("!")
        name = sheet.strip("'")
        if name not in sheets:
            found = workbook(seed).get_sheet_by_name(name)
            sheets[name] = found.to_python(skip_empty_area=False)
        letters, line = coordinate_from_string(address.replace("$", ""))
        shown = sheets[name][line - 1][column_index_from_string(letters) - 1]
        assert number(shown) == totals.get(row), row


def number(shown: object) -> Decimal | None:
    """A cell's number to one decimal; None where it shows that there is none."""
    return Decimal(repr(round(shown, 1))) if isinstance(shown, int | float) else None


def test_the_sample_tells_figures() -> None:
    """A sample in which nobody reports would prove nothing."""
    told = [len(FIGURE.findall(texts(seed)[Language.KK])) for seed in SAMPLE]
    assert len(told) >= 12
    assert sum(count > 150 for count in told) >= len(told) // 2
    assert sum(bool(sums(data(seed)).get("F1.05")) for seed in SAMPLE) >= len(told) // 2
