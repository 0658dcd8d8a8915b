"""Cut a filled wording into blocks, by its light markup.

| a line that begins with | is |
|---|---|
| `> ` | the addressee, or the mark of an annex, at the right |
| `@ ` | the line of date and number |
| `# `, `## ` | the title, and what stands under it |
| `**Words.**` | a paragraph with these words as its heading |
| `- `, `1. ` | an item of a list |
| `~ post ~ name` | the signature |
| `^ ` | small print: who prepared the letter |
| `---` | a new page |
| `! ` | a picture, by its kind and name in pictures.toml |
| `|` | a table: heads, a line of dashes, rows |

In the line of dashes, their number gives a column's width and a colon its side (`--:` right).
Other lines are paragraphs. Lines that follow one another without a blank line are one block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.language.typography import NBSP, PREPOSITION, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.render.pictures import Picture

# A value is filled in with its marks veiled, so that no text of a district becomes markup.
MARKS = "*|#>@~^-\\!"
VEILS = {ord(mark): chr(0xE000 + place) for place, mark in enumerate(MARKS)}
UNVEILED = {0xE000 + place: mark for place, mark in enumerate(MARKS)}
LONGEST_LEAD = 160


# Where a hyphen must not end a line: «20%-ға», «17-сі»; in a title no hyphen may.
UNBROKEN = re.compile(r"(?<=[\d%])-(?=\w)")
DASHES = re.compile(r":?-+:?$")
QUOTED = re.compile(r"«[^«»]{1,20}»")
UNBROKEN_IN_TITLE = re.compile(r"(?<=\w)-(?=\w)")


class TableError(ValueError):
    """A table whose rows do not fit its heads."""

    def __init__(self, row: str, expected: str) -> None:
        """Keep the row that does not fit."""
        self.row = row
        super().__init__(expected)


class BlockKind(StrEnum):
    """What a block is; also the name of its look in HTML and Typst."""

    ADDRESSEE = "addressee"
    DATELINE = "dateline"
    TITLE = "title"
    SUBTITLE = "subtitle"
    PARAGRAPH = "paragraph"
    DASH = "dash"
    NUMBERED = "numbered"
    SIGNATURE = "signature"
    SMALL = "small"
    PICTURE = "picture"
    TABLE = "table"
    NEW_PAGE = "new-page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; a column's width is its part of the line, its side "left" or "right"."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    sides: tuple[str, ...]
    strong: tuple[bool, ...]  # which rows stand out


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a narrative: a run-in heading and a text, the two sides of a signature, a table.

    `leads` says that the next block belongs to this one and stays on its page.
    """

    kind: BlockKind
    text: str = ""
    heading: str = ""
    name: str = ""
    table: Table | None = None
    picture: Picture | None = None  # its text is the caption
    leads: bool = False

    @property
    def unbroken(self) -> re.Pattern[str]:
        """The hyphens of this block's text at which no line may end."""
        titles = {BlockKind.ADDRESSEE, BlockKind.TITLE, BlockKind.SIGNATURE}
        return UNBROKEN_IN_TITLE if self.kind in titles else UNBROKEN

    @property
    def plain(self) -> str:
        """The block's words as one text."""
        if self.table:
            return "\n".join(" | ".join(row) for row in (self.table.heads, *self.table.rows))
        return " ".join(part for part in (self.heading, self.text, self.name) if part)


LINES = (
    (BlockKind.NEW_PAGE, re.compile(r"---\s*$()")),
    (BlockKind.ADDRESSEE, re.compile(r"> (.*)$")),
    (BlockKind.DATELINE, re.compile(r"@ (.*)$")),
    (BlockKind.SUBTITLE, re.compile(r"## (.*)$")),
    (BlockKind.TITLE, re.compile(r"# (.*)$")),
    (BlockKind.DASH, re.compile(r"- (.*)$")),
    (BlockKind.NUMBERED, re.compile(r"(\d+\. .*)$")),
    (BlockKind.SIGNATURE, re.compile(r"~ (.*)$")),
    (BlockKind.SMALL, re.compile(r"\^ (.*)$")),
    (BlockKind.PICTURE, re.compile(r"! (.*)$")),
    (BlockKind.TABLE, re.compile(r"(\|.*)$")),
)


def veiled(value: str) -> str:
    """Take from a value its power to be markup, and characters that no document may hold."""
    line = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+", " ", value)
    return line.translate(VEILS)


def blocks_of(wording: str) -> tuple[Block, ...]:
    """Cut a filled wording into its blocks."""
    found = [_block(kind, lines) for kind, lines in _groups(wording)]
    following = [*found[1:], None]
    return tuple(
        replace(block, leads=block.kind is not BlockKind.NEW_PAGE and _leads(block, after))
        for block, after in zip(found, following, strict=True)
    )


def text_of(blocks: tuple[Block, ...]) -> str:
    """Give the words of all blocks as plain text, a blank line between them."""
    return "\n\n".join(block.plain for block in blocks if block.plain) + "\n"


def _groups(wording: str) -> Iterator[tuple[BlockKind, list[str]]]:
    """Yield the lines of each block, their marks taken off."""
    kind, lines = BlockKind.PARAGRAPH, list[str]()
    for line in [*(each.strip(" \t\r") for each in wording.split("\n")), ""]:
        begun = next(
            ((each, found[1]) for each, mark in LINES if (found := mark.match(line))), None
        )
        if lines and line and (not begun or begun[0] is kind is BlockKind.TABLE):
            lines.append(line)
            continue
        if lines:
            yield kind, lines
        kind, lines = BlockKind.PARAGRAPH, []
        if begun:
            kind, lines = begun[0], [begun[1]]
        elif line:
            lines = [line]


def _block(kind: BlockKind, lines: list[str]) -> Block:
    if kind is BlockKind.TABLE:
        return Block(kind=kind, table=_table(lines))
    text = _joined(lines)
    if kind is BlockKind.SIGNATURE:
        post, _, name = text.partition(" ~ ")
        return Block(kind=kind, text=_shown(post), name=_shown(name))
    headed = re.match(r"\*\*(.+?)\*\*\s*(.*)$", text)
    if kind is BlockKind.PARAGRAPH and headed:
        return Block(kind=kind, heading=_shown(headed[1]), text=_shown(headed[2]))
    if kind is BlockKind.DASH:
        return Block(kind=kind, text=f"–\u00a0{_shown(text)}")
    if kind is BlockKind.NUMBERED:
        number, _, rest = text.partition(" ")
        return Block(kind=kind, text=f"{number}\u00a0{_shown(rest)}")
    if kind is BlockKind.TITLE:  # no line of a title ends within a short name, or in a preposition
        text = QUOTED.sub(lambda found: found[0].replace(" ", NBSP), text)
        text = PREPOSITION.sub(NBSP, text)
    return Block(kind=kind, text=_shown(text))


def _table(lines: list[str]) -> Table:
    """Read heads, the line of dashes, and rows."""
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    if len(cells) <= 1 or not all(DASHES.match(cell) for cell in cells[1]):
        raise TableError(
            lines[min(1, len(lines) - 1)], "a line of dashes under the heads, |---|--:|"
        )
    heads, dashes, *rows = cells
    for line, row in zip(lines, cells, strict=True):
        if len(row) != len(heads):
            raise TableError(line, f"{len(heads)} cells, as many as the heads")
    widths = [cell.count("-") for cell in dashes]
    return Table(
        heads=tuple(_shown(cell) for cell in heads),
        rows=tuple(tuple(_shown(cell.strip("*")) for cell in row) for row in rows),
        widths=tuple(width / sum(widths) for width in widths),
        sides=tuple("right" if cell.endswith(":") else "left" for cell in dashes),
        strong=tuple(any(cell.startswith("**") for cell in row) for row in rows),
    )


def _leads(block: Block, after: Block | None) -> bool:
    """Tell whether the next block must stay on this one's page."""
    if after is None:
        return False
    # A long paragraph may part from the list that it leads, or pages would end half empty.
    is_lead = (block.text or block.heading).endswith(":") and len(block.plain) < LONGEST_LEAD
    return (
        block.kind in {BlockKind.TITLE, BlockKind.SUBTITLE}
        or after.kind is BlockKind.SIGNATURE
        or (block.kind is BlockKind.PARAGRAPH and is_lead)
    )


def _joined(lines: list[str]) -> str:
    """Join lines by one space, none before a stop; «.xlsx» begins with none.

    A comma that closes a phrase gives way to the stop that follows it.
    """
    text = re.sub(r" {2,}", " ", " ".join(lines)).strip(" ")
    text = re.sub(r" +([,.;:)])(?!\w)", r"\1", text)
    return re.sub(r",(?=[,.;:)])", "", text)


def _shown(text: str) -> str:
    return tidy(text.translate(UNVEILED).strip(" "))
