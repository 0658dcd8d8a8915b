"""Word what is to be mended, each finding as one line with the cell that it leads to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.model import Language, Severity
from pipeline.render.returns.cells import placed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pipeline.model import FileVerdict, Finding, Region
    from pipeline.texts import Texts

RANKS = (Severity.ERROR, Severity.WARNING)
PERSONAL = "personal"
HIDDEN = "…"  # stands for whatever may be a person's
# A sheet's name so short and numbered that it is no person's.
NUMBERED = re.compile(r"\w{1,6}\s?\d{1,2}")


class Place(NamedTuple):
    """Where something stands in a workbook; `cell` is "" where it is the whole sheet."""

    sheet: str = ""
    cell: str = ""


class Entry(NamedTuple):
    """One line of the list."""

    severity: Severity
    place: Place  # in the workbook that goes back
    shown: Place  # what the list says of it: the sender's own, where that has no other
    label: tuple[str, ...]  # the row's id and name, in both languages
    problem: tuple[str, str]
    mend: tuple[str, str]

    @property
    def message(self) -> str:
        """What a comment says: what is wrong and what to do, Kazakh, then Russian."""
        return "\n".join(
            f"{problem} {mend}".strip()
            for problem, mend in zip(self.problem, self.mend, strict=True)
        )


def is_personal(verdict: FileVerdict) -> bool:
    """Whether a file holds a person's data, and so must not travel."""
    return any(finding.code.startswith(PERSONAL) for finding in verdict.findings)


def to_mend(verdict: FileVerdict) -> tuple[Finding, ...]:
    """Choose the findings that the sender has to do something about."""
    return tuple(
        finding
        for finding in verdict.findings
        if finding.severity in RANKS and finding.accepted_reason is None
    )


def entries_of(
    findings: Iterable[Finding],
    region: Region,
    texts: Texts,
    found_at: Callable[[Finding], Place],
    sheets: Collection[str],
) -> tuple[Entry, ...]:
    """Word findings in the order of the workbook's sheets, the errors first."""
    order = {name: place for place, name in enumerate(sheets)}
    entries = [_entry(finding, region, texts, found_at(finding)) for finding in findings]
    return tuple(
        sorted(
            entries,
            key=lambda entry: (
                RANKS.index(entry.severity),
                order.get(entry.place.sheet, -1) if entry.place.cell else -1,
                placed(entry.place.cell) or (0, 0),
            ),
        )
    )


def harmless(finding: Finding, region: Region) -> Finding:
    """Keep of a finding only what cannot be a person's: never a text of the sender."""
    form = region.campaign.form
    is_known = finding.sheet in form.sheet_names or NUMBERED.fullmatch(finding.sheet)
    return replace(
        finding,
        path="",
        sheet=finding.sheet if is_known else HIDDEN,
        cell=finding.cell if placed(finding.cell) else HIDDEN,
        details={
            key: value if isinstance(value, int | float) else HIDDEN
            for key, value in finding.details.items()
        },
    )


def _entry(finding: Finding, region: Region, texts: Texts, place: Place) -> Entry:
    row = region.campaign.indicators.get(finding.indicator)
    label = (row.label.kk, row.label.ru) if row else ()
    return Entry(
        severity=finding.severity,
        place=place,
        shown=place if place.cell or not finding.sheet else Place(finding.sheet, finding.cell),
        label=(finding.indicator, *dict.fromkeys(label)) if finding.indicator else (),
        problem=(texts.problem(finding, Language.KK), texts.problem(finding, Language.RU)),
        mend=(texts.mend(finding, Language.KK), texts.mend(finding, Language.RU)),
    )
