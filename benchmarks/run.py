"""Compare build-report with a bare floor on 19, 190 and 1,900 forms, pair by pair in one run."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import load_workbook

from pipeline.campaign import Campaign, load_campaign
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).parent.parent
FOLDER = "mektepke-zhol-2011"
SAMPLE = ROOT / "inbox" / "2011-08-04" / "2011-08-04_semei.xlsx"
SAMPLE_NAME, SAMPLE_DATE = "Семей қаласы / город Семей", date(2011, 8, 4)
EPOCH = date(1899, 12, 30)
# The narratives without their PDF, which the aim leaves apart.
OURS = (
    "import pipeline.render.narrative as room; whole = room.render_narratives;"
    "room.render_narratives = lambda region, texts: whole(region, texts, pdf={pdf});"
    "from pipeline.cli import build_report_command as run; run()"
)
CELLS = "cells.pickle"
NOW = "2011-10-01T12:00:00+06:00"
ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
FIRST_TEXT = re.compile(rb'<c r="A\d+"[^>]* t="s"><v>(\d+)</v>')
TOTAL = re.compile(rb'(<c r="E\d+"[^>]* t="n">(?:<f[^>]*>[^<]*</f>)?<v>)([\d.]+)(</v>)')
PREVIOUS = re.compile(rb'(<c r="F\d+"[^>]*)/>')
# What a line comes to by a week, times what it came to in the first.
TIMES: dict[Kind, Callable[[int], int]] = {
    Kind.CUM: lambda week: week,
    Kind.STOCK: lambda week: week,
    Kind.REF: lambda _: 10,
}
UNIT = """[[units]]
code = "unit{n:03}"
kind = "rayon"
kk = "Үлгі{n:03}"
ru = {{ nom = "Пример{n:03}", gen = "Пример{n:03}", dat = "Пример{n:03}", acc = "Пример{n:03}", \
ins = "Пример{n:03}", loc = "Пример{n:03}" }}
ru_head_first = true
name = {{ kk = "Үлгі{n:03} ауданы", ru = "район Пример{n:03}" }}
"""


class Cost(NamedTuple):
    """What one process cost."""

    seconds: float
    megabytes: float


def measured(*command: str) -> Cost:
    """Run a whole process and ask the system what it cost."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    if status:
        sys.exit(f"failed: {command}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def workspace(folder: Path, units: int, dates: int) -> Path:
    """Make a workspace of units × dates forms, all patched from one form saved by LibreOffice."""
    templates = folder / "templates"
    shutil.copytree(ROOT / "templates", templates)
    districts = templates / FOLDER / "districts.toml"
    blocks = districts.read_text(encoding="utf-8").split("[[units]]")
    oblast = next(block for block in blocks if 'kind = "oblast"' in block)
    made = [UNIT.format(n=number) for number in range(units)]
    districts.write_text("".join([*made, "[[units]]", oblast]), encoding="utf-8")
    campaign = load_campaign(templates, None, datetime.fromisoformat(NOW))
    with zipfile.ZipFile(SAMPLE) as sample:
        parts = {name: sample.read(name) for name in sample.namelist()}
    (folder / "inbox").mkdir()
    for week, day in enumerate(campaign.settings.reporting_dates[:dates], start=1):
        patched = dict(_patched(parts, campaign, week, day))
        for number in range(units):
            _write_form(folder / "inbox", patched, number, day)
    return folder


def _patched(
    parts: Mapping[str, bytes], campaign: Campaign, week: int, day: date
) -> Iterator[tuple[str, bytes]]:
    """Move the sample on to a date: the same figures every week, on a base that holds them all."""
    texts = re.findall(r"<si>(.*?)</si>", parts["xl/sharedStrings.xml"].decode(), re.DOTALL)
    ids = [re.sub(r"<[^>]+>", "", text) for text in texts]
    serials = [b"<v>%d</v>" % (each - EPOCH).days for each in (SAMPLE_DATE, day)]

    def row(match: re.Match[bytes]) -> bytes:
        named = FIRST_TEXT.search(match[0])
        indicator = campaign.indicators.get(ids[int(named[1])]) if named else None
        if indicator is None or not indicator.is_numeric:
            return match[0]
        factor = TIMES[indicator.kind](week)
        whole = TOTAL.search(match[0])
        text = TOTAL.sub(lambda cell: cell[1] + _figure(cell[2], factor) + cell[3], match[0])
        if whole and week > 1 and indicator.kind is Kind.CUM:
            last = rb"\1><v>%b</v></c>" % _figure(whole[2], factor - 1)
            text = PREVIOUS.sub(last, text)
        return text

    for name, content in parts.items():
        if name.startswith("xl/worksheets/"):
            yield name, ROW.sub(row, content).replace(*serials)
        else:
            yield name, content


def _figure(digits: bytes, factor: int) -> bytes:
    return f"{round(float(digits) * factor, 1):g}".encode() if factor else b"0"


def _write_form(inbox: Path, parts: Mapping[str, bytes], number: int, day: date) -> None:
    """Write one unit's form, sent at noon of its date."""
    name = f"Үлгі{number:03} ауданы / район Пример{number:03}".encode()
    path = inbox / f"{day}_unit{number:03}.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as form:
        for part, content in parts.items():
            patched = content.replace(SAMPLE_NAME.encode(), name)
            form.writestr(zipfile.ZipInfo(part), patched, zipfile.ZIP_DEFLATED)
    noon = datetime.combine(day, time(12), tzinfo=datetime.fromisoformat(NOW).tzinfo).timestamp()
    os.utime(path, (noon, noon))


def ours(folder: Path, *, pdf: bool = False) -> Cost:
    """Run the main job as a whole process."""
    return measured(
        sys.executable,
        "-c",
        OURS.format(pdf=pdf),
        "--workspace",
        str(folder),
        "--now",
        NOW,
        "--json",
    )


def list_cells(folder: Path) -> None:
    """List every cell of our workbook for the floor to write.

    In a process of its own: what this one holds would count as its children's peak.
    """
    book = load_workbook(next((folder / "outbox").glob("*/svod-*.xlsx")))
    cells = {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in book
    }
    (folder / CELLS).write_bytes(pickle.dumps(cells))


def main() -> None:
    """Measure each size and print one row for it."""
    sizes = {19: (19, 1, 5), 190: (19, 10, 3), 1900: (190, 10, 1)}
    chosen = [int(each) for each in sys.argv[1:]] or list(sizes)
    print("forms  ours s  floor s  ratio  with PDF s  rerun s  ours MB  floor MB")  # noqa: T201
    for forms in chosen:
        units, dates, rounds = sizes[forms]
        with tempfile.TemporaryDirectory() as place:
            folder = workspace(Path(place), units, dates)
            with_pdf = ours(folder, pdf=True)
            rerun = ours(folder)
            measured(sys.executable, __file__, CELLS, str(folder))
            pairs = []
            for _ in range(rounds):
                for made in ("archive", "outbox"):
                    shutil.rmtree(folder / made)
                floor = measured(
                    sys.executable, str(ROOT / "benchmarks" / "floor.py"),
                    str(folder / "inbox"), str(folder / CELLS), str(folder / "floor.xlsx"),
                )  # fmt: skip
                pairs.append((ours(folder), floor))
        mine = statistics.median(each.seconds for each, _ in pairs)
        floor_time = statistics.median(each.seconds for _, each in pairs)
        ratio = statistics.median(each.seconds / floor.seconds for each, floor in pairs)
        peak = max(each.megabytes for each, _ in pairs), max(each.megabytes for _, each in pairs)
        print(  # noqa: T201
            f"{forms:5}  {mine:6.2f}  {floor_time:7.2f}  {ratio:5.2f}  {with_pdf.seconds:10.2f}"
            f"  {rerun.seconds:7.2f}  {peak[0]:7.0f}  {peak[1]:8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == [CELLS]:
        list_cells(Path(sys.argv[2]))
    else:
        main()
