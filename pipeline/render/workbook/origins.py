"""Tell where a figure comes from: its row in Data, its file, its finding, its correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Column
from pipeline.punctuality import units_of
from pipeline.render.workbook.grid import HEAD_ROWS, address

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.model import Region, Slot, Submission
    from pipeline.render.workbook.findings import Found

DATA = "Data"
LAST_DATA_COLUMN = 9
TABLE_ROW = HEAD_ROWS + 1  # the first row of a table that people read


@dataclass(frozen=True, kw_only=True, eq=False)
class Origins:
    """Rows, counted from 0, of the sheets to which figures lead."""

    data: Mapping[tuple[str, str], int]  # by unit and indicator
    files: Mapping[tuple[str, str], int]  # by path and hash; by path alone, with "" for the hash
    findings: Mapping[tuple[str, str], int]  # the first one of a unit and indicator
    first_findings: Mapping[str, int]  # of a file
    corrections: Mapping[tuple[str, str, Slot], int]
    records: Mapping[str, int]  # of how each unit's reports came
    names: Mapping[str, str]  # of sheets, by key

    def in_data(self, unit: str, indicators: Iterable[str]) -> str:
        """Refer to a unit's rows of some indicators; "" where it has none."""
        rows = [row for each in indicators if (row := self.data.get((unit, each))) is not None]
        if not rows:
            return ""
        return f"'{DATA}'!{address(min(rows), 0)}:{address(max(rows), LAST_DATA_COLUMN)}"

    def in_files(self, path: str, sha256: str = "") -> str:
        """Refer to a file's row; "" where it is not listed."""
        return self._at("sources", self.files.get((path, sha256)))

    def of_report(self, submission: Submission) -> str:
        """Refer to the file that a unit sent, or else to the record that it sent none."""
        return (
            self.in_files(submission.file, submission.sha256)
            or self.in_files(submission.file)
            or self._at("record", self.records.get(submission.unit.code))
        )

    def in_findings(self, unit: str, indicator: str) -> str:
        """Refer to what was found in a figure; "" where nothing was."""
        return self._at("findings", self.findings.get((unit, indicator)))

    def in_findings_of(self, path: str) -> str:
        """Refer to the first finding of a file; "" where it has none."""
        return self._at("findings", self.first_findings.get(path))

    def in_corrections(self, unit: str, indicator: str, slot: Slot) -> str:
        """Refer to what a later report gave anew; "" where nothing was."""
        return self._at("corrections", self.corrections.get((unit, indicator, slot)))

    def _at(self, sheet: str, row: int | None) -> str:
        return "" if row is None else f"'{self.names[sheet]}'!{address(row, 0)}"


def origins_of(region: Region, found: Sequence[Found], names: Mapping[str, str]) -> Origins:
    """Number the rows of the sheets as they will be written."""
    facts = region.facts
    keys = zip(facts[Column.UNIT].tolist(), facts[Column.INDICATOR].tolist(), strict=True)
    files: dict[tuple[str, str], int] = {}
    for row, verdict in enumerate(region.files, TABLE_ROW):
        files.setdefault((verdict.path, verdict.sha256), row)
        files.setdefault((verdict.path, ""), row)
    findings: dict[tuple[str, str], int] = {}
    first_findings: dict[str, int] = {}
    for row, each in enumerate(found, TABLE_ROW):
        findings.setdefault((each.unit, each.finding.indicator), row)
        first_findings.setdefault(each.path, row)
    return Origins(
        data={key: row for row, key in enumerate(keys, 1)},
        files=files,
        findings=findings,
        first_findings=first_findings,
        corrections={
            (each.unit, each.indicator, each.slot): row
            for row, each in enumerate(region.corrections, TABLE_ROW)
        },
        records={unit.code: row for row, unit in enumerate(units_of(region), TABLE_ROW)},
        names=names,
    )
