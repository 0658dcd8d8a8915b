"""Fill a language's wording with the facts, and find a mistake in it before anything is built."""

from __future__ import annotations

import traceback
from dataclasses import fields
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import UNVEILED, TableError, blocks_of, veiled
from pipeline.render.narrative.filters import filters_of
from pipeline.render.narrative.names import Names, chains_of
from pipeline.render.narrative.proof import check_filters, check_names, mistake, uses_of
from pipeline.render.store import Store, edition
from pipeline.schema import Bilingual
from pipeline.whereabouts import WIDTH_AROUND, around

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import CodeType

    import jinja2
    from _typeshed import DataclassInstance

    from pipeline.model import Language
    from pipeline.render.narrative.blocks import Block
    from pipeline.render.narrative.proof import Uses

# What a slip in a wording makes our functions raise.
SLIPS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
FILENAME = "<template>"  # what a wording is called in tracebacks


def fill(
    path: Path,
    facts: DataclassInstance,
    language: Language,
    kinds: Iterable[type] | None = None,
) -> str:
    """Fill the wording of one language; the result still has its markup.

    `kinds` are what the lists of these facts hold, where they are not a narrative's.
    Raises: SetupError with the line and what is expected there.
    """
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    source = source_of(path)
    named = {each.name: getattr(facts, each.name) for each in fields(facts)}
    listed = None if kinds is None else tuple(kinds)
    _refuse_unknown(path, source, language, Names(frozenset(chains_of(named)), listed))
    template = _template(path, source, language)[0]
    try:
        return template.render(named)
    except jinja2.UndefinedError as error:
        raise _failed(path, source, error) from error
    except SLIPS as error:
        if not _in_template(error):
            raise
        raise _failed(path, source, error) from error


@lru_cache(maxsize=32)
def _refuse_unknown(path: Path, source: str, language: Language, names: Names) -> None:
    """Refuse a wording that uses a name which none of these facts has."""
    template, uses = _template(path, source, language)
    check_names(uses, names, template.environment.globals, partial(mistake, path, source))


@lru_cache(maxsize=32)
def _template(path: Path, source: str, language: Language) -> tuple[jinja2.Template, Uses]:
    """Compile a wording, and say what names it uses."""
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,
        autoescape=False,  # noqa: S701 - plain text; values are veiled
        finalize=partial(_shown, language=language),
    )
    environment.filters.update(filters_of(language))
    store = Store(f"{path.name} {language}", source, edition())
    kept = store.kept
    if kept is None:
        kept = _compiled(environment, path, source, language)
        store.keep(kept)
    code, uses = cast("tuple[CodeType, Uses]", kept)
    return jinja2.Template.from_code(environment, code, environment.make_globals(None)), uses


def _compiled(
    environment: jinja2.Environment, path: Path, source: str, language: Language
) -> tuple[CodeType, Uses]:
    """Check all of a wording but its names, and compile it."""
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    refuse = partial(mistake, path, source)
    try:
        tree = environment.parse(source)
        check_filters(tree, environment.filters, filters_of(language), refuse)
        uses = uses_of(tree)
        return environment.compile(tree, filename=FILENAME), uses
    except jinja2.TemplateAssertionError as error:
        wrong = str(error.message).rpartition("named ")[2].rstrip(".").strip("'")
        refuse(error.lineno, wrong, {*environment.filters, *environment.tests})
    except jinja2.TemplateSyntaxError as error:
        key = around(source, error.lineno)
        raise SetupError(
            "template", {"file": path, "key": key, "expected": error.message}
        ) from error


def source_of(path: Path) -> str:
    """Read a wording as it is written.

    Raises: SetupError where it is missing or no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SetupError("template-missing", {"file": path}) from error
    except UnicodeDecodeError as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error


def _shown(value: object, *, language: Language) -> str:
    """Write a value into the text; what is missing must not be written."""
    if isinstance(value, Bilingual):
        return veiled(value[language])
    if isinstance(value, str | int):
        return veiled(str(value))
    message = (
        f"a text or a number, not {type(value).__name__}: a filter is wanted, as in {{ day|date }}"
    )
    raise TypeError(message)


def blocks_in(path: Path, filled: str) -> tuple[Block, ...]:
    """Cut a filled wording into blocks.

    Raises: SetupError where a table's rows do not fit its heads.
    """
    try:
        return blocks_of(filled)
    except TableError as error:
        raise SetupError(
            "template",
            {
                "file": path,
                "key": error.row.translate(UNVEILED)[:WIDTH_AROUND],
                "expected": str(error),
            },
        ) from error


def _failed(path: Path, source: str, error: Exception) -> SetupError:
    """Say where filling failed."""
    line = next(
        (
            frame.lineno
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if frame.filename == FILENAME and frame.lineno
        ),
        1,
    )
    return SetupError(
        "template", {"file": path, "key": around(source, line), "expected": str(error)}
    )


def _in_template(error: Exception) -> bool:
    """Tell whether the wording, rather than our code, asked for what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and any(frame.filename == FILENAME for frame in frames)
