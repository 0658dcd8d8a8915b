"""Fill a language's wording with the facts, and find a mistake in it before anything is built."""

from __future__ import annotations

import traceback
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import SetupError
from pipeline.render.narrative.blocks import veiled
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import jinja2

    from pipeline.model import Language
    from pipeline.render.narrative.facts import Facts

WIDTH_AROUND = 60


def fill(
    path: Path, facts: Facts, language: Language, filters: Mapping[str, Callable[..., str]]
) -> str:
    """Fill the wording of one language; the result still has its markup.

    Raises: SetupError with the line and what is expected there.
    """
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    source = _source(path)
    mistake = partial(_mistake, path, source)
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - plain text; values are veiled
        finalize=partial(_shown, language=language),
    )
    environment.filters.update(filters)
    named = {each.name: getattr(facts, each.name) for each in fields(facts)}
    try:
        tree = environment.parse(source)
        _check_names(environment, tree, named, mistake)
        template = environment.from_string(tree)
    except jinja2.TemplateAssertionError as error:
        wrong = str(error.message).rpartition("named ")[2].rstrip(".").strip("'")
        mistake(error.lineno, wrong, {*environment.filters, *environment.tests})
    except jinja2.TemplateSyntaxError as error:
        raise SetupError(
            "template",
            {
                "file": path,
                "key": _around(source, error.lineno),
                "expected": error.message,
            },
        ) from error
    try:
        return template.render(named)
    except jinja2.UndefinedError as error:
        raise _failed(path, source, error) from error
    except (KeyError, TypeError, ValueError) as error:
        if not _in_template(error):
            raise
        raise _failed(path, source, error) from error


def _source(path: Path) -> str:
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
    raise TypeError(type(value).__name__)


def _check_names(
    environment: jinja2.Environment,
    tree: jinja2.nodes.Template,
    named: Mapping[str, object],
    mistake: Callable[[int, str, Iterable[str]], NoReturn],
) -> None:
    """Refuse names that no fact has, in branches not taken today too."""
    from jinja2 import meta, nodes  # noqa: PLC0415 - heavy; only narratives need it

    unknown = meta.find_undeclared_variables(tree) - set(named) - set(environment.globals)
    for name in tree.find_all(nodes.Name):
        if name.name in unknown:
            mistake(name.lineno, name.name, named)
    everywhere = _names_within(named.values())
    # A name that the wording itself gives, in a loop or a macro, may hide a fact.
    hidden = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    facts = {name: fact for name, fact in named.items() if name not in hidden}
    for each in tree.find_all(nodes.Getattr):
        owner = _resolved(each.node, facts)
        known = everywhere if owner is None else _names_of(owner)
        if each.attr not in known and not (owner is None and each.attr in LOOP_NAMES):
            mistake(each.lineno, each.attr, known)


LOOP_NAMES = {"index", "index0", "first", "last", "length", "previtem", "nextitem"}


def _resolved(node: jinja2.nodes.Node, named: Mapping[str, object]) -> object:
    """Find the fact that a chain of names speaks of; None where that shows only in the run."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    match node:
        case nodes.Name(name=name):
            found = named.get(name)
        case nodes.Getattr(node=inner, attr=attr):
            found = getattr(_resolved(inner, named), attr, None)
        case _:
            return None
    return found if _names_of(found) else None


def _names_of(fact: object) -> set[str]:
    """List the names that one fact has; none where it is a plain value."""
    if isinstance(fact, SimpleNamespace):
        return set(vars(fact))
    if is_dataclass(fact):
        return {each.name for each in fields(fact)}
    return set(getattr(fact, "__struct_fields__", ()))


def _names_within(facts: Iterable[object]) -> set[str]:
    """List the names of all the kinds of facts there are, whether or not there is one today."""
    from pipeline.render.narrative import facts as rooms  # noqa: PLC0415 - round trip
    from pipeline.render.narrative import lines, plan, quality  # noqa: PLC0415 - round trip

    kinds = [
        kind
        for room in (rooms, lines, plan, quality)
        for kind in vars(room).values()
        if isinstance(kind, type) and is_dataclass(kind)
    ]
    return {name for fact in (*facts, *kinds) for name in _names_of(fact)} | {"kind", "name", "code"}


def _mistake(path: Path, source: str, line: int, wrong: str, known: Iterable[str]) -> NoReturn:
    """Refuse a name, with the nearest one that is known."""
    near = "".join(get_close_matches(wrong, sorted(known), n=1, cutoff=0.0))
    raise SetupError(
        "template",
        {
            "file": path,
            "key": _around(source, line),
            "expected": f"a known name, not «{wrong}»; the nearest is «{near}»",
        },
    ) from None


def _failed(path: Path, source: str, error: Exception) -> SetupError:
    """Say where filling failed."""
    line = next(
        (
            frame.lineno
            for frame in reversed(traceback.extract_tb(error.__traceback__))
            if frame.filename == "<template>" and frame.lineno
        ),
        1,
    )
    return SetupError(
        "template", {"file": path, "key": _around(source, line), "expected": str(error)}
    )


def _in_template(error: Exception) -> bool:
    """Tell whether the wording, rather than our code, asked for what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and any(frame.filename == "<template>" for frame in frames)


def _around(source: str, line: int) -> str:
    """Give a line's number and how it begins."""
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"line {line}: {text[:WIDTH_AROUND]}"
