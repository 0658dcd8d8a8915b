"""The archive keeps every original, and the ledger can be made from it again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from conftest import NOW, SECOND

from pipeline import ledger as room
from pipeline.errors import LedgerError
from pipeline.ledger import archive, open_ledger, peek_ledger
from pipeline.model import Arrival, Cell, Form, Nature, PackedForm, Slot
from pipeline.packing import packed

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.campaign import Campaign

CELLS = (Cell("F1.01", Slot.TOTAL, "F1", "E5", Nature.NUMBER, 7.0),)
FORM = Form(unit="kurshim", unit_text="k", week=SECOND, week_text="w", cells=CELLS)


def arrival(path: str, content: bytes, modified_at: datetime | None = None) -> Arrival:
    return Arrival(
        path=path,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        modified_at=modified_at,
    )


class CrashError(Exception):
    """Whatever may end a run before its end."""


class Reader:
    """Read what it is told, and count how often."""

    def __init__(self, form: Form = FORM) -> None:
        self.form = form
        self.calls = 0

    def __call__(self, _: Arrival) -> Future[PackedForm]:
        self.calls += 1
        form: Future[PackedForm] = Future()
        form.set_result(packed(self.form))
        return form


def test_only_what_is_new_is_read(tmp_path: Path, campaign: Campaign) -> None:
    read = Reader()
    for arrivals in ([arrival("a.xlsx", b"1")], [arrival("a.xlsx", b"1"), arrival("b.xlsx", b"2")]):
        with open_ledger(tmp_path, "x") as ledger:
            ledger.take_up(arrivals, read, campaign, NOW)
    assert read.calls == 2
    with open_ledger(tmp_path, "x") as ledger:
        receipts = list(ledger.receipts(read))
        assert [each.path for each in receipts] == ["a.xlsx", "b.xlsx"]
        assert ledger.cells(receipts[0].sha256) == CELLS
    assert read.calls == 2


def test_originals_are_kept_byte_for_byte(tmp_path: Path, campaign: Campaign) -> None:
    content = bytes(range(256))
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("sub/\u04d9 №1.XLSX", content)], Reader(), campaign, NOW)
    (original,) = (tmp_path / archive.ORIGINALS).iterdir()
    assert original.read_bytes() == content


def test_a_changed_layout_reads_originals_again(tmp_path: Path, campaign: Campaign) -> None:
    read = Reader()
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], read, campaign, NOW)
    with open_ledger(tmp_path, "y") as ledger:
        assert [each.form.unit for each in ledger.receipts(read)] == ["kurshim"]
    assert read.calls == 2


@pytest.mark.parametrize("damage", ["lost", "garbage"])
def test_a_lost_ledger_is_rebuilt_from_the_archive(
    damage: str, tmp_path: Path, campaign: Campaign
) -> None:
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
        before = [(each.path, each.received_at) for each in ledger.receipts(Reader())]
    path = tmp_path / room.LEDGER_FILE
    path.unlink() if damage == "lost" else path.write_bytes(b"garbage" * 999)
    with open_ledger(tmp_path, "x") as ledger:
        after = [(each.path, each.received_at) for each in ledger.receipts(Reader())]
    assert after == before


def test_originals_without_any_log_are_found_again(tmp_path: Path, campaign: Campaign) -> None:
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1"), arrival("b.xlsx", b"2")], Reader(), campaign, NOW)
    for log in (archive.RECEIPTS_FILE, room.LEDGER_FILE):
        (tmp_path / log).unlink()
    spoilt, sound = sorted((tmp_path / archive.ORIGINALS).iterdir())
    spoilt.write_bytes(b"cut short")
    (tmp_path / archive.ORIGINALS / "Thumbs.db").write_bytes(b"1")
    for _ in range(2):
        with open_ledger(tmp_path, "x") as ledger:
            ledger.find_again(Reader(), campaign, NOW)
            (receipt,) = ledger.receipts(Reader())
            assert receipt.path.endswith(f"{archive.ORIGINALS}/{sound.name}")
            assert (receipt.sha256, receipt.form.unit) == (sound.stem, "kurshim")
            assert ledger.original(sound.stem) == sound.read_bytes()


def test_an_original_that_the_inbox_still_has_keeps_its_name(
    tmp_path: Path, campaign: Campaign
) -> None:
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
    for log in (archive.RECEIPTS_FILE, room.LEDGER_FILE):
        (tmp_path / log).unlink()
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
        ledger.find_again(Reader(), campaign, NOW)
        assert [each.path for each in ledger.receipts(Reader())] == ["a.xlsx"]


def test_a_run_that_fails_leaves_the_last_good_state(tmp_path: Path, campaign: Campaign) -> None:
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
    with suppress(CrashError), open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("b.xlsx", b"2")], Reader(), campaign, NOW)
        raise CrashError
    with open_ledger(tmp_path, "x") as ledger:
        assert [each.path for each in ledger.receipts(Reader())] == ["a.xlsx"]


def test_a_receipt_written_before_a_crash_keeps_its_time(
    tmp_path: Path, campaign: Campaign
) -> None:
    with suppress(CrashError), open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
        ledger.sync()
        raise CrashError
    with (tmp_path / archive.RECEIPTS_FILE).open("ab") as file:
        file.write(b'{"path": "torn')
    later = NOW + timedelta(days=1)
    for _ in range(2):
        with open_ledger(tmp_path, "x") as ledger:
            ledger.take_up([arrival("a.xlsx", b"1"), arrival("b.xlsx", b"2")], Reader(),
                           campaign, later)  # fmt: skip
            received = {each.path: each.received_at for each in ledger.receipts(Reader())}
    assert received == {"a.xlsx": NOW, "b.xlsx": later}
    lines = (tmp_path / archive.RECEIPTS_FILE).read_text().splitlines()
    whole = [json.loads(line)["path"] for line in lines if line.endswith("}")]
    assert whole == ["a.xlsx", "b.xlsx"]


def test_a_second_run_waits_and_then_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "SECONDS_TO_WAIT", 0.05)
    with (
        open_ledger(tmp_path, "x"),
        pytest.raises(LedgerError) as error,
        open_ledger(tmp_path, "x"),
    ):
        pass
    assert error.value.key == "another-run"


def test_peeking_changes_nothing(tmp_path: Path, campaign: Campaign) -> None:
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1")], Reader(), campaign, NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with peek_ledger(tmp_path, "x") as ledger:
        ledger.try_out(arrival("b.xlsx", b"2"), packed(FORM), NOW)
        assert len(list(ledger.receipts(Reader()))) == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    with peek_ledger(tmp_path / "nowhere", "x") as ledger:
        assert list(ledger.receipts(Reader())) == []
    assert not (tmp_path / "nowhere").exists()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2011-08-{text}+06:00")


TIMES = {
    "the file's own time": (moment("11T15:00"), None, moment("11T15:00")),
    "not after now": (moment("11T20:00"), None, NOW),
    "a clone's time gives way to the document's": (datetime(2026, 1, 1, tzinfo=UTC),
                                                   moment("11T14:00"), moment("11T14:00")),
    "nor before the period": (moment("03T15:00"), None, NOW),
    "an old document saved before its period": (None, moment("03T15:00"), NOW),
    "no time at all": (None, None, NOW),
}  # fmt: skip


@pytest.mark.parametrize(("modified_at", "saved_at", "expected"), TIMES.values(), ids=TIMES)
def test_when_a_file_came(
    modified_at: datetime | None,
    saved_at: datetime | None,
    expected: datetime,
    tmp_path: Path,
    campaign: Campaign,
) -> None:
    form = Form(unit="kurshim", week=SECOND, saved_at=saved_at)
    with open_ledger(tmp_path, "x") as ledger:
        ledger.take_up([arrival("a.xlsx", b"1", modified_at)], Reader(form), campaign, NOW)
        (receipt,) = ledger.receipts(Reader(form))
    assert receipt.received_at == expected


def test_an_archive_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"")
    with pytest.raises(LedgerError), open_ledger(tmp_path / "archive", "x"):
        pass


def test_the_ledger_is_one_plain_database(tmp_path: Path) -> None:
    with open_ledger(tmp_path, "x"):
        pass
    connection = sqlite3.connect(tmp_path / room.LEDGER_FILE)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert tables >= {"receipt", "form", "accepted"}
