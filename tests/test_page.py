"""The page index.html: every figure is the region's, every text only text, nothing is fetched."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from hashlib import sha256
from html import unescape
from math import isnan
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec
import pytest
from conftest import ROOT
from lxml import html
from page_case import HOSTILE, STATUSES, whole_region
from regions import draw_region

from pipeline.errors import SetupError
from pipeline.figures import figures_of
from pipeline.language.syllables import hyphenated
from pipeline.model import Artifact, ArtifactKind, Column, Finding, Language, Severity, Status
from pipeline.render.page import load_page_words, render_page

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.campaign import Campaign
    from pipeline.model import Region
    from pipeline.texts import Texts, Wording

LIMIT = 500_000
FILES = (
    Artifact(kind=ArtifactKind.WORKBOOK, path="svod.xlsx", content=b"book" * 999),
    Artifact(kind=ArtifactKind.NARRATIVE, path="a b%.kk.docx", content=b"kk", language=Language.KK),
    Artifact(kind=ArtifactKind.EMAIL, path="mail/kurshim.eml", content=b"mail", unit="kurshim"),
)


@pytest.fixture(scope="session")
def wording(templates: Path) -> Wording:
    return load_page_words(templates)


@pytest.fixture(scope="session")
def whole(campaign: Campaign) -> Region:
    return whole_region(campaign)


def page_of(region: Region, texts: Texts, wording: Wording) -> str:
    return render_page(region, texts, wording, FILES).content.decode()


def block_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="block">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.fixture(scope="session")
def page(whole: Region, texts: Texts, wording: Wording) -> str:
    return page_of(whole, texts, wording)


def shown(page: str, path: str) -> list[str]:
    """Give the texts of elements in Kazakh, as a reader sees them."""
    tree = html.fromstring(page)
    for other in tree.xpath('//body//span[@lang="ru"]'):
        other.drop_tree()
    return [" ".join(each.text_content().split()) for each in tree.xpath(path)]


def test_statuses_add_up_to_all_units(page: str) -> None:
    counts = [int(each) for each in shown(page, '//li[contains(@class, "state ")]//b')]
    assert counts == [13, 3, 1, 2]
    assert "13 + 3 + 1 + 2 = 19" in shown(page, '//p[@class="adds"]')[0]


def test_every_total_is_the_regions(page: str, whole: Region) -> None:
    block, history = block_of(page), whole.history
    days = [day.isoformat() for day in whole.campaign.settings.reporting_dates]
    numeric = {row.id for row in whole.campaign.rows if row.is_numeric}
    expected = {
        (unit, row, week): total
        for week, unit, row, total in zip(
            *(history[each] for each in ("week", "unit", "indicator", "total_value")), strict=True
        )
        if row in numeric and not isnan(total)
    }
    given = {
        (unit, row, days[place]): total
        for unit, rows in block["past"].items()
        for row, totals in zip(block["order"], rows, strict=True)
        for place, total in enumerate(totals or ())
        if total is not None
    }
    assert given == expected
    assert len(given) > 10_000


def test_every_figure_leads_to_its_cell(page: str, whole: Region) -> None:
    block, facts = block_of(page), whole.facts
    assert len(facts) == sum(len(rows) for rows in block["cells"].values()) > 1000
    for unit, row, sheet, cell in zip(
        *(facts[each] for each in ("unit", "indicator", "sheet", "cell")), strict=True
    ):
        place = block["cells"][unit][row][3:] or block["usual"][row]
        assert (place[0], place[2]) == (cell, sheet)
    for each in whole.submissions:
        assert block["units"][each.unit.code][4:] == [each.file, each.sha256]


@pytest.mark.parametrize("seed", range(40))
def test_any_region_is_told_as_its_figures_are(
    seed: int, campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    region = draw_region(campaign, seed)
    page = page_of(region, texts, wording)
    figures, block = figures_of(region), block_of(page)
    for key, measure in block["measures"].items():
        if "/" not in key and block["rows"][key][4] >= 0:
            total = figures.sum_total(key)
            said = measure[6].replace("\u00a0", "").replace(",", ".").replace("−", "-")
            assert (float(said) if said else None) == total
    rows = shown(page, '//table[@id="lines-table"]/tbody/tr/td[1]')
    changes = shown(page, '//table[@id="lines-table"]/tbody/tr/td[5]')
    for row, text in zip(rows, changes, strict=True):
        change = figures.compare(row).change
        if block["rows"][row][4] >= 0 and change is not None:
            assert float(re.sub(r"[\s+]", "", text).replace(",", ".").replace("−", "-")) == change
        else:
            assert text == "–"


def test_both_languages_say_the_same_things(page: str) -> None:
    tree = html.fromstring(page)
    pairs = tree.xpath('//body//span[@lang="kk"]')
    assert len(pairs) > 500
    for each in pairs:
        assert each.getnext().get("lang") == "ru"
        assert bool(each.text_content().strip()) == bool(each.getnext().text_content().strip())
    words = block_of(page)["words"]
    for kk, ru in words.values():
        assert set(re.findall(r"\{\w+\}", kk)) == set(re.findall(r"\{\w+\}", ru))
        assert kk
        assert ru


def test_every_word_that_the_script_asks_for_is_there(wording: Wording) -> None:
    script = (ROOT / "templates" / "page.js").read_text(encoding="utf-8")
    asked = set(re.findall(r'word\("([\w-]+)"', script))
    asked |= set(re.findall(r'^\s*\["([\w-]+)", ', script, re.MULTILINE))
    said = {key.removeprefix("script.") for key in wording.phrases if key.startswith("script.")}
    assert asked - said == set()
    assert len(asked) > 20


def test_texts_of_districts_are_only_text(
    campaign: Campaign, texts: Texts, wording: Wording, page: str
) -> None:
    hostile = page_of(whole_region(campaign, text=HOSTILE), texts, wording)
    tree = html.fromstring(hostile)
    assert len(tree.xpath("//script")) == 2
    assert tree.xpath("//img | //iframe | //object | //form | //@onerror") == []
    assert hostile.count("<script") == page.count("<script") == 2
    assert HOSTILE[:20] in unescape(hostile)  # it is shown
    assert HOSTILE.replace("\u2028", " ") in json.dumps(
        block_of(hostile), ensure_ascii=False
    ).replace('\\"', '"')


def test_nothing_is_fetched(page: str) -> None:
    assert (
        re.findall(r"https?://(?!www\.w3\.org/2000/svg)|url\(|@import|//cdn|fetch\(|src=", page)
        == []
    )
    policy = html.fromstring(page).xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'; ")
    assert "unsafe" not in policy
    assert html.fromstring(page).xpath("//body//@style") == []


def test_of_too_much_every_unit_shows_its_worst_and_the_rest_is_counted(
    page: str, campaign: Campaign, texts: Texts, wording: Wording
) -> None:
    """Ten weeks of 19 units that wrote much everywhere, and forty findings in each report."""
    long = "Түсініктеме: есеп нақтыланды, хаттама № 5; " * 4
    region = whole_region(campaign, statuses=[Status.ON_TIME] * 19, text=long)
    findings = tuple(
        replace(each, cell=f"E{place}") for each in region.findings[::4] for place in range(40)
    )
    files = tuple(
        replace(each, path=f"{number} {each.path}", findings=())
        for number in range(20)
        for each in region.files
    )
    assert wording["cut"].kk not in page
    page = page_of(replace(region, findings=findings, files=files), texts, wording)
    assert len(page.encode()) < LIMIT
    groups = shown(page, '//div[@id="findings-list"]/details')
    assert len(groups) == 19
    for each in groups:
        assert "қате: 40" in each
        cut = int(re.findall(r"Тағы (\d+) ескерту", each)[0])
        assert each.count("Не істеу керек:") == 40 - cut > 0
    rows = shown(page, '//section[@id="files"]//tbody/tr')
    assert f"Тағы {len(files) - len(rows)} файл" in page
    assert wording["cut"].kk in page


def test_it_stays_small_and_the_same(
    page: str, whole: Region, texts: Texts, wording: Wording
) -> None:
    assert len(page.encode()) < LIMIT
    assert page_of(whole, texts, wording) == page


def test_every_output_is_a_link_with_size_and_hash(page: str) -> None:
    rows = html.fromstring(page).xpath('//section[@id="outputs"]//tbody/tr')
    told = {
        unquote(row.xpath(".//a/@href")[0]).removeprefix("./"): (
            row.xpath("td[2]")[0].text_content(),
            row.xpath("td[3]")[0].text_content(),
        )
        for row in rows
    }
    assert told == {
        each.path: (str(max(1, round(len(each.content) / 1024))), sha256(each.content).hexdigest())
        for each in FILES
    }


def test_all_twenty_measures_have_a_state(page: str) -> None:
    numbers = shown(page, '//section[@id="plan"]//div[@class="wide"][1]//tbody/tr/td[1]')
    assert {int(each) for each in numbers if each} >= set(range(1, 21))


def test_nobody_reported(campaign: Campaign, texts: Texts, wording: Wording) -> None:
    page = page_of(whole_region(campaign, 1, [Status.MISSING] * 19), texts, wording)
    assert "0 + 0 + 0 + 19 = 19" in shown(page, '//p[@class="adds"]')[0]
    assert len(shown(page, '//span[contains(@class, "tile silent")]')) == 19
    assert set(shown(page, '//dd[@class="big"]')) == {"–"}


def test_a_file_with_personal_data_lends_no_words(
    whole: Region, texts: Texts, wording: Wording
) -> None:
    surname, name = "Үлгібаева", "құпия атау.xlsx"
    guilty = Finding(code="personal-data", severity=Severity.ERROR, path=name, cell="C5")
    late = next(each.file for each in whole.submissions if each.corrected)
    facts = whole.facts.copy()
    facts.loc[facts[Column.FILE] == late, Column.REASON] = surname
    facts[Column.FILE] = facts[Column.FILE].replace(late, name)
    stained = replace(
        whole,
        facts=facts,
        findings=tuple(
            replace(each, path=name, accepted_reason=surname) if each.path == late else each
            for each in whole.findings
        ),
        submissions=tuple(
            replace(each, file=name) if each.file == late else each for each in whole.submissions
        ),
        corrections=tuple(
            replace(each, path=name, after=surname) if each.path == late else each
            for each in whole.corrections
        ),
        files=tuple(
            replace(each, path=name, findings=()) if each.path == late else each
            for each in whole.files
        ),
    )
    page = page_of(stained, texts, wording)
    assert surname in page
    assert name in page
    marked = tuple(
        replace(each, findings=(guilty,)) if each.path == name else each for each in stained.files
    )
    page = page_of(replace(stained, files=marked), texts, wording)
    assert surname not in page
    assert name not in page


MISTAKES = {
    "a lost page": ("page.html", "", None, "page.html"),
    "a lost style": ("page.css", "", None, "page.css"),
    "a lost script": ("page.js", "", None, "page.js"),
    "an unknown name": ("page.html", "settings.name.kk", "setings.name.kk", "«settings»"),
    "an unclosed tag": ("page.html", "{% if since %}", "{% if %}", "line "),
    "an unknown phrase": ("page.html", 'say("state.total")', 'say("state.totl")', "state.total"),
    "an unknown slot": ("page.toml", "{number}-есеп", "{nomer}-есеп", "nomer"),
}


@pytest.mark.parametrize(("name", "old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_look_is_told(  # noqa: PLR0913 - a case, and what it is tried on
    name: str, old: str, new: str | None, told: str, whole: Region, texts: Texts, tmp_path: Path
) -> None:
    folder = tmp_path / "campaign"
    folder.mkdir()
    shutil.copy(whole.campaign.folder / "headlines.toml", folder)
    for path in (ROOT / "templates").glob("page.*"):
        text = path.read_text(encoding="utf-8")
        if path.name != name or new is not None:
            changed = text.replace(old, new or "", 1) if path.name == name else text
            assert path.name != name or changed != text
            (tmp_path / path.name).write_text(changed, encoding="utf-8")
    campaign = msgspec.structs.replace(whole.campaign, folder=folder)
    with pytest.raises(SetupError) as caught:
        page_of(replace(whole, campaign=campaign), texts, load_page_words(tmp_path))
    assert told in str(caught.value.details)


@pytest.mark.parametrize(
    ("word", "parts"),
    {
        "Катонқарағай": "Ка-тон-қа-ра-ғай",
        "Шемонаихинский": "Ше-мо-наи-хин-ский",
        "Урджарский": "Ур-джар-ский",
        "Семей": "Се-мей",
        "Абай": "Абай",
    }.items(),
)
def test_names_break_between_syllables(word: str, parts: str) -> None:
    assert hyphenated(word).replace("\u00ad", "-") == parts


def test_counted_statuses_are_those_of_the_case() -> None:
    assert len(STATUSES) == 19
