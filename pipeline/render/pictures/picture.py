"""Hold a finished picture, and turn it into pixels."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

PIXELS_PER_INCH: Final = 96.0
# Set on a page of the picture's own size; the words come from Typst's own fonts everywhere.
PAGE: Final = b"""#let it = json(bytes(sys.inputs.picture))
#set page(width: it.width * 1mm, height: it.height * 1mm, margin: 0pt)
#set text(font: "Libertinus Serif")
#place(image(bytes(it.svg), format: "svg", width: 100%, height: 100%, fit: "contain"))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture in one language.

    `svg` is plain and whole, with <title> and <desc>; `alt` tells in words all that it shows.
    """

    svg: str
    width_mm: float
    height_mm: float
    title: str
    caption: str
    alt: str


def png(picture: Picture, scale: float = 2.0) -> bytes:
    """Set a picture as PNG, at `scale` times 96 pixels an inch; the same bytes everywhere."""
    import typst  # noqa: PLC0415 - heavy; only pictures in Word and mail need it

    content = {"svg": picture.svg, "width": picture.width_mm, "height": picture.height_mm}
    made = typst.compile(
        PAGE,
        format="png",
        ppi=PIXELS_PER_INCH * scale,
        ignore_system_fonts=True,
        sys_inputs={"picture": json.dumps(content, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError(type(made).__name__)
    return made
