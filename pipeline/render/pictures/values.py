"""Take from the region what a map or a ranking shows of each unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.figures import quotient
from pipeline.language import kk, ru, typography
from pipeline.model import Column, Language
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pipeline.model import Region
    from pipeline.render.pictures.setup import Measure, PictureSetup
    from pipeline.schema import Bilingual, Unit

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is shown of one unit; without a value, `text` says why."""

    unit: Unit
    name: str
    value: Decimal | None
    text: str
    is_missing: bool  # no report of it counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is shown of all units, in the campaign's order, and of the region."""

    title: str
    is_share: bool
    quantity: Quantity
    units: tuple[Shown, ...]
    total: str  # the region's own, "" where there is none
    share: Decimal | None  # the same as a number, where it is a share

    @property
    def best(self) -> tuple[Shown, ...]:
        """The units with the highest value."""
        top = max((each.value for each in self.units if each.value is not None), default=None)
        return tuple(each for each in self.units if top is not None and each.value == top)

    @property
    def ranked(self) -> tuple[Shown, ...]:
        """The units with a value, the highest first; ties in the campaign's order."""
        found = [each for each in self.units if each.value is not None]
        return tuple(sorted(found, key=lambda each: -(each.value or 0)))

    def alt(self) -> str:
        """Tell all values in words."""
        listed = "; ".join(f"{each.name} – {each.text}" for each in self.units)
        return f"{self.title}. {listed}."


def values_of(region: Region, setup: PictureSetup, measure: Measure, language: Language) -> Values:
    """Take one measure's values; a share is given as printed, and none beyond its whole."""
    quantity = region.campaign.indicators[measure.part].quantity
    totals = totals_of(region, (measure.part, measure.whole), (region.week,))
    parts, wholes = (totals[row, region.week] for row in (measure.part, measure.whole))
    words = setup.words

    def value_of(part: float | None, whole: float | None) -> Decimal | None:
        if not measure.whole:
            return None if part is None else Decimal(repr(part))
        share = quotient(part, whole)
        if share is None or not 0 <= share <= 1:
            return None
        return typography.rounded(Decimal(repr(share)) * HUNDRED, 1)

    def shown_of(unit: Unit, *, is_missing: bool) -> Shown:
        value = value_of(parts.get(unit.code), wholes.get(unit.code))
        if is_missing or value is None:
            word: Bilingual = words.no_share if measure.whole else words.no_figure
            text = (words.missing if is_missing else word)[language]
        else:
            text = written(value, quantity, is_share=bool(measure.whole))
        return Shown(
            unit=unit,
            name=unit.kk if language is Language.KK else unit.ru.nom,
            value=None if is_missing else value,
            text=text,
            is_missing=is_missing,
        )

    total = value_of(summed(parts.values()), summed(wholes.values()))
    if quantity is Quantity.PERCENT and not measure.whole:
        total = None  # percents do not add up
    return Values(
        title=measure.title[language],
        is_share=bool(measure.whole),
        quantity=quantity,
        units=tuple(
            shown_of(each.unit, is_missing=not each.status.is_counted)
            for each in region.submissions
        ),
        total="" if total is None else written(total, quantity, is_share=bool(measure.whole)),
        share=total if measure.whole else None,
    )


def totals_of(
    region: Region, rows: Iterable[str], days: Iterable[date]
) -> Mapping[tuple[str, date], Mapping[str, float]]:
    """Give the districts' totals of some rows on some reporting dates, where there are any."""
    past = region.history
    chosen = past[past[Column.INDICATOR].isin(set(rows)) & past[Column.TOTAL_VALUE].notna()]
    columns = (Column.WEEK, Column.INDICATOR, Column.UNIT, Column.TOTAL_VALUE)
    figures = {
        (week, row, unit): float(total)
        for week, row, unit, total in zip(*(chosen[each] for each in columns), strict=True)
    }
    return {
        (row, day): {
            unit.code: figure
            for unit in region.campaign.districts(day)
            if (figure := figures.get((day.isoformat(), row, unit.code))) is not None
        }
        for day in days
        for row in rows
    }


def summed(figures: Iterable[float]) -> float | None:
    """Add figures up; None where there are none."""
    found = tuple(figures)
    return round(sum(found), 6) if found else None


def written(value: Decimal | float, quantity: Quantity, *, is_share: bool = False) -> str:
    """Write a value as reports do."""
    if is_share or quantity is Quantity.PERCENT:
        return typography.percent(value)
    return typography.figure(value, 1 if quantity is Quantity.MONEY else None)


def caption_of(values: Values, setup: PictureSetup, language: Language) -> str:
    """Say what there is to see: who leads, and who is missing."""
    room, captions = (kk if language is Language.KK else ru), setup.captions
    best = values.best

    def named(units: tuple[Shown, ...]) -> str:
        if len(units) > setup.most_named:
            return captions.leaders[language].format(count=len(units))
        return str(room.places(each.unit for each in units))

    led = captions.led if values.total else captions.led_alone
    sentence = led[language].format(
        title=values.title, total=values.total, value=best[0].text, leaders=named(best)
    )
    missing = tuple(each for each in values.units if each.is_missing)
    if not missing:
        return sentence
    return f"{sentence} {captions.missing[language].format(units=named(missing))}"
