"""The inbox is taken up whole, in one order, whatever lies there, and is never written to."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import collect as room
from pipeline.collect import collect, take_up
from pipeline.errors import InboxError

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
    "__MACOSX/._form.xlsx", ".gitkeep",
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
    monkeypatch.setattr(room, "LARGEST_FILE", 10)
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
    monkeypatch.setattr(Path, "read_bytes", refuse)
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
    assert [arrival.fault for arrival in inbox] == ["", "cannot-be-opened"]


NAMES = {
    "letters of both languages": "Күршім – Курчумский р-н №5 «қорытынды».xlsx",
    "letters in two parts": unicodedata.normalize("NFD", "Зайсан й ё.xlsx"),
    "quotes and spaces": 'it\'s "a" `form` & <b> %s {0} $HOME.xlsx',
    "ends of lines": "a\nb\tc.xlsx",
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
