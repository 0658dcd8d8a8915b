"""Load narrative.toml: which rows of the form play which part in the narrative."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import msgspec

from pipeline.errors import SetupError
from pipeline.schema import Bilingual, Kind, Table
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.campaign import Campaign

FILE = "narrative.toml"
Count = Annotated[int, msgspec.Meta(ge=0)]


class Pair(Table, frozen=True, kw_only=True):
    """A part and its whole, both named by their role."""

    part: str
    whole: str


class Source(Table, frozen=True, kw_only=True):
    """Where help comes from: the rows of its sum and of its children, and its name."""

    sum: str
    children: str
    label: Bilingual


class Ask(Table, frozen=True, kw_only=True):
    """What units late with a milestone are asked to do, and within how many days."""

    days: Count
    text: Bilingual


class Setup(Table, frozen=True, kw_only=True):
    """What the narrative of one campaign speaks of."""

    files: Bilingual  # how the names of its files begin
    measure: int  # the measure of the plan that asks for this report
    lines: dict[str, str]  # role: row of the form
    shares: dict[str, Pair]
    averages: dict[str, Pair]
    main: tuple[str, ...]  # roles whose movement the conclusion sums up
    ranking: str  # the share by which units are ranked
    milestones: dict[str, str]  # role: milestone
    most_count: Count  # how many units are named as having the most
    submit_days: Count
    sources_whole: str  # the role of which the sources are the parts
    sources: tuple[Source, ...]
    names: dict[str, Bilingual]  # how a row is called within a sentence
    asks: dict[str, Ask]  # by milestone


def load_setup(campaign: Campaign) -> Setup:
    """Load the campaign's narrative.toml, refusing names that nothing defines.

    Raises: SetupError with the file, the key and what is expected there.
    """
    path = campaign.folder / FILE
    setup = load_table(path, Setup)
    for key, name, known in _named(setup, campaign):
        if name not in known:
            near = "".join(get_close_matches(name, sorted(known), n=1, cutoff=0.0))
            expected = f"a defined name, not «{name}»; the nearest is «{near}»"
            raise SetupError("template", {"file": path, "key": key, "expected": expected})
    return setup


def _named(setup: Setup, campaign: Campaign) -> Iterator[tuple[str, str, set[str]]]:
    """Yield every name with its key and the names that may stand there."""
    numeric = {row.id for row in campaign.rows if row.is_numeric}
    dated = {row.id for row in campaign.rows if row.kind is Kind.MILESTONE}
    roles = set(setup.lines)
    yield from _each("lines", setup.lines.values(), numeric)
    yield from _each("sources.sum", [source.sum for source in setup.sources], numeric)
    yield from _each("sources.children", [source.children for source in setup.sources], numeric)
    yield from _each("names", setup.names, numeric)
    yield from _each("milestones", setup.milestones.values(), dated)
    yield from _each("asks", setup.asks, dated)
    yield from _each("main", setup.main, roles)
    yield from _each("sources_whole", [setup.sources_whole], roles)
    for key, pairs in (("shares", setup.shares), ("averages", setup.averages)):
        yield from _each(f"{key}.part", [pair.part for pair in pairs.values()], roles)
        yield from _each(f"{key}.whole", [pair.whole for pair in pairs.values()], roles)
    yield from _each("ranking", [setup.ranking], set(setup.shares))


def _each(key: str, names: Iterable[str], known: set[str]) -> Iterator[tuple[str, str, set[str]]]:
    for name in names:
        yield key, name, known
