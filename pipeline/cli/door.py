"""Give every command its options, and a help and refusals in both languages."""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline.cli.place import templates_of
from pipeline.cli.voice import fall_silent, prepare_streams, say_lines, texts_of
from pipeline.errors import PipelineError
from pipeline.whereabouts import carried

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.texts import Wording

LANGUAGES = ("kk", "ru")
# A run makes hundreds of thousands of things that live to its end, and hardly any rings of them.
BETWEEN_LOOKS_FOR_RINGS = 200_000
WRONG_USAGE, INTERRUPTED = 2, 130
# A full disk, a lost network drive.
LOST_OUTPUT = {errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT}
# The path stands in quotes amid click's own sentence.
QUOTED = re.compile(r"""(['"])(.*)\1""", re.DOTALL)


class Door(click.Command):
    """A command whose words stand in templates/, in both languages."""

    def __call__(self, *args: Any, **settings: Any) -> NoReturn:  # noqa: ANN401 - click's own
        """Run as a program; at the end all has been written and closed, and only memory is left.

        The system frees it at once, where Python would go through it thing by thing.
        """
        try:
            self.main(*args, **settings)
        except SystemExit as end:
            for stream in (sys.stdout, sys.stderr):
                # What could not be written has been told.
                with suppress(OSError):
                    stream.flush()
            if not isinstance(end.code, int):
                raise
            os._exit(end.code)

    def main(self, *args: Any, **settings: Any) -> NoReturn:  # noqa: ANN401 - click's own
        """Run, wording what click would refuse in English."""
        gc.set_threshold(BETWEEN_LOOKS_FOR_RINGS)
        prepare_streams()
        try:
            code = super().main(*args, **{**settings, "standalone_mode": False})
        except click.UsageError as error:
            say = _phrases()
            key, details = _refusal(error)
            say_lines(
                [
                    *(say.fill(f"usage.{key}", language, **details) for language in LANGUAGES),
                    f"{say['usage.help'].both}: {self.name} --help",
                ],
                to_errors=True,
            )
            sys.exit(WRONG_USAGE)
        except click.Abort:
            sys.exit(INTERRUPTED)
        except OSError as error:
            # What the rooms meet on the disk is worded there: here it is where the words go to.
            if error.errno not in LOST_OUTPUT:
                raise
            fall_silent()
            words = _phrases()["usage.output"].both
            say_lines([f"{words}: {error.strerror}"], to_errors=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Head the usage in both languages."""
        pieces = " ".join(self.collect_usage_pieces(context))
        formatter.write_usage(str(self.name), pieces, f"{_phrases()['usage.usage'].both}: ")

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the command does; the words are filled in only when somebody asks."""
        text = _phrases()[f"help.{self.name}"]
        self.help = f"{text.kk}\n\n{text.ru}"
        super().format_help_text(context, formatter)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, each with its help in both languages."""
        say = _phrases()
        rows = []
        for each in self.get_params(context):
            if isinstance(each, click.Option):
                # The option --help is click's own.
                key = each.help_key if isinstance(each, Choice) else "help"
                each.help = say[f"help.{key}"].both
                rows.append(each.get_help_record(context))
        with formatter.section(say["usage.options"].both):
            formatter.write_dl([row for row in rows if row is not None])


class Choice(click.Option):
    """An option that knows under which key its help stands."""

    def __init__(self, *names: Any, help_key: str = "", **settings: Any) -> None:  # noqa: ANN401
        """Keep the key; click takes whatever else it takes."""
        super().__init__(*names, **settings)
        self.help_key = help_key or str(self.name).replace("_", "-")


def option(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """Give a command an option whose help stands in templates/."""
    return click.option(*names, cls=Choice, **settings)


def _folder(name: str) -> Callable[[Any], Any]:
    return option(name, type=click.Path(path_type=Path, file_okay=False), help_key="folder")


def shared(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all of them take."""
    options = (
        option(
            "--workspace",
            type=click.Path(path_type=Path, file_okay=False, exists=True),
            default=Path(),
        ),
        _folder("--inbox"),
        _folder("--outbox"),
        _folder("--archive"),
        _folder("--templates"),
        option("--now", metavar="DATETIME"),
        option("--lang", type=click.Choice(LANGUAGES)),
    )
    for each in reversed(options):
        command = each(command)
    return command


WEEK = option("--week", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE")
JSON = option("--json", "as_json", is_flag=True, help_key="json")


def _phrases() -> Wording:
    try:
        return texts_of(templates_of(Path.cwd(), None)).phrases
    except (PipelineError, OSError):
        # What a clerk has spoilt there must not keep help away.
        return texts_of(carried()).phrases


def _refusal(error: click.UsageError) -> tuple[str, dict[str, object]]:
    """Name what click found wrong, and what is expected instead."""
    parameter = getattr(error, "param", None)
    named = parameter.opts[0] if isinstance(parameter, click.Option) else ""
    match error:
        case click.NoSuchOption():
            near = ", ".join(error.possibilities or ()) or "–"
            return "no-such-option", {"option": error.option_name, "near": near}
        case click.BadOptionUsage():
            return "no-value", {"option": error.option_name}
        case click.MissingParameter():
            return "missing", {"option": named or "FILE"}
        case click.BadParameter():
            kind = parameter.type if parameter else None
            match kind:
                case click.Choice():
                    expected = ", ".join(str(each) for each in kind.choices)
                    return "not-among", {"option": named, "expected": expected}
                case click.DateTime():
                    return "no-date", {"option": named}
                case click.IntRange():
                    return "no-year", {"low": str(kind.min), "high": str(kind.max)}
                case click.Path():
                    quoted = QUOTED.search(error.message)
                    return "no-path", {"path": quoted[2] if quoted else named}
    return "misunderstood", {"problem": error.format_message()}
