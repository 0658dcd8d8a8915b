"""Gather what templates say in Kazakh; each name in __all__ serves as a filter."""

from pipeline.language.kk_dates import date, day_range, period, short_date
from pipeline.language.kk_endings import inflected
from pipeline.language.kk_joints import joined, paired, with_word
from pipeline.language.kk_numbers import (
    counted,
    days,
    from_to,
    money,
    number,
    ordinal,
    partitive,
    percent,
    times,
)
from pipeline.language.kk_places import place, places

__all__ = (
    "counted",
    "date",
    "day_range",
    "days",
    "from_to",
    "inflected",
    "joined",
    "money",
    "number",
    "ordinal",
    "paired",
    "partitive",
    "percent",
    "period",
    "place",
    "places",
    "short_date",
    "times",
    "with_word",
)
