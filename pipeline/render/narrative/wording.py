"""Fill a language's wording with the facts, and find a mistake in it before anything is built."""

from __future__ import annotations

import traceback
from collections import defaultdict
from contextlib import suppress
from dataclasses import fields
from difflib import get_close_matches
from functools import lru_cache, partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.errors import SetupError
from pipeline.language import kk_endings, nouns_ru
from pipeline.render.narrative.blocks import veiled
from pipeline.render.narrative.filters import filters_of
from pipeline.render.narrative.names import Names, chains_of
from pipeline.schema import Bilingual

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from types import CodeType

    import jinja2
    from _typeshed import DataclassInstance

    from pipeline.model import Language

WIDTH_AROUND = 60
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
    template = _template(path, source, language, Names(frozenset(chains_of(named)), listed))
    try:
        return template.render(named)
    except jinja2.UndefinedError as error:
        raise _failed(path, source, error) from error
    except (KeyError, TypeError, ValueError) as error:
        if not _in_template(error):
            raise
        raise _failed(path, source, error) from error


@lru_cache(maxsize=32)
def _template(path: Path, source: str, language: Language, names: Names) -> jinja2.Template:
    """Compile a wording whose names are all among those that facts have."""
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
    store = _Store(environment, source, language, names)
    if (code := store.code) is None:
        code = _compiled(environment, path, source, language, names)
        store.keep(code)
    return jinja2.Template.from_code(environment, code, environment.make_globals(None))


def _compiled(
    environment: jinja2.Environment,
    path: Path,
    source: str,
    language: Language,
    names: Names,
) -> CodeType:
    """Check a wording and compile it."""
    import jinja2  # noqa: PLC0415 - heavy; only narratives need it

    refuse = partial(mistake, path, source)
    try:
        tree = environment.parse(source)
        _check_names(tree, names, set(environment.globals), refuse)
        _check_filters(tree, environment.filters, filters_of(language), refuse)
        return environment.compile(tree, filename=FILENAME)
    except jinja2.TemplateAssertionError as error:
        wrong = str(error.message).rpartition("named ")[2].rstrip(".").strip("'")
        refuse(error.lineno, wrong, {*environment.filters, *environment.tests})
    except jinja2.TemplateSyntaxError as error:
        key = _around(source, error.lineno)
        raise SetupError(
            "template", {"file": path, "key": key, "expected": error.message}
        ) from error


class _Store:
    """Where a checked and compiled wording is kept from run to run, if this user may keep it.

    Its key holds all that checking and compiling depend on, this module's own edition included.
    """

    def __init__(
        self,
        environment: jinja2.Environment,
        source: str,
        language: Language,
        names: Names,
    ) -> None:
        import jinja2  # noqa: PLC0415 - heavy; only narratives need it

        state = Path(__file__).stat()
        named = (language, jinja2.__version__, state.st_mtime_ns, state.st_size,
                 sorted(names.chains), sorted(names.anywhere),
                 sorted(environment.filters))  # fmt: skip
        self._cache: jinja2.BytecodeCache | None = None
        try:
            self._cache = jinja2.FileSystemBytecodeCache(pattern="mektepke-zhol-%s.cache")
            self._bucket = self._cache.get_bucket(environment, repr(named), FILENAME, source)
        except (OSError, RuntimeError):  # no place that is this user's own
            self._cache = None

    @property
    def code(self) -> CodeType | None:
        """What was kept; None where there is nothing."""
        return self._bucket.code if self._cache else None

    def keep(self, code: CodeType) -> None:
        """Keep what was compiled, for the next run."""
        if self._cache is not None:
            self._bucket.code = code
            with suppress(OSError):
                self._cache.set_bucket(self._bucket)


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
    raise TypeError(type(value).__name__)


def _check_names(
    tree: jinja2.nodes.Template,
    names: Names,
    known: set[str],
    refuse: Callable[[int, str, Iterable[str]], NoReturn],
) -> None:
    """Refuse names that no fact has, in branches not taken today too."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    found = list(tree.find_all((nodes.Name, nodes.Getattr, nodes.Macro)))
    # A name that the wording itself gives, in a loop or a macro, may hide a fact.
    own = {each.name for each in found if isinstance(each, nodes.Name) and each.ctx != "load"}
    own |= {each.name for each in found if isinstance(each, nodes.Macro)} | {"loop"}
    top = {chain for chain in names.chains if "." not in chain}
    anywhere = names.anywhere | LOOP_NAMES
    by_owner: dict[str, set[str]] = defaultdict(set)
    for chain in names.chains:
        by_owner[chain.rpartition(".")[0]].add(chain.rpartition(".")[2])
    valid = own | top | known
    for each in found:
        if isinstance(each, nodes.Name) and each.name not in valid:
            refuse(each.lineno, each.name, own | top)
        if isinstance(each, nodes.Getattr):
            owner = _chain(each.node)
            named = by_owner[owner]
            if owner.partition(".")[0] in own or not named:
                named = anywhere
            if each.attr not in named:
                refuse(each.lineno, each.attr, named)


def _check_filters(
    tree: jinja2.nodes.Template,
    filters: Collection[str],
    own: Mapping[str, Callable[..., str]],
    refuse: Callable[[int, str, Iterable[str]], NoReturn],
) -> None:
    """Refuse filters, their options and cases that there are none of, in branches not taken too."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    for each in tree.find_all(nodes.Filter):
        if each.name not in filters:
            refuse(each.lineno, each.name, filters)
        if each.name not in own:
            continue
        accepted = [*signature(own[each.name]).parameters]
        for named in each.kwargs:
            if named.key not in accepted:
                refuse(each.lineno, str(named.key), accepted)
        for option, given in zip(accepted[1:], each.args, strict=False):
            if option == "case" and isinstance(given, nodes.Const) and given.value not in CASES:
                refuse(each.lineno, str(given.value), CASES)


# The cases of both languages; one that the other has is found in the run.
CASES = {*kk_endings.CASES, *nouns_ru.CASES}
LOOP_NAMES = {"index", "index0", "first", "last", "length", "previtem", "nextitem"}


def _chain(node: jinja2.nodes.Node) -> str:
    """Write a chain of names as one, "line.helped"; "?" where it is none."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    match node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(node=inner, attr=attr):
            return f"{_chain(inner)}.{attr}"
    return "?"


def mistake(path: Path, source: str, line: int, wrong: str, known: Iterable[str]) -> NoReturn:
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
            if frame.filename == FILENAME and frame.lineno
        ),
        1,
    )
    return SetupError(
        "template", {"file": path, "key": _around(source, line), "expected": str(error)}
    )


def _in_template(error: Exception) -> bool:
    """Tell whether the wording, rather than our code, asked for what failed."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and any(frame.filename == FILENAME for frame in frames)


def _around(source: str, line: int) -> str:
    """Give a line's number and how it begins."""
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"line {line}: {text[:WIDTH_AROUND]}"
