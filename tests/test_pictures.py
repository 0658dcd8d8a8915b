"""The pictures show what the region's figures are, in both languages, and lose no unit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pandas as pd
import pytest
from conftest import NOW
from lxml import etree
from regions import draw_region

from pipeline.campaign import Campaign, load_campaign
from pipeline.errors import SetupError
from pipeline.figures import figures_of
from pipeline.language import typography
from pipeline.model import Column, Language, Region, Status
from pipeline.render.pictures import (
    Picture,
    PictureSetup,
    load_pictures,
    png,
    ranked,
    running_totals,
    tile_map,
)
from pipeline.render.pictures.tiles import Classes, classes_of, placed
from pipeline.render.pictures.values import Values, values_of
from pipeline.schema import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

TEMPLATES = Path(__file__).parent.parent / "templates"
SVG = "{http://www.w3.org/2000/svg}"
GAP = 3  # the reporting date, counted from 0, of which nothing is known


@lru_cache(maxsize=1)
def campaign() -> Campaign:
    return load_campaign(TEMPLATES, None, NOW)


@lru_cache(maxsize=1)
def setup() -> PictureSetup:
    return load_pictures(campaign())


@lru_cache(maxsize=4)
def region(weeks: int = 10) -> Region:
    """Draw a region of many reports, some missing, with a gap in its past."""
    week = campaign().settings.reporting_dates[weeks - 1]
    last = next(
        drawn
        for seed in range(5000)
        if (drawn := draw_region(campaign(), seed)).week == week
        and 0 < sum(each.status is Status.MISSING for each in drawn.submissions) < 5
        and len(values(drawn).best) < len(values(drawn).ranked)
        and (figures_of(drawn).sum_total("F1.10") or 0) > 0
    )
    past = [
        last.facts.assign(
            **{
                Column.WEEK: day.isoformat(),
                Column.TOTAL_VALUE: (last.facts[Column.TOTAL_VALUE] * (place + 1) / 10).round(),
            }
        )
        for place, day in enumerate(campaign().settings.reporting_dates[: weeks - 1])
        if place != GAP
    ]
    return replace(last, history=pd.concat([*past, last.facts], ignore_index=True))


def values(drawn: Region, language: Language = Language.RU) -> Values:
    return values_of(drawn, setup(), setup().measures["coverage"], language)


def words(picture: Picture | None) -> list[str]:
    """The texts in a picture, the unseen ones apart."""
    assert picture is not None
    return [each.text or "" for each in etree.fromstring(picture.svg).iter(f"{SVG}text")]


DRAWN: dict[str, Callable[[Region, Language], Picture | None]] = {
    "map": lambda of, language: tile_map(of, setup(), language, "coverage"),
    "map of counts": lambda of, language: tile_map(of, setup(), language, "helped"),
    "ranking": lambda of, language: ranked(of, setup(), language, "coverage"),
    "totals": lambda of, language: running_totals(of, setup(), language, "help"),
    "sums": lambda of, language: running_totals(of, setup(), language, "sum"),
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_both_languages_show_the_same_figures(
    draw: Callable[[Region, Language], Picture | None],
) -> None:
    pictures = [draw(region(), language) for language in Language]
    shown = [
        [
            sorted(re.findall(r"\d[\d\u00a0]*(?:,\d+)?", text))
            for text in (" ".join(words(each)), each.alt if each else "")
        ]
        for each in pictures
    ]
    assert shown[0] == shown[1]
    assert len(shown[0][0]) > len(campaign().settings.reporting_dates)


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_picture_stands_alone(draw: Callable[[Region, Language], Picture | None]) -> None:
    picture = draw(region(), Language.KK)
    assert picture is not None
    root = etree.fromstring(picture.svg)
    assert [each.tag for each in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert root.findtext(f"{SVG}desc") == picture.alt
    assert root.get("width") == f"{picture.width_mm:g}mm"
    assert "href" not in picture.svg
    assert "style" not in picture.svg
    assert len(picture.svg) < 12_000
    assert png(picture).startswith(b"\x89PNG")
    assert png(picture) == png(picture)


def test_all_kazakh_letters_have_shapes_of_their_own() -> None:
    picture = DRAWN["totals"](region(), Language.KK)
    assert picture is not None
    start = picture.svg.index("<title>")
    made = {
        letter: png(
            replace(
                picture,
                svg=picture.svg[:start] + f'<text x="9" y="20" font-size="9">{letter}</text></svg>',
                height_mm=20.0,
            )
        )
        for letter in "әғқңөұүһіӘҒҚҢӨҰҮҺІ\u0378\u0379"
    }
    # What has no shape looks all alike.
    assert made["\u0378"] == made["\u0379"]
    assert len(set(made.values())) == len(made) - 1


def test_every_unit_has_a_tile_and_no_two_share_one_on_any_day() -> None:
    days = {day + timedelta(days=n) for unit in campaign().all_units
            for day in (unit.valid_from, unit.valid_to) if day for n in (-1, 0, 1)}  # fmt: skip
    for day in {*days, *campaign().settings.reporting_dates, date(2026, 8, 6)}:
        units = campaign().districts(day)
        tiles = [unit.tile for unit in units]
        assert None not in tiles
        assert len(set(tiles)) == len(units)


def test_a_unit_without_a_tile_of_its_own_stands_below_the_others() -> None:
    units = campaign().districts(region().week)
    without = (msgspec.structs.replace(units[0], tile=None),
               msgspec.structs.replace(units[1], tile=units[2].tile), *units[2:])  # fmt: skip
    places = placed((*without[2:], *without[:2]))
    assert len(set(places.values())) == len(units)
    lowest = max(row for unit, (_, row) in places.items() if unit not in {"oskemen", "semei"})
    assert [places["oskemen"], places["semei"]] == [(0, lowest + 1), (1, lowest + 1)]


def test_the_map_tells_every_unit_s_share_and_who_is_missing() -> None:
    shares = dict(figures_of(region()).shares_by_unit("F1.10", "F1.05"))
    told = words(DRAWN["map"](region(), Language.RU))
    for each in region().submissions:
        after = told[told.index(each.unit.ru.nom) + 1]
        if each.status in {Status.MISSING, Status.RETURNED}:
            assert after == "отчёт не принят"
        elif each.unit.code in shares:
            assert after == typography.percent(Decimal(repr(shares[each.unit.code])) * 100)
        else:
            assert after == "–"
    assert told[-1] == "отчёт не принят" or "отчёт не принят" in told[-2:]


RANKS = {
    "all apart": ([30, 20, 10], ["1", "2", "3"]),
    "a tie at the top": ([30, 30, 10], ["1–2", "1–2", "3"]),
    "a tie below": ([30, 10, 10, 10, 5], ["1", "2–4", "2–4", "2–4", "5"]),
}


@pytest.mark.parametrize(("parts", "places"), RANKS.values(), ids=RANKS)
def test_equal_units_share_a_place(parts: list[int], places: list[str]) -> None:
    counted = [each.unit.code for each in region().submissions if each.status is Status.ON_TIME]
    rows = [
        {Column.WEEK: region().week.isoformat(), Column.UNIT: unit, Column.INDICATOR: row,
         Column.TOTAL_VALUE: value}
        for unit, part in zip(counted, parts, strict=False)
        for row, value in (("F1.05", 40.0), ("F1.10", float(part)))
    ]  # fmt: skip
    drawn = replace(region(), history=pd.DataFrame(rows))
    told = words(DRAWN["ranking"](drawn, Language.RU))
    assert [each for each in told if re.fullmatch(r"\d+(–\d+)?", each)] == places


CLASSES = {
    "a share": ("percent", [Decimal("0.0"), Decimal(100)], "20", ["0.0", "19.9"], ["80", "100"]),
    "few": ("count", [Decimal(1), Decimal(3)], "1", ["0", "0"], ["4", "5"]),
    "a round step": ("count", [Decimal(7), Decimal(212)], "50", ["0", "49"], ["200", "250"]),
    "sums": (
        "money",
        [Decimal("0.4"), Decimal("3882.1")],
        "1000",
        ["0", "999.9"],
        ["4000", "5000"],
    ),
    "nothing but zeros": ("count", [Decimal(0)], "1", ["0", "0"], ["4", "5"]),
}


@pytest.mark.parametrize(("kind", "given", "step", "low", "high"), CLASSES.values(), ids=CLASSES)
def test_classes(
    kind: str, given: list[Decimal], step: str, low: list[str], high: list[str]
) -> None:
    shown = values(region()).units[0]
    found = Values(
        title="", is_share=False, quantity=Quantity(kind), total="", share=None,
        units=tuple(replace(shown, value=each) for each in given),
    )  # fmt: skip
    classes = classes_of(found)
    assert classes == Classes(step=Decimal(step), least=classes.least)
    assert [*classes.bounds(0)] == [Decimal(each) for each in low]
    assert [*classes.bounds(4)] == [Decimal(each) for each in high]
    assert all(0 <= classes.place(each) <= 4 for each in given)
    assert classes.place(classes.bounds(4)[1]) == 4
    assert classes.place(classes.bounds(1)[0]) == 1


def test_running_totals_leave_a_gap_where_nothing_is_known() -> None:
    told = words(DRAWN["totals"](region(), Language.RU))
    dates = campaign().settings.reporting_dates
    assert [each for each in told if each.endswith(".2011")] == [
        typography.short_date(day) for day in dates
    ]
    gap = told.index("нет данных")
    assert told[gap + 1 : gap + 3] == [typography.short_date(dates[GAP]), "0 из 19"]
    assert told.count("нет данных") == 1
    total = figures_of(region()).sum_total("F1.05")
    assert total is not None
    assert typography.integer(total) in told


def test_one_date_is_no_chart_and_equal_units_are_no_map() -> None:
    alone = replace(region(), history=region().facts)
    level = replace(
        region(),
        history=region().facts.assign(
            **{Column.TOTAL_VALUE: region().facts[Column.TOTAL_VALUE] * 0}
        ),
    )
    for language in Language:
        assert DRAWN["totals"](alone, language) is None
        assert DRAWN["map"](alone, language) is not None
        assert DRAWN["map"](level, language) is None
        assert DRAWN["map of counts"](level, language) is None
        assert DRAWN["ranking"](level, language) is None


MISTAKES = {
    "a row that the form has not": ('part = "F1.10"', 'part = "F1.1O"', "«F1.1O»; the nearest is"),
    "rows of two kinds": ('["F1.05", "F1.10"]', '["F1.05", "F1.11"]', "one quantity"),
    "a row without a name": ('["F1.05", "F1.10"]', '["F1.05"]', "a name for each"),
    "a slot that nothing fills": ("({leaders}).", "({leader}).", "leaders"),
    "an open slot": ("({leaders}).", "({leaders).", "captions.led"),
    "a word gone": ("no_share =", "no_shares =", "words"),
    "no table": ("[words]", "[words", "pictures.toml"),
}


@pytest.mark.parametrize(("right", "wrong", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_setup_is_named(
    right: str, wrong: str, expected: str, tmp_path: Path
) -> None:
    text = (campaign().folder / "pictures.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "pictures.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    broken = msgspec.structs.replace(campaign(), folder=tmp_path)
    with pytest.raises(SetupError) as caught:
        load_pictures(broken)
    assert expected in str(caught.value.details)
