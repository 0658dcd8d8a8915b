"""A file that a parser does not live through costs that file only."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import NOW, ROOT

from pipeline.campaign import Campaign, load_campaign
from pipeline.model import Arrival
from pipeline.packing import cells_of, head_of
from pipeline.read import FormLayout, pool, read
from pipeline.read.pool import Readers

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = min((ROOT / "inbox" / "2011-08-11").iterdir())
# A reader like ours, but for what it does with a file that says so.
READER = """
import os, sys, time
from pipeline.read import worker
worker.SECONDS = 1.0
real = worker.read
def read(arrival, layout):
    match arrival.content:
        case b"abort": os.abort()
        case b"hang": time.sleep(600)
        case b"greed": raise MemoryError
        case b"bug": raise LookupError
    return real(arrival, layout)
worker.read = read
try:
    worker.main()
except BaseException:
    os._exit(worker.FAILED)
"""
FATES = {
    "abort": "reading-failed",
    "hang": "reading-took-too-long",
    "greed": "too-large",
    "bug": "reading-failed",
    "": "empty-file",
    "no workbook": "is-text",
}


def arrival(content: bytes, fault: str = "") -> Arrival:
    return Arrival(path="a.xlsx", content=content, sha256="", modified_at=None, fault=fault)


@pytest.fixture(scope="module")
def layout() -> FormLayout:
    return FormLayout.of(load_campaign(ROOT / "templates", None, NOW))


def test_each_file_has_its_own_fate(layout: FormLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "COMMAND", (sys.executable, "-P", "-c", READER))
    sound = arrival(SAMPLE.read_bytes())
    with Readers(most=1) as readers:
        begin = readers.knowing(layout)
        begun = [begin(arrival(text.encode())) for text in FATES for _ in range(2)]
        forms = [head_of(each.result().head) for each in begun]
        last = begin(sound).result()
    assert [form.findings[0].code for form in forms] == [
        code for code in FATES.values() for _ in range(2)
    ]
    assert cells_of(last.cells) == read(sound, layout).cells


def test_what_was_not_taken_in_is_not_read(layout: FormLayout) -> None:
    with Readers(most=1) as readers:
        form = readers.knowing(layout)(arrival(b"", fault="cannot-be-opened")).result()
    assert head_of(form.head).findings[0].code == "cannot-be-opened"


def test_readers_take_another_layout_up(
    tmp_path: Path, layout: FormLayout, campaign: Campaign
) -> None:
    del tmp_path
    other = FormLayout.of(campaign)
    with Readers(most=1) as readers:
        for each in (layout, other, layout):
            form = readers.knowing(each)(arrival(SAMPLE.read_bytes())).result()
            assert head_of(form.head).unit == SAMPLE.stem.rpartition("_")[2]


# How many files are begun, how many readers pay by then, of four that there may be.
NUMBERS = {"none": (0, 1), "what one reads": (3, 1), "one more": (4, 2), "very many": (40, 4)}


@pytest.mark.parametrize(("files", "readers_started"), NUMBERS.values(), ids=NUMBERS)
def test_as_many_readers_are_started_as_pay(
    layout: FormLayout, monkeypatch: pytest.MonkeyPatch, files: int, readers_started: int
) -> None:
    monkeypatch.setattr(pool, "FILES_EACH", 3)
    monkeypatch.setattr(pool, "LONGEST_WAIT", 60.0)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    with Readers() as readers:
        begin = readers.knowing(layout)
        begun = [begin(arrival(SAMPLE.read_bytes())) for _ in range(files)]
        assert {head_of(each.result().head).findings for each in begun} <= {()}
        assert len(readers._all) == readers_started  # noqa: SLF001


def test_a_file_that_takes_long_does_not_hold_up_the_next(
    layout: FormLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = READER.replace("worker.SECONDS = 1.0", "worker.SECONDS = 600.0")
    monkeypatch.setattr(pool, "COMMAND", (sys.executable, "-P", "-c", patient))
    monkeypatch.setattr(pool, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Readers() as readers:
        begin = readers.knowing(layout)
        long, next_one = begin(arrival(b"hang")), begin(arrival(SAMPLE.read_bytes()))
        assert head_of(next_one.result().head).findings == ()
        assert not long.done()


def test_readers_left_at_work_end_at_once(layout: FormLayout) -> None:
    with Readers() as readers:
        begin = readers.knowing(layout)
        for _ in range(90):
            begin(arrival(SAMPLE.read_bytes()))
        processes = [reader._process for reader in readers._all]  # noqa: SLF001
    assert all(process.poll() is not None for process in processes)
