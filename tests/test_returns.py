"""Test the returned forms: marked where wrong, otherwise untouched, and read again as before."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from pipeline.check import check
from pipeline.issue import issue
from pipeline.model import Arrival, ArtifactKind, Fate, Nature, Receipt, Region, Slot
from pipeline.read import FormLayout, read
from pipeline.render.returns import render_returns
from pipeline.render.returns.book import Book
from pipeline.render.returns.cells import Cells
from pipeline.render.returns.package import LARGEST_PART, unpacked
from pipeline.render.returns.styles import FILLS
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openpyxl.workbook import Workbook

    from pipeline.campaign import Campaign
    from pipeline.model import Artifact, Cell, FileVerdict, Form
    from pipeline.texts import Texts

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "inbox" / "2011-08-11" / "2011-08-11_zharma.xlsx"
WEEK = date(2011, 8, 11)
NOW = datetime.fromisoformat("2011-08-11T17:00:00+06:00")
LIST = "Түзету тізімі – Исправления"
COVER = "Мұқаба-Обложка"
HEAD = "▼ Түзету керек / Нужно исправить"
PERSON = "Серікова А., +7 777 123 45 67"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
Changes = dict[tuple[str, str], float | str]


class Returned(NamedTuple):
    """What came of some files: their verdicts, and what goes back."""

    files: tuple[FileVerdict, ...]
    artifacts: tuple[Artifact, ...]

    @property
    def content(self) -> bytes:
        (artifact,) = self.artifacts
        return artifact.content


class Desk:
    """Judge files and return them as the main job would."""

    def __init__(self, campaign: Campaign, texts: Texts) -> None:
        self.campaign, self.texts = campaign, texts
        self.layout = FormLayout.of(campaign)
        self.wording = load_wording(ROOT / "templates" / "returned-form.toml")
        self.blank_wording = load_wording(ROOT / "templates" / "blank-form.toml")

    def read(self, content: bytes) -> Form:
        return read(Arrival(path="", content=content, sha256="", modified_at=None), self.layout)

    def blank(self, unit: str) -> bytes:
        return issue(self.campaign, self.blank_wording, self.campaign.unit(unit), WEEK, {})

    def returned(
        self, files: Mapping[str, bytes], instead: Mapping[str, bytes] | None = None
    ) -> Returned:
        """Return files; `instead` gives other bytes for originals that were read as if sound."""
        receipts, originals, cells = [], {}, {}
        for path, content in files.items():
            digest = hashlib.sha256(content + path.encode()).hexdigest()
            form = self.read(content)
            originals[digest] = (instead or {}).get(path, content)
            cells[digest] = form.cells
            receipts.append(Receipt(path=path, sha256=digest, received_at=NOW, form=form))
        verdicts = check(receipts, (), cells.__getitem__, self.campaign, self.texts, WEEK, NOW)
        judged = tuple(file for each in verdicts if each.week == WEEK for file in each.files)
        return Returned(judged, self.of(judged, originals, cells))

    def of(
        self,
        files: tuple[FileVerdict, ...],
        originals: Mapping[str, bytes],
        cells: Mapping[str, tuple[Cell, ...]],
    ) -> tuple[Artifact, ...]:
        none = pd.DataFrame()
        region = Region(
            campaign=self.campaign, week=WEEK, now=NOW, submissions=(), oblast_submission=None,
            record={}, facts=none, history=none, milestones=none, findings=(), files=files,
        )  # fmt: skip
        return render_returns(
            region, self.texts, self.wording, originals.__getitem__, self.blank, cells.__getitem__
        )


@pytest.fixture(scope="module")
def desk(campaign: Campaign, texts: Texts) -> Desk:
    return Desk(campaign, texts)


@pytest.fixture(scope="module")
def sample() -> bytes:
    return SAMPLE.read_bytes()


def changed(content: bytes, changes: Changes) -> bytes:
    """Type values into cells; everything else, saved results too, stays as it was."""
    book = Book(unpacked(content))
    for (sheet, where), value in changes.items():
        Cells(book, book.parts[sheet]).write(where, value)
    return book.package.saved(WEEK)


def opened(content: bytes, *, results: bool = False) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content), data_only=results)


def lines(book: Workbook) -> list[list[str]]:
    """Give the list's lines: number, severity, place, row, problem, mend."""
    rows = [[cell.value or "" for cell in row[:6]] for row in book[LIST].iter_rows()]
    return [row for row in rows if str(row[0]).isdigit()]


def links(book: Workbook) -> list[str]:
    return [
        cell.hyperlink.location
        for row in book[LIST].iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location
    ]


def marks(book: Workbook) -> set[tuple[str, str]]:
    """Find the cells that are filled as marks are."""
    return {
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        if sheet.title != LIST
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in FILLS.values()
    }


# What is typed, what of it is wrong, and what mends it.
FAULTS: dict[str, tuple[Changes, dict[tuple[str, str], str], Changes]] = {
    "a word for a number": (
        {("F1", "D7"): "10 чел."}, {("F1", "D7"): "not-a-number"}, {("F1", "D7"): 0.0},
    ),
    "a negative total": ({("F1", "E8"): -4.0}, {("F1", "E8"): "negative"}, {}),
    "a text like a formula": (
        {("F2", "D8"): "=HYPERLINK(A1)"}, {("F2", "D8"): "not-a-number"}, {("F2", "D8"): 0.0},
    ),
    "an unclear answer": (
        {("F5", "D5"): "может быть"}, {("F5", "D5"): "yes-or-no-unclear"}, {},
    ),
    "three at once": (
        {("F1", "D7"): "?", ("F1", "E8"): -4.0, ("F3", "D8"): "…много"},
        {
            ("F1", "D7"): "not-a-number", ("F1", "E8"): "negative", ("F3", "D8"): "not-a-number",
        },
        {("F1", "D7"): 0.0},
    ),
    "a unit that is none": ({(COVER, "B4"): "Атлантида"}, {(COVER, "B4"): "unknown-unit"}, {}),
    "a date that is none": ({(COVER, "B5"): "вчера"}, {(COVER, "B5"): "wrong-week"}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "wrong", "mended"), FAULTS.values(), ids=FAULTS)
def test_the_wrong_cells_are_marked_and_listed(
    changes: Changes, wrong: dict[tuple[str, str], str], mended: Changes, desk: Desk, sample: bytes
) -> None:
    sent = changed(sample, changes)
    returned = desk.returned({"form.xlsx": sent})
    book = opened(returned.content)
    (file,) = returned.files
    found = {(each.sheet, each.cell): each for each in file.findings if each.severity != "note"}
    assert {place: found[place].code for place in wrong} == wrong
    assert book.sheetnames[0] == LIST
    assert book.active.title == LIST

    listed = [row[2] for row in lines(book)]
    assert sorted(listed) == sorted(f"{sheet}!{cell}" for sheet, cell in found)
    assert links(book) == ["'" + where.replace("!", "'!") for where in listed]
    row_marks = {(sheet, f"A{cell.lstrip('ABCDEFGH')}") for sheet, cell in found}
    assert marks(book) == set(found) | row_marks
    for (sheet, cell), finding in found.items():
        comment = book[sheet][cell].comment.text
        kk, ru = (desk.texts.message(finding, language) for language in ("kk", "ru"))
        assert comment.startswith(HEAD)
        assert comment.index(kk) < comment.index(ru)
        assert book[sheet][cell].border.left.style in {"thick", "mediumDashed"}

    assert desk.read(returned.content) == desk.read(sent)

    right = _values(sample, changes) | mended
    again = desk.returned({"form.xlsx": changed(returned.content, right)})
    (file,) = again.files
    assert not set(wrong) & {(each.sheet, each.cell) for each in file.findings}


def _values(content: bytes, places: Changes) -> Changes:
    book = opened(content, results=True)
    values = {(sheet, cell): book[sheet][cell].value for sheet, cell in places}
    return {
        place: float((value - datetime(1899, 12, 30)).days)  # noqa: DTZ001 - a workbook's day
        if isinstance(value, datetime)
        else value
        for place, value in values.items()
        if value is not None
    }


def test_everything_else_is_untouched(desk: Desk, sample: bytes) -> None:
    sent = changed(sample, {("F1", "D7"): "10 чел.", ("F5", "D6"): "?"})
    returned = desk.returned({"form.xlsx": sent}).content
    for results in (False, True):
        before, after = opened(sent, results=results), opened(returned, results=results)
        assert after.sheetnames == [LIST, *before.sheetnames]
        for sheet in before:
            same = after[sheet.title]
            values = [[cell.value for cell in row] for row in sheet.iter_rows()]
            assert values == [[cell.value for cell in row] for row in same.iter_rows()]
            assert sheet.protection.sheet == same.protection.sheet
            assert sheet.sheet_state == same.sheet_state
            assert sheet.print_title_rows == same.print_title_rows
            assert sheet.print_area == same.print_area
            assert sheet.freeze_panes == same.freeze_panes
            assert len(sheet.conditional_formatting) == len(same.conditional_formatting)
            assert sheet.data_validations.count == same.data_validations.count
            for key, column in sheet.column_dimensions.items():
                assert column.width == same.column_dimensions[key].width
            for row in sheet.iter_rows():
                for cell in row:
                    twin = same[cell.coordinate]
                    assert cell.protection.locked == twin.protection.locked
                    if cell.column != 1:
                        assert cell.number_format == twin.number_format
        assert set(before.defined_names) == set(after.defined_names)
    assert not opened(returned)["F1"]["D7"].protection.locked
    assert opened(returned)[LIST].protection.sheet
    with zipfile.ZipFile(BytesIO(sent)) as old, zipfile.ZipFile(BytesIO(returned)) as new:
        assert set(old.namelist()) <= set(new.namelist())
        for name in ("xl/sharedStrings.xml", "docProps/core.xml"):
            assert old.read(name) == new.read(name)


def test_marking_again_replaces_marks_and_list(desk: Desk, sample: bytes) -> None:
    sent = changed(sample, {("F1", "D7"): "10 чел.", ("F5", "D6"): "?"})
    once = desk.returned({"form.xlsx": sent}).content
    partly = changed(once, _values(sample, {("F1", "D7"): 0.0}))
    twice = opened(desk.returned({"form.xlsx": partly}).content)
    assert [row[2] for row in lines(twice)] == ["F5!D6"]
    assert twice.sheetnames.count(LIST) == 1
    assert marks(twice) == {("F5", "D6"), ("F5", "A6")}
    assert twice["F1"]["D7"].comment is None
    assert twice["F5"]["D6"].comment.text.count(HEAD) == 1
    first, last = opened(sent)["F1"], twice["F1"]
    for where in ("D7", "A7"):
        assert repr(first[where].fill) == repr(last[where].fill)
        assert repr(first[where].border) == repr(last[where].border)
        assert first[where].number_format == last[where].number_format


def test_a_comment_of_the_sender_stays_above_ours(desk: Desk, sample: bytes) -> None:
    book = opened(changed(sample, {("F1", "D7"): "?"}))
    book["F1"]["D7"].comment = Comment("уточняем", "school")
    book["F1"]["C3"].comment = Comment("другое", "school")
    buffer = BytesIO()
    book.save(buffer)
    once = desk.returned({"form.xlsx": buffer.getvalue()}).content
    for content in (once, desk.returned({"form.xlsx": once}).content):
        sheet = opened(content)["F1"]
        assert sheet["D7"].comment.text.startswith(f"уточняем\n\n{HEAD}")
        assert sheet["D7"].comment.text.count(HEAD) == 1
        assert sheet["C3"].comment.text == "другое"


def _without_sheets(content: bytes) -> bytes:
    return _with_part(content, "xl/workbook.xml", b"<workbook/>")


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for each in old.namelist():
            new.writestr(each, part if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, part)
    return buffer.getvalue()


def _with_external(content: bytes, kind: str) -> bytes:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" TargetMode="External" Target="file:///c:/a" Type='
        f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
        "</Relationships>"
    )
    return _with_part(content, "xl/worksheets/_rels/sheet2.xml.rels", relation.encode())


UNMARKABLE: dict[str, Callable[[bytes], bytes]] = {
    "an old workbook": lambda _: OLD,
    "cut off": lambda content: content[: len(content) // 2],
    "no sheets": _without_sheets,
    "an entity": lambda content: _with_part(
        content, "xl/styles.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    ),
    "a part far too large": lambda content: _with_part(
        content, "xl/media/image1.png", bytes(LARGEST_PART + 1)
    ),
    "a picture from elsewhere": lambda content: _with_external(content, "image"),
    "a part that is no XML": lambda content: _with_part(content, "docProps/core.xml", b"<a>"),
    "links without number": lambda content: _with_part(
        content,
        "xl/worksheets/_rels/sheet2.xml.rels",
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + b'<Relationship Id="a" Type="a/hyperlink" TargetMode="External" Target="c:"/>' * 1000
        + b"</Relationships>",
    ),
    "styles that are none": lambda content: _with_part(content, "xl/styles.xml", b"<a/>"),
}


@pytest.mark.parametrize("spoilt", UNMARKABLE.values(), ids=UNMARKABLE)
def test_what_cannot_be_marked_goes_back_as_a_fresh_form(
    spoilt: Callable[[bytes], bytes], desk: Desk, sample: bytes
) -> None:
    sent = changed(sample, {("F1", "D7"): "10 чел.", ("F1", "G9"): "=причина"})
    returned = desk.returned({"form.xls": sent}, {"form.xls": spoilt(sent)})
    book = opened(returned.content)
    assert [row[2] for row in lines(book)] == ["F1!D7", "F5!D6"]
    assert links(book) == ["'F1'!D7", "'F5'!D6"]
    assert marks(book) == {("F1", "D7"), ("F1", "A7"), ("F5", "D6"), ("F5", "A6")}
    assert [row[1][0] for row in lines(book)] == ["✗", "!"]
    assert HEAD in book["F1"]["D7"].comment.text

    def held(form: Form) -> dict[tuple[str, str], object]:
        return {
            (cell.indicator, cell.slot): cell.value
            for cell in form.cells
            if cell.nature is not Nature.BLANK and cell.slot is not Slot.PREVIOUS
        }

    read_back = desk.read(returned.content)
    assert held(read_back) == held(desk.read(sent))
    assert (read_back.unit, read_back.week) == ("zharma", WEEK)
    assert opened(returned.content)["F1"]["G9"].data_type == "s"


def _rewritten(content: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return buffer.getvalue()


def _strict(name: str, part: bytes) -> tuple[str, bytes]:
    old, new = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    for kind, strict in ((b"spreadsheetml", b"main"), (b"officeDocument", b"relationships")):
        part = part.replace(old + kind + b"/2006/" + strict, new + kind + b"/" + strict)
    return name, part


def _without_addresses(name: str, part: bytes) -> tuple[str, bytes]:
    """Leave out where cells and rows stand, which F1 has without a gap."""
    if name != "xl/worksheets/sheet2.xml":
        return name, part
    return name, re.sub(rb'<(c|row) r="\w+"', rb"<\1", part)


DIALECTS: dict[str, Callable[[str, bytes], tuple[str, bytes]]] = {
    "strict": _strict,
    "no addresses": _without_addresses,
    "prefixed": lambda name, part: (
        name,
        re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", part).replace(b" xmlns=", b" xmlns:x=")
        if name.startswith("xl/worksheets/sheet")
        else part,
    ),
    "utf-16": lambda name, part: (
        name,
        part.decode().replace("UTF-8", "UTF-16").encode("utf-16")
        if name.startswith("xl/worksheets/sheet")
        else part,
    ),
    "another case": lambda name, part: (name.replace("sheet2", "SHEET2"), part),
}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_a_workbook_of_any_dialect_is_marked_itself(
    dialect: Callable[[str, bytes], tuple[str, bytes]], desk: Desk, sample: bytes
) -> None:
    sent = _rewritten(changed(sample, {("F1", "D7"): "10 чел.", ("F1", "G9"): "причина"}), dialect)
    returned = desk.returned({"form.xlsx": sent}).content
    assert desk.read(returned) == desk.read(sent)
    book = Book(unpacked(returned))
    assert book.names[0] == LIST
    cells = Cells(book, book.parts["F1"])
    assert cells.style("D7") != cells.style("D6")
    again = Book(unpacked(desk.returned({"form.xlsx": returned}).content))
    assert again.names.count(LIST) == 1
    assert len(again.names) == len(book.names)
    with zipfile.ZipFile(BytesIO(returned)) as parts:
        assert "docProps/custom.xml" in parts.namelist()  # which a fresh form has not
        comments = [name for name in parts.namelist() if "/comments" in name]
        assert len(comments) == 2  # on F1 and F5
        assert any("10 чел." in parts.read(name).decode() for name in comments)


def test_a_fresh_form_knows_its_own_cells(desk: Desk, sample: bytes) -> None:
    """The sender's rows have moved: what is said names the fresh form's cells."""
    book = opened(changed(sample, {("F1", "D7"): "10 чел."}))
    sheet = book["F1"]
    sheet.move_range(f"A5:H{sheet.max_row}", rows=3)
    buffer = BytesIO()
    book.save(buffer)
    moved = buffer.getvalue()
    returned = desk.returned({"form.xls": moved}, {"form.xls": OLD})
    found = {each.cell for each in returned.files[0].findings if each.code == "not-a-number"}
    assert found == {"D10"}
    assert "F1!D7" in [row[2] for row in lines(opened(returned.content))]
    assert "F1!D7 (F1.03)" in opened(returned.content)["F1"]["D7"].comment.text


@pytest.mark.parametrize("week", ["10 чел.", None])
def test_a_fresh_form_keeps_its_formula_where_the_week_is_no_figure(
    week: str | None, desk: Desk, sample: bytes
) -> None:
    sent = changed(sample, {("F1", "D7"): week, ("F1", "E7"): 12})
    returned = desk.returned({"form.xls": sent}, {"form.xls": OLD})
    assert str(opened(returned.content)["F1"]["E7"].value).startswith("=")


def test_nothing_runs_and_nothing_reaches_out(desk: Desk, sample: bytes) -> None:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = Book(unpacked(changed(sample, {("F1", "D7"): "?"})))
    package = book.package
    package.add("xl/vbaProject.bin", b"macro", "application/vnd.ms-office.vbaProject")
    package.relate(book.main, f"{office}/vbaProject", "xl/vbaProject.bin")
    package.retype(book.main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    package.add("xl/externalLinks/externalLink1.xml", b"<externalLink/>", "application/xml")
    package.relate(book.main, f"{office}/externalLink", "xl/externalLinks/externalLink1.xml")
    cells = Cells(book, book.parts["F1"])
    cells.write("H7", 5.0)
    cell = next(each for where, each in cells if where == "H7")
    formula = cell.makeelement(book.tag("f"))
    formula.text = "[1]Лист1!A1"
    cell.insert(0, formula)
    returned = desk.returned({"form.xlsm": package.saved(WEEK)}).content
    with zipfile.ZipFile(BytesIO(returned)) as parts:
        names = " ".join(parts.namelist())
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert "vba" not in names
    assert "externalLink" not in names
    assert b"macroEnabled" not in everything
    assert b"[1]" not in everything
    assert opened(returned)["F1"]["H7"].value == 5


def test_a_person_s_data_never_travels(desk: Desk, sample: bytes) -> None:
    files = {
        f"{PERSON}.xlsx": changed(sample, {("F1", "G7"): PERSON, ("F1", "D7"): PERSON}),
        f"{PERSON}/b.xlsx": changed(sample, {("F2", "G7"): PERSON, (COVER, "B4"): PERSON}),
    }
    returned = desk.returned(files)
    assert [file.fate for file in returned.files] == [Fate.RETURNED, Fate.RETURNED]
    for artifact in returned.artifacts:
        assert "777" not in artifact.path
        with zipfile.ZipFile(BytesIO(artifact.content)) as parts:
            text = "".join(parts.read(name).decode() for name in parts.namelist())
        assert "Серікова" not in text
        assert "123 45 67" not in text
        assert HEAD not in text
    first, second = (opened(artifact.content) for artifact in returned.artifacts)
    assert {row[2] for row in lines(first)} == {"F1!D7", "F1!G7"}
    assert {row[2] for row in lines(second)} >= {f"{COVER}!B4", "F2!G7"}
    assert second.sheetnames == [LIST]
    assert not desk.read(first_content := returned.artifacts[0].content).findings
    assert desk.read(first_content).unit == "zharma"


def test_every_file_has_its_own_name_and_the_same_bytes(desk: Desk, sample: bytes) -> None:
    late = {(COVER, "B5"): "вчера"}
    files = {
        "a.xlsx": changed(sample, {("F1", "D7"): "?"}),
        "b.zip!c/b.xlsx": changed(sample, late),
        "d.xlsx": changed(sample, {**late, ("F1", "D7"): "?"}),
        "x/№ 5 «форма».xlsx": changed(sample, {(COVER, "B4"): "Атлантида"}),
        "y/№ 5 «Форма».xlsx": changed(sample, {(COVER, "B4"): "Лемурия"}),
        "clean.pdf": b"%PDF-1.4",
    }
    returned = desk.returned(files)
    assert sorted((each.path, each.unit) for each in returned.artifacts) == [
        ("returned/2011-08-11_5_Форма-2.xlsx", None),
        ("returned/2011-08-11_5_форма.xlsx", None),
        ("returned/2011-08-11_zharma-2.xlsx", "zharma"),
        ("returned/2011-08-11_zharma-3.xlsx", "zharma"),
        ("returned/2011-08-11_zharma.xlsx", "zharma"),
    ]
    assert {each.kind for each in returned.artifacts} == {ArtifactKind.RETURNED_FORM}
    assert returned.artifacts == desk.returned(files).artifacts


def test_a_form_without_faults_is_not_returned(desk: Desk) -> None:
    assert desk.returned({"form.xlsx": desk.blank("zharma")[:200]}).artifacts == ()


def test_a_cover_without_its_labels_is_not_mistaken_for_the_list(desk: Desk, sample: bytes) -> None:
    sent = changed(sample, {(COVER, "A4"): "", (COVER, "A6"): "", (COVER, "A7"): ""})
    assert desk.read(sent).cover == COVER
    returned = desk.returned({"form.xlsx": changed(sent, {(COVER, "B5"): "вчера"})})
    assert desk.read(returned.content).cover == COVER


@pytest.mark.office
def test_an_office_opens_saves_and_keeps_the_marks(
    desk: Desk, sample: bytes, tmp_path: Path, office: Callable[[list[Path], str], list[Path]]
) -> None:
    sent = changed(sample, {("F1", "D7"): "10 чел.", ("F5", "D6"): "?"})
    own = desk.returned({"form.xlsx": sent}).content
    fresh = desk.returned({"form.xls": sent}, {"form.xls": OLD}).content
    alone = desk.returned({"a.xls": changed(sample, {(COVER, "B4"): "?"})}, {"a.xls": OLD}).content
    paths = [tmp_path / f"{name}.xlsx" for name in ("own", "fresh", "alone")]
    for path, content in zip(paths, (own, fresh, alone), strict=True):
        path.write_bytes(content)
    saved = [path.read_bytes() for path in office(paths, "xlsx")]
    for content in saved[:2]:
        assert marks(opened(content)) == {("F1", "D7"), ("F1", "A7"), ("F5", "D6"), ("F5", "A6")}
        assert "10 чел." in opened(content)["F1"]["D7"].comment.text
    assert desk.read(saved[0]).cells == desk.read(sent).cells
    assert opened(saved[2]).sheetnames == [LIST]
    again = opened(desk.returned({"form.xlsx": changed(saved[0], {("F1", "D7"): 0.0})}).content)
    assert ("F1", "D7") not in marks(again)
    assert again["F1"]["D7"].fill.fgColor.rgb == opened(sent)["F1"]["D7"].fill.fgColor.rgb
