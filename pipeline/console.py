"""Say on the console, and as JSON, what a run came to."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.model import Fate, Severity, Status
from pipeline.schema import UnitKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from pipeline.build import Report
    from pipeline.forms import Opinion
    from pipeline.model import Artifact, FileVerdict, Finding, Submission
    from pipeline.status import Standing
    from pipeline.texts import Texts, Wording

NOTHING = {"", "–"}
MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"}


def report_lines(report: Report, language: str, width: int | None = None) -> Iterator[str]:
    """Yield the short table a clerk reads after the main job."""
    region, texts = report.region, report.texts
    say = texts.phrases
    name = region.campaign.settings.name[language]
    yield say.fill("console.heading", language, name=name, date=region.week)
    yield _counts(region.submissions, say, language)
    yield ""
    level = [region.oblast_submission] if region.oblast_submission else []
    yield from table(
        [
            tuple(
                say[f"console.{key}"][language] for key in ("unit", "status", "received", "remarks")
            ),
            *(
                _unit_row(submission, region.findings, texts, language)
                for submission in (*region.submissions, *level)
            ),
        ],
        width,
    )
    yield ""
    yield from _attention(region.findings, texts, language)
    yield ""
    for each in (report.publication, *report.republished, *report.finals):
        yield say.fill("console.outputs", language, folder=each.folder)
        yield from (f"  {artifact.path}" for artifact in each.artifacts)


def standing_lines(standing: Standing, language: str, width: int | None = None) -> Iterator[str]:
    """Yield who is in and who is not, with the phone of whoever must be called."""
    say = standing.texts.phrases
    name = standing.campaign.settings.name[language]
    yield say.fill("console.standing", language, name=name, date=standing.week)
    yield _counts(standing.submissions, say, language)
    yield ""
    heads = tuple(say[f"console.{key}"][language] for key in ("unit", "status", "received", "call"))
    yield from table(
        [heads, *(_standing_row(each, say, language) for each in standing.submissions)], width
    )


def event_lines(report: Report, known: Container[tuple[str, str]], language: str) -> Iterator[str]:
    """Yield a line for every file that came since the last report, and one for the new report."""
    region, say = report.region, report.texts.phrases
    for file in report.files:
        if (file.path, file.sha256) not in known:
            yield f"{region.now:%H:%M} {file.path}: {_verdict(file, say, language)}"
    counts = _counts(region.submissions, say, language)
    yield f"{region.now:%H:%M} {say.fill('console.report', language, date=region.week)} {counts}"


def opinion_lines(opinion: Opinion, language: str) -> Iterator[str]:
    """Yield the verdict on each single file."""
    texts = opinion.texts
    for file in opinion.files:
        yield f"{file.path}: {_verdict(file, texts.phrases, language)}"
        yield from (
            f"  {MARKS[finding.severity]} {texts.message(finding, language)}"
            for finding in file.findings
        )
        if not file.findings:
            yield f"  {texts.phrases['console.nothing'][language]}"


def as_json(  # noqa: PLR0913 - the parts of one document
    week: date | None,
    now: datetime,
    submissions: Iterable[Submission],
    files: Iterable[FileVerdict],
    outputs: Sequence[tuple[Artifact, str]],
    texts: Texts,
) -> dict[str, object]:
    """Lay a run out as `--json` promises."""
    return {
        "week": week.isoformat() if week else None,
        "now": now.isoformat(),
        "units": [_unit_json(submission) for submission in submissions],
        "files": [_file_json(file, texts) for file in files],
        "outputs": [
            {
                "kind": artifact.kind.value,
                "lang": artifact.language.value if artifact.language else None,
                "unit": artifact.unit,
                "path": path,
            }
            for artifact, path in outputs
        ],
    }


def report_json(report: Report, workspace: Path) -> dict[str, object]:
    """Lay the main job's outcome out as JSON; paths of outputs are the workspace's own."""
    region = report.region
    level = [region.oblast_submission] if region.oblast_submission else []
    outputs = [
        (artifact, _shown(each.folder / artifact.path, workspace))
        for each in (report.publication, *report.republished, *report.finals)
        for artifact in each.artifacts
    ]
    return as_json(
        region.week, region.now, (*region.submissions, *level), report.files, outputs, report.texts
    )


def _shown(path: Path, workspace: Path) -> str:
    """Write a path as the workspace's own, where it is."""
    return (path.relative_to(workspace) if path.is_relative_to(workspace) else path).as_posix()


def occurred(report: Report, what: str) -> bool:
    """Whether what `--fail-on` names occurred for the date of the report."""
    region = report.region
    match what:
        case "returned":
            return any(file.fate is Fate.RETURNED for file in region.files)
        case "missing":
            return any(each.status is Status.MISSING for each in region.submissions)
    return any(
        finding.severity is not Severity.NOTE and not finding.accepted_reason
        for finding in region.findings
    )


def _verdict(file: FileVerdict, say: Wording, language: str) -> str:
    """Say what became of a file."""
    verdict = say[f"fate.{file.fate}"][language]
    return (
        f"{verdict}, {say['correction.requested'][language]}"
        if file.correction_requested
        else verdict
    )


def _counts(submissions: Iterable[Submission], say: Wording, language: str) -> str:
    """Count the districts by their standing; the oblast level is not among them."""
    districts = [each for each in submissions if each.unit.kind is not UnitKind.OBLAST]
    counts = Counter(each.status.value for each in districts)
    return say.fill(
        "console.counts",
        language,
        total=len(districts),
        **{status.value: counts[status.value] for status in Status},
    )


def _standing_row(submission: Submission, say: Wording, language: str) -> tuple[str, ...]:
    """Describe where one unit stands, and whom to call if it is not in."""
    unit, moment = submission.unit, submission.received_at
    is_in = submission.status.is_counted
    return (
        unit.name[language],
        say[f"status.{submission.status}"][language],
        f"{moment:%d.%m %H:%M}" if moment else "–",
        "" if is_in else ", ".join(filter(None, (unit.phone, unit.contact_in(language)))) or "–",
    )


def _unit_row(
    submission: Submission, findings: Iterable[Finding], texts: Texts, language: str
) -> tuple[str, ...]:
    """Describe one unit's standing in a row of the table."""
    own = Counter(finding.severity for finding in findings if finding.unit == submission.unit.code)
    moment = submission.received_at
    counted = f"{own[Severity.ERROR]} / {own[Severity.WARNING]}"
    return (
        submission.unit.name[language],
        texts.phrases[f"status.{submission.status}"][language],
        f"{moment:%d.%m %H:%M}" if moment else "–",
        counted if own[Severity.ERROR] or own[Severity.WARNING] else "–",
    )


def _attention(findings: Iterable[Finding], texts: Texts, language: str) -> Iterator[str]:
    """Yield the errors in full and the warnings as a number."""
    errors = [each for each in findings if each.severity is Severity.ERROR]
    warnings = [each for each in findings if each.severity is Severity.WARNING]
    yield texts.phrases["console.attention" if errors else "console.nothing"][language]
    for finding in errors:
        yield f"  {MARKS[finding.severity]} {finding.path}: {texts.message(finding, language)}"
    if warnings:
        yield texts.phrases.fill("console.warnings", language, count=len(warnings))


def table(rows: Sequence[tuple[str, ...]], width: int | None) -> Iterator[str]:
    """Align columns, numbers of characters being widths on every console.

    On a narrow console every row is a line of its own words instead.
    """
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    if width is not None and sum(widths) + 2 * (len(widths) - 1) > width:
        for name, *others in rows[1:]:
            yield f"{name}: {' · '.join(each for each in others if each not in NOTHING)}"
        return
    for number, row in enumerate(rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)


def _unit_json(submission: Submission) -> dict[str, object]:
    is_oblast = submission.unit.kind is UnitKind.OBLAST
    return {
        "code": submission.unit.code,
        "status": submission.status.value,
        "level": "oblast" if is_oblast else "district",
        "empty": submission.empty,
        "copied": submission.copied,
        "received_at": submission.received_at.isoformat() if submission.received_at else None,
        "file": submission.file or None,
        "sha256": submission.sha256 or None,
    }


def _file_json(file: FileVerdict, texts: Texts) -> dict[str, object]:
    return {
        "path": file.path,
        "sha256": file.sha256 or None,
        "fate": file.fate.value,
        "unit": file.unit or None,
        "week": file.week.isoformat() if file.week else None,
        "correction_requested": file.correction_requested,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity.value,
                "sheet": finding.sheet or None,
                "cell": finding.cell or None,
                "indicator": finding.indicator or None,
                "message_kk": texts.message(finding, "kk"),
                "message_ru": texts.message(finding, "ru"),
                "accepted_reason": finding.accepted_reason,
            }
            for finding in file.findings
        ],
    }
