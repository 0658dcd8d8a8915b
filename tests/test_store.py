"""Test that what templates decide is kept from run to run, and made again when they change."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.model import Language
from pipeline.render.letters import LetterSetup, load_letter_setup
from pipeline.render.narrative.docx import NAMED
from pipeline.render.narrative.letterhead import LOOK, shell_of
from pipeline.render.narrative.sheet import Sheet
from pipeline.render.store import Store, tried

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATES = Path(__file__).parent.parent / "templates"
NOW = datetime.fromisoformat("2011-08-11T19:00:00+06:00")


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "place").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "place"))


@pytest.fixture
def setup(tmp_path: Path) -> LetterSetup:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    return load_letter_setup(load_campaign(tmp_path / "templates", None, NOW))


def trials(name: str, setup: LetterSetup) -> int:
    """How often a trial is made when it is asked for once more."""
    made: list[str] = []
    tried(name, setup, lambda: made.append(name))
    return len(made)


def append(name: str) -> Callable[[LetterSetup], LetterSetup]:
    def change(setup: LetterSetup) -> LetterSetup:
        path = setup.campaign.folder / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        return setup

    return change


def renamed(setup: LetterSetup) -> LetterSetup:
    units = tuple(msgspec.structs.replace(each, phone="1") for each in setup.campaign.all_units)
    return replace(setup, campaign=msgspec.structs.replace(setup.campaign, all_units=units))


CHANGES: dict[str, tuple[Callable[[LetterSetup], LetterSetup], int]] = {
    "nothing": (lambda setup: setup, 0),
    "a wording": (append("letter.kk.txt"), 1),
    "a look that all campaigns share": (append("../bulletin.html"), 1),
    "days of the setup": (lambda setup: replace(setup, submit_days=7), 1),
    "the campaign": (renamed, 1),
}


@pytest.mark.parametrize(("change", "again"), CHANGES.values(), ids=CHANGES)
def test_a_trial_is_made_again_when_anything_of_it_has_changed(
    setup: LetterSetup, change: Callable[[LetterSetup], LetterSetup], again: int
) -> None:
    assert trials("any", setup) == 1
    assert trials("any", change(setup)) == again
    assert trials("another", setup) == 1


def test_what_failed_is_tried_again(setup: LetterSetup) -> None:
    path = setup.campaign.folder / "phones.ru.txt"
    path.write_text("{{ nobody }}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(SetupError, match="nobody"):
            load_letter_setup(setup.campaign)


def test_without_a_place_everything_is_made_anew(
    setup: LetterSetup, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trials("any", setup) == 1
    monkeypatch.setattr(tempfile, "tempdir", str(TEMPLATES / LOOK))
    assert trials("any", setup) == 1


@pytest.mark.parametrize("made", [b"\0x", {"names": {"a": "б"}, "width": 1}, (1, "x"), True])
def test_what_is_kept_is_found_under_its_name_and_what_it_was_made_of(made: object) -> None:
    Store("name", "made of").keep(made)
    assert Store("name", "made of").kept == made
    assert Store("name", "made of more").kept is None
    assert Store("other", "made of").kept is None


def test_a_letterhead_that_was_kept_is_the_same(setup: LetterSetup) -> None:
    campaign = setup.campaign
    templates = campaign.folder.parent
    sheet = Sheet(blocks=(), settings=campaign.settings, week=NOW.date(), language=Language.RU,
                  templates=templates)  # fmt: skip
    letterhead = (templates / LOOK).read_bytes()
    shell_of.cache_clear()
    made = shell_of(letterhead, sheet, NAMED)
    shell_of.cache_clear()
    kept = shell_of(letterhead, sheet, NAMED)
    assert kept == made
    assert kept is not made
    with pytest.raises(SetupError, match="letterhead"):
        shell_of(b"", sheet, NAMED)
