"""Load a template file of tables into its shape, saying where it is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from pipeline.errors import SetupError
from pipeline.whereabouts import nearest

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
FIELD = re.compile(r"(unknown|required) field `(\w+)`")
NAME = re.compile(r"Invalid enum value '(\w+)'")


def load_table(path: Path, shape: type[T]) -> T:
    """Load a template file of tables into its shape.

    Raises: SetupError with the file, the key and what is expected there.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(content, shape)
    except FileNotFoundError as error:
        raise SetupError("template-missing", {"file": path}) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("template-syntax", {"file": path, "problem": error}) from error
    except msgspec.ValidationError as error:
        problem, _, at = str(error).partition(" - at ")
        key = at.rpartition("$")[2].strip("`").removeprefix(".")
        key = _spelt_out(key, problem, content, shape)
        if at.startswith("`key`") and (free := NAME.search(problem)):
            key = f"{key}.{free[1]}"
        if named := FIELD.search(problem):
            key = f"{key}.{named[2]}".removeprefix(".")
            if named[1] == "unknown":
                problem += f"; the nearest is «{nearest(named[2], _fields_of(shape))}»"
        details = {"file": path, "key": key or "-", "expected": problem}
        raise SetupError("template", details) from error


def _spelt_out(key: str, problem: str, content: dict[str, Any], shape: type) -> str:
    """Name the entry of a table whose keys are free, where msgspec only says that it is one."""
    table, hidden, rest = key.partition("[...]")
    if not hidden or "." in table or not isinstance(content.get(table), dict):
        return key
    for name, entry in content[table].items():
        try:
            msgspec.convert({**content, table: {name: entry}}, shape)
        except msgspec.ValidationError as error:
            if str(error).startswith(problem):
                return f"{table}.{name}{rest}"
    return table


def _fields_of(shape: type) -> set[str]:
    """List the names of all fields that a file of a shape may have."""
    schema = msgspec.json.schema(shape)
    return {name for part in schema["$defs"].values() for name in part.get("properties", ())}
