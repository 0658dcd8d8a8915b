"""Open the workbook's pages: heads, legend, print set-up, and text that is safe to write."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.alterations import alterations_of
from pipeline.language import typography
from pipeline.model import Language
from pipeline.render.workbook.grid import HEAD_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Region
    from pipeline.render.sendings import Sending
    from pipeline.render.workbook.grid import Grid
    from pipeline.render.workbook.headlines import Headlines
    from pipeline.render.workbook.origins import Origins
    from pipeline.schema import Unit
    from pipeline.texts import Texts, Wording

A4, LONGEST_TEXT = 9, 32_000
PIXELS_PER_POINT = 4 / 3
ROW_HEIGHT = 15
LETTER = 0.5  # width of a letter as a share of the font's size
LINE = 1.28  # height of a line likewise
# What people read and print, then the tables in which they look things up.
KEYS = ("summary", "details", "compare", "weeks", "unit", "plan", "deadlines", "record", "findings",
        "corrections", "steps", "history", "sources", "sent")  # fmt: skip
LOOKED_UP = {"steps", "history", "sources", "sent"}
READ_TAB, LOOKED_UP_TAB = "#1F3864", "#A6A6A6"
# In inches; printers leave a quarter.
MARGINS = {"left": 0.3, "right": 0.3, "top": 0.35, "bottom": 0.5}


class Page(NamedTuple):
    """How one sheet is opened."""

    name: str
    title: str
    widths: tuple[float, ...]  # of the columns, in points
    legend: tuple[str, ...] = ()  # keys of the wording
    frozen: tuple[int, int] = (HEAD_ROWS, 0)  # rows and columns
    repeated: int = HEAD_ROWS  # rows
    compares: bool = False  # dates with one another
    unprinted: int = 0  # columns at the end that are for the screen alone
    is_long: bool = False  # so that its heads alone are printed, with a word on how to print all


@dataclass(frozen=True, kw_only=True, eq=False)
class Canvas:
    """The workbook being written, and all that its sheets speak of."""

    book: Workbook
    sheet_class: type[Worksheet]
    styles: Mapping[str, Format]
    region: Region
    texts: Texts
    wording: Wording
    headlines: Headlines
    grid: Grid
    names: Mapping[str, str]  # of the sheets, by their keys
    origins: Origins
    sent: tuple[Sending, ...] = ()

    def say(self, key: str, **details: object) -> tuple[str, str]:
        """Give a phrase in both languages, the state language first."""
        return (
            self.wording.fill(key, Language.KK, **details),
            self.wording.fill(key, Language.RU, **details),
        )

    def both(self, key: str, **details: object) -> str:
        """Give a phrase in both languages on one line."""
        kk, ru = self.say(key, **details)
        return kk if kk == ru else f"{kk} / {ru}"

    def stacked(self, key: str, **details: object) -> str:
        """Give a phrase in both languages, one above the other."""
        kk, ru = self.say(key, **details)
        return kk if kk == ru else f"{kk}\n{ru}"

    @property
    def date_line(self) -> str:
        """The reporting date as headings print it."""
        return self.both("as-of", date=typography.short_date(self.region.week))

    @property
    def since_line(self) -> str:
        """What has changed since the version that went out before; "" where nothing has."""
        since = self.region.since
        if since is None:
            return ""
        moment = since.built_at.astimezone(self.region.campaign.zone)
        date = typography.short_date(moment.date())
        return self.both("since", date=date, time=f"{moment:%H:%M}", count=since.changed)

    def footer(self, name: str) -> str:
        """Give the foot of a sheet's printed pages."""
        pages = self.both("footer", page="&P", pages="&N")
        # A size and a date run together would be read as one number.
        return f"&L&8 {name}&C&8 {pages}&R&8 {self.date_line}"

    @property
    def alterations(self) -> tuple[str, ...]:
        """Say what is not as it was on an earlier reporting date."""
        return tuple(
            self.both(
                f"altered.{each.kind}",
                since=typography.short_date(each.since),
                indicator=each.indicator,
                unit=each.unit.name if each.unit else "",
                before=each.before.name if each.before else "",
            )
            for each in alterations_of(self.region)
        )

    def open(self, page: Page) -> Worksheet:
        """Open a sheet with its title, its legend and its print set-up."""
        sheet = self.book.add_worksheet(page.name, self.sheet_class)
        for column, width in enumerate(page.widths):
            sheet.set_column_pixels(column, column, round(width * PIXELS_PER_POINT))
        sheet.set_default_row(ROW_HEIGHT)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.set_footer(self.footer(page.name), {"margin": 0.25})
        sheet.repeat_rows(0, page.repeated - 1)
        looked_up = {self.names[key] for key in LOOKED_UP}
        sheet.set_tab_color(LOOKED_UP_TAB if page.name in looked_up else READ_TAB)
        if page.is_long:
            self.print_heads(sheet, page.repeated, len(page.widths))
        sheet.freeze_panes(*page.frozen)
        sheet.write_string(0, 0, safe(page.title), self.styles["title"])
        sheet.set_row(0, 19)
        campaign = self.region.campaign.settings.title.both
        line = "; ".join(filter(None, (f"{campaign}. {self.date_line}", self.since_line)))
        if page.name == self.names["summary"]:
            sheet.write_string(1, 0, safe(line), self.styles["plain"])
        else:
            home = f"internal:'{self.names['summary']}'!A1"
            sheet.write_url(1, 0, home, self.styles["link"], string=safe(f"← {line}"))
        sheet.set_row(1, 14)
        if page.legend:
            notes = self.alterations if page.compares else ()
            legend = "   ".join((*(self.both(key) for key in page.legend), *notes))
            widths = page.widths[: len(page.widths) - page.unprinted]
            self.wrapped(sheet, 2, legend, sum(widths), len(widths) - 1)
        return sheet

    def print_heads(self, sheet: Worksheet, rows: int, columns: int) -> None:
        """Let the heads alone be printed of a table that is no use on paper, and say so there."""
        sheet.print_area(0, 0, rows - 1, columns - 1)
        sheet.set_margins(**{**MARGINS, "top": 0.6})
        kk, ru = self.say("print.heads-only")
        sheet.set_header(f"&L&8 {kk}\n{ru}", {"margin": 0.2})

    def wrapped(self, sheet: Worksheet, row: int, text: str, width: float, last: int) -> None:
        """Write a small note across the sheet, as high as it needs."""
        note = self.styles["note"]
        sheet.merge_range(row, 0, row, last, "", note)
        sheet.write_string(row, 0, safe(text), note)
        sheet.set_row(row, height(text, width, 8) + 3)


def names_in(wording: Wording) -> dict[str, str]:
    """Name the sheets by their keys, in both languages."""
    return {key: f"{(name := wording[f'sheet.{key}']).kk}-{name.ru}" for key in KEYS}


def safe(text: str) -> str:
    """Give text that a workbook can hold, whatever a sender's file was called."""
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_TEXT]


def height(text: str, width: float, size: float = 9) -> float:
    """Estimate how high a cell must be for its text, in points."""
    room = max(1, int((width - 5) / (size * LETTER)))
    lines = 0
    for paragraph in text.split("\n"):
        used, lines = 0, lines + 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > room:
                used, lines = 0, lines + 1
            lines += max(0, math.ceil(len(word) / room) - 1)
            used += len(word) + (used > 0)
    return lines * size * LINE + 2


def short_name(unit: Unit) -> str:
    """Give a unit's bare name in both languages."""
    return unit.kk if unit.kk == unit.ru.nom else f"{unit.kk} / {unit.ru.nom}"
