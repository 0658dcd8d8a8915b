"""Draw forms for the tests: a clean one, with what a case changes in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.check import check
from pipeline.model import Cell, Form, Nature, Receipt, Slot
from pipeline.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.campaign import Campaign
    from pipeline.model import Verdicts
    from pipeline.texts import Texts

Figure = float | str | None
Drawing = dict[tuple[str, Slot], Figure | Nature]
HELD: dict[Nature, Figure] = {
    Nature.TEXT: "?", Nature.NO_DATA: "-", Nature.DATE: "2011-08-01", Nature.NUMBER: 1.0,
    Nature.NUMBER_AS_TEXT: 2.0, Nature.BOOLEAN: 1.0,
}  # fmt: skip
SLOTS = {"week": Slot.WEEK, "total": Slot.TOTAL, "done": Slot.DONE, "date": Slot.DATE,
         "document": Slot.DOCUMENT, "reason": Slot.REASON, "text": Slot.TEXT,
         "previous": Slot.PREVIOUS}  # fmt: skip
COLUMNS = {Slot.WEEK: "D", Slot.TOTAL: "E", Slot.PREVIOUS: "F", Slot.REASON: "G",
           Slot.DONE: "D", Slot.DATE: "E", Slot.DOCUMENT: "F", Slot.TEXT: "C"}  # fmt: skip


def clean(campaign: Campaign, unit: str, week: date) -> Drawing:
    """Draw a form in which nothing is wrong: all zeros, and every due milestone done."""
    drawing: Drawing = {}
    due = {
        deadline.milestone: deadline.closes
        for measure in campaign.plan.measures
        for deadline in measure.deadlines
        if deadline.closes and deadline.closes < week
    }
    for row in campaign.issued(campaign.unit(unit), week):
        match row.kind:
            case Kind.MILESTONE:
                done = row.id in due
                drawing[row.id, Slot.DONE] = 1.0 if done else 0.0
                if done:
                    drawing[row.id, Slot.DATE] = due[row.id].isoformat()
                    drawing[row.id, Slot.DOCUMENT] = "5"
            case Kind.FLAG:
                drawing[row.id, Slot.TOTAL] = 1.0
            case Kind.TEXT:
                drawing[row.id, Slot.TEXT] = None
            case _:
                if row.kind is Kind.CUM:
                    drawing[row.id, Slot.WEEK] = 0.0
                drawing[row.id, Slot.TOTAL] = 0.0
    return drawing


def changed(drawing: Drawing, changes: str) -> Drawing:
    """Change a drawing by lines such as «F1.10 week=3 total=3» or «F1.05a total=?word»."""
    drawing = dict(drawing)
    for line in filter(None, (line.strip() for line in changes.split(";"))):
        indicator, *cells = line.split()
        for cell in cells:
            name, _, value = cell.partition("=")
            key = indicator, SLOTS[name]
            if value == "gone":
                drawing.pop(key, None)
            elif value in Nature.__members__.values():
                drawing[key] = Nature(value)
            elif value.startswith("?"):
                drawing[key] = value[1:]
            else:
                drawing[key] = float(value) if value else None
    return drawing


def cells_of(campaign: Campaign, drawing: Drawing) -> tuple[Cell, ...]:
    """Turn a drawing into the cells that reading would give."""
    rows = {row.id: (number, row) for number, row in enumerate(campaign.rows, start=5)}
    cells = []
    for (indicator, slot), value in drawing.items():
        number, row = rows[indicator]
        address = f"{COLUMNS[slot]}{number}"
        nature, held = _held(value, slot, row.kind)
        cells.append(Cell(indicator, slot, row.sheet, address, nature, held))
    return tuple(cells)


def _held(value: Figure | Nature, slot: Slot, kind: Kind) -> tuple[Nature, float | str | None]:
    if isinstance(value, Nature):
        return value, HELD.get(value)
    if value is None:
        return Nature.BLANK, None
    if isinstance(value, str):
        return (Nature.DATE if slot is Slot.DATE and value[:4].isdigit() else Nature.TEXT), value
    is_answer = slot is Slot.DONE or (kind is Kind.FLAG and slot is Slot.TOTAL)
    return (Nature.BOOLEAN if is_answer else Nature.NUMBER), value


class Desk:
    """Judge drawn forms as the main job would."""

    def __init__(self, campaign: Campaign, texts: Texts) -> None:
        self.campaign = campaign
        self.texts = texts
        self._cells: dict[str, tuple[Cell, ...]] = {}
        self._receipts: list[Receipt] = []

    def receive(  # noqa: PLR0913 - all that a receipt can differ in
        self,
        unit: str,
        week: date,
        drawing: Mapping[tuple[str, Slot], Figure | Nature],
        *,
        path: str = "",
        corrected: bool = False,
        received_at: datetime | None = None,
        saved_at: datetime | None = None,
    ) -> Desk:
        sha256 = f"{len(self._receipts):064x}"
        self._cells[sha256] = cells_of(self.campaign, dict(drawing))
        noon = self.campaign.cut_off(week) - timedelta(hours=6)
        self._receipts.append(
            Receipt(
                path=path or f"{week}_{unit}.xlsx",
                sha256=sha256,
                received_at=received_at or noon,
                form=Form(
                    unit=unit,
                    unit_text=unit,
                    week=week,
                    week_text=str(week),
                    corrected=corrected,
                    saved_at=saved_at,
                ),
            )
        )
        return self

    def add(self, receipt: Receipt) -> Desk:
        self._cells.setdefault(receipt.sha256, receipt.form.cells)
        self._receipts.append(receipt)
        return self

    def verdicts(self, week: date | None = None, now: datetime | None = None) -> list[Verdicts]:
        receipts = sorted(self._receipts, key=lambda each: (each.received_at, each.path))
        moment = now or datetime.fromisoformat("2011-10-01T12:00:00+06:00")
        return list(
            check(receipts, (), self._cells.__getitem__, self.campaign, self.texts, week, moment)
        )


def receipt(path: str, form: Form, moment: str) -> Receipt:
    """Make a receipt of a file by its form alone."""
    digest = f"{abs(hash(path)):064x}"[:64]
    return Receipt(
        path=path, sha256=digest, received_at=datetime.fromisoformat(moment), form=replace(form)
    )


def found(verdicts: Iterable[Verdicts], week: date) -> list[tuple[str, str]]:
    """List what was found for one date: code and indicator, notes apart."""
    return [
        (finding.code, finding.indicator)
        for each in verdicts
        if each.week == week
        for file in each.files
        for finding in file.findings
        if finding.severity != "note"
    ]
