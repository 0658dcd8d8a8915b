"""Read the properties of an old workbook: when it was saved, and the texts among them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.read.book import LONGEST_REMARK
from pipeline.read.properties import remarks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.read.book import Remark

SUMMARY, MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
WHOLE, LONG, HEAD = struct.Struct("<I"), struct.Struct("<Q"), 28
# Nothing that a person fills in has so many.
MOST_SETS, MOST_PROPERTIES = 4, 200
# Properties, and the types of their values.
CODE_PAGE, LAST_SAVED, PROGRAM = 1, 13, 18
SMALL, BYTES, WIDE, MOMENT = 0x02, 0x1E, 0x1F, 0x40
# Moments are counted from here, in tenths of a microsecond.
BEGINNING = datetime(1601, 1, 1, tzinfo=UTC)
UNICODE_PAGES = {1200: "utf-16-le", 65001: "utf-8"}
CYRILLIC = "cp1251"


def properties_of(summary: bytes, more: bytes) -> tuple[datetime | None, list[Remark]]:
    """Read both sets of properties; what cannot be read of them is none."""
    moment = None
    texts: list[str] = []
    for stream, content in ((SUMMARY, summary), (MORE, more)):
        try:
            for number, value in _properties(content):
                if isinstance(value, str):
                    texts += [] if (stream, number) == (SUMMARY, PROGRAM) else [value]
                elif (stream, number) == (SUMMARY, LAST_SAVED):
                    moment = value
        except (LookupError, OverflowError, ValueError, struct.error):
            # Texts beside the cells cost no district its figures.
            continue
    return moment, remarks_of("", "", texts)


def _properties(content: bytes) -> Iterator[tuple[int, str | datetime]]:
    """Yield the texts and moments of a stream of properties, by their numbers."""
    (sets,) = WHOLE.unpack_from(content, HEAD - WHOLE.size) if content else (0,)
    for place in range(min(sets, MOST_SETS)):
        (start,) = WHOLE.unpack_from(content, HEAD + 20 * place + 16)
        (count,) = WHOLE.unpack_from(content, start + WHOLE.size)
        encoding = CYRILLIC
        for each in range(min(count, MOST_PROPERTIES)):
            number, at = struct.unpack_from("<II", content, start + 8 + 8 * each)
            kind, at = WHOLE.unpack_from(content, start + at)[0], start + at + WHOLE.size
            if kind == SMALL and number == CODE_PAGE:
                encoding = _encoding(int.from_bytes(content[at : at + 2], "little"))
            elif kind == MOMENT and LONG.unpack_from(content, at)[0]:
                ticks = LONG.unpack_from(content, at)[0]
                yield number, BEGINNING + timedelta(microseconds=ticks // 10)
            elif kind in {BYTES, WIDE}:
                (length,) = WHOLE.unpack_from(content, at)
                length = min(length, LONGEST_REMARK) * (1 if kind == BYTES else 2)
                held = content[at + WHOLE.size : at + WHOLE.size + length]
                text = held.decode("utf-16-le" if kind == WIDE else encoding, "replace")
                yield number, text.partition("\0")[0]


def _encoding(page: int) -> str:
    """Name the alphabet of a code page; one that is unknown is taken for ours."""
    name = UNICODE_PAGES.get(page, f"cp{page}")
    try:
        "".encode(name)
    except LookupError:
        return CYRILLIC
    return name
