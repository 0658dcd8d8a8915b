"""The doors from outside: what a clerk types, and what the console answers."""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from test_build import FRIDAY, WEEK, run, start

from pipeline.cli import voice
from pipeline.cli.voice import our_errors, sentence
from pipeline.console import table
from pipeline.errors import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.texts import Texts

COMING = f"{WEEK}/{WEEK}_zharma.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Lay out the forms of one date, one of them still to come."""
    (tmp_path / "inbox").mkdir()
    for path in (ROOT / "inbox" / WEEK).iterdir():
        if path.name != Path(COMING).name:
            shutil.copy2(path, tmp_path / "inbox")
    return tmp_path


def states(workspace: Path, *options: str) -> dict[str, Any]:
    code, out, err = run(
        "build-report", "--workspace", str(workspace), "--now", FRIDAY, "--json", *options
    )
    assert (code, err) == (0, "")
    return {unit["code"]: unit for unit in json.loads(out)["units"]}


def test_the_status_says_what_a_report_would_say_and_leaves_no_trace(workspace: Path) -> None:
    before = sorted(workspace.rglob("*"))
    looked = states(workspace, "--status")
    assert sorted(workspace.rglob("*")) == before
    built = states(workspace)
    assert looked == built
    assert looked["zharma"]["status"] == "missing"
    # It also knows what lies in the archive alone.
    shutil.rmtree(workspace / "inbox")
    (workspace / "inbox").mkdir()
    assert states(workspace, "--status") == built


def test_the_status_names_whom_to_call(workspace: Path) -> None:
    place = ("--workspace", str(workspace), "--now", FRIDAY)
    for language, name in (("kk", "Жарма ауданы"), ("ru", "Жарминский район")):
        code, out, err = run("build-report", *place, "--status", "--lang", language)
        assert (code, err) == (0, "")
        lines = {line.split("  ")[0]: line for line in out.splitlines()}
        assert "+7 000 000-01-10" in lines[name]
        assert [line for line in lines.values() if "+7 000" in line] == [
            line for line in lines.values() if "  –  " in line
        ]


def test_before_anything_has_come_the_next_date_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    code, out, _ = run(
        "build-report", "--workspace", str(tmp_path), "--status", "--json", "--now", FRIDAY
    )
    found = json.loads(out)
    assert (code, found["week"]) == (0, "2011-08-18")
    assert {unit["status"] for unit in found["units"]} == {"missing"}


@pytest.fixture
def watching(workspace: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start(
        "build-report", "--workspace", str(workspace), "--now", FRIDAY, "--watch", "--lang", "ru",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="processes are ended by signal here")
def test_a_watch_rebuilds_when_something_has_arrived_and_ends_cleanly(
    workspace: Path, watching: subprocess.Popen[bytes]
) -> None:
    def report() -> list[str]:
        """Read until a report is announced."""
        lines = []
        while not (lines and "обновлён" in lines[-1]):
            line = watching.stdout.readline().decode()
            assert line, watching.stderr.read().decode()
            lines.append(line)
        return lines

    assert "не поступило: 3" in report()[-1]
    shutil.copy2(ROOT / "inbox" / COMING, workspace / "inbox")
    news = report()
    assert [line for line in news if Path(COMING).name in line]
    assert len(news) == 2
    assert "не поступило: 2" in news[-1]
    # A folder that goes away and comes back, as those of a network do.
    (workspace / "inbox").rename(workspace / "away")
    assert str(workspace / "inbox") in watching.stdout.readline().decode()
    (workspace / "away").rename(workspace / "inbox")
    (workspace / "inbox" / "note.txt").write_text("?", "utf-8")
    assert [line for line in report() if "note.txt" in line]
    watching.send_signal(signal.SIGTERM)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, err) == (0, b"")
    assert "остановлено" in out.decode()


# What the shell makes of the places where words go, and the exit code of the work itself.
STREAMS: dict[str, tuple[str, dict[str, str], int]] = {
    "a reader that has gone": ("{} | true; exit ${{PIPESTATUS[0]}}", {}, 3),
    "a closed output": ("{} >&-", {}, 3),
    "both closed": ("{} >&- 2>&-", {}, 3),
    "a console of Windows": ("{}", {"PYTHONIOENCODING": "cp1251"}, 3),
    "a console of DOS": ("{}", {"PYTHONIOENCODING": "cp866"}, 3),
    "a full disk": ("{} > /dev/full", {}, 1),
    "help on a console of Windows": ("{} --help", {"PYTHONIOENCODING": "cp1251"}, 0),
}


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix connects the streams here")
@pytest.mark.parametrize(("shell", "changed", "code"), STREAMS.values(), ids=STREAMS)
def test_the_words_may_go_anywhere(
    shell: str, changed: dict[str, str], code: int, workspace: Path
) -> None:
    program = "from pipeline.cli import build_report_command as run; run()"
    asked = ("--workspace", str(workspace), "--now", FRIDAY, "--fail-on", "missing")
    command = shlex.join([sys.executable, "-c", program, *asked])
    ended = subprocess.run(
        ["/bin/bash", "-c", shell.format(command)],
        capture_output=True, check=False, cwd=ROOT, env=os.environ | changed,
    )  # fmt: skip
    assert ended.returncode == code
    assert b"Traceback" not in ended.stderr
    assert ended.stderr.count(b"\n") == (code == 1)


REFUSALS = {
    "an option that is none": (("--wek", WEEK), "--week"),
    "an option without its value": (("--week",), "--week"),
    "a word for a date": (("--week", "thursday"), "2011-08-11"),
    "a language that is none": (("--lang", "de"), "kk, ru"),
    "a folder that is none": (("--workspace", "no'where"), "no'where"),
    "a word too many": (("please",), "please"),
}


@pytest.mark.parametrize(("options", "named"), REFUSALS.values(), ids=REFUSALS)
def test_wrong_usage_is_refused_in_both_languages(options: tuple[str, ...], named: str) -> None:
    code, out, err = run("build-report", *options)
    assert (code, out) == (2, "")
    kazakh, russian, more = err.strip().splitlines()
    assert named in kazakh
    assert named in russian
    assert re.search("[әғқңөұүһі]", kazakh)
    assert more.endswith("build-report --help")


@pytest.mark.parametrize("year", ["soon", "1"])
def test_a_year_that_is_none_is_refused(year: str) -> None:
    code, out, err = run("new-campaign", year)
    assert (code, out, err.count("1992")) == (2, "", 2)


APART = [
    ("--watch", "--status"), ("--watch", "--json"), ("--watch", "--fail-on", "missing"),
    ("--status", "--final"), ("--status", "--unit", "kurshim"),
]  # fmt: skip


@pytest.mark.parametrize("options", APART, ids="".join)
def test_options_of_which_one_would_be_passed_over(options: tuple[str, ...]) -> None:
    code, out, err = run("build-report", *options)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert options[0] in err
    assert options[1] in err


@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "0001-01-01", "2011-08-12T25:00"])
def test_a_moment_that_is_none_is_refused(moment: str) -> None:
    code, out, err = run("build-report", "--now", moment)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert moment in err


def test_templates_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "templates" / "texts.toml").mkdir(parents=True)
    code, out, err = run("build-report", "--workspace", str(tmp_path))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert str(tmp_path / "templates") in err


def test_help_of_every_command_stands_in_both_languages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    scripts = project["project"]["scripts"]
    assert len(scripts) >= 4
    for name in scripts:
        code, out, err = run(name, "--help")
        assert (code, err) == (0, "")
        assert re.search("[әғқңөұүһі]", out)
        assert "рабочая папка" in " ".join(out.split())


def test_a_narrow_console_gets_lines_instead_of_atable() -> None:
    rows = [("unit", "status", "call"), ("Kurshim", "missing", "+7"), ("Ulan", "in", "")]
    assert list(table(rows, None))[2] == "Kurshim  missing  +7"
    assert list(table(rows, 200)) == list(table(rows, None))
    assert list(table(rows, 10)) == ["Kurshim: missing · +7", "Ulan: in"]


def of_sqlite(code: int) -> Exception:
    error = sqlite3.OperationalError("told in English")
    error.sqlite_errorcode = code
    return error


REFUSED: dict[str, tuple[Exception, str]] = {
    "a full disk": (OSError(errno.ENOSPC, "told in English"), "no-space"),
    "a full disk under the ledger": (of_sqlite(13), "no-space"),
    "no rights": (PermissionError(errno.EACCES, "told in English"), "no-permission"),
    "a disk that is only read": (OSError(errno.EROFS, "told in English"), "read-only"),
    "a ledger that is only read": (of_sqlite(8 | 4 << 8), "read-only"),
    "too long a name": (OSError(errno.ENAMETOOLONG, "told in English"), "too-long"),
    "gone": (FileNotFoundError(errno.ENOENT, "told in English"), "not-there"),
    "a file for a folder": (NotADirectoryError(errno.ENOTDIR, "told in English"), "no-folder"),
    "a folder for a file": (IsADirectoryError(errno.EISDIR, "told in English"), "no-file"),
    "open elsewhere": (OSError(errno.EBUSY, "told in English"), "in-use"),
    "a broken disk": (OSError(errno.EIO, "told in English"), "disk-broken"),
    "a damaged ledger": (of_sqlite(11), "damaged"),
    "a closed door": (ConnectionRefusedError(errno.ECONNREFUSED, "Told"), "connection-refused"),
    "hung up": (ConnectionResetError(errno.ECONNRESET, "told in English"), "connection-lost"),
    "silence": (TimeoutError("told in English"), "no-answer"),
    "no way": (OSError(errno.ENETUNREACH, "told in English"), "no-network"),
    "nobody of that name": (socket.gaierror(-2, "told in English"), "no-such-host"),
    "a stranger": (ssl.SSLCertVerificationError("told in English"), "no-certificate"),
}


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize(("error", "key"), REFUSED.values(), ids=REFUSED)
def test_what_the_system_refuses_is_told_in_our_languages(
    error: Exception, key: str, language: str, templates: Path, texts: Texts
) -> None:
    details = {"folder": Path("outbox"), "problem": error}
    told = sentence(DeliveryError("outbox", details), templates, language)
    assert texts.phrases[f"refusal.{key}"][language] in told
    assert "told in English" not in told
    assert "Errno" not in told


def test_every_refusal_has_a_case(texts: Texts) -> None:
    keys = {key.partition(".")[2] for key in texts.phrases.phrases if key.startswith("refusal.")}
    assert {key for _, key in REFUSED.values()} == keys


def test_what_nobody_knows_is_told_as_the_system_says_it(templates: Path) -> None:
    error = OSError(errno.ELOOP, "Too many levels")
    told = sentence(DeliveryError("outbox", {"folder": "o", "problem": error}), templates, "ru")
    assert ": Too many levels." in told


def test_what_the_disk_refuses_anywhere_is_one_line(
    templates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, our_errors(templates, "kk"):
        Path("no", "such", "folder").read_bytes()
    assert ended.value.code == 1
    assert "мұндай файл немесе қалта жоқ" in capsys.readouterr().err


@pytest.mark.parametrize(("line", "colour"), [("  ✗ a", "31"), ("! b", "33"), ("a !", "")])
def test_colour_only_repeats_what_a_mark_says(line: str, colour: str) -> None:
    coloured = voice.coloured(line)
    assert coloured == (f"\x1b[{colour}m{line}\x1b[0m" if colour else line)


def test_pipes_and_no_color_get_plain_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in ("", "1"):
        monkeypatch.setenv("NO_COLOR", value)
        voice.say_lines(["  ✗ a"])
        assert capsys.readouterr().out == "  ✗ a\n"
