"""Tell which answers a later report gives anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Correction, Fate, Finding, Nature, Since, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pipeline.check.files import Judged, JudgedFile
    from pipeline.model import Cell, Submission, Version
    from pipeline.texts import Texts

CODE = "corrected"
ANSWERS = frozenset({Slot.WEEK, Slot.TOTAL, Slot.DONE, Slot.DATE, Slot.DOCUMENT})
MOST_NAMED = 12


def corrections_of(
    day: date, judged: Judged, cells: Callable[[str], tuple[Cell, ...]]
) -> tuple[Correction, ...]:
    """Compare every report that counts with the one of the same unit and date that it replaces."""
    found: list[Correction] = []
    for unit, file in judged.accepted(day).items():
        older = _replaced(file, judged.of(day))
        if older is not None:
            before, after = cells(older.receipt.sha256), cells(file.receipt.sha256)
            found += (
                Correction(
                    unit=unit,
                    indicator=cell.indicator,
                    slot=cell.slot,
                    sheet=cell.sheet,
                    cell=cell.address,
                    before=was,
                    after=cell.value,
                    path=file.receipt.path,
                    older=older.receipt.path,
                    received_at=file.receipt.received_at,
                )
                for was, cell in _differences(before, after)
            )
    return tuple(found)


def correction_findings(corrections: Sequence[Correction], texts: Texts) -> Iterator[Finding]:
    """Note on each report that replaces another what it changes."""
    by_file: dict[tuple[str, str, str], list[Correction]] = {}
    for each in corrections:
        by_file.setdefault((each.unit, each.path, each.older), []).append(each)
    for (unit, path, older), changes in by_file.items():
        lines = dict.fromkeys(each.indicator for each in changes)
        yield Finding(
            code=CODE,
            severity=texts.findings[CODE].severity,
            unit=unit,
            path=path,
            details={
                "older": older,
                "count": len(changes),
                "rows": tuple(lines)[:MOST_NAMED],
            },
        )


def since(
    version: Version,
    submissions: Iterable[Submission],
    cells: Callable[[str], tuple[Cell, ...]],
) -> Since | None:
    """Count what has changed of the figures that a version went out with; None where nothing."""
    now = {each.unit.code: each.sha256 for each in submissions if each.sha256}
    # A row's week and total are one figure to whoever reads of it.
    changed = sum(
        len({cell.indicator for _, cell in _differences(cells(before), cells(now[unit]))})
        for unit, before in version.forms.items()
        if unit in now and now[unit] != before
    )
    return Since(built_at=version.built_at, changed=changed) if changed else None


def _replaced(file: JudgedFile, listed: Sequence[JudgedFile]) -> JudgedFile | None:
    """Find the newest of the reports that a report replaces."""
    others = [each for each in listed if each.fate is Fate.SUPERSEDED and each.unit == file.unit]
    return max(others, key=lambda each: each.precedence, default=None)


def _differences(
    before: Iterable[Cell], after: Iterable[Cell]
) -> Iterator[tuple[float | str | None, Cell]]:
    """Yield each answer that differs, with what it was; an answer left out now is none."""
    was = _answers(before)
    now = _answers(after)
    for place, cell in now.items():
        old = was.get(place)
        if (old.value if old else None) != cell.value:
            yield (old.value if old else None), cell
    for place, cell in was.items():
        if place not in now and cell.value is not None:
            yield cell.value, cell._replace(nature=Nature.BLANK, value=None)


def _answers(cells: Iterable[Cell]) -> Mapping[tuple[str, Slot], Cell]:
    """Lay the answers out by row and slot; a total that was not calculated is computed."""
    found = {(cell.indicator, cell.slot): cell for cell in cells}
    return {
        place: cell if cell.nature is not Nature.UNCACHED else _computed(cell, found)
        for place, cell in found.items()
        if cell.slot in ANSWERS
    }


def _computed(total: Cell, found: Mapping[tuple[str, Slot], Cell]) -> Cell:
    before, week = (found.get((total.indicator, slot)) for slot in (Slot.PREVIOUS, Slot.WEEK))
    if week is None or not isinstance(week.value, float):
        return total
    last = before.value if before is not None and isinstance(before.value, float) else 0.0
    return total._replace(value=round(last + week.value, 1))
