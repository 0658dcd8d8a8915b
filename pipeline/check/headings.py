"""Tell the headings that a sheet lacks once a sheet, however many they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.model import FileVerdict, Finding

CODE = "column-not-found"


def headings_once(files: Iterable[FileVerdict]) -> tuple[FileVerdict, ...]:
    """Bring the lost headings of each sheet together in one finding."""
    return tuple(
        replace(file, findings=tuple(_once(file.findings)))
        if sum(finding.code == CODE for finding in file.findings) > 1
        else file
        for file in files
    )


def _once(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Yield the findings, the lost headings of a sheet at the first of them."""
    lost: dict[str, list[object]] = {}
    for finding in findings:
        if finding.code == CODE:
            lost.setdefault(finding.sheet, []).append(finding.details["column"])
    for finding in findings:
        if finding.code != CODE:
            yield finding
        elif columns := lost.pop(finding.sheet, None):
            yield replace(
                finding, details={**finding.details, "column": "», «".join(map(str, columns))}
            )
