"""Keep every format of the workbook in one table, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Mark
from pipeline.schema import Kind, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Region
    from pipeline.schema import Indicator
    from pipeline.texts import Wording

Spec = dict[str, object]

LINK = "#0563C1"
INK, PALE, SUBTOTAL, GRID = "#1F3864", "#DCE6F1", "#EEF3FA", "#A6A6A6"
BASE: Spec = {"font_name": "Arial", "font_size": 9, "valign": "vcenter"}
BOX: Spec = {"border": 1, "border_color": GRID}
HEAD: Spec = {**BOX, "bold": True, "align": "center", "text_wrap": True, "bg_color": PALE}
WRAP: Spec = {**BOX, "text_wrap": True}
# Patterns, so that a black-and-white print tells the cases apart.
LIGHT_GREY, STRIPE, REVERSE_STRIPE, THIN_STRIPE = 17, 14, 13, 11
DOTS, THIN_COLUMNS, THIN_GRID = 18, 12, 15
CARRIED: Spec = {"italic": True, "pattern": THIN_STRIPE, "fg_color": "#E7E6E6",
                 "bg_color": "#FFFFFF"}  # fmt: skip
TILE: Spec = {"align": "center", "bg_color": PALE, "font_color": INK, "shrink": True,
              "left": 5, "right": 5, "left_color": "#FFFFFF", "right_color": "#FFFFFF"}  # fmt: skip
CENTRE: Spec = {**BOX, "align": "center"}

STYLES: Mapping[str, Spec] = {
    "title": {"bold": True, "font_size": 13, "font_color": INK},
    "subtitle": {"bold": True, "font_size": 11, "font_color": INK},
    "plain": {},
    "note": {"font_size": 8, "text_wrap": True, "valign": "top"},
    "link": {"font_color": LINK, "underline": 1},
    "link.cell": {**CENTRE, "font_size": 8, "shrink": True, "font_color": LINK, "underline": 1},
    "centre.link": {**CENTRE, "font_color": LINK, "underline": 1},
    "line.link": {**BOX, "font_color": LINK, "underline": 1},
    "link.line": {**BOX, "font_size": 8, "font_color": LINK, "underline": 1},
    "section": {**BOX, "bold": True, "bg_color": SUBTOTAL},
    "head": {**HEAD, "font_size": 8},
    "head.big": {**HEAD},
    "head.label": {**HEAD, "font_size": 8, "bold": False},
    "head.id": {**HEAD, "font_size": 8, "bold": False, "font_color": "#595959"},
    "head.link": {**HEAD, "font_size": 8, "bold": False, "font_color": LINK, "underline": 1},
    "head.small": {**HEAD, "font_size": 8, "bold": False},
    "head.tiny": {**HEAD, "font_size": 7.5, "bold": False},
    "carried.label": {**WRAP, **CARRIED, "font_size": 8},
    "head.turned": {**HEAD, "font_size": 8, "bold": False, "rotation": 90},
    "label": {**WRAP},
    "label.small": {**WRAP, "font_size": 8},
    "label.bold": {**WRAP, "bold": True, "bg_color": PALE},
    "label.subtotal": {**BOX, "font_size": 8, "bold": True, "bg_color": SUBTOTAL},
    "line": {**BOX},
    "line.small": {**BOX, "font_size": 8},
    "centre": {**CENTRE, "text_wrap": True},
    "centre.small": {**CENTRE, "font_size": 8, "text_wrap": True},
    "centre.total": {**CENTRE, "bold": True, "bg_color": PALE},
    "centre.subtotal": {**CENTRE, "bold": True, "bg_color": SUBTOTAL},
    "centre.bold": {**CENTRE, "bold": True, "bg_color": PALE},
    "moment": {**CENTRE, "num_format": "dd.mm.yyyy hh:mm"},
    "whole": {**CENTRE, "num_format": "0"},
    "share": {**BOX, "align": "right", "num_format": "0.0%", "shrink": True},
    "share.total": {
        **BOX, "align": "right", "num_format": "0.0%", "bold": True, "bg_color": PALE,
        "shrink": True,
    },
    "share.subtotal": {
        **BOX, "align": "right", "num_format": "0.0%", "bold": True, "bg_color": SUBTOTAL,
        "shrink": True,
    },
    # What stands where there is no figure.
    "blank": {**BOX},
    "missing": {**CENTRE, "pattern": STRIPE, "fg_color": "#D9D9D9", "bg_color": "#FFFFFF"},
    "returned": {**CENTRE, "pattern": REVERSE_STRIPE, "fg_color": "#F4CCCC", "bg_color": "#FFFFFF"},
    "excluded": {**CENTRE, "bold": True, "pattern": LIGHT_GREY, "fg_color": "#E6B8B7",
                 "bg_color": "#FFFFFF", "font_color": "#9C0006"},
    "closed": {**CENTRE, "pattern": LIGHT_GREY, "fg_color": "#D9D9D9", "bg_color": "#FFFFFF"},
    "missing.small": {**CENTRE, "font_size": 8, "text_wrap": True, "pattern": LIGHT_GREY,
                     "fg_color": "#D9D9D9", "bg_color": "#FFFFFF"},
    "returned.small": {**CENTRE, "font_size": 8, "text_wrap": True, "pattern": LIGHT_GREY,
                      "fg_color": "#F4CCCC", "bg_color": "#FFFFFF"},
    # How a milestone stands.
    "done": {**CENTRE, "shrink": True, "font_size": 8, "num_format": "dd.mm",
             "bg_color": "#E2EFDA"},
    "done.late": {**CENTRE, "shrink": True, "font_size": 8, "bg_color": "#FFF2CC"},
    "open": {**CENTRE, "shrink": True, "font_size": 8},
    "overdue": {**CENTRE, "shrink": True, "font_size": 8, "bold": True, "bg_color": "#F8CBAD"},
    "day": {**CENTRE, "shrink": True, "font_size": 8, "num_format": "dd.mm", "bg_color": PALE},
    "day.full": {**CENTRE, "font_size": 8, "num_format": "dd.mm.yyyy", "shrink": True},
    "days": {**CENTRE, "font_size": 8, "num_format": '0;"−"0;0'},
    "centre.tiny": {**CENTRE, "font_size": 7.5, "text_wrap": True},
    # How a report came.
    "sent.on_time": {**CENTRE, "font_size": 8, "bg_color": "#E2EFDA"},
    "sent.late": {**CENTRE, "font_size": 8, "bold": True, "pattern": THIN_STRIPE,
                  "fg_color": "#FFE699", "bg_color": "#FFF7E0"},
    "late": {**CENTRE, "font_size": 8, "pattern": THIN_STRIPE, "fg_color": "#FFE699",
             "bg_color": "#FFF7E0"},
    "sent.returned": {**CENTRE, "pattern": REVERSE_STRIPE, "fg_color": "#F4CCCC",
                      "bg_color": "#FFFFFF"},
    "sent.missing": {**CENTRE, "pattern": STRIPE, "fg_color": "#D9D9D9", "bg_color": "#FFFFFF"},
    "sent.pending": {**CENTRE, "font_color": "#7F7F7F", "pattern": LIGHT_GREY,
                     "fg_color": "#E7E6E6", "bg_color": "#FFFFFF"},
    "pick": {**BOX, "bold": True, "bg_color": "#FFF2CC", "text_wrap": True},
    "helper": {**CENTRE, "font_size": 8, "font_color": "#A6A6A6"},
    "note.plain": {"font_size": 8},
    "note.indented": {"font_size": 8, "indent": 1},
    # The first page.
    "plain.bold": {"bold": True},
    "link.small": {"font_color": LINK, "font_size": 7.5, "shrink": True},
    "alert": {"font_size": 7.5, "font_color": LINK},
    "alert.name": {"font_size": 7.5, "bold": True},
    "tile.name": {**TILE, "top": 2, "top_color": INK, "shrink": False, "font_size": 7.5,
                  "text_wrap": True},
    "tile.share": {**TILE, "font_size": 18, "bold": True, "num_format": "0.0%"},
    "small.total": {**CENTRE, "font_size": 8, "num_format": "#,##0", "bold": True,
                    "bg_color": PALE},
    "share.small": {**CENTRE, "font_size": 8, "num_format": "0%", "shrink": True},
    "small.count": {**CENTRE, "font_size": 8, "num_format": "#,##0", "shrink": True},
    "small.flag": {**CENTRE, "font_size": 8, "num_format": '[=1]"+";[=0]"–";0'},
    "small.money": {**CENTRE, "font_size": 8, "num_format": "#,##0.0", "shrink": True},
    # The sheet for statisticians.
    "data.link": {"font_color": LINK},
    "data.head": {"bold": True, "bottom": 1},
}  # fmt: skip

NUMBERS: Mapping[str, str] = {
    Quantity.COUNT: "#,##0",
    Quantity.MONEY: "#,##0.0",
    Quantity.PERCENT: "#,##0.0",
}
FLAG = "flag"
CORRECTED = "corrected"
# A pattern and a colour each.
FILLS: Mapping[str, Spec] = {
    Mark.WARNED: {"pattern": DOTS, "fg_color": "#BF9000", "bg_color": "#FFF2CC"},
    Mark.ACCEPTED: {"pattern": THIN_COLUMNS, "fg_color": "#C6E0B4", "bg_color": "#F3F9EF"},
    Mark.RECOMPUTED: {"pattern": THIN_STRIPE, "fg_color": "#BDD7EE", "bg_color": "#EFF6FC"},
    CORRECTED: {"pattern": THIN_GRID, "fg_color": "#D9C3E8", "bg_color": "#F7F1FB"},
}
SIGNED = (Mark.WARNED, Mark.ACCEPTED, Mark.RECOMPUTED)


def styles_of(region: Region, wording: Wording) -> dict[str, Spec]:
    """Give every format of the workbook by name, numbers with the signs of their marks."""
    table = {name: {**BASE, **spec} for name, spec in STYLES.items()}
    yes, no = region.campaign.form.yes.both, region.campaign.form.no.both
    patterns = {**NUMBERS, FLAG: f'[=1]"{yes}";[=0]"{no}";0'}
    for quantity, pattern in patterns.items():
        # A long figure shrinks rather than turn into a row of hashes.
        align = "right" if quantity != FLAG else "center"
        number = {**BASE, **BOX, "align": align, "shrink": True}
        whole = NUMBERS.get(quantity, "0")
        table[quantity] = {**number, "num_format": pattern if quantity == FLAG else f"{pattern}_!"}
        summed = {**number, "align": "right", "num_format": f"{whole}_!", "bold": True}
        table[f"{quantity}.total"] = {**summed, "bg_color": PALE}
        table[f"{quantity}.subtotal"] = {**summed, "bg_color": SUBTOTAL}
        table[f"{quantity}.carried"] = {
            **number, **CARRIED, "align": "right", "num_format": f"{whole}_!",
        }  # fmt: skip
        change = {**number, "num_format": f"+{whole}_!;-{whole}_!;0_!"}
        table[f"{quantity}.change"] = change
        table[f"{quantity}.change.total"] = {**change, "bold": True, "bg_color": PALE}
        table[f"{quantity}.change.subtotal"] = {**change, "bold": True, "bg_color": SUBTOTAL}
        for mark, fill in FILLS.items():
            sign = _signed(pattern, wording[f"mark.{mark}"].kk)
            table[f"{quantity}.{mark}"] = {**number, **fill, "num_format": sign}
    sign = wording["mark.done-late"].kk
    table["done.late"] = {**table["done.late"], "num_format": f'dd.mm"{sign}"'}
    for name in ("done", "done.late", "open", "overdue", "day"):
        # Striped and in italics: an earlier report told it.
        table[f"{name}.stale"] = {
            **table[name], "italic": True, "pattern": THIN_STRIPE, "fg_color": "#BFBFBF",
            "bg_color": table[name].get("bg_color", "#FFFFFF"),
        }  # fmt: skip
    table["of-all"] = {
        **BASE, **CENTRE, "font_size": 8, "num_format": f'0" / {len(region.submissions)}"',
    }  # fmt: skip
    _add_tiles(table, wording, len(region.submissions))
    table["of-all.bold"] = {**table["of-all"], "bold": True, "bg_color": PALE}
    return table


def _add_tiles(table: dict[str, Spec], wording: Wording, units: int) -> None:
    """Add the styles of the first page's figures, whose words stand in their formats."""
    large: Spec = {**BASE, **TILE, "font_size": 18, "bold": True}
    small: Spec = {**BASE, **TILE, "font_size": 8}
    last: Spec = {**BASE, **TILE, "font_size": 7, "bottom": 1, "bottom_color": INK}
    up, down = wording["mark.up"].kk, wording["mark.down"].kk
    for quantity, pattern in NUMBERS.items():
        table[f"tile.{quantity}"] = {**large, "num_format": pattern}
        table[f"tile.{quantity}.change"] = {
            **small, "num_format": f'"{up} +"{pattern};"{down} -"{pattern};0',
        }  # fmt: skip
    points = _quoted(wording["tile.points"].both)
    table["tile.points"] = {
        **small, "num_format": f'"{up} +"0.0{points};"{down} -"0.0{points};0.0{points}',
    }  # fmt: skip
    table["tile.of-all"] = {**large, "num_format": f'0" / {units}"'}
    table["tile.missing"] = {**small, "num_format": f"{_quoted(wording['tile.missing'].both)}0"}
    table["tile.late"] = {**last, "num_format": f"{_quoted(wording['tile.late'].both)}0"}
    compared = _quoted(wording["tile.units"].both)
    table["tile.units"] = {**last, "num_format": f'{compared}0" / {units}"'}


def _quoted(text: str) -> str:
    """Put a text into a number format as it stands."""
    return '"' + text.replace('"', "") + '"'


def style_of(indicator: Indicator) -> str:
    """Name the number style of an indicator."""
    return FLAG if indicator.kind is Kind.FLAG else str(indicator.quantity)


def _signed(pattern: str, sign: str) -> str:
    """Let a number format print a sign after the figure, which stays a number."""
    return ";".join(f'{part}"{sign}"' for part in pattern.split(";"))
