"""Over hundreds of random regions, two texts and a workbook say the same, in faultless words."""

# ruff: noqa: E501 - a pattern stands in one line

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import grammar_kk
import grammar_ru
import pandas as pd
import pytest
from region_faults import REASONS
from regions import draw_region

from pipeline.campaign import Campaign, load_campaign
from pipeline.language import typography
from pipeline.model import Column, Language, Region, Status
from pipeline.render.narrative import illustrated_blocks
from pipeline.render.narrative.blocks import text_of
from pipeline.render.narrative.facts import facts_of
from pipeline.render.narrative.setup import load_setup
from pipeline.render.pictures import load_pictures
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.render.narrative.blocks import Block
    from pipeline.render.narrative.facts import Facts
    from pipeline.render.narrative.setup import Setup
    from pipeline.render.pictures import PictureSetup

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
VOCABULARY = Path(__file__).parent / "vocabulary"
NOW = datetime.fromisoformat("2011-08-11T19:00:00+06:00")
SEEDS = range(500)
KK, RU = Language.KK, Language.RU


@cache
def campaign() -> Campaign:
    return load_campaign(TEMPLATES, None, NOW)


@cache
def region(seed: int) -> Region:
    return draw_region(campaign(), seed)


@cache
def setup() -> Setup:
    return load_setup(campaign())


@cache
def pictures() -> PictureSetup:
    return load_pictures(campaign())


@cache
def facts(seed: int) -> Facts:
    return facts_of(region(seed), setup())


@cache
def texts(seed: int) -> Mapping[Language, str]:
    """Both narratives as text."""
    return {each: text_of(blocks(seed, each)) for each in Language}


def blocks(seed: int, language: Language) -> tuple[Block, ...]:
    """One narrative, its pictures in it."""
    return illustrated_blocks(region(seed), facts(seed), pictures(), language)


# What districts wrote, ids of rows, and the placeholders of who prepared the report.
NOT_OURS = re.compile(
    "|".join(
        (
            *(re.escape(reason.rstrip(".")).replace(r"\ ", "[ \u00a0]") for reason in REASONS),
            r"\bF\d\.\d\d[a-z]?\b",
            r"(?:Орындаған|Исполнитель): .*",
        )
    )
)


def ours(text: str) -> str:
    """The text with a mark in place of all that is not of our wording."""
    return NOT_OURS.sub("_", text)


CYRILLIC, KAZAKH = "А-Яа-яЁё", "ӘәІіҢңҒғҮүҰұҚқӨөҺһ"
LAYOUT = {
    "an unfilled slot": r"[{}]|\bNone\b|(?i:\bnan\b)|Undefined|\*\*|\| *\||[\ue000-\uf8ff]|\bFalse\b",
    "an empty bracket": r"\(\s*\)|\( | \)",
    "a doubled space": r"[ \u00a0]{2,}",
    "a space of another width": r"[\u202f\u2000-\u200b\t]",
    "a space before a stop": r"[ \u00a0][,.;:!?)»%]",
    "no space after a stop": rf"[,;:][{CYRILLIC}{KAZAKH}]|[.)»][{CYRILLIC}{KAZAKH}](?!\.)",
    "no space before a bracket": rf"[{CYRILLIC}{KAZAKH}\d%»]\(",
    "two stops": r"[.,;:][ \u00a0]?[.,;:]|[,;:]\)|\([,;:]",
    "an ASCII quote": r"[\"'`“”„]",
    "a quote not closed": r"«[^«»]*«[^»]*$|^[^«]*»",
    "Latin letters": r"[A-Za-z]",
    "a decimal point": r"\d\.\d(?!\d*\.\d)(?<!\d\d\.\d\d\.\d)",
    "thousands apart by a plain space": r"\d \d{3}(?!\d)",
    "thousands not apart": r"(?<![\d,.])(?!2011\b)\d{4,}",
    "a number apart from its noun": rf"\d (?!(?:және|мен|бен|пен|или|для|при|без|из)\b)[{CYRILLIC}{KAZAKH}]{{3,}}",
    "№ apart from its number": r"№ \S",
    "initials apart from the name": r"(?<![\w-])[А-ЯЁӘІҢҒҮҰҚӨҺ]\. [А-ЯЁӘІҢҒҮҰҚӨҺ]",
    "a plain space before a dash": r" [–—]",
    "a hyphen for a dash, or a long dash": r" -|- |—",
    "a spaced range": r"\d[ \u00a0]–[ \u00a0]\d+[ \u00a0](?:тамыз|қыркүйек|август|сентябр)(?!\w*[ \u00a0]–)",
    "a percent sign apart": r"\d[ \u00a0]%",
    "words run together": rf"[а-яё{KAZAKH.lower()}][А-ЯЁ{KAZAKH.upper()}]",
    "a doubled word": rf"\b([{CYRILLIC}{KAZAKH}]+)[ \u00a0]\1\b",
    "a small letter after a full stop": rf"(?<!\bтыс)(?<!\bм)(?<!\bтел)(?<!\bо)\. [а-яё{KAZAKH.lower()}]",
    "nothing told as a figure": r"(?:есеппен|приходится|бірдей\u00a0–|одинаков\u00a0–) 0,0",
    "not in all, or in none": r"\bне \w+ во всех|барлық \d+\u00a0[\w ]+ \w+[іы]лм[ае][гғ][ае]н\b",
    "a paragraph not ended": r"[,;–]\s*\n\n(?![–\d])",
}  # fmt: skip


def layout_faults(text: str) -> Iterator[str]:
    """Yield what no language allows, with the words around it."""
    for name, pattern in LAYOUT.items():
        for found in re.finditer(pattern, text, re.MULTILINE):
            around = text[max(0, found.start() - 40) : found.end() + 40]
            yield f"{name}: …{around}…"


JUDGES: Mapping[Language, tuple[Callable[[str], Iterator[str]], ...]] = {
    KK: (layout_faults, grammar_kk.faults),
    RU: (layout_faults, grammar_ru.faults),
}


def faults(text: str, language: Language) -> Iterator[str]:
    body, _, annex = text.partition("\n№ | ")
    for judge in JUDGES[language]:
        yield from judge(body)
    yield from (each for each in layout_faults(annex.replace(" | ", "\n")) if "dash" not in each)


@pytest.mark.parametrize("language", Language)
def test_nothing_to_strike_out(language: Language) -> None:
    found = {
        fault: seed for seed in SEEDS for fault in faults(ours(texts(seed)[language]), language)
    }
    assert not found


# One fault planted at a time, each of a kind that has been seen: «right», «wrong».
PLANTED: Mapping[str, tuple[Language, str, str]] = {
    "a slot left": (KK, "19~қала", "{{ n }}~қала"),
    "a missing value": (RU, "19~городов", "None~городов"),
    "a doubled space": (KK, "қала мен", "қала  мен"),
    "a doubled word": (RU, "акции в", "акции в в"),
    "words run together": (RU, "Отчёты представили", "отчётыПредставили"),
    "a Latin letter": (RU, "акции", "aкции"),
    "a Latin i": (KK, "есептердің", "есептердiң"),
    "a Kazakh letter in Russian": (RU, "акции", "акцыі"),
    "a Russian word in Kazakh": (KK, "есеп ұсынды", "отчёт ұсынды"),
    "ASCII quotes": (KK, "«Мектепке жол»", '"Мектепке жол"'),
    "a decimal point": (RU, "89,5%", "89.5%"),
    "a percent sign apart": (RU, "89,5%", "89,5~%"),
    "a plain space after a number": (KK, "15~қала", "15 қала"),
    "a plain space in thousands": (RU, "14~236~н", "14 236~н"),
    "thousands together": (RU, "14~236~н", "14236~н"),
    "a plain space before a dash": (RU, "районов~– в", "районов – в"),
    "a hyphen for a dash": (KK, "аудан~– бел", "аудан - бел"),
    "two stops": (RU, "неделей ранее.", "неделей ранее.."),
    "an average of nothing": (RU, "Предлагается", "На одного приходится 0,0~тыс. Предлагается"),
    "not in all": (RU, "Предлагается", "Планы не утверждены во всех районах. Предлагается"),
    "not in all, in Kazakh": (
        KK,
        "Барлығы",
        "Жоспар барлық 19~қала мен ауданда бекітілмеген. Барлығы",
    ),
    "a bracket without its space": (RU, "детям (", "детям("),
    "an unended list": (RU, "утвердить план.", "утвердить план;"),
    "the ending of 17": (KK, "17-сі", "17-сы"),
    "the ending of 346": (KK, "346-ға", "346-ге"),
    "the case asked for": (KK, "346-ға", "346-дан"),
    "no ending": (KK, "346-ға артық", "346 артық"),
    "the ending of a percent": (KK, "24,0%-ын", "24,0%-ін"),
    "an ending on a few": (KK, "9~баланың ішінде 3~бала", "9~баланың 3-і"),
    "a plural after a number": (KK, "236~мұқтаж бала", "236~балалар"),
    "the joint after a vowel": (KK, "қала мен", "қала пен"),
    "the joint after a hiss": (KK, "тамыз бен", "тамыз мен"),
    "a noun after …6": (RU, "14~236~нуждающихся детей", "14~236~нуждающихся ребёнка"),
    "an adjective after …6": (RU, "14~236~нуждающихся детей", "14~236~нуждающиеся детей"),
    "a noun after «из»": (RU, "из 19~городов и районов", "из 19~города и района"),
    "a pair of two cases": (RU, "городов и районов", "городов и районам"),
    "a dative plural": (RU, "412~детям", "412~детей"),
    "a dative after 21": (RU, "21~ребёнку", "21~детям"),
    "a fraction": (RU, "процентного пункта", "процентных пунктов"),
    "a predicate after 154": (RU, "проведено 154", "проведены 154"),
    "a predicate after 41": (RU, "возвращён 41", "возвращено 41"),
    "a noun nobody knows": (RU, "154~рейда", "154~обыска"),
}
SOUND = {
    KK: "«Мектепке жол» акциясы: есептердің саны. Облыстағы 19~қала мен ауданның 17-сі есеп ұсынды"
    " (89,5%): 15~қала мен аудан~– белгіленген мерзімде. 1~тамыз бен 30~қыркүйек. Барлығы"
    " 14~236~мұқтаж бала анықталды, бұл өткен аптадағыдан 346-ға артық, балалардың 24,0%-ын"
    " құрайды. Анықталған 9~баланың ішінде 3~бала оқуға қайтарылды.",
    RU: "О ходе акции в области. Отчёты представили 17 из 19~городов и районов (89,5%): 15~городов"
    " и районов~– в срок. С начала акции выявлено 14~236~нуждающихся детей, что на 346~больше, чем"
    " неделей ранее. Помощь оказана 3~412~детям (неделей ранее~– 21~ребёнку; прирост~–"
    " 10,5~процентного пункта). С начала акции проведено 154~рейда; в школу возвращён 41~ребёнок."
    " Предлагается утвердить план.",
}


@pytest.mark.parametrize("language", Language)
def test_sound_text_passes(language: Language) -> None:
    assert not list(faults(SOUND[language].replace("~", "\u00a0") + "\n\n", language))


@pytest.mark.parametrize(("language", "right", "wrong"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(language: Language, right: str, wrong: str) -> None:
    assert right in SOUND[language]
    text = SOUND[language].replace(right, wrong, 1).replace("~", "\u00a0") + "\n\n"
    assert list(faults(text, language))


def test_the_drawn_regions_take_every_turn() -> None:
    """Whatever a wording may have to say is drawn at least once."""
    drawn = [facts(seed) for seed in SEEDS]
    turns = {
        "nobody missing": any(not each.reports.absent.count for each in drawn),
        "one missing": any(each.reports.missing.count == 1 for each in drawn),
        "all missing": any(not each.reports.received for each in drawn),
        "cities only": any(each.reports.counted.kind == "city" for each in drawn),
        "rayons only": any(each.reports.counted.kind == "rayon" for each in drawn),
        "returned": any(each.reports.returned.count for each in drawn),
        "several kinds of late": any(len(each.reports.late) > 1 for each in drawn),
        "ties": any(each.ranking and each.ranking.low.tied is not None for each in drawn),
        "all level": any(each.ranking and each.ranking.level is not None for each in drawn),
        "first week": any(each.days_since_previous is None for each in drawn),
        "last day": any(each.is_last for each in drawn),
        "twice as much": any(each.line.sum.ratio for each in drawn),
        "mixed movement": any(each.trend == "mixed" for each in drawn),
        "overdue": any(each.overdue for each in drawn),
        "near": any(each.near for each in drawn),
        "unclear": any(each.unclear for each in drawn),
        "told long ago": any(each.stale.count for each in drawn),
        "falls": any(each.quality.falls for each in drawn),
        "mismatches": any(each.quality.mismatches for each in drawn),
        "reasons": any(each.quality.reasons for each in drawn),
        "corrected": any(each.quality.corrected for each in drawn),
        "since a version": any(each.quality.since for each in drawn),
        "fewer compared": any(each.compared for each in drawn),
        "empty forms": any(each.reports.empty.count > 1 for each in drawn),
        "one empty form": any(each.reports.empty.count == 1 for each in drawn),
    }
    assert [turn for turn, taken in turns.items() if not taken] == []


# A word, but no ending of a number: those are judged by their reading.
WORD = re.compile(
    rf"(?<![\w-])(?<!%-)[{CYRILLIC}{KAZAKH}]+(?:-[{CYRILLIC}{KAZAKH}]+)*|(?<=\d-)(?:тарма|апта)\w*"
)


def calm(language: Language) -> str:
    """The narrative of a last day on which all is done, and nobody need be asked for anything."""
    built = next(each for each in map(region, SEEDS) if each.week == each.campaign.settings.end)
    submissions = tuple(
        replace(each, status=Status.ON_TIME, days_late=0) for each in built.submissions
    )
    ids = [row.id for row in built.campaign.rows if row.kind is Kind.MILESTONE]
    done = [
        {Column.UNIT: each.unit.code, Column.INDICATOR: row, Column.TOTAL_VALUE: 1.0,
         Column.WEEK: built.week.isoformat(), Column.DATE: built.week.isoformat(), Column.TEXT: ""}
        for each in submissions for row in ids
    ]  # fmt: skip
    built = replace(
        built, submissions=submissions, findings=(), corrections=(), since=None,
        milestones=pd.DataFrame(done),
        facts=built.facts[built.facts[Column.INDICATOR] != "F1.10"],
        history=built.history[built.history[Column.INDICATOR] != "F1.10"],
    )  # fmt: skip
    return text_of(illustrated_blocks(built, facts_of(built, setup()), pictures(), language))


@pytest.mark.parametrize("language", Language)
def test_every_word_is_of_the_vocabulary(
    language: Language, request: pytest.FixtureRequest
) -> None:
    """No word is said that is not in the list, and none is in the list that is never said."""
    said = {word.lower() for seed in SEEDS for word in WORD.findall(ours(texts(seed)[language]))}
    said |= {word.lower() for word in WORD.findall(ours(calm(language)))}
    path = VOCABULARY / f"{language}.txt"
    if request.config.getoption("--rewrite-golden"):
        path.write_text("\n".join(sorted(said)) + "\n", encoding="utf-8", newline="\n")
    known = set(path.read_text(encoding="utf-8").split())
    assert (sorted(said - known), sorted(known - said)) == ([], [])


FIGURE = re.compile(r"\d[\d\u00a0]*(?:,\d+)?")


def figures(text: str) -> list[Decimal]:
    """Every number of a text, those of dates and names of rows too."""
    return sorted(decimal(found) for found in FIGURE.findall(text))


def decimal(shown: str) -> Decimal:
    return Decimal(re.sub(r"\s", "", shown).replace(",", "."))


def test_both_languages_give_the_same_figures() -> None:
    for seed in SEEDS:
        kk, ru = (ours(texts(seed)[language]) for language in Language)
        assert figures(kk) == figures(ru), f"region {seed}"


N = r"(\d[\d\u00a0]*(?:,\d)?)"
# The sentences that give a total of the region.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "F1.05": (rf"бері {N}~мұқтаж бала анықталды", rf"выявлено? {N}~нужда"),
    "F1.10": (rf"(?:ішінде|бері) {N}~балаға көмек көрсетілді", rf"Помощь оказана {N}~"),
    "F1.11": (rf"жалпы сомасы {N}~мың теңгені", rf"сумма помощи составила {N}~тыс\."),
    "F2.01": (rf"рейдтердің саны {N}-", rf"С начала акции провед[её]но? {N}~рейд"),
    "F2.20": (rf"қамтылмаған {N}~бала анықталды", rf"не охваченных обучением,~– {N}"),
    "F3.10": (rf" {N}~жәрмеңке өткізілді", rf" провед[её]на? ?о? ?{N}~ярмар|проведено {N}~ярмар"),
    "F4.10": (rf"Көшелерге {N}~баннер", rf"На улицах установлено? {N}~"),
    "F4.20": (rf"акция туралы {N}~материал", rf"об акции опубликовано? {N}~"),
    "F4.21": (rf"туралы {N}~сюжет", rf"показано? {N}~сюжет"),
}
ANNEX = {"F1.05": 2, "F1.10": 3, "F1.11": 5, "F2.01": 6}  # row of the form: column


def sums(rows: Iterable[tuple[str, str, float | None]]) -> dict[str, Decimal]:
    """The region's totals of rows given as unit, row of the form, total."""
    found: dict[str, Decimal] = {}
    for _, row, value in rows:
        if value is not None and value == value:  # noqa: PLR0124 - not a NaN
            found[row] = found.get(row, Decimal(0)) + Decimal(repr(value))
    return found


def said(text: str, pattern: str) -> set[Decimal]:
    """The figure that a sentence gives, wherever it stands."""
    found = re.finditer(pattern.replace("~", "\u00a0"), text)
    return {decimal(next(filter(None, each.groups()))) for each in found}


def check_sentences(text: str, language: Language, totals: Mapping[str, Decimal]) -> None:
    """Whatever the region's total is, the sentence that gives it gives that, or is not there."""
    for row, patterns in SENTENCES.items():
        expected = {totals[row]} if totals.get(row) else set()
        assert said(text, patterns[list(Language).index(language)]) == expected, row


def check_annex(text: str, rows: Iterable[tuple[str, str, float | None]]) -> None:
    """Every unit's line of the annex gives its own figures, and the last line the totals."""
    given = {(unit, row): value for unit, row, value in rows}
    table = text[text.index("\n№ | ") :].strip().splitlines()
    # Behind the table stand the pictures.
    lines = [line.split(" | ") for line in takewhile(lambda line: " | " in line, table)]
    totals = sums((unit, row, value) for (unit, row), value in given.items())
    units = [unit.code for unit in campaign().districts(campaign().settings.reporting_dates[0])]
    for unit, line in zip(units, lines[1:-1], strict=True):
        for row, column in ANNEX.items():
            value = given.get((unit, row))
            assert cell(line[column]) == (None if value is None else Decimal(repr(value))), unit
    assert {row: cell(lines[-1][column]) for row, column in ANNEX.items()} == {
        row: totals.get(row) for row in ANNEX
    }


def cell(shown: str) -> Decimal | None:
    return decimal(shown) if FIGURE.fullmatch(shown) else None


def given(built: Region) -> list[tuple[str, str, float | None]]:
    facts = built.facts
    return [
        (str(unit), str(row), float(value))
        for unit, row, value in zip(
            *(facts[name] for name in (Column.UNIT, Column.INDICATOR, Column.TOTAL_VALUE)),
            strict=True,
        )
    ]


def test_sentences_and_annex_give_the_region_s_own_figures() -> None:
    for seed in SEEDS:
        rows = given(region(seed))
        for language, text in texts(seed).items():
            check_sentences(text, language, sums(rows))
            check_annex(text, rows)


def test_captions_give_the_region_s_own_figures() -> None:
    names = {"in_need": "выявлено детей", "helped": "получили помощь"}
    seen = set[str]()
    for seed in SEEDS:
        told = facts(seed)
        for block in blocks(seed, RU):
            if not block.picture:
                continue
            caption = block.text.replace("\u00a0", " ")
            if (share := told.share.coverage.now) is not None and "Охват" in caption:
                assert f"по области – {typography.percent(share)};" in caption, f"region {seed}"
                best = max(each.percent for each in told.ranking.high.placed)
                assert f"показатель – {typography.percent(best)} (" in caption, f"region {seed}"
                seen.add("share")
            for role, name in names.items():
                line = getattr(told.line, role)
                if "Число" not in caption or f"{name} – " not in caption:
                    continue
                said = caption.partition(f"{name} – ")[2].partition(")")[0]
                assert said.startswith(typography.figure(line.now).replace("\u00a0", " ") + " (")
                if line.change:
                    word = "рост" if line.moved == "rise" else "снижение"
                    figure = typography.figure(line.change).replace("\u00a0", " ")
                    assert said.endswith(f"{word} – {figure}"), f"region {seed}: {said}"
                else:
                    assert said.endswith("без изменений"), f"region {seed}: {said}"
                seen.add(line.moved)
    assert seen == {"share", "rise", "fall", "same"}
