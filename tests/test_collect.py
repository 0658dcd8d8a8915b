"""The inbox is taken up whole, in one order, whatever lies there, and is never written to."""

from __future__ import annotations

import hashlib
import os
import time
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from containers import zipped

from pipeline.collect import collect, disk, opened, take_up
from pipeline.errors import InboxError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MOMENT = datetime(2011, 8, 11, 6, tzinfo=UTC)
LONGEST_NAME = "ұ" * 100 + ".xlsx"  # 205 bytes of the 255 that a name may have


def put(inbox: Path, name: str, content: bytes = b"x") -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (MOMENT.timestamp(), MOMENT.timestamp()))
    return path


def faults(inbox: Path) -> dict[str, str]:
    return {arrival.path: arrival.fault for arrival in collect(inbox)}


def test_a_file_is_taken_up_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", b"PK\0\n")
    (arrival,) = collect(tmp_path)
    assert (arrival.path, arrival.content, arrival.fault) == ("a.xlsx", b"PK\0\n", "")
    assert arrival.sha256 == hashlib.sha256(b"PK\0\n").hexdigest()
    assert arrival.modified_at == MOMENT


def test_subfolders_are_searched_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/2.xlsx", "a/1.xlsx", "a/deep/er/3.xlsx", "c.xlsx", "B.xlsx"):
        put(tmp_path, name)
    (tmp_path / "empty").mkdir()
    inbox = collect(tmp_path)
    assert len(inbox) == 6
    assert [arrival.path for arrival in inbox] == [
        "B.xlsx", "a/1.xlsx", "a/2.xlsx", "a/deep/er/3.xlsx", "b.xlsx", "c.xlsx",
    ]  # fmt: skip
    assert [arrival.path for arrival in inbox] == [arrival.path for arrival in inbox]


def test_an_empty_inbox_is_no_error(tmp_path: Path) -> None:
    assert list(collect(tmp_path)) == []


NO_FOLDERS = {"nothing there": str, "a file": lambda path: path.write_bytes(b"")}


@pytest.mark.parametrize("make", NO_FOLDERS.values(), ids=NO_FOLDERS)
def test_an_inbox_that_is_no_folder(make: object, tmp_path: Path) -> None:
    make(tmp_path / "inbox")  # type: ignore[operator]
    with pytest.raises(InboxError):
        collect(tmp_path / "inbox")


LEFT_BY_PROGRAMS = (
    "~$form.xlsx", ".~lock.form.xlsx#", ".DS_Store", "Thumbs.db", "THUMBS.DB", "desktop.ini",
    "__MACOSX/._form.xlsx", ".gitkeep", "form.xlsx.crdownload", "Form.xlsx.PART", "A1B2.tmp",
)  # fmt: skip


@pytest.mark.parametrize("name", LEFT_BY_PROGRAMS)
def test_what_programs_leave_is_named_and_not_read(name: str, tmp_path: Path) -> None:
    put(tmp_path, name)
    (arrival,) = collect(tmp_path)
    assert (arrival.fault, arrival.content, arrival.sha256) == ("system-file", b"", "")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_neither_pipes_nor_links_are_followed(tmp_path: Path) -> None:
    inbox, elsewhere = tmp_path / "inbox", tmp_path / "elsewhere"
    put(inbox, "a.xlsx")
    put(elsewhere, "secret.xlsx")
    os.mkfifo(inbox / "pipe.xlsx")
    (inbox / "device.xlsx").symlink_to("/dev/zero")
    (inbox / "file.xlsx").symlink_to(elsewhere / "secret.xlsx")
    (inbox / "folder.xlsx").symlink_to(elsewhere)
    (inbox / "loop.xlsx").symlink_to(inbox / "loop.xlsx")
    (inbox / "nowhere.xlsx").symlink_to(inbox / "gone")
    found = faults(inbox)
    assert found.pop("a.xlsx") == ""
    assert set(found.values()) == {"not-a-file"}
    assert len(found) == 6


def test_a_folder_with_the_name_of_a_form_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "form.xlsx/inside.xlsx")
    assert faults(tmp_path) == {"form.xlsx/inside.xlsx": ""}


def test_a_file_too_large_is_hashed_but_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened, "LARGEST_FILE", 10)
    put(tmp_path, "fits.xlsx", b"x" * 10)
    path = put(tmp_path, "huge.xlsx", b"x" * 11)
    fits, huge = collect(tmp_path)
    assert (fits.fault, fits.content) == ("", b"x" * 10)
    assert (huge.fault, huge.content, huge.source) == ("too-large", b"", path)
    assert huge.sha256 == hashlib.sha256(b"x" * 11).hexdigest()


def refuse(*_: object, **__: object) -> None:
    raise PermissionError


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated, since the superuser may read everything."""
    put(tmp_path, "a.xlsx")
    monkeypatch.setattr(os, "open", refuse)
    assert faults(tmp_path) == {"a.xlsx": "cannot-be-opened"}


def test_a_folder_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.xlsx")
    put(tmp_path, "closed/b.xlsx")
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: refuse() if "closed" in str(path) else scandir(path)
    )
    assert faults(tmp_path) == {"a.xlsx": "", "closed": "cannot-be-opened"}


def test_a_file_that_vanishes_meanwhile(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx")
    gone = put(tmp_path, "b.xlsx")
    inbox = collect(tmp_path)
    gone.unlink()
    assert [arrival.fault for arrival in inbox] == ["", "disappeared"]


def test_folders_within_folders_end_somewhere(tmp_path: Path) -> None:
    put(tmp_path, "a/" * 31 + "b.xlsx")
    put(tmp_path, "a/" * 32 + "c.xlsx")
    assert faults(tmp_path) == {"a/" * 31 + "b.xlsx": "", "a/" * 31 + "a": "folder-too-deep"}


class Copying:
    """A file that grows by a piece whenever time passes."""

    def __init__(self, path: Path, pieces: int, piece: bytes = b"x") -> None:
        self.path, self.pieces, self.piece = path, pieces, piece
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.pieces:
            self.pieces -= 1
            with self.path.open("ab") as file:
                file.write(self.piece)


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Copying]:
    """Begin to copy a file, which goes on while the room waits."""

    def begin(content: bytes, pieces: int, piece: bytes = b"x") -> Copying:
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        copying = Copying(path, pieces, piece)
        monkeypatch.setattr(time, "sleep", copying.sleep)
        return copying

    return begin


WHOLE = zipped(("a.xlsx", b"x" * 500))
# What lies there, what comes with every pause, how often, whether some came since the file was
# listed; the fault, and the pauses made.
COPIES: dict[str, tuple[bytes, bytes, int, bool, str, int]] = {
    "changed once since it was listed": (b"x", b"x", 1, True, "", 1),
    "changing all the time": (b"x", b"x", 99, True, "still-being-copied", 3),
    "an archive that grows": (WHOLE[:60], WHOLE[60:], 1, False, "container-opened", 2),
    "an archive that grows slowly": (WHOLE[:20], b"x", 99, False, "still-being-copied", 3),
    "empty at first": (b"", WHOLE, 1, False, "container-opened", 2),
    "cut short, and never more": (WHOLE[:60], b"", 0, False, "", 1),
    "empty, and never more": (b"", b"", 0, False, "", 1),
    "whole": (WHOLE, b"", 0, False, "container-opened", 0),
}


@pytest.mark.parametrize("case", COPIES.values(), ids=COPIES)
def test_a_file_that_is_being_copied(
    case: tuple[bytes, bytes, int, bool, str, int], copied: Callable[..., Copying]
) -> None:
    content, piece, pieces, was_changed, fault, pauses = case
    copying = copied(content, pieces, piece)
    inbox = collect(copying.path.parent)
    if was_changed:
        copying.sleep(0)
        copying.pauses.clear()
    arrival = next(iter(inbox))
    assert (arrival.fault, len(copying.pauses)) == (fault, pauses)
    if fault == "still-being-copied":
        assert (arrival.content, arrival.sha256) == (b"", "")
    else:
        assert arrival.content == copying.path.read_bytes()


def test_an_old_file_cut_short_is_not_waited_for(copied: Callable[..., Copying]) -> None:
    copying = copied(WHOLE[:60], 99)
    os.utime(copying.path, (MOMENT.timestamp(), MOMENT.timestamp()))
    assert [arrival.fault for arrival in collect(copying.path.parent)] == [""]
    assert copying.pauses == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_put_in_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.xlsx")
    os.mkfifo(tmp_path / "pipe")

    def exchanged(*_: object) -> str:
        path.unlink()
        (tmp_path / "pipe").rename(path)
        return ""

    monkeypatch.setattr(disk, "_fault", exchanged)
    assert take_up(path, "a.xlsx").fault == "disappeared"


NAMES = {
    "letters of both languages": "Күршім – Курчумский р-н №5 «қорытынды».xlsx",
    "letters in two parts": unicodedata.normalize("NFD", "Зайсан й ё.xlsx"),
    "quotes and spaces": 'it\'s "a" `form` & <b> %s {0} $HOME.xlsx',
    "an emoji": "форма 📊.xlsx",
    "very long": LONGEST_NAME,
    "no suffix": "form",
    "a backslash": "a\\b.xlsx",
    "an exclamation mark": "a!b.xlsx",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_stays_as_it_is(name: str, tmp_path: Path) -> None:
    put(tmp_path, f"папка/{name}")
    assert faults(tmp_path) == {f"папка/{name}": ""}


NOT_SHOWN = {
    "a\nb\tc.xlsx": r"a\nb\tc.xlsx",
    "a\x1b[31m.xlsx": r"a\x1b[31m.xlsx",
    "a\u202exslx.exe": r"a\u202exslx.exe",
    "a\u2028b.xlsx": r"a\u2028b.xlsx",
}


@pytest.mark.parametrize(("name", "shown"), NOT_SHOWN.items())
def test_what_no_output_can_show_is_written_by_its_number(
    name: str, shown: str, tmp_path: Path
) -> None:
    put(tmp_path, name)
    put(tmp_path, shown)
    found = [arrival.path for arrival in collect(tmp_path)]
    assert sorted(found) == [shown, f"{shown} (2)"]


def test_a_name_that_is_no_text_can_still_be_written(tmp_path: Path) -> None:
    put(tmp_path, os.fsdecode(b"\xea\xf3\xf0.xlsx"))
    (arrival,) = collect(tmp_path)
    assert (arrival.path, arrival.content) == (r"\xea\xf3\xf0.xlsx", b"x")


def test_a_date_that_is_none(tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx")
    try:
        os.utime(path, (1e12, 1e12))
    except OverflowError:
        pytest.skip("the disk does not hold such dates")
    arrival = take_up(path, "a.xlsx")
    # Some disks hold less than they are told.
    assert arrival.modified_at is None or arrival.modified_at.year < 10_000
    assert arrival.content == b"x"


def test_the_inbox_is_never_written(tmp_path: Path) -> None:
    for name in ("a.xlsx", "sub/b.xlsx", "Thumbs.db", "~$a.xlsx"):
        put(tmp_path, name)

    def state() -> list[tuple[str, int, int, bytes]]:
        return [
            (str(path), path.lstat().st_mtime_ns, path.lstat().st_mode,
             path.read_bytes() if path.is_file() else b"")
            for path in sorted(tmp_path.rglob("*"))
        ]  # fmt: skip

    before = state()
    assert len(list(collect(tmp_path))) == 4
    assert state() == before
