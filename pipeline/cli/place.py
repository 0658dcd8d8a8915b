"""Find where a command works, and understand its clock and its date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.whereabouts import carried

if TYPE_CHECKING:
    from pipeline.model import Job


# Beyond these neither a calendar nor a workbook can count on.
YEARS = range(1992, 9999)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a command works."""

    workspace: Path
    inbox: Path
    outbox: Path
    archive: Path
    templates: Path
    decisions: Path


def place_of(folders: dict[str, Path | None]) -> Place:
    """Resolve the folders that were named, and those that were not."""
    workspace = (folders["workspace"] or Path()).absolute()

    def resolved(name: str) -> Path:
        return (folders[name] or workspace / name).absolute()

    return Place(
        workspace=workspace,
        inbox=resolved("inbox"),
        outbox=resolved("outbox"),
        archive=resolved("archive"),
        templates=templates_of(workspace, folders["templates"]),
        decisions=workspace / "decisions.xlsx",
    )


def templates_of(workspace: Path, named: Path | None) -> Path:
    """Find templates/: named, in the workspace, or the copy that the package carries."""
    if named is not None:
        return named.absolute()
    own = workspace / "templates"
    return own if own.is_dir() else carried()


def own_templates(place: Place) -> Place:
    """Give a workspace that has none its own copy of templates/, to be changed."""
    if place.templates != carried() or carried().parent == place.workspace:
        return place
    templates = place.workspace / "templates"
    copytree(carried(), templates)
    return replace(place, templates=templates)


def default_language(templates: Path) -> str:
    """Find the language in which a campaign's clerk is spoken to; errors go by the usual one."""
    from pipeline.campaign import console_language_of  # noqa: PLC0415

    return console_language_of(templates)


def job_of(place: Place, week: datetime | None, now: str | None) -> Job:
    """Understand the clock and the date."""
    from pipeline.campaign import timezone_of  # noqa: PLC0415
    from pipeline.model import Job  # noqa: PLC0415

    zone = timezone_of(place.templates)
    try:
        moment = datetime.fromisoformat(now) if now else datetime.now(zone)
    except ValueError as error:
        raise UsageError("no-such-moment", {"moment": now}) from error
    if moment.year not in YEARS:
        raise UsageError("no-such-moment", {"moment": now})
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return Job(
        templates=place.templates,
        inbox=place.inbox,
        outbox=place.outbox,
        archive=place.archive,
        decisions=place.decisions,
        now=moment.astimezone(zone).replace(microsecond=0),
        week=week.date() if week else None,
    )
