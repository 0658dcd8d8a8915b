"""A sheet is read the same, however a program wrote its parts."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from conftest import SECOND
from filling import (
    TABLE_OF_TEXTS,
    arrived,
    held,
    places,
    repacked,
)

from pipeline.read import FormLayout, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from filling import Filled


def prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)([a-zA-Z]+)(?=[\s/>])", rb"<\1x:\2", xml)
    return xml.replace(b'xmlns="', b'xmlns:x="', 1)


def without_references(xml: bytes) -> bytes:
    """Drop where cells stand; blank ones are there to be counted."""
    sheet = load_sheet(xml)
    lines = []
    for number in range(1, max(row for row, _ in sheet) + 1):
        cells = (sheet.get((number, column), b"<c/>") for column in range(1, 9))
        lines.append(b"<row>%b</row>" % b"".join(cells))
    return b'<worksheet xmlns="%b"><sheetData>%b</sheetData></worksheet>' % (MAIN, b"".join(lines))


def load_sheet(xml: bytes) -> dict[tuple[int, int], bytes]:
    found = re.findall(rb'<c r="([A-Z])(\d+)"([^>]*?)(/>|>.*?</c>)', xml, re.DOTALL)
    return {
        (int(row), column[0] - ord("A") + 1): b"<c" + rest + end for column, row, rest, end in found
    }


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
REWRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "with prefixes": prefixed,
    "without references": without_references,
    "references last": lambda xml: re.sub(rb'<c r="([A-Z]+\d+)"([^>/]*)', rb'<c\2 r="\1"', xml),
    "in single quotes": lambda xml: re.sub(rb' ([rst])="(\w+)"', rb" \1='\2'", xml),
    "in small letters": lambda xml: re.sub(
        rb'<c r="(\w+)"', lambda match: match[0].replace(match[1], match[1].lower()), xml
    ),
    "with comments": lambda xml: xml.replace(b"<row", b'<!-- <c r="XFD1"> <f> --><row'),
    "with sections": lambda xml: re.sub(rb"<v>([^<]+)</v>", rb"<v><![CDATA[\1]]></v>", xml),
    "with spaces round its numbers": lambda xml: re.sub(
        rb"<v>(\d[^<]*)</v>", b"<v> \\1\n</v>", xml
    ),
    "with cells twice alike": lambda xml: re.sub(
        rb'<c r="[A-Z]+[0-9]+"[^>]*(?<!/)>.*?</c>',
        lambda match: match[0] * 2 + match[0].partition(b">")[0] + b"/>",
        xml,
        flags=re.DOTALL,
    ),
    "with rows in two pieces": lambda xml: re.sub(
        rb"(<row [^>]*>)(.*?</c>)(.*?)</row>", rb"\1\2</row>\1\3</row>", xml, flags=re.DOTALL
    ),
    "on lines": lambda xml: xml.replace(b"><", b">\n\t<"),
    "in UTF-16": lambda xml: xml.decode().encode("utf-16"),
    "with a mark in front": lambda xml: b"\xef\xbb\xbf" + xml,
    "in another encoding": lambda xml: (
        b'<?xml version="1.0" encoding="windows-1251"?>'
        + re.sub(rb"<\?xml[^>]*\?>", b"", xml).decode().encode("cp1251", "xmlcharrefreplace")
    ),
    "strict": lambda xml: xml.replace(MAIN, STRICT),
    "claiming a whole grid": lambda xml: re.sub(
        rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', xml
    ),
    "with far empty cells": lambda xml: xml.replace(
        b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    ),
    "with far empty rows": lambda xml: xml.replace(
        b"</sheetData>", b'<row r="1048576" ht="12.8"/></sheetData>'
    ),
    "rows in reverse": lambda xml: re.sub(
        rb"<sheetData>.*</sheetData>",
        lambda match: (
            b"<sheetData>"
            + b"".join(re.findall(rb"<row.*?</row>", match[0], re.DOTALL)[::-1])
            + b"</sheetData>"
        ),
        xml,
        flags=re.DOTALL,
    ),
}


@pytest.mark.parametrize("rewrite", REWRITTEN.values(), ids=REWRITTEN)
def test_a_sheet_may_be_written_in_many_ways(
    rewrite: Callable[[bytes], bytes], filled: Filled, layout: FormLayout
) -> None:
    with zipfile.ZipFile(BytesIO(filled.content)) as before:
        sheets = [name for name in before.namelist() if "worksheets/sheet" in name]
    content = repacked(filled.content, dict.fromkeys(sheets, rewrite))
    assert content != filled.content
    form = read(arrived(content), layout)
    assert held(form) == filled.expected
    assert places(form) == filled.places
    assert (form.unit, form.week, form.findings) == ("kurshim", SECOND, ())


def test_parts_may_stand_elsewhere_in_the_zip(filled: Filled, layout: FormLayout) -> None:
    for rename in (str.upper, lambda name: name.replace("/", "\\")):
        content = repacked(filled.content, names=rename)
        assert held(read(arrived(content), layout)) == filled.expected


def claim_texts(xml: bytes) -> bytes:
    return re.sub(rb'ount="\d+"', b'ount="4294967295"', xml)


def test_texts_may_be_claimed_without_end(blank: bytes, layout: FormLayout) -> None:
    """The parser would reserve memory for each of them, and abort the process."""
    content = repacked(blank, {TABLE_OF_TEXTS: claim_texts})
    assert content != blank
    assert read(arrived(content), layout) == read(arrived(blank), layout)
