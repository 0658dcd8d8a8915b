"""What holds a person's data goes back, lies apart, and shows nowhere."""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from containers import mail, ole, outlook_file, outlook_mail, zipped
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from test_build import build, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WEEK, NOW = "2011-08-11", "2011-08-11T17:00:00+06:00"
# Of nobody: the numbers only have the right form.
PHONE, NAME = "+7 701 000 00 01", "Үлгібаева"


def identity_number(first: str) -> str:
    """Complete eleven digits by their check digit."""
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        digit = sum(int(each) * weight for each, weight in zip(first, weights, strict=True)) % 11
        if digit < 10:
            return f"{first}{digit}"
    raise ValueError(first)


NUMBER = identity_number("01010150001")
GUILTY = f"Оқушы {NAME} А.Б., ЖСН {NUMBER}, тел. {PHONE}"
SECRETS = (NUMBER, NAME, PHONE[3:])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "inbox").mkdir()
    for unit in ("ulan", "zaisan"):
        shutil.copy(ROOT / "inbox" / WEEK / f"{WEEK}_{unit}.xlsx", tmp_path / "inbox")
    return tmp_path


def in_a_text(book: Any) -> None:  # noqa: ANN401 - a workbook of openpyxl
    book["F6"]["C5"] = GUILTY


def in_a_reason(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F1"]["G9"] = GUILTY


def in_a_sheet_name(book: Any) -> None:  # noqa: ANN401 - likewise
    book.create_sheet(NUMBER)


def in_a_property(book: Any) -> None:  # noqa: ANN401 - likewise
    book.properties.description = GUILTY


def in_the_unit(book: Any) -> None:  # noqa: ANN401 - likewise
    book.worksheets[0]["B4"] = GUILTY


def in_a_header(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F2"].oddFooter.center.text = GUILTY


def in_a_prompt(book: Any) -> None:  # noqa: ANN401 - likewise
    check = DataValidation(type="whole", formula1="0", prompt=GUILTY, showInputMessage=True)
    check.add("J5")
    book["F2"].add_data_validation(check)


def in_a_chart(book: Any) -> None:  # noqa: ANN401 - likewise
    chart = BarChart()
    chart.title = GUILTY
    chart.add_data(Reference(book["F2"], min_col=3, min_row=5, max_row=7))
    book["F2"].add_chart(chart, "J5")


def in_a_comments_author(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F2"]["J5"].comment = Comment("тексерілді", GUILTY)


def in_a_range_name(book: Any) -> None:  # noqa: ANN401 - likewise
    name = DefinedName("any", attr_text="'F1'!$A$1", comment=GUILTY)
    book.defined_names["any"] = name


def in_a_link(book: Any) -> None:  # noqa: ANN401 - likewise
    book["F2"]["J5"].hyperlink = f"mailto:{NUMBER}@mail.kz"


def on_a_childs_sheet(book: Any) -> None:  # noqa: ANN401 - likewise
    book.create_sheet(f"{NAME} А.")["A1"] = GUILTY


PLACES = {
    "a text": in_a_text,
    "a reason": in_a_reason,
    "a sheet's name": in_a_sheet_name,
    "a property": in_a_property,
    "the cover": in_the_unit,
    "a header": in_a_header,
    "a prompt": in_a_prompt,
    "a chart": in_a_chart,
    "a comment's author": in_a_comments_author,
    "a name of a range": in_a_range_name,
    "a link": in_a_link,
    "a child's sheet": on_a_childs_sheet,
}


@pytest.mark.parametrize("put", PLACES.values(), ids=PLACES)
def test_it_shows_nowhere(put: Callable[[Any], None], workspace: Path) -> None:
    path = workspace / "inbox" / f"{WEEK}_ulan.xlsx"
    book = load_workbook(path)
    put(book)
    book.save(path)
    said = build(workspace, now=NOW)
    file = next(each for each in said["files"] if each["path"] == path.name)
    assert file["fate"] == "returned"
    assert {each["code"] for each in file["findings"]} == {"personal-data"}
    private = workspace / "archive" / "private"
    (kept,) = private.iterdir()
    assert kept.read_bytes() == path.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert str(kept.name) not in {each.name for each in (workspace / "archive/files").iterdir()}
    assert holding(workspace, said) == []


def holding(workspace: Path, said: dict[str, Any]) -> list[str]:
    """Name whatever holds a secret, zipped or not, but for the original itself."""
    found = []
    for path in sorted(workspace.rglob("*")):
        top = path.relative_to(workspace).parts
        if not path.is_file() or top[0] in {"inbox", "templates"} or "private" in top:
            continue
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as package:
                contents += [package.read(name) for name in package.namelist()]
        if any(secret.encode() in content for secret in SECRETS for content in contents):
            found.append("/".join(top))
    if any(secret in json.dumps(said, ensure_ascii=False) for secret in SECRETS):
        found.append("json")
    return found


def test_what_brought_it_lies_apart_too(workspace: Path) -> None:
    path = workspace / "inbox" / f"{WEEK}_ulan.xlsx"
    book = load_workbook(path)
    in_a_text(book)
    book.save(path)
    with zipfile.ZipFile(workspace / "inbox" / "reports.zip", "w") as package:
        package.write(path, path.name)
    path.unlink()
    said = build(workspace, now=NOW)
    fates = {each["path"]: each["fate"] for each in said["files"]}
    assert fates["reports.zip"] == "ignored"
    assert fates[f"reports.zip!{path.name}"] == "returned"
    assert len(list((workspace / "archive" / "private").iterdir())) == 2
    assert holding(workspace, said) == []


def mailed(*, said: str = "", subject: str = "Есеп", html: str = "") -> Callable[[bytes], bytes]:
    def make(form: bytes) -> bytes:
        message = mail(("есеп.xlsx", form), html=html, Subject=subject)
        if said:
            (part,) = (each for each in message.walk() if each.get_content_type() == "text/plain")
            part.set_content(said)
        return message.as_bytes()

    return make


def of_outlook(**texts: str) -> Callable[[bytes], bytes]:
    return lambda form: ole(outlook_mail(outlook_file("есеп.xlsx", form), **texts))


def within_outlook(form: bytes) -> bytes:
    inner = outlook_mail(outlook_file("есеп.xlsx", form), inner=True, t1000=GUILTY)
    return ole(outlook_mail(outlook_file("хат", inner)))


SIGNED = (
    "Есеп қоса беріліп отыр: 12 балаға көмек.\n\nАйгүл Серікова, бас маман\nтел. 2-12-34, a@b.kz"
)
MAILS: dict[str, tuple[str, Callable[[bytes], bytes], int]] = {
    "in its text": ("a.eml", mailed(said=GUILTY), 1),
    "in its subject": ("a.eml", mailed(subject=GUILTY), 1),
    "in its page": ("a.eml", mailed(html=f"<p>Оқушы <b>{NAME}</b> А.Б.</p>"), 1),
    "a number alone": ("a.eml", mailed(said=f"ЖСН {NUMBER}"), 1),
    "a mother's telephone": ("a.eml", mailed(said=f"оқушының анасы: {PHONE}"), 1),
    "in a mail of Outlook": ("a.msg", of_outlook(t1000=GUILTY), 1),
    "in the subject of one": ("a.msg", of_outlook(t0037=GUILTY), 1),
    "in a mail within one": ("a.msg", within_outlook, 1),
    "in a mail in an archive": (
        "a.zip", lambda form: zipped(("b.eml", mailed(said=GUILTY)(form))), 2),
    "in a mail within a mail": (
        "a.eml", lambda form: mailed()(mailed(said=GUILTY)(form)), 2),
    "only who signs it": ("a.eml", mailed(said=SIGNED), 0),
    "nothing": ("a.eml", mailed(), 0),
}  # fmt: skip


@pytest.mark.parametrize(("name", "make", "apart"), MAILS.values(), ids=MAILS)
def test_a_mail_that_tells_a_child_lies_apart_and_its_form_counts(
    name: str, make: Callable[[bytes], bytes], apart: int, workspace: Path
) -> None:
    form = workspace / "inbox" / f"{WEEK}_ulan.xlsx"
    (workspace / "inbox" / name).write_bytes(make(form.read_bytes()))
    form.unlink()
    said = build(workspace, now=NOW)
    fates = {each["path"].count("!"): each["fate"] for each in said["files"]}
    assert fates.pop(max(fates)) == "accepted"
    paths = [each["path"] for each in said["files"]]
    assert len(paths) == len(set(paths))
    private = workspace / "archive" / "private"
    kept = list(private.iterdir()) if private.exists() else []
    assert len(kept) == apart
    if os.name == "posix":
        assert {stat.S_IMODE(each.stat().st_mode) for each in kept} <= {0o600}
    assert holding(workspace, said) == []
    (workspace / "archive" / "ledger.sqlite").unlink()
    assert build(workspace, now=NOW)["units"] == said["units"]
    assert len(list(private.iterdir()) if private.exists() else []) == apart


def test_a_purge_leaves_a_record_and_changes_no_verdict(workspace: Path) -> None:
    path = workspace / "inbox" / f"{WEEK}_ulan.xlsx"
    book = load_workbook(path)
    in_a_text(book)
    book.save(path)
    before = build(workspace, now=NOW)
    code, out, _ = run("purge-private", "--workspace", str(workspace), "--now", NOW, "--yes")
    assert (code, "1" in out) == (0, True)
    assert list((workspace / "archive" / "private").iterdir()) == []
    (line,) = (workspace / "archive" / "purges.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["path"] == path.name
    path.unlink()
    for lost in (False, True):
        if lost:
            (workspace / "archive" / "ledger.sqlite").unlink()
        after = build(workspace, now=NOW)
        assert after["units"] == before["units"]
    code, out, _ = run("purge-private", "--workspace", str(workspace), "--now", NOW, "--yes")
    assert (code, "0" in out) == (0, True)


def test_a_name_of_a_file_or_folder_is_hidden(workspace: Path) -> None:
    folder = workspace / "inbox" / f"Оқушы {NAME} Айгүл"
    folder.mkdir()
    (workspace / "inbox" / f"{WEEK}_ulan.xlsx").rename(folder / f"ЖСН {NUMBER}.xlsx")
    with zipfile.ZipFile(workspace / "inbox" / "reports.zip", "w") as package:
        package.write(workspace / "inbox" / f"{WEEK}_zaisan.xlsx", f"бала {NUMBER}.xlsx")
    (workspace / "inbox" / f"{WEEK}_zaisan.xlsx").unlink()
    said = build(workspace, now=NOW)
    assert [each["fate"] for each in said["files"]].count("accepted") == 2
    # The archive has the container as it came, its members' names included.
    assert [name for name in holding(workspace, said) if "archive/files" not in name] == []
    again = build(workspace, now=NOW)
    assert again == said


NAMES = {
    "a folder says whose": f"балалар/{NAME} А/{WEEK}_ulan.xlsx",
    "behind a point": f"{WEEK}_ulan.Оқушы {NAME} А",
    "a telephone": f"{PHONE}.xlsx",
    "a list": f"дети {NAME} А, Тестов Б.xlsx",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_part_of_a_path_is_told(name: str, workspace: Path) -> None:
    path = workspace / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    (workspace / "inbox" / f"{WEEK}_ulan.xlsx").rename(path)
    said = build(workspace, now=NOW)
    assert [each["fate"] for each in said["files"]] == ["accepted", "accepted"]
    assert holding(workspace, said) == []
