"""Whatever is spoilt in a file, it is read or it is one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import SECOND
from filling import (
    BOOK,
    RELATIONS,
    SHEET_1,
    SHEET_2,
    TABLE_OF_TEXTS,
    arrived,
    repacked,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.issue import issue
from pipeline.read import FormLayout, read
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Form
    from pipeline.texts import Texts


@pytest.fixture(scope="session")
def small(campaign: Campaign, templates: Path) -> bytes:
    """The oblast level's form, of few rows."""
    wording = load_wording(templates / "blank-form.toml")
    return issue(campaign, wording, campaign.oblast_level, SECOND, {})


def is_sound(form: Form, texts: Texts) -> bool:
    """Whether a form was read, or gave the one finding of a file that cannot be."""
    return bool(form.cells or form.unit_text) or (
        len(form.findings) == 1 and texts.findings[form.findings[0].code].file
    )


def test_a_file_cut_anywhere(small: bytes, layout: FormLayout, texts: Texts) -> None:
    for length in [*range(64), *range(64, len(small), 97), *range(len(small) - 64, len(small))]:
        form = read(arrived(small[:length]), layout)
        assert len(form.findings) == 1
        assert texts.findings[form.findings[0].code].file


shares = st.integers(0, 9_999)  # where in a file, in ten-thousandths


@settings(max_examples=150, deadline=None)
@given(places=st.lists(shares, min_size=1, max_size=8), mask=st.integers(1, 255))
def test_bytes_flipped_anywhere(
    places: list[int], mask: int, small: bytes, layout: FormLayout, texts: Texts
) -> None:
    content = bytearray(small)
    for place in places:
        content[place * len(content) // 10_000] ^= mask
    assert is_sound(read(arrived(bytes(content)), layout), texts)


@settings(max_examples=200, deadline=None)
@given(
    part=st.sampled_from(
        [BOOK, RELATIONS, SHEET_1, SHEET_2, TABLE_OF_TEXTS, "xl/styles.xml", "docProps/core.xml"]
    ),
    spots=st.lists(
        st.tuples(shares, st.sampled_from(list(b"<>/\"'=&;!0eE A9\0\xff"))), min_size=1, max_size=4
    ),
)
def test_parts_spoilt_anywhere(
    part: str, spots: list[tuple[int, int]], small: bytes, layout: FormLayout, texts: Texts
) -> None:
    """The zip is sound here, and so are its checksums; only the XML in it is not."""

    def spoil(xml: bytes) -> bytes:
        spoilt = bytearray(xml)
        for place, sign in spots:
            spoilt[place * len(spoilt) // 10_000] = sign
        return bytes(spoilt)

    assert is_sound(read(arrived(repacked(small, {part: spoil})), layout), texts)


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=400),
    magic=st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"PK"]),
)
def test_any_bytes(content: bytes, magic: bytes, layout: FormLayout, texts: Texts) -> None:
    assert is_sound(read(arrived(magic + content), layout), texts)
