"""Make the forms of inbox/ again: 4 and 11 August 2011, filled, and saved by LibreOffice.

Run it as `python tests/make_samples.py [INBOX]`; the figures stand in tests/samples/.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from openpyxl import load_workbook

from pipeline.campaign import load_campaign
from pipeline.issue import PreviousFigure, form_name, issue
from pipeline.issue.layout import COLUMNS, Block
from pipeline.model import Slot
from pipeline.schema import Kind
from pipeline.texts import load_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.campaign import Campaign
    from pipeline.schema import Indicator

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "templates"
INBOX = HERE.parent / "inbox"
FILTER = "xlsx:Calc MS Excel 2007 XML"
CORE = "docProps/core.xml"
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")

Totals = dict[str, dict[str, float]]  # unit: indicator: total since the start


class Done(NamedTuple):
    """When a milestone was done, and by which document."""

    day: date
    document: str


class Case(NamedTuple):
    """All that the forms are filled from."""

    campaign: Campaign
    totals: Mapping[date, Totals]
    milestones: Mapping[tuple[str, str], Done]  # unit and milestone
    typed: Mapping[tuple[date, str], Mapping[str, float]]  # totals put in by hand
    saved: Mapping[date, Mapping[str, datetime]]
    texts: list[str]


def main(inbox: Path = INBOX) -> None:
    """Fill every form, save them all in one run of LibreOffice, and put them into the inbox."""
    case = load_case()
    wording = load_wording(TEMPLATES / "blank-form.toml")
    with TemporaryDirectory() as folder:
        drafts, saved = Path(folder, "drafts"), Path(folder, "saved")
        drafts.mkdir()
        for week, totals in case.totals.items():
            for code in totals:
                unit = case.campaign.unit(code)
                blank = issue(case.campaign, wording, unit, week, previous_of(case, code, week))
                filled = fill(blank, case, code, week)
                moment = case.saved[week][code].replace(tzinfo=case.campaign.zone)
                (drafts / form_name(unit, week)).write_bytes(stamped(filled, moment))
        save_by_office(drafts, saved, Path(folder, "profile"))
        for path in sorted(saved.iterdir()):
            target = inbox / path.name.partition("_")[0] / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def load_case() -> Case:
    """Read the tables."""
    known = tomllib.loads((HERE / "samples.toml").read_text(encoding="utf-8"))
    saved = {date.fromisoformat(week): times for week, times in known["saved"].items()}
    first = min(saved)
    return Case(
        campaign=load_campaign(TEMPLATES, first, datetime.combine(first, time(), tzinfo=UTC)),
        totals={week: load_totals(week) for week in saved},
        milestones={
            (row["unit"], row["milestone"]): Done(date.fromisoformat(row["date"]), row["document"])
            for row in rows_of("milestones.csv")
        },
        typed={(each["week"], each["unit"]): each["total"] for each in known["typed"]},
        saved=saved,
        texts=known["texts"]["work"],
    )


def load_totals(week: date) -> Totals:
    """Read one week's totals: a row per indicator, a column per unit."""
    totals: Totals = {}
    for row in rows_of(f"totals-{week.isoformat()}.csv"):
        indicator = row.pop("indicator")
        for unit, total in row.items():
            if total:
                totals.setdefault(unit, {})[indicator] = float(total)
    return totals


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of a table in samples/."""
    with (HERE / "samples" / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def total_before(case: Case, unit: str, week: date, indicator: str) -> float | None:
    """Give a unit's total of the report before this one; None where there was none."""
    earlier = case.campaign.previous_date(week)
    return case.totals[earlier][unit].get(indicator) if earlier else None


def done_by(case: Case, unit: str, milestone: str, week: date) -> Done | None:
    """Tell what a unit had to say of a milestone that it had done by a date."""
    done = case.milestones.get((unit, milestone))
    return done if done and done.day <= week else None


def previous_of(case: Case, unit: str, week: date) -> dict[str, PreviousFigure]:
    """Give what was accepted of a unit's report before this one."""
    earlier = case.campaign.previous_date(week)
    if earlier is None:
        return {}
    figures: dict[str, PreviousFigure] = {}
    for row in case.campaign.issued(case.campaign.unit(unit), earlier):
        total = total_before(case, unit, week, row.id)
        done = done_by(case, unit, row.id, earlier)
        if row.kind is Kind.MILESTONE:
            figures[row.id] = (
                PreviousFigure(done=True, date=done.day, document=done.document)
                if done
                else PreviousFigure(done=False)
            )
        elif total is not None:
            is_flag = row.kind is Kind.FLAG
            figures[row.id] = PreviousFigure(
                total=None if is_flag else total, done=bool(total) if is_flag else None
            )
    return figures


def fill(blank: bytes, case: Case, unit: str, week: date) -> bytes:
    """Fill a blank form as a clerk does: yellow cells only, the totals left to their formulas."""
    book = load_workbook(BytesIO(blank))
    places = {cell.value: (sheet, cell.row) for sheet in book for cell in sheet["A"] if cell.value}
    for row in case.campaign.issued(case.campaign.unit(unit), week):
        sheet, line = places[row.id]
        block, values = answers(case, unit, week, row)
        for slot, value in values.items():
            put(sheet, line, COLUMNS[block][slot] + 1, value)
    for indicator, total in case.typed.get((week, unit), {}).items():
        sheet, line = places[indicator]
        put(sheet, line, COLUMNS[Block.FIGURES][Slot.TOTAL] + 1, total)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def answers(
    case: Case, unit: str, week: date, row: Indicator
) -> tuple[Block, dict[Slot, float | str | date]]:
    """Give what a clerk puts into one row."""
    form = case.campaign.form
    if row.kind is Kind.TEXT:
        return Block.TEXTS, {Slot.TEXT: work_of(case, unit, week)} if row.id == "T1" else {}
    if row.kind is Kind.MILESTONE:
        done = done_by(case, unit, row.id, week)
        if done is None:
            return Block.MILESTONES, {Slot.DONE: form.no.both}
        return Block.MILESTONES, {
            Slot.DONE: form.yes.both,
            Slot.DATE: done.day,
            **({Slot.DOCUMENT: done.document} if done.document else {}),
        }
    total = case.totals[week][unit][row.id]
    if row.kind is Kind.FLAG:
        return Block.FIGURES, {Slot.TOTAL: (form.yes if total else form.no).both}
    if row.kind is Kind.CUM:
        before = total_before(case, unit, week, row.id) or 0.0
        return Block.FIGURES, {Slot.WEEK: round(total - before, 1)}
    return Block.FIGURES, {Slot.TOTAL: total}


def work_of(case: Case, unit: str, week: date) -> str:
    """Choose the text of a unit's work in a week."""
    turn = list(case.totals[week]).index(unit) + case.campaign.number_of(week)
    return case.texts[turn % len(case.texts)]


def put(sheet: Worksheet, line: int, column: int, value: Any) -> None:  # noqa: ANN401
    """Put a value into a cell, a whole number as such."""
    is_whole = isinstance(value, float) and value.is_integer()
    sheet.cell(line, column).value = int(value) if is_whole else value


def stamped(workbook: bytes, moment: datetime) -> bytes:
    """Say in a workbook when it was saved; openpyxl puts now, LibreOffice keeps what it finds."""
    modified = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as source, zipfile.ZipFile(buffer, "w") as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == CORE:
                content = MODIFIED.sub(rb"\g<1>" + modified, content)
            target.writestr(member, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def save_by_office(drafts: Path, saved: Path, profile: Path) -> None:
    """Have LibreOffice calculate and save every draft, in one run with a profile of its own."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            FILTER,
            "--outdir",
            str(saved),
            *map(str, sorted(drafts.iterdir())),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
