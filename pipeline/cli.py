"""Open the doors: options in, exit code out."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.collect import Inbox
    from pipeline.model import Arrival, Job
    from pipeline.read.pool import Readers
    from pipeline.texts import Texts

OCCURRED = 3
LANGUAGES = ("kk", "ru")


class Door(click.Command):
    """A command whose help stands in templates/, in both languages."""

    def format_help(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Fill the help in only when somebody asks for it."""
        from pipeline.texts import load_texts  # noqa: PLC0415 - heavy, and rarely needed

        say = load_texts(_templates(Path.cwd(), None)).phrases
        self.help = f"{say[f'help.{self.name}'].kk}\n\n{say[f'help.{self.name}'].ru}"
        for option in self.params:
            if isinstance(option, click.Option) and option.help is None:
                option.help = say[f"help.{option.metavar_key}"].both  # type: ignore[attr-defined]
        super().format_help(context, formatter)


class Choice(click.Option):
    """An option that knows under which key its help stands."""

    def __init__(self, *names: Any, help_key: str = "", **settings: Any) -> None:  # noqa: ANN401
        """Keep the key; click takes whatever else it takes."""
        super().__init__(*names, **settings)
        self.metavar_key = help_key or str(self.name).replace("_", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a command works."""

    workspace: Path
    inbox: Path
    outbox: Path
    archive: Path
    templates: Path
    decisions: Path


def _option(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    return click.option(*names, cls=Choice, **settings)


def _folder(name: str) -> Callable[[Any], Any]:
    return _option(name, type=click.Path(path_type=Path, file_okay=False), help_key="folder")


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all of them take."""
    options = (
        _option(
            "--workspace",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            default=Path(),
        ),
        _folder("--inbox"),
        _folder("--outbox"),
        _folder("--archive"),
        _folder("--templates"),
        _option("--now", metavar="DATETIME"),
        _option("--lang", type=click.Choice(LANGUAGES)),
    )
    for option in reversed(options):
        command = option(command)
    return command


WEEK = _option("--week", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
JSON = _option("--json", "as_json", is_flag=True, help_key="json")


@click.command("build-report", cls=Door)
@WEEK
@JSON
@_option("--fail-on", type=click.Choice(["returned", "missing", "warning"]), multiple=True)
@_shared
def build_report_command(
    *,
    week: datetime | None,
    as_json: bool,
    fail_on: tuple[str, ...],
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Run the main job."""
    place = _place(folders)
    with _our_errors(place.templates, lang), _readers() as readers:
        from pipeline.build import build_report  # noqa: PLC0415 - what --help need not pay for
        from pipeline.console import occurred, report_json, report_lines  # noqa: PLC0415

        job = _job(place, week, now)
        report = build_report(
            job, readers, _watched(report_language=lang, quiet=as_json, place=place)
        )
        if as_json:
            _print_json(report_json(report, place.workspace.absolute()))
        else:
            language = lang or report.region.campaign.settings.console_language
            _print(report_lines(report, language))
    if any(occurred(report, what) for what in fail_on):
        sys.exit(OCCURRED)


@click.command("check-forms", cls=Door)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@JSON
@_shared
def check_forms_command(
    *,
    files: tuple[Path, ...],
    as_json: bool,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Check single files."""
    place = _place(folders)
    with _our_errors(place.templates, lang), _readers(len(files)) as readers:
        from pipeline.console import as_json as laid_out  # noqa: PLC0415
        from pipeline.console import opinion_lines  # noqa: PLC0415
        from pipeline.forms import check_forms  # noqa: PLC0415

        job = _job(place, None, now)
        opinion = check_forms(job, readers, files)
        if as_json:
            _print_json(
                laid_out(
                    opinion.week, job.now, opinion.submissions, opinion.files, (), opinion.texts
                )
            )
        else:
            _print(opinion_lines(opinion, lang or opinion.language))


@click.command("make-forms", cls=Door)
@WEEK
@_option("--unit", multiple=True, metavar="CODE")
@_option("--out", type=click.Path(path_type=Path, file_okay=False))
@_shared
def make_forms_command(
    *,
    week: datetime | None,
    unit: tuple[str, ...],
    out: Path | None,
    lang: str | None,
    now: str | None,
    **folders: Path | None,
) -> None:
    """Issue blank forms."""
    place = _place(folders)
    with _our_errors(place.templates, lang), _readers() as readers:
        from pipeline.forms import make_forms  # noqa: PLC0415
        from pipeline.texts import load_texts  # noqa: PLC0415

        paths = make_forms(_job(place, week, now), readers, unit, out)
        say = load_texts(place.templates).phrases
        folder = str(paths[0].parent)
        language = lang or LANGUAGES[0]
        _print([say.fill("console.forms", language, count=len(paths), folder=folder)])


@click.command("purge-private", cls=Door)
@_option("--yes", is_flag=True)
@_shared
def purge_private_command(
    *, yes: bool, lang: str | None, now: str | None, **folders: Path | None
) -> None:
    """Purge what the archive keeps apart."""
    place = _place(folders)
    with _our_errors(place.templates, lang):
        from pipeline.purge import purge_private  # noqa: PLC0415

        say, language = _texts(place.templates).phrases, lang or LANGUAGES[0]

        def asked(count: int) -> bool:
            return yes or click.confirm(say.fill("console.purge-asked", language, count=count))

        count = purge_private(_job(place, None, now), asked)
        _print([say.fill("console.purged", language, count=count)])


def _place(folders: dict[str, Path | None]) -> Place:
    """Resolve the folders that were named, and those that were not."""
    workspace = (folders["workspace"] or Path()).absolute()

    def resolved(name: str) -> Path:
        return (folders[name] or workspace / name).absolute()

    return Place(
        workspace=workspace,
        inbox=resolved("inbox"),
        outbox=resolved("outbox"),
        archive=resolved("archive"),
        templates=_templates(workspace, folders["templates"]),
        decisions=workspace / "decisions.xlsx",
    )


def _templates(workspace: Path, named: Path | None) -> Path:
    """Find templates/: named, in the workspace, or the copy that the package carries."""
    if named is not None:
        return named.absolute()
    own = workspace / "templates"
    return own if own.is_dir() else _carried()


def _carried() -> Path:
    """Find the copy of templates/ that the package carries."""
    package = Path(__file__).parent
    carried = package / "_templates"
    # A checkout that was installed in place has its templates beside the package.
    return carried if carried.is_dir() else package.parent / "templates"


def _job(place: Place, week: datetime | None, now: str | None) -> Job:
    """Understand the clock and the date."""
    from pipeline.campaign import timezone_of  # noqa: PLC0415
    from pipeline.model import Job  # noqa: PLC0415

    zone = timezone_of(place.templates)
    try:
        moment = datetime.fromisoformat(now) if now else datetime.now(zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--now") from error
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


def _watched(
    *, report_language: str | None, quiet: bool, place: Place
) -> Callable[[Inbox], Iterable[Arrival]]:
    """Show a progress bar on the error stream while the files are taken up."""
    if quiet or not sys.stderr.isatty():
        return iter

    def watched(inbox: Inbox) -> Iterator[Arrival]:
        label = _texts(place.templates).phrases["console.working"]
        with click.progressbar(
            inbox.by_file(),
            length=len(inbox),
            label=label[report_language or "ru"],
            file=sys.stderr,
        ) as bar:
            for arrivals in bar:
                yield from arrivals

    return watched


def _readers(most: int | None = None) -> Readers:
    """Start the reading processes before all else, so that they load beside ourselves."""
    from pipeline.read.pool import Readers  # noqa: PLC0415

    return Readers(most)


@contextmanager
def _our_errors(templates: Path, lang: str | None) -> Iterator[None]:
    """Turn an error of ours into one line and its exit code."""
    try:
        yield
    except PipelineError as error:
        click.echo(_sentence(error, templates, lang or "ru"), err=True)
        sys.exit(error.exit_code)


def _sentence(error: PipelineError, templates: Path, language: str) -> str:
    """Word an error; plainly where the wording itself cannot be read."""
    for place in (templates, _carried()):
        try:
            line = _texts(place).phrases.fill(f"error.{error.key}", language, **error.details)
        except PipelineError:
            continue
        return " ".join(line.split())
    return " ".join(str(error).split())


def _texts(templates: Path) -> Texts:
    from pipeline.texts import load_texts  # noqa: PLC0415

    return load_texts(templates)


def _print(lines: Iterable[str]) -> None:
    """Print, whatever letters the console knows."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    for line in lines:
        click.echo(line)


def _print_json(value: dict[str, object]) -> None:
    """Print JSON as UTF-8, whatever the console's own letters."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    sys.stdout.buffer.write(text.encode() + b"\n")
