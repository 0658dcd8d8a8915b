"""A new year's campaign from an old one: made, issued, filled by openpyxl, reported, read back."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest
from conftest import ROOT
from openpyxl import load_workbook

from pipeline.build import build_report
from pipeline.campaign import load_campaign
from pipeline.campaigns import NewCampaign, new_campaign
from pipeline.errors import SetupError, UsageError
from pipeline.forms import make_forms
from pipeline.language import kk, ru
from pipeline.model import Job, Status
from pipeline.read.pool import Readers
from pipeline.renew.renewal import moved, reporting_dates
from pipeline.renew.tokens import rewritten, with_dates, with_strings
from pipeline.schema import Kind, UnitKind, Units
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.build import Report
    from pipeline.campaign import Campaign

OLD = "mektepke-zhol-2011"
NAME, YEAR = "mektepke-zhol-2026", 2026
# What stands in the forms: children, in need, helped, and the help.
FIGURES = {"F1.01": 500, "F1.03": 300, "F1.05": 40, "F1.05a": 40, "F1.10": 6, "F1.10a": 6,
           "F1.11": 60, "F1.11a": 60, "F1.12a": 6, "F2.01": 3, "F2.01a": 3, "F2.03": 9,
           "F2.03a": 9}  # fmt: skip
VKO = ("oskemen", "ridder", "glubokoe", "zaisan", "katonkaragai", "kurshim", "tarbagatai", "ulan",
       "shemonaikha", "altai", "samar", "ulken-naryn", "markakol")  # fmt: skip
ABAI = ("semei", "kurchatov", "abai", "ayagoz", "beskaragai", "borodulikha", "zharma", "kokpekti",
        "urzhar", "aksuat", "zhanasemei", "makanshi")  # fmt: skip
# What the person who reads questions.txt writes in place of what is asked about.
ANSWERS = {
    "vko": {"2011": "2026", "Тәуелсіздігінің": "Тәуелсіздігінің"},
    "abai-oblast": {
        "2011": "2026", "ШҚО бойынша": "Абай облысы бойынша", "ШҚО": "Абай облысының",
        "по ВКО": "по области Абай", "ВКО": "области Абай", "Өскемен қаласы": "Семей қаласы",
        "город Усть-Каменогорск": "город Семей",
    },
}  # fmt: skip


class Made(NamedTuple):
    """A workspace with a campaign of 2026 in which two dates were reported."""

    workspace: Path
    new: NewCampaign
    report: Report
    oblast: str


def job(workspace: Path, now: str, week: date | None = None) -> Job:
    return Job(
        templates=workspace / "templates", inbox=workspace / "inbox",
        outbox=workspace / "outbox", archive=workspace / "archive",
        decisions=workspace / "decisions.xlsx",
        now=datetime.fromisoformat(f"{now}:00+05:00"), week=week,
    )  # fmt: skip


def new_workspace(folder: Path) -> Path:
    (folder / "inbox").mkdir(parents=True)
    shutil.copytree(ROOT / "templates", folder / "templates")
    return folder


def fill(path: Path, campaign: Campaign, into: Path, figures: Mapping[str, float]) -> None:
    """Fill a form as a district does, by its ids."""
    book = load_workbook(path)
    for sheet in book:
        for line in range(1, sheet.max_row + 1):
            row = campaign.indicators.get(str(sheet.cell(line, 1).value))
            if row is None:
                continue
            figure = figures.get(row.id, 0)
            if row.kind in {Kind.MILESTONE, Kind.FLAG}:
                column = 4 if row.kind is Kind.MILESTONE else 5
                sheet.cell(line, column).value = campaign.form.no.both
            elif row.kind is not Kind.TEXT:
                sheet.cell(line, 4 if row.kind is Kind.CUM else 5).value = figure
    book.save(into / path.name)


def issue_and_fill(
    workspace: Path, week: date, now: str, figures: Mapping[str, float] = FIGURES
) -> tuple[Path, ...]:
    at = job(workspace, now, week)
    with Readers(1) as readers:
        forms = make_forms(at, readers, (), None)
    campaign = load_campaign(at.templates, week, at.now)
    for path in forms:
        fill(path, campaign, workspace / "inbox", figures)
    return forms


def build(workspace: Path, week: date | None, now: str) -> Report:
    with Readers(1) as readers:
        return build_report(job(workspace, now, week), readers)


def words_of(path: Path) -> str:
    """Give every text of an output, without its tags."""
    return _words(path.name, path.read_bytes())


def _words(name: str, content: bytes) -> str:
    if name.endswith(".eml"):
        mail = message_from_bytes(content, policy=default)
        parts = [str(mail["Subject"])]
        for part in mail.walk():
            if part.is_multipart():
                continue
            held = part.get_content()
            parts.append(held if isinstance(held, str) else _words(part.get_filename() or "", held))
        return "\n".join(parts)
    if content[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(content)) as package:
            return "\n".join(
                _plain(package.read(each).decode())
                for each in package.namelist()
                if each.endswith(".xml")
            )
    return "" if name.endswith((".pdf", ".png")) else _plain(content.decode())


def _plain(text: str) -> str:
    # What a cell says when it is chosen stands in attributes.
    text = re.sub(r'<[^>]* prompt="([^"]*)"[^>]*>', r"\1", text)
    return re.sub(r"<(?:style|script).*?</(?:style|script)>|<[^>]*>", " ", text, flags=re.DOTALL)


@pytest.fixture(scope="module", params=["vko", "abai-oblast"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make the campaign, answer what it asks, report its second date."""
    workspace = new_workspace(tmp_path_factory.mktemp(request.param))
    new = new_campaign(job(workspace, "2026-07-01T09:00"), YEAR, None, request.param, None)
    for path in sorted(new.folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        for old, answer in ANSWERS[request.param].items():
            if path.name not in {"districts.toml", "questions.txt"}:
                text = text.replace(old, answer)
        path.write_text(text, encoding="utf-8")
    first, second = new.dates[:2]
    issue_and_fill(workspace, first, "2026-08-05T09:00")
    build(workspace, first, "2026-08-06T17:00")
    issue_and_fill(workspace, second, "2026-08-12T09:00")
    report = build(workspace, None, "2026-08-13T17:00")
    return Made(workspace, new, report, request.param)


def test_the_folder_loads_at_once_with_its_own_dates_and_units(made: Made) -> None:
    campaign = load_campaign(
        made.workspace / "templates", made.new.dates[0], made.report.region.now
    )
    assert campaign.folder == made.new.folder
    assert made.new.dates == tuple(
        date(2026, month, day)
        for month, days in ((8, (6, 13, 20, 27)), (9, (3, 10, 17, 24, 30)))
        for day in days
    )
    assert {day.weekday() for day in made.new.dates[:-1]} == {3}
    settings = campaign.settings
    assert (settings.code, settings.first_lesson) == (made.new.folder.name, date(2026, 9, 1))
    assert campaign.form.edition == "2026-1"
    codes = tuple(unit.code for unit in campaign.districts(made.new.dates[0]))
    assert codes == (VKO if made.oblast == "vko" else ABAI)
    assert made.new.units == len(codes)
    assert all(unit.kato for unit in campaign.districts(made.new.dates[0]))


def test_everyone_is_counted_with_the_figures_of_the_forms(made: Made) -> None:
    region = made.report.region
    assert region.week == made.new.dates[1]
    assert {each.status for each in region.submissions} == {Status.ON_TIME}
    assert region.oblast_submission is not None
    assert {file.fate.value for file in made.report.files} == {"accepted"}
    facts = region.facts.set_index(["unit", "indicator"])
    for submission in region.submissions:
        found = facts.loc[(submission.unit.code, "F1.10")]
        assert (found["week_value"], found["total_value"]) == (6.0, 12.0)


def test_no_output_names_the_old_year_or_another_oblast(made: Made) -> None:
    foreign = {"vko": ("область Абай", "области Абай", "Абай облысы", "Семей қаласы",
                       "город Семей", "Зырян"),
               "abai-oblast": ("Восточно", "ВКО", "ШҚО", "Шығыс Қазақстан", "Өскемен",
                               "Усть-Каменогорск")}[made.oblast]  # fmt: skip
    folder = made.report.publication.folder
    seen = 0
    for path in (*folder.rglob("*"), *(folder.parent / "forms").rglob("*")):
        if not path.is_file():
            continue
        text = words_of(path)
        seen += bool(text)
        old = re.search(r".{0,40}(?<!\d)(?:2011|\d\d\.\d\d\.11)(?!\d).{0,40}", text)
        assert old is None, (path.name, old)
        for name in foreign:
            assert name not in text, (path.name, text[max(text.find(name) - 60, 0) :][:140])
    assert seen > 2 * len(made.report.region.submissions)


def test_both_narratives_call_the_units_by_their_names(made: Made, tmp_path: Path) -> None:
    """Two dates on, with two units late: the Russian head stands before the new names."""
    workspace = tmp_path / "copy"
    shutil.copytree(made.workspace, workspace)
    week = made.new.dates[2]
    silent = ("samar", "markakol") if made.oblast == "vko" else ("aksuat", "makanshi")
    issue_and_fill(workspace, week, "2026-08-19T09:00")
    for code in silent:
        (workspace / "inbox" / f"{week.isoformat()}_{code}.xlsx").unlink()
    report = build(workspace, week, "2026-08-20T20:00")
    folder = report.publication.folder
    texts = {
        language: " ".join(words_of(next(folder.glob(f"[ai][qn]*.{language}.docx"))).split())
        for language in ("kk", "ru")
    }
    places = {
        "vko": ("Самар және Марқакөл аудандар", "Самар и Марқакөл", "Восточно-Казахстанской"),
        "abai-oblast": ("Ақсуат және Мақаншы аудандар", "Ақсуат и Мақаншы", "области Абай"),
    }[made.oblast]
    plain = {language: text.replace("\u00a0", " ") for language, text in texts.items()}
    assert places[0] in plain["kk"]
    assert re.search(rf"район\w* {places[1]}", plain["ru"])
    assert f"{places[1]} район" not in plain["ru"]
    assert places[2] in plain["ru"]


NAMES = {
    "samar": ("Самар ауданында", "районе Самар", "районом Самар"),
    "ulken-naryn": ("Үлкен Нарын ауданында", "районе Үлкен Нарын", "районом Үлкен Нарын"),
    "markakol": ("Марқакөл ауданында", "районе Марқакөл", "районом Марқакөл"),
    "aksuat": ("Ақсуат ауданында", "районе Ақсуат", "районом Ақсуат"),
    "makanshi": ("Мақаншы ауданында", "районе Мақаншы", "районом Мақаншы"),
    "zhanasemei": ("Жаңасемей ауданында", "районе Жаңасемей", "районом Жаңасемей"),
    "abai": ("Абай ауданында", "Абайском районе", "Абайским районом"),
    "abai-oblast": ("Абай облысында", "области Абай", "областью Абай"),
}


@pytest.mark.parametrize(("code", "forms"), NAMES.items(), ids=NAMES)
def test_a_new_unit_in_its_cases(code: str, forms: tuple[str, str, str]) -> None:
    units = {each.code: each for each in load_table(DISTRICTS, Units).units}
    unit = units[code]
    assert (kk.place(unit, "loc"), ru.place(unit, "loc"), ru.place(unit, "ins")) == forms


DISTRICTS = ROOT / "templates" / OLD / "districts.toml"


def test_two_campaigns_of_one_archive_never_count_each_other_s_forms(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "both")
    old_week, now = date(2011, 8, 4), "2011-08-04T17:00"
    old_forms = issue_and_fill(workspace, old_week, "2011-08-03T09:00")
    before = build(workspace, None, now)
    assert len(before.region.submissions) == len(old_forms) - 1 == 19
    said = words_of(next(before.publication.folder.glob("inf*.ru.docx")))
    (workspace / "inbox" / "list.txt").write_text("to be ignored", encoding="utf-8")
    build(workspace, None, now)

    new = new_campaign(job(workspace, "2026-07-01T09:00"), YEAR, None, None, None)
    issue_and_fill(workspace, new.dates[0], "2026-08-05T09:00")
    report = build(workspace, None, "2026-08-06T17:00")
    assert report.region.week == new.dates[0]
    assert {each.status for each in report.region.submissions} == {Status.ON_TIME}
    fates = {file.path: (file.fate.value, [each.code for each in file.findings])
             for file in report.files}  # fmt: skip
    assert len(fates) == len(report.files) == 20 + 14 + 1
    assert all(fates[path.name] == ("ignored", ["other-campaign"]) for path in old_forms)
    assert fates["list.txt"] == ("ignored", ["other-campaign"])
    # Once the inbox is cleared, what the archive keeps of the other campaign is nowhere told of.
    for path in (workspace / "inbox").iterdir():
        path.unlink()
    report = build(workspace, new.dates[0], "2026-08-07T10:00")
    assert {file.unit for file in report.region.files} == {*VKO, "vko"}
    again = build(workspace, old_week, now)
    assert [each.status for each in again.region.submissions] == [Status.ON_TIME] * 19
    assert words_of(next(again.publication.folder.glob("inf*.ru.docx"))) == said


def test_every_line_that_names_the_old_year_is_asked_about(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "asked")
    folder = workspace / "templates" / OLD
    letter = folder / "letter.ru.txt"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nПриказ 2011 года\n", encoding="utf-8")
    new = new_campaign(job(workspace, "2026-07-01T09:00"), YEAR, None, None, None)
    asked = {each.ru.split(": ")[0] for each in new.questions}
    left = {
        f"{path.name}, строка {number}"
        for path in new.folder.iterdir()
        if path.name not in {"districts.toml", "questions.txt"}
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1)
        if "2011" in line and not line.startswith("#")
    }
    assert left
    assert left <= asked
    told = (new.folder / "questions.txt").read_text(encoding="utf-8").split("\n")
    assert [line for line in told if line] == [
        line for each in new.questions for line in (each.kk, each.ru)
    ]


def test_comments_layout_and_ids_stay(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "kept")
    new = new_campaign(job(workspace, "2026-07-01T09:00"), YEAR, None, None, None)
    old = workspace / "templates" / OLD
    for path in sorted(old.iterdir()):
        before = path.read_text(encoding="utf-8").split("\n")
        after = (new.folder / path.name).read_text(encoding="utf-8").split("\n")
        assert [each for each in before if each.startswith("#")] == [
            each for each in after if each.startswith("#")
        ]
        if path.name != "campaign.toml":
            assert len(before) == len(after)
    campaigns = [
        load_campaign(
            workspace / "templates", week, datetime.fromisoformat("2026-07-01T09:00+05:00")
        )
        for week in (date(2011, 8, 4), new.dates[0])
    ]
    assert campaigns[0].indicators.keys() == campaigns[1].indicators.keys()


REFUSED = {
    "the same year": ({"year": 2011}, "same-year"),
    "no such oblast": ({"oblast": "mars"}, "no-such-oblast"),
    "an oblast of later years": ({"year": 2012, "oblast": "abai-oblast"}, "no-such-oblast"),
    "no campaign there": ({"base": Path("/nowhere/x")}, None),
    "a folder that is there": ({"out": ROOT}, "folder-exists"),
}


@pytest.mark.parametrize(("asked", "key"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_made_is_refused(
    asked: dict[str, object], key: str | None, tmp_path: Path
) -> None:
    workspace = new_workspace(tmp_path / "refused")
    wanted = {"year": YEAR, "base": None, "oblast": None, "out": None, **asked}
    with pytest.raises((UsageError, SetupError)) as refused:
        new_campaign(job(workspace, "2026-07-01T09:00"), **wanted)  # type: ignore[arg-type]
    assert key is None or refused.value.key == key


def test_a_second_campaign_on_the_same_dates_is_refused(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path / "twice")
    at = job(workspace, "2026-07-01T09:00")
    new = new_campaign(at, YEAR, None, None, None)
    base = workspace / "templates" / OLD
    for named in (base, None):
        with pytest.raises(UsageError) as refused:
            new_campaign(at, YEAR, named, "abai-oblast", None)
        assert refused.value.key == "dates-taken"
    shutil.copytree(new.folder, new.folder.with_name("copy"))
    with pytest.raises(SetupError):
        load_campaign(at.templates, new.dates[0], at.now)


WRITTEN = {
    "two figures": ("25.07.11 ж. дейін", "25.07.26 ж. дейін"),
    "four figures": ("до 25.07.2011 г.", "до 25.07.2026 г."),
    "a range": ("29.07–25.07.11", "29.07–25.07.26"),
    "not among those moved": ("26.07.11", "26.07.11"),
    "no day": ("25.13.11", "25.13.11"),
    "a number": ("125.07.11", "125.07.11"),
    "as the machine writes": ("2011-07-25", "2026-07-25"),
}


@pytest.mark.parametrize(("text", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_dates_within_a_text(text: str, expected: str) -> None:
    assert rewritten(text, {date(2011, 7, 25): date(2026, 7, 25)}) == expected


def test_only_dates_that_stand_for_themselves_move() -> None:
    text = 'a = 2011-07-25 # 2011-07-25\nb = "2011-07-25"\nc = """\n2011-07-25 "x" """\n'
    text += "d = 2011-07-25T10:00:00"
    moves = {date(2011, 7, 25): date(2026, 7, 25)}
    assert with_dates(text, moves) == text.replace("2011-07-25 #", "2026-07-25 #")
    assert with_strings(text, lambda each: each.replace("2011", "2026")).count("2026") == 2


DAYS = {
    "a plain day": (date(2011, 8, 1), 15, date(2026, 8, 1)),
    "29 February": (date(2012, 2, 29), 1, date(2013, 2, 28)),
    "29 February again": (date(2012, 2, 29), 4, date(2016, 2, 29)),
}


@pytest.mark.parametrize(("day", "years", "expected"), DAYS.values(), ids=DAYS)
def test_a_day_of_another_year(day: date, years: int, expected: date) -> None:
    assert moved(day, years) == expected


def test_the_weekday_and_the_last_day_are_those_of_the_old_calendar(campaign: Campaign) -> None:
    settings = campaign.settings
    assert reporting_dates(settings, settings.start, settings.end) == settings.reporting_dates
    days = reporting_dates(settings, date(2027, 8, 1), date(2027, 9, 30))
    # The last day is itself a Thursday, and stands once.
    assert days[-2:] == (date(2027, 9, 23), date(2027, 9, 30))
    short = msgspec.structs.replace(settings, reporting_dates=settings.reporting_dates[:-1])
    assert date(2026, 9, 30) not in reporting_dates(short, date(2026, 8, 1), date(2026, 9, 30))


PERIODS = (
    (date(2011, 8, 4), "vko", 19), (date(2019, 8, 1), "vko", 19), (date(2023, 8, 3), "vko", 11),
    (date(2026, 8, 6), "vko", 13), (date(2023, 8, 3), "abai-oblast", 10),
    (date(2026, 8, 6), "abai-oblast", 12),
)  # fmt: skip


@pytest.mark.parametrize(("day", "oblast", "count"), PERIODS)
def test_how_many_units_an_oblast_had(day: date, oblast: str, count: int) -> None:
    units = load_table(DISTRICTS, Units).units
    there = [
        unit
        for unit in units
        if unit.kind is not UnitKind.OBLAST
        and unit.is_valid_on(day)
        and unit.on(day).oblast == oblast
    ]
    assert len(there) == count
    assert len({unit.on(day).kato or unit.code for unit in there}) == count
