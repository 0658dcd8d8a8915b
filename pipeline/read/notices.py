"""Tell of figures that stand unseen, and of ids in letters that only look right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.language.typography import short_date
from pipeline.model import Cell, Finding, Nature, Severity, Slot
from pipeline.read.book import Hazards
from pipeline.read.letters import NO_SPACES
from pipeline.read.values import address_of, days_of, folded, has_month_first
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.read.far import FarCells
    from pipeline.read.layout import FormLayout
    from pipeline.read.rows import Line
    from pipeline.read.values import Grid

# Where a figure, or a yes, may stand unseen.
FIGURE_SLOTS = frozenset({Slot.WEEK, Slot.TOTAL, Slot.DONE})
UNFILLED = frozenset({Nature.BLANK, Nature.UNCACHED, Nature.ERROR_VALUE})
NO_HAZARDS = Hazards()
# Behind the last known column an explanation stands so near, whatever its heading says.
REASONS_WITHIN = 2


def hidden_figures(cells: Iterable[Cell], hazards: Mapping[str, Hazards]) -> list[Finding]:
    """Find the sheets where figures stand that the sender may not see."""
    first: dict[str, Cell] = {}
    counts: dict[str, int] = {}
    if not any(each.hidden for each in hazards.values()):
        return []
    for cell in cells:
        if (
            cell.slot in FIGURE_SLOTS
            and cell.nature not in UNFILLED
            and cell.address in hazards.get(cell.sheet, NO_HAZARDS).hidden
        ):
            first.setdefault(cell.sheet, cell)
            counts[cell.sheet] = counts.get(cell.sheet, 0) + 1
    return [
        Finding(
            code="hidden-figures",
            severity=Severity.WARNING,
            sheet=sheet,
            cell=cell.address,
            indicator=cell.indicator,
            details={"count": counts[sheet]},
        )
        for sheet, cell in first.items()
    ]


def look_alikes(lines: Iterable[Line], layout: FormLayout) -> list[Finding]:
    """Find the sheets where ids were typed in letters that only look right."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if folded(line.typed).translate(NO_SPACES) not in layout.rows:
            found.setdefault(line.sheet, []).append(line)
    return [
        Finding(
            code="look-alike-letters",
            severity=Severity.NOTE,
            sheet=sheet,
            cell=typed[0].address,
            indicator=typed[0].row.id,
            details={"value": typed[0].typed.strip(), "count": len(typed)},
        )
        for sheet, typed in found.items()
    ]


def dates_reread(lines: Iterable[Line]) -> list[Finding]:
    """Find the sheets where dates were typed with the month first, if they can mean but one day."""
    found: dict[str, list[tuple[Line, str, date]]] = {}
    for line in lines:
        place = line.columns.get(Slot.DATE) if line.row.kind is Kind.MILESTONE else None
        raw = line.values[place] if place is not None and place < len(line.values) else ""
        days = days_of(raw.strip()) if isinstance(raw, str) else ()
        if len(days) == 1 and has_month_first(str(raw).strip(), days[0]):
            found.setdefault(line.sheet, []).append((line, str(raw).strip(), days[0]))
    return [
        Finding(
            code="date-order",
            severity=Severity.NOTE,
            sheet=sheet,
            cell=address_of(line.columns[Slot.DATE], line.number),
            indicator=line.row.id,
            details={"value": text, "date": short_date(day), "count": len(reread)},
        )
        for sheet, reread in found.items()
        for line, text, day in reread[:1]
    ]


def columns_inserted(lines: Iterable[Line]) -> list[Finding]:
    """Find the sheets with columns of the sender's own amid the form's; they were passed over."""
    lines = list(lines)
    found = {line.sheet: line for line in lines if line.inserted}
    torn = {line.sheet for line in lines if line.lacking}
    return [
        Finding(
            code="column-inserted",
            severity=Severity.NOTE,
            sheet=sheet,
            cell=address_of(line.inserted[0], line.heading),
            details={"count": len(line.inserted)},
        )
        for sheet, line in found.items()
        if sheet not in torn
    ]


def reasons_lost(
    lines: Iterable[Line], sheets: Mapping[str, Grid], layout: FormLayout
) -> list[Finding]:
    """Find the sheets where texts stand beside the answers, but not under «Explanation»."""
    found: dict[str, list[tuple[Line, int]]] = {}
    for line in lines:
        if line.row.kind is Kind.TEXT or Slot.REASON in line.columns or not line.heading:
            continue
        heads = sheets[line.sheet][line.heading - 1]
        behind = max(line.columns.values()) + 1
        for place in range(behind, min(behind + REASONS_WITHIN, len(line.values))):
            head = folded(str(heads[place])) if place < len(heads) else ""
            if any(word in head for word in layout.aside_headers):
                break
            value = line.values[place]
            if isinstance(value, str) and any(map(str.isalpha, value)):
                found.setdefault(line.sheet, []).append((line, place))
                break
    return [
        Finding(
            code="reasons-lost",
            severity=Severity.WARNING,
            sheet=sheet,
            cell=address_of(place, line.heading),
            details={
                "column": layout.header_names[Slot.REASON],
                "first": address_of(place, line.number),
                "count": len(texts),
            },
        )
        for sheet, texts in found.items()
        for line, place in texts[:1]
    ]


def far_cells(far: Sequence[FarCells]) -> tuple[Finding, ...]:
    """Note what was passed over beyond the bounds of a form, all of it at once."""
    return tuple(
        Finding(
            code="far-cells",
            severity=Severity.NOTE,
            sheet=each.sheet,
            cell=each.first,
            details={"count": sum(other.count for other in far), "sheets": len(far)},
        )
        for each in far[:1]
    )


def rows_doubled(doubled: Iterable[tuple[Line, Line]]) -> list[Finding]:
    """Find the sheets that repeat rows, each with the first of them beside the row that counts.

    Copies of sheets, or of a whole form, are told together.
    """
    again: dict[str, list[tuple[Line, Line]]] = {}
    for line, first in doubled:
        again.setdefault(line.sheet if line.sheet == first.sheet else "", []).append((line, first))
    return [
        Finding(
            code="row-doubled",
            severity=Severity.ERROR,
            sheet=lines[0][0].sheet,
            cell=lines[0][0].address,
            indicator=lines[0][0].row.id,
            details={
                "first": f"{lines[0][1].sheet}!{lines[0][1].address}",
                "count": len(lines),
            },
        )
        for lines in again.values()
    ]
