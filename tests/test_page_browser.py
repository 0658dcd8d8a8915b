"""The page index.html in a browser: by mouse, by keyboard, by ear, on paper, at any width."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from page_case import HOSTILE, whole_region
from test_page import FILES, block_of

from pipeline.render.page import load_page_words, render_page
from pipeline.render.page.book import book_of
from pipeline.render.page.shades import measures_of
from pipeline.render.workbook.headlines import load_headlines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 1024, 1920)
UNITS = "#units-table tbody tr"


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory, campaign: Campaign, texts: Texts, templates: Path
) -> Callable[..., Path]:
    """Write the page of a region into a file."""

    def write(**drawing: Any) -> Path:  # noqa: ANN401 - whatever a region is drawn of
        wording = load_page_words(templates)
        region = whole_region(campaign, **drawing)
        path = tmp_path_factory.mktemp("page") / "index.html"
        path.write_bytes(render_page(region, texts, wording, FILES).content)
        return path

    return write


@pytest.fixture(scope="module")
def whole(written: Callable[..., Path]) -> Path:
    return written()


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a file; a word on the console, an error or a request for more fails the test."""
    contexts, complaints = [], []

    def opened(path: Path, width: int = 1280, **options: Any) -> Page:  # noqa: ANN401 - the browser's
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.append(request.url))
        page.goto(path.as_uri())
        complaints.remove(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def visible(page: Page, selector: str) -> list[str]:
    return [" ".join(each.split()) for each in page.locator(selector).all_inner_texts()]


def in_russian(page: Page) -> Page:
    page.get_by_role("button", name="Русский").click()
    return page


def test_the_language_changes_without_reloading(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole)
    assert page.locator("html").get_attribute("lang") == "kk"
    assert visible(page, "#units-title") == ["Қалалар мен аудандар"]
    in_russian(page)
    assert page.locator("html").get_attribute("lang") == "ru"
    assert visible(page, "#units-title") == ["Города и районы"]
    assert visible(page, "#units-status option")[1:3] == ["в срок", "с опозданием"]
    assert not page.get_by_text("Қалалар мен аудандар", exact=True).first.is_visible()
    assert visible(page, "button[aria-pressed=true]") == ["Русский"]


@pytest.mark.parametrize("text", ["", "Курчатов", "ТОЛЬКО ЗДЕСЬ НЕТ"])
def test_the_table_filters_by_text(show: Callable[..., Page], whole: Path, text: str) -> None:
    page = show(whole)
    page.locator("#units-text").fill(text)
    expected = {"": 19, "Курчатов": 1}.get(text, 0)
    assert page.locator(f"{UNITS}:visible").count() == expected
    assert page.locator("[data-filters=units-table] [role=status]").inner_text() == (
        f"Көрсетілгені: {expected} / 19"
    )


def test_the_table_filters_by_status(show: Callable[..., Page], whole: Path) -> None:
    page = in_russian(show(whole))
    page.locator("#units-status").select_option("missing")
    assert page.locator(f"{UNITS}:visible").count() == 2
    page.locator("#units-text").fill("Шемонаихинский")
    assert page.locator(f"{UNITS}:visible").count() == 1


def test_findings_filter_and_empty_groups_go(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole)
    groups = page.locator("#findings-list .group:visible")
    assert groups.count() == 16
    page.locator("#findings-unit").select_option("semei")
    assert groups.count() == 1
    page.locator("#findings-severity").select_option("error")
    assert page.locator("#findings-list .item:visible").count() == 1


def test_columns_sort_both_ways_and_blanks_stay_last(
    show: Callable[..., Page], whole: Path
) -> None:
    page = show(whole)
    head = page.locator("#units-table thead th").nth(6)
    for order in ("descending", "ascending"):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == order
        cells = visible(page, f"{UNITS} td:nth-child(7) .figure")
        given = [float(re.sub(r"\s", "", each).replace(",", ".")) for each in cells if each != "–"]
        assert given == sorted(given, reverse=order == "descending")
        assert len(given) > 10
        assert cells[len(given) :] == ["–"] * (19 - len(given))
    page.locator("#units-table thead th").nth(1).get_by_role("button").click()
    names = visible(page, f"{UNITS} th")
    assert names[0] == "Абай"
    assert page.locator("#units-table [aria-sort]").count() == 1


def test_a_figure_tells_where_it_comes_from(show: Callable[..., Page], whole: Path) -> None:
    page = in_russian(show(whole))
    block = block_of(whole.read_text(encoding="utf-8"))
    unit = "oskemen"
    figure = page.locator(f'#units-table [data-figure="{unit}|F1.05"]')
    figure.click()
    told = page.locator("dialog").inner_text()
    for word in (
        block["units"][unit][4],
        "ab" * 32,
        "F1.05",
        "E17",
        "30.09.2011 12:00",
        "04.08.2011",
    ):
        assert word in told
    totals = block["past"][unit][block["order"].index("F1.05")]
    rows = page.locator("dialog tbody tr")
    assert rows.count() == 10
    shown = [re.sub(r"\s", "", each) for each in visible(page, "dialog tbody td:nth-child(2)")]
    assert shown == ["–" if total is None else str(total) for total in totals]
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    assert figure.evaluate("each => each === document.activeElement")


def test_a_total_leads_to_its_addends(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole)
    page.locator('.headlines [data-figure="|F1.05"]').click()
    dialog = page.locator("dialog")
    addends = visible(page, 'dialog [data-figure$="|F1.05"]')
    assert len(addends) == 19
    total = re.sub(r"\s", "", page.locator('.headlines [data-figure="|F1.05"]').inner_text())
    assert sum(float(re.sub(r"\s", "", each)) for each in addends if each != "–") == float(total)
    dialog.locator('[data-figure="oskemen|F1.05"]').click()
    assert "Өскемен" in page.locator("#source-title").inner_text()
    page.locator("#source-close").click()
    assert page.evaluate("document.activeElement.dataset.figure") == "|F1.05"


def test_a_milestone_leads_to_its_units(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole)
    page.locator('#plan [data-figure^="|M"]').first.click()
    assert page.locator("dialog tbody tr").count() >= 19


@pytest.mark.parametrize("key", ["F1.10", "F1.11", "F3.11"])
def test_the_map_shows_what_is_chosen(show: Callable[..., Page], whole: Path, key: str) -> None:
    page = show(whole)
    block = block_of(whole.read_text(encoding="utf-8"))
    page.locator("#measure").select_option(key)
    tiles = page.locator(".tiles .tile")
    assert tiles.count() == 19
    assert page.locator(".tiles .tile.silent").count() == 3
    for unit, rows in block["past"].items():
        if unit != block["level"]:
            shown = page.locator(f'.tile[data-figure="{unit}|{key}"] .value').inner_text()
            value = (
                rows[block["order"].index(key)][-1]
                if block["units"][unit][2] in {"on_time", "late"}
                else None
            )
            said = re.sub(r"[\s%]", "", shown).replace(",", ".")
            assert (None if said == "–" else float(said)) == value
    assert page.locator("#chosen-rows tr").count() == 10


def test_the_script_counts_and_writes_as_the_server_does(
    show: Callable[..., Page], written: Callable[..., Path], campaign: Campaign
) -> None:
    page = show(written(dates=3))
    shown = page.evaluate("""() => Object.fromEntries(
        [...document.querySelectorAll("#measure option")].map(option => {
            const pick = document.getElementById("measure");
            pick.value = option.value;
            pick.dispatchEvent(new Event("change"));
            return [option.value, [...document.querySelectorAll(".tile")].map(tile => [
                tile.dataset.figure.split("|")[0], tile.className.split(" ")[1],
                tile.querySelector(".value").textContent])];
        }))""")
    book = book_of(whole_region(campaign, dates=3))
    measures = measures_of(book, load_headlines(campaign))
    assert shown.keys() == {each.key for each in measures}
    for each in measures:
        for unit, shade, text in shown[each.key]:
            place = each.place(unit)
            expected = (
                "silent" if unit in book.silent else "none" if place is None else f"shade-{place}"
            )
            assert (unit, shade, text) == (unit, expected, each.text(unit) or "–"), each.key


def test_a_missing_unit_tells_what_it_gave_before(show: Callable[..., Page], whole: Path) -> None:
    page = in_russian(show(whole))
    page.locator('.tile.silent[data-figure^="urzhar|"]').click()
    told = page.locator("dialog").inner_text()
    assert "принятого отчёта нет" in told
    assert any(
        re.fullmatch(r"[\d\s]+", each) for each in visible(page, "dialog tbody td:nth-child(2)")
    )


def test_it_is_used_by_keyboard_alone(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    seen = page.evaluate("document.activeElement.dataset.figure")
    assert seen == "|F1.05"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.locator("dialog").is_visible()
    for _ in range(60):  # the focus never leaves the window but to the browser's own controls
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.figure") == "|F1.05"
    page.locator("#units-table thead button").first.focus()
    page.keyboard.press("Space")
    assert page.locator("#units-table thead th").first.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_never_scrolls_sideways(
    show: Callable[..., Page], whole: Path, width: int
) -> None:
    page = show(whole, width)
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        overflowing = page.evaluate("""[...document.querySelectorAll(
            "main p, .tile, .state, .headlines > div, .chart, h2, h3")]
            .filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth)
            .map(each => each.className + each.innerText.slice(0, 40))""")
        assert overflowing == []
        in_russian(page)


@pytest.mark.parametrize("both", [False, True])
def test_paper_has_no_controls(show: Callable[..., Page], whole: Path, both: bool) -> None:  # noqa: FBT001 - a case
    page = show(whole)
    if both:
        page.locator("#print-both").check()
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("#print").is_hidden()
    assert page.locator("#units-status").is_hidden()
    assert page.locator("#units-title span[lang=ru]").is_visible() is both
    assert page.locator("#units-title span[lang=kk]").is_visible()
    assert page.locator(UNITS).last.is_visible()


def test_all_is_there_without_the_script(show: Callable[..., Page], whole: Path) -> None:
    page = show(whole, java_script_enabled=False)
    for language in ("kk", "ru"):
        assert page.locator(f"#units-title span[lang={language}]").is_visible()
    assert page.locator(UNITS).count() == 19
    assert page.locator("#print").is_hidden()
    assert page.locator(".tile").count() == 19


def test_hostile_texts_run_nothing(show: Callable[..., Page], written: Callable[..., Path]) -> None:
    page = show(written(text=HOSTILE, dates=2))
    page.locator('#units-table [data-figure="oskemen|F1.05"]').click()
    assert HOSTILE[:30] in page.locator("dialog").inner_text()
    assert page.locator("img").count() == 0


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("kk", 360, "light"), ("ru", 360, "dark"), ("kk", 1280, "dark"), ("ru", 1280, "light")],
)
def test_axe_finds_nothing(
    show: Callable[..., Page], whole: Path, language: str, width: int, scheme: str
) -> None:
    page = show(whole, width, color_scheme=scheme)
    if language == "ru":
        in_russian(page)
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    assert faults_of(page) == []
    page.locator("[data-figure]").first.click()
    assert faults_of(page, "dialog") == []


def faults_of(page: Page, part: str = "html") -> list[str]:
    """Ask axe for what breaks WCAG 2.2 AA or good practice."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        """([part, tags]) => axe.run(part, {
            runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})""",
        [part, tags],
    )
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
