"""Open the doors: options in, exit code out."""

from __future__ import annotations

import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.door import JSON, WEEK, Door, option, shared
from pipeline.cli.place import default_language, job_of, place_of
from pipeline.cli.voice import (
    confirmed,
    console_width,
    our_errors,
    progress,
    say_json,
    say_lines,
    sentence,
    texts_of,
)
from pipeline.errors import PipelineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pipeline.cli.place import Place
    from pipeline.model import Job
    from pipeline.read.pool import Readers

OCCURRED = 3
SECONDS_BETWEEN_LOOKS = 2.0


@click.command("build-report", cls=Door)
@WEEK
@JSON
@option("--fail-on", type=click.Choice(["returned", "missing", "warning"]), multiple=True)
@option("--status", "only_status", is_flag=True, help_key="status")
@option("--watch", "keep_watching", is_flag=True, help_key="watch")
@option("--unit", multiple=True, metavar="CODE", help_key="slip")
@option("--final", is_flag=True)
@shared
def build_report_command(  # noqa: PLR0913 - as many as the command has options
    *,
    week: datetime | None,
    as_json: bool,
    fail_on: tuple[str, ...],
    only_status: bool,
    keep_watching: bool,
    unit: tuple[str, ...],
    final: bool,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Run the main job, or only look, or keep looking."""
    place = place_of(folders)
    with our_errors(place.templates, lang), _readers() as readers:
        if keep_watching:
            _refuse_beside("--watch", {"--status": only_status, "--json": as_json,
                                       "--fail-on": fail_on})  # fmt: skip
        if only_status:
            _refuse_beside("--status", {"--fail-on": fail_on, "--final": final, "--unit": unit})

        def begun() -> Job:
            return replace(job_of(place, week, now), units=unit, final=final)

        if keep_watching:
            _keep_watching(begun, readers, lang)
        elif only_status:
            _tell_status(begun(), readers, lang, as_json=as_json)
        else:
            _build(begun(), readers, place, lang, as_json=as_json, fail_on=fail_on)


def _refuse_beside(option: str, others: Mapping[str, object]) -> None:
    """Refuse options that another leaves without effect, rather than pass them over."""
    for other, is_given in others.items():
        if is_given:
            raise UsageError("options-apart", {"option": option, "other": other})


def _build(  # noqa: PLR0913 - what was asked for
    job: Job,
    readers: Readers,
    place: Place,
    lang: str | None,
    *,
    as_json: bool,
    fail_on: tuple[str, ...],
) -> None:
    from pipeline.build import build_report  # noqa: PLC0415 - what --help need not pay for
    from pipeline.console import occurred, report_json, report_lines  # noqa: PLC0415

    report = build_report(job, readers, progress(report_language=lang, quiet=as_json, place=place))
    if as_json:
        say_json(report_json(report, place.workspace.absolute()))
    else:
        language = lang or report.region.campaign.settings.console_language
        say_lines(report_lines(report, language, console_width()))
    if any(occurred(report, what) for what in fail_on):
        sys.exit(OCCURRED)


def _tell_status(job: Job, readers: Readers, lang: str | None, *, as_json: bool) -> None:
    from pipeline.console import as_json as laid_out  # noqa: PLC0415 - heavy
    from pipeline.console import standing_lines  # noqa: PLC0415
    from pipeline.status import standing  # noqa: PLC0415

    found = standing(job, readers)
    if as_json:
        say_json(laid_out(found.week, job.now, found.submissions, (), (), found.texts))
    else:
        language = lang or found.campaign.settings.console_language
        say_lines(standing_lines(found, language, console_width()))


def _keep_watching(begun: Callable[[], Job], readers: Readers, lang: str | None) -> None:
    """Say a line for every event, until the clerk or the system ends it."""
    from pipeline.console import event_lines  # noqa: PLC0415 - heavy
    from pipeline.watch import watch  # noqa: PLC0415

    job = begun()
    say, language = texts_of(job.templates).phrases, lang or default_language(job.templates)
    known: set[tuple[str, str]] = set()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    say_lines([say.fill("console.watching", language, folder=job.inbox)])
    try:
        for event in watch(begun, readers, lambda: time.sleep(SECONDS_BETWEEN_LOOKS)):
            if isinstance(event, PipelineError):
                moment = begun().now
                say_lines([f"{moment:%H:%M} {sentence(event, job.templates, language)}"])
            else:
                say_lines(event_lines(event, known, language))
                known |= {(file.path, file.sha256) for file in event.files}
    except KeyboardInterrupt:
        say_lines([say["console.stopped"][language]])


@click.command("check-forms", cls=Door)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@JSON
@shared
def check_forms_command(
    *,
    files: tuple[Path, ...],
    as_json: bool,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Check single files."""
    place = place_of(folders)
    with our_errors(place.templates, lang), _readers(_how_many(files)) as readers:
        from pipeline.console import as_json as laid_out  # noqa: PLC0415
        from pipeline.console import opinion_lines  # noqa: PLC0415
        from pipeline.forms import check_forms  # noqa: PLC0415

        job = job_of(place, None, now)
        opinion = check_forms(job, readers, files)
        if as_json:
            say_json(
                laid_out(
                    opinion.week, job.now, opinion.submissions, opinion.files, (), opinion.texts
                )
            )
        else:
            say_lines(opinion_lines(opinion, lang or opinion.language))


@click.command("make-forms", cls=Door)
@WEEK
@option("--unit", multiple=True, metavar="CODE")
@option("--out", type=click.Path(path_type=Path, file_okay=False))
@option("--mail", is_flag=True)
@shared
def make_forms_command(  # noqa: PLR0913 - as many as the command has options
    *,
    week: datetime | None,
    unit: tuple[str, ...],
    out: Path | None,
    mail: bool,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Issue blank forms."""
    place = place_of(folders)
    with our_errors(place.templates, lang), _readers() as readers:
        from pipeline.forms import make_forms  # noqa: PLC0415
        from pipeline.texts import load_texts  # noqa: PLC0415

        paths = make_forms(job_of(place, week, now), readers, unit, out, mailed=mail)
        say = load_texts(place.templates).phrases
        folder = str(paths[0].parent)
        language = lang or default_language(place.templates)
        say_lines([say.fill("console.forms", language, count=len(paths), folder=folder)])


@click.command("purge-private", cls=Door)
@option("--yes", is_flag=True)
@shared
def purge_private_command(
    *, yes: bool, lang: str | None, now: str | None, **folders: Path | None
) -> None:
    """Purge what the archive keeps apart."""
    place = place_of(folders)
    with our_errors(place.templates, lang):
        from pipeline.purge import purge_private  # noqa: PLC0415

        say, language = texts_of(place.templates).phrases, lang or default_language(place.templates)

        def asked(count: int) -> bool:
            question = say.fill("console.purge-asked", language, count=count)
            return yes or confirmed(question, say, language)

        count = purge_private(job_of(place, None, now), asked)
        say_lines([say.fill("console.purged", language, count=count)])


def _how_many(files: tuple[Path, ...]) -> int | None:
    """Count the files; None where a folder is among them, whose files are not known yet."""
    return None if any(each.is_dir() for each in files) else len(files)


def _readers(most: int | None = None) -> Readers:
    """Start the reading processes before all else, so that they load beside ourselves."""
    from pipeline.read.pool import Readers  # noqa: PLC0415

    return Readers(most)
