"""A mistake in a campaign's files is named with file, key and what is expected."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import NOW, ROOT, SECOND
from make_findings_page import PAGE, page_of

from pipeline.campaign import load_campaign
from pipeline.errors import SetupError
from pipeline.schema import Kind

if TYPE_CHECKING:
    from pipeline.campaign import Campaign
    from pipeline.texts import Texts

FOLDER = "mektepke-zhol-2011"
MISTAKES = {
    "a missing key": ("campaign.toml", 'code = "mektepke-zhol-2011"', "", "code"),
    "an unknown key": ("campaign.toml", "end = ", "ende = 2011-09-30\nend = ", "ende"),
    "a wrong type": ("campaign.toml", "start = 2011-08-01", 'start = "soon"', "start"),
    "dates out of order": ("campaign.toml", "2011-08-18", "2011-08-01", "reporting_dates"),
    "a time zone of nowhere": ("campaign.toml", "Asia/Almaty", "Asia/Nowhere", "timezone"),
    "an unknown kind": ("indicators.toml", 'kind = "ref"', 'kind = "reff"', "indicators[0].kind"),
    "an id twice": ("indicators.toml", 'id = "F1.02"', 'id = "F1.01"', "indicators.id"),
    "a sheet that is none": ("indicators.toml", 'sheet = "F1"', 'sheet = "F9"', "F1.01.sheet"),
    "a measure that is none": ("indicators.toml", "measures = [7]", "measures = [77]",
                               "F1.01.measures"),
    "a rule over an unknown line": ("rules.toml", 'whole = "F1.05"', 'whole = "F1.O5"', "sums S1"),
    "an unknown body": ("plan.toml", 'body = "edu"', 'body = "edo"', "measures 1.responsible"),
    "an unknown milestone": ("plan.toml", 'milestone = "M01"', 'milestone = "F1.01"',
                             "measures 1.deadlines"),
    "a unit without a language": ("districts.toml", "kk = ", "kz = ", "units[0]"),
    "broken syntax": ("form.toml", "edition = ", "edition ", "form.toml"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(file: str, old: str, new: str, key: str, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    shutil.copytree(ROOT / "templates" / FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SetupError) as error:
        load_campaign(tmp_path, None, NOW)
    assert Path(str(error.value.details["file"])).name == file
    assert key in str(error.value.details)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates" / FOLDER, tmp_path / FOLDER)
    (tmp_path / FOLDER / "rules.toml").unlink()
    with pytest.raises(SetupError) as error:
        load_campaign(tmp_path, None, NOW)
    assert error.value.key == "template-missing"


def test_a_second_campaign_is_a_second_folder(tmp_path: Path) -> None:
    for year in ("2011", "2012"):
        folder = tmp_path / f"mektepke-zhol-{year}"
        shutil.copytree(ROOT / "templates" / FOLDER, folder)
        for path in folder.glob("*.toml"):
            text = path.read_text(encoding="utf-8").replace("2011-0", f"{year}-0")
            path.write_text(text, encoding="utf-8")
    assert load_campaign(tmp_path, date(2012, 8, 18), NOW).folder.name.endswith("2012")
    assert load_campaign(tmp_path, None, NOW).folder.name.endswith("2011")
    assert load_campaign(tmp_path, None, NOW.replace(year=2013)).folder.name.endswith("2012")


def test_the_calendar_of_2011(campaign: Campaign) -> None:
    dates = campaign.settings.reporting_dates
    assert len(dates) == 10
    assert [day.weekday() for day in dates[:9]] == [3] * 9
    assert campaign.period(dates[0]) == (date(2011, 8, 1), date(2011, 8, 4))
    assert campaign.period(SECOND) == (date(2011, 8, 5), SECOND)
    assert campaign.cut_off(SECOND).isoformat() == "2011-08-11T18:00:00+06:00"


def test_the_plan_the_form_and_the_units_of_2011(campaign: Campaign) -> None:
    assert [measure.number for measure in campaign.plan.measures] == list(range(1, 21))
    assert [len(measure.deadlines) for measure in campaign.plan.measures][:4] == [1, 1, 2, 1]
    assert len(campaign.rows) == 137
    codes = [unit.code for unit in campaign.districts(SECOND)]
    assert codes == [
        "oskemen", "semei", "ridder", "kurchatov", "abai", "ayagoz", "beskaragai",
        "borodulikha", "glubokoe", "zharma", "zaisan", "zyryan", "katonkaragai",
        "kokpekti", "kurshim", "tarbagatai", "ulan", "urzhar", "shemonaikha",
    ]  # fmt: skip
    issued = campaign.issued(campaign.unit("kurshim"), SECOND)
    assert len(issued) == sum(row.core for row in campaign.rows)
    level = campaign.issued(campaign.oblast_level, SECOND)
    assert {row.id for row in level if row.kind is not Kind.TEXT} == {
        "F4.30", "F4.31", "F4.32", "M16", "M20",
    }  # fmt: skip


def test_every_rule_names_lines_of_one_kind_of_figure(campaign: Campaign) -> None:
    for rule in campaign.rules.sums:
        quantities = {campaign.indicators[each].quantity for each in (rule.whole, *rule.parts)}
        assert len(quantities) == 1, rule.id


def test_the_page_of_findings_is_that_of_the_texts(texts: Texts) -> None:
    assert PAGE.read_text(encoding="utf-8") == page_of(texts)
