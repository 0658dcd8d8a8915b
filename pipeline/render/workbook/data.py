"""Write the sheet for statisticians: one plain table of every figure received."""

from __future__ import annotations

from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any

from pipeline.model import Column, Language, Mark
from pipeline.render.workbook.canvas import A4, LOOKED_UP_TAB, safe
from pipeline.render.workbook.notes import write_note
from pipeline.render.workbook.origins import DATA

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.render.workbook.canvas import Canvas

MOST_ROWS_HELD = 5_000
COLUMNS = (
    Column.WEEK,
    Column.UNIT,
    Column.INDICATOR,
    Column.WEEK_VALUE,
    Column.TOTAL_VALUE,
    Column.STATUS,
    Column.FILE,
    Column.SHEET,
    Column.CELL,
    Column.SHA256,
)
VALUES = {Column.WEEK_VALUE, Column.TOTAL_VALUE}
EXPLAINED = (Column.WEEK_VALUE, Column.STATUS, Column.CELL, Column.SHA256)
# What is told of a row where it stands with its week's figure alone.
TOLD_OF_WEEKS = {Mark.WARNED, Mark.ACCEPTED, Mark.RECOMPUTED}
FILE_COLUMN = COLUMNS.index(Column.FILE)
WIDTHS = (10, 14, 10, 11, 11, 12, 40, 16, 8, 66)


def write_data(canvas: Canvas) -> None:
    """Write the facts by columns; a blank is an empty cell, never a zero."""
    facts, styles = canvas.region.facts, canvas.styles
    sheet = _sheet(canvas)
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles["data.head"])
    columns = [_written(column_of(facts, name), name) for name in COLUMNS]
    write_number, write_string, link = sheet.write_number, sheet.write_string, styles["data.link"]
    for row, values in enumerate(zip(*columns, strict=True), 1):
        for column, value in enumerate(values):
            if type(value) is str:
                if value:
                    write_string(row, column, value, link if column == FILE_COLUMN else None)
            elif isfinite(value):
                write_number(row, column, value)
    _link_files(canvas, sheet)
    explain_heads(canvas, sheet)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(1, len(facts)), len(COLUMNS) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_tab_color(LOOKED_UP_TAB)
    canvas.print_heads(sheet, 1, len(COLUMNS))
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(canvas.footer(DATA))


def column_of(facts: pd.DataFrame, name: Column) -> list[Any]:
    """Give a column of the table; a status is the total's, unless only the week's has news."""
    values = facts[name].tolist()
    if name != Column.STATUS:
        return values
    weeks = facts[Column.WEEK_STATUS].tolist()
    return [
        week if total == Mark.COUNTED and week in TOLD_OF_WEEKS else total
        for total, week in zip(values, weeks, strict=True)
    ]


def explain_heads(canvas: Canvas, sheet: Worksheet) -> None:
    """Say beside the heads what the words and addresses below them mean."""
    for name in EXPLAINED:
        texts = [canvas.wording[f"data.{name}"][language] for language in Language]
        if name == Column.STATUS:
            texts = [
                "\n".join([text, *(f"{mark} – {canvas.wording[f'counted-as.{mark}'][language]}"
                                   for mark in Mark)])
                for language, text in zip(Language, texts, strict=True)
            ]  # fmt: skip
        write_note(sheet, (0, COLUMNS.index(name)), "\n\n".join(texts))


def _link_files(canvas: Canvas, sheet: Worksheet) -> None:
    """Let each file's name lead to its row in the list of files, all rows of a file by one link."""
    facts, first = canvas.region.facts, 1
    sources = zip(facts[Column.FILE].tolist(), facts[Column.SHA256].tolist(), strict=True)
    for (path, sha256), rows in groupby(sources):
        last = first + sum(1 for _ in rows) - 1
        target = canvas.origins.in_files(path, sha256) or canvas.origins.in_files(path)
        sheet.link((first, FILE_COLUMN), target, (last, FILE_COLUMN))
        first = last + 1


def is_long(facts: pd.DataFrame) -> bool:
    """Whether a table is written out row by row, so that memory does not grow with it."""
    return len(facts) > MOST_ROWS_HELD


def _sheet(canvas: Canvas) -> Worksheet:
    """Add the sheet; of a long one only the row being written is held."""
    book = canvas.book
    book.constant_memory = is_long(canvas.region.facts)
    sheet = book.add_worksheet(DATA, canvas.sheet_class)
    book.constant_memory = False
    return sheet


def _written(values: list[Any], name: Column) -> list[Any]:
    """Write texts safely, each once; figures stay as they are."""
    if name in VALUES:
        return values
    written = {value: safe(str(value)) for value in set(values)}
    return [written[value] for value in values]
