"""Turn what was found in a unit's files into the lines of its letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Fate, Severity
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.model import FileVerdict, Finding
    from pipeline.texts import Texts

# How much of a sender's own words a letter repeats.
SLOT_AT_MOST = 60
NAME_AT_MOST = 80
REMARK_AT_MOST = 400
PARTS_AT_MOST = 12
# The findings whose texts, and whose file's other texts, are never repeated.
PERSONAL = "personal"
HIDDEN = "…"  # stands for what may be a person's
ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """What must be mended, and what should be looked at."""

    errors: tuple[Bilingual, ...]
    checks: tuple[Bilingual, ...]
    has_cells: bool


def remarks_of(files: Iterable[FileVerdict], texts: Texts, sheets: Collection[str]) -> Remarks:
    """Word what was found in a unit's files, each thing once; `sheets` are the form's own."""
    errors, checks = dict[Bilingual, None](), dict[Bilingual, None]()
    has_cells = False
    for file in files:
        for finding in _told(file):
            remark = _worded(_harmless(finding, sheets), texts)
            if finding.severity is Severity.ERROR:
                errors[remark] = None
                has_cells |= bool(finding.cell) and file.fate is not Fate.RETURNED
            elif _asks_for_a_check(finding, texts):
                checks[remark] = None
    return Remarks(errors=tuple(errors), checks=tuple(checks), has_cells=has_cells)


def is_private(findings: Iterable[Finding]) -> bool:
    """Whether a file holds a person's data, so that nothing of its texts may be repeated."""
    return any(finding.code.startswith(PERSONAL) for finding in findings)


def one_line(text: str, longest: int) -> str:
    """Make a text of others fit into a sentence: one line, our quotes, nothing that hides."""
    whole = unicodedata.normalize("NFC", text)
    seen = "".join(
        " " if unicodedata.category(each).startswith(("Z", "C")) else each for each in whole
    )
    line = re.sub(r" {2,}", " ", seen).strip()
    line = re.sub(r'"([^"]*)"', "«\\1»", line)
    line = re.sub('["“”„`]', "", line).replace("'", "’")
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _told(file: FileVerdict) -> tuple[Finding, ...]:
    """What of a file's findings its unit is told in a letter."""
    open_ones = tuple(each for each in file.findings if each.accepted_reason is None)
    if is_private(file.findings):
        return tuple(each for each in open_ones if each.code.startswith(PERSONAL))
    if file.fate is Fate.RETURNED:
        return tuple(each for each in open_ones if each.severity is Severity.ERROR)
    return open_ones


def _asks_for_a_check(finding: Finding, texts: Texts) -> bool:
    """Whether a warning concerns figures and asks to do something about them."""
    row = texts.findings[finding.code]
    return finding.severity is Severity.WARNING and not row.file and bool(row.mend.kk)


def _harmless(finding: Finding, sheets: Collection[str]) -> Finding:
    """Leave of the sender's own words so much as a letter may repeat."""
    if is_private((finding,)):
        return replace(
            finding,
            path="",
            sheet=finding.sheet if finding.sheet in sheets or _is_number(finding.sheet) else "",
            cell=finding.cell if ADDRESS.fullmatch(finding.cell) else "",
            details={
                key: value if isinstance(value, int | float) else HIDDEN
                for key, value in finding.details.items()
            },
        )
    return replace(
        finding,
        path=one_line(finding.path, NAME_AT_MOST),
        sheet=one_line(finding.sheet, SLOT_AT_MOST),
        cell=one_line(finding.cell, SLOT_AT_MOST),
        details={key: _bounded(value) for key, value in finding.details.items()},
    )


def _is_number(sheet: str) -> bool:
    """Whether a sheet is named by its number, as its name may be a person's."""
    return sheet[:1] == "#" and sheet[1:].isdecimal()


def _worded(finding: Finding, texts: Texts) -> Bilingual:
    """Say what is wrong and what to do."""
    kk, ru = (
        f"{_cut(texts.problem(finding, language))} {texts.mend(finding, language)}".strip()
        for language in ("kk", "ru")
    )
    return Bilingual(kk=kk, ru=ru)


def _bounded(value: object) -> object:
    match value:
        case Bilingual():
            return value
        case str():
            return one_line(value, SLOT_AT_MOST)
        case tuple() | list():
            listed = [_bounded(each) for each in value[:PARTS_AT_MOST]]
            return (*listed, "…") if len(value) > PARTS_AT_MOST else tuple(listed)
    return value


def _cut(text: str) -> str:
    return text if len(text) <= REMARK_AT_MOST else f"{text[: REMARK_AT_MOST - 1].rstrip()}…"
