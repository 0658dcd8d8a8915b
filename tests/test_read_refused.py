"""A file that is no form is exactly one finding, within bounds."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from filling import (
    BOOK,
    RELATIONS,
    SHEET_2,
    TABLE_OF_TEXTS,
    arrived,
    codes,
    repacked,
    saved,
)
from openpyxl import Workbook

from pipeline.model import Arrival, Severity
from pipeline.read import FormLayout, kinds, parser, parts, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from filling import Filled

    from pipeline.texts import Texts


def docx() -> bytes:
    buffer = BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def a_zip(members: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in members.items():
            package.writestr(name, part)
    return buffer.getvalue()


def a_book(cells: Mapping[str, object]) -> bytes:
    book = Workbook()
    for address, value in cells.items():
        book.active[address] = value
    return saved(book)


def lying_about_size(content: bytes) -> bytes:
    """Say in the zip's directory that every part is ten bytes long."""
    out = bytearray(content)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def claiming(size: int) -> Callable[[bytes], bytes]:
    def claim(content: bytes) -> bytes:
        out = bytearray(content)
        at = out.find(b"PK\x01\x02")
        out[at + 24 : at + 28] = size.to_bytes(4, "little")
        return bytes(out)

    return claim


def encrypted(content: bytes) -> bytes:
    out = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(magic, at + 4)
    return bytes(out)


def in_part(name: str, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: repacked(content, {name: lambda xml: xml.replace(old, new, 1)})


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]>'
FAULTS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "nothing in it": ("empty-file", lambda _: b""),
    "a text": ("is-text", lambda _: "Есеп жоқ".encode()),
    "a web page named so": ("is-web-page", lambda _: b"<html><table></table></html>"),
    "a picture": ("is-picture", lambda _: b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    "only the start of an old one": ("damaged", lambda _: kinds.OLE_MAGIC + b"\0" * 512),
    "only the start of a zip": ("damaged", lambda _: b"PK\x03\x04"),
    "a zip of files": ("is-container", lambda content: a_zip({"form.xlsx": content})),
    "an empty zip": ("is-container", lambda _: a_zip({})),
    "a letter": ("is-document", lambda _: docx()),
    "a binary workbook without sheets": ("damaged", lambda _: a_zip({"xl/workbook.bin": b"\0"})),
    "a zip of one file": ("is-container", lambda _: a_zip({"content.xml": b"<a/>"})),
    "half a file": ("damaged", lambda content: content[: len(content) // 2]),
    "its zip encrypted": ("locked-workbook", encrypted),
    "a book without sheets": (
        "damaged",
        lambda content: repacked(
            content, {BOOK: lambda xml: re.sub(rb"<sheet .*?/>", b"", xml)}
        ),
    ),
    "no list of parts": ("damaged", lambda content: repacked(content, {RELATIONS: None})),
    "a sheet that is missing": ("damaged", lambda content: repacked(content, {SHEET_2: None})),
    "a sheet cut short": (
        "damaged",
        lambda content: repacked(content, {SHEET_2: lambda xml: xml[: len(xml) // 4]}),
    ),
    "a cell that says two things": (
        "damaged",
        lambda content: repacked(
            content,
            {SHEET_2: lambda xml: re.sub(
                rb"</sheetData>", b'<row r="17"><c r="F17"><v>60</v></c></row>'
                b'<row r="17"><c r="F17"><v>61</v></c></row></sheetData>', xml)},
        ),
    ),
    "a book cut short": (
        "damaged",
        lambda content: repacked(content, {BOOK: lambda xml: xml[: len(xml) // 2]}),
    ),
    "a book that is none": (
        "not-a-workbook",
        lambda content: repacked(content, {BOOK: b"<cookbook/>"}),
    ),
    "sizes that are lies": ("damaged", lying_about_size),
    "a part too large": ("too-large", claiming(parts.LARGEST_PACKAGE + 1)),
    "3,000 members": (
        "too-large",
        lambda content: repacked(content, added={f"x/{n}.xml": b"" for n in range(3000)}),
    ),
    "a method of no office": (
        "damaged",
        lambda content: repacked_by(content, zipfile.ZIP_LZMA),
    ),
    "a member twice": (
        "damaged",
        lambda content: repacked(content, added={"XL/WORKBOOK.XML": b"<workbook/>"}),
    ),
    "entities in the book": ("damaged", in_part(BOOK, b"<workbook", ENTITIES + b"<workbook")),
    "entities in a sheet": ("damaged", in_part(SHEET_2, b"<worksheet", ENTITIES + b"<worksheet")),
    "a far cell behind a prefix": (
        "damaged",
        in_part(SHEET_2, b"</sheetData>", b'<x:c r="XFD1048576"><v>1</v></x:c></sheetData>'),
    ),
    "another table": ("not-a-form", lambda _: a_book({"A1": "Товар", "B1": "Цена", "A2": 5})),
    "an empty book": ("not-a-form", lambda _: a_book({})),
}  # fmt: skip


def repacked_by(content: bytes, method: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", method) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
    return buffer.getvalue()


@pytest.mark.parametrize(("code", "spoil"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_is_no_form_is_one_finding(
    code: str,
    spoil: Callable[[bytes], bytes],
    filled: Filled,
    layout: FormLayout,
    texts: Texts,
) -> None:
    form = read(arrived(spoil(filled.content)), layout)
    assert codes(form) == [code]
    assert texts.findings[code].file
    assert (form.findings[0].severity, form.cells, form.unit) == (Severity.ERROR, (), "")


SPOILT_TEXTS: dict[str, Callable[[bytes], bytes] | None] = {
    "missing": None,
    "too few": lambda xml: re.sub(rb"<si>.*</si>", b"<si><t>a</t></si>", xml, flags=re.DOTALL),
    "with entities": lambda xml: xml.replace(b"<sst", ENTITIES + b"<sst"),
    "cut short": lambda xml: xml[: len(xml) // 2],
}


@pytest.mark.parametrize("spoil", SPOILT_TEXTS.values(), ids=SPOILT_TEXTS)
def test_a_spoilt_table_of_texts_is_a_damage(
    spoil: Callable[[bytes], bytes] | None, blank: bytes, layout: FormLayout
) -> None:
    form = read(arrived(repacked(blank, {TABLE_OF_TEXTS: spoil})), layout)
    assert codes(form) == ["damaged"]


REFUSED = {"system-file": Severity.NOTE, "not-a-file": Severity.NOTE,
           "cannot-be-opened": Severity.ERROR, "too-large": Severity.ERROR}  # fmt: skip


@pytest.mark.parametrize(("fault", "severity"), REFUSED.items())
def test_what_was_not_taken_up_says_why(
    fault: str, severity: Severity, layout: FormLayout, texts: Texts
) -> None:
    arrival = Arrival(path="a", content=b"", sha256="", modified_at=None, fault=fault)
    (finding,) = read(arrival, layout).findings
    assert (finding.code, finding.severity) == (fault, severity)
    assert texts.findings[fault].severity is severity


def test_every_code_of_a_file_that_cannot_be_read_has_a_case(texts: Texts) -> None:
    judged_later = {
        # tests/test_read_bounds.py, tests/test_read_cover.py
        "too-many-cells", "cover-missing", "covers-differ",
        # tests/test_formats.py
        "is-archive", "is-pdf", "is-xml-table", "is-numbers", "is-program", "not-a-workbook",
        "unknown-unit", "unit-not-expected", "wrong-week", "personal-data", "superseded",
        "same-bytes", "other-campaign", "late", "reading-failed", "reading-took-too-long",
        # tests/test_containers.py, tests/test_collect.py
        "container-opened", "container-empty", "container-locked", "container-damaged",
        "container-too-deep", "container-too-large", "container-too-many-files",
        "compression-unknown", "winmail-dat", "attachment-not-included", "inline-picture",
        "still-being-copied", "disappeared", "folder-too-deep",
        # tests/test_loop.py
        "returned-by-decision",
    }  # fmt: skip
    tabled = {code for code, _ in FAULTS.values()} | set(REFUSED)
    assert tabled | judged_later == {code for code, text in texts.findings.items() if text.file}


def test_a_panic_of_the_parser_costs_only_its_file(
    filled: Filled, layout: FormLayout, capfd: pytest.CaptureFixture[str]
) -> None:
    book = filled.book
    book["F1"]["D6"].number_format = "dd.mm.yyyy"
    book["F1"]["D6"] = -1e300
    assert codes(read(arrived(saved(book)), layout)) == ["damaged"]
    capfd.readouterr()
    assert read(arrived(filled.content), layout).findings == ()


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_passes(
    interruption: type[BaseException],
    filled: Filled,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: object) -> None:
        raise interruption

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", interrupted)
    with pytest.raises(interruption):
        parser.parse(filled.content)
