"""Write the submission record: how every unit's report came on every date of the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.model import Status
from pipeline.punctuality import FLAGS, PENDING, Sent, Tally, record_of, tally, units_of
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, address, fixed
from pipeline.render.workbook.notes import write_note
from pipeline.render.workbook.ratios import quotient_formula, quotient_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas

LEADING = 2  # number and name
FIRST_ROW = HEAD_ROWS + 1
DATE_WIDTH, COUNT_WIDTH = 32.0, 36.0
STATUSES = tuple(Status)
COUNTS = ("on-time", "were-late", "returned", "missing", "due", "accepted", "completeness",
          "timeliness", *FLAGS)  # fmt: skip
DUE, ACCEPTED = STATUSES, STATUSES[:2]
RATES = {"completeness", "timeliness"}
TOTAL_ROWS = 4
FEW_UNITS = 30  # which fit on one page with all that they come to
SAMPLES = (*(f"{status}" for status in STATUSES), PENDING)


def write_record(canvas: Canvas) -> None:
    """Write rows of units, columns of reporting dates, then what they come to."""
    region = canvas.region
    dates = region.campaign.settings.reporting_dates
    widths = (22.0, 150.0, *(DATE_WIDTH for _ in dates), *(COUNT_WIDTH for _ in COUNTS))
    page = Page(
        canvas.names["record"],
        canvas.both("title.record"),
        widths,
        ("legend.completeness", "legend.timeliness"),
        frozen=(FIRST_ROW, LEADING),
        repeated=FIRST_ROW,
    )
    sheet = canvas.open(page)
    _write_heads(canvas, sheet)
    units = units_of(region)
    rows = [record_of(region, unit) for unit in units]
    for index, (unit, row) in enumerate(zip(units, rows, strict=True)):
        sheet.write_number(FIRST_ROW + index, 0, index + 1, canvas.styles["centre.small"])
        _write_unit(canvas, sheet, FIRST_ROW + index, safe(short_name(unit)), row)
    # Below the filter, so that the totals never take part in it.
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + len(units), LEADING + len(dates) + len(COUNTS) - 1)
    end = _write_totals(canvas, sheet, rows)
    name = canvas.both("row.own")
    sheet.write_blank(end, 0, None, canvas.styles["closed"])
    _write_unit(canvas, sheet, end, name, record_of(region, region.campaign.oblast_level))
    sheet.set_row(end, height(name, widths[1], 8) + 2)
    _write_legend(canvas, sheet, end + 2)
    if len(units) <= FEW_UNITS:
        sheet.fit_to_pages(1, 1)


def count_cell(canvas: Canvas, unit: int | None, key: str) -> str:
    """Refer to one count of a unit by its place among all units; None is the oblast level."""
    first = LEADING + len(canvas.region.campaign.settings.reporting_dates)
    line = (
        FIRST_ROW + len(units_of(canvas.region)) + TOTAL_ROWS if unit is None else FIRST_ROW + unit
    )
    return f"'{canvas.names['record']}'!{address(line, first + COUNTS.index(key))}"


def total_count_cell(canvas: Canvas, key: str) -> str:
    """Refer to one count of all districts together."""
    first = LEADING + len(canvas.region.campaign.settings.reporting_dates)
    line = FIRST_ROW + len(units_of(canvas.region))
    return f"'{canvas.names['record']}'!{address(line, first + COUNTS.index(key))}"


def accepted_cell(canvas: Canvas, place: int) -> str:
    """Refer to how many reports count on the date of a place."""
    line = FIRST_ROW + len(units_of(canvas.region))
    return f"'{canvas.names['record']}'!{address(line, LEADING + place)}"


def record_cells(canvas: Canvas, place: int) -> str:
    """Refer to the signs of all units on the date of a place."""
    last = FIRST_ROW + len(units_of(canvas.region)) - 1
    cells = f"{fixed(FIRST_ROW, LEADING + place)}:{fixed(last, LEADING + place)}"
    return f"'{canvas.names['record']}'!{cells}"


def _write_unit(
    canvas: Canvas, sheet: Worksheet, line: int, name: str, row: Sequence[Sent]
) -> None:
    """Write one unit's name, its dates, and what they come to."""
    sheet.write_string(line, 1, name, canvas.styles["label.small"])
    for column, sent in enumerate(row, LEADING):
        _write_sent(canvas, sheet, (line, column), sent)
    _write_counts(canvas, sheet, line, row)


def _write_heads(canvas: Canvas, sheet: Worksheet) -> None:
    """Write one row of heads, the dates among them."""
    styles = canvas.styles
    keys = [f"head.{key}" for key in COUNTS]
    heads = (
        canvas.stacked("head.number"),
        canvas.stacked("head.unit"),
        *(
            typography.short_date(day)[:5]
            for day in canvas.region.campaign.settings.reporting_dates
        ),
        *(canvas.stacked(key) for key in keys),
    )
    for column, text in enumerate(heads):
        style = "head.turned" if column >= len(heads) - len(keys) else "head.small"
        sheet.write_string(HEAD_ROWS, column, text, styles[style])
    sheet.set_row(HEAD_ROWS, 96)


def _text(canvas: Canvas, sent: Sent) -> str:
    """Give the signs of a cell: how the report came, how late, and what is odd about it."""
    if not sent.state:
        return ""
    sign = canvas.wording[f"mark.{sent.state}"].kk
    odd = "".join(canvas.wording[f"mark.{flag}"].kk for flag in sent.flags)
    days = str(sent.days_late) if sent.days_late else ""
    return f"{sign}{days}{odd}"


def _write_sent(canvas: Canvas, sheet: Worksheet, cell: tuple[int, int], sent: Sent) -> None:
    """Write one cell; a form that is empty or copied stands out whenever it came."""
    styles = canvas.styles
    if not sent.state:
        sheet.write_blank(*cell, None, styles["blank"])
        return
    odd = {"empty", "copied"} & set(sent.flags)
    style = styles["excluded" if odd else f"sent.{sent.state}"]
    sheet.write_string(*cell, _text(canvas, sent), style)
    if sent.submission is not None and (odd or sent.state in {Status.LATE, Status.RETURNED}):
        write_note(sheet, cell, _remark(canvas, sent))


def _remark(canvas: Canvas, sent: Sent) -> str:
    """Say in words how a report came: what, when, and which file."""
    submission = sent.submission
    lines = [canvas.both(f"status.{sent.state}")]
    if submission is not None:
        lines.insert(0, short_name(submission.unit))
    if sent.days_late:
        lines[-1] = f"{lines[-1]}. {canvas.both('head.late')}: {sent.days_late}"
    lines += [canvas.both(f"remark.{flag}") for flag in sent.flags]
    if submission is not None and submission.received_at is not None:
        moment = submission.received_at.astimezone(canvas.region.campaign.zone)
        day = typography.short_date(moment.date())
        lines.append(f"{canvas.both('head.received')}: {day} {moment:%H:%M}")
    if submission is not None and submission.file:
        lines.append(f"{canvas.both('head.file')}: {submission.file}")
    return "\n".join(lines)


def _begins(canvas: Canvas, cells: str, states: Iterable[str]) -> str:
    """Count the cells that begin with one of the signs."""
    signs = (canvas.wording[f"mark.{state}"].kk for state in states)
    return "+".join(f'SUMPRODUCT(--(LEFT({cells})="{sign}"))' for sign in signs)


def _values(count: Tally) -> list[float | str]:
    """Give what the columns of COUNTS show."""
    rates = (
        quotient_value(count.accepted, count.due),
        quotient_value(count.on_time, count.accepted),
    )
    return [count.on_time, count.late, count.returned, count.missing, count.due, count.accepted,
            *rates, count.empty, count.copied, count.corrected]  # fmt: skip


def _write_counts(canvas: Canvas, sheet: Worksheet, line: int, row: Sequence[Sent]) -> None:
    """Write what one unit's dates come to: the two rates are of dates due, and of reports in."""
    styles, first = canvas.styles, LEADING + len(row)
    cells = f"{address(line, LEADING)}:{address(line, first - 1)}"
    on_time, late, _, missing, due, accepted = (address(line, first + n) for n in range(6))
    formulas = [f"={_begins(canvas, cells, (status,))}" for status in STATUSES]
    formulas += [f"=SUM({on_time}:{missing})", f"={on_time}+{late}"]
    formulas += [quotient_formula(accepted, due), quotient_formula(on_time, accepted)]
    for flag in FLAGS:
        sign = canvas.wording[f"mark.{flag}"].kk
        formulas.append(f'=SUMPRODUCT(--ISNUMBER(FIND("{sign}",{cells})))')
    for offset, (key, formula, value) in enumerate(
        zip(COUNTS, formulas, _values(tally(row)), strict=True)
    ):
        style = "share" if key in RATES else "small.count"
        sheet.write_formula(line, first + offset, formula, styles[style], value)


def _write_totals(canvas: Canvas, sheet: Worksheet, rows: Sequence[Sequence[Sent]]) -> int:
    """Write the region's totals by date and in all; give the row after them."""
    styles, last = canvas.styles, FIRST_ROW + len(rows) - 1
    line, dates = last + 1, canvas.region.campaign.settings.reporting_dates
    keys = ("row.accepted", "row.due", "head.completeness", "head.timeliness")
    for offset, key in enumerate(keys):
        sheet.write_blank(line + offset, 0, None, styles["label.bold"])
        sheet.write_string(line + offset, 1, canvas.both(key), styles["label.bold"])
        sheet.set_row(line + offset, height(canvas.both(key), 150, 9) + 2)
    for index in range(len(dates)):
        column, count = LEADING + index, tally(row[index] for row in rows)
        cells = f"{address(FIRST_ROW, column)}:{address(last, column)}"
        top, below = address(line, column), address(line + 1, column)
        on_time = _begins(canvas, cells, (Status.ON_TIME,))
        complete = quotient_value(count.accepted, count.due)
        timely = quotient_value(count.on_time, count.accepted)
        for offset, (formula, style, value) in enumerate(
            (
                (f"={_begins(canvas, cells, ACCEPTED)}", "small.total", count.accepted),
                (f"={_begins(canvas, cells, DUE)}", "small.total", count.due),
                (quotient_formula(top, below), "share.small", complete),
                (f'=IF({top}=0,"{NOT_SUMMED}",({on_time})/{top})', "share.small", timely),
            )
        ):
            if count.due:
                sheet.write_formula(line + offset, column, formula, styles[style], value)
            else:
                sheet.write_blank(line + offset, column, None, styles["closed"])
    _write_sums(canvas, sheet, line, rows)
    return line + TOTAL_ROWS


def _write_sums(
    canvas: Canvas, sheet: Worksheet, line: int, rows: Sequence[Sequence[Sent]]
) -> None:
    """Write the sums of the units' counts, and the two rates of those sums."""
    styles = canvas.styles
    first = LEADING + len(canvas.region.campaign.settings.reporting_dates)
    values = _values(tally(sent for row in rows for sent in row))
    places = {key: address(line, first + offset) for offset, key in enumerate(COUNTS)}
    rates = {
        "completeness": quotient_formula(places["accepted"], places["due"]),
        "timeliness": quotient_formula(places["on-time"], places["accepted"]),
    }
    for offset, (key, value) in enumerate(zip(COUNTS, values, strict=True)):
        column = first + offset
        cells = f"{address(FIRST_ROW, column)}:{address(line - 1, column)}"
        style = "share.total" if key in RATES else "small.total"
        formula = rates.get(key, f"=SUM({cells})")
        sheet.write_formula(line, column, formula, styles[style], value)


def _write_legend(canvas: Canvas, sheet: Worksheet, line: int) -> None:
    """Show every sign as it looks in the table, with its meaning."""
    styles = canvas.styles
    for state in SAMPLES:
        days = 2 if state == Status.LATE else 0
        _write_sent(canvas, sheet, (line, 0), Sent(state, days))
        text = canvas.both(f"sent.{state}")
        sheet.write_string(line, 1, text, styles["note.indented"])
        line += 1
    for flag in FLAGS:
        style = "centre.small" if flag == "corrected" else "excluded"
        sheet.write_string(line, 0, canvas.wording[f"mark.{flag}"].kk, styles[style])
        sheet.write_string(line, 1, canvas.both(f"remark.{flag}"), styles["note.indented"])
        line += 1
