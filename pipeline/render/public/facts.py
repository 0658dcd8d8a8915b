"""Gather what the public may be told: the region's figures, and nothing of any one unit."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from pipeline.figures import figures_of
from pipeline.model import Column
from pipeline.render.narrative.plan import near_of
from pipeline.render.narrative.shares import share_of
from pipeline.schema import Bilingual, Quantity

if TYPE_CHECKING:
    from datetime import date

    from pipeline.figures import Figures
    from pipeline.model import Region
    from pipeline.render.narrative.setup import Setup
    from pipeline.schema import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One line of the region; what is None was given by nobody."""

    now: float | None  # since the start
    week: float | None  # of the reporting period; None too where corrections make it negative


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of its whole in percent; `left` is the whole less the part."""

    now: float | None
    left: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where help came from; `sum` or `children` is None where nobody gave it."""

    label: Bilingual
    sum: float | None
    children: float | None
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A date of the plan that is near, and what is due by it, as within a sentence."""

    closes: date
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A running total on one reporting date, as far as it was told."""

    day: date
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFacts:
    """All that a bulletin or a press note may name.

    No unit can be named, nor who is silent or late: a wording cannot tell what is not here.
    """

    settings: Settings
    week: date
    today: date
    first_day: date
    days: int  # of the reporting period
    is_first: bool
    is_last: bool
    first_lesson: date
    lessons_ahead: bool
    received: int  # units whose reports count
    total: int
    line: SimpleNamespace  # role: Amount
    share: SimpleNamespace  # role: Part
    sources: tuple[Source, ...]
    ahead: tuple[Ahead, ...]
    weeks: tuple[Week, ...]  # of the chart


# What the lists of these facts hold.
KINDS = (Amount, Part, Source, Ahead, Week)
CHARTED = "helped"  # the role that the chart draws by week


def public_facts(region: Region, setup: Setup) -> PublicFacts:
    """Compute what may be told of one reporting date."""
    campaign, settings, week = region.campaign, region.campaign.settings, region.week
    figures = figures_of(region)
    first_day, _ = campaign.period(week)
    amounts = {role: _amount(region, figures, row) for role, row in setup.lines.items()}
    return PublicFacts(
        settings=settings,
        week=week,
        today=region.today,
        first_day=first_day,
        days=(week - first_day).days + 1,
        is_first=campaign.previous_date(week) is None,
        is_last=week == settings.reporting_dates[-1],
        first_lesson=settings.first_lesson,
        lessons_ahead=_published_on(region) < settings.first_lesson,
        received=sum(each.status.is_counted for each in region.submissions),
        total=len(region.submissions),
        line=SimpleNamespace(**amounts),
        share=SimpleNamespace(
            **{
                role: _part(amounts[pair.part].now, amounts[pair.whole].now)
                for role, pair in setup.shares.items()
            }
        ),
        sources=_sources(region, figures, setup),
        ahead=_ahead(region),
        weeks=weeks_of(region, setup.lines[CHARTED]),
    )


def weeks_of(region: Region, row: str) -> tuple[Week, ...]:
    """Give a row's running total on every reporting date so far on which anybody told it.

    Nothing where all of them are zero: there is nothing to draw.
    """
    history = region.history
    units = [each.unit.code for each in region.submissions]
    told = history[
        (history[Column.INDICATOR] == row)
        & history[Column.UNIT].isin(units)
        & history[Column.TOTAL_VALUE].notna()
    ]
    sums = told.groupby(Column.WEEK)[Column.TOTAL_VALUE].sum().to_dict()
    return tuple(
        Week(day=day, value=_shown(region, row, sums[day.isoformat()]))
        for day in region.campaign.settings.reporting_dates
        if day <= region.week and day.isoformat() in sums and any(sums.values())
    )


def _amount(region: Region, figures: Figures, row: str) -> Amount:
    now, week = figures.sum_total(row), figures.sum_week(row)
    return Amount(
        now=None if now is None else _shown(region, row, now),
        week=None if week is None or week < 0 else _shown(region, row, week),
    )


def _part(part: float | None, whole: float | None) -> Part:
    """Compare a part with its whole, unless it is more than that."""
    left = None if part is None or whole is None or part > whole else round(whole - part, 1)
    return Part(now=share_of(part, whole), left=left)


def _sources(region: Region, figures: Figures, setup: Setup) -> tuple[Source, ...]:
    """List the sources that gave anything, each with its part of the whole."""
    whole = figures.sum_total(setup.lines[setup.sources_whole])
    found = (
        (each, _amount(region, figures, each.sum).now, _amount(region, figures, each.children).now)
        for each in setup.sources
    )
    return tuple(
        Source(label=each.label, sum=given, children=children, share=share_of(given, whole))
        for each, given, children in found
        if given or children
    )


def _ahead(region: Region) -> tuple[Ahead, ...]:
    """List what the plan has due in the coming days."""
    names = {measure.number: measure.short for measure in region.campaign.plan.measures}
    return tuple(
        Ahead(
            closes=each.closes,
            text=Bilingual(kk=_within(names[each.number].kk), ru=_within(names[each.number].ru)),
        )
        for each in near_of(region)
        if each.closes > _published_on(region)
    )


def _published_on(region: Region) -> date:
    """The day on which a text is read at the earliest: what is due by then lies behind."""
    return max(region.week, region.today)


def _within(text: str) -> str:
    """Begin a heading as it stands within a sentence; what begins with a short form stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _shown(region: Region, row: str, value: float) -> float:
    """Give a count as a whole number, a sum with its one decimal."""
    counts = region.campaign.indicators[row].quantity is Quantity.COUNT
    return round(value) if counts else round(value, 1)
