"""Nasty files that are no forms: empty, broken, of another kind, bombs, and things of the disk."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from docx import Document
from nasty_files import (
    SHEET_1,
    SHEET_2,
    Case,
    Kit,
    a_zip,
    accepted,
    ignored,
    replaced,
    returned,
    saved,
)
from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nasty_files import Expected

BOOK, RELATIONS, TEXTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
ENTITIES = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "%b">]>' % (b"&b;" * 99)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 99
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
WEB_PAGE = b"<html><body><table><tr><td>F1.01</td><td>5</td></tr></table></body></html>"
MANY_MERGES = b'<mergeCells count="20000">%b</mergeCells>' % b"".join(
    b'<mergeCell ref="A%d:XFD%d"/>' % (row, row) for row in range(100, 20_100)
)


def fixed(content: bytes) -> Callable[[Kit], bytes]:
    """Make a file of no unit."""
    return lambda _: content


def docx(text: str) -> bytes:
    """Make a letter."""
    buffer, letter = io.BytesIO(), Document()
    letter.add_paragraph(text)
    letter.save(buffer)
    return buffer.getvalue()


def flipped(content: bytes) -> bytes:
    """Spoil bytes amid the packed data of a zip."""
    out = bytearray(content)
    for place in range(len(out) // 3, len(out) // 3 + 64):
        out[place] ^= 0xFF
    return bytes(out)


def encrypted_members(content: bytes) -> bytes:
    """Mark every part of a zip as encrypted."""
    out = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        while at >= 0:
            out[at + offset] |= 1
            at = out.find(magic, at + 4)
    return bytes(out)


def bomb(kit: Kit) -> bytes:
    """Inflate to far more than a form may."""
    return kit.package({SHEET_2: lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" "
                                                        * 150_000_000)})  # fmt: skip


def commented(kit: Kit) -> bytes:
    """Say something behind the zip's list of parts."""
    buffer = io.BytesIO(kit.form())
    with zipfile.ZipFile(buffer, "a") as package:
        package.comment = b"saved by a program" * 99
    return buffer.getvalue()


def deep(kit: Kit) -> bytes:
    """Nest elements beyond any stack."""
    nested = b"<a>" * 200_000 + b"</a>" * 200_000
    return kit.package({SHEET_2: replaced(b"</sheetData>", b"</sheetData>" + nested)})


def value_at(address: str) -> Callable[[Kit], bytes]:
    """Put a stray value far out on a sheet."""
    row = re.sub("[A-Z]", "", address)
    line = f'<row r="{row}"><c r="{address}"><v>1</v></c></row></sheetData>'.encode()
    return lambda kit: kit.package({SHEET_2: replaced(b"</sheetData>", line)})


def cells_below(count: int) -> Callable[[Kit], bytes]:
    """Fill a column of F1 far down."""

    def make(kit: Kit) -> bytes:
        rows = b"".join(
            b'<row r="%d"><c r="K%d"><v>1</v></c></row>' % (row, row)
            for row in range(5_000, 5_000 + count)
        )
        return kit.package({SHEET_2: replaced(b"</sheetData>", rows + b"</sheetData>")})

    return make


def another_table(kit: Kit) -> bytes:
    """Make a workbook that is no form."""
    assert kit
    book = Workbook()
    book.active.append(["Товар", "Цена"])
    book.active.append(["Дәптер", 50])
    return saved(book)


def png_in_zlib() -> bytes:
    """Make bytes that mean nothing."""
    return zlib.compress(b"x" * 5000)


def file(path: str, make: Callable[[Kit], bytes], expected: Expected) -> Case:
    return Case(path=path, make=make, expected=expected)


def on_disk(path: str, place: Callable[[Path], None], expected: Expected) -> Case:
    return Case(path=path, make=None, expected=expected, place=place)


def changed(**parts: object) -> Callable[[Kit], bytes]:
    names = {"book": BOOK, "relations": RELATIONS, "texts": TEXTS, "cover": SHEET_1, "f1": SHEET_2}
    return lambda kit: kit.package({names[key]: value for key, value in parts.items()})  # type: ignore[misc]


def unreadable(path: Path) -> None:
    """Put a text that only its owner's superior may read."""
    path.write_text("құпия", encoding="utf-8")
    path.chmod(0)


# Nothing is closed to the system's owner.
UNREADABLE = returned("cannot-be-opened" if os.geteuid() else "is-text")
BROKEN: dict[str, Case] = {
    "nothing in it": file("bos.xlsx", fixed(b""), returned("empty-file")),
    "one byte": file("bir.xlsx", fixed(b"P"), returned("is-text")),
    "only zeros": file("zeros.xlsx", fixed(bytes(5000)), returned("damaged")),
    "half a form": file("half.xlsx", lambda kit: (form := kit.form())[: len(form) // 2],
                        returned("damaged")),
    "a form without its last bytes": file("cut.xlsx", lambda kit: kit.form()[:-30],
                                          returned("damaged")),
    "spoilt within": file("flipped.xlsx", lambda kit: flipped(kit.package()), returned("damaged")),
    "the start of a zip": file("start.xlsx", fixed(b"PK\x03\x04"), returned("damaged")),
    "an empty zip": file("empty-zip.xlsx", fixed(a_zip({})[:-2] + b"\1\0a"),
                         returned("container-empty")),
    "parts encrypted": file("parts.xlsx", lambda kit: encrypted_members(kit.form()),
                            returned("locked-workbook")),
    "no list of parts": file("no-rels.xlsx", changed(relations=None), returned("damaged")),
    "a sheet missing": file("no-sheet.xlsx", changed(f1=None), returned("damaged")),
    "a sheet cut short": file("cut-sheet.xlsx", changed(f1=lambda xml: xml[:5000]),
                              returned("damaged")),
    "no texts": file("no-texts.xlsx", changed(texts=None), returned("damaged")),
    "entities in a sheet": file(
        "entities.xlsx", changed(f1=replaced(b"<worksheet", ENTITIES + b"<worksheet")),
        returned("damaged")),
    "an entity from outside": file(
        "outside.xlsx", changed(texts=replaced(b"<sst", OUTSIDE + b"<sst")), returned("damaged")),
    "entities in the book": file(
        "book-entities.xlsx", changed(book=replaced(b"<workbook", ENTITIES + b"<workbook")),
        returned("damaged")),
    "a zip bomb as a form": file("bomb.xlsx", bomb, returned("too-large")),
    "3,000 parts": file(
        "parts-3000.xlsx", lambda kit: kit.package(added={f"x/{n}": b"" for n in range(3000)}),
        returned("too-large")),
    "40 MB": file("big.xlsx", lambda kit: kit.form() + os.urandom(1024) * 40_000,
                  returned("too-large")),
    "a value in the last cell": file("far.xlsx", value_at("XFD1048576"),
                                     accepted("far-cells", "F1!XFD1048576")),
    "a value in the last row": file("row.xlsx", value_at("A1048576"),
                                    accepted("far-cells", "F1!A1048576")),
    "a value in the last column": file("column.xlsx", value_at("XFD9"),
                                       accepted("far-cells", "F1!XFD9")),
    "a column filled down": file("down.xlsx", cells_below(60_000),
                                 accepted("far-cells", "F1!K5000")),
    "cells by the million": file("million.xlsx", cells_below(2_400_000),
                                 returned("too-many-cells")),
    "elements 200,000 deep": file("deep.xlsx", deep, accepted()),
    "a member twice": file(
        "twice.xlsx", lambda kit: kit.package(added={"XL/WORKBOOK.XML": b"<workbook/>"}),
        returned("damaged")),
    "20,000 merged rows": file(
        "merged.xlsx", changed(f1=replaced(b"</sheetData>", b"</sheetData>" + MANY_MERGES)),
        accepted()),
    "another table": file("baga.xlsx", another_table, returned("not-a-form")),
    "an empty book": file("taza.xlsx", lambda _: saved(Workbook()), returned("not-a-form")),
    "a picture as a form": file("screenshot.xlsx", fixed(PNG + b"1"), returned("is-picture")),
    "a photo": file("IMG_0001.JPG", fixed(b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 99),
                    returned("is-picture")),
    "a PDF": file("есеп.pdf", fixed(PDF + b"1"), returned("is-pdf")),
    "a PDF as a form": file("scan.xlsx", fixed(PDF + b"2"), returned("is-pdf")),
    "a letter": file("хат.docx", fixed(docx("Хат")), returned("is-document")),
    "a letter as a form": file("хат.xlsx", fixed(docx("Есеп")), returned("is-document")),
    "an RTF letter": file("letter.doc", fixed(b"{\\rtf1 a}"), returned("is-document")),
    "a rar": file("forms.rar", fixed(b"Rar!\x1a\x07\x01\0" + b"\0" * 99), returned("is-archive")),
    "a 7z": file("forms.7z", fixed(b"7z\xbc\xaf\x27\x1c\0\x04" + b"\0" * 99),
                 returned("is-archive")),
    "a program": file("form.xlsx.exe", fixed(b"MZ\x90\0" + b"\0" * 99), returned("is-program")),
    "a web page as .xls": file("export.xls", fixed(WEB_PAGE), returned("is-web-page")),
    "values in commas": file("F1.csv", fixed(b"F1.01;5\nF1.02;6\n"), returned("is-text")),
    "a text": file("оқы.txt", fixed("Есеп жоқ".encode()), returned("is-text")),
    "an old file of zeros": file(
        "ole.xls", fixed(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), returned("damaged")),
    "bytes of no meaning": file("junk.bin", fixed(png_in_zlib()), returned("not-a-workbook")),
    "an owner file": file("~$2011-08-04_abai.xlsx", fixed(b"\x05abai" * 30),
                          ignored("system-file")),
    "a lock": file(".~lock.abai.xlsx#", fixed(b",abai,;"), ignored("system-file")),
    "a folder's looks": file("abai/.DS_Store", fixed(b"\0\0\0\x01Bud1"), ignored("system-file")),
    "thumbnails": file("abai/Thumbs.db", fixed(b"\xd0\xcf\x11\xe0"), ignored("system-file")),
    "a link to a form": on_disk(
        "link.xlsx", lambda path: path.symlink_to(path.parent / "genuine"), ignored("not-a-file")),
    "a link to a device": on_disk(
        "zero.xlsx", lambda path: path.symlink_to("/dev/zero"), ignored("not-a-file")),
    "a link to nothing": on_disk(
        "nothing.xlsx", lambda path: path.symlink_to("nowhere"), ignored("not-a-file")),
    "a link to its folder": on_disk(
        "loop", lambda path: path.symlink_to(path.parent), ignored("not-a-file")),
    "no right to read": on_disk("private.xlsx", unreadable, UNREADABLE),
    "a pipe": on_disk("pipe.xlsx", os.mkfifo, ignored("not-a-file")),
    "a zip with a comment": file("comment.xlsx", commented, accepted()),
    "bytes before a zip": file("before.xlsx", lambda kit: b"\r\n" + kit.form(),
                               accepted()),
}  # fmt: skip
