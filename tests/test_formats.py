"""One form, whatever program saved it in whatever format, is read value for value."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from conftest import ROOT
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from odf import dc, opendocument
from odf.office import Annotation
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import load_workbook
from openpyxl.comments import Comment
from writers import (
    ERROR,
    FORMULA,
    NOTHING,
    Hidden,
    Values,
    by_biff5,
    by_odfpy,
    by_openpyxl,
    by_pyexcelerate,
    by_xlsb,
    by_xlsxwriter,
    by_xlwt,
    record,
    values_of,
    zipped,
)

from pipeline.model import Arrival, Cell, Form, Nature, Severity, Slot
from pipeline.read import FormLayout, kinds, parts, read
from pipeline.read.book import Remark
from pipeline.read.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

SAMPLE = ROOT / "inbox" / "2011-08-11" / "2011-08-11_abai.xlsx"


@pytest.fixture(scope="session")
def layout(campaign: Campaign) -> FormLayout:
    return FormLayout.of(campaign)


@pytest.fixture(scope="session")
def sample(layout: FormLayout) -> Form:
    form = read(arrived(SAMPLE.read_bytes()), layout)
    assert len(form.cells) > 200
    return form


@pytest.fixture(scope="session")
def sample_values() -> Values:
    return values_of(SAMPLE.read_bytes())


@pytest.fixture
def values(sample_values: Values) -> Values:
    return {name: dict(cells) for name, cells in sample_values.items()}


def arrived(content: bytes) -> Arrival:
    return Arrival(path="a", content=content, sha256="", modified_at=None)


def same(cells: tuple[Cell, ...]) -> list[Cell]:
    """Round away what binary fractions of sums add when a program calculates anew."""
    return [
        cell._replace(value=round(cell.value, 6) if isinstance(cell.value, float) else cell.value)
        for cell in cells
    ]


def codes(form: Form) -> list[str]:
    return [finding.code for finding in form.findings]


def assert_same(form: Form, sample: Form) -> None:
    assert same(form.cells) == same(sample.cells)
    assert (form.unit, form.unit_text, form.unit_cell) == (
        sample.unit, sample.unit_text, sample.unit_cell,
    )  # fmt: skip
    assert (form.week, form.corrected, form.edition) == (
        sample.week, sample.corrected, sample.edition,
    )  # fmt: skip
    assert form.findings == ()


# The same form.

WRITERS: dict[str, Callable[[Values], bytes]] = {
    "xlsx by openpyxl": by_openpyxl,
    "xlsx by XlsxWriter": by_xlsxwriter,
    "xlsx by PyExcelerate": by_pyexcelerate,
    "xls by xlwt": by_xlwt,
    "ods by odfpy": by_odfpy,
    "xlsb, every cell with its column": by_xlsb,
    "xlsb, cells that follow one another without": lambda values: by_xlsb(values, short=True),
}  # fmt: skip


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_as_it_is_written(
    write: Callable[[Values], bytes], values: Values, sample: Form, layout: FormLayout
) -> None:
    assert_same(read(arrived(write(values)), layout), sample)


@pytest.mark.office
@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_as_libreoffice_saves_it(
    to: str,
    sample: Form,
    layout: FormLayout,
    office: Callable[[list[Path], str], list[Path]],
    tmp_path: Path,
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    (saved,) = office([path], to)
    form = read(arrived(saved.read_bytes()), layout)
    assert_same(form, sample)
    # LibreOffice writes the local time into an .ods without its zone: that moment is unclear.
    assert (form.saved_at is None) is (to == "ods")


def test_as_it_was_written_in_1995(values: Values, sample: Form, layout: FormLayout) -> None:
    """That alphabet lacks the Kazakh letters, so that free texts come back with their losses."""
    form = read(arrived(by_biff5(values)), layout)
    told = {Slot.TEXT, Slot.REASON, Slot.DOCUMENT}
    figures = [cell for cell in same(form.cells) if cell.slot not in told]
    assert figures == [cell for cell in same(sample.cells) if cell.slot not in told]
    assert (form.unit, form.week, form.findings) == (sample.unit, sample.week, ())
    # A book without the name of its alphabet is taken for one of ours.
    nameless = by_biff5(values).replace(record(0x42, struct.pack("<H", 1251)), b"", 1)
    moved = re.sub(
        rb"\x85\0(..)(....)",
        lambda each: b"\x85\0" + each[1] + struct.pack("<I", struct.unpack("<I", each[2])[0] - 6),
        nameless[:400],
        flags=re.DOTALL,
    )
    assert read(arrived(moved + nameless[400:]), layout).cells == form.cells


# Five different things, in every format.

HELD: dict[str, tuple[Any, Nature]] = {
    "blank": (None, Nature.BLANK),
    "zero": (0, Nature.NUMBER),
    "no data": ("–", Nature.NO_DATA),
    "error value": (ERROR, Nature.ERROR_VALUE),
    "formula not calculated": (FORMULA, Nature.UNCACHED),
    "a date for a number": (datetime(2011, 10, 5), Nature.DATE),  # noqa: DTZ001 - as a cell holds it
    "a number as text": ("40\u202f338,5", Nature.NUMBER_AS_TEXT),
    "an ambiguous one": ("1.253", Nature.TEXT),
    "a truth": (True, Nature.BOOLEAN),
}
KNOWING: dict[str, Callable[[Values, Hidden], bytes]] = {
    "xlsx": by_openpyxl, "xls": by_xlwt, "ods": by_odfpy, "xlsb": by_xlsb,
}  # fmt: skip


@pytest.mark.parametrize("write", KNOWING.values(), ids=KNOWING)
@pytest.mark.parametrize(("typed", "nature"), HELD.values(), ids=HELD)
def test_one_cell(
    typed: Any,  # noqa: ANN401 - whatever a cell holds
    nature: Nature,
    write: Callable[[Values, Hidden], bytes],
    values: Values,
    layout: FormLayout,
) -> None:
    values["F1"].pop((5, 3))
    if typed is not None:
        values["F1"][5, 3] = typed
    form = read(arrived(write(values, NOTHING)), layout)
    (cell,) = (each for each in form.cells if (each.indicator, each.slot) == ("F1.02", Slot.WEEK))
    assert (cell.sheet, cell.address, cell.nature) == ("F1", "D6", nature)


@pytest.mark.parametrize(
    ("typed", "nature"),
    [(ERROR, Nature.ERROR_VALUE), (FORMULA, Nature.UNCACHED)],
    ids=["error value", "formula not calculated"],
)
def test_one_cell_of_1995(typed: str, nature: Nature, values: Values, layout: FormLayout) -> None:
    values["F1"][5, 3] = typed
    form = read(arrived(by_biff5(values)), layout)
    assert nature in {each.nature for each in form.cells if each.address == "D6"}


@pytest.mark.parametrize("write", KNOWING.values(), ids=KNOWING)
def test_infinity_is_no_number(
    write: Callable[[Values, Hidden], bytes], values: Values, layout: FormLayout
) -> None:
    values["F1"][5, 3] = 1234.56789
    content = write(values, NOTHING)
    huge = struct.pack("<d", 1234.56789), struct.pack("<d", float("inf"))
    content = changed(content, [huge, (b"1234.56789", b"1e309")])
    (cell,) = (
        each
        for each in read(arrived(content), layout).cells
        if (each.indicator, each.slot) == ("F1.02", Slot.WEEK)
    )
    assert (cell.nature, cell.value) == (Nature.TEXT, "inf")


def changed(content: bytes, replacements: list[tuple[bytes, bytes]]) -> bytes:
    """Replace bytes in a file, or in all parts of a zip."""
    if not content.startswith(b"PK"):
        for old, new in replacements:
            content = content.replace(old, new)
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return zipped(
            {name: changed(package.read(name), replacements) for name in package.namelist()}
        )


def test_an_empty_text_of_a_formula_in_an_ods_is_blank() -> None:
    """So LibreOffice writes it: without a type, but with the paragraph that it shows."""
    written = by_odfpy({"F1": {(0, 0): FORMULA, (0, 1): "after"}})
    shown = changed(written, [(b'"of:=1+1"/>', b'"of:=1+1"><text:p/></table:table-cell>')])
    held = [parse(content) for content in (written, shown)]
    assert [each.sheets for each in held] == [{"F1": [["", "after"]]}] * 2
    assert [each.hazards["F1"].uncached for each in held] == [{"A1"}, set()]


# What stands unseen.


class Unseen(NamedTuple):
    """What is hidden, and what is said of it."""

    hidden: Hidden
    cell: str  # the first of those named
    count: int


UNSEEN = {
    "rows": Unseen(Hidden("F1", rows=(5, 6)), "D6", 4),
    "a column": Unseen(Hidden("F5", columns=(3,)), "D5", 11),
    "a sheet": Unseen(Hidden("F4", is_whole=True), "D5", 25),
    "a column without figures": Unseen(Hidden("F1", columns=(0, 1, 2, 5, 6)), "", 0),
    "rows without figures": Unseen(Hidden("F1", rows=(0, 1, 2, 3)), "", 0),
    "a sheet without figures": Unseen(Hidden("F6", is_whole=True), "", 0),
}


@pytest.mark.parametrize("write", KNOWING.values(), ids=KNOWING)
@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_hidden_figures_count_and_are_named(
    unseen: Unseen,
    write: Callable[[Values, Hidden], bytes],
    values: Values,
    sample: Form,
    layout: FormLayout,
) -> None:
    form = read(arrived(write(values, unseen.hidden)), layout)
    assert same(form.cells) == same(sample.cells)
    found = [(each.severity, each.sheet, each.cell, each.details) for each in form.findings]
    expected = Severity.WARNING, unseen.hidden.sheet, unseen.cell, {"count": unseen.count}
    assert found == [expected] * bool(unseen.count)
    assert set(codes(form)) <= {"hidden-figures"}


def test_a_hidden_blank_is_no_figure(values: Values, layout: FormLayout) -> None:
    for column in (3, 4):
        values["F1"].pop((5, column))
    form = read(arrived(by_openpyxl(values, Hidden("F1", rows=(5,)))), layout)
    assert form.findings == ()


# Letters that only look right.

CYRILLIC = str.maketrans(
    "aceopxyMTHKB", "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u041c\u0422\u041d\u041a\u0412"
)
LATIN = str.maketrans(
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u041c\u0422\u041d\u041a\u0412\u0410",
    "aceopxyiMTHKBA",
)


def retyped(values: Values, sheet: str, column: int, signs: dict[int, int]) -> None:
    cells = values[sheet]
    for (row, place), value in cells.items():
        if place == column and isinstance(value, str):
            cells[row, place] = value.translate(signs)


def notes(form: Form) -> list[tuple[str, str, str, Any]]:
    return [(each.code, each.sheet, each.cell, each.details["count"]) for each in form.findings]


def test_ids_on_another_keyboard(values: Values, sample: Form, layout: FormLayout) -> None:
    for sheet in ("F1", "F5"):
        retyped(values, sheet, 0, CYRILLIC)
    values["F2"][5, 0] = values["F2"][5, 0].replace("0", "O")
    form = read(arrived(by_openpyxl(values)), layout)
    assert same(form.cells) == same(sample.cells)
    found = notes(form)
    assert {(code, sheet) for code, sheet, _, _ in found} == {
        ("look-alike-letters", "F1"), ("look-alike-letters", "F2"), ("look-alike-letters", "F5"),
    }  # fmt: skip
    assert {sheet: (cell, count) for _, sheet, cell, count in found}["F5"] == ("A5", 11)
    assert {each.severity for each in form.findings} == {Severity.NOTE}


def test_a_unit_on_another_keyboard(values: Values, sample: Form, layout: FormLayout) -> None:
    (cover, *_), place = values, (3, 1)
    values[cover][place] = values[cover][place].translate(LATIN)
    form = read(arrived(by_openpyxl(values)), layout)
    assert form.unit == sample.unit
    assert notes(form) == [("look-alike-letters", cover, "B4", 1)]
    assert form.findings[0].details["value"] == values[cover][place]


def test_words_on_another_keyboard(values: Values, sample: Form, layout: FormLayout) -> None:
    """Headings, labels and answers are known again; there is nothing to mend in them."""
    for sheet in values:
        for (row, column), value in values[sheet].items():
            is_answer = sheet == "F5" and column == 3 and row > 3
            is_heading = sheet.startswith("F") and row == 3
            is_label = sheet not in {"lists", "F5"} and not sheet.startswith("F") and column == 0
            if isinstance(value, str) and (is_answer or is_heading or is_label):
                values[sheet][row, column] = value.translate(LATIN)
    assert_same(read(arrived(by_openpyxl(values)), layout), sample)


def test_a_unit_that_looks_like_none(values: Values, layout: FormLayout) -> None:
    (cover, *_) = values
    values[cover][3, 1] = "Mapc"
    form = read(arrived(by_openpyxl(values)), layout)
    assert (form.unit, form.findings) == ("", ())


# What is no workbook: one finding, which says what it is.


def docx() -> bytes:
    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def open_document(kind: str) -> bytes:
    buffer = io.BytesIO()
    getattr(opendocument, f"OpenDocument{kind}")().save(buffer)
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    """Write an OLE file whose streams are empty: a header, one table of sectors, a directory."""
    names = ["Root Entry", *streams]
    entries = b""
    for number in range(4):
        name = names[number].encode("utf-16-le") + b"\0\0" if number < len(names) else b""
        kind = (0 if not name else 5 if number == 0 else 2).to_bytes(1, "little")
        below = 1 if number == 0 and streams else -1
        right = number + 1 if 0 < number < len(streams) else -1
        entries += name.ljust(64, b"\0") + struct.pack("<H", len(name)) + kind + b"\1"
        entries += struct.pack("<iii", -1, right, below) + bytes(36) + struct.pack("<iQ", -2, 0)
    head = kinds.OLE_MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIiIIiIiI", 0, 1, 1, 0, 4096, -2, 0, -2, 0)
    head += struct.pack("<i", 0) + b"\xff" * 432
    return head + struct.pack("<ii", -3, -2) + b"\xff" * 504 + entries


def encrypted(content: bytes, password: str) -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


XML = b'<?xml version="1.0" encoding="UTF-8"?>'
MAIL = b"From: a@example.kz\r\nTo: b@example.kz\r\nSubject: form\r\n\r\ntext"
OTHERS: dict[str, tuple[str, bytes]] = {
    "rar": ("is-archive", b"Rar!\x1a\x07\0" + bytes(64)),
    "rar 5": ("is-archive", b"Rar!\x1a\x07\x01\0" + bytes(64)),
    "7z": ("is-archive", b"7z\xbc\xaf\x27\x1c\0\4" + bytes(64)),
    "gzip": ("is-archive", gzipped(b"form")),
    "tar": ("is-archive", b"form.xlsx".ljust(257, b"\0") + b"ustar\x0000" + bytes(248)),
    "pdf": ("is-pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "pdf behind a mark": ("is-pdf", b"\xef\xbb\xbf\r\n%PDF-1.4\n"),
    "png": ("is-picture", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    "jpeg": ("is-picture", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(64)),
    "gif": ("is-picture", b"GIF89a\1\0\1\0" + bytes(64)),
    "bmp": ("is-picture", b"BM\x9a\0\0\0\0\0\0\0\x36\0\0\0" + bytes(64)),
    "tiff": ("is-picture", b"II*\0\x08\0\0\0" + bytes(64)),
    "tiff, other order": ("is-picture", b"MM\0*\0\0\0\x08" + bytes(64)),
    "webp": ("is-picture", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(64)),
    "heic": ("is-picture", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)),
    "svg": ("is-picture", XML + b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "docx": ("is-document", docx()),
    "pptx": ("is-document", zipped({"[Content_Types].xml": "", "ppt/presentation.xml": "<p/>"})),
    "doc": ("is-document", ole("WordDocument", "1Table")),
    "ppt": ("is-document", ole("Current User", "PowerPoint Document")),
    "odt": ("is-document", open_document("Text")),
    "odp": ("is-document", open_document("Presentation")),
    "odt without its mimetype": (
        "is-document",
        zipped({
            "META-INF/manifest.xml": "<m/>",
            "content.xml": '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns'
            ':office:1.0"><o:body><o:text/></o:body></o:document-content>',
        }),
    ),
    "rtf": ("is-document", b"{\\rtf1\\ansi form}"),
    "text": ("is-text", "Есеп: 12 бала".encode()),
    "text in an old alphabet": ("is-text", "Отчёт: 12 детей".encode("cp1251")),
    "text in two bytes a letter": ("is-text", "Есеп; 12".encode("utf-16")),
    "csv": ("is-text", "id;За отчётную неделю\r\nF1.02;5\r\n".encode()),
    "any other markup": ("is-text", XML + b"<forms><form/></forms>"),
    "html as .xls": ("is-web-page", b"<html xmlns:x='urn:x'><body><table></table></body></html>"),
    "html without a head": ("is-web-page", b"\xef\xbb\xbf\n  <TABLE border=1><tr><td>1</table>"),
    "html in two bytes a letter": ("is-web-page", "<html><table/></html>".encode("utf-16")),
    "web archive": (
        "is-web-page",
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\n",
    ),
    "Excel 2003 XML": (
        "is-xml-table",
        XML + b'<?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ),
    "flat ods": ("is-xml-table", XML + b'<office:document xmlns:office="urn:oasis"/>'),
    "Numbers": ("is-numbers", zipped({"Index/Document.iwa": b"", "preview.jpg": b""})),
    "Numbers of 2009": ("is-numbers", zipped({"index.apxl": b"<key/>", "thumbs/1.png": b""})),
    "program": ("is-program", b"MZ\x90\0" + bytes(64)),
    "program of another system": ("is-program", b"\x7fELF\x02\x01\x01" + bytes(64)),
    "zip": ("is-container", zipped({"form.xlsx": b"", "letter.pdf": b""})),
    "mail": ("is-container", MAIL),
    "mail of Outlook": ("is-container", ole("__properties_version1.0")),
    "unknown": ("not-a-workbook", bytes(range(1, 200))),
    "OLE of no office": ("not-a-workbook", ole("Catalog")),
    "zeros, as left by a broken copy": ("damaged", bytes(4096)),
    "the start of an OLE file": ("damaged", kinds.OLE_MAGIC + bytes(100)),
    "records of an old workbook, cut short": ("damaged", b"\x09\x08\x08\0\0\x06\x05\0"),
}  # fmt: skip
KINDS = {
    "is-archive", "is-pdf", "is-picture", "is-document", "is-text", "is-web-page", "is-xml-table",
    "is-numbers", "is-program", "is-container", "not-a-workbook", "damaged",
}  # fmt: skip


@pytest.mark.parametrize(("code", "content"), OTHERS.values(), ids=OTHERS)
def test_what_it_is(code: str, content: bytes, layout: FormLayout, texts: Texts) -> None:
    assert codes(read(arrived(content), layout)) == [code]
    assert texts.findings[code].file


def test_every_kind_has_a_case() -> None:
    assert {code for code, _ in OTHERS.values()} == KINDS


# Locked files.


def test_what_everybody_can_open_is_opened(sample: Form, layout: FormLayout) -> None:
    locked = encrypted(SAMPLE.read_bytes(), "VelvetSweatshop")
    assert locked.startswith(kinds.OLE_MAGIC)
    assert_same(read(arrived(locked), layout), sample)


LOCKED: dict[str, Callable[[Values], bytes]] = {
    "xlsx": lambda _: encrypted(SAMPLE.read_bytes(), "a word of their own"),
    "xls": lambda values: by_xlwt(values).replace(record(0xC1, b"\0\0"), record(0x2F, b"\0\0"), 1),
    "xls of 1995": lambda values: by_biff5(values).replace(
        record(0x42, struct.pack("<H", 1251)), record(0x2F, b"\0\0"), 1
    ),
    "ods": lambda values: changed(
        by_odfpy(values), [(b"</manifest:manifest>", b"<encryption-data/></manifest:manifest>")]
    ),
    "an OLE file that claims it": lambda _: ole("EncryptionInfo", "EncryptedPackage"),
}


@pytest.mark.parametrize("lock", LOCKED.values(), ids=LOCKED)
def test_a_real_password(
    lock: Callable[[Values], bytes], values: Values, layout: FormLayout
) -> None:
    assert codes(read(arrived(lock(values)), layout)) == ["locked-workbook"]


def test_a_lock_that_takes_forever_stays_locked(layout: FormLayout) -> None:
    endless = LOCKED_FILE.replace(b'spinCount="100000" ', b'spinCount="9999999"', 1)
    assert endless != LOCKED_FILE
    for locked in (endless, LOCKED_FILE.replace(b"<encryption", b"<!DOCTYPE a", 1)):
        assert codes(read(arrived(locked), layout)) == ["locked-workbook"]


# Bounds.


def put(row: int, column: int, value: object = 1) -> Callable[[Values], Values]:
    return lambda values: values | {"F1": values["F1"] | {(row, column): value}}


def odf_run(old: bytes, new: bytes) -> Callable[[Values], bytes]:
    """Repeat what an .ods holds."""
    return lambda _: changed(by_odfpy({"F1": {(0, 0): 5}}), [(old, new)])


ROW, CELL = b"<table:table-row", b"<table:table-cell"
LINE = ROW + b" table:v"  # not the run of empty ones behind it
Found = list[tuple[str, str, int]]
FAR: dict[str, tuple[Callable[[Values], bytes], Found]] = {
    "xls, row 5000": (lambda values: by_xlwt(put(4999, 0)(values)), [("F1", "A5000", 1)]),
    "xls, the last cell": (lambda values: by_xlwt(put(65_535, 255)(values)),
                           [("F1", "IV65536", 1)]),
    "xls, spaces": (lambda values: by_xlwt(put(65_535, 255, "  ")(values)), []),
    "ods, row 5000": (lambda values: by_odfpy(put(4999, 0)(values)), [("F1", "A5000", 1)]),
    "ods, column IW": (lambda values: by_odfpy(put(9, 256)(values)), [("F1", "IW10", 1)]),
    "ods, spaces": (lambda values: by_odfpy(put(4999, 300, " ")(values)), []),
    "ods, an error": (lambda values: by_odfpy(put(4999, 0, ERROR)(values)), [("F1", "A5000", 1)]),
    "xlsb, row 5000": (lambda values: by_xlsb(put(4999, 0)(values)), [("F1", "A5000", 1)]),
    "xlsb, the last cell": (lambda values: by_xlsb(put(1_048_575, 16_383)(values)),
                            [("F1", "XFD1048576", 1)]),
    "xlsb, spaces": (lambda values: by_xlsb(put(1_048_575, 16_383, " ")(values)), []),
}  # fmt: skip


@pytest.mark.parametrize(("write", "expected"), FAR.values(), ids=FAR)
def test_far_cells_are_passed_over(
    write: Callable[[Values], bytes],
    expected: Found,
    values: Values,
    sample: Form,
    layout: FormLayout,
) -> None:
    form = read(arrived(write(values)), layout)
    found = [(each.sheet, each.cell, each.details["count"]) for each in form.findings]
    assert found == expected
    assert set(codes(form)) <= {"far-cells"}
    assert_same(replace(form, findings=()), sample)


@pytest.mark.parametrize("write", [by_xlwt, by_odfpy, by_xlsb], ids=["xls", "ods", "xlsb"])
def test_a_persons_data_far_out_returns_the_file(
    write: Callable[[Values], bytes], values: Values, layout: FormLayout
) -> None:
    form = read(arrived(write(put(5999, 0, "8 701 123 45 67")(values))), layout)
    found = [(each.code, each.sheet, each.cell) for each in form.findings]
    assert found == [("personal-data", "F1", "A6000")]


RUNS: dict[str, tuple[tuple[bytes, bytes], tuple[str, int]]] = {
    "a value in every row": (
        (LINE, ROW + b' table:number-rows-repeated="1048576" table:v'), ("A5000", 1_043_577),
    ),
    "a value in every column": (
        (CELL, CELL + b' table:number-columns-repeated="16384"'), ("IW1", 16_128),
    ),
    "behind a million empty rows": (
        (LINE, ROW + b' table:number-rows-repeated="1048575"/>' + LINE), ("A1048576", 1),
    ),
    "behind as many empty columns": (
        (CELL, CELL + b' table:number-columns-repeated="16383"/>' + CELL), ("XFD1", 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("run", "expected"), RUNS.values(), ids=RUNS)
def test_what_an_ods_repeats_is_kept_within_bounds(
    run: tuple[bytes, bytes], expected: tuple[str, int], values: Values
) -> None:
    book = parse(odf_run(*run)(values))
    assert [(each.first, each.count) for each in book.far] == [expected]
    assert sum(len(row) for row in book.sheets["F1"]) < 5_000


def test_many_tables_are_too_many_cells(layout: FormLayout) -> None:
    """Each holds no more than it may; all of them together do."""
    run = b' table:number-rows-repeated="4000"', b' table:number-columns-repeated="256"'
    values: Values = {f"s{number}": {(0, 0): 5} for number in range(2)}
    content = changed(by_odfpy(values), [(LINE, ROW + run[0] + b" table:v")])
    content = changed(content, [(CELL, CELL + run[1])])
    assert codes(read(arrived(content), layout)) == ["too-many-cells"]


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb">]>'
BOMBS: dict[str, tuple[str, Callable[[Values], bytes]]] = {
    "entities in an ods": (
        "damaged",
        lambda values: changed(
            by_odfpy(values),
            [(b"<office:document-content", ENTITIES + b"<office:document-content")],
        ),
    ),
    "an ods that inflates without end": (
        "too-large", lambda values: claiming(by_odfpy(values), parts.LARGEST_PACKAGE + 1),
    ),
    "an xlsb that inflates without end": (
        "too-large", lambda values: claiming(by_xlsb(values), parts.LARGEST_PACKAGE + 1),
    ),
}  # fmt: skip


def claiming(content: bytes, size: int) -> bytes:
    """Say in a zip's directory that its first part is of such a size."""
    out = bytearray(content)
    at = out.find(b"PK\x01\x02")
    out[at + 24 : at + 28] = size.to_bytes(4, "little")
    return bytes(out)


@pytest.mark.parametrize(("code", "write"), BOMBS.values(), ids=BOMBS)
def test_bombs(
    code: str, write: Callable[[Values], bytes], values: Values, layout: FormLayout
) -> None:
    assert codes(read(arrived(write(values)), layout)) == [code]


SMALL: Values = {
    "F6": {
        (3, 0): "\u2116", (3, 1): "Показатель", (3, 2): "Текст",
        (4, 0): "T1", (4, 2): "a", (5, 0): "T2", (5, 2): 5,
    },
    "F1": {(3, 1): "Показатель", (3, 4): "С начала акции", (4, 0): "F1.02", (4, 4): 12.5},
}  # fmt: skip
FILES = {
    "xls": by_xlwt(SMALL), "xls of 1995": by_biff5(SMALL), "ods": by_odfpy(SMALL),
    "xlsb": by_xlsb(SMALL),
}  # fmt: skip
LOCKED_FILE = encrypted(by_openpyxl(SMALL), "VelvetSweatshop")
shares = st.integers(0, 9_999)  # where in a file, in ten-thousandths


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=40, deadline=None)
@given(places=st.lists(shares, min_size=1, max_size=8), mask=st.integers(1, 255))
def test_bytes_flipped_anywhere(
    kind: str, places: list[int], mask: int, layout: FormLayout, texts: Texts
) -> None:
    content = bytearray(FILES[kind])
    for place in places:
        content[place * len(content) // 10_000] ^= mask
    assert is_sound(read(arrived(bytes(content)), layout), texts)


@pytest.mark.parametrize("part", ["content.xml", "xl/sheet0.bin", "xl/workbook.bin", "meta.xml"])
@settings(max_examples=60, deadline=None)
@given(place=shares, signs=st.binary(min_size=1, max_size=4))
def test_parts_spoilt_anywhere(
    part: str, place: int, signs: bytes, layout: FormLayout, texts: Texts
) -> None:
    """The zip is sound here, and so are its checksums; only what is in it is not."""
    with zipfile.ZipFile(io.BytesIO(FILES["xlsb" if part.endswith("bin") else "ods"])) as package:
        held = {name: package.read(name) for name in package.namelist()}
    at = place * len(held[part]) // 10_000
    held[part] = held[part][:at] + signs + held[part][at + len(signs) :]
    assert is_sound(read(arrived(zipped(held)), layout), texts)


@pytest.mark.parametrize("content", [*FILES.values(), LOCKED_FILE], ids=[*FILES, "locked"])
def test_cut_anywhere(content: bytes, layout: FormLayout, texts: Texts) -> None:
    for length in range(1, len(content), len(content) // 40):
        assert is_sound(read(arrived(content[:length]), layout), texts)


def is_sound(form: Form, texts: Texts) -> bool:
    """Whether a form was read, or gave the one finding of a file that cannot be."""
    return bool(form.cells or form.unit_text) or (
        len(form.findings) == 1 and texts.findings[form.findings[0].code].file
    )


# Texts beside the cells.


def test_remarks_of_an_xlsx() -> None:
    book = load_workbook(io.BytesIO(by_openpyxl(SMALL)))
    book["F1"]["E5"].comment = Comment("told beside the cell", "clerk")
    book.properties.creator, book.properties.keywords = "a person", "words"
    book.properties.modified = datetime(2011, 8, 11, 9)  # noqa: DTZ001 - the library adds the zone
    out = io.BytesIO()
    book.save(out)
    remarks = parse(out.getvalue()).remarks
    told = {
        Remark("F6", "", "F6"), Remark("F1", "", "F1"), Remark("", "", "a person"),
        Remark("", "", "words"), Remark("F1", "E5", "told beside the cell"),
    }  # fmt: skip
    # Beside these stands whatever else the package's parts hold.
    assert told <= set(remarks)


def test_remarks_of_an_ods() -> None:
    book, out = opendocument.OpenDocumentSpreadsheet(), io.BytesIO()
    table, row, cell = Table(name="F1"), TableRow(), TableCell(valuetype="string")
    note = Annotation()
    note.addElement(P(text="beside"))
    cell.addElement(note)
    cell.addElement(P(text="within"))
    for inner, outer in ((cell, row), (row, table), (table, book.spreadsheet)):
        outer.addElement(inner)
    book.meta.addElement(dc.Creator(text="a person"))
    book.meta.addElement(dc.Date(text="2011-08-11T15:00:00+06:00"))
    book.save(out)
    found = parse(out.getvalue())
    assert found.sheets == {"F1": [["within"]]}
    assert found.remarks == (
        Remark("F1", "", "F1"), Remark("", "", "a person"), Remark("F1", "A1", "beside"),
    )  # fmt: skip
    assert found.saved_at == datetime(2011, 8, 11, 9, tzinfo=UTC)


def test_remarks_are_bounded() -> None:
    book = load_workbook(io.BytesIO(by_openpyxl(SMALL)))
    for number in range(1, 1_200):
        book["F1"][f"A{number}"].comment = Comment("a" * (5_000 if number == 1 else 1), "clerk")
    out = io.BytesIO()
    book.save(out)
    comments = [each for each in parse(out.getvalue()).remarks if each.cell]
    assert len(comments) == 1_000
    assert max(len(each.text) for each in comments) == 4_000


def test_dates_of_every_format_are_days(values: Values, layout: FormLayout) -> None:
    values["F5"][4, 4] = date(2011, 8, 9)
    for write in KNOWING.values():
        form = read(arrived(write(values, NOTHING)), layout)
        assert ("2011-08-09", Nature.DATE) in {(each.value, each.nature) for each in form.cells}
