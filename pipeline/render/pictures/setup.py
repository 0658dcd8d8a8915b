"""Load pictures.toml: what the pictures may show, and the words in them."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import msgspec

from pipeline.campaign import unknown_names
from pipeline.errors import SetupError
from pipeline.schema import Bilingual, Quantity, Table
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign

FILE = "pictures.toml"
MOST_ROWS = 3


class Measure(Table, frozen=True, kw_only=True):
    """What a map or a ranking shows: a share, or one row where there is no whole."""

    title: Bilingual
    part: str
    whole: str = ""


class Totals(Table, frozen=True, kw_only=True):
    """The rows of one quantity whose totals a chart shows by date."""

    title: Bilingual
    rows: tuple[str, ...]
    names: tuple[Bilingual, ...]


class Words(Table, frozen=True, kw_only=True):
    """The words inside the pictures."""

    missing: Bilingual
    no_share: Bilingual
    no_figure: Bilingual
    average: Bilingual
    counted: Bilingual
    units: Bilingual
    numbered: Bilingual


class Captions(Table, frozen=True, kw_only=True):
    """The sentences of the captions."""

    led: Bilingual
    led_alone: Bilingual
    leaders: Bilingual
    missing: Bilingual
    rose: Bilingual
    fell: Bilingual
    same: Bilingual
    rose_alike: Bilingual
    fell_alike: Bilingual
    same_alike: Bilingual
    alike: Bilingual


class PictureSetup(Table, frozen=True, kw_only=True):
    """What the pictures of one campaign show."""

    measures: dict[str, Measure]
    totals: dict[str, Totals]
    most_named: int
    words: Words
    captions: Captions


SLOTS = {
    "words.average": {"total"},
    "words.numbered": {"number", "caption"},
    "words.units": {"count", "total"},
    "captions.led": {"title", "total", "value", "leaders"},
    "captions.led_alone": {"title", "value", "leaders"},
    "captions.leaders": {"count"},
    "captions.missing": {"units"},
    "captions.rose": {"name", "now", "day", "before", "change"},
    "captions.fell": {"name", "now", "day", "before", "change"},
    "captions.same": {"name", "now", "day", "before"},
    "captions.rose_alike": {"name", "now", "change"},
    "captions.fell_alike": {"name", "now", "change"},
    "captions.same_alike": {"name", "now"},
    "captions.alike": {"day", "last"},
}


def load_pictures(campaign: Campaign) -> PictureSetup:
    """Load the campaign's pictures.toml, refusing rows that the form has not.

    Raises: SetupError with the file, the key and what is expected there.
    """
    path = campaign.folder / FILE
    setup = load_table(path, PictureSetup)
    for key, expected in _faults(setup, campaign):
        raise SetupError("template", {"file": path, "key": key, "expected": expected})
    return setup


def _faults(setup: PictureSetup, campaign: Campaign) -> Iterator[tuple[str, str]]:
    """Yield what the file's shape cannot tell: (key, what is expected)."""
    numeric = {row.id: row.quantity for row in campaign.rows if row.is_numeric}
    named = [
        (f"measures.{key}", row)
        for key, measure in setup.measures.items()
        for row in (measure.part, measure.whole)
        if row
    ]
    named += [(f"totals.{key}", row) for key, each in setup.totals.items() for row in each.rows]
    yield from unknown_names(named, numeric)
    for key, each in setup.totals.items():
        quantities = {numeric[row] for row in each.rows}
        if not 0 < len(each.rows) <= MOST_ROWS or len(each.names) != len(each.rows):
            yield f"totals.{key}", f"1–{MOST_ROWS} rows, and a name for each"
        elif len(quantities) > 1 or Quantity.PERCENT in quantities:
            yield f"totals.{key}.rows", "rows of one quantity, counts or sums"
    for group in ("words", "captions"):
        for name, text in msgspec.structs.asdict(getattr(setup, group)).items():
            known = SLOTS.get(f"{group}.{name}", set())
            for language in ("kk", "ru"):
                yield from _wrong_slots(f"{group}.{name}.{language}", text[language], known)


def _wrong_slots(key: str, text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the slots of a sentence that nothing fills."""
    try:
        slots = [slot for _, slot, _, _ in Formatter().parse(text) if slot is not None]
    except ValueError as error:
        yield key, str(error)
        return
    yield from unknown_names([(key, slot) for slot in slots], known)
