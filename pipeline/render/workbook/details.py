"""Write the sheet of who reported, and what their figures add up to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Severity, Slot, Status
from pipeline.render.workbook import findings
from pipeline.render.workbook.alike import alike_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, address
from pipeline.render.workbook.key import write_key
from pipeline.render.workbook.ratios import (
    quotient_formula,
    quotient_value,
    ratios_of,
    shares_shown,
)
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.compare import Comparison
    from pipeline.render.workbook.findings import Found
    from pipeline.render.workbook.headlines import Ratio

WIDTHS = (24.0, 316.0, 126.0, 84.0, 76.0, 76.0, 76.0, 80.0)
LAST = len(WIDTHS) - 1
PAIR = 2  # a part and its whole
UNIT_HEIGHT = 14
STATUS_COLUMN, NAMES_COLUMN = 2, 3
STATUSES = tuple(Status)


def write_details(
    canvas: Canvas, comparisons: Sequence[Comparison], found: Sequence[Found]
) -> None:
    """Write who reported, the headline figures, the quotients and the units."""
    title = canvas.both("title.details")
    sheet = canvas.open(Page(canvas.names["details"], title, WIDTHS, frozen=(2, 0), repeated=2))
    shown = [each for each in comparisons if each.indicator.quantity is not Quantity.PERCENT]
    # Who reported: a title, a head, five rows and a gap; the two tables of figures likewise.
    figures_row = HEAD_ROWS + 8 + (canvas.region.oblast_submission is not None)
    ratios_row = figures_row + 3 + len(shown)
    ratios = [*ratios_of(canvas), *shares_shown(canvas)]
    units_row = ratios_row + 3 + len(ratios)
    _write_reported(canvas, sheet, HEAD_ROWS, units_row + 2)
    _write_figures(canvas, sheet, figures_row, shown)
    _write_ratios(canvas, sheet, ratios_row, (ratios, comparisons))
    _write_units(canvas, sheet, units_row, found)
    key_row = units_row + 3 + len(canvas.region.submissions)
    sheet.set_row(key_row - 1, 6)
    write_key(canvas, sheet, key_row)
    sheet.set_h_pagebreaks([ratios_row])


def status_cell(canvas: Canvas, status: Status | None) -> str:
    """Refer to the number of units of one status; None means all that reported."""
    row = HEAD_ROWS + 2 + (0 if status is None else STATUSES.index(status) + 1)
    return f"'{canvas.names['details']}'!{address(row, STATUS_COLUMN)}"


def _write_heads(
    canvas: Canvas, sheet: Worksheet, row: int, title: str, keys: Sequence[str]
) -> None:
    """Write a section's title and the heads of its table."""
    sheet.write_string(row, 0, canvas.both(title), canvas.styles["subtitle"])
    sheet.set_row(row, 20)
    for column, key in enumerate(keys):
        text = canvas.stacked(f"head.{key}") if key else ""
        sheet.write_string(row + 1, column, text, canvas.styles["head"])
    widest = max(
        (height(canvas.stacked(f"head.{key}"), WIDTHS[column], 8)
         for column, key in enumerate(keys) if key),
        default=24,
    )  # fmt: skip
    sheet.set_row(row + 1, widest + 3)


def lead(canvas: Canvas, sheet: Worksheet, cell: tuple[int, int], number: int, target: str) -> None:
    """Let the number of a line lead to where its figure stands."""
    sheet.write_number(*cell, number, canvas.styles["centre.link"])
    sheet.link(cell, target)


def _write_reported(canvas: Canvas, sheet: Worksheet, row: int, first_unit: int) -> None:
    """Write how many of all units reported, in time or late, and who did not."""
    styles, region = canvas.styles, canvas.region
    _write_heads(canvas, sheet, row, "section.reported", ("number", "status", "units"))
    names = canvas.stacked("head.names")
    sheet.merge_range(row + 1, NAMES_COLUMN, row + 1, LAST, names, styles["head"])
    total_row, line = row + 2, row + 3
    last_unit = first_unit + len(region.submissions) - 1
    statuses = f"{address(first_unit, STATUS_COLUMN)}:{address(last_unit, STATUS_COLUMN)}"
    for number, status in enumerate(STATUSES, 1):
        who = [each.unit for each in region.submissions if each.status is status]
        text = canvas.both(f"status.{status}")
        sheet.write_number(line, 0, number, styles["centre"])
        sheet.write_string(line, 1, text, styles["label"])
        formula = f'=COUNTIF({statuses},"{text}")'
        sheet.write_formula(line, STATUS_COLUMN, formula, styles["of-all"], len(who))
        kk, ru = ", ".join(u.kk for u in who), ", ".join(u.ru.nom for u in who)
        listed = f"{kk}\n{ru}" if who else NOT_SUMMED
        sheet.merge_range(line, NAMES_COLUMN, line, LAST, "", styles["label.small"])
        sheet.write_string(line, NAMES_COLUMN, safe(listed), styles["label.small"])
        sheet.set_row(line, max(height(listed, sum(WIDTHS[NAMES_COLUMN:]), 8) + 2, 16))
        line += 1
    sheet.write_blank(total_row, 0, None, styles["label.bold"])
    sheet.write_string(total_row, 1, canvas.both("row.reported"), styles["label.bold"])
    formula = f"={address(total_row + 1, STATUS_COLUMN)}+{address(total_row + 2, STATUS_COLUMN)}"
    reported = sum(each.status.is_counted for each in region.submissions)
    sheet.write_formula(total_row, STATUS_COLUMN, formula, styles["of-all.bold"], reported)
    sheet.merge_range(total_row, NAMES_COLUMN, total_row, LAST, "", styles["label.bold"])
    own = region.oblast_submission
    if own is not None:
        sheet.write_blank(line, 0, None, styles["label"])
        name = canvas.both("row.own")
        sheet.write_string(line, 1, name, styles["label"])
        sheet.set_row(line, height(name, WIDTHS[1]) + 2)
        sheet.merge_range(line, STATUS_COLUMN, line, LAST, "", styles["label"])
        text = canvas.both(f"status.{own.status}")
        sheet.write_string(line, STATUS_COLUMN, text, styles["label"])


def _write_figures(canvas: Canvas, sheet: Worksheet, row: int, shown: Sequence[Comparison]) -> None:
    """Write the headline totals, all referring to the sheets that hold them."""
    keys = ("number", "indicator", "measured", "total", "week", "before", "change", "compared")
    _write_heads(canvas, sheet, row, "section.figures", keys)
    styles, compare = canvas.styles, canvas.names["compare"]
    for number, each in enumerate(shown, 1):
        line, indicator = row + 1 + number, each.indicator
        place, quantity = canvas.grid.places[indicator.id], str(indicator.quantity)
        label = f"{indicator.label.both}\u00a0({indicator.id})"
        sheet.write_string(line, 1, label, styles["label.small"])
        lead(canvas, sheet, (line, 0), number, place.total_cell())
        sheet.write_string(line, 2, indicator.unit.both, styles["centre.small"])
        sheet.set_row(line, max(height(label, WIDTHS[1], 8) + 1, 15))
        now = canvas.grid.total(indicator)
        sheet.write_formula(line, 3, f"={place.total_cell()}", styles[f"{quantity}.total"], now)
        if indicator.kind is Kind.CUM:
            week = canvas.grid.total(indicator, Slot.WEEK)
            cell = place.total_cell(Slot.WEEK)
            sheet.write_formula(line, 4, f"={cell}", styles[quantity], week)
        else:
            sheet.write_blank(line, 4, None, styles["closed"])
        _, before, change = each.totals
        for column, offset, style, value in (
            (5, 1, quantity, before),
            (6, 2, f"{quantity}.change", change),
        ):
            source = f"'{compare}'!{address(each.total_row, each.column + offset)}"
            sheet.write_formula(line, column, f"={source}", styles[style], value)
        count = sum(value is not None for value in each.changes)
        source = f"'{compare}'!{address(each.total_row + 1, each.column)}"
        sheet.write_formula(line, 7, f"={source}", styles["of-all"], count)


def _write_ratios(
    canvas: Canvas,
    sheet: Worksheet,
    row: int,
    shown: tuple[Sequence[Ratio], Sequence[Comparison]],
) -> None:
    """Write the quotients of the region's totals, and of the units that can be compared."""
    ratios, comparisons = shown
    by_id = {each.indicator.id: each for each in comparisons}
    keys = ("number", "ratio", "percent", "part", "whole", "rest", "alike", "alike-before")
    _write_heads(canvas, sheet, row, "section.ratios", keys)
    styles, grid, indicators = canvas.styles, canvas.grid, canvas.region.campaign.indicators
    for number, ratio in enumerate(ratios, 1):
        line = row + 1 + number
        label = f"{ratio.name.both}\u00a0({ratio.part} : {ratio.whole})"
        sheet.write_string(line, 1, label, styles["label.small"])
        lead(canvas, sheet, (line, 0), number, grid.places[ratio.part].total_cell())
        sheet.set_row(line, max(height(label, WIDTHS[1], 8) + 1, 15))
        both = [indicators[ratio.part], indicators[ratio.whole]]
        for column, indicator in zip((3, 4), both, strict=True):
            cell = grid.places[indicator.id].total_cell()
            style = styles[str(indicator.quantity)]
            sheet.write_formula(line, column, f"={cell}", style, grid.total(indicator))
        looks = ("money.total", "money") if ratio.average else ("share.total", "share")
        total, alike = (styles[each] for each in looks)
        above, below = (grid.total(indicator) for indicator in both)
        cells = address(line, 3), address(line, 4)
        sheet.write_formula(line, 2, quotient_formula(*cells), total, quotient_value(above, below))
        for column in (5, 6, 7):
            sheet.write_blank(line, column, None, styles["closed"])
        if not ratio.average:
            known = isinstance(above, float | int) and isinstance(below, float | int)
            rest = f'=IF(COUNT({",".join(cells)})<2,"{NOT_SUMMED}",ROUND({cells[1]}-{cells[0]},1))'
            left = round(float(below) - float(above), 1) if known else NOT_SUMMED
            sheet.write_formula(line, 5, rest, styles[str(both[1].quantity)], left)
        pair = [by_id[each] for each in (ratio.part, ratio.whole) if each in by_id]
        shares = alike_of(canvas, ratio, pair) if len(pair) == PAIR else ()
        for column, (share, held) in enumerate(shares, 6):
            sheet.write_formula(line, column, share, alike, held)


def _write_units(canvas: Canvas, sheet: Worksheet, row: int, found: Sequence[Found]) -> None:
    """Write every unit's status, when its report came, and what was found in it."""
    keys = ("number", "unit", "status", "received", "late", "errors", "warnings", "remarks")
    _write_heads(canvas, sheet, row, "section.units", keys)
    styles, region, zone = canvas.styles, canvas.region, canvas.region.campaign.zone
    last = findings.FIRST_ROW + max(1, len(found)) - 1
    units, severities = (
        f"'{canvas.names['findings']}'!"
        f"{address(findings.FIRST_ROW, column)}:{address(last, column)}"
        for column in (findings.UNIT_COLUMN, findings.SEVERITY_COLUMN)
    )
    for number, each in enumerate(region.submissions, 1):
        line = row + 1 + number
        sheet.write_number(line, 0, number, styles["centre"])
        source = canvas.origins.of_report(each)
        name = styles["line.link" if source else "line"]
        sheet.write_string(line, 1, safe(short_name(each.unit)), name)
        sheet.link((line, 1), source)
        status = canvas.both(f"status.{each.status}")
        silent = not each.status.is_counted
        sheet.write_string(
            line, 2, status, styles[f"{each.status}.small" if silent else "centre.small"]
        )
        if each.received_at is None:
            sheet.write_string(line, 3, NOT_SUMMED, styles["centre"])
        else:
            moment = each.received_at.astimezone(zone).replace(tzinfo=None)
            sheet.write_datetime(line, 3, moment, styles["moment"])
        if each.days_late:
            sheet.write_number(line, 4, each.days_late, styles["whole"])
        else:
            sheet.write_blank(line, 4, None, styles["whole"])
        for column, severity in ((5, Severity.ERROR), (6, Severity.WARNING)):
            text = canvas.both(f"severity.{severity}")
            formula = f'=COUNTIFS({units},{address(line, 1)},{severities},"{text}")'
            count = sum(
                one.unit == each.unit.code and one.finding.severity is severity for one in found
            )
            sheet.write_formula(line, column, formula, styles["whole"], count)
        remarks = _remarks(canvas, each)
        sheet.write_string(line, 7, remarks, styles["centre.small"])
        sheet.set_row(line, max(height(remarks, WIDTHS[7], 8), UNIT_HEIGHT))


def _remarks(canvas: Canvas, submission: Submission) -> str:
    """Say what is particular about a report."""
    flags = {
        "corrected": submission.corrected,
        "empty": submission.empty,
        "copied": submission.copied,
    }
    return "; ".join(canvas.both(f"remark.{key}") for key, is_set in flags.items() if is_set)
