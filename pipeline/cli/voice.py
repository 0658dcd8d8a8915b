"""Speak to the clerk: lines, JSON, the progress of the work, and our own errors."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import PipelineError, refusal_of
from pipeline.whereabouts import around, carried, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.cli.place import Place
    from pipeline.collect import Inbox
    from pipeline.model import Arrival
    from pipeline.texts import Texts, Wording

# The marks of errors and warnings; nowhere does colour alone tell them apart.
COLOURS = {"✗": "red", "!": "yellow"}


def progress(
    *, report_language: str | None, quiet: bool, place: Place
) -> Callable[[Inbox], Iterable[Arrival]]:
    """Show a progress bar on the error stream while the files are taken up."""
    if quiet or not sys.stderr.isatty():
        return iter

    def watched(inbox: Inbox) -> Iterator[Arrival]:
        label = texts_of(place.templates).phrases["console.working"]
        with click.progressbar(
            inbox.by_file(),
            length=len(inbox),
            label=label[report_language or "ru"],
            file=sys.stderr,
        ) as bar:
            for arrivals in bar:
                yield from arrivals

    return watched


@contextmanager
def our_errors(templates: Path, lang: str | None) -> Iterator[None]:
    """Turn an error of ours into one line and its exit code."""
    try:
        yield
    except PipelineError as error:
        click.echo(sentence(error, templates, lang or "ru"), err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        raise
    except OSError as error:
        refused = PipelineError("disk", {"file": error.filename or "", "problem": error})
        click.echo(sentence(refused, templates, lang or "ru"), err=True)
        sys.exit(refused.exit_code)


def sentence(error: PipelineError, templates: Path, language: str) -> str:
    """Word an error; plainly where the wording itself cannot be read."""
    details = located(error.details)
    for place in (templates, carried()):
        try:
            say = texts_of(place).phrases
            worded = {
                key: refused(value, say, language) if isinstance(value, Exception) else value
                for key, value in details.items()
            }
            line = say.fill(f"error.{error.key}", language, **worded)
        except (PipelineError, OSError):
            continue
        return " ".join(line.split())
    return " ".join(str(error).split())


def located(details: Mapping[str, object]) -> Mapping[str, object]:
    """Add to a template's key the line on which it stands, and what is written there."""
    path, key = details.get("file"), str(details.get("key", ""))
    if not isinstance(path, Path | str) or not key or key.startswith("line "):
        return details
    try:
        source = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return details
    line = line_of(source, key)
    return {**details, "key": f"{around(source, line)} ({key})"} if line else details


def refused(error: Exception, say: Wording, language: str) -> str:
    """Word what the system refused; in its own words where there are none of ours."""
    if key := refusal_of(error):
        # Of a certificate the library alone knows what is wrong with it.
        known = getattr(error, "verify_message", "")
        return say[f"refusal.{key}"][language] + (f" ({known})" if known else "")
    return str((isinstance(error, OSError) and error.strerror) or error)


def texts_of(templates: Path) -> Texts:
    """Load the short texts only when something is to be said."""
    from pipeline.texts import load_texts  # noqa: PLC0415

    return load_texts(templates)


def say_lines(lines: Iterable[str], *, to_errors: bool = False) -> None:
    """Print, with colour where there is a console that wants it."""
    # Pipes get no colour from click itself.
    color = False if os.environ.get("NO_COLOR") else None
    with _unheard():
        for line in lines:
            click.echo(coloured(line), err=to_errors, color=color)


def prepare_streams() -> None:
    """Write nowhere where a stream is closed; put a sign for letters that a console lacks."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@contextmanager
def _unheard() -> Iterator[None]:
    """Go on with the work where whoever read our words has gone, as `head` does."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        fall_silent()


def fall_silent() -> None:
    """Write nothing more, what still waits to be written included."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def coloured(line: str) -> str:
    """Colour a line by the mark that it begins with."""
    colour = COLOURS.get(line.lstrip()[:1])
    return click.style(line, fg=colour) if colour else line


def confirmed(question: str, say: Wording, language: str) -> bool:
    """Ask, and take an answer in any language of the house; no answer is none of both.

    Raises: Abort where nobody answers.
    """
    answers = {word: is_yes for is_yes, key in ((True, "yes"), (False, "no"))
               for text in (say[f"console.{key}"],)
               for word in (text.kk, text.ru, text.kk[0], text.ru[0], key, key[0])}  # fmt: skip
    answers[""] = False
    shown = f"{question} [{say['console.yes'][language]}/{say['console.no'][language]}]"
    try:
        while (answer := click.prompt(shown, default="", show_default=False)) is not None:
            if (told := answers.get(answer.strip().casefold())) is not None:
                return told
    except click.Abort:
        click.echo(err=True)
        say_lines([say["console.not-answered"][language]], to_errors=True)
        raise
    return False


def console_width() -> int | None:
    """Tell how wide the console is; None where the lines go elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def say_json(value: dict[str, object]) -> None:
    """Print JSON as UTF-8, whatever the console's own letters."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    with _unheard():
        sys.stdout.buffer.write(text.encode() + b"\n")
