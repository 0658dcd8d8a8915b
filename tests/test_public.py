"""What the public reads: honest figures of the region in faultless words, and of no single unit."""

# ruff: noqa: E501 - phrases stand as they are printed

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
import test_random_regions as regional
from conftest import ROOT
from docx import Document
from region_faults import REASONS
from test_random_regions import SEEDS, WORD, decimal, faults, figures, given, ours, region, sums

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.model import ArtifactKind, Language
from pipeline.render.narrative.blocks import BlockKind, text_of
from pipeline.render.public import load_public_setup, render_public
from pipeline.render.public.facts import CHARTED, public_facts
from pipeline.render.public.setup import BULLETIN, PRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.model import Artifact
    from pipeline.render.public.facts import PublicFacts
    from pipeline.render.public.setup import PublicSetup

TEMPLATES = ROOT / "templates"
TEXTS = [(wording, language) for wording in (BULLETIN, PRESS) for language in Language]


@cache
def setup() -> PublicSetup:
    return load_public_setup(regional.campaign())


@cache
def facts(seed: int) -> PublicFacts:
    return public_facts(region(seed), setup().narrative)


@cache
def text(seed: int, wording: str, language: Language) -> str:
    return text_of(setup().blocks(wording, facts(seed), language))


@cache
def made(seed: int) -> Mapping[str, Artifact]:
    return {each.path: each for each in render_public(region(seed), setup())}


class Page(HTMLParser):
    """The tags of a fragment, with their attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


@cache
def pages() -> list[tuple[int, str, Page]]:
    return [
        (seed, path, Page(artifact.content.decode()))
        for seed in range(0, len(SEEDS), 10)
        for path, artifact in made(seed).items()
        if path.endswith(".html")
    ]


PLAIN = {
    "section",
    "p",
    "h2",
    "h3",
    "ul",
    "li",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
}


def test_every_report_brings_its_bulletin_and_its_press_note() -> None:
    week = region(0).week.isoformat()
    assert [(path, str(each.kind), each.language, each.unit) for path, each in made(0).items()] == [
        (f"bulletin-{week}.kk.html", ArtifactKind.BULLETIN, Language.KK, None),
        (f"press-{week}.kk.docx", ArtifactKind.BULLETIN, Language.KK, None),
        (f"bulletin-{week}.ru.html", ArtifactKind.BULLETIN, Language.RU, None),
        (f"press-{week}.ru.docx", ArtifactKind.BULLETIN, Language.RU, None),
    ]


def test_the_same_region_gives_the_same_bytes() -> None:
    assert {each.path: each.content for each in render_public(region(7))} == {
        path: each.content for path, each in made(7).items()
    }


def test_a_fragment_has_only_plain_tags_with_their_own_styles() -> None:
    for seed, path, page in pages():
        assert {tag for tag, _ in page.tags} <= PLAIN, (seed, path)
        assert not page.open
        attributes = {name for _, named in page.tags for name in named}
        assert attributes <= {"lang", "aria-labelledby", "aria-hidden", "id", "style", "scope"}
        assert "url(" not in "".join(named.get("style") or "" for _, named in page.tags)


def test_a_fragment_is_a_section_named_by_its_heading_in_its_language() -> None:
    for _, path, page in pages():
        (tag, named), *_ = page.tags
        assert (tag, named["lang"]) == ("section", path.split(".")[1])
        assert [each["id"] for tag, each in page.tags if tag == "h2"] == [named["aria-labelledby"]]
        assert sum("id" in each for _, each in page.tags) == 1


def test_a_chart_has_a_bar_for_every_week_to_one_scale() -> None:
    drawn = 0
    for seed, _, page in pages():
        bars = [
            float(found[1])
            for tag, named in page.tags
            if tag == "span" and (found := re.search(r"width:([\d.]+)%", named["style"] or ""))
        ]
        values = [each.value for each in facts(seed).weeks]
        most = max(values, default=0)
        assert bars == [pytest.approx(70 * value / most, abs=0.06) for value in values]
        drawn += bool(bars)
    assert drawn > 30


def test_a_page_says_the_words_of_its_wording() -> None:
    for seed, path, page in pages():
        words = re.sub(r"[\s.]+", " ", page.words).strip()
        wording = text(seed, BULLETIN, Language(path.split(".")[1]))
        for paragraph in wording.replace(" | ", "\n").split("\n"):
            assert re.sub(r"[\s.]+", " ", paragraph).strip() in words, (seed, path)


@pytest.mark.parametrize(("wording", "language"), TEXTS)
def test_nothing_to_strike_out(wording: str, language: Language) -> None:
    found = {
        fault: seed
        for seed in SEEDS
        for fault in faults(checked(text(seed, wording, language)), language)
    }
    assert not found


def checked(printed: str) -> str:
    """A text as the judges of the narrative take one: the chart's rows and the phone apart."""
    body = re.sub(r"\n\n[^\n]+ \| [^\n]+(?:\n[^\n]+ \| [^\n]+)*", "", ours(printed))
    return re.sub(r"(?:[^\n,]*, )?тел\.: .*", "_.", body)


@pytest.mark.parametrize("language", Language)
def test_every_word_is_of_the_vocabulary(
    language: Language, request: pytest.FixtureRequest
) -> None:
    """No word is said that is not in the list, and none is in the list that is never said."""
    said = {
        word.lower()
        for seed in SEEDS
        for wording in (BULLETIN, PRESS)
        for word in WORD.findall(text(seed, wording, language))
    }
    path = regional.VOCABULARY / f"public.{language}.txt"
    if request.config.getoption("--rewrite-golden"):
        path.write_text("\n".join(sorted(said)) + "\n", encoding="utf-8", newline="\n")
    known = set(path.read_text(encoding="utf-8").split())
    assert (sorted(said - known), sorted(known - said)) == ([], [])


@pytest.mark.parametrize("wording", [BULLETIN, PRESS])
def test_both_languages_give_the_same_figures(wording: str) -> None:
    for seed in SEEDS:
        kk, ru = (text(seed, wording, language) for language in Language)
        assert figures(kk) == figures(ru), f"region {seed}"


N = r"(\d[\d\u00a0]*(?:,\d)?)"
# The sentences that give a total of the region, of a bulletin and of a press note alike.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "F1.10": (
        rf"бері (?:барлығы )?{N}~балаға(?: мектепке дайындалуға)? көмек",
        rf"с начала акции(?: –| помощь(?: в подготовке к школе)? оказана) {N}~(?:дет|ребён)",
    ),
    "F1.11": (rf"(?:Көмекке|Бұған) {N}~мың~?\s?теңге жұмсалды", rf"направлено {N}~тыс\."),
    "F3.10": (rf"{N}~мектеп жәрмеңкесі", rf"{N}~ярмар"),
}
OF_WEEK = (
    rf"(?:Апта ішінде|Есепті кезеңде) {N}~балаға",
    rf"За (?:неделю|отчётный период) помощь(?: в подготовке к школе)? оказана {N}~",
)


@pytest.mark.parametrize(("wording", "language"), TEXTS)
def test_sentences_give_the_region_s_own_figures(wording: str, language: Language) -> None:
    at = list(Language).index(language)
    for seed in SEEDS:
        totals = sums(given(region(seed)))
        for row, patterns in SENTENCES.items():
            needed = totals.get("F1.10") if row == "F1.11" else True
            expected = {totals[row]} if totals.get(row) and needed else set()
            assert said(text(seed, wording, language), patterns[at]) == expected, (seed, row)
        told = said(text(seed, wording, language), OF_WEEK[at])
        assert told <= {decimal(str(region_week(seed)))}, seed


def said(printed: str, pattern: str) -> set[object]:
    found = re.finditer(
        pattern.replace("~", "\u00a0").replace(" –", "\u00a0–"), printed, re.IGNORECASE
    )
    return {decimal(each[1]) for each in found}


def region_week(seed: int) -> int:
    rows = region(seed).facts
    return int(rows.loc[rows["indicator"] == "F1.10", "week_value"].sum())


def test_the_chart_gives_each_week_s_own_total() -> None:
    row = setup().narrative.lines[CHARTED]
    for seed in SEEDS:
        history = region(seed).history
        expected = (
            history[history["indicator"] == row].groupby("week")["total_value"].sum().to_dict()
        )
        drawn = {each.day.isoformat(): each.value for each in facts(seed).weeks}
        assert drawn == ({} if not any(expected.values()) else expected), seed


@pytest.mark.parametrize(("wording", "language"), TEXTS)
def test_no_unit_and_no_sender_is_named(wording: str, language: Language) -> None:
    """But for the town of the letterhead; neither who is silent or late, nor what was found."""
    known = regional.campaign()
    place = known.settings.letterhead.place[language]
    names = [
        each
        for unit in known.all_units
        if unit is not known.oblast_level
        for each in names_of(unit)
    ]
    internal = re.compile(
        "опозда|не представ|возвращ[её]н[ыо]? на|замечани|ошибк|просроч|кешікт|түспе|түскен жоқ|пысықта|ескерту|қате|F\\d"
    )
    for seed in SEEDS:
        printed = text(seed, wording, language).replace(place, "")
        assert not [name for name in names if name in printed]
        assert not internal.search(printed), seed
        assert not [reason for reason in REASONS if reason[:20] in printed]


def names_of(unit: object) -> set[str]:
    """Every form of a unit's own word; forms of other words are no names."""
    forms = (unit.ru.nom, unit.ru.gen, unit.ru.dat, unit.ru.ins, unit.ru.loc)  # type: ignore[attr-defined]
    return {unit.kk, *forms}  # type: ignore[attr-defined]


def test_facts_for_the_public_hold_no_unit() -> None:
    """A wording cannot tell, whatever a clerk writes, what its facts do not hold."""
    known = regional.campaign()
    for seed in range(0, len(SEEDS), 50):
        shown = repr(facts(seed)).replace(repr(known.settings), "")
        assert not [unit.code for unit in known.all_units if f"'{unit.code}'" in shown]


def test_what_is_due_lies_ahead_of_the_reader() -> None:
    for seed in SEEDS:
        for each in facts(seed).ahead:
            assert each.closes > facts(seed).week
            assert each.closes > facts(seed).today
    late = replace(region(0), now=region(0).now + timedelta(days=400))
    assert public_facts(late, setup().narrative).ahead == ()


TURNS: Mapping[str, Callable[[PublicFacts], object]] = {
    "nobody reported": lambda each: not each.received,
    "all reported": lambda each: each.received == each.total,
    "some are silent": lambda each: 0 < each.received < each.total,
    "first week": lambda each: each.is_first,
    "last day": lambda each: each.is_last,
    "helped in the week": lambda each: each.line.helped.week,
    "nobody helped in the week": lambda each: each.line.helped.now and not each.line.helped.week,
    "nobody helped yet": lambda each: each.line.helped.now == 0,
    "corrected downwards": lambda each: each.line.helped.now and each.line.helped.week is None,
    "all schools ready": lambda each: each.share.schools.left == 0 and each.line.schools_due.now,
    "no chart": lambda each: not each.weeks,
    "nothing ahead": lambda each: not each.ahead,
    "a source without its sum": lambda each: any(not source.sum for source in each.sources),
}  # fmt: skip


@pytest.mark.parametrize("turn", TURNS)
def test_the_regions_take_every_turn(turn: str) -> None:
    assert any(TURNS[turn](facts(seed)) for seed in SEEDS)


def test_a_press_note_is_a_document_on_the_letterhead() -> None:
    for language in Language:
        path = f"press-{region(0).week.isoformat()}.{language}.docx"
        document = Document(io.BytesIO(made(0)[path].content))
        words = "\n".join(each.text for each in document.paragraphs)
        for block in setup().blocks(PRESS, facts(0), language):
            assert re.sub(r"[\u2011-]", "", block.plain) in re.sub(r"[\u2011-]", "", words)


def test_a_press_note_fills_half_a_page() -> None:
    for seed in SEEDS:
        for language in Language:
            assert len(text(seed, PRESS, language)) < 1700, seed


# What a clerk may do to a template: file, what stood there, what stands there now, what is said.
BROKEN: Mapping[str, tuple[str, str, str, str]] = {
    "a name that is none": (
        "bulletin.kk.txt",
        "line.helped.now|counted",
        "line.helpd.now|counted",
        "«helpd»; the nearest is «helped»",
    ),
    "a name of the narrative": (
        "bulletin.ru.txt",
        "{{ week|date }} (",
        "{{ reports.missing }} (",
        "not «missing»",
    ),
    "a filter that is none": (
        "press.ru.txt",
        "sum.now|money",
        "sum.now|mony",
        "the nearest is «money»",
    ),
    "a tag not closed": ("press.kk.txt", "{% if ahead %}", "{% if ahead %", "line "),
    "a noun nobody knows": (
        "press.ru.txt",
        'counted("школа", "gen")',
        'counted("шкода", "gen")',
        "шкода",
    ),
    "no caption": ("bulletin.ru.txt", "\n^ ", "\n", "«^ »"),
    "no chart": (
        "bulletin.ru.txt",
        "{% for each in weeks %}\n|",
        "{% for each in weeks %}\n-",
        "«weeks»",
    ),
    "a column too many": ("bulletin.kk.txt", "| Күні |", "| № | Күні |", "as many cells"),
    "no title": ("bulletin.kk.txt", "\n# ", "\n", "«# »"),
    "a broken look": (
        "../bulletin.html",
        "{% endif %}\n{% endfor %}\n</section>",
        "</section>",
        "bulletin.html",
    ),
    "an unknown name in the look": (
        "../bulletin.html",
        "{{ caption }}",
        "{{ captoin }}",
        "captoin",
    ),
    "no look": ("../bulletin.html", "", "", "bulletin.html"),
    "nothing to draw": ("narrative.toml", 'helped = "F1.10"\n', "", "helped"),
    "no wording": ("press.kk.txt", "", "", "press.kk.txt"),
}


@pytest.mark.parametrize(("name", "right", "wrong", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_is_told_before_anything_is_built(
    name: str, right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    path = (templates / "mektepke-zhol-2011" / name).resolve()
    source = path.read_text(encoding="utf-8")
    assert right in source
    if right:
        path.write_text(source.replace(right, wrong), encoding="utf-8")
    else:
        path.unlink()
    known = load_campaign(templates, None, regional.NOW)
    with pytest.raises(SetupError) as raised:
        load_public_setup(known)
    assert told in str(raised.value)
    assert path.name in str(raised.value)


@pytest.mark.parametrize("language", Language)
def test_the_captions_stand_with_their_table(language: Language) -> None:
    for seed in range(0, len(SEEDS), 10):
        kinds = [each.kind for each in setup().blocks(BULLETIN, facts(seed), language)]
        assert (
            kinds.count(BlockKind.TABLE) == kinds.count(BlockKind.SMALL) == bool(facts(seed).weeks)
        )
