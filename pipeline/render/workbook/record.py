"""Write the submission record: how every unit's report came on every date of the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.language import typography
from pipeline.model import Status
from pipeline.render.workbook.canvas import Page, height, safe, short_name
from pipeline.render.workbook.grid import HEAD_ROWS, NOT_SUMMED, address
from pipeline.render.workbook.ratios import quotient_formula, quotient_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.schema import Unit

LEADING = 2  # number and name
FIRST_ROW = HEAD_ROWS + 1
DATE_WIDTH, COUNT_WIDTH = 32.0, 64.0
STATUSES = (Status.ON_TIME, Status.LATE, Status.RETURNED, Status.MISSING)
FLAGS = ("empty", "copied", "corrected")
COUNTS = ("on-time", "were-late", "returned", "missing", "due", "accepted", "completeness",
          "timeliness", *FLAGS)  # fmt: skip
DUE, ACCEPTED = STATUSES, STATUSES[:2]
PENDING = "pending"
SAMPLES = (*(f"{status}" for status in STATUSES), PENDING)


class Sent(NamedTuple):
    """What one unit's cell of one date shows; no state where the unit did not yet exist."""

    state: str  # a Status, "pending" or ""
    days_late: int = 0
    flags: tuple[str, ...] = ()


def write_record(canvas: Canvas) -> None:
    """Write rows of units, columns of reporting dates, then what they come to."""
    dates = canvas.region.campaign.settings.reporting_dates
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
    units = units_of(canvas)
    rows = [[sent_on(canvas, unit, day) for day in dates] for unit in units]
    for index, (unit, row) in enumerate(zip(units, rows, strict=True)):
        line = FIRST_ROW + index
        sheet.write_number(line, 0, index + 1, canvas.styles["centre.small"])
        sheet.write_string(line, 1, safe(short_name(unit)), canvas.styles["line.small"])
        for column, sent in enumerate(row, LEADING):
            _write_sent(canvas, sheet, (line, column), sent)
        _write_counts(canvas, sheet, line, row)
    # Below the filter, so that the totals never take part in it.
    sheet.autofilter(HEAD_ROWS, 0, HEAD_ROWS + len(units), LEADING + len(dates) + len(COUNTS) - 1)
    end = _write_totals(canvas, sheet, rows)
    _write_legend(canvas, sheet, end + 1)


def units_of(canvas: Canvas) -> list[Unit]:
    """List the units that were expected on any date so far, in the campaign's order."""
    record, campaign = canvas.region.record, canvas.region.campaign
    expected = {each.unit.code for submissions in record.values() for each in submissions}
    expected |= {each.unit.code for each in canvas.region.submissions}
    return [unit for unit in campaign.all_units if unit.code in expected]


def sent_on(canvas: Canvas, unit: Unit, day: date) -> Sent:
    """Say how one unit's report of one date came.

    Nothing is missing before the cut-off, nor on a date that nobody has reported on by then.
    """
    region = canvas.region
    if not unit.is_valid_on(day):
        return Sent("")
    if day > region.week:
        return Sent(PENDING)
    known = {each.unit.code: each for each in region.record.get(day, ())}
    found: Submission | None = known.get(unit.code)
    if found is None or found.status is Status.MISSING:
        closed = region.now > region.campaign.cut_off(day)
        return Sent(Status.MISSING if closed else PENDING)
    flags = tuple(flag for flag in FLAGS if getattr(found, flag))
    return Sent(found.status, found.days_late if found.status is Status.LATE else 0, flags)


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
        sheet.write_string(HEAD_ROWS, column, text, styles["head.small"])
    sheet.set_row(HEAD_ROWS, max(height(canvas.stacked(key), COUNT_WIDTH, 8) for key in keys) + 14)


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


def _begins(canvas: Canvas, cells: str, states: Iterable[str]) -> str:
    """Count the cells that begin with one of the signs."""
    signs = (canvas.wording[f"mark.{state}"].kk for state in states)
    return "+".join(f'SUMPRODUCT(--(LEFT({cells})="{sign}"))' for sign in signs)


def _counted(row: Iterable[Sent], states: Iterable[str]) -> int:
    wanted = set(states)
    return sum(sent.state in wanted for sent in row)


def _write_counts(canvas: Canvas, sheet: Worksheet, line: int, row: Sequence[Sent]) -> None:
    """Write what one unit's dates come to: the two rates are of dates due, and of reports in."""
    styles, first = canvas.styles, LEADING + len(row)
    cells = f"{address(line, LEADING)}:{address(line, first - 1)}"
    on_time, late, _, missing, due, accepted = (address(line, first + n) for n in range(6))
    counts = [_counted(row, (status,)) for status in STATUSES]
    formulas = [f"={_begins(canvas, cells, (status,))}" for status in STATUSES]
    formulas += [f"=SUM({on_time}:{missing})", f"={on_time}+{late}"]
    counts += [_counted(row, DUE), _counted(row, ACCEPTED)]
    for offset, (formula, count) in enumerate(zip(formulas, counts, strict=True)):
        sheet.write_formula(line, first + offset, formula, styles["small.count"], count)
    for offset, (part, whole, value) in enumerate(
        (
            (accepted, due, quotient_value(counts[5], counts[4])),
            (on_time, accepted, quotient_value(counts[0], counts[5])),
        ),
        len(counts),
    ):
        formula = quotient_formula(part, whole)
        sheet.write_formula(line, first + offset, formula, styles["share"], value)
    for offset, flag in enumerate(FLAGS, len(COUNTS) - len(FLAGS)):
        sign = canvas.wording[f"mark.{flag}"].kk
        formula = f'=SUMPRODUCT(--ISNUMBER(FIND("{sign}",{cells})))'
        count = sum(flag in sent.flags for sent in row)
        sheet.write_formula(line, first + offset, formula, styles["small.count"], count)


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
        column, sent = LEADING + index, [row[index] for row in rows]
        cells = f"{address(FIRST_ROW, column)}:{address(last, column)}"
        accepted, due = _counted(sent, ACCEPTED), _counted(sent, DUE)
        top, below = address(line, column), address(line + 1, column)
        on_time = _begins(canvas, cells, (Status.ON_TIME,))
        share = quotient_value(_counted(sent, (Status.ON_TIME,)), accepted)
        for offset, (formula, style, value) in enumerate(
            (
                (f"={_begins(canvas, cells, ACCEPTED)}", "small.total", accepted),
                (f"={_begins(canvas, cells, DUE)}", "small.total", due),
                (quotient_formula(top, below), "share.small", quotient_value(accepted, due)),
                (f'=IF({top}=0,"{NOT_SUMMED}",({on_time})/{top})', "share.small", share),
            )
        ):
            if due:
                sheet.write_formula(line + offset, column, formula, styles[style], value)
            else:
                sheet.write_blank(line + offset, column, None, styles["closed"])
    _write_sums(canvas, sheet, line, rows)
    return line + len(keys)


def _write_sums(
    canvas: Canvas, sheet: Worksheet, line: int, rows: Sequence[Sequence[Sent]]
) -> None:
    """Write the sums of the units' counts, and the two rates of those sums."""
    styles = canvas.styles
    first = LEADING + len(canvas.region.campaign.settings.reporting_dates)
    everything = [sent for row in rows for sent in row]
    values: list[float | str] = [_counted(everything, (status,)) for status in STATUSES]
    values += [_counted(everything, DUE), _counted(everything, ACCEPTED)]
    values += [quotient_value(values[5], values[4]), quotient_value(values[0], values[5])]
    values += [sum(flag in sent.flags for sent in everything) for flag in FLAGS]
    places = {key: address(line, first + offset) for offset, key in enumerate(COUNTS)}
    rates = {
        "completeness": quotient_formula(places["accepted"], places["due"]),
        "timeliness": quotient_formula(places["on-time"], places["accepted"]),
    }
    for offset, (key, value) in enumerate(zip(COUNTS, values, strict=True)):
        column = first + offset
        cells = f"{address(FIRST_ROW, column)}:{address(line - 1, column)}"
        style = "share.total" if key in rates else "small.total"
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
