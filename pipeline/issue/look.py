"""Look: the formats of the blank form, and the heights that its texts need."""

from __future__ import annotations

from functools import cache
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types
    from xlsxwriter.format import Format  # type: ignore[import-untyped]  # ships no types

INPUT = "#FFF8D6"
LINE = "#B0B0B0"
DARK_LINE = "#5A5A5A"

# Letters of Arial 10 that a column holds per unit of its width; it held 1.3 when measured.
LETTERS_PER_UNIT = 1.13

STYLES: dict[str, dict[str, Any]] = {
    "text": {"font_name": "Arial", "font_size": 10, "valign": "vcenter"},
    "title": {"font_size": 13, "bold": True},
    "heading": {"bold": True, "font_size": 11, "valign": "bottom"},
    "privacy": {"bold": True, "font_color": "#9C0006"},
    "quiet": {"font_color": "#595959", "font_size": 9},
    "link": {"font_color": "#0B5394", "underline": 1},
    "wrapped": {"text_wrap": True},
    "top": {"valign": "top"},
    "right": {"align": "right", "indent": 1},
    "centred": {"align": "center"},
    "bold": {"bold": True},
    "small": {"font_size": 9},
    "cell": {"border": 1, "border_color": LINE},
    "head": {"bold": True, "bg_color": "#DCE6F1", "align": "center", "font_size": 9},
    "inset": {"indent": 1},
    "part": {"indent": 2},
    "starts": {"top_color": DARK_LINE},
    "ends": {"bottom_color": DARK_LINE},
    "input": {"bg_color": INPUT, "locked": False},
    "sample": {"bg_color": INPUT},
    "void": {"bg_color": "#D9D9D9"},
    "known": {"bg_color": "#F2F2F2"},
    "notice": {"bg_color": "#FDE9D9", "border": 1, "border_color": LINE},
    "count": {"num_format": "#,##0", "align": "right"},
    "money": {"num_format": "#,##0.0", "align": "right"},
    "percent": {"num_format": "0.0", "align": "right"},
    "none": {"align": "center"},
    "date": {"num_format": "dd.mm.yyyy", "align": "center"},
    "left": {"align": "left", "indent": 1},
    # Figures and words that a sign in the cell already tells apart.
    "fill": {"font_color": "#595959", "italic": True},
    "mend": {"font_color": "#9C0006", "bg_color": "#FFD9D9", "bold": True},
    "explain": {"font_color": "#7F4F00", "bg_color": "#FFE9C4"},
    "done": {"font_color": "#1E5C2E", "bg_color": "#DDEFE0", "bold": True},
}


def look_of(book: Workbook) -> Callable[..., Format]:
    """Give a function that joins named styles into one format of the workbook."""

    @cache
    def look(*names: str) -> Format:
        joined: dict[str, Any] = {}
        for name in ("text", *names):
            joined |= STYLES[name]
        return book.add_format(joined)

    return look


def marking(book: Workbook, name: str) -> Format:
    """Give a format for conditional use, which must not set the font's face or size."""
    return book.add_format(STYLES[name])


def height(*texts: tuple[str, float], line: float = 13.0, least: float = 0.0) -> float:
    """Estimate the height that wrapped texts need, each in a column of its width.

    Units: points; widths in characters. Written into the file, since neither Excel nor
    LibreOffice measures a row again that another program wrote.
    """
    needed = max(_lines(text, width) for text, width in texts)
    return max(least, ceil(needed * line + 4))


def _lines(text: str, width: float) -> int:
    """Count the lines of a wrapped text in Arial 10, rather one too many than one too few."""
    letters = max(1, int(width * LETTERS_PER_UNIT))
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n"))
