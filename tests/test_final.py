"""The final report: two texts and a workbook that say the same of a whole campaign."""

# ruff: noqa: E501 - a sentence stands in one line

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from campaigns import draw_campaign
from conftest import ROOT
from openpyxl import load_workbook
from recalculated import bare, compare_formulas
from test_build import FRIDAY, build, run
from test_random_regions import TEMPLATES, VOCABULARY, WORD, campaign, faults, figures, ours

from pipeline.model import Column, Language, Status
from pipeline.render.final import FinalSetup, final_text, load_final_setup, render_final
from pipeline.render.final.closing import closing_of
from pipeline.render.final.facts import Facts, facts_of
from pipeline.render.narrative.blocks import text_of
from pipeline.render.narrative.illustrations import drawn, illustrated
from pipeline.texts import Texts, Wording, load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.model import Region

SEEDS = range(60)
KK, RU = Language.KK, Language.RU
LATIN = re.compile(r"\bon-line\b")  # the plan's own word
END = date(2011, 9, 30)


@cache
def words() -> FinalSetup:
    return load_final_setup(campaign())


@cache
def region(seed: int) -> Region:
    return draw_campaign(campaign(), seed)


@cache
def facts(seed: int) -> Facts:
    return facts_of(closing_of(region(seed)), words())


@cache
def text(seed: int, language: Language) -> str:
    """The narrative as text, its pictures in it."""
    blocks = words().blocks(facts(seed), language)
    source, pictures = closing_of(region(seed)).region, words().pictures
    shown = drawn(words().wording(language), source, pictures, language)
    return text_of(tuple(illustrated(blocks, shown, pictures, language)))


def body(seed: int, language: Language) -> str:
    """What stands before the annexes."""
    return LATIN.sub("_", ours(text(seed, language))).partition(ANNEX[language])[0] + "\n\n"


@pytest.fixture(scope="module")
def wording() -> Wording:
    return load_wording(TEMPLATES / "workbook.toml")


# Where the annexes begin.
ANNEX = {KK: "\n1-қосымша\n", RU: "\nПриложение 1\n"}


@pytest.mark.parametrize("language", Language)
def test_nothing_to_strike_out(language: Language) -> None:
    found = {fault: seed for seed in SEEDS for fault in faults(body(seed, language), language)}
    assert not found


@pytest.mark.parametrize("language", Language)
def test_every_word_is_of_the_vocabulary(
    language: Language, request: pytest.FixtureRequest
) -> None:
    said = {word.lower() for seed in SEEDS for word in WORD.findall(ours(text(seed, language)))}
    path = VOCABULARY / f"final.{language}.txt"
    if request.config.getoption("--rewrite-golden"):
        path.write_text("\n".join(sorted(said)) + "\n", encoding="utf-8", newline="\n")
    known = set(path.read_text(encoding="utf-8").split())
    assert (sorted(said - known), sorted(known - said)) == ([], [])


def test_both_languages_give_the_same_figures() -> None:
    for seed in SEEDS:
        kk, ru = (ours(text(seed, language)) for language in Language)
        assert figures(kk) == figures(ru), f"campaign {seed}"


def test_the_drawn_campaigns_take_every_turn() -> None:
    drawn = [facts(seed) for seed in SEEDS]
    turns = {
        "final": any(each.is_final for each in drawn),
        "preliminary": any(not each.is_final for each in drawn),
        "first date only": any(each.dates_due == 1 for each in drawn),
        "nobody ever": any(not each.reports.received for each in drawn),
        "one never": any(each.reports.never.count == 1 for each in drawn),
        "without gaps": any(each.reports.accepted == each.reports.due for each in drawn),
        "several lengths of gaps": any(len(each.reports.gaps) > 1 for each in drawn),
        "nobody at last": any(
            sum(group.group.count for group in each.reports.carried) == each.reports.received > 0
            for each in drawn
        ),
        "compared in part": any(each.compared for each in drawn),
        "undone": any(each.undone for each in drawn),
        "untold": any(each.untold for each in drawn),
        "few reasons": any(0 < len(each.exceptions) <= each.most_exceptions for each in drawn),
        "many reasons": any(len(each.exceptions) > each.most_exceptions for each in drawn),
        "all carried by transport": any(each.share.transport.left == 0 for each in drawn),
        "every proposal": len({one.kind for each in drawn for one in each.proposals}) == 6,
    }
    assert [turn for turn, taken in turns.items() if not taken] == []


@pytest.mark.parametrize("seed", range(3))
def test_the_workbook_carries_the_figures_of_the_text(
    seed: int, texts: Texts, wording: Wording
) -> None:
    told, sheets = facts(seed), book(region(seed), texts, wording)
    totals = {
        row[0].value: row[2].value
        for row in sheets["Жиынтық-Сводка"].iter_rows(min_row=4, max_row=15)
    }
    for role, row in (("in_need", "F1.05"), ("helped", "F1.10"), ("sum", "F1.11")):
        shown, said = totals[row], getattr(told.line, role).now
        assert (shown or None) == (said or None) or Decimal(str(shown)) == Decimal(str(said))
    undone = sheets["Орындалмады-Не исполнено"]
    listed = [row[0].value for row in undone.iter_rows(min_row=5) if row[0].value]
    assert len(listed) == told.undone_total + sum(
        len(each.numbers) * each.group.count for each in told.untold
    )
    data = list(sheets["Data"].iter_rows(values_only=True))
    assert len(data) - 1 == len(region(seed).history)


def book(region: Region, texts: Texts, wording: Wording) -> Any:  # noqa: ANN401 - a workbook
    return load_workbook(BytesIO(made(region, texts, wording)), data_only=True)


def made(region: Region, texts: Texts, wording: Wording) -> bytes:
    artifacts = render_final(region, texts, words(), wording)
    return next(each.content for each in artifacts if each.path.endswith(".xlsx"))


def test_the_same_campaign_gives_the_same_bytes(texts: Texts, wording: Wording) -> None:
    first, again = (
        {each.path: each.content for each in render_final(region(3), texts, words(), wording)}
        for _ in range(2)
    )
    assert first == again


@pytest.mark.office
def test_libreoffice_computes_every_cached_value(
    texts: Texts, wording: Wording, tmp_path: Path, soffice: Callable[[Path, str], Path]
) -> None:
    content = made(region(1), texts, wording)
    computed = soffice(bare(content, tmp_path / "bare.xlsx"), "xlsx")
    assert compare_formulas(content, computed) > 500


def silent(built: Region, *, units: tuple[str, ...] = (), days: tuple[date, ...] = ()) -> Region:
    """Take a campaign's reports of some units or dates away."""
    gone = built.history[Column.UNIT].isin(units) | built.history[Column.WEEK].isin(
        [day.isoformat() for day in days]
    )
    record = {
        day: tuple(
            replace(each, status=Status.MISSING, days_late=0)
            if each.unit.code in units or day in days
            else each
            for each in submissions
        )
        for day, submissions in built.record.items()
    }
    history = built.history[~gone]
    return replace(
        built,
        history=history,
        facts=history[history[Column.WEEK] == built.week.isoformat()],
        record=record,
        submissions=record[built.week],
        findings=(),
        accepted=(),
        milestones=built.milestones[~built.milestones[Column.UNIT].isin(units)],
    )


@cache
def whole() -> Region:
    """A campaign of ten dates in which everybody reported on all of them."""
    built = draw_campaign(campaign(), 37, gaps=False)
    record = {
        day: tuple(replace(each, status=Status.ON_TIME, days_late=0) for each in built.submissions)
        for day in built.campaign.settings.reporting_dates
    }
    return replace(built, record=record, submissions=record[END])


DATES = campaign().settings.reporting_dates
# What is taken away, and what the texts then say.
SCENES: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "all reported": (
        {},
        "19~қала мен ауданнан 190~есеп күтілді, барлығы қабылданды, қабылданған есептердің барлығы белгіленген мерзімде келіп түсті.",
        "от 19~городов и районов ожидалось 190~отчётов, все приняты, все принятые отчёты поступили в установленный срок.",
    ),
    "one missing throughout": (
        {"units": ("kurshim",)},
        "Акция барысында Күршім ауданының бірде-бір есебі қабылданған жоқ, оның деректері қорытындыда жоқ.",
        "Ни одного отчёта Курчумского района за время акции не принято, его данных в итогах нет.",
    ),
    "all missing in the last week": (
        {"days": (END,)},
        "2011~жылғы 30~қыркүйекке есебі қабылданбағандар: барлық 19~қала мен аудан (2011~жылғы 29~қыркүйектегі деректер алынды).",
        "На 30~сентября 2011~года не приняты отчёты всех 19~городов и районов (учтены данные на 29~сентября 2011~года).",
    ),
    "the first week only": (
        {"days": DATES[1:]},
        "190~есеп күтілді, қабылданғаны~– 19 (10,0%)",
        "ожидалось 190~отчётов, принято~– 19 (10,0%)",
    ),
    "nobody ever": (
        {"days": DATES},
        "Облыстағы 19~қала мен ауданның бірде-бірінің есебі қабылданған жоқ, сондықтан акцияның көрсеткіштері келтірілмейді.",
        "Ни один отчёт из 19~городов и районов области не принят, поэтому показатели акции не приводятся.",
    ),
}


@pytest.mark.parametrize(("gone", "kk", "ru"), SCENES.values(), ids=SCENES)
def test_scenes(gone: dict[str, Any], kk: str, ru: str) -> None:
    scene = silent(whole(), **gone)
    for language, sentence in ((KK, kk), (RU, ru)):
        said = final_text(scene, words(), language)
        assert sentence.replace("~", "\u00a0") in said
        cut = LATIN.sub("_", ours(said)).partition(ANNEX[language])[0] + "\n\n"
        assert list(faults(cut, language)) == []


@pytest.mark.parametrize("days", [DATES[1:], DATES], ids=["the first week only", "nobody ever"])
def test_a_workbook_of_little_opens(days: tuple[date, ...], texts: Texts, wording: Wording) -> None:
    sheets = book(silent(whole(), days=days), texts, wording)
    assert sheets["Data"].max_row == 1 + len(silent(whole(), days=days).history)


def test_a_unit_that_never_reported_is_named_and_blank(texts: Texts, wording: Wording) -> None:
    sheets = book(silent(whole(), units=("kurshim",)), texts, wording)
    row = next(
        row
        for row in sheets["Қорытынды-Итоги"].iter_rows()
        if row[1].value == "Күршім / Курчумский"
    )
    assert [cell.value for cell in row[4:17]] == ["—", *[None] * 12]
    assert "Курчумский" in str([cell.value for cell in sheets["Жиынтық-Сводка"]["A"]])


@pytest.mark.parametrize("language", Language)
def test_sections_are_numbered_without_gaps(language: Language) -> None:
    for seed in SEEDS:
        numbers = [
            int(block.heading.partition(".")[0])
            for block in words().blocks(facts(seed), language)
            if block.heading
        ]
        assert numbers == list(range(1, len(numbers) + 1))


def test_the_last_week_s_silence_changes_no_total() -> None:
    """A unit that fell silent keeps the figures that it gave last."""
    before, after = (
        facts_of(closing_of(each), words())
        for each in (silent(whole(), days=()), silent(whole(), days=(END,)))
    )
    known = silent(whole(), days=(END,)).history
    last = known[(known[Column.INDICATOR] == "F1.05") & (known[Column.WEEK] == "2011-09-29")]
    assert after.line.in_need.now == round(last[Column.TOTAL_VALUE].sum())
    assert after.reports.received == before.reports.received == 19


# A change in a file of templates, and what the refusal names.
BROKEN = {
    "a name": ("mektepke-zhol-2011/final.ru.txt", "reports.never.count", "reports.nevr.count", "«never»"),
    "a filter": ("mektepke-zhol-2011/final.kk.txt", '|counted("рейд")', '|conted("рейд")', "«counted»"),
    "a picture": ("mektepke-zhol-2011/final.kk.txt", "! map coverage", "! map coverag", "«map coverage»"),
    "a row": ("mektepke-zhol-2011/final.toml", '"F3.41"', '"F3.411"', "«F3.41»"),
    "a milestone": ("mektepke-zhol-2011/final.toml", 'review = "M20"', 'review = "M21"', "«M20»"),
    "a phrase": ("final.toml", "date}", "date", "final.toml"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "near"), BROKEN.values(), ids=BROKEN)
def test_a_mistake_is_named_before_anything_is_built(
    name: str, right: str, wrong: str, near: str, tmp_path: Path
) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    path = tmp_path / "templates" / name
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")
    shutil.copytree(ROOT / "inbox" / "2011-08-11", tmp_path / "inbox")
    code, out, err = run("build-report", "--workspace", str(tmp_path), "--now", FRIDAY, "--final")
    assert (code, out) == (1, "")
    assert near in err
    assert path.name in err
    assert not (tmp_path / "outbox").exists()


def test_from_outside(tmp_path: Path) -> None:
    """Nothing final without asking; once asked for, it is renewed with its date's report."""
    shutil.copytree(ROOT / "inbox" / "2011-08-04", tmp_path / "inbox")
    assert not finals(build(tmp_path))
    said = build(tmp_path, "--final")
    assert sorted(each["kind"] for each in finals(said)) == ["narrative"] * 6 + ["workbook"]
    assert {each["lang"] for each in finals(said)} == {"kk", "ru", None}
    folder = tmp_path / "outbox" / "final-2011-08-04"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        each["path"].rpartition("/")[2] for each in finals(said)
    )
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert finals(build(tmp_path)) == finals(said)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def finals(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in said["outputs"] if "/final-" in each["path"]]
