"""Draw plain SVG: boxes, lines and texts, one unit being a point of print."""

from __future__ import annotations

from html import escape
from typing import NamedTuple, TypeAlias

MM_PER_POINT = 25.4 / 72
WIDTH = 462.0  # the line of an A4 page with the house's margins
# Typst brings the first font along; whoever lacks it has the second.
FONT = "'Libertinus Serif', 'Times New Roman', serif"
INK, PALE_INK = "#111111", "#555555"
SMALL = 7.5
# From pale to dark by even steps, so that print in black and white keeps them apart.
SHADES = ("#ffffff", "#e1e5ea", "#bfc7d0", "#94a0ae", "#5f6d7e")
DARK = 4  # from this shade on, texts are white

Area: TypeAlias = tuple[float, float, float, float]  # x, y, width, height


class Look(NamedTuple):
    """How a text looks; `side` is where its anchor lies: start, middle or end."""

    size: float = SMALL
    side: str = "start"
    fill: str = INK
    bold: bool = False


class Canvas:
    """A picture that grows from the top left corner."""

    def __init__(self, name: str, width: float = WIDTH) -> None:
        """Begin a picture; its name keeps its patterns apart from other pictures' ones."""
        self._hatch = f"hatch-{name}"
        self.width = width
        self._parts: list[str] = []

    def box(self, area: Area, *, fill: str, stroke: str = INK) -> None:
        """Draw a box with a fine edge."""
        x, y, width, height = (_n(each) for each in area)
        self._parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}"'
            f' fill="{fill}" stroke="{stroke}" stroke-width="0.5"/>'
        )

    def hatched(self, area: Area) -> None:
        """Draw a hatched box."""
        self.box(area, fill=f"url(#{self._hatch})", stroke=PALE_INK)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], *, dashed: bool = False
    ) -> None:
        """Draw a fine line."""
        dashes = ' stroke-dasharray="2 2"' if dashed else ""
        self._parts.append(
            f'<line x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
            f' stroke="{PALE_INK if dashed else INK}" stroke-width="0.6"{dashes}/>'
        )

    def text(self, at: tuple[float, float], words: str, look: Look) -> None:
        """Write a line of text upon a base line."""
        weight = ' font-weight="bold"' if look.bold else ""
        anchor = "" if look.side == "start" else f' text-anchor="{look.side}"'
        self._parts.append(
            f'<text x="{_n(at[0])}" y="{_n(at[1])}" font-size="{_n(look.size)}"'
            f' fill="{look.fill}"{anchor}{weight}>{escape(words, quote=False)}</text>'
        )

    def svg(self, height: float, title: str, alt: str) -> str:
        """Close the picture: an SVG that may stand alone or within a page."""
        hatch = (
            f'<defs><pattern id="{self._hatch}" width="4" height="4" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="4" height="4" fill="#ffffff"/>'
            '<rect width="0.8" height="4" fill="#777777"/></pattern></defs>'
        )
        body = "".join(self._parts)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img"'
            f' width="{_n(self.width * MM_PER_POINT)}mm" height="{_n(height * MM_PER_POINT)}mm"'
            f' viewBox="0 0 {_n(self.width)} {_n(height)}" font-family="{FONT}">'
            f"<title>{escape(title, quote=False)}</title><desc>{escape(alt, quote=False)}</desc>"
            f"{hatch if self._hatch + ')' in body else ''}{body}</svg>"
        )


def width_of(words: str, size: float = SMALL) -> float:
    """Estimate how wide a text runs, rather more than less."""
    return len(words) * size * 0.54


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
