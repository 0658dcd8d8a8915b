"""Find a mistake in a wording, in branches not taken today too, and say where it is."""

from __future__ import annotations

import re
from collections import defaultdict
from inspect import signature
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from pipeline.errors import SetupError
from pipeline.language import kk_endings, nouns_ru
from pipeline.whereabouts import around, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    import jinja2

    from pipeline.render.narrative.names import Names

# Where a wording uses a name: line, what it is a name of ("" for nothing), the name itself; and
# the names that the wording gives. Plain tuples, for those can be kept from run to run.
Uses: TypeAlias = tuple[tuple[tuple[int, str, str], ...], tuple[str, ...]]


def uses_of(tree: jinja2.nodes.Template) -> Uses:
    """List where a wording uses names, in branches not taken today too, and the names it gives."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    used: list[tuple[int, str, str]] = []
    # A name that the wording itself gives, in a loop or a macro, may hide a fact.
    given = {"loop", *(each.name for each in tree.find_all(nodes.Macro))}
    for each in tree.find_all((nodes.Name, nodes.Getattr)):
        if isinstance(each, nodes.Getattr):
            used.append((each.lineno, _chain(each.node), each.attr))
        elif isinstance(each, nodes.Name):
            used.append((each.lineno, "", each.name))
            given |= {each.name} if each.ctx != "load" else set()
    return tuple(used), tuple(sorted(given))


def check_names(
    uses: Uses,
    names: Names,
    known: Collection[str],
    refuse: Callable[[int, str, Iterable[str]], NoReturn],
) -> None:
    """Refuse names that no fact has."""
    used, given = uses
    own = set(given)
    top = {chain for chain in names.chains if "." not in chain}
    anywhere = names.anywhere | LOOP_NAMES
    by_owner: dict[str, set[str]] = defaultdict(set)
    for chain in names.chains:
        by_owner[chain.rpartition(".")[0]].add(chain.rpartition(".")[2])
    valid = {*own, *top, *known}
    for line, owner, name in used:
        if not owner:
            if name not in valid:
                refuse(line, name, own | top)
            continue
        named = by_owner[owner]
        if owner.partition(".")[0] in own or not named:
            named = anywhere
        if name not in named:
            refuse(line, name, named)


def check_filters(
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
        _try_noun(each, own, refuse)
        for option, given in zip(accepted[1:], each.args, strict=False):
            if option == "case" and isinstance(given, nodes.Const) and given.value not in CASES:
                refuse(each.lineno, str(given.value), CASES)


def _try_noun(
    node: jinja2.nodes.Filter,
    own: Mapping[str, Callable[..., str]],
    refuse: Callable[[int, str, Iterable[str]], NoReturn],
) -> None:
    """Refuse words that a counting function cannot inflect, by counting one of them."""
    from jinja2 import nodes  # noqa: PLC0415 - heavy; only narratives need it

    words = [each.value for each in node.args if isinstance(each, nodes.Const)]
    if node.name not in COUNTING or len(words) < len(node.args) or not words:
        return
    try:
        own[node.name](1, *words)
    except ValueError as error:
        wrong, near = re.findall("«(.*?)»", f"{error}«?»«?»")[:2]
        refuse(node.lineno, wrong, (near,))


COUNTING = {"counted", "counted_predicate", "predicate"}
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
    near = nearest(wrong, known)
    raise SetupError(
        "template",
        {
            "file": path,
            "key": around(source, line),
            "expected": f"a known name, not «{wrong}»; the nearest is «{near}»",
        },
    ) from None
