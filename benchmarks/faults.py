"""Compare what this program, frictionless and pandera find in forms with one fault each."""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from rivals import HEADING, Knowledge
from single_faults import CLEAN, FAULTS, FIRST, INBOX, SECOND, SHEETS, UNIT, made, sample, saved
from with_frictionless import by_frictionless
from with_pandera import by_pandera

from pipeline.build import build_report
from pipeline.campaign import load_campaign
from pipeline.forms import check_forms
from pipeline.model import Job
from pipeline.read.pool import Readers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.campaign import Campaign
    from pipeline.model import Finding

    Said = list[str]
    # Checks files, each with the unit that it is said to come from; tells how many it crashed on.
    Tool = Callable[[Mapping[Path, str]], tuple[Mapping[Path, Said], int]]

TEMPLATES = Path(__file__).parent.parent / "templates"
NOW = "T17:00:00+06:00"
ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one tool made of all the forms."""

    said: Mapping[str, Said]  # by fault
    alarms: int  # on clean forms
    crashes: int
    seconds: float  # for one form

    @property
    def found(self) -> int:
        """In how many faulty forms it found anything."""
        return sum(bool(cells) for cells in self.said.values())

    @property
    def placed(self) -> int:
        """For how many of those that have a cell to mend it named that."""
        return sum(bool(FAULTS[name].cells & set(cells)) for name, cells in self.said.items())

    @property
    def single(self) -> int:
        """For how many faults it gave one finding."""
        return sum(len(cells) == 1 for cells in self.said.values())

    @property
    def most(self) -> int:
        """How many findings it gave for one fault at most."""
        return max(len(cells) for cells in self.said.values())


def with_history(folder: Path) -> Job:
    """Make a workspace in which every unit's first report has been accepted."""
    job = Job(
        templates=TEMPLATES,
        inbox=INBOX / FIRST.isoformat(),
        outbox=folder / "outbox",
        archive=folder / "archive",
        decisions=folder / "decisions.xlsx",
        now=datetime.fromisoformat(f"{FIRST}{NOW}"),
    )
    with Readers(1) as readers:
        build_report(job, readers)
    return replace(job, now=datetime.fromisoformat(f"{SECOND}{NOW}"))


def knowledge_of(campaign: Campaign, unit: str) -> Knowledge:
    """Tell the rivals what they may know: the issued form, and the report accepted last."""
    book = sample(unit, FIRST)
    accepted = {}
    for sheet in (book[name] for name in SHEETS):
        for row in sheet.iter_rows(min_row=HEADING + 1, values_only=True):
            value = row[4] if sheet.title != "F5" else row[3] == campaign.form.yes.both
            if isinstance(value, (int, float)):
                accepted[row[0]] = float(value)
    labels = {name: tuple(cell.value for cell in book[name][HEADING]) for name in SHEETS}
    return Knowledge(
        campaign=campaign, unit=campaign.unit(unit), week=SECOND, labels=labels, accepted=accepted
    )


def tools(job: Job, readers: Readers) -> dict[str, Tool]:
    """List the tools; what each may know of campaign and schemas is loaded once for all files."""
    campaign = load_campaign(job.templates, SECOND, job.now)
    known = {unit: knowledge_of(campaign, unit) for unit in {UNIT, *CLEAN}}

    def ours(files: Mapping[Path, str]) -> tuple[Mapping[Path, Said], int]:
        verdicts = check_forms(job, readers, list(files)).files
        return {
            Path(file.path): [
                f"{each.sheet}!{each.cell}" if each.cell else "" for each in file.findings
            ]
            for file in verdicts
        }, 0

    return {
        "this program": ours,
        "frictionless": one_by_one(lambda path, unit: by_frictionless(path, known[unit])),
        "pandera": one_by_one(lambda path, unit: by_pandera(path, known[unit])),
    }


def cell_of(finding: Finding) -> str:
    """Name the cell of a finding; "" where it has none."""
    return f"{finding.sheet}!{finding.cell}" if finding.cell else ""


def one_by_one(check: Callable[[Path, str], Said]) -> Tool:
    """Make a tool of what checks a single file."""

    def checked(files: Mapping[Path, str]) -> tuple[Mapping[Path, Said], int]:
        said: dict[Path, Said] = {}
        crashes = 0
        for path, unit in files.items():
            try:
                said[path] = check(path, unit)
            except Exception:  # noqa: BLE001 - a crash is what is counted
                said[path], crashes = [], crashes + 1
        return said, crashes

    return checked


def score(tool: Tool, faulty: Mapping[str, Path], clean: Mapping[str, Path]) -> Score:
    """Have a tool check everything several times."""
    files = dict.fromkeys(faulty.values(), UNIT) | {path: unit for unit, path in clean.items()}
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        said, crashes = tool(files)
        times.append((perf_counter() - begun) / len(files))
    return Score(
        said={name: said[path] for name, path in faulty.items()},
        alarms=sum(len(said[path]) for path in clean.values()),
        crashes=crashes,
        seconds=statistics.median(times[1:]),
    )


def main() -> None:
    """Print a table of the tools, and with --all one of the faults."""
    with tempfile.TemporaryDirectory() as place, Readers(1) as readers:
        folder = Path(place)
        job = with_history(folder)
        faulty = {name: folder / f"{number}.xlsx" for number, name in enumerate(FAULTS)}
        for name, path in faulty.items():
            path.write_bytes(made(FAULTS[name]))
        clean = {unit: folder / f"{unit}.xlsx" for unit in CLEAN}
        for unit, path in clean.items():
            path.write_bytes(saved(sample(unit, SECOND)))
        scores = {name: score(tool, faulty, clean) for name, tool in tools(job, readers).items()}
    show(scores)
    if "--all" in sys.argv[1:]:
        show_faults(scores)


def show(scores: Mapping[str, Score]) -> None:
    """Print a row for each tool."""
    placed = sum(bool(fault.cells) for fault in FAULTS.values())
    print(  # noqa: T201
        f"| tool | found of {len(FAULTS)} | right cell of {placed} | one finding "
        f"| most findings | alarms on {len(CLEAN)} clean forms | crashes | ms a form |"
    )
    print("|---|" + "---:|" * 7)  # noqa: T201
    for name, each in scores.items():
        print(  # noqa: T201
            f"| {name} | {each.found} | {each.placed} | {each.single} | {each.most} "
            f"| {each.alarms} | {each.crashes} | {each.seconds * 1000:.0f} |"
        )


def show_faults(scores: Mapping[str, Score]) -> None:
    """Print a row for each fault: how many findings each tool gave, * where the cell is right."""
    print("\n| fault | " + " | ".join(scores) + " |")  # noqa: T201
    print("|---|" + "---:|" * len(scores))  # noqa: T201
    for name, fault in FAULTS.items():
        counts = [
            f"{len(each.said[name])}{'*' if fault.cells & set(each.said[name]) else ''}"
            for each in scores.values()
        ]
        print(f"| {name} | " + " | ".join(counts) + " |")  # noqa: T201


if __name__ == "__main__":
    main()
