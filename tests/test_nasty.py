"""A folder of nasty files: each has the fate and the finding that it must have, in one run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from conftest import FIRST, ROOT
from nasty_broken import BROKEN
from nasty_cells import CELLS
from nasty_containers import CONTAINERS
from nasty_files import GENUINE, Case, Expected, Kit, genuine
from nasty_forms import FORMS
from openpyxl import load_workbook

CASES: dict[str, Case] = {
    **BROKEN,
    **FORMS,
    **{
        name: Case(path=f"{case.path}/{number}.xlsx", make=case.make, expected=case.expected)
        for number, (name, case) in enumerate(CELLS.items())
    },
    **CONTAINERS,
}
NOON = datetime.fromisoformat("2011-08-04T12:00:00+06:00").timestamp()
COMMAND = "from pipeline.cli import build_report_command as run; run()"
# A process between, as what the children of this one took may be those of other tests.
MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as told:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, file=told)
sys.exit(code)
"""
MOST_SECONDS, MOST_MEGABYTES = 60, 1024


class Run(NamedTuple):
    """What one run over the whole folder said, cost and wrote."""

    workspace: Path
    code: int
    errors: str
    said: dict[str, Any]
    seconds: float
    megabytes: float

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        return {file["path"]: file for file in self.said["files"]}


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Build the report once from every nasty file and a few genuine ones."""
    workspace = tmp_path_factory.mktemp("nasty")
    shutil.copytree(ROOT / "templates", workspace / "templates")
    inbox = workspace / "inbox"
    inbox.mkdir()
    for unit in GENUINE:
        put(inbox / "genuine" / genuine(unit).name, genuine(unit).read_bytes())
    kit = Kit()
    for case in CASES.values():
        if case.make is not None:
            put(inbox / case.path, case.make(kit))
        elif case.place is not None:
            case.place(inbox / case.path)
    kit.districts(workspace / "templates")
    megabytes = tmp_path_factory.mktemp("cost") / "megabytes.txt"
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(megabytes), sys.executable, "-c", COMMAND,
         "--workspace", str(workspace), "--week", str(FIRST), "--now",
         "2011-08-04T17:00:00+06:00", "--json"],
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    return Run(
        workspace,
        done.returncode,
        done.stderr.decode(),
        json.loads(done.stdout or b"{}"),
        time.monotonic() - begun,
        float(megabytes.read_text()),
    )


def put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (NOON, NOON))


def test_the_run_is_done_within_its_bounds(run: Run) -> None:
    assert (run.code, run.errors) == (0, "")
    assert run.seconds < MOST_SECONDS
    assert run.megabytes < MOST_MEGABYTES
    assert len(CASES) >= 80


def shown(file: dict[str, Any], expected: Expected) -> str:
    """Tell a file's fate and findings; notes only where one is expected."""
    serious = [each for each in file["findings"] if each["severity"] != "note"]
    notes = [each for each in file["findings"] if each["code"] == expected.code]
    found = []
    for each in serious or notes:
        cell = f"{each['sheet']}!{each['cell']}"
        is_right = cell in expected.cell.split(" or ")
        found.append(
            f"{each['code']} {expected.cell if is_right else cell}".removesuffix(
                "" if expected.cell else f" {cell}"
            )
        )
    return f"{file['fate']}: {', '.join(found)}"


def as_shown(expected: Expected) -> str:
    return f"{expected.fate}: {' '.join(filter(None, [expected.code, expected.cell]))}"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_nasty_file_has_the_fate_it_must_have(case: Case, run: Run) -> None:
    path = re.sub(r"[\ud800-\udfff]", "", case.path)
    assert shown(run.files[path], case.expected) == as_shown(case.expected)
    inside = {each for each in run.files if each.startswith(f"{path}!")}
    for name, expected in case.members.items():
        if name == "*":
            for rest in inside - {f"{path}!{each}" for each in case.members}:
                assert shown(run.files[rest], expected) == as_shown(expected)
        else:
            assert shown(run.files[f"{path}!{name}"], expected) == as_shown(expected)
    if "*" not in case.members:
        assert inside == {f"{path}!{name}" for name in case.members}
    else:
        assert inside


def test_every_file_is_told_of_once(run: Run) -> None:
    inbox = run.workspace / "inbox"
    told = [file["path"] for file in run.said["files"]]
    assert len(told) == len(set(told))
    there = {
        path.relative_to(inbox).as_posix()
        for path in inbox.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    assert there == {path for path in told if "!" not in path}


def data_of(run: Run) -> pd.DataFrame:
    book = run.workspace / "outbox" / str(FIRST) / f"svod-{FIRST}.xlsx"
    return pd.read_excel(book, sheet_name="Data", engine="openpyxl", keep_default_na=False,
                         na_values=[""])  # fmt: skip


def test_the_totals_hold_what_was_accepted_and_nothing_else(run: Run) -> None:
    data = data_of(run)
    fates = {file["sha256"]: file["fate"] for file in run.said["files"] if file["sha256"]}
    counted = {file["sha256"] for file in run.said["files"] if file["fate"] == "accepted"}
    assert set(data["sha256"]) == counted
    assert len(fates) >= len(counted)
    assert not data.duplicated(["unit", "indicator"]).any()


@pytest.mark.parametrize("unit", GENUINE)
def test_a_genuine_form_is_read_right_beside_them(unit: str, run: Run) -> None:
    data = data_of(run)
    own = data[(data["unit"] == unit) & data["indicator"].str.match("F[123]")]
    book = load_workbook(genuine(unit), data_only=True)
    assert len(own) > 70
    for sheet, cell, value in zip(own["sheet"], own["cell"], own["total_value"], strict=True):
        assert book[sheet][cell].value == pytest.approx(value)


def test_every_total_is_what_its_cell_says(run: Run) -> None:
    data = data_of(run)
    own = data[
        data["file"].str.startswith("cells/")
        & data["indicator"].str.match("F[123]")
        & data["status"].isin(["counted", "warned", "accepted"])
        & data["total_value"].notna()
    ]
    assert own["file"].nunique() > 30
    for file, rows in own.groupby("file"):
        content = (run.workspace / "inbox" / file).read_bytes()
        book = load_workbook(BytesIO(content), data_only=True)
        for sheet, cell, value in zip(
            rows["sheet"], rows["cell"], rows["total_value"], strict=True
        ):
            assert number_of(book[sheet][cell].value) == pytest.approx(value), (file, cell)


def number_of(said: object) -> float:
    """Read a figure as a person does."""
    return float(re.sub(r"[^\d.,]", "", str(said)).rstrip(".").replace(",", "."))


def outputs(folder: Path) -> dict[str, bytes]:
    """Give every output, with what a zip among them holds."""
    found = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        found[str(path)] = content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as package:
                for name in package.namelist():
                    found[f"{path}!{name}"] = package.read(name)
    return found


def test_no_output_holds_what_nobody_may_read(run: Run) -> None:
    secrets = {case.expected.never for case in CASES.values() if case.expected.never}
    assert len(secrets) > 3
    told = outputs(run.workspace / "outbox")
    told["stdout"] = json.dumps(run.said, ensure_ascii=False).encode()
    told["stderr"] = run.errors.encode()
    leaks = [(name, secret) for name, content in told.items() for secret in secrets
             if secret.encode() in content]  # fmt: skip
    assert leaks == []


def test_no_output_holds_a_formula_that_a_sender_wrote(run: Run) -> None:
    book = load_workbook(run.workspace / "outbox" / str(FIRST) / f"svod-{FIRST}.xlsx")
    formulas = [
        cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and re.search(r"cmd|SUM\(1\)|мектеп", str(cell.value))
    ]
    assert formulas == []
    scripts = [name for name, content in outputs(run.workspace / "outbox").items()
               if name.endswith(".html") and b"<script>alert" in content]  # fmt: skip
    assert scripts == []


def test_nothing_is_written_outside(run: Run) -> None:
    assert {each.name for each in run.workspace.iterdir()} <= {
        "archive", "inbox", "outbox", "templates", "decisions.xlsx",
    }  # fmt: skip
    assert not list(run.workspace.parent.glob("*slipped*"))
    assert not Path("/tmp/slipped.xlsx").exists()  # noqa: S108 - where an enemy would write
