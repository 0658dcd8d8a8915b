"""The outbox folder changes as a whole or not at all."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pytest reads the hints of fixtures

import pytest

from pipeline.deliver import deliver, write_files
from pipeline.deliver import folder as room
from pipeline.errors import DeliveryError
from pipeline.model import Artifact, ArtifactKind


def artifact(path: str, content: bytes) -> Artifact:
    return Artifact(kind=ArtifactKind.WORKBOOK, path=path, content=content)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_a_new_folder_replaces_the_old(tmp_path: Path) -> None:
    deliver([artifact("a", b"1"), artifact("sub/b", b"2")], tmp_path, "w")
    deliver([artifact("a", b"3")], tmp_path, "w")
    assert names(tmp_path) == ["w", "w/a"]
    assert (tmp_path / "w/a").read_bytes() == b"3"


def test_other_folders_stay(tmp_path: Path) -> None:
    deliver([artifact("a", b"1")], tmp_path, "v")
    deliver([artifact("a", b"2")], tmp_path, "w")
    assert (tmp_path / "v/a").read_bytes() == b"1"


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_locked_file_leaves_the_old_folder(
    fails_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver([artifact("a", b"1")], tmp_path, "w")
    calls = 0

    def locked(source: Path, target: Path, *_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == fails_at:
            raise PermissionError(13, "locked")
        source.rename(target)

    monkeypatch.setattr(room, "_renamed", locked)
    with pytest.raises(DeliveryError) as error:
        deliver([artifact("a", b"2")], tmp_path, "w")
    assert error.value.key == "outbox"
    assert names(tmp_path) == ["w", "w/a"]
    assert (tmp_path / "w/a").read_bytes() == b"1"


CUT_OFF = {
    "while the draft was written": (["w/a", ".w.draft/a"], b"1"),
    "between the two renames": ([".w.old/a", ".w.draft/a"], b"1"),
    "before the old one was cleared": (["w/a", ".w.old/a"], b"1"),
}


@pytest.mark.parametrize(("left", "content"), CUT_OFF.values(), ids=CUT_OFF)
def test_a_run_that_was_cut_off_is_finished(
    left: list[str], content: bytes, tmp_path: Path
) -> None:
    for path in left:
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_bytes(content)
    deliver([artifact("a", b"2")], tmp_path, "w")
    assert names(tmp_path) == ["w", "w/a"]
    assert (tmp_path / "w/a").read_bytes() == b"2"


def test_an_outbox_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(DeliveryError):
        deliver([artifact("a", b"1")], tmp_path / "out", "w")
    with pytest.raises(DeliveryError):
        write_files({"a": b"1"}, tmp_path / "out")


def test_single_files_leave_their_neighbours(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"0")
    assert write_files({"a": b"1"}, tmp_path) == (tmp_path / "a",)
    assert names(tmp_path) == ["a", "mine"]
