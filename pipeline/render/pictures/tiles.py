"""Draw the oblast as tiles, one a unit, shaded by a measure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.pictures.canvas import (
    DARK,
    INK,
    MM_PER_POINT,
    SHADES,
    SMALL,
    Canvas,
    Look,
    width_of,
)
from pipeline.render.pictures.picture import Picture
from pipeline.render.pictures.values import caption_of, values_of, written
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.model import Language, Region
    from pipeline.render.pictures.setup import PictureSetup
    from pipeline.render.pictures.values import Shown, Values
    from pipeline.schema import Unit

COLUMNS, HEIGHT, GAP = 6, 22.0, 2.0
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Five classes of equal width, from zero up."""

    step: Decimal
    least: Decimal  # the smallest difference that is printed

    def place(self, value: Decimal) -> int:
        """Tell a value's class, from 0."""
        return max(0, min(len(SHADES) - 1, floor(value / self.step)))

    def bounds(self, place: int) -> tuple[Decimal, Decimal]:
        """Give the lowest and the highest value of a class, as printed."""
        high = self.step * (place + 1)
        return self.step * place, high if place == len(SHADES) - 1 else high - self.least


def tile_map(
    region: Region, setup: PictureSetup, language: Language, measure: str
) -> Picture | None:
    """Draw a measure of pictures.toml as a tile map; None where no two units differ."""
    values = values_of(region, setup, setup.measures[measure], language)
    if len(values.best) == len(values.ranked):
        return None
    places = placed(each.unit for each in values.units)
    columns = max(COLUMNS, *(column + 1 for column, _ in places.values()))
    classes = classes_of(values)
    canvas = Canvas(f"map-{measure}-{language}")
    width = (canvas.width - GAP * (columns - 1)) / columns
    for each in values.units:
        column, row = places[each.unit.code]
        _tile(canvas, classes, each, (column * (width + GAP), row * (HEIGHT + GAP) + 0.5), width)
    bottom = (1 + max(row for _, row in places.values())) * (HEIGHT + GAP)
    bottom = _legend(canvas, values, classes, bottom + 6)
    alt = values.alt()
    return Picture(
        svg=canvas.svg(bottom, values.title, alt),
        width_mm=round(canvas.width * MM_PER_POINT, 2),
        height_mm=round(bottom * MM_PER_POINT, 2),
        title=values.title,
        caption=typography.tidy(caption_of(values, setup, language)),
        alt=alt,
    )


def placed(units: Iterable[Unit]) -> Mapping[str, tuple[int, int]]:
    """Place every unit: on its own tile, or below all others where it has none of its own."""
    places: dict[str, tuple[int, int]] = {}
    homeless: list[str] = []
    for unit in units:
        if unit.tile is None or unit.tile in places.values():
            homeless.append(unit.code)
        else:
            places[unit.code] = unit.tile
    left, top = (min((place[axis] for place in places.values()), default=0) for axis in (0, 1))
    places = {code: (column - left, row - top) for code, (column, row) in places.items()}
    below = 1 + max((row for _, row in places.values()), default=-1)
    for number, code in enumerate(homeless):
        places[code] = (number % COLUMNS, below + number // COLUMNS)
    return places


def classes_of(values: Values) -> Classes:
    """Part the values into five classes: fifths of the whole, or round steps up to the highest."""
    top = max(float(each.value or 0) for each in values.ranked)
    return classes_up_to(top, Quantity.PERCENT if values.is_share else values.quantity)


def classes_up_to(top: float, quantity: Quantity) -> Classes:
    """Part what reaches up to some value into five classes."""
    if quantity is Quantity.PERCENT:
        return Classes(step=Decimal(20), least=Decimal("0.1"))
    top /= len(SHADES)
    is_money = quantity is Quantity.MONEY
    power = 10.0 ** floor(log10(top)) if top > 0 else 1.0
    step = next(power * nice for nice in NICE if power * nice >= top) if top > 0 else 1.0
    step = max(1, ceil(step))
    return Classes(step=Decimal(step), least=Decimal("0.1") if is_money else Decimal(1))


def _tile(
    canvas: Canvas, classes: Classes, shown: Shown, corner: tuple[float, float], width: float
) -> None:
    x, y = corner
    middle, fill = x + width / 2, INK
    if shown.is_missing:
        canvas.hatched((x, y, width, HEIGHT))
        # Words upon a hatching are read on a ground of their own.
        clear = min(width - 4, max(width_of(shown.name), width_of(shown.text)) + 4)
        canvas.box((middle - clear / 2, y + 2, clear, HEIGHT - 4), fill="#ffffff", stroke="none")
    elif shown.value is None:
        canvas.box((x, y, width, HEIGHT), fill="#ffffff")
    else:
        place = classes.place(shown.value)
        canvas.box((x, y, width, HEIGHT), fill=SHADES[place])
        fill = "#ffffff" if place >= DARK else INK
    size = min(SMALL, SMALL * (width - 3) / max(1.0, width_of(shown.name)))
    canvas.text((middle, y + 9), shown.name, Look(size=size, side="middle", fill=fill))
    has_value = shown.value is not None
    words = shown.text if has_value else shown.text if shown.is_missing else "–"
    size = 9.0 if has_value else min(SMALL, SMALL * (width - 3) / width_of(words))
    canvas.text(
        (middle, y + 18.5), words, Look(size=size, side="middle", fill=fill, bold=has_value)
    )


def _legend(canvas: Canvas, values: Values, classes: Classes, top: float) -> float:
    """Draw the classes in one line, then what has no value; give where the legend ends."""
    x = 0.0
    for place, shade in enumerate(SHADES):
        low, high = (
            written(bound, values.quantity, is_share=values.is_share)
            for bound in classes.bounds(place)
        )
        words = low if low == high else f"{low.removesuffix('%')}–{high}"
        x = _entry(canvas, (x, top), words, shade)
    told: set[str] = set()
    for each in values.units:
        if each.value is None and each.text not in told:
            told.add(each.text)
            words = each.text if each.is_missing else f"«–» {each.text}"
            if x + 26 + width_of(words) > canvas.width:
                x, top = 0.0, top + 14
            x = _entry(canvas, (x, top), words, "" if each.is_missing else None)
    return top + 12


def _entry(canvas: Canvas, corner: tuple[float, float], words: str, shade: str | None) -> float:
    """Draw one entry: a shade, a hatching ("") or words alone (None); give its end."""
    x, y = corner
    start = x if shade is None else x + 20
    if shade:
        canvas.box((x, y, 16, 9), fill=shade)
    elif shade is not None:
        canvas.hatched((x, y, 16, 9))
    canvas.text((start, y + 7.5), words, Look())
    return start + width_of(words) + 12
