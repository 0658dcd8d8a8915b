"""What lies on the clerk's desk: the file to double-click, and the printed pages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from conftest import NOW, ROOT

from pipeline.campaign import load_campaign

if TYPE_CHECKING:
    from pipeline.schema import Bilingual

DOUBLE_CLICK = ROOT / "build-report.cmd"
PAGES = ("clerk", "district")
KAZAKH = re.compile("[әғқңөұүһі]")


def test_the_file_to_double_click_is_what_windows_takes() -> None:
    lines = DOUBLE_CLICK.read_bytes().decode("ascii").splitlines()
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert "*.cmd text eol=crlf" in attributes
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert labels == {word for line in lines for word in re.findall(r"\bgoto (\w+)", line)}
    told = [name for line in lines for name in re.findall(r'type "templates\\(.+?)"', line)]
    assert len(told) == 3
    for name in told:
        path = ROOT / "templates" / name.replace("\\", "/")
        kazakh, russian = path.read_text(encoding="utf-8").splitlines()
        assert KAZAKH.search(kazakh)
        assert not KAZAKH.search(russian)


def test_the_double_click_sets_up_as_the_readme_does() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    command = re.search(r"pip (install -q -c constraints\.txt \.) ", readme)
    assert command
    assert f"pip {command[1]}" in DOUBLE_CLICK.read_text("ascii")


class Outline(HTMLParser):
    """The elements of a page, and whatever it asks of the outside."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.outside: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.outside += [name for name, _ in attrs if name in {"src", "href"}]
        self.language = dict(attrs).get("lang") or self.language


def outline(name: str, language: str) -> Outline:
    found = Outline()
    found.feed((ROOT / "docs" / f"{name}.{language}.html").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_says_the_same_in_both_languages(name: str) -> None:
    kazakh, russian = outline(name, "kk"), outline(name, "ru")
    assert (kazakh.language, russian.language) == ("kk", "ru")
    assert kazakh.elements == russian.elements
    assert kazakh.outside == russian.outside == []


def test_the_districts_page_calls_the_form_by_its_own_words() -> None:
    campaign = load_campaign(ROOT / "templates", None, NOW)
    headers, cover = campaign.form.headers, campaign.form.cover
    words: tuple[Bilingual, ...] = (
        headers.week, headers.total, headers.previous, headers.reason, headers.check,
        headers.done, cover.corrected,
    )  # fmt: skip
    for language in ("kk", "ru"):
        text = (ROOT / "docs" / f"district.{language}.html").read_text(encoding="utf-8")
        assert [word[language] for word in words if f"«{word[language]}»" not in text] == []
