"""Draw the region's running totals by reporting date, as bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.render.pictures.canvas import (
    MM_PER_POINT,
    PALE_INK,
    SHADES,
    SMALL,
    Canvas,
    Look,
    width_of,
)
from pipeline.render.pictures.picture import Picture
from pipeline.render.pictures.values import summed, totals_of, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.model import Language, Region
    from pipeline.render.pictures.setup import PictureSetup, Totals
    from pipeline.schema import Bilingual

HEIGHT, HEAD, FOOT = 62.0, 12.0, 24.0
WIDEST_BAR, WIDEST_SLOT = 46.0, 130.0
BAR_SHADES = (SHADES[1], SHADES[4], SHADES[3])
LEAST_DATES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One reporting date: each row's figures by unit, and how many units there are."""

    day: date
    figures: tuple[Mapping[str, float], ...]
    expected: int

    @property
    def totals(self) -> tuple[float | None, ...]:
        """Each row's total; None where no unit gave a figure."""
        return tuple(summed(column.values()) for column in self.figures)

    @property
    def units(self) -> frozenset[str]:
        """The units that gave any figure."""
        return frozenset(unit for column in self.figures for unit in column)


def running_totals(
    region: Region, setup: PictureSetup, language: Language, totals: str
) -> Picture | None:
    """Draw totals of pictures.toml by date; None where fewer than two dates have any above zero.

    A date without a figure stays a gap. Under each date stands how many units its totals hold.
    """
    shown = setup.totals[totals]
    days = _days(region, shown)
    given = [day for day in days if any(total is not None for total in day.totals)]
    top = max((total or 0 for day in given for total in day.totals), default=0)
    if len(given) < LEAST_DATES or top <= 0:
        return None
    quantity = region.campaign.indicators[shown.rows[0]].quantity
    canvas = Canvas(f"totals-{totals}-{language}")
    slot = min(WIDEST_SLOT, canvas.width / len(days))
    left = (canvas.width - slot * len(days)) / 2
    base = HEAD + HEIGHT
    bar = min(WIDEST_BAR, slot * 0.86 / len(shown.rows))
    longest = max(len(written(t, quantity)) for day in given for t in day.totals if t is not None)
    size = min(SMALL, SMALL * bar / width_of("0" * longest)) if bar else SMALL
    for index, day in enumerate(days):
        middle = left + slot * (index + 0.5)
        if day not in given:
            canvas.text(
                (middle, base - 4),
                setup.words.no_figure[language],
                Look(side="middle", fill=PALE_INK),
            )
        for place, total in enumerate(day.totals):
            if total is None:
                continue
            x = middle + (place - len(day.totals) / 2) * bar
            height = max(0.0, HEIGHT * total / top)
            canvas.box((x, base - height, bar, height), fill=BAR_SHADES[place])
            canvas.text(
                (x + bar / 2, base - height - 2.5),
                written(total, quantity),
                Look(size=size, side="middle"),
            )
        date_size = min(SMALL, SMALL * slot / width_of("00.00.0000"))
        canvas.text(
            (middle, base + 10), typography.short_date(day.day), Look(size=date_size, side="middle")
        )
        units = setup.words.units[language].format(count=len(day.units), total=day.expected)
        canvas.text(
            (middle, base + 19),
            units,
            Look(size=min(SMALL, SMALL * slot / width_of(units)), side="middle", fill=PALE_INK),
        )
    canvas.line((left, base), (canvas.width - left, base))
    bottom = _legend(canvas, shown, setup, language, base + FOOT + 4)
    title = shown.title[language]
    alt = f"{title}. {_told(days, shown, region, setup, language)}."
    return Picture(
        svg=canvas.svg(bottom, title, alt),
        width_mm=round(canvas.width * MM_PER_POINT, 2),
        height_mm=round(bottom * MM_PER_POINT, 2),
        title=title,
        caption=typography.tidy(_caption(given, shown, region, setup, language)),
        alt=alt,
    )


def _days(region: Region, shown: Totals) -> list[Day]:
    """Lay the totals out by date, up to the report's own."""
    dates = [day for day in region.campaign.settings.reporting_dates if day <= region.week]
    totals = totals_of(region, shown.rows, dates)
    return [
        Day(
            day=day,
            figures=tuple(totals[row, day] for row in shown.rows),
            expected=len(region.campaign.districts(day)),
        )
        for day in dates
    ]


def _legend(
    canvas: Canvas, shown: Totals, setup: PictureSetup, language: Language, top: float
) -> float:
    """Name the bars, and what stands under the dates; give where the legend ends."""
    x = 0.0
    for place, name in enumerate(shown.names):
        canvas.box((x, top, 16, 9), fill=BAR_SHADES[place])
        canvas.text((x + 20, top + 7.5), name[language], Look())
        x += 20 + width_of(name[language]) + 14
    words = setup.words.counted[language]
    if x + width_of(words) > canvas.width:
        x, top = 0.0, top + 14
    canvas.text((x, top + 7.5), words, Look(fill=PALE_INK))
    return top + 12


def _told(
    days: list[Day], shown: Totals, region: Region, setup: PictureSetup, language: Language
) -> str:
    """Tell all totals in words."""
    quantity = region.campaign.indicators[shown.rows[0]].quantity
    none = setup.words.no_figure[language]
    return "; ".join(
        f"{typography.short_date(day.day)}: "
        + ", ".join(
            f"{name[language]} – {none if total is None else written(total, quantity)}"
            for name, total in zip(shown.names, day.totals, strict=True)
        )
        for day in days
    )


def _caption(
    given: list[Day], shown: Totals, region: Region, setup: PictureSetup, language: Language
) -> str:
    """Say how the totals moved; where other units reported, those with figures on both dates."""
    quantity = region.campaign.indicators[shown.rows[0]].quantity
    first, last = given[0], given[-1]
    title, alone = shown.title[language], len(shown.rows) == 1
    alike = any(a.keys() != b.keys() for a, b in zip(first.figures, last.figures, strict=True))
    parts = []
    for name, before, now in zip(shown.names, first.figures, last.figures, strict=True):
        both = before.keys() & now.keys()
        if not both:
            continue
        change = round(sum(now[unit] - before[unit] for unit in both), 6)
        movement = "rose" if change > 0 else "fell" if change < 0 else "same"
        sentence: Bilingual = getattr(setup.captions, movement + "_alike" * alike)
        parts.append(
            sentence[language].format(
                name=title if alone else name[language],
                now=written(summed(now.values()) or 0, quantity),
                day=typography.short_date(first.day),
                before=written(summed(before.values()) or 0, quantity),
                change=written(abs(change), quantity),
            )
        )
    told = f"{parts[0]}." if alone and parts else f"{title}: {'; '.join(parts)}."
    if not parts or not alike:
        return told if parts else f"{title}."
    dates = {key: typography.short_date(each.day) for key, each in (("day", first), ("last", last))}
    return f"{told} {setup.captions.alike[language].format(**dates)}"
