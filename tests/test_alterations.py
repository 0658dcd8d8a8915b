"""Mid-campaign changes over three dates: rows added and retired, units renamed and split."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook
from test_campaigns import FIGURES, OLD, build, fill, job, new_workspace, words_of

from pipeline.alterations import Altered, alterations_of
from pipeline.campaign import load_campaign
from pipeline.figures import figures_of
from pipeline.forms import make_forms
from pipeline.model import Status
from pipeline.read.pool import Readers

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.build import Report

DATES = (date(2011, 8, 4), date(2011, 8, 11), date(2011, 8, 18))
ADDED, RETIRED = "F1.05d", "F2.01e"
NEW_UNIT = """
[[units]]
code = "saryozek"
kind = "rayon"
oblast = "vko"
kk = "Сарыөзек"
ru = { nom = "Сарыозекский", gen = "Сарыозекского", dat = "Сарыозекскому", \
acc = "Сарыозекский", ins = "Сарыозекским", loc = "Сарыозекском" }
name = { kk = "Сарыөзек ауданы", ru = "Сарыозекский район" }
valid_from = 2011-08-09
split_from = "ulan"
"""
RENAMED = """changes = [{ since = 2011-08-15, kk = "Марқакөл", \
ru = { nom = "Марқакөл", gen = "Марқакөл", dat = "Марқакөл", acc = "Марқакөл", \
ins = "Марқакөл", loc = "Марқакөл" }, ru_head_first = true, \
name = { kk = "Марқакөл ауданы", ru = "район Марқакөл" } }]
"""


class Course(NamedTuple):
    """The reports of three dates, and the forms issued for each."""

    workspace: Path
    forms: dict[date, dict[str, Path]]
    reports: dict[date, Report]


def figures(week: date, unit: str) -> dict[str, float]:
    """Give what a unit fills in: the new row takes a part of the whole, the old one had one."""
    filled: dict[str, float] = {**FIGURES, "F2.01": 5, "F2.01a": 3, RETIRED: 2}
    if week >= DATES[1]:
        filled |= {"F1.05a": 30, ADDED: 10}
    if week >= DATES[2]:
        # The parts are those that the form still has.
        filled |= {"F2.01": 3}
        filled.pop(RETIRED)
    if unit in {"ulan", "saryozek"} and week >= DATES[1]:
        filled |= {"F1.01": 250}
    return filled


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    workspace = new_workspace(tmp_path_factory.mktemp("altered"))
    folder = workspace / "templates" / OLD
    rows = folder / "indicators.toml"
    text = rows.read_text(encoding="utf-8")
    for row, valid in ((ADDED, "valid_from = 2011-08-11"), (RETIRED, "valid_to = 2011-08-14")):
        text = text.replace(f'{{ id = "{row}",', f'{{ id = "{row}", {valid},')
    rows.write_text(text, encoding="utf-8")
    districts = folder / "districts.toml"
    text = districts.read_text(encoding="utf-8")
    text = text.replace('email = "kurshim@', f'{RENAMED}email = "kurshim@')
    districts.write_text(text.rstrip("\n") + "\n" + NEW_UNIT, encoding="utf-8")
    forms: dict[date, dict[str, Path]] = {}
    reports = {}
    for week in DATES:
        at = job(workspace, f"{week.replace(day=week.day - 1)}T09:00", week)
        with Readers(1) as readers:
            issued = make_forms(at, readers, (), None)
        forms[week] = {path.stem.partition("_")[2]: path for path in issued}
        campaign = load_campaign(at.templates, week, at.now)
        for unit, path in forms[week].items():
            fill(path, campaign, workspace / "inbox", figures(week, unit))
        reports[week] = build(workspace, week, f"{week}T17:00")
    return Course(workspace, forms, reports)


def ids(path: Path) -> set[str]:
    return {str(cell.value) for sheet in load_workbook(path) for cell in sheet["A"] if cell.value}


def narrative(report: Report, language: str) -> str:
    path = next(report.publication.folder.glob(f"[ai][qn]*.{language}.docx"))
    return " ".join(words_of(path).replace("\u00a0", " ").split())


def codes_of(report: Report, unit: str) -> set[tuple[str, str]]:
    return {
        (each.code, each.indicator)
        for each in report.region.findings
        if each.unit == unit and each.week == report.region.week
    }


def test_each_form_has_the_rows_of_its_date(course: Course) -> None:
    has = {
        week: (ADDED in ids(forms["ulan"]), RETIRED in ids(forms["ulan"]))
        for week, forms in course.forms.items()
    }
    assert has == {DATES[0]: (False, True), DATES[1]: (True, True), DATES[2]: (True, False)}


def test_everyone_counts_and_no_sum_is_found_wrong(course: Course) -> None:
    for week, report in course.reports.items():
        assert {each.status for each in report.region.submissions} == {Status.ON_TIME}
        codes = {code for unit in course.forms[week] for code, _ in codes_of(report, unit)}
        assert not codes & {"sum-mismatch", "rows-missing", "total-fell", "base-changed",
                            "region-sum-mismatch", "total-not-running"}  # fmt: skip


def test_a_running_total_keeps_what_its_retired_part_once_was(course: Course) -> None:
    figures = figures_of(course.reports[DATES[2]].region)
    # 5 and 5 with the retired part, 3 without it.
    assert figures.unit_total("ridder", "F2.01") == 13.0
    assert figures.unit_total("ridder", "F2.01a") == 9.0
    assert figures.sum_total(RETIRED) is None
    assert figures.compare(RETIRED).change is None
    earlier = figures_of(course.reports[DATES[1]].region).compare(ADDED)
    assert (earlier.before, earlier.change, earlier.units) == (None, None, 0)
    later = figures.compare(ADDED)
    assert (later.before, later.change, later.units) == (200.0, 200.0, 20)


def test_a_split_unit_is_not_compared_on_its_first_date_alone(course: Course) -> None:
    second, third = (course.reports[week].region for week in DATES[1:])
    compared = figures_of(second).compare("F1.10")
    assert (len(second.submissions), compared.units) == (20, 18)
    # Helped: 6 a week each; the parent and the new unit are left out of the change.
    assert (compared.before, compared.change) == (18 * 6.0, 18 * 6.0)
    assert figures_of(third).compare("F1.10").units == 20
    history = second.history.set_index(["week", "unit", "indicator"])
    assert history.loc[("2011-08-04", "ulan", "F1.10"), "total_value"] == 6.0
    assert ("2011-08-04", "saryozek", "F1.10") not in history.index


def test_the_name_is_the_one_of_the_date(course: Course) -> None:
    names = {
        week: report.region.campaign.unit("kurshim").name.ru
        for week, report in course.reports.items()
    }
    assert list(names.values()) == ["Курчумский район", "Курчумский район", "район Марқакөл"]
    covers = {
        week: " ".join(words_of(forms["kurshim"]).split()) for week, forms in course.forms.items()
    }
    assert "Курчумский район" in covers[DATES[1]]
    assert "район Марқакөл" not in covers[DATES[1]]
    assert "район Марқакөл" in covers[DATES[2]]
    assert figures_of(course.reports[DATES[2]].region).compare("F1.10").units == 20


def test_what_was_altered_is_told_when_it_has_happened(course: Course) -> None:
    told = {
        week: [(each.kind, each.is_new) for each in alterations_of(report.region)]
        for week, report in course.reports.items()
    }
    assert told == {
        DATES[0]: [],
        DATES[1]: [(Altered.SPLIT, True), (Altered.ROW_ADDED, True)],
        DATES[2]: [(Altered.SPLIT, False), (Altered.ROW_ADDED, False),
                   (Altered.ROW_RETIRED, True), (Altered.RENAMED, True)],
    }  # fmt: skip


SENTENCES = {
    "kk": (
        "2011 жылғы 9 тамыздан бастап Ұлан ауданынан бөлінген Сарыөзек ауданы жеке есеп береді",
        "2011 жылғы 11 тамыздан бастап нысанға «",
        "2011 жылғы 15 тамыздан бастап Күршім ауданы Марқакөл ауданы деп аталады",
        "көрсеткіші нысаннан алынды",
    ),
    "ru": (
        "С 9 августа 2011 года отдельно отчитывается Сарыозекский район, выделенный из Уланского",
        "С 11 августа 2011 года в форму включён показатель «",
        "С 15 августа 2011 года Курчумский район переименован в район Марқакөл",
        "из формы исключён",
    ),
}


@pytest.mark.parametrize(("language", "sentences"), SENTENCES.items(), ids=SENTENCES)
def test_the_narrative_tells_the_reader(
    language: str, sentences: tuple[str, ...], course: Course
) -> None:
    first, second, third = (narrative(course.reports[week], language) for week in DATES)
    assert not [each for each in sentences if each in first]
    assert [each in second for each in sentences] == [True, True, False, False]
    assert all(each in third for each in sentences)
    alone = {"kk": "екеуі де өткен есепті күнмен", "ru": "оба в сравнение с прошлой"}[language]
    assert alone in second
    assert alone not in third


def test_the_workbook_keeps_the_history_and_says_what_was_altered(course: Course) -> None:
    folder = course.reports[DATES[2]].publication.folder
    book = load_workbook(next(folder.glob("svod-*.xlsx")))
    noted = {
        sheet.title: str(sheet["A3"].value).replace("\u00a0", " ")
        for sheet in book
        if "Сарыозекский район" in str(sheet["A3"].value)
    }
    assert len(noted) == 3
    for note in noted.values():
        assert f"исключён показатель {RETIRED}" in note
        assert f"{ADDED} көрсеткіші енгізілді" in note
        assert "прежнее название – Курчумский район, новое – район Марқакөл" in note
    history = next(sheet for sheet in book if re.search("тарих|История", sheet.title))
    rows = {
        (row[0], row[1]): [each for each in row[3:] if each is not None]
        for row in history.iter_rows(min_row=5, values_only=True)
    }
    assert rows["04.08.2011", RETIRED] == [2] * 19
    assert rows["18.08.2011", RETIRED] == []
    assert rows["04.08.2011", ADDED] == []
    assert len(rows["11.08.2011", ADDED]) == 20
