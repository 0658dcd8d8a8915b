"""List the formulas of workbooks whose value, once LibreOffice computes it, is not the cached one.

`python tests/recalculated.py FILE.xlsx…`
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from io import BytesIO
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Iterator


def bare(content: bytes, path: Path) -> Path:
    """Write a workbook without the values that were cached for its formulas."""
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if "worksheets/sheet" in name:
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                part = re.sub(rb"(</f>)<v/>", rb"\1", part)
            target.writestr(name, part)
    return path


def differences(content: bytes, computed: Path) -> Iterator[str]:
    """Yield every formula whose computed value is not the cached one, with both."""
    formulas = openpyxl.load_workbook(BytesIO(content))
    ours = openpyxl.load_workbook(BytesIO(content), data_only=True)
    theirs = openpyxl.load_workbook(computed, data_only=True)
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                mine, other = (
                    "" if value is None else value
                    for value in (
                        book[sheet.title][cell.coordinate].value for book in (ours, theirs)
                    )
                )
                if not same(mine, other):
                    where = f"{sheet.title}!{cell.coordinate}"
                    yield f"{where} {cell.value}: cached {mine!r}, computed {other!r}"


def compare_formulas(content: bytes, computed: Path) -> int:
    """Hold that every computed value is the cached one, and count them."""
    assert list(differences(content, computed)) == []
    return count_formulas(content)


def same(mine: object, other: object) -> bool:
    """Compare two values, numbers to the precision of a spreadsheet."""
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return isclose(mine, other, rel_tol=1e-9, abs_tol=1e-9)
    return mine == other


def count_formulas(content: bytes) -> int:
    """Count the formulas, so that a comparison of none is told from one of all."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        return sum(
            book.read(name).count(b"</f>") for name in book.namelist() if "worksheets/sheet" in name
        )


def main() -> None:
    """Compare the files of the command line."""
    found = 0
    for path in map(Path, sys.argv[1:]):
        content = path.read_bytes()
        with tempfile.TemporaryDirectory() as place:
            profile = f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}"
            stripped = bare(content, Path(place) / "bare.xlsx")
            command = ["soffice", profile, "--headless", "--convert-to", "xlsx"]
            out = Path(place) / "out"
            subprocess.run(
                [*command, "--outdir", str(out), str(stripped)], check=True, capture_output=True
            )
            lines = list(differences(content, out / "bare.xlsx"))
        found += len(lines)
        count = count_formulas(content)
        print(f"{path}: {count} formulas, {len(lines)} differ", *lines, sep="\n  ")  # noqa: T201
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
