"""Compare what this program, frictionless and pandera find in forms with one fault each."""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections import Counter
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

    Said = list[str]
    Tool = Callable[[Path, str], Said]

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
    """List the tools; each takes a file and the unit it is said to come from."""
    campaign = load_campaign(job.templates, SECOND, job.now)
    known = {unit: knowledge_of(campaign, unit) for unit in {UNIT, *CLEAN}}

    def ours(path: Path, _: str) -> Said:
        (file,) = check_forms(job, readers, [path]).files
        return [
            f"{finding.sheet}!{finding.cell}" if finding.cell else "" for finding in file.findings
        ]

    return {
        "this program": ours,
        "frictionless": lambda path, unit: by_frictionless(path, known[unit]),
        "pandera": lambda path, unit: by_pandera(path, known[unit]),
    }


def score(tool: Tool, faulty: Mapping[str, Path], clean: Mapping[str, Path]) -> Score:
    """Have a tool check everything several times."""
    crashes: Counter[str] = Counter()

    def checked(path: Path, unit: str) -> Said:
        try:
            return tool(path, unit)
        except Exception as error:  # noqa: BLE001 - a crash is what is counted
            crashes[f"{path.stem}: {error!r}"] += 1
            return []

    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        said = {name: checked(path, UNIT) for name, path in faulty.items()}
        alarms = sum(len(checked(path, unit)) for unit, path in clean.items())
        times.append((perf_counter() - begun) / (len(faulty) + len(clean)))
    return Score(
        said=said, alarms=alarms, crashes=len(crashes), seconds=statistics.median(times[1:])
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
