"""Draw the units in the order of a measure, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.pictures.canvas import (
    MM_PER_POINT,
    PALE_INK,
    SHADES,
    Canvas,
    Look,
    width_of,
)
from pipeline.render.pictures.picture import Picture
from pipeline.render.pictures.values import caption_of, values_of

if TYPE_CHECKING:
    from pipeline.model import Language, Region
    from pipeline.render.pictures.setup import PictureSetup
    from pipeline.render.pictures.values import Shown

ROW, BAR = 11.5, 8.0
PLACES, NAMES = 30.0, 96.0  # widths of the columns of places and of names


def ranked(region: Region, setup: PictureSetup, language: Language, measure: str) -> Picture | None:
    """Draw a measure of pictures.toml as ranked bars; None where no two units differ.

    Equal units share a place, «1–3». Units without a value stand apart, below.
    """
    values = values_of(region, setup, setup.measures[measure], language)
    order = values.ranked
    if len(values.best) == len(order):
        return None
    canvas = Canvas(f"ranked-{measure}-{language}")
    left = PLACES + NAMES
    room = canvas.width - left - max(width_of(each.text, 9) for each in order) - 6
    top = 100.0 if values.is_share else max(float(each.value or 0) for each in order) or 1.0
    y = 0.0
    if values.share is not None:
        y = 12.0
        x = left + room * float(values.share) / top
        words = setup.words.average[language].format(total=values.total)
        side = "end" if x + width_of(words) > canvas.width else "start"
        canvas.line((x, 2), (x, y + ROW * len(order)), dashed=True)
        canvas.text(
            (x + (3 if side == "start" else -3), 8),
            words,
            Look(side=side, fill=PALE_INK),
        )
    for each, place in zip(order, _places(order), strict=True):
        base = y + 8.5
        canvas.text((PLACES - 8, base), place, Look(side="end", fill=PALE_INK))
        canvas.text((left - 5, base), each.name, Look(side="end"))
        length = max(0.8, room * float(each.value or 0) / top)
        canvas.box((left, y + 1.5, length, BAR), fill=SHADES[2])
        canvas.text((left + length + 4, base), each.text, Look(bold=True))
        y += ROW
    canvas.line((left, 12.0 if values.share is not None else 0), (left, y))
    apart = [each for each in values.units if each.value is None]
    y += 4 if apart else 0
    for each in apart:
        canvas.text((left - 5, y + 8.5), each.name, Look(side="end"))
        if each.is_missing:
            canvas.hatched((left, y + 1.5, 16, BAR))
        start = left + (20 if each.is_missing else 0)
        canvas.text((start, y + 8.5), each.text, Look(fill=PALE_INK))
        y += ROW
    alt = values.alt()
    return Picture(
        svg=canvas.svg(y + 2, values.title, alt),
        width_mm=round(canvas.width * MM_PER_POINT, 2),
        height_mm=round((y + 2) * MM_PER_POINT, 2),
        title=values.title,
        caption=typography.tidy(caption_of(values, setup, language)),
        alt=alt,
    )


def _places(order: tuple[Shown, ...]) -> list[str]:
    """Number the places; those of equal units run from the first to the last of them."""
    values = [each.value for each in order]
    found = []
    for value in values:
        first = values.index(value) + 1
        last = first + values.count(value) - 1
        found.append(str(first) if first == last else f"{first}–{last}")
    return found
