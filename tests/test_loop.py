"""The correction loop from outside: what is mended, decided or sent again changes what went out."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from openpyxl import load_workbook
from test_build import build, outputs, run, start

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = "2011-08-04", "2011-08-11"
THURSDAY, FRIDAY, NEXT_FRIDAY = (
    f"2011-08-{moment}+06:00" for moment in ("04T18:30", "05T12:00", "12T12:00")
)
UNITS = ("borodulikha", "beskaragai", "ulan")
COVER_KIND = "B6"
CORRECTED = "түзетілген / исправленный"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Make a workspace in which three districts have sent their first report."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    receive(tmp_path, FIRST)
    return tmp_path


def receive(workspace: Path, week: str) -> None:
    (workspace / "inbox").mkdir(exist_ok=True)
    for unit in UNITS:
        target = workspace / "inbox" / f"{week}_{unit}.xlsx"
        shutil.copyfile(ROOT / "inbox" / week / target.name, target)
        stamp(target, f"{week}T12:00:00+06:00")


def stamp(path: Path, moment: str) -> None:
    seconds = datetime.fromisoformat(moment).timestamp()
    os.utime(path, (seconds, seconds))


def mend(workspace: Path, source: str, changes: dict[str, object], moment: str) -> Path:
    """Send a report again, marked as corrected, with other figures."""
    book = load_workbook(workspace / "inbox" / source)
    for address, value in changes.items():
        sheet, _, cell = address.partition("!")
        book[sheet][cell] = value
    book.worksheets[0][COVER_KIND] = CORRECTED
    target = workspace / "inbox" / source.replace(".xlsx", f"_{moment[8:10]}.xlsx")
    book.properties.modified = datetime.fromisoformat(moment).replace(tzinfo=None)
    book.save(target)
    stamp(target, moment)
    return target


def file_of(said: dict[str, Any], name: str) -> dict[str, Any]:
    return next(file for file in said["files"] if file["path"] == name)


def page(workspace: Path, week: str, language: str = "ru") -> str:
    name = {"ru": "informatsiya", "kk": "aqparat"}[language]
    path = workspace / "outbox" / week / f"{name}-{week}.{language}.html"
    return path.read_text(encoding="utf-8").replace("\u00a0", " ")


def book_of(workspace: Path, week: str) -> Any:  # noqa: ANN401 - a workbook of openpyxl
    return load_workbook(workspace / "outbox" / week / f"svod-{week}.xlsx")


def test_a_correction_is_visible_in_all_that_goes_out(workspace: Path) -> None:
    build(workspace, now=THURSDAY)
    assert "С версии" not in page(workspace, FIRST)
    mend(workspace, f"{FIRST}_ulan.xlsx", {"F2!D12": 77}, FRIDAY)
    said = build(workspace, now="2011-08-05T13:00:00+06:00")
    older = file_of(said, f"{FIRST}_ulan.xlsx")
    newer = file_of(said, f"{FIRST}_ulan_05.xlsx")
    assert (older["fate"], newer["fate"]) == ("superseded", "accepted")
    assert "corrected" in {finding["code"] for finding in newer["findings"]}
    sheet = book_of(workspace, FIRST)["Түзетулер-Исправления"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    changed = [(row[2], row[3], row[8]) for row in rows if row[8] == 77]
    assert changed == [("F2", "D12", 77), ("F2", "E12", 77)]
    # The row's week and total are one figure to its reader.
    assert "информации от 4 августа 2011 года (18:30) число изменённых показателей – 1." in page(
        workspace, FIRST
    )
    assert "Ұлан ауданы (1)" in page(workspace, FIRST, "kk")
    assert "(сағат 18:30) нұсқасымен салыстырғанда" in page(workspace, FIRST, "kk")
    summary = book_of(workspace, FIRST).worksheets[0]["A2"].value
    assert "18:30 изменено показателей: 1" in summary.replace("\u00a0", " ")
    before = outputs(workspace)
    build(workspace, now="2011-08-05T13:00:00+06:00")
    assert outputs(workspace) == before


def test_a_correction_of_an_earlier_week_reopens_it(workspace: Path) -> None:
    build(workspace, now=THURSDAY)
    receive(workspace, SECOND)
    said = build(workspace, now=NEXT_FRIDAY)
    assert {output["path"].split("/")[1] for output in said["outputs"]} == {SECOND}
    mend(workspace, f"{FIRST}_ulan.xlsx", {"F2!D12": 77}, "2011-08-12T13:00:00+06:00")
    said = build(workspace, now="2011-08-12T14:00:00+06:00")
    assert {output["path"].split("/")[1] for output in said["outputs"]} == {FIRST, SECOND}
    assert said["week"] == SECOND
    assert "информации от 4 августа 2011 года (18:30)" in page(workspace, FIRST)
    assert "С версии" not in page(workspace, SECOND)
    said = build(workspace, now="2011-08-12T14:00:00+06:00")
    assert {output["path"].split("/")[1] for output in said["outputs"]} == {SECOND}


# What the clerk decides.


def decide(workspace: Path, indicator: str, action: str, reason: str, until: object = None) -> None:
    path = workspace / "decisions.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[4]}
    for row in range(5, sheet.max_row + 1):
        if f"|{indicator}|" in str(sheet.cell(row, heads["Кілт / Ключ"]).value):
            sheet.cell(row, heads["Шешім / Решение"]).value = action
            sheet.cell(row, heads["Себебі / Причина"]).value = reason
            sheet.cell(row, heads["Қай күнге дейін / До какой даты"]).value = until
    book.save(path)


def finding(said: dict[str, Any], name: str, code: str) -> dict[str, Any] | None:
    found = file_of(said, name)["findings"]
    return next((each for each in found if each["code"] == code), None)


@pytest.fixture
def fallen(workspace: Path) -> Path:
    """Let a total of Borodulikha fall in the second week."""
    receive(workspace, SECOND)
    said = build(workspace, now=NEXT_FRIDAY)
    fall = finding(said, f"{SECOND}_borodulikha.xlsx", "total-fell")
    assert fall is not None
    assert fall["accepted_reason"] is None
    return workspace


NAME = f"{SECOND}_borodulikha.xlsx"
ACCEPT, UNTIL, RETURN = (
    "осы апта үшін қабылдау / принять на эту неделю",
    "күнге дейін қабылдау / принять до даты",
    "нысанды қайтару / вернуть форму",
)


def figures_of(workspace: Path, unit: str, indicator: str) -> list[Any]:
    return [
        row[4:6]
        for row in book_of(workspace, SECOND)["Data"].iter_rows(values_only=True)
        if row[1:3] == (unit, indicator)
    ]


def total_of(workspace: Path) -> list[Any]:
    return [total for total, _ in figures_of(workspace, "borodulikha", "F1.10")]


def states(workspace: Path) -> str:
    sheet = load_workbook(workspace / "decisions.xlsx").worksheets[0]
    return "\n".join(str(cell.value) for row in sheet for cell in row)


def test_a_finding_accepted_for_a_week(fallen: Path) -> None:
    assert total_of(fallen) == [None]
    decide(fallen, "F1.10", ACCEPT, "балалар көшіп кетті")
    said = build(fallen, now=NEXT_FRIDAY)
    fall = finding(said, NAME, "total-fell")
    assert fall is not None
    assert "балалар көшіп кетті" in fall["accepted_reason"]
    assert "12.08.2011" in fall["accepted_reason"]
    assert total_of(fallen) == [187]
    assert "балалар көшіп кетті" in page(fallen, SECOND)
    state = load_workbook(fallen / "decisions.xlsx").worksheets[0]
    assert any(
        "12.08.2011 күнінен бастап күшінде" in str(cell.value) for row in state for cell in row
    )
    before = outputs(fallen)
    said = build(fallen, now="2011-08-13T12:00:00+06:00")
    assert finding(said, NAME, "total-fell") == fall
    said = build(fallen, now=NEXT_FRIDAY)
    assert outputs(fallen) == before


@pytest.mark.parametrize(
    "action",
    [ACCEPT, "принять на эту неделю", "осы аптаға қабылдау / принять на эту неделю"],
    ids=["as offered", "in one language", "as it was worded once"],
)
def test_a_sum_accepted_counts_as_sent_until_it_expires(workspace: Path, action: str) -> None:
    receive(workspace, SECOND)
    name = f"{SECOND}_beskaragai.xlsx"
    said = build(workspace, now=NEXT_FRIDAY)
    told = finding(said, name, "sum-mismatch")
    assert told is not None
    line = told["indicator"]
    sent = load_workbook(workspace / "inbox" / name, data_only=True)[told["sheet"]][told["cell"]]
    ((summed, status),) = figures_of(workspace, "beskaragai", line)
    assert (summed != sent.value, status) == (True, "recomputed")
    decide(workspace, line, action, "бөліктері нақтыланып жатыр")
    said = build(workspace, now=NEXT_FRIDAY)
    accepted = finding(said, name, "sum-mismatch")
    assert accepted is not None
    assert "нақтыланып жатыр" in accepted["accepted_reason"]
    assert file_of(said, name)["correction_requested"] is False
    assert figures_of(workspace, "beskaragai", line) == [(sent.value, "accepted")]
    cells = [
        str(cell.value) for sheet in book_of(workspace, SECOND) for row in sheet for cell in row
    ]
    assert any("нақтыланып жатыр" in cell for cell in cells)
    for language in ("kk", "ru"):
        assert "нақтыланып жатыр" in page(workspace, SECOND, language)
    # A decision up to a date that is past holds no longer.
    decide(workspace, line, UNTIL, "бөліктері нақтыланып жатыр", "10.08.2011")
    said = build(workspace, now=NEXT_FRIDAY)
    assert finding(said, name, "sum-mismatch")["accepted_reason"] is None  # type: ignore[index]
    assert figures_of(workspace, "beskaragai", line) == [(summed, "recomputed")]
    assert "срок истёк" in states(workspace)


def test_where_there_is_no_figure_there_is_none_to_accept(workspace: Path) -> None:
    receive(workspace, SECOND)
    path = workspace / "inbox" / f"{SECOND}_ulan.xlsx"
    book = load_workbook(path, data_only=True)
    book["F2"]["D11"] = "көп"
    book.save(path)
    stamp(path, f"{SECOND}T12:00:00+06:00")
    build(workspace, now=NEXT_FRIDAY)
    sheet = load_workbook(workspace / "decisions.xlsx").worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=5) if "|not-a-number|" in str(row[-1].value))
    (offered,) = [
        each.formula1
        for each in sheet.data_validations.dataValidation
        if each.type == "list" and row[6].coordinate in each.sqref
    ]
    assert offered == f'"{RETURN}"'
    decide(workspace, "F2.02", ACCEPT, "растаймын")
    said = build(workspace, now=NEXT_FRIDAY)
    told = finding(said, path.name, "not-a-number")
    assert told is not None
    assert told["accepted_reason"] is None
    assert "принять нельзя: пригодного числа нет" in states(workspace)
    decide(workspace, "F2.02", RETURN, "түзетіңіз")
    assert file_of(build(workspace, now=NEXT_FRIDAY), path.name)["fate"] == "returned"


def test_a_decision_without_a_reason_does_not_count(fallen: Path) -> None:
    decide(fallen, "F1.10", ACCEPT, "")
    said = build(fallen, now=NEXT_FRIDAY)
    assert finding(said, NAME, "total-fell")["accepted_reason"] is None  # type: ignore[index]
    state = load_workbook(fallen / "decisions.xlsx").worksheets[0]
    assert any("причина не указана" in str(cell.value) for row in state for cell in row)


@pytest.mark.parametrize(
    ("until", "holds"),
    [("12.08.2011", True), (date(2011, 8, 11), True), ("10.08.2011", False), (None, False)],
)
def test_a_decision_until_a_date(fallen: Path, until: object, holds: bool) -> None:  # noqa: FBT001 - a row of the table
    decide(fallen, "F1.10", UNTIL, "себебі белгілі", until)
    said = build(fallen, now=NEXT_FRIDAY)
    reason = finding(said, NAME, "total-fell")["accepted_reason"]  # type: ignore[index]
    assert (reason is not None) is holds


def test_a_form_returned_by_decision_and_the_decision_taken_back(fallen: Path) -> None:
    decide(fallen, "F1.10", RETURN, "қайта толтыру керек")
    said = build(fallen, now=NEXT_FRIDAY)
    assert file_of(said, NAME)["fate"] == "returned"
    statuses = {unit["code"]: unit["status"] for unit in said["units"]}
    assert statuses["borodulikha"] == "returned"
    (told,) = file_of(said, NAME)["findings"]
    assert told["code"] == "returned-by-decision"
    assert "қайта толтыру керек" in told["message_ru"]
    decide(fallen, "F1.10", "", "")
    said = build(fallen, now=NEXT_FRIDAY)
    assert file_of(said, NAME)["fate"] == "accepted"
    log = (fallen / "archive" / "decisions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["action"] for line in log] == ["return", ""]


def test_a_form_returned_by_decision_is_not_what_the_next_one_begins_with(fallen: Path) -> None:
    assert previously(fallen) == 664
    decide(fallen, "F1.10", RETURN, "қайта толтыру керек")
    assert previously(fallen) == 647


def previously(workspace: Path) -> object:
    """Read what Borodulikha's next form says its last report was."""
    options = ("--workspace", str(workspace), "--week", "2011-08-18", "--unit", "borodulikha")
    assert run("make-forms", *options, "--now", NEXT_FRIDAY)[0] == 0
    sheet = load_workbook(next(workspace.glob("outbox/forms/*/*.xlsx")))["F1"]
    heads, row = (
        next(cells for cells in sheet.iter_rows() if any(is_it(cell.value) for cell in cells))
        for is_it in (
            lambda value: "В прошлом отчёте" in str(value),
            lambda value: value == "F1.05",
        )
    )
    column = next(cell.column for cell in heads if "В прошлом отчёте" in str(cell.value))
    return row[column - 1].value


def test_a_mended_figure_is_decided_anew(fallen: Path) -> None:
    decide(fallen, "F1.10", ACCEPT, "балалар көшіп кетті")
    build(fallen, now=NEXT_FRIDAY)
    mend(fallen, NAME, {"F1!E15": 190}, "2011-08-12T12:30:00+06:00")
    said = build(fallen, now="2011-08-12T13:00:00+06:00")
    fall = finding(said, NAME.replace(".xlsx", "_12.xlsx"), "total-fell")
    assert fall is not None
    assert "көшіп" not in str(fall["accepted_reason"])


def test_a_decisions_file_that_cannot_be_read(workspace: Path) -> None:
    (workspace / "decisions.xlsx").write_bytes(b"garbage")
    code, out, err = run("build-report", "--workspace", str(workspace), "--now", THURSDAY)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "decisions.xlsx" in err
    assert not (workspace / "outbox").exists()


# What may stop a run.


@pytest.mark.parametrize("room", [4_096, 40_000, 60_000, 90_000])
def test_a_full_disk_costs_nothing(workspace: Path, room: int) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    process = start(
        "build-report", "--workspace", str(workspace), "--now", THURSDAY, preexec_fn=limit
    )
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (1, b"")
    assert len(err.decode().splitlines()) == 1
    assert "нет свободного места" in err.decode()
    assert not (workspace / "outbox" / FIRST).exists()
    said = build(workspace, now=THURSDAY)
    assert {file["fate"] for file in said["files"]} == {"accepted"}
    fresh = workspace / "fresh"
    shutil.copytree(workspace / "inbox", fresh / "inbox")
    shutil.copytree(workspace / "templates", fresh / "templates")
    assert build(fresh, now=THURSDAY)["units"] == said["units"]
    assert outputs(fresh) == outputs(workspace)


def test_an_outbox_that_cannot_be_written(workspace: Path) -> None:
    (workspace / "outbox").write_bytes(b"")
    code, out, err = run("build-report", "--workspace", str(workspace), "--now", THURSDAY)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "на месте папки стоит файл" in err
    (workspace / "outbox").unlink()
    assert build(workspace, now=THURSDAY)["week"] == FIRST


# What acceptance found.


def test_a_later_week_follows_a_correction_that_was_built_apart(workspace: Path) -> None:
    build(workspace, now=THURSDAY)
    receive(workspace, SECOND)
    build(workspace, now=NEXT_FRIDAY)
    mend(workspace, f"{FIRST}_ulan.xlsx", {"F2!D12": 7_700}, "2011-08-12T13:00:00+06:00")
    said = build(workspace, "--week", FIRST, now="2011-08-12T14:00:00+06:00")
    assert said["week"] == FIRST
    assert {output["path"].split("/")[1] for output in said["outputs"]} == {FIRST, SECOND}
    alone = {path: content for path, content in outputs(workspace).items() if SECOND in path}
    said = build(workspace, now="2011-08-12T14:00:00+06:00")
    after = {path: content for path, content in outputs(workspace).items() if SECOND in path}
    assert after == alone
    assert {output["path"].split("/")[1] for output in said["outputs"]} == {SECOND}


def test_who_mends_a_report_is_not_late_by_it(workspace: Path) -> None:
    build(workspace, now=THURSDAY)
    mend(workspace, f"{FIRST}_ulan.xlsx", {"F2!D12": 77}, FRIDAY)
    said = build(workspace, now="2011-08-05T13:00:00+06:00")
    statuses = {unit["code"]: unit["status"] for unit in said["units"]}
    assert statuses["ulan"] == "on_time"
    assert finding(said, f"{FIRST}_ulan_05.xlsx", "late") is None


def test_a_clock_that_runs_ahead_does_not_win(workspace: Path) -> None:
    book = load_workbook(workspace / "inbox" / f"{FIRST}_ulan.xlsx")
    book.properties.modified = datetime(2035, 1, 1)  # noqa: DTZ001 - as the property is
    book.save(workspace / "inbox" / f"{FIRST}_ulan.xlsx")
    stamp(workspace / "inbox" / f"{FIRST}_ulan.xlsx", f"{FIRST}T12:00:00+06:00")
    book["F2"]["D12"] = 77
    book.properties.modified = datetime(2011, 8, 4, 9)  # noqa: DTZ001 - likewise
    book.save(workspace / "inbox" / "mended.xlsx")
    stamp(workspace / "inbox" / "mended.xlsx", f"{FIRST}T15:00:00+06:00")
    said = build(workspace, now=THURSDAY)
    assert file_of(said, "mended.xlsx")["fate"] == "accepted"


def test_a_wish_that_is_not_understood_is_kept_and_told(fallen: Path) -> None:
    decide(fallen, "F1.10", "иә", "себебі бар")
    build(fallen, now=NEXT_FRIDAY)
    sheet = load_workbook(fallen / "decisions.xlsx").worksheets[0]
    texts = [str(cell.value) for row in sheet for cell in row]
    assert "иә" in texts
    assert any("не понято" in text for text in texts)


def test_what_was_decided_outlives_its_file(fallen: Path) -> None:
    decide(fallen, "F1.10", ACCEPT, "балалар көшіп кетті")
    before = build(fallen, now=NEXT_FRIDAY)
    kept = (fallen / "decisions.xlsx").read_bytes()
    (fallen / "decisions.xlsx").unlink()
    assert build(fallen, now=NEXT_FRIDAY) == before
    assert (fallen / "decisions.xlsx").read_bytes() == kept


def test_the_files_of_a_folder_are_checked(workspace: Path) -> None:
    options = ("--workspace", str(workspace), "--now", FRIDAY)
    folder = workspace / "inbox"
    code, out, err = run("check-forms", str(folder), *options, "--json")
    assert (code, err) == (0, "")
    files = json.loads(out)["files"]
    assert [file["path"] for file in files] == sorted(
        (folder / f"{FIRST}_{unit}.xlsx").as_posix() for unit in UNITS
    )
    assert {file["fate"] for file in files} == {"accepted"}
    (workspace / "none").mkdir()
    code, out, err = run("check-forms", str(workspace / "none"), *options)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert "нет файлов" in err


def test_single_files_are_checked_each_alone(workspace: Path) -> None:
    path = workspace / "inbox" / f"{FIRST}_ulan.xlsx"
    twin = mend(workspace, path.name, {"F2!D12": 77}, FRIDAY)
    code, out, _ = run(
        "check-forms", str(path), str(twin), "--workspace", str(workspace), "--now", FRIDAY,
        "--json",
    )  # fmt: skip
    assert code == 0
    assert [file["fate"] for file in json.loads(out)["files"]] == ["accepted", "accepted"]
