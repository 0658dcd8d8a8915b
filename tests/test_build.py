"""The main job from outside: the sample inbox in, the outbox of 11 August out."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from conftest import ROOT
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.collect import collect
from pipeline.issue import form_name, issue
from pipeline.language import typography
from pipeline.model import Column
from pipeline.read import FormLayout, read
from pipeline.schema import Kind, Quantity
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

FRIDAY = "2011-08-12T12:00:00+06:00"
WEEK = "2011-08-11"
COMMAND = "import sys; from pipeline.cli import {0}_command as run; run()"


def start(name: str, *options: str, **settings: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
    command = [sys.executable, "-c", COMMAND.format(name.replace("-", "_")), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **settings)


def run(name: str, *options: str) -> tuple[int, str, str]:
    out, err = (process := start(name, *options)).communicate(timeout=120)
    return process.returncode, out.decode(), err.decode()


def build(workspace: Path, *options: str, now: str = FRIDAY) -> dict[str, Any]:
    code, out, err = run(
        "build-report", "--workspace", str(workspace), "--now", now, "--json", *options
    )
    assert (code, err) == (0, "")
    return json.loads(out)


def outputs(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "outbox"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "inbox", tmp_path / "inbox")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    return tmp_path


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """Run the main job once on the sample inbox, for the tests that only look."""
    workspace = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "inbox", workspace / "inbox")
    shutil.copytree(ROOT / "templates", workspace / "templates")
    return workspace, build(workspace)


@pytest.mark.office
def test_the_narrative_has_two_pages_and_an_annex_of_one(
    sample: tuple[Path, dict[str, Any]],
    office: Callable[[list[Path], str], list[Path]],
    browser: Browser,
    tmp_path: Path,
) -> None:
    """Printed from any look, the text ends on the second page and all else is on the third."""
    folder = sample[0] / "outbox" / WEEK
    printed = [*office(sorted(folder.glob("*a*t*-*.docx")), "pdf"), *folder.glob("*.pdf")]
    for path in sorted(folder.glob("*a*t*-*.html")):
        page = browser.new_page()
        page.goto(path.as_uri())
        printed.append(tmp_path / f"{path.name}.pdf")
        page.pdf(path=printed[-1], prefer_css_page_size=True)
        page.close()
    assert len(printed) == 6
    for path in printed:
        pages = [each.extract_text() for each in PdfReader(path).pages]
        assert len(pages) == 3, path.name
        assert re.search(r"тел\.: ", pages[1]), path.name
        assert re.search("2-сурет|Рисунок.2", pages[2]), path.name


def test_the_sample_inbox(sample: tuple[Path, dict[str, Any]]) -> None:
    workspace, said = sample
    assert said["week"] == WEEK
    assert said["now"] == FRIDAY
    districts = [unit for unit in said["units"] if unit["level"] == "district"]
    by_status = {
        status: {unit["code"] for unit in districts if unit["status"] == status}
        for status in ("on_time", "late", "returned", "missing")
    }
    assert {status: len(units) for status, units in by_status.items()} == {
        "on_time": 15, "late": 2, "returned": 0, "missing": 2,
    }  # fmt: skip
    assert by_status["late"] == {"zyryan", "urzhar"}
    assert by_status["missing"] == {"kurchatov", "kurshim"}
    errors = {
        (file["unit"], finding["code"], finding["indicator"])
        for file in said["files"]
        for finding in file["findings"]
        if finding["severity"] == "error"
    }
    assert errors == {
        ("borodulikha", "total-fell", "F1.10"),
        ("beskaragai", "sum-mismatch", "F1.11"),
    }
    asked = {file["unit"] for file in said["files"] if file["correction_requested"]}
    assert asked == {"borodulikha", "beskaragai"}
    for output in said["outputs"]:
        assert (workspace / output["path"]).stat().st_size > 200
    kinds = Counter((output["kind"], output["lang"]) for output in said["outputs"])
    assert kinds == {
        ("workbook", None): 1, ("narrative", "kk"): 3, ("narrative", "ru"): 3,
        # Two forms go back, with a letter in each language; two units are reminded,
        # and two offices get the report.
        ("returned_form", None): 2, ("letter", "kk"): 2, ("letter", "ru"): 2,
        ("email", None): 6, ("letter", None): 5, ("bulletin", "kk"): 2, ("bulletin", "ru"): 2,
        ("page", None): 1,
    }  # fmt: skip
    goes_back = {each["unit"] for each in said["outputs"] if each["kind"] == "returned_form"}
    assert goes_back == {"borodulikha", "beskaragai"}


def test_every_file_of_the_inbox_is_accounted_for_once(
    sample: tuple[Path, dict[str, Any]],
) -> None:
    workspace, said = sample
    inbox = workspace / "inbox"
    there = sorted(
        path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()
    )
    assert [file["path"] for file in said["files"]] == there
    assert {file["fate"] for file in said["files"]} == {"accepted"}


# What the narratives tell, and so what must come out of the sample forms.
TOLD = {
    "F1.05": 14_236, "F1.10": 3_412, "F1.11": 18_640.5, "F1.11c": 6_940.5, "F1.11d": 2_105.0,
    "F1.11e": 1_380.0, "F1.10c": 1_204, "F1.10d": 437, "F1.10e": 285, "F3.01": 582, "F3.02": 436,
    "F3.03": 27, "F3.04": 9, "F3.05": 641, "F3.06": 212, "F3.10": 38, "F3.11": 126, "F2.01": 154,
    "F2.20": 64, "F2.21": 41, "F2.23": 23, "F4.01": 47, "F4.10": 74, "F1.20": 312, "F1.21": 624,
}  # fmt: skip


def data_of(workspace: Path) -> pd.DataFrame:
    book = workspace / "outbox" / WEEK / f"svod-{WEEK}.xlsx"
    return pd.read_excel(book, sheet_name="Data", engine="openpyxl", keep_default_na=False,
                         na_values=[""])  # fmt: skip


def test_the_figures_of_the_tale(sample: tuple[Path, dict[str, Any]]) -> None:
    data = data_of(sample[0])
    assert list(data.columns) == [
        "week", "unit", "indicator", "week_value", "total_value", "status", "file", "sheet",
        "cell", "sha256",
    ]  # fmt: skip
    assert not data.duplicated(["unit", "indicator"]).any()
    districts = data[data[Column.UNIT] != "vko"]
    totals = districts.groupby(Column.INDICATOR)[Column.TOTAL_VALUE].sum()
    assert {key: totals[key] for key in TOLD} == pytest.approx(TOLD)


def test_every_figure_traces_back_to_its_cell(sample: tuple[Path, dict[str, Any]]) -> None:
    workspace, _ = sample
    data = data_of(workspace)
    counted = data[data[Column.STATUS].isin(["counted", "warned"])]
    numeric = counted[counted[Column.INDICATOR].str.startswith(("F1", "F2", "F3"))]
    file = "2011-08-11/2011-08-11_semei.xlsx"
    book = load_workbook(workspace / "inbox" / file, data_only=True)
    own = numeric[numeric[Column.FILE] == file]
    assert len(own) > 70
    for sheet, cell, value in zip(own["sheet"], own["cell"], own["total_value"], strict=True):
        assert book[sheet][cell].value == pytest.approx(value)


def test_the_same_inbox_gives_the_same_bytes(
    sample: tuple[Path, dict[str, Any]], workspace: Path
) -> None:
    build(workspace)
    once = outputs(workspace)
    build(workspace)
    assert outputs(workspace) == once == outputs(sample[0])


def test_one_new_file_gives_what_a_run_from_nothing_gives(
    sample: tuple[Path, dict[str, Any]], workspace: Path
) -> None:
    held_back = workspace / "inbox" / WEEK / f"{WEEK}_semei.xlsx"
    aside = workspace / "aside.xlsx"
    held_back.rename(aside)
    before = build(workspace)
    assert {unit["code"] for unit in before["units"] if unit["status"] == "missing"} == {
        "kurchatov", "kurshim", "semei",
    }  # fmt: skip
    aside.rename(held_back)
    assert build(workspace) == sample[1]
    assert outputs(workspace) == outputs(sample[0])


def test_deleting_the_outbox_or_the_inbox_loses_nothing(
    sample: tuple[Path, dict[str, Any]], workspace: Path
) -> None:
    build(workspace)
    shutil.rmtree(workspace / "outbox")
    shutil.rmtree(workspace / "inbox")
    (workspace / "inbox").mkdir()
    said = build(workspace)
    assert said["files"] == []
    assert outputs(workspace) == outputs(sample[0])


def test_a_lost_ledger_is_rebuilt(sample: tuple[Path, dict[str, Any]], workspace: Path) -> None:
    build(workspace)
    (workspace / "archive" / "ledger.sqlite").unlink()
    (workspace / "inbox").rename(workspace / "elsewhere")
    (workspace / "inbox").mkdir()
    build(workspace)
    assert outputs(workspace) == outputs(sample[0])


def test_an_earlier_week_can_be_asked_for(workspace: Path) -> None:
    said = build(workspace, "--week", "2011-08-04")
    assert said["week"] == "2011-08-04"
    assert all(unit["status"] == "on_time" for unit in said["units"])
    assert len(said["files"]) == 38
    assert [path.name for path in (workspace / "outbox").iterdir()] == ["2011-08-04"]


def test_the_archive_keeps_every_original(sample: tuple[Path, dict[str, Any]]) -> None:
    workspace, _ = sample
    kept = sorted(path.read_bytes() for path in (workspace / "archive" / "files").iterdir())
    sent = sorted(path.read_bytes() for path in (workspace / "inbox").rglob("*.xlsx"))
    assert kept == sent


BAD = {
    "a picture": ("photo.jpg", b"\xff\xd8\xff\xe0", "returned", "is-picture"),
    "a text": ("letter.xlsx", "сәлем".encode(), "returned", "is-text"),
    "an empty file": ("empty.xlsx", b"", "returned", "empty-file"),
    "an owner file": ("~$form.xlsx", b"x", "ignored", "system-file"),
    "half a zip": ("half.xlsx", b"PK\x03\x04half", "returned", "damaged"),
}


def test_bad_files_get_a_verdict_and_the_rest_goes_on(
    sample: tuple[Path, dict[str, Any]], workspace: Path
) -> None:
    folder = workspace / "inbox" / "sub" / "folder"
    folder.mkdir(parents=True)
    for name, content, *_ in BAD.values():
        (folder / name).write_bytes(content)
    said = build(workspace)
    found = {
        Path(file["path"]).name: (file["fate"], [each["code"] for each in file["findings"]])
        for file in said["files"]
        if file["path"].startswith("sub/")
    }
    assert found == {name: (fate, [code]) for name, _, fate, code in BAD.values()}
    for file in said["files"]:
        for finding in file["findings"]:
            assert finding["message_kk"]
            assert finding["message_ru"]
    assert said["units"] == sample[1]["units"]


FAIL_ON = {"missing": 3, "warning": 3, "returned": 0}


@pytest.mark.parametrize(("what", "expected"), FAIL_ON.items())
def test_fail_on(what: str, expected: int, workspace: Path) -> None:
    code, _, _ = run(
        "build-report", "--workspace", str(workspace), "--now", FRIDAY, "--fail-on", what
    )
    assert code == expected


def test_the_console_speaks_both_languages(workspace: Path) -> None:
    for language, word in (("kk", "Күршім ауданы"), ("ru", "Курчумский район")):
        code, out, err = run(
            "build-report", "--workspace", str(workspace), "--now", FRIDAY, "--lang", language
        )
        assert (code, err) == (0, "")
        assert word in out
        assert "svod-2011-08-11.xlsx" in out


OURS = {
    "an empty inbox": (["--now", FRIDAY], 1),
    "a date that is none": (["--week", "2011-08-10"], 2),
    "templates that are nowhere": (["--templates", "nowhere"], 1),
    "a word for a date": (["--week", "thursday"], 2),
    "a word for a moment": (["--now", "noon"], 2),
    "an unknown option": (["--frobnicate"], 2),
}


@pytest.mark.parametrize(("options", "expected"), OURS.values(), ids=OURS)
def test_our_errors_are_one_line(options: list[str], expected: int, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    code, out, err = run("build-report", "--workspace", str(tmp_path), *options)
    assert code == expected
    assert out == ""
    assert "Traceback" not in err
    if expected == 1:
        assert len(err.strip().splitlines()) == 1


def test_a_mistake_in_a_template_is_one_line(workspace: Path) -> None:
    path = workspace / "templates" / "mektepke-zhol-2011" / "rules.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("F1.05", "F1.O5", 1), "utf-8")
    code, _, err = run("build-report", "--workspace", str(workspace), "--now", FRIDAY)
    assert code == 1
    assert len(err.strip().splitlines()) == 1
    assert "rules.toml" in err
    assert not (workspace / "archive").exists()


@pytest.mark.skipif(os.name == "nt", reason="processes are killed by signal here")
def test_a_run_killed_at_any_moment_loses_nothing(
    sample: tuple[Path, dict[str, Any]], workspace: Path
) -> None:
    options = ("--workspace", str(workspace), "--now", FRIDAY, "--json")
    # From the first imports to the last rename, in steps finer than any one of them.
    for hundredths in range(20, 260, 20):
        process = start("build-report", *options)
        time.sleep(hundredths / 100)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        shown = outputs(workspace)
        finished = [name for name in shown if not name.startswith(".")]
        assert finished == [] or {name: shown[name] for name in finished} == outputs(sample[0])
    assert build(workspace) == sample[1]
    assert outputs(workspace) == outputs(sample[0])


def test_two_runs_at_once_agree(sample: tuple[Path, dict[str, Any]], workspace: Path) -> None:
    options = ("--workspace", str(workspace), "--now", FRIDAY, "--json")
    both = [start("build-report", *options) for _ in range(2)]
    said = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    assert said == [sample[1], sample[1]]
    assert outputs(workspace) == outputs(sample[0])


def test_checking_a_file_touches_nothing(workspace: Path) -> None:
    file = workspace / "inbox" / "2011-08-11" / "2011-08-11_beskaragai.xlsx"
    options = ("--workspace", str(workspace), "--json", "--now", FRIDAY)
    before = sorted(workspace.rglob("*"))
    code, out, err = run("check-forms", str(file), *options)
    assert (code, err) == (0, "")
    assert sorted(workspace.rglob("*")) == before
    (said,) = json.loads(out)["files"]
    assert (said["fate"], said["unit"], said["week"]) == ("accepted", "beskaragai", WEEK)
    assert "sum-mismatch" in {finding["code"] for finding in said["findings"]}
    code, out, _ = run("check-forms", str(file), *options[:2], "--lang", "kk")
    assert code == 0
    assert "F1!E21" in out


def test_checking_a_file_knows_what_was_accepted(workspace: Path) -> None:
    build(workspace)
    file = workspace / "inbox" / "2011-08-11" / "2011-08-11_borodulikha.xlsx"
    options = ("--workspace", str(workspace), "--json", "--now", "2011-08-11T15:00")
    _, out, _ = run("check-forms", str(file), *options)
    (said,) = json.loads(out)["files"]
    assert [finding["code"] for finding in said["findings"]] == ["total-fell"]


def test_forms_are_issued_with_the_last_accepted_totals(workspace: Path) -> None:
    build(workspace)
    out = workspace / "new forms"
    options = ("--workspace", str(workspace), "--unit", "semei", "--out", str(out))
    code, _, err = run("make-forms", *options)
    assert (code, err) == (0, "")
    # The date after the newest received one.
    (path,) = out.iterdir()
    assert path.name == "2011-08-18_semei.xlsx"
    before = data_of(workspace).set_index(["unit", "indicator"])["total_value"]
    sheet = load_workbook(path)["F1"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    assert rows["F1.10"][5].value == before["semei", "F1.10"]


def test_forms_of_all_units(workspace: Path) -> None:
    code, _, _ = run("make-forms", "--workspace", str(workspace), "--week", WEEK)
    assert code == 0
    made = sorted((workspace / "outbox").rglob("*.xlsx"))
    assert len(made) == 20
    code, _, err = run("make-forms", "--workspace", str(workspace), "--unit", "kurshym")
    assert code == 2
    assert len(err.splitlines()) == 1
    assert "kurshim" in err


def test_help_speaks_both_languages() -> None:
    for name in ("build-report", "make-forms", "check-forms"):
        code, out, err = run(name, "--help")
        assert (code, err) == (0, "")
        assert "--workspace" in out
        assert len([line for line in out.splitlines() if line.strip()]) > 8


@pytest.mark.office
def test_random_figures_saved_by_libreoffice_come_back(
    office: Callable[[list[Path], str], list[Path]],
    tmp_path: Path,
    campaign: Any,  # noqa: ANN401
) -> None:
    chance = random.Random(20110811)  # noqa: S311 - figures, not secrets
    wording = load_wording(ROOT / "templates" / "blank-form.toml")
    week = campaign.settings.reporting_dates[1]
    filled: dict[tuple[str, str], tuple[float | None, float]] = {}
    drafts = []
    for unit in campaign.districts(week)[:4]:
        book = load_workbook(BytesIO(issue(campaign, wording, unit, week, {})))
        for sheet in book:
            for cells in sheet.iter_rows(min_row=5):
                row = campaign.indicators.get(cells[0].value)
                if row is None or not row.is_numeric:
                    continue
                value = float(chance.randint(0, 99_999))
                value = value / 10 if row.quantity is Quantity.MONEY else value
                week_value = value if row.kind is Kind.CUM else None
                sheet.cell(cells[0].row, 4 if row.kind is Kind.CUM else 5).value = value
                filled[unit.code, row.id] = (week_value, value)
        path = tmp_path / form_name(unit, week)
        book.save(path)
        drafts.append(path)
    (tmp_path / "w" / "inbox").mkdir(parents=True)
    for path in office(drafts, "xlsx:Calc MS Excel 2007 XML"):
        shutil.copy(path, tmp_path / "w" / "inbox")
    said = build(tmp_path / "w", now="2011-08-11T17:00:00+06:00")
    assert [file["fate"] for file in said["files"]] == ["accepted"] * 4
    layout = FormLayout.of(campaign)
    back: dict[tuple[str, str], dict[str, object]] = {}
    for arrival in collect(tmp_path / "w" / "inbox"):
        form = read(arrival, layout)
        for cell in form.cells:
            back.setdefault((form.unit, cell.indicator), {})[cell.slot] = cell.value
    for key, (week_value, total) in filled.items():
        assert back[key].get("week") == week_value
        assert back[key]["total"] == pytest.approx(total)


# Lines that both narratives name outright, each with the decimals it is written with.
NAMED = {
    "F1.05": 0, "F1.10": 0, "F1.11": 1, "F1.11b": 1, "F1.11c": 1, "F1.10c": 0, "F3.01": 0,
    "F3.02": 0, "F3.05": 0, "F3.06": 0, "F3.10": 0, "F3.11": 0, "F2.01": 0, "F2.20": 0,
    "F2.21": 0, "F4.01": 0, "F4.10": 0, "F4.20": 0, "F4.21": 0, "F1.20": 0, "F1.21": 0,
}  # fmt: skip


def test_narratives_and_workbook_carry_the_same_figures(
    sample: tuple[Path, dict[str, Any]],
) -> None:
    workspace, said = sample
    data = data_of(workspace)
    districts = data[data[Column.UNIT] != "vko"]
    totals = districts.groupby(Column.INDICATOR)[Column.TOTAL_VALUE].sum()
    pages = {
        output["lang"]: (workspace / output["path"]).read_text(encoding="utf-8")
        for output in said["outputs"]
        if output["kind"] == "narrative" and output["path"].endswith(".html")
    }
    assert set(pages) == {"kk", "ru"}
    for language, page in pages.items():
        words = re.sub("<[^>]+>|\u2011", "", page).replace("\u2060", "")
        for indicator, decimals in NAMED.items():
            figure = (
                typography.decimal(totals[indicator], decimals)
                if decimals
                else (typography.integer(int(totals[indicator])))
            )
            assert re.search(rf"(?<![\d,]){figure}(?![\d,]\d)", words), (
                language,
                indicator,
                figure,
            )
