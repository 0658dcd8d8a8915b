"""Write the sheets F1–F6 of a blank form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.issue import inputs
from pipeline.issue.checks import check
from pipeline.issue.layout import COLUMNS, FIRST_ROW, HEADER_ROW, Block
from pipeline.issue.look import height, marking
from pipeline.issue.milestone_checks import deadline_of
from pipeline.issue.remarks import Sign, dotted
from pipeline.language.typography import short_date
from pipeline.model import Language, Slot
from pipeline.schema import Bilingual, Indicator, Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.issue.layout import Blank, Page

WIDTHS = {
    Block.FIGURES: (8, 50, 11, 13, 13, 13, 26, 46),
    Block.MILESTONES: (8, 50, 22, 13, 13, 24, 26, 46),
    Block.TEXTS: (8, 36, 96, 34),
}
# Room for the longest text that the cell accepts.
TEXT_HEIGHT = 230
PROTECTION = {"format_columns": True, "format_rows": True}
UNSUSPICIOUS = ("formula_unlocked", "formula_differs", "formula_range")
A4 = 9


class Pen(NamedTuple):
    """What the writing of one sheet needs at hand."""

    blank: Blank
    page: Page
    sheet: Worksheet
    look: Callable[..., Format]


def write_page(book: Workbook, look: Callable[..., Format], blank: Blank, page: Page) -> list[str]:
    """Write one sheet; give its remarks on the form as issued, which the cover counts."""
    sheet = book.add_worksheet(page.sheet.code)
    pen = Pen(blank, page, sheet, look)
    for column, width in enumerate(WIDTHS[page.block]):
        sheet.set_column(column, column, width, look())
    _write_head(pen)
    writers = {
        Block.FIGURES: _write_figures,
        Block.MILESTONES: _write_milestone,
        Block.TEXTS: _write_text,
    }
    remarks: list[str] = []
    for number, row in enumerate(page.rows):
        line = FIRST_ROW + number
        group = _group(page, number)
        _write_label(pen, line, row, group)
        writers[page.block](pen, line, row, group)
        remarks.append(_write_check(pen, line, row, group))
    _mark(book, pen)
    # Excel would put a green corner on every total, since it may be overwritten.
    cells = f"A{FIRST_ROW + 1}:H{page.last_row + 1}"
    sheet.ignore_errors(dict.fromkeys(UNSUSPICIOUS, cells))
    set_up_print(sheet, blank, page.last_row, page.check_column)
    return remarks


def lines(phrase: Bilingual) -> str:
    """Put both languages of a label on lines of their own."""
    kk, ru = phrase[Language.KK], phrase[Language.RU]
    return kk if kk == ru else f"{kk}\n{ru}"


def set_up_print(sheet: Worksheet, blank: Blank, last_row: int, last_column: int) -> None:
    """Set A4, one page wide, with the unit, the date and the page's number at the foot."""
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.45, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.hide_gridlines(2)
    page = blank.wording["footer.page"].both
    sheet.set_footer(
        f"&L&8 {blank.unit.name.both}&C&8 {short_date(blank.week)}&R&8 {page} &P / &N",
        {"margin": 0.3},
    )
    sheet.protect("", PROTECTION)


def _write_head(pen: Pen) -> None:
    """Write the title, the line on personal data, who and when, and the header row."""
    blank, page, sheet, look = pen
    cover = blank.campaign.form.cover
    quoted = f"'{cover.sheet}'"
    sheet.write_string(0, 0, page.sheet.title.both, look("title"))
    sheet.set_row(0, 22)
    sheet.write_string(1, 0, cover.privacy.both, look("privacy"))
    sheet.set_row(1, 18)
    who = f'={quoted}!$B$4&" · "&{dotted(f"{quoted}!$B$5")}'
    sheet.write_formula(
        2, 0, who, look("bold"), f"{blank.unit.name.both} · {short_date(blank.week)}"
    )
    sheet.set_row(2, 18)
    back = blank.wording["sheet.back"].both
    sheet.write_url(2, page.check_column, f"internal:{quoted}!A1", look("link", "right"), back)
    heads = _heads(blank, page.block)
    for column, head in enumerate(heads):
        sheet.write_string(HEADER_ROW, column, lines(head), look("cell", "head", "wrapped"))
    wide = zip(map(lines, heads), WIDTHS[page.block], strict=True)
    sheet.set_row(HEADER_ROW, height(*((text, width * 0.9) for text, width in wide)))
    sheet.freeze_panes(FIRST_ROW, 2)
    sheet.repeat_rows(1, HEADER_ROW)
    sheet.set_landscape()


def _heads(blank: Blank, block: Block) -> tuple[Bilingual, ...]:
    """Give the header words of a sheet in the order of its columns."""
    words = blank.campaign.form.headers
    deadline = blank.wording["sheet.deadline"]
    start = (words.number, words.indicator)
    return {
        Block.FIGURES: (
            *start, words.unit, words.week, words.total, words.previous, words.reason, words.check,
        ),
        Block.MILESTONES: (
            *start, deadline, words.done, words.date, words.document, words.reason, words.check,
        ),
        Block.TEXTS: (*start, words.text, words.check),
    }[block]  # fmt: skip


def _group(page: Page, number: int) -> tuple[str, ...]:
    """Draw a darker line around a whole and its parts."""
    rows = page.rows
    last = number + 1 == len(rows)
    return ("starts",) * (not _is_part(rows[number])) + ("ends",) * (
        last or not _is_part(rows[number + 1])
    )


def _is_part(row: Indicator) -> bool:
    """Whether a label is worded as an item of the row above it."""
    return row.label[Language.KK].startswith("–")


def _write_label(pen: Pen, line: int, row: Indicator, group: tuple[str, ...]) -> None:
    blank, page, sheet, look = pen
    label = lines(row.label)
    whole = any(row.id == rule.whole for rule in blank.campaign.rules.sums)
    weight = ("part" if _is_part(row) else "inset", *("bold",) * whole)
    sheet.write_string(line, 0, row.id, look("cell", "centred", *weight[1:], *group))
    sheet.write_string(line, 1, label, look("cell", "wrapped", *weight, *group))
    # Bold letters are wider, and an indent takes its share.
    width = WIDTHS[page.block][1] * (0.9 if whole else 1) - 2 * (1 + _is_part(row))
    least = TEXT_HEIGHT if page.block is Block.TEXTS else 31
    texts = [(label, width)]
    if page.block is not Block.TEXTS:
        third = _third(blank, row)
        sheet.write_string(line, 2, third, look("cell", "wrapped", "small", "centred", *group))
        texts.append((third, WIDTHS[page.block][2]))
    sheet.set_row(line, height(*texts, least=least))


def _third(blank: Blank, row: Indicator) -> str:
    """Give the unit of measure, or a milestone's deadline as the plan words it."""
    if row.kind is not Kind.MILESTONE:
        return lines(row.unit)
    deadline = deadline_of(blank, row)
    return lines(deadline.text) if deadline else ""


def _write_figures(pen: Pen, line: int, row: Indicator, group: tuple[str, ...]) -> None:
    """Write the input cells of a figure, with its total by formula where it runs on."""
    blank, page, sheet, look = pen
    columns = COLUMNS[page.block]
    cells = {slot: blank.cell(row.id, slot, page.sheet.code) for slot in columns}
    entry = look("cell", "input", row.quantity, *group)
    void = look("cell", "void", *group)
    before = blank.before(row.id)
    week, total, previous = (columns[slot] for slot in (Slot.WEEK, Slot.TOTAL, Slot.PREVIOUS))
    known = look("cell", "known", row.quantity, *group)
    sheet.write_blank(line, previous, None, known)
    if row.kind is Kind.FLAG:
        sheet.write_blank(line, week, None, void)
        sheet.write_blank(line, total, None, entry)
        sheet.data_validation(line, total, line, total, inputs.choice(blank))
        if before.done is not None:
            sheet.write_string(line, previous, _answer(blank, done=before.done), known)
    else:
        if before.total is not None:
            sheet.write_number(line, previous, before.total, known)
        if row.kind is Kind.CUM:
            sheet.write_blank(line, week, None, entry)
            sheet.data_validation(
                line, week, line, week, inputs.figure(blank, row.quantity, cells[Slot.WEEK], "")
            )
            sheet.write_formula(line, total, _running_total(cells, row.quantity), entry, "")
        else:
            sheet.write_blank(line, week, None, void)
            sheet.write(line, total, blank.initial_total(row.id), entry)
        hint = {Kind.CUM: "total", Kind.REF: f"{row.quantity}_base"}.get(row.kind, "")
        sheet.data_validation(
            line, total, line, total, inputs.figure(blank, row.quantity, cells[Slot.TOTAL], hint)
        )
    _write_reason(pen, line, columns[Slot.REASON], group)


def _running_total(cells: dict[Slot, str], quantity: Quantity) -> str:
    """Add the week to the last accepted total; a blank week leaves it blank."""
    total = f"N({cells[Slot.PREVIOUS]})+{cells[Slot.WEEK]}"
    if quantity is Quantity.MONEY:
        total = f"ROUND({total},1)"
    return f'=IF(ISNUMBER({cells[Slot.WEEK]}),{total},"")'


def _write_milestone(pen: Pen, line: int, row: Indicator, group: tuple[str, ...]) -> None:
    """Write whether a milestone is done, when and by which document; the known stands in."""
    blank, page, sheet, look = pen
    columns = COLUMNS[page.block]
    before = blank.before(row.id)
    done, when, paper = (columns[slot] for slot in (Slot.DONE, Slot.DATE, Slot.DOCUMENT))
    entry = look("cell", "input", "centred", *group)
    dated = look("cell", "input", "date", *group)
    named = look("cell", "input", "wrapped", "small", "inset", *group)
    for column, style in ((done, entry), (when, dated), (paper, named)):
        sheet.write_blank(line, column, None, style)
    if before.done:
        sheet.write_string(line, done, _answer(blank, done=True), entry)
        if before.date is not None:
            sheet.write_datetime(line, when, before.date, dated)
        if before.document:
            sheet.write_string(line, paper, before.document, named)
    sheet.data_validation(line, done, line, done, inputs.choice(blank))
    sheet.data_validation(line, when, line, when, inputs.day_done(blank))
    document = inputs.text(blank, "document", inputs.LONGEST_REASON)
    sheet.data_validation(line, paper, line, paper, document)
    _write_reason(pen, line, columns[Slot.REASON], group)


def _write_text(pen: Pen, line: int, row: Indicator, group: tuple[str, ...]) -> None:
    """Write the large cell of a text."""
    blank, page, sheet, look = pen
    column = COLUMNS[page.block][Slot.TEXT]
    sheet.write_blank(line, column, None, look("cell", "input", "wrapped", "top", "inset", *group))
    hint = "correction" if row.id == blank.campaign.rules.correction_text else "text"
    accepted = inputs.text(blank, hint, inputs.LONGEST_TEXT)
    sheet.data_validation(line, column, line, column, accepted)


def _write_reason(pen: Pen, line: int, column: int, group: tuple[str, ...]) -> None:
    style = pen.look("cell", "input", "wrapped", "small", "inset", *group)
    pen.sheet.write_blank(line, column, None, style)
    accepted = inputs.text(pen.blank, "reason", inputs.LONGEST_REASON)
    pen.sheet.data_validation(line, column, line, column, accepted)


def _write_check(pen: Pen, line: int, row: Indicator, group: tuple[str, ...]) -> str:
    """Write the check cell; give what it says on the form as issued."""
    formula, shown = check(pen.blank, row)
    style = pen.look("cell", "wrapped", "small", "inset", *group)
    pen.sheet.write_formula(line, pen.page.check_column, formula, style, shown)
    return shown


def _answer(blank: Blank, *, done: bool) -> str:
    return (blank.campaign.form.yes if done else blank.campaign.form.no).both


def _mark(book: Workbook, pen: Pen) -> None:
    """Colour the remarks, and the row's number beside them, which is never scrolled away."""
    column = chr(ord("A") + pen.page.check_column)
    for sign, name in ((Sign.FILL, "fill"), (Sign.MEND, "mend"), (Sign.EXPLAIN, "explain")):
        rule: dict[str, Any] = {
            "type": "formula",
            "criteria": f'=LEFT(${column}{FIRST_ROW + 1},1)="{sign}"',
            "format": marking(book, name),
        }
        columns = (0, pen.page.check_column) if sign is not Sign.FILL else (pen.page.check_column,)
        for each in columns:
            pen.sheet.conditional_format(FIRST_ROW, each, pen.page.last_row, each, rule)
