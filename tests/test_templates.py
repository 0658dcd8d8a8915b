"""A mistake in any template is told before anything is built: where, and what is meant."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from functools import partial
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from pipeline.adopt.words import load_plan_words
from pipeline.campaign import load_campaign
from pipeline.cli.voice import sentence
from pipeline.errors import SetupError
from pipeline.mailing import load_mailing
from pipeline.render import load_looks
from pipeline.render.final import load_final_setup
from pipeline.render.narrative import check_narratives
from pipeline.render.narrative.setup import load_setup
from pipeline.render.pictures import load_pictures
from pipeline.render.workbook.headlines import load_headlines
from pipeline.renew.words import load_renewal_words
from pipeline.texts import load_texts, load_wording
from pipeline.whereabouts import KEY, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.campaign import Campaign

TEMPLATES = Path(__file__).parent.parent / "templates"
CAMPAIGN = "mektepke-zhol-2011"
NOW = datetime.fromisoformat("2011-08-12T10:00:00+06:00")


def campaign_in(templates: Path) -> Campaign:
    return load_campaign(templates, date(2011, 8, 11), NOW)


def of_campaign(load: Callable[[Campaign], object], templates: Path) -> object:
    return load(campaign_in(templates))


def of_phrases(name: str, templates: Path) -> object:
    return load_wording(templates / name)


# Who loads a file of phrases, and who a campaign's file of tables.
PHRASES: Mapping[str, Callable[[Path], object]] = {
    "texts.toml": load_texts,
    "import-plan.toml": load_plan_words,
    "new-campaign.toml": load_renewal_words,
    **{
        name: partial(of_phrases, name)
        for name in ("blank-form.toml", "decisions.toml", "final.toml", "page.toml",
                     "returned-form.toml", "workbook.toml")
    },
}  # fmt: skip
TABLES: Mapping[str, Callable[[Path], object]] = {
    **dict.fromkeys(
        ("campaign.toml", "districts.toml", "form.toml", "indicators.toml", "personal-data.toml",
         "plan.toml", "rules.toml"),
        campaign_in,
    ),
    "final.toml": partial(of_campaign, load_final_setup),
    "headlines.toml": partial(of_campaign, load_headlines),
    "mail.toml": partial(of_campaign, load_mailing),
    "narrative.toml": partial(of_campaign, check_narratives),
    "pictures.toml": partial(of_campaign, load_pictures),
}  # fmt: skip
# What a file may do without.
OPTIONAL: Mapping[str, set[str]] = {
    "districts.toml": {
        "changes", "contact", "email", "kato", "oblast", "phone", "ru_head_first", "short", "tile",
        "valid_from", "valid_to",
    },
    "form.toml": {"city", "rayon"},
    # Roles that the wording may name, but does not today.
    "final.toml": {"closing", "explained", "needy_families", "opening", "ready", "transport"},
    "headlines.toml": {"average", "chart", "short"},
    "mail.toml": {"host", "port", "security", "sender", "user"},
    "pictures.toml": {"whole"},
}  # fmt: skip


def test_every_file_has_its_loader() -> None:
    assert {path.name for path in TEMPLATES.glob("*.toml")} == PHRASES.keys()
    assert {path.name for path in (TEMPLATES / CAMPAIGN).glob("*.toml")} == TABLES.keys()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Templates of one's own; whoever changes a file puts it back."""
    templates = tmp_path_factory.mktemp("own") / "templates"
    shutil.copytree(TEMPLATES, templates)
    return templates


def told(load: Callable[[Path], object], templates: Path, path: Path, text: str) -> str:
    """Say what the clerk is told of a file as it is now; "" where nothing is wrong."""
    right = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    try:
        load(templates)
    except SetupError as error:
        return sentence(error, templates, "ru")
    finally:
        path.write_text(right, encoding="utf-8")
    return ""


def keys_of(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the lines that give a key: place, key, the line; of a list of tables one entry's."""
    seen, table = set[str](), ""
    for place, line in enumerate(text.split("\n")):
        table = line.strip() if line.startswith("[") else table
        name = found[1] if (found := KEY.match(line)) else ""
        if name and f"{table}{name}" not in seen:
            seen.add(f"{table}{name}")
            yield place, name, line


def with_line(text: str, place: int, *line: str) -> str:
    """Put something else, or nothing, in place of a line."""
    lines = text.split("\n")
    return "\n".join([*lines[:place], *line, *lines[place + 1 :]])


@pytest.mark.parametrize("name", PHRASES)
def test_a_missing_phrase_is_told(name: str, own: Path) -> None:
    text = (own / name).read_text(encoding="utf-8")
    free = {"file", "figure", "reason"}  # of findings
    free |= {"akims", "edu", "dzpd", "intpol", "constr", "business", "dvd", "kontrol"}  # of a plan
    found = [each for each in keys_of(text) if each[1] not in free]
    for place, key, _ in found[:: 1 + len(found) // 60]:
        said = told(PHRASES[name], own, own / name, with_line(text, place))
        assert name in said, f"{key} is not missed"
        assert key.partition(".")[0] in said or "Invalid statement" in said


@pytest.mark.parametrize("name", PHRASES)
def test_a_misspelt_phrase_is_told_with_its_line(name: str, own: Path) -> None:
    text = (own / name).read_text(encoding="utf-8")
    inline = [each for each in keys_of(text) if re.search(r"=\s*\{\s*kk\s*=", each[2])]
    for place, key, line in inline[:: 1 + len(inline) // 20]:
        wrong = with_line(text, place, line.replace(key, f"{key}x", 1))
        said = told(PHRASES[name], own, own / name, wrong)
        assert f"line {place + 1}: {key}x" in said, key
        assert f"{key}»" in said or "Invalid enum value" in said


@pytest.mark.parametrize("name", PHRASES)
def test_a_misspelt_slot_is_told_with_its_line(name: str, own: Path) -> None:
    text = (own / name).read_text(encoding="utf-8")
    slotted = [
        (place, line, slot)
        for place, _, line in keys_of(text)
        if " = " in line and "kk" in line and "[" not in line.partition("=")[2][:3]
        for _, slot, _, _ in Formatter().parse(re.sub(r"\s=\s\{(.*)\}$", r"\1", line))
        if slot
    ]
    for place, line, slot in slotted[:: 1 + len(slotted) // 40]:
        wrong = with_line(text, place, line.replace(f"{{{slot}}}", f"{{{slot}q}}"))
        said = told(PHRASES[name], own, own / name, wrong)
        assert f"line {place + 1}: " in said, f"{slot} in {line}"
        assert f"{slot}q" in said
        assert f"«{slot}»" in said or f"{slot}, {slot}q" in said


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_key_is_told(name: str, own: Path) -> None:
    path = own / CAMPAIGN / name
    text = path.read_text(encoding="utf-8")
    missed = {
        key: told(TABLES[name], own, path, with_line(text, place))
        for place, key, _ in keys_of(text)
    }
    named = {f'"{row}"' for row in load_setup(campaign_in(own)).names}  # others are only counted
    unmissed = {key for key, said in missed.items() if not said} - named
    assert unmissed == OPTIONAL.get(name, set())


@pytest.mark.parametrize("name", TABLES)
def test_a_misspelt_key_is_told(name: str, own: Path) -> None:
    path = own / CAMPAIGN / name
    text = path.read_text(encoding="utf-8")
    free = {"lines", "shares", "averages", "milestones", "names", "asks"}  # keys of any name
    for place, key, line in keys_of(text):
        table = next(
            (each for each in reversed(text.split("\n")[:place]) if each.startswith("[")), ""
        )
        if table.strip("[]").partition(".")[0] in free and key not in {"days", "text"}:
            continue
        wrong = with_line(text, place, line.replace(key, f"{key}x", 1))
        said = told(TABLES[name], own, path, wrong)
        assert name in said, key
        assert f"{key}x" in said or key in said


LINES = {
    "a key": ("a = 1\nb = 2", "b", 2),
    "a key of a table": ("a = 1\n[t]\na = 2", "t.a", 3),
    "a key that is not there": ("a = 1\n[t]\nb = 2", "t.a", 2),
    "the third of many": ("[[t]]\na = 1\n[[t]]\n[[t]]\na = 3", "t[2].a", 5),
    "a dotted key": ("[t]\na.kk = 1\na.ru = 2", "t.a", 2),
    "a quoted key": ('[t]\n"F1.05" = 1', "t.F1.05", 2),
    "nothing like it": ("a = 1", "z.b", 0),
}


@pytest.mark.parametrize(("source", "key", "line"), LINES.values(), ids=LINES)
def test_the_line_of_a_key(source: str, key: str, line: int) -> None:
    assert line_of(source, key) == line


@pytest.mark.parametrize("path", sorted((TEMPLATES / CAMPAIGN).glob("*.txt")), ids=lambda p: p.name)
def test_a_misspelt_name_in_a_wording_is_told_with_its_line(path: Path, own: Path) -> None:
    """Every name that is written out is misspelt in turn, sparsely in the long wordings."""
    mine = own / CAMPAIGN / path.name
    text = mine.read_text(encoding="utf-8")
    named = [*re.finditer(r"\{\{ (?:[a-z_]+\.)*([a-z_]{3,})\b(?!\()", text)]
    campaign = campaign_in(own)

    def load(templates: Path) -> None:
        load_looks(templates, campaign, slips=True, final=path.name.startswith("final"))

    for found in named[:: 1 + len(named) // 8]:
        wrong = f"{text[: found.start(1)]}{found[1]}q{text[found.end(1) :]}"
        said = told(load, own, mine, wrong)
        line = text.count("\n", 0, found.start()) + 1
        assert f"{path.name}: line {line}: " in said, found[0]
        assert f"«{found[1]}q»" in said, said
