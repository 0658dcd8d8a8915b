"""Tell the story of a new campaign: an old one's folder becomes a new year's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.campaign import SETTINGS_FILE, campaigns_in, load_campaign
from pipeline.deliver import write_files
from pipeline.errors import UsageError
from pipeline.renew import Question, Renewal, load_renewal_words, renew
from pipeline.schema import Settings, UnitKind, Units
from pipeline.tables import load_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from pipeline.model import Job
    from pipeline.renew.words import RenewalWords
    from pipeline.schema import Bilingual, Unit

QUESTIONS_FILE = "questions.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCampaign:
    """Where a new campaign lies, when it reports, and what is left to a person."""

    folder: Path
    dates: tuple[date, ...]
    units: int
    questions: tuple[Bilingual, ...]


def new_campaign(
    job: Job, year: int, base: Path | None, oblast: str | None, out: Path | None
) -> NewCampaign:
    """Make a campaign folder for a new year from an old one, ready to be reported on.

    Raises: UsageError where the folder is there already, the year or the oblast is none, or a
    campaign beside it reports on the same dates.
    """
    known = campaigns_in(job.templates if base is None else base.parent)
    if base is not None and base not in known:
        raise UsageError("no-such-campaign", {"folder": base})
    # A campaign of this year beside them may be another oblast's.
    others = [each for each in known if known[each].start.year != year] or [*known]
    earlier = [each for each in others if known[each].start.year < year] or others
    source = base or max(earlier, key=lambda each: known[each].start)
    old = load_campaign(source.parent, known[source].reporting_dates[0], job.now)
    units = load_table(source / "districts.toml", Units).units
    renewal = _renewal(old.settings, units, year, oblast)
    folder = out or job.templates / renewal.name
    if folder.exists():
        raise UsageError("folder-exists", {"folder": folder})
    renewed = renew(old, _texts(source), units, replace(renewal, name=folder.name))
    _refuse_taken(folder, renewed.reporting_dates)
    words = load_renewal_words(job.templates)
    questions = tuple(words.worded(_named(each, words)) for each in renewed.questions)
    listed = "\n".join(line for each in questions for line in (each.kk, each.ru, ""))
    files = {**renewed.files, QUESTIONS_FILE: listed}
    write_files({name: text.encode() for name, text in files.items()}, folder)
    made = load_campaign(folder.parent, renewed.reporting_dates[0], job.now)
    return NewCampaign(
        folder=folder,
        dates=renewed.reporting_dates,
        units=len(made.districts(renewed.reporting_dates[0])),
        questions=questions,
    )


def _renewal(settings: Settings, units: Iterable[Unit], year: int, oblast: str | None) -> Renewal:
    """Understand what is asked for."""
    if year == settings.start.year:
        raise UsageError("same-year", {"year": str(year)})
    oblasts = {unit.code: unit for unit in units if unit.kind is UnitKind.OBLAST}
    code = oblast or settings.oblast_level
    day = settings.start.replace(year=year, day=1)
    there = [each for each in oblasts.values() if each.is_valid_on(day)]
    if code not in {each.code for each in there}:
        shown = ", ".join(each.code for each in there)
        raise UsageError("no-such-oblast", {"oblast": code, "oblasts": shown})
    before = oblasts[settings.oblast_level]
    name = settings.code.replace(str(settings.start.year), str(year))
    if str(year) not in name:
        name = f"{name}-{year}"
    if code != before.code:
        name = f"{name}-{code}"
    return Renewal(year=year, name=name, before=before, oblast=oblasts[code])


def _texts(folder: Path) -> dict[str, str]:
    """Read the files of a campaign, what was asked about it apart."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in {".toml", ".txt"} and not path.name.endswith(QUESTIONS_FILE)
    }


def _refuse_taken(folder: Path, dates: Iterable[date]) -> None:
    """Refuse a campaign beside one that reports on the same dates."""
    wanted = set(dates)
    for path in sorted(folder.parent.glob(f"*/{SETTINGS_FILE}")):
        if wanted & set(load_table(path, Settings).reporting_dates):
            raise UsageError("dates-taken", {"folder": path.parent})


def _named(question: Question, words: RenewalWords) -> Question:
    """Name the day of the week, or what a key of campaign.toml means."""
    match question.key:
        case "weekend":
            name = {"weekday": words.weekend[str(question.details["weekday"])]}
        case "person":
            name = {"name": words.person[str(question.details["key"])]}
        case _:
            name = {}
    return replace(question, details={**question.details, **name})
