"""Know the names that facts offer to a wording."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from pipeline.schema import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Names(NamedTuple):
    """The names that a wording may use: chains that lead to a fact, and the kinds in lists."""

    chains: frozenset[str]
    kinds: tuple[type, ...] | None = None  # None for a narrative's

    @property
    def anywhere(self) -> set[str]:
        """The names that may stand behind whatever a wording itself has named."""
        kinds = tuple(_narrative_kinds()) if self.kinds is None else self.kinds
        inner = {name for kind in (*kinds, Unit) for name in _names_of(kind)}
        return inner | {chain.rpartition(".")[2] for chain in self.chains}


def chains_of(named: Mapping[str, object], depth: int = 3) -> Iterator[str]:
    """Yield every chain of names that leads to a fact."""
    for name, fact in named.items():
        yield name
        if depth > 1:
            inner = {each: getattr(fact, each) for each in _names_of(fact)}
            yield from (f"{name}.{chain}" for chain in chains_of(inner, depth - 1))


def _names_of(fact: object) -> Iterable[str]:
    """List the names that one fact has; none where it is a plain value."""
    if isinstance(fact, SimpleNamespace):
        return vars(fact)
    if is_dataclass(fact):
        return tuple(each.name for each in fields(fact))
    return tuple(getattr(fact, "__struct_fields__", ()))


def _narrative_kinds() -> Iterator[type]:
    """Yield the kinds of facts that a narrative has, whether or not there is one today."""
    from pipeline import alterations  # noqa: PLC0415
    from pipeline.render.narrative import facts, groups, lines, plan, quality, ranking  # noqa: PLC0415

    for room in (alterations, facts, groups, lines, plan, quality, ranking):
        yield from (
            kind for kind in vars(room).values() if isinstance(kind, type) and is_dataclass(kind)
        )
