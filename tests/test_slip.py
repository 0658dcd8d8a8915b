"""A unit's own page: its figures and place as they are, what is open, all on one page."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import test_random_regions as regional
from conftest import ROOT
from docx import Document
from pypdf import PdfReader
from test_build import build, run
from test_random_regions import SEEDS, WORD, decimal, faults, figures, given

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.model import ArtifactKind, Language, Mark, Status
from pipeline.render.narrative.blocks import text_of
from pipeline.render.slip import load_slip_setup, render_slips
from pipeline.render.slip.facts import SlipFacts, slips_of
from pipeline.schema import Bilingual
from pipeline.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.model import Region
    from pipeline.render.slip import SlipSetup

KK, RU = Language.KK, Language.RU
TEXTS = load_texts(ROOT / "templates")
# Every other region gives the slip of a unit drawn by its number, every fiftieth all of them.
ALL_UNITS = range(0, len(SEEDS), 50)


@cache
def region(seed: int) -> Region:
    """A region whose record knows the date before, too."""
    built = regional.region(seed)
    previous = regional.campaign().previous_date(built.week)
    if previous is None:
        return built
    rows = built.history
    spoke = set(rows.loc[rows["week"] == previous.isoformat(), "unit"])
    stood = tuple(
        replace(each, status=Status.ON_TIME if each.unit.code in spoke else Status.MISSING)
        for each in built.submissions
    )
    return replace(built, record={previous: stood, **built.record})


@cache
def setup() -> SlipSetup:
    return load_slip_setup(regional.campaign())


def slips(built: Region, *units: str) -> tuple[SlipFacts, ...]:
    return tuple(slips_of(built, units, setup().narrative, setup().headlines, TEXTS))


@cache
def facts(seed: int) -> tuple[SlipFacts, ...]:
    built = region(seed)
    codes = [each.unit.code for each in built.submissions]
    return slips(built, *(codes if seed in ALL_UNITS else [codes[seed // 2 % len(codes)]]))


@cache
def drawn() -> tuple[tuple[int, SlipFacts], ...]:
    """All slips; and some again as of a unit behind with nothing, or with a mistake."""
    told = [(seed, each) for seed in SEEDS[::2] for each in facts(seed)]
    ready = [(seed, replace(each, plan=(), more_of_plan=0)) for seed, each in told[::20]]
    doubted = [(seed, without_first_total(each)) for seed, each in told[::20] if each.is_counted]
    return (*told, *ready, *doubted)


def without_first_total(own: SlipFacts) -> SlipFacts:
    """The same slip with its first total left out for a mistake."""
    first, *others = own.figures
    return replace(own, figures=(replace(first, total=None, share=None, left_out=True), *others))


# What was found is worded elsewhere, and judged there.
REMARK = Bilingual(kk="Ескерту.", ru="Замечание.")


@cache
def text(own: SlipFacts, language: Language) -> str:
    plain = replace(own, remarks=(REMARK,) * len(own.remarks))
    return text_of(setup().blocks(plain, language))


def own_text(own: SlipFacts, language: Language) -> str:
    """Its words, tables as lines."""
    return text_of(setup().blocks(replace(own, remarks=()), language))


def sentences(own: SlipFacts, language: Language) -> str:
    return "\n\n".join(part for part in text(own, language).split("\n\n") if " | " not in part)


def cells(own: SlipFacts, language: Language) -> str:
    rows = [line for line in text(own, language).splitlines() if " | " in line]
    return "\n".join(cell for row in rows for cell in row.split(" | "))


@pytest.mark.parametrize("language", Language)
def test_nothing_to_strike_out(language: Language) -> None:
    found = {
        fault: (seed, own.unit.code)
        for seed, own in drawn()
        for fault in faults(sentences(own, language) + "\n\n", language)
    }
    assert not found


@pytest.mark.parametrize("language", Language)
def test_no_cell_to_strike_out(language: Language) -> None:
    allowed = (
        "a paragraph not ended",
        "a plain space before a dash",
        "Latin letters",
        "a small letter",
        "the pair: городских",
    )
    found = {
        fault: (seed, own.unit.code)
        for seed, own in drawn()
        for judge in regional.JUDGES[language]
        for fault in judge(re.sub(r"(?m)^–$", "", cells(own, language)))
        if not fault.startswith(allowed)
    }
    assert not found


@pytest.mark.parametrize("language", Language)
def test_every_word_is_of_the_vocabulary(
    language: Language, request: pytest.FixtureRequest
) -> None:
    said = {word.lower() for _, own in drawn() for word in WORD.findall(text(own, language))}
    path = regional.VOCABULARY / f"slip.{language}.txt"
    if request.config.getoption("--rewrite-golden"):
        path.write_text("\n".join(sorted(said)) + "\n", encoding="utf-8", newline="\n")
    known = set(path.read_text(encoding="utf-8").split())
    assert (sorted(said - known), sorted(known - said)) == ([], [])


def test_both_languages_give_the_same_figures() -> None:
    for seed, own in drawn():
        assert figures(text(own, KK)) == figures(text(own, RU)), (seed, own.unit.code)


def row_of(printed: str, name: str) -> list[str]:
    return next(line.split(" | ") for line in printed.splitlines() if line.startswith(f"{name} | "))


@pytest.mark.parametrize("language", Language)
def test_a_slip_gives_the_unit_s_own_figures(language: Language) -> None:
    """Parsed back from the page: the totals of this date, none where the unit gave none."""
    for seed, own in drawn():
        if not own.is_counted:
            continue
        told = {row: value for unit, row, value in given(region(seed)) if unit == own.unit.code}
        printed = text(own, language)
        for place, tile in enumerate(setup().headlines.tiles):
            shown = row_of(printed, tile.name[language])[2]
            value = told.get(tile.indicator)
            if own.figures[place].left_out:
                assert shown == ("есепке алынбады" if language is KK else "не учтено")
            elif value is None:
                assert shown == ("дерек жоқ" if language is KK else "нет данных")
            else:
                assert decimal(shown) == decimal(repr(value)), (seed, own.unit.code)


def test_a_total_that_a_mistake_keeps_out_is_not_said_to_be_missing() -> None:
    seed, own = next((seed, each) for seed, each in drawn() if each.is_counted)
    built, row = region(seed), setup().headlines.tiles[0].indicator
    facts = built.facts
    here = (facts["unit"] == own.unit.code) & (facts["indicator"] == row)
    marked = facts.assign(status=facts["status"].mask(here, str(Mark.EXCLUDED)))
    found = slips(replace(built, facts=marked), own.unit.code)[0]
    assert [each.left_out for each in found.figures] == [True] + [False] * (len(found.figures) - 1)


def test_a_place_is_that_of_a_count_by_hand() -> None:
    """Whoever has more stands before; equals share their places."""
    for seed, own in drawn():
        for each, ratio in zip(own.places, setup().headlines.ratios, strict=False):
            told: dict[str, dict[str, float]] = {}
            for unit, row, value in given(region(seed)):
                told.setdefault(unit, {})[row] = value or 0.0
            shares = {
                unit: round(rows[ratio.part] / rows[ratio.whole] * 100 + 1e-9, 1)
                for unit, rows in told.items()
                if rows.get(ratio.whole) and rows.get(ratio.part, 2e9) <= rows[ratio.whole]
            }
            mine = shares.get(own.unit.code)
            assert (each.own is None) == (mine is None)
            assert each.of == len(shares)
            if mine is not None:
                better = sum(share > mine for share in shares.values())
                equal = sum(share == mine for share in shares.values())
                assert (each.first, each.last) == (better + 1, better + equal), (
                    seed,
                    own.unit.code,
                )


def alone(status: Status, *, before: bool = True) -> SlipFacts:
    """The slip of the first unit of a region in which all reported, itself standing otherwise."""
    seed = next(
        seed
        for seed in SEEDS
        if len({each.status for each in region(seed).submissions} - {Status.ON_TIME}) == 0
        and regional.campaign().previous_date(region(seed).week)
        and set(region(seed).history["week"]) != {region(seed).week.isoformat()}
    )
    built = region(seed)
    first = built.submissions[0]
    code, week = first.unit.code, built.week.isoformat()
    previous = regional.campaign().previous_date(built.week)
    assert previous is not None
    gone = replace(first, status=status, received_at=None, file="", sha256="")
    kept = built.history[(built.history["unit"] != code) | (built.history["week"] != week)]
    told = replace(
        built,
        submissions=(gone, *built.submissions[1:]),
        record={
            **({previous: built.submissions} if before else {}),
            built.week: (gone, *built.submissions[1:]),
        },
        facts=built.facts[built.facts["unit"] != code],
        history=kept if before else kept[kept["unit"] != code],
    )
    return slips(told, code)[0]


SILENT: Mapping[str, tuple[Status, bool, tuple[str, ...], tuple[str, ...]]] = {
    "missing, told before": (
        Status.MISSING,
        True,
        ("не поступил.", "последнего принятого отчёта", "представить отчёт"),
        ("Доля", "1-е из"),
    ),
    "returned, told before": (
        Status.RETURNED,
        True,
        ("возвращён на доработку.", "представить доработанный отчёт"),
        ("Доля",),
    ),
    "missing, never told": (
        Status.MISSING,
        False,
        ("не поступил.", "Принятых отчётов с начала акции нет"),
        ("Показатель", "Доля"),
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_a_silent_unit_is_told_so(case: str) -> None:
    status, before, said, unsaid = SILENT[case]
    own = alone(status, before=before)
    printed = text(own, RU)
    assert [phrase for phrase in said if phrase not in printed.replace("\u00a0", " ")] == []
    assert [phrase for phrase in unsaid if phrase in printed] == []
    assert own.is_counted is False
    assert (own.told_on is not None) is before
    assert own.places == ()
    assert all(each.week is None and each.share is None for each in own.figures)


def with_milestone(value: float, done_on: str, week: date = date(2011, 8, 11)) -> str:
    """What a slip says of measure 2, due on 25 July, asked to be made up for in four days."""
    seed = next(seed for seed in SEEDS if region(seed).week == week)
    rows = region(seed).milestones
    code = region(seed).submissions[0].unit.code
    others = rows[(rows["unit"] != code) | (rows["indicator"] != "M02")]
    own = others.iloc[:1].assign(
        unit=code, indicator="M02", total_value=value, date=done_on, week=week.isoformat()
    )
    import pandas as pd  # noqa: PLC0415 - only here

    told = replace(region(seed), milestones=pd.concat([own, others], ignore_index=True))
    found = [
        line.split(" | ")[2]
        for line in text(slips(told, code)[0], RU).splitlines()
        if line.startswith(("2.\u00a0", "2. "))
    ]
    return "".join(found).replace("\u00a0", " ")


MILESTONES: Mapping[str, tuple[float, str, str]] = {
    "done in time": (1.0, "2011-07-25", ""),
    "done, no date": (1.0, "", ""),
    "done a day late": (1.0, "2011-07-26", "исполнено на 1 день позже срока"),
    "done late": (1.0, "2011-08-03", "исполнено на 9 дней позже срока"),
    "not done": (0.0, "", "просрочено на 17 дней, предлагаемый срок – 15.08.2011 г."),
    "unclear": (float("nan"), "", "срок прошёл, нет сведений"),
}


@pytest.mark.parametrize(("value", "done_on", "said"), MILESTONES.values(), ids=MILESTONES)
def test_days_late_are_counted(value: float, done_on: str, said: str) -> None:
    assert with_milestone(value, done_on) == said


def test_a_record_counts_every_date() -> None:
    seed = next(seed for seed in SEEDS if region(seed).week == date(2011, 8, 25))
    built = region(seed)
    first = built.submissions[0]
    stood = {
        date(2011, 8, 4): Status.MISSING,
        date(2011, 8, 11): Status.LATE,
        date(2011, 8, 18): Status.RETURNED,
        date(2011, 9, 1): Status.ON_TIME,  # of a later date, which does not count here
    }
    record = {day: (replace(first, status=status),) for day, status in stood.items()}
    now = replace(first, status=Status.ON_TIME)
    told = replace(built, submissions=(now, *built.submissions[1:]), record=record)
    own = slips(told, first.unit.code)[0].record
    assert (own.dates, own.on_time, own.late, own.returned, own.missing) == (4, 1, 1, 1, 1)


TURNS: Mapping[str, Callable[[SlipFacts], object]] = {
    **{str(status): lambda each, status=status: each.status is status for status in Status},
    "a tie": lambda each: any(place.first < place.last for place in each.places),
    "no share": lambda each: any(place.own is None for place in each.places),
    "remarks": lambda each: each.remarks,
    "never told": lambda each: each.told_on is None,
    "told before": lambda each: each.told_on and not each.is_counted,
    "plan told before": lambda each: each.plan_told_on not in {None, each.week},
    "the plan never told": lambda each: each.plan_told_on is None,
    "nothing of the plan open": lambda each: not each.plan,
    "more of the plan": lambda each: each.more_of_plan,
    **{
        state: lambda each, state=state: any(one.state == state for one in each.plan)
        for state in ("overdue", "near", "unknown")
    },
    **{
        kind: lambda each, kind=kind: any(task.kind == kind for task in each.tasks)
        for kind in ("submit", "mend", "correct", "tell", "cover")
    },
    "nothing to do": lambda each: not each.tasks,
}  # fmt: skip


@pytest.mark.parametrize("turn", TURNS)
def test_the_regions_take_every_turn(turn: str) -> None:
    assert any(TURNS[turn](own) for _, own in drawn())


@cache
def longest() -> tuple[tuple[int, SlipFacts], ...]:
    """The slips that say most, in both languages."""
    found = {
        (seed, own.unit.code): (seed, own)
        for language in Language
        for seed, own in sorted(
            drawn(),
            key=lambda each: -len(text_of(setup().blocks(each[1], language))),
        )[:12]
    }
    return tuple(found.values())


def test_the_longest_slip_fits_one_page() -> None:
    for seed, own in longest():
        for artifact in render_slips(region(seed), TEXTS, [own.unit.code], setup()):
            if artifact.path.endswith(".pdf"):
                assert len(PdfReader(io.BytesIO(artifact.content)).pages) == 1, artifact.path


@pytest.mark.office
def test_the_longest_slip_fits_one_page_in_word(
    office: Callable[[list[Path], str], list[Path]], tmp_path: Path
) -> None:
    paths = []
    for seed, own in longest():
        for artifact in render_slips(region(seed), TEXTS, [own.unit.code], setup()):
            if artifact.path.endswith(".docx"):
                paths.append(tmp_path / f"{seed}-{artifact.path.rpartition('/')[2]}")
                paths[-1].write_bytes(artifact.content)
    pages = {path.stem: len(PdfReader(path).pages) for path in office(paths, "pdf")}
    assert {name: count for name, count in pages.items() if count > 1} == {}


def test_a_slip_comes_in_both_languages_and_looks_with_the_same_words() -> None:
    seed, own = longest()[0]
    made = {each.path: each for each in render_slips(region(seed), TEXTS, [own.unit.code])}
    stem = f"slips/{own.week.isoformat()}_{own.unit.code}"
    assert list(made) == [
        f"{stem}.{language}.{ending}" for language in Language for ending in ("docx", "pdf")
    ]
    assert {(str(each.kind), each.unit) for each in made.values()} == {
        (ArtifactKind.LETTER, own.unit.code)
    }
    for language in Language:
        document = Document(io.BytesIO(made[f"{stem}.{language}.docx"].content))
        tables = [cell.text for each in document.tables for row in each.rows for cell in row.cells]
        words = bare("\n".join([*(each.text for each in document.paragraphs), *tables]))
        pdf = bare(
            "".join(
                page.extract_text()
                for page in PdfReader(io.BytesIO(made[f"{stem}.{language}.pdf"].content)).pages
            )
        )
        for block in setup().blocks(own, language):
            for part in block.plain.replace(" | ", "\n").splitlines():
                assert bare(part) in words
                assert bare(part) in pdf


def bare(printed: str) -> str:
    return re.sub(r"[\s\u2010\u2011\u2060-]", "", printed)


def test_the_same_region_gives_the_same_bytes() -> None:
    seed, own = longest()[0]
    first, again = (render_slips(region(seed), TEXTS, [own.unit.code] * 2) for _ in range(2))
    assert [each.content for each in first] == [each.content for each in again]
    assert len(first) == 4


# What a clerk may do to the wording: file, what stood there, what stands there now, what is said.
BROKEN: Mapping[str, tuple[str, str, str, str]] = {
    "a name that is none": (
        "slip.kk.txt",
        "{% if told_on is none %}",
        "{% if tld_on is none %}",
        "«tld_on»; the nearest is «told_on»",
    ),
    "a name in a list": (
        "slip.ru.txt",
        "cell(each.week, each.is_money",
        "cell(each.week, each.is_mony",
        "«is_mony»; the nearest is «is_money»",
    ),
    "a filter that is none": (
        "slip.ru.txt",
        "days_late|days",
        "days_late|dais",
        "the nearest is «days»",
    ),
    "a case that is none": ("slip.kk.txt", 'place("gen")', 'place("gem")', "the nearest is «gen»"),
    "a tag not closed": ("slip.kk.txt", "{% endfor %}", "", "line "),
    "a date that may be missing": (
        "slip.ru.txt",
        "{% if plan_told_on is none %}",
        "{{ plan_told_on|date }}{% if plan_told_on is none %}",
        "line ",
    ),
    "a table without its dashes": ("slip.kk.txt", "|----|", "", "line of dashes"),
    "a row with a cell too few": (
        "slip.ru.txt",
        " | {{ percent_cell(each.share) }} |",
        " |",
        "as many cells",
    ),
    "no wording": ("slip.ru.txt", "", "", "slip.ru.txt"),
}


@pytest.mark.parametrize(("name", "right", "wrong", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_wording_is_told_before_anything_is_built(
    name: str, right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    path = templates / "mektepke-zhol-2011" / name
    source = path.read_text(encoding="utf-8")
    assert right in source
    if right:
        path.write_text(source.replace(right, wrong, 1), encoding="utf-8")
    else:
        path.unlink()
    known = load_campaign(templates, None, regional.NOW)
    with pytest.raises(SetupError) as raised:
        load_slip_setup(known)
    assert told in str(raised.value)
    assert name in str(raised.value)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports of one unit, nothing of all others."""
    folder = tmp_path_factory.mktemp("workspace")
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "inbox").mkdir()
    for week in ("2011-08-04", "2011-08-11"):
        shutil.copy(ROOT / "inbox" / week / f"{week}_ulan.xlsx", folder / "inbox")
    return folder


def written(said: Mapping[str, Any]) -> list[str]:
    return [each["path"] for each in said["outputs"] if "/slips/" in each["path"]]


@pytest.mark.parametrize("code", ["kurchim", "vko", "semei,ulan", ""])
def test_an_unknown_unit_is_wrong_usage_and_leaves_no_trace(code: str, workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    status, out, err = run("build-report", "--workspace", str(workspace), "--unit", code)
    assert (status, out) == (2, "")
    assert f"«{code}»" in err
    assert sorted(workspace.rglob("*")) == before


def test_slips_belong_to_the_run_that_was_asked_for_them(workspace: Path) -> None:
    """They are of the date built, come once each, and do not outlive their figures."""
    folder = workspace / "outbox" / "2011-08-11" / "slips"
    said = build(workspace, "--unit", "ulan", "--unit", "semei", "--unit", "ulan")
    paths = [
        f"2011-08-11_{unit}.{language}.{ending}"
        for unit in ("ulan", "semei")
        for language in Language
        for ending in ("docx", "pdf")
    ]
    assert written(said) == [f"outbox/2011-08-11/slips/{name}" for name in paths]
    assert sorted(each.name for each in folder.iterdir()) == sorted(paths)
    first = {each.name: each.read_bytes() for each in folder.iterdir()}
    build(workspace, "--unit", "ulan", "--unit", "semei")
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == first
    assert written(build(workspace)) == []
    assert not folder.exists()


def test_a_report_written_anew_beside_the_asked_one_has_no_slips(workspace: Path) -> None:
    build(workspace, "--week", "2011-08-04", "--unit", "ulan")
    build(workspace, "--week", "2011-08-11")
    shutil.copy(ROOT / "inbox" / "2011-08-04" / "2011-08-04_semei.xlsx", workspace / "inbox")
    said = build(workspace, "--week", "2011-08-11", "--unit", "ulan")
    weeks = {each["path"].split("/")[1] for each in said["outputs"]}
    assert weeks == {"2011-08-04", "2011-08-11"}
    assert {path.split("/")[1] for path in written(said)} == {"2011-08-11"}
