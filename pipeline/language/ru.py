"""Gather what templates say in Russian; each name in __all__ serves as a filter."""

from pipeline.language.ru_dates import date, day_range, period, short_date
from pipeline.language.ru_nouns import inflected
from pipeline.language.ru_numbers import (
    counted,
    counted_predicate,
    days,
    days_left,
    money,
    number,
    numbered,
    ordinal,
    percent,
    predicate,
    times,
)
from pipeline.language.ru_places import about_places, in_places, joined, place, places

__all__ = (
    "about_places",
    "counted",
    "counted_predicate",
    "date",
    "day_range",
    "days",
    "days_left",
    "in_places",
    "inflected",
    "joined",
    "money",
    "number",
    "numbered",
    "ordinal",
    "percent",
    "period",
    "place",
    "places",
    "predicate",
    "short_date",
    "times",
)
