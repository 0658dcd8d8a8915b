"""Write the sheets of findings and of received files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.language import typography
from pipeline.model import Column, Language, Severity
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import FileVerdict, Finding, Region
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.texts import Texts

FIRST_ROW = HEAD_ROWS + 1
UNIT_COLUMN, SEVERITY_COLUMN = 1, 2
MESSAGE_WIDTH = 245.0
WIDTHS = (24.0, 124.0, 60.0, 40.0, 30.0, 36.0, MESSAGE_WIDTH, MESSAGE_WIDTH, 80.0, 100.0, 80.0)
HEADS = ("number", "unit", "severity", "sheet", "cell", "row", "message-kk", "message-ru",
         "reason", "file", "code")  # fmt: skip
FILE_WIDTHS = (26.0, 210.0, 140.0, 100.0, 62.0, 80.0, 46.0, 76.0, 230.0)
FILE_HEADS = ("number", "file", "unit", "fate", "week-of", "received", "errors", "warnings",
              "sha256")  # fmt: skip
RANKS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


class Found(NamedTuple):
    """A finding with its unit, its file and its message in both languages."""

    finding: Finding
    unit: str
    path: str
    kk: str
    ru: str


def found_in(region: Region, texts: Texts) -> list[Found]:
    """Gather the findings of the files and of the region, each once, by unit and severity."""
    pairs = [
        (finding, finding.unit or verdict.unit, finding.path or verdict.path)
        for verdict in region.files
        for finding in verdict.findings
    ]
    seen = {_key(finding) for finding, _, _ in pairs}
    pairs += [
        (finding, finding.unit, finding.path)
        for finding in region.findings
        if _key(finding) not in seen
    ]
    order = {unit.code: number for number, unit in enumerate(region.campaign.all_units)}
    pairs.sort(key=lambda pair: (order.get(pair[1], len(order)), RANKS.index(pair[0].severity)))
    return [
        Found(
            finding,
            unit,
            path,
            texts.message(finding, Language.KK),
            texts.message(finding, Language.RU),
        )
        for finding, unit, path in pairs
    ]


def unit_names(region: Region) -> dict[str, str]:
    """Name the units by code as the tables of people's sheets print them."""
    return {unit.code: short_name(unit) for unit in region.campaign.all_units}


def write_findings(canvas: Canvas, found: list[Found]) -> None:
    """Write one row per finding."""
    sheet = open_table(canvas, "findings", WIDTHS, HEADS)
    styles, names = canvas.styles, unit_names(canvas.region)
    severities = {severity: canvas.both(f"severity.{severity}") for severity in Severity}
    small, label, centre = styles["line.small"], styles["label.small"], styles["centre.small"]
    for number, each in enumerate(found, 1):
        row, finding = FIRST_ROW + number - 1, each.finding
        sheet.write_number(row, 0, number, centre)
        cells = (
            (UNIT_COLUMN, names.get(each.unit, each.unit), label),
            (SEVERITY_COLUMN, severities[finding.severity], centre),
            (3, finding.sheet, centre),
            (4, finding.cell, centre),
            (5, finding.indicator, centre),
            (6, each.kk, label),
            (7, each.ru, label),
            (8, finding.accepted_reason or "", label),
            (9, each.path, label),
            (10, finding.code, label),
        )
        for column, text, style in cells:
            sheet.write_string(row, column, safe(text), style)
        _link(canvas, sheet, row, each)
        needed = max(height(text, WIDTHS[column] - 2, 8) for column, text, _ in cells)
        sheet.set_row(row, min(needed + 2, 400))
    if not found:
        sheet.write_string(FIRST_ROW, 1, canvas.both("nothing-found"), small)
    last = HEAD_ROWS + max(1, len(found))
    sheet.autofilter(HEAD_ROWS, 0, last, len(WIDTHS) - 1)
    sheet.print_area(0, 0, last, HEADS.index("reason"))  # files and codes need no paper


def _link(canvas: Canvas, sheet: Worksheet, row: int, each: Found) -> None:
    """Let cell, row and file of a finding lead to where they stand in this workbook."""
    origins, indicator = canvas.origins, each.finding.indicator
    data = origins.in_data(each.unit, [indicator])
    unit = unit_names(canvas.region).get(each.unit, "")
    link_cells(
        canvas,
        sheet,
        row,
        {
            UNIT_COLUMN: (unit, origins.in_files(each.path)),
            4: (each.finding.cell, data),
            5: (indicator, canvas.grid.cell_of(each.unit, indicator) or data),
            9: ("" if unit else each.path, origins.in_files(each.path)),
        },
    )


def link_cells(
    canvas: Canvas, sheet: Worksheet, row: int, targets: Mapping[int, tuple[str, str]]
) -> None:
    """Write the cells of a row that lead elsewhere in the look of links."""
    for column, (text, target) in targets.items():
        if text and target:
            sheet.write_string(row, column, safe(text), canvas.styles["link.cell"])
            sheet.link((row, column), target)


def write_sources(canvas: Canvas) -> None:
    """Write one row per received file, with its hash and what became of it."""
    sheet = open_table(canvas, "sources", FILE_WIDTHS, FILE_HEADS)
    styles, names = canvas.styles, unit_names(canvas.region)
    label, centre = styles["label.small"], styles["centre.small"]
    zone, facts = canvas.region.campaign.zone, canvas.region.facts
    indicators: dict[tuple[str, str], list[str]] = {}
    columns = (Column.FILE, Column.SHA256, Column.INDICATOR)
    for path, sha256, indicator in zip(*(facts[name].tolist() for name in columns), strict=True):
        indicators.setdefault((path, sha256), []).append(indicator)
    for number, verdict in enumerate(canvas.region.files, 1):
        row = FIRST_ROW + number - 1
        sheet.write_number(row, 0, number, centre)
        fate = canvas.both(f"fate.{verdict.fate}")
        week = typography.short_date(verdict.week) if verdict.week else ""
        for column, text, style in (
            (1, verdict.path, label),
            (2, names.get(verdict.unit, verdict.unit), label),
            (3, fate, centre),
            (4, week, centre),
            (8, verdict.sha256, label),
        ):
            sheet.write_string(row, column, safe(text), style)
        moment = verdict.received_at.astimezone(zone).replace(tzinfo=None)
        sheet.write_datetime(row, 5, moment, styles["moment"])
        for column, severity in ((6, Severity.ERROR), (7, Severity.WARNING)):
            sheet.write_number(row, column, _counted(verdict, severity), centre)
        unit = names.get(verdict.unit, verdict.unit)
        rows = indicators.get((verdict.path, verdict.sha256), ())
        link_cells(canvas, sheet, row, {2: (unit, canvas.origins.in_data(verdict.unit, rows))})
        if any(verdict.findings):
            found = canvas.origins.in_findings_of(verdict.path)
            sheet.link((row, 6), found, (row, 7))
        sheet.set_row(row, max(height(verdict.path, FILE_WIDTHS[1], 8), 24))
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + max(1, len(canvas.region.files)), 8)


def open_table(
    canvas: Canvas, key: str, widths: tuple[float, ...], heads: tuple[str, ...]
) -> Worksheet:
    """Open a sheet that holds one long table with one head row."""
    page = Page(
        canvas.names[key],
        canvas.both(f"title.{key}"),
        widths,
        (f"legend.{key}",),
        frozen=(FIRST_ROW, 2),
        repeated=FIRST_ROW,
    )
    sheet = canvas.open(page)
    for column, head in enumerate(heads):
        sheet.write_string(HEAD_ROWS, column, canvas.stacked(f"head.{head}"), canvas.styles["head"])
    sheet.set_row(HEAD_ROWS, 38)
    return sheet


def _counted(verdict: FileVerdict, severity: Severity) -> int:
    return sum(finding.severity is severity for finding in verdict.findings)


def _key(finding: Finding) -> tuple[object, ...]:
    """Tell findings apart without their details, which need not be hashable."""
    return (finding.code, finding.unit, finding.path, finding.sheet, finding.cell,
            finding.indicator, finding.accepted_reason)  # fmt: skip
