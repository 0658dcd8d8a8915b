"""Do the least that any such program must: load pandas, read the cells, write the cells."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pandas as pd  # noqa: F401 - its import is part of the floor
import xlsxwriter
from python_calamine import CalamineWorkbook


def main(inbox: Path, cells: Path, out: Path) -> None:
    """Read every form of an inbox and write a prepared workbook."""
    for path in sorted(inbox.rglob("*.xlsx")):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    sheets = pickle.loads(cells.read_bytes())  # noqa: S301 - written by run.py just before
    with xlsxwriter.Workbook(out, {"strings_to_urls": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row, column, value in rows:
                sheet.write(row, column, value)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
