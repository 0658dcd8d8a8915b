"""Write the cover of a blank form, and the hidden sheet of its pick lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.issue import inputs
from pipeline.issue.layout import (
    DATE_LIST,
    FIRST_ROW,
    REPORT_DATE,
    REPORT_KIND,
    UNIT_LIST,
)
from pipeline.issue.look import height, marking
from pipeline.issue.remarks import Sign, Term, day, dotted, first_of, quoted, remark
from pipeline.issue.sheets import lines, set_up_print
from pipeline.model import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.issue.layout import Blank, Page

LISTS = "lists"
WIDTHS = (32, 55, 16, 16)
LAST_COLUMN = len(WIDTHS) - 1
UNIT_ROW, DATE_ROW, REPORT_ROW, EDITION_ROW = range(3, 7)
INSTRUCTIONS_ROW = 8


class Pen(NamedTuple):
    """What the writing of the cover needs at hand; `remarks` are those of every sheet."""

    book: Workbook
    sheet: Worksheet
    look: Callable[..., Format]
    blank: Blank
    remarks: Mapping[str, Sequence[str]]


def write_cover(pen: Pen) -> None:
    """Write who reports and when, how to fill the form, and what is left to do on it."""
    _, sheet, look, blank, _ = pen
    wording, cover = blank.wording, blank.campaign.form.cover
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, look())
    sheet.write_string(0, 0, blank.campaign.settings.title.both, look("title"))
    sheet.write_string(1, 0, wording["cover.title"].both, look("bold"))
    sheet.set_row(0, 24)
    sheet.set_row(1, 18)
    _write_sender(pen)
    row = INSTRUCTIONS_ROW
    sheet.write_string(row, 0, wording["cover.how"].both, look("heading"))
    for language in Language:
        row = _write_paragraph(sheet, row + 1, cover.instructions[language], look("wrapped", "top"))
    row = _write_paragraph(
        sheet, row + 1, lines(cover.privacy), look("wrapped", "privacy", "centred", "notice")
    )
    if blank.lacks_previous:
        notice = lines(wording["cover.no_previous"])
        row = _write_paragraph(sheet, row + 1, notice, look("wrapped", "inset", "notice"))
    row = _write_summary(pen, row + 2)
    row = _write_legend(pen, row + 2)
    set_up_print(sheet, blank, row, LAST_COLUMN)
    sheet.set_selection(UNIT_ROW, 1, UNIT_ROW, 1)


def write_lists(book: Workbook, blank: Blank) -> None:
    """Write the pick lists too long to stand in a cell's own rule."""
    sheet = book.add_worksheet(LISTS)
    units = (*blank.campaign.districts(blank.week), blank.campaign.oblast_level)
    weeks = blank.campaign.settings.reporting_dates
    date_style = book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_column(0, 0, [unit.name.both for unit in units])
    for row, week in enumerate(weeks):
        sheet.write_datetime(row, 1, week, date_style)
    sheet.set_column(0, 1, 40)
    sheet.protect()
    sheet.very_hidden()
    book.define_name(UNIT_LIST, f"={LISTS}!$A$1:$A${len(units)}")
    book.define_name(DATE_LIST, f"={LISTS}!$B$1:$B${len(weeks)}")


def _write_sender(pen: Pen) -> None:
    """Write the unit, the date and the kind of report, each with what is wrong with it."""
    book, sheet, look, blank, _ = pen
    cover, edition = blank.campaign.form.cover, blank.campaign.form.edition
    labels = (cover.unit, cover.date, cover.report, cover.edition)
    for row, label in enumerate(labels, start=UNIT_ROW):
        sheet.write_string(row, 0, label.both, look("cell", "bold", "known", "inset"))
        sheet.set_row(row, 28)
    entry = look("cell", "input", "left", "bold")
    dated = look("cell", "input", "date", "left", "bold")
    sheet.write_string(UNIT_ROW, 1, blank.unit.name.both, entry)
    sheet.write_datetime(DATE_ROW, 1, blank.week, dated)
    sheet.write_string(REPORT_ROW, 1, cover.first.both, entry)
    sheet.write_string(EDITION_ROW, 1, edition, look("cell", "left", "known"))
    asked = ((UNIT_ROW, inputs.unit), (DATE_ROW, inputs.week), (REPORT_ROW, inputs.report))
    for row, rule in asked:
        sheet.data_validation(row, 1, row, 1, rule(blank))
    for name, row in ((REPORT_DATE, DATE_ROW), (REPORT_KIND, REPORT_ROW)):
        book.define_name(name, f"='{cover.sheet}'!$B${row + 1}")
    own = quoted(blank.unit.name.both)
    unit, week = f"$B${UNIT_ROW + 1}", f"$B${DATE_ROW + 1}"
    issued_for = Term(dotted(day(blank.week)))
    checks = {
        UNIT_ROW: (
            remark(blank, "fill.core", f'{unit}=""'),
            remark(blank, "mend.other_unit", f"{unit}<>{own}"),
        ),
        DATE_ROW: (
            remark(blank, "fill.core", f'{week}=""'),
            remark(
                blank, "mend.other_week", f"{week}<>{day(blank.week)}", slots={"week": issued_for}
            ),
        ),
    }
    for row, remarks in checks.items():
        formula, shown = first_of(remarks)
        sheet.merge_range(row, 2, row, LAST_COLUMN, "", look("wrapped", "small", "inset"))
        sheet.write_formula(row, 2, formula, look("wrapped", "small", "inset"), shown)
    marked: dict[str, Any] = {
        "type": "formula",
        "criteria": f'=LEFT($C{UNIT_ROW + 1},1)="{Sign.MEND}"',
        "format": marking(book, "mend"),
    }
    sheet.conditional_format(UNIT_ROW, 2, DATE_ROW, LAST_COLUMN, marked)


def _write_paragraph(sheet: Worksheet, row: int, text: str, style: Format) -> int:
    """Write a text across the page; give its row."""
    sheet.merge_range(row, 0, row, LAST_COLUMN, text, style)
    sheet.set_row(row, height((text, sum(WIDTHS))))
    return row


def _write_summary(pen: Pen, row: int) -> int:
    """Count what is left on every sheet, with a link to it; give the last row."""
    book, sheet, look, blank, remarks = pen
    wording = blank.wording
    sheet.write_string(row, 0, wording["cover.left"].both, look("heading"))
    row += 1
    heads = ("cover.sheet", "cover.sheet_title", "cover.to_fill", "cover.to_mend")
    for column, key in enumerate(heads):
        sheet.write_string(row, column, lines(wording[key]), look("cell", "head", "wrapped"))
    sheet.set_row(row, 30)
    first = row + 1
    for page in blank.pages:
        row += 1
        _write_count(pen, page, row)
    counts = look("cell", "bold", "centred", "known")
    row += 1
    sheet.write_string(row, 0, wording["cover.all"].both, look("cell", "bold", "known", "inset"))
    sheet.write_blank(row, 1, None, look("cell", "known"))
    everything = [text for said in remarks.values() for text in said if text]
    unfilled = sum(text.startswith(Sign.FILL) for text in everything)
    cells = {2: unfilled, 3: len(everything) - unfilled}
    for column, count in cells.items():
        letter = chr(ord("A") + column)
        formula = f"=SUM({letter}{first + 1}:{letter}{row})"
        sheet.write_formula(row, column, formula, counts, count)
    sheet.conditional_format(
        first,
        3,
        row,
        3,
        {"type": "cell", "criteria": ">", "value": 0, "format": marking(book, "mend")},
    )
    return _write_verdict(pen, row, ready=not everything)


def _write_count(pen: Pen, page: Page, row: int) -> None:
    """Write one sheet's line of the summary."""
    _, sheet, look, _, remarks = pen
    code = page.sheet.code
    said = remarks[code]
    sheet.write_url(row, 0, f"internal:'{code}'!A1", look("cell", "link", "centred"), code)
    sheet.write_string(row, 1, lines(page.sheet.title), look("cell", "wrapped", "small", "inset"))
    column = chr(ord("A") + page.check_column)
    cells = f"'{code}'!${column}${FIRST_ROW + 1}:${column}${page.last_row + 1}"
    unfilled = sum(text.startswith(Sign.FILL) for text in said)
    left = f'SUMPRODUCT(--(LEFT({cells},1)="{Sign.FILL}"))'
    counts = look("cell", "centred")
    sheet.write_formula(row, 2, f"={left}", counts, unfilled)
    remaining = len([text for text in said if text]) - unfilled
    sheet.write_formula(row, 3, f"=SUMPRODUCT(--(LEN({cells})>0))-{left}", counts, remaining)
    sheet.set_row(row, 28)


def _write_verdict(pen: Pen, row: int, *, ready: bool) -> int:
    """Say whether the form can be sent; give the row."""
    book, sheet, look, blank, _ = pen
    totals = f"C{row + 1}+D{row + 1}"
    cover_clean = f'$C${UNIT_ROW + 1}&$C${DATE_ROW + 1}=""'
    yes, no = (lines(blank.wording[f"cover.{key}"]) for key in ("ready", "not_ready"))
    row += 1
    formulas = ["&CHAR(10)&".join(quoted(line) for line in text.split("\n")) for text in (yes, no)]
    style = look("cell", "wrapped", "bold", "centred")
    sheet.merge_range(row, 0, row, LAST_COLUMN, "", style)
    test = f"AND({totals}=0,{cover_clean})"
    formula = f"=IF({test},{formulas[0]},{formulas[1]})"
    sheet.write_formula(row, 0, formula, style, yes if ready else no)
    sheet.set_row(row, 32)
    sheet.conditional_format(
        row,
        0,
        row,
        LAST_COLUMN,
        {"type": "formula", "criteria": f"={test}", "format": marking(book, "done")},
    )
    return row


def _write_legend(pen: Pen, row: int) -> int:
    """Explain colours and signs; give the last row."""
    _, sheet, look, blank, _ = pen
    samples = (
        ("input", "", look("cell", "sample")),
        ("known", "", look("cell", "known")),
        ("fill", Sign.FILL, look("cell", "fill", "centred")),
        ("mend", Sign.MEND, look("cell", "mend", "centred")),
        ("explain", Sign.EXPLAIN, look("cell", "explain", "centred")),
    )
    sheet.write_string(row, 0, blank.wording["legend.title"].both, look("heading"))
    for key, sign, style in samples:
        row += 1
        sheet.write_string(row, 0, sign, style) if sign else sheet.write_blank(row, 0, None, style)
        sheet.write_string(row, 1, blank.wording[f"legend.{key}"].both, look("small", "inset"))
        sheet.set_row(row, 16)
    return row
