"""Check: what each district should look at, and which figures count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.check.corrections import correction_findings, corrections_of, since
from pipeline.check.files import judge_files
from pipeline.check.grid import grid_of
from pipeline.check.headings import headings_once
from pipeline.check.history import History
from pipeline.check.rules import check_week
from pipeline.check.submissions import late_findings, submissions_of
from pipeline.decisions import NOTHING_DECIDED, Decisions
from pipeline.model import Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date, datetime

    from pipeline.campaign import Campaign
    from pipeline.check.files import Judged
    from pipeline.model import Arrival, Cell, Finding, Receipt
    from pipeline.texts import Texts

__all__ = ["check", "since"]


def check(  # noqa: PLR0913 - what was received, and what it is judged by
    receipts: Iterable[Receipt],
    arrivals: Sequence[Arrival],
    cells: Callable[[str], tuple[Cell, ...]],
    campaign: Campaign,
    texts: Texts,
    week: date | None,
    now: datetime,
    decisions: Decisions = NOTHING_DECIDED,
) -> Iterator[Verdicts]:
    """Judge everything received, date by date, each against what was accepted before it.

    `cells` gives a form's cells by its hash. Yields one Verdicts a reporting date, in order,
    up to the newest received, or to `week`, whichever is later.
    """
    judged = judge_files(receipts, arrivals, campaign, week, now, texts, decisions.sent_back)
    newest = max([*judged.weeks, *([week] if week else [])], default=judged.newest_listed)
    history = History()
    for day in campaign.settings.reporting_dates:
        if newest is None or day > newest:
            return
        verdicts, history = _checked(day, judged, history, cells, campaign, texts, decisions)
        yield verdicts


def _checked(  # noqa: PLR0913 - one date, what came for it, and what it is judged by
    day: date,
    judged: Judged,
    history: History,
    cells: Callable[[str], tuple[Cell, ...]],
    campaign: Campaign,
    texts: Texts,
    decisions: Decisions,
) -> tuple[Verdicts, History]:
    """Judge one date; its grid of cells is let go before the next one's is laid out."""
    files, campaign = judged.accepted(day), campaign.on(day)

    def accepted(finding: Finding) -> str | None:
        return decisions.accepting(finding, files[finding.unit].receipt.sha256)

    grid = grid_of(day, files, cells, campaign)
    outcome = check_week(grid, history, campaign, texts, accepted)
    corrections = corrections_of(day, judged, cells)
    late = late_findings(day, judged, campaign, texts)
    verdicts = Verdicts(
        week=day,
        files=headings_once(
            judged.verdicts(
                day, (*late, *correction_findings(corrections, texts), *outcome.findings)
            )
        ),
        submissions=submissions_of(day, judged, grid, outcome.copied, campaign),
        findings=outcome.regional,
        facts=outcome.facts,
        corrections=corrections,
    )
    return verdicts, history.extended(grid, outcome.total, outcome.week)
