"""Fill a look of templates/, and say where it is wrong."""

from __future__ import annotations

import re
import traceback
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.errors import SetupError
from pipeline.render.narrative.wording import SLIPS, source_of
from pipeline.whereabouts import around, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import jinja2


def filled_look(path: Path, facts: Mapping[str, object]) -> str:
    """Fill a look of templates/ as HTML.

    Raises: SetupError where it is missing, or with its line and what is expected there.
    """
    with _telling(path):
        return _environment(path.parent).get_template(path.name).render(facts)


def check_look(path: Path) -> None:
    """Refuse a look that cannot be filled with anything.

    Raises: as filling it does.
    """
    with _telling(path):
        _environment(path.parent).get_template(path.name)


@lru_cache(maxsize=2)
def _environment(templates: Path) -> jinja2.Environment:
    import jinja2  # noqa: PLC0415 - heavy; only pages need it

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        bytecode_cache=_cache(),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _cache() -> jinja2.BytecodeCache | None:
    """Keep compiled looks from run to run, if this user and the disk let us."""
    import jinja2  # noqa: PLC0415 - heavy; only pages need it

    class Kept(jinja2.FileSystemBytecodeCache):
        """A cache that a full disk leaves empty."""

        def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
            """Keep a compiled look where there is room."""
            with suppress(OSError):
                super().dump_bytecode(bucket)

    try:
        return Kept(pattern="mektepke-zhol-look-%s.cache")
    except (OSError, RuntimeError):  # no place that is this user's own
        return None


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn what goes wrong with a look into a refusal with its line."""
    import jinja2  # noqa: PLC0415 - heavy; only pages need it

    try:
        yield
    except jinja2.TemplateNotFound as error:
        raise SetupError("template-missing", {"file": path}) from error
    except (jinja2.TemplateError, *SLIPS) as error:
        if (line := _line(error, path.name)) is None:
            raise
        raise _refusal(path, line, error) from error


def _line(error: Exception, name: str) -> int | None:
    """Find the line of the look that an error comes from; None where it is none of its own."""
    if found := getattr(error, "lineno", None):
        return int(found)
    frames = traceback.extract_tb(error.__traceback__)
    return next((each.lineno for each in reversed(frames) if each.filename.endswith(name)), None)


def _refusal(path: Path, line: int, error: Exception) -> SetupError:
    """Say where the look is wrong, with the nearest name that it has."""
    source = source_of(path)
    name = re.search(
        r"'(\w+)' is undefined|attribute '(\w+)'|named '(\w+)'|tag '(\w+)'", str(error)
    )
    wrong = next(filter(None, name.groups()), "") if name else ""
    near = nearest(wrong, set(re.findall(r"[a-z_]\w+", source)) - {wrong}) if wrong else ""
    expected = f"{error}{f'; the nearest is «{near}»' if near else ''}"
    return SetupError("template", {"file": path, "key": around(source, line), "expected": expected})
