"""Open the door of a new plan."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.door import Door, option, shared
from pipeline.cli.place import default_language, job_of, place_of
from pipeline.cli.voice import our_errors, say_lines, texts_of


@click.command("import-plan", cls=Door)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--out", type=click.Path(path_type=Path, file_okay=False), help_key="plan-out")
@shared
def import_plan_command(
    *, file: Path, out: Path | None, lang: str | None, now: str | None, **folders: Path | None
) -> None:
    """Read a plan, and say what is left to a person."""
    place = place_of(folders)
    with our_errors(place.templates, lang):
        from pipeline.plans import import_plan  # noqa: PLC0415 - what --help need not pay for

        language = lang or default_language(place.templates)
        say = texts_of(place.templates).phrases
        plan = import_plan(job_of(place, None, now), file, out)
        count = len(plan.questions)
        details = {"measures": plan.measures, "folder": plan.folder, "count": count}
        say_lines([say.fill("console.plan", language, **details)])
        say_lines(f"! {kk if language == 'kk' else ru}" for kk, ru in plan.questions)
