"""Load which figures lead the summary, and which quotients are made of them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.schema import Bilingual, Table
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.campaign import Campaign

FILE = "headlines.toml"


class Ratio(Table, frozen=True, kw_only=True):
    """A quotient of two of the region's totals."""

    part: str
    whole: str
    name: Bilingual
    short: Bilingual | None = None  # as the first page names it
    average: bool = False  # so much of the part for one of the whole, rather than a share

    @property
    def short_name(self) -> Bilingual:
        """Its name where there is little room."""
        return self.short or self.name


class Tile(Table, frozen=True, kw_only=True):
    """A figure of the first page, with the short name that it has there."""

    indicator: str
    name: Bilingual


class Headlines(Table, frozen=True, kw_only=True):
    """What the summary shows first."""

    totals: tuple[str, ...]  # indicators, in the order of print
    ratios: tuple[Ratio, ...]  # the first one is the coverage by which districts are ranked
    shares: tuple[Ratio, ...] = ()  # further ones, which are shown of the region alone
    tiles: tuple[Tile, ...] = ()
    chart: tuple[str, ...] = ()  # indicators of tiles, whose totals the first page draws by week


def load_headlines(campaign: Campaign) -> Headlines:
    """Load the campaign's headlines.toml.

    Raises: SetupError with the file, the key and what is expected there.
    """
    path = campaign.folder / FILE
    headlines = load_table(path, Headlines)
    numeric = sorted(row.id for row in campaign.rows if row.is_numeric)
    for key, name in _named(headlines):
        if name not in numeric:
            near = get_close_matches(name, numeric, n=1, cutoff=0.0)
            expected = f"a defined figure, not «{name}»; the nearest is «{''.join(near)}»"
            raise SetupError("template", {"file": path, "key": key, "expected": expected})
    for key, name, allowed in _listed(headlines):
        if name not in allowed:
            expected = f"one of {', '.join(allowed) or '-'}, not «{name}»"
            raise SetupError("template", {"file": path, "key": key, "expected": expected})
    return headlines


def _named(headlines: Headlines) -> Iterator[tuple[str, str]]:
    """Yield every indicator that the file names, with its key."""
    for indicator in headlines.totals:
        yield "totals", indicator
    for ratio in headlines.ratios:
        yield "ratios.part", ratio.part
        yield "ratios.whole", ratio.whole
    for ratio in headlines.shares:
        yield "shares.part", ratio.part
        yield "shares.whole", ratio.whole


def _listed(headlines: Headlines) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what must be named elsewhere in the file too, with its key and what is named there."""
    for tile in headlines.tiles:
        yield "tiles.indicator", tile.indicator, headlines.totals
    for indicator in headlines.chart:
        yield "chart", indicator, tuple(tile.indicator for tile in headlines.tiles)
