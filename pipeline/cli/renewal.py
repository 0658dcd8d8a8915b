"""Open the door of a new campaign."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.door import Door, option, shared
from pipeline.cli.place import default_language, job_of, own_templates, place_of
from pipeline.cli.voice import our_errors, say_lines, texts_of

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("new-campaign", cls=Door)
@click.argument("year", type=click.IntRange(1992, 9998))
@option("--from", "base", type=FOLDER, help_key="campaign-from")
@option("--oblast", metavar="CODE", help_key="campaign-oblast")
@option("--out", type=FOLDER, help_key="campaign-out")
@shared
def new_campaign_command(  # noqa: PLR0913 - as many as the command has options
    *,
    year: int,
    base: Path | None,
    oblast: str | None,
    out: Path | None,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Make a new campaign's folder, and say what is left to a person."""
    place = place_of(folders)
    with our_errors(place.templates, lang):
        from pipeline.campaigns import new_campaign  # noqa: PLC0415 - what --help need not pay for

        language = lang or default_language(place.templates)
        say = texts_of(place.templates).phrases
        job = job_of(own_templates(place), None, now)
        made = new_campaign(job, year, base and base.absolute(), oblast, out and out.absolute())
        details = {
            "first": f"{made.dates[0]:%d.%m.%Y}",
            "last": f"{made.dates[-1]:%d.%m.%Y}",
            "dates": len(made.dates),
            "units": made.units,
            "folder": made.folder,
            "count": len(made.questions),
        }
        say_lines([say.fill("console.campaign", language, **details)])
        say_lines(f"! {each[language]}" for each in made.questions)
