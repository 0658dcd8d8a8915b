"""Find where a template says something: a line, the name meant, and the program's own copy."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH_AROUND = 60
TABLE = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
KEY = re.compile(r"""\s*([\w."'-]+)\s*=""")


def carried() -> Path:
    """Find the copy of templates/ that the package carries."""
    package = Path(__file__).parent
    carried = package / "_templates"
    # A checkout that was installed in place has its templates beside the package.
    return carried if carried.is_dir() else package.parent / "templates"


def around(source: str, line: int) -> str:
    """Give a line's number and how it begins."""
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return f"line {line}: {text[:WIDTH_AROUND]}"


def nearest(wrong: str, known: Iterable[str]) -> str:
    """Give the name most like a wrong one."""
    return "".join(get_close_matches(wrong, sorted(known), n=1, cutoff=0.0))


def line_of(source: str, key: str) -> int:
    """Find the line of a TOML file that a dotted key stands in, or else its table; 0 for none.

    Where a key is one of many, in a list of tables, `key[2]` is the third.
    """
    table, counts, found = "", dict[str, int](), dict[str, int]()
    for number, line in enumerate(source.splitlines(), start=1):
        if header := TABLE.match(line):
            table = header[1].replace('"', "").replace("'", "")
            if line.lstrip().startswith("[["):
                place = counts[table] = counts.get(table, -1) + 1
                table = f"{table}[{place}]"
            found.setdefault(table, number)
        elif named := KEY.match(line):
            name = named[1].replace('"', "").replace("'", "")
            found.setdefault(f"{table}.{name}" if table else name, number)
    inner = next((each for each in found if each.startswith(f"{key}.")), "")
    parts = [*accumulate(key.split("."), lambda before, part: f"{before}.{part}")]
    return next((found[each] for each in (key, inner, *reversed(parts)) if each in found), 0)
