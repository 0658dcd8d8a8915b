"""Say beside a marked cell whose it is, what was found there and why: hidden until pointed at."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.language import typography
from pipeline.model import Mark, Slot, Status
from pipeline.render.workbook.canvas import PIXELS_PER_POINT, height, safe, short_name
from pipeline.render.workbook.styles import SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # ships no types

    from pipeline.model import Correction, Submission
    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.findings import Found

    Key = tuple[str, str, Slot]  # unit, indicator, and which of its two cells

# What keeps a sheet of many faults small enough to open at once.
MOST, LONGEST = 300, 900
WIDTH, HIGHEST, LETTER_WIDTH = 300.0, 260.0, 4.6  # points
FONT = {"font_name": "Arial", "font_size": 8}
TOLD = {Status.LATE, Status.RETURNED, Status.MISSING}
BLANK = "–"


@dataclass(frozen=True, kw_only=True, eq=False)
class Notes:
    """The notes of the figures' cells, and how many stand on each sheet already."""

    texts: Mapping[Key, str]
    written: Counter[str] = field(default_factory=Counter)

    def write(self, sheet: Worksheet, cell: tuple[int, int], text: str) -> None:
        """Attach a note as large as its text, unless the sheet has too many."""
        if not text or self.written[sheet.get_name()] >= MOST:
            return
        self.written[sheet.get_name()] += 1
        write_note(sheet, cell, text)


def write_note(sheet: Worksheet, cell: tuple[int, int], text: str) -> None:
    """Attach a note as large as its text, and never so large that it hides the sheet."""
    shown = safe(text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…")
    width = min(WIDTH, max(map(len, shown.split("\n"))) * LETTER_WIDTH + 12)
    high = min(HIGHEST, height(shown, width, 8) + 10)
    size = {"width": width * PIXELS_PER_POINT, "height": high * PIXELS_PER_POINT}
    sheet.write_comment(*cell, shown, {**FONT, **size})


def notes_of(canvas: Canvas, found: Sequence[Found]) -> Notes:
    """Gather what is to be said of each marked figure: found, accepted, corrected."""
    marked = {
        (*key, slot): Mark(mark)
        for key, figure in canvas.grid.figures.items()
        for slot in (Slot.WEEK, Slot.TOTAL)
        if (mark := figure.mark_of(slot)) in {*SIGNED, Mark.EXCLUDED}
    }
    said: dict[Key, list[str]] = {}
    for each in found:
        key = _key_of(canvas, each)
        if key in marked:
            reason = each.finding.accepted_reason
            lines = [each.kk, each.ru, *([f"«{reason}»"] if reason else [])]
            said.setdefault(key, []).append("\n".join(lines))
    for key, mark in marked.items():
        if key not in said:
            reason = canvas.grid.figures[key[:2]].reason
            why = [f"«{reason}»"] if reason and mark is Mark.ACCEPTED else []
            said[key] = ["\n".join([canvas.stacked(f"legend.{mark}"), *why])]
    for correction in canvas.region.corrections:
        key = (correction.unit, correction.indicator, correction.slot)
        said.setdefault(key, []).append(_corrected(canvas, correction))
    names = {unit.code: short_name(unit) for unit in canvas.region.campaign.all_units}
    return Notes(
        texts={
            key: "\n\n".join([f"{names.get(key[0], key[0])}, {key[1]}", *texts])
            for key, texts in said.items()
        }
    )


def _key_of(canvas: Canvas, found: Found) -> Key:
    """Tell which figure a finding is about: the week's, where it names the week's cell."""
    unit, indicator, cell = found.unit, found.finding.indicator, found.finding.cell
    figure = canvas.grid.figures.get((unit, indicator))
    is_week = figure is not None and cell and cell == figure.week_cell
    return unit, indicator, Slot.WEEK if is_week else Slot.TOTAL


def said_of(canvas: Canvas, submission: Submission) -> str:
    """Say how a unit's report came; "" where it came in time and once."""
    told = list(_came(canvas, submission))
    return "\n".join([short_name(submission.unit), *told]) if told else ""


def _came(canvas: Canvas, submission: Submission) -> Iterator[str]:
    if submission.status in TOLD:
        moment = submission.received_at
        local = moment.astimezone(canvas.region.campaign.zone) if moment else None
        yield canvas.stacked(
            f"note.{submission.status}",
            date=typography.short_date(local.date()) if local else BLANK,
            time=f"{local:%H:%M}" if local else BLANK,
            days=submission.days_late,
        )
    if submission.corrected:
        yield canvas.stacked("note.corrected-report")


def _corrected(canvas: Canvas, each: Correction) -> str:
    was, now = (BLANK if value is None else value for value in (each.before, each.after))
    return canvas.stacked("note.corrected", was=was, now=now)
