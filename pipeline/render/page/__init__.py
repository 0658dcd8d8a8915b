"""Render the page index.html: the week at a glance, and from each figure the way to its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.model import Artifact, ArtifactKind, Status
from pipeline.render.page.book import book_of
from pipeline.render.page.data import packed
from pipeline.render.page.desk import (
    LONGEST,
    changes_of,
    files_of,
    found_in,
    moment_of,
    persons_of,
    states_of,
)
from pipeline.render.page.look import fill, load_page_words
from pipeline.render.page.map import map_of
from pipeline.render.page.outputs import outputs_of, posted_of
from pipeline.render.page.plan import plan_of
from pipeline.render.page.shades import measures_of
from pipeline.render.page.tables import headlines_of, lines_of, trends_of, units_of
from pipeline.render.workbook.headlines import load_headlines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipeline.model import Region
    from pipeline.render.sendings import Sendings
    from pipeline.texts import Texts, Wording

__all__ = ("load_page_words", "render_page")

PATH = "index.html"
LARGEST = 490_000  # bytes, so that the page opens at once and goes by mail
# Beyond these the workbook's own sheets are the place to read, and the folder itself.
MOST_FINDINGS, MOST_CORRECTIONS, MOST_FILES, MOST_LETTERS, MOST_MAILS = 100, 100, 100, 200, 60
# Of all lists and senders' texts alike a page that grew too large shows a part only.
SHARES = tuple(0.7**cut for cut in range(9))


def render_page(
    region: Region,
    texts: Texts,
    wording: Wording,
    artifacts: Iterable[Artifact],
    sendings: Sendings | None = None,
) -> Artifact:
    """Render the page, which links the files of the report but not itself."""
    campaign = region.campaign
    book, headlines = book_of(region), load_headlines(campaign)
    measures = measures_of(book, headlines)
    tiles = map_of(book, measures[0])
    first, last = campaign.period(region.week)
    own = region.oblast_submission
    facts = {
        "settings": campaign.settings,
        "week": typography.short_date(region.week),
        "number": campaign.number_of(region.week),
        "period": _period(first, last),
        "made": moment_of(region, region.now),
        "since": region.since,
        "since_moment": moment_of(region, region.since.built_at) if region.since else "",
        "states": states_of(region),
        "expected": len(region.submissions),
        "own": own,
        "level": campaign.oblast_level.code,
        "ranks": {status: rank for rank, status in enumerate(Status)},
        "own_received": moment_of(region, own.received_at) if own else "",
        "headlines": headlines_of(book, headlines),
        "measures": measures,
        "sheets": campaign.form.sheets,
        "map": tiles,
        "trends": trends_of(book, headlines),
        "columns": [tile.name for tile in headlines.tiles],
        "shares": [ratio.short_name for ratio in headlines.ratios[:1]],
        "units": units_of(book, headlines, persons_of(region)),
        "plan": plan_of(book),
        "corrections": len(region.corrections),
        "lines": lines_of(book),
        "received": len(region.files),
    }
    made, content = tuple(artifacts), b""
    for share in SHARES:
        lists = {
            "found": found_in(region, texts, book.private, round(MOST_FINDINGS * share)),
            "changes": tuple(changes_of(book, round(MOST_CORRECTIONS * share))),
            "files": files_of(region, book.private, round(MOST_FILES * share)),
            "outputs": outputs_of(made, round(MOST_LETTERS * share)),
            "sent": posted_of(region, sendings, round(MOST_MAILS * share)) if sendings else None,
            "is_cut": share < 1,
        }
        block = packed(book, measures, wording, round(LONGEST * share))
        content = fill(campaign.folder.parent, wording, facts | lists, block, tiles.rules)
        if len(content) <= LARGEST:
            break
    return Artifact(kind=ArtifactKind.PAGE, path=PATH, content=content)


def _period(first: date, last: date) -> str:
    """Write the days that the report covers."""
    day = typography.short_date(last)
    return day if first == last else f"{first.day:02}.{first.month:02}–{day}"
