"""Write the first sheet of a returned form: the list of what is to be mended."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from pipeline.render.returns.book import quoted_name
from pipeline.render.returns.cells import address, plain
from pipeline.render.returns.styles import FILLS, SIGNS, Look
from pipeline.render.workbook.canvas import height

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.render.returns.book import Book
    from pipeline.render.returns.entries import Entry, Place
    from pipeline.render.returns.styles import Styles
    from pipeline.schema import Bilingual

HEADS = ("number", "severity", "cell", "row", "problem", "mend")
WIDTHS = (5, 15, 13, 40, 50, 42)  # in letters
POINTS_PER_LETTER = 5.25
CELL_COLUMN = 3
LAST_COLUMN = len(WIDTHS)
# Hidden and empty, with the looks that the marked cells had before: they come back when the
# form is marked again.
FORMER_COLUMNS = (8, 9)
HIGHEST = 400.0
LINE = "\n"
# What a sender typed may be as long as a cell; the list only says which cell it is.
LONGEST_SENTENCE = 500
NO_LABEL = 120  # letters; no label of a form is so long
PRINT = (
    '<printOptions horizontalCentered="1"/><pageMargins left="0.4" right="0.4" top="0.45" '
    'bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" '
    'fitToWidth="1" fitToHeight="0"/>'
)
PROTECTION = (
    '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
)


class Sheet(NamedTuple):
    """What the list says: its head, its lines, and the looks that marked cells had before."""

    name: str
    title: str
    sender: str
    instructions: tuple[str, ...]
    heads: Mapping[str, Bilingual]
    severities: Mapping[str, Bilingual]
    page: str
    entries: Sequence[Entry]
    former: Mapping[Place, tuple[int, int]]
    labels: frozenset[str]  # of the form's cover, lower-case


def list_sheet(book: Book, styles: Styles, sheet: Sheet) -> tuple[bytes, str, str]:
    """Write the sheet; give it with the rows repeated in print and the area printed."""
    rows: list[str] = []
    merged: list[str] = []
    links: list[str] = []

    def across(text: str, look: Look, least: float = 0.0) -> None:
        row = len(rows) + 1
        width = sum(WIDTHS) * POINTS_PER_LETTER
        tall = max(least, height(text, width, look.size) + 4)
        rows.append(_row(row, tall, [_text(row, 1, _unlike(text, sheet.labels), styles.of(look))]))
        merged.append(f"A{row}:{address(row, LAST_COLUMN)}")

    across(sheet.title, Look(size=14, bold=True, bordered=False), 24)
    across(sheet.sender, Look(bold=True, bordered=False), 18)
    for text in sheet.instructions:
        across(text, Look(bordered=False))
    head_row = len(rows) + 1
    head = Look(size=9, bold=True, fill="FFDCE6F1", centred=True, middle=True)
    names = [_stacked(sheet.heads[name]) for name in HEADS]
    rows.append(
        _row(
            head_row,
            30,
            [
                _text(head_row, place, _unlike(name, sheet.labels), styles.of(head))
                for place, name in enumerate(names, start=1)
            ],
        )
    )
    for number, entry in enumerate(sheet.entries, start=1):
        row = len(rows) + 1
        rows.append(_line(row, number, entry, sheet, styles))
        if entry.place.sheet:
            location = f"{quoted_name(entry.place.sheet)}!{entry.place.cell or 'A1'}"
            links.append(
                f'<hyperlink ref="{address(row, CELL_COLUMN)}" location="{_xml(location)}" '
                f'display="{_xml(_where(entry))}"/>'
            )
    last = len(rows)
    return (
        _sheet(book, rows, merged, links, (head_row, sheet.page)),
        (f"${head_row}:${head_row}"),
        f"$A$1:${address(last, LAST_COLUMN).rstrip('0123456789')}${last}",
    )


def _line(row: int, number: int, entry: Entry, sheet: Sheet, styles: Styles) -> str:
    """Write one finding."""
    sign = f"{SIGNS[entry.severity]} {_stacked(sheet.severities[entry.severity])}"
    texts = (
        (str(number), Look(centred=True)),
        (sign, Look(bold=True, fill=FILLS[entry.severity], centred=True)),
        (_where(entry), Look(color="FF0B5394", underlined=bool(entry.place.sheet), centred=True)),
        (LINE.join(entry.label), Look(size=9)),
        (LINE.join(_shortened(text, entry) for text in entry.problem), Look()),
        (LINE.join(filter(None, entry.mend)), Look()),
    )
    cells = [
        _text(row, place, _unlike(text, sheet.labels), styles.of(look))
        for place, (text, look) in enumerate(texts, start=1)
    ]
    for column, style in zip(FORMER_COLUMNS, sheet.former.get(entry.place, ()), strict=False):
        cells.append(f'<c r="{address(row, column)}" s="{style}"/>')
    tall = max(
        height(text, width * POINTS_PER_LETTER, look.size)
        for (text, look), width in zip(texts, WIDTHS, strict=True)
    )
    return _row(row, min(tall + 6, HIGHEST), cells)


def _sheet(
    book: Book, rows: list[str], merged: list[str], links: list[str], head: tuple[int, str]
) -> bytes:
    """Put the sheet together, its parts in the order that the format asks for."""
    head_row, page = head
    below = f"A{head_row + 1}"
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(WIDTHS, start=1)
    )
    first, last = FORMER_COLUMNS
    widths += f'<col min="{first}" max="{last}" width="2" hidden="1" customWidth="1"/>'
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{book.namespace}"><sheetPr><tabColor rgb="FFB3101A"/>'
        '<pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{head_row}" topLeftCell="{below}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/></sheetView>'
        f'</sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData>{PROTECTION}"
        f'<mergeCells count="{len(merged)}">'
        + "".join(f'<mergeCell ref="{each}"/>' for each in merged)
        + f"</mergeCells>{linked}{PRINT}"
        f"<headerFooter><oddFooter>{_xml(f'&C&8{page} &P / &N')}</oddFooter></headerFooter>"
        "</worksheet>"
    ).encode()


def _row(number: int, tall: float, cells: list[str]) -> str:
    return f'<row r="{number}" ht="{tall:.1f}" customHeight="1">{"".join(cells)}</row>'


def _text(row: int, column: int, text: str, style: int) -> str:
    """Write a cell as text, whatever sign it starts with."""
    return (
        f'<c r="{address(row, column)}" s="{style}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{_xml(text)}</t></is></c>'
    )


def _where(entry: Entry) -> str:
    return "!".join(filter(None, entry.shown)) or "–"


def _stacked(text: Bilingual) -> str:
    return LINE.join(dict.fromkeys((text.kk, text.ru)))


def _shortened(text: str, entry: Entry) -> str:
    """Leave out of a sentence what the line's own cells say: where, and which row."""
    where = _where(entry)
    for said in (f"{where} ({entry.label[0] if entry.label else ''}): ", f"{where}: "):
        text = text.removeprefix(said)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"


def _unlike(text: str, labels: frozenset[str]) -> str:
    """Lengthen a text that holds a label of the form, lest the list be read as a cover."""
    folded = text.lower()
    return text.ljust(NO_LABEL) if any(label in folded for label in labels) else text


def _xml(text: str) -> str:
    return escape(plain(text), quote=True)
