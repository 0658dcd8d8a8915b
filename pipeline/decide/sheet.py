"""Lay the open findings out for a decision: decisions.xlsx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline.language import typography
from pipeline.model import Action, Decision, Fate, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.decisions import Decisions
    from pipeline.model import FileVerdict, Finding, Region
    from pipeline.texts import Texts, Wording

COLUMNS = ("week", "unit", "file", "cell", "line", "problem", "decision", "until", "reason",
           "state", "key")  # fmt: skip
WIDTHS = (11, 18, 22, 9, 32, 58, 22, 12, 30, 18, 2)
LINE = 13.5  # points
HEAD = 3  # the row of the headings, from 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One row as the clerk left it; `action` None where nothing is decided."""

    key: str
    action: Action | None
    until: date | None
    reason: str
    typed: str = ""  # the decision as the clerk wrote it
    has_figure: bool = True  # whether there is one that could be accepted

    @property
    def lack(self) -> str:
        """Name the state of a row that cannot be honoured; "" where it can."""
        if self.action is None:
            return "not-understood" if self.typed else ""
        if not self.has_figure and self.action is not Action.RETURN:
            return "no-figure"
        if not self.reason:
            return "no-reason"
        if self.action is Action.ACCEPT_UNTIL and self.until is None:
            return "no-date"
        return ""


def lay_out(
    region: Region,
    wishes: Sequence[Wish],
    decisions: Decisions,
    texts: Texts,
    wording: Wording,
) -> bytes | None:
    """Write decisions.xlsx: what is open on this date, and every row already filled.

    None where there is nothing to decide.
    """
    rows = dict(_open_rows(region, texts))
    filled = {wish.key: wish for wish in wishes if wish.action or wish.reason or wish.typed}
    for key in filled:
        rows.setdefault(key, _bare_row(key, region))
    return _written(rows, filled, decisions, region, texts, wording) if rows else None


def _open_rows(region: Region, texts: Texts) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield what may be decided on this date: findings on forms that count or were sent back."""
    for file in region.files:
        for finding in file.findings:
            if _is_decidable(file, finding):
                yield _key(file, finding), _row(file, finding, region, texts)


def _is_decidable(file: FileVerdict, finding: Finding) -> bool:
    """Whether a finding is the clerk's to decide: one of a form that counts, not a mere note."""
    if finding.code == "returned-by-decision":
        return True
    return file.fate is Fate.ACCEPTED and finding.severity is not Severity.NOTE


def _key(file: FileVerdict, finding: Finding) -> str:
    week = finding.week.isoformat() if finding.week else ""
    return f"{week}|{finding.unit}|{finding.code}|{finding.indicator}|{file.sha256}"


def _row(file: FileVerdict, finding: Finding, region: Region, texts: Texts) -> tuple[object, ...]:
    row = region.campaign.indicators.get(finding.indicator)
    unit = region.campaign.units.get(finding.unit)
    return (
        finding.week,
        unit.name.both if unit else "",
        file.path,
        f"{finding.sheet}!{finding.cell}" if finding.cell else "",
        f"{row.id} {row.label.both}" if row else "",
        f"{texts.problem(finding, 'kk')}\n{texts.problem(finding, 'ru')}",
    )


def _bare_row(key: str, region: Region) -> tuple[object, ...]:
    """Write what a key tells, of a finding that is not there any more or of another date."""
    week, code, _, indicator, _ = key.split("|")
    unit = region.campaign.units.get(code)
    day = date.fromisoformat(week) if week else None
    return day, unit.name.both if unit else code, "", "", indicator, ""


def _written(  # noqa: PLR0913 - the rows, what was decided of them, and how all is worded
    rows: Mapping[str, tuple[object, ...]],
    filled: Mapping[str, Wish],
    decisions: Decisions,
    region: Region,
    texts: Texts,
    wording: Wording,
) -> bytes:
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy; ships no types

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "dd.mm.yyyy"}  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime.combine(region.week, time())})
        sheet = book.add_worksheet(wording["sheet.name"].kk)
        style = {
            name: book.add_format({"font_name": "Arial", "font_size": 10, **spec})
            for name, spec in STYLES.items()
        }
        sheet.write(0, 0, wording["sheet.title"].both, style["title"])
        sheet.merge_range(1, 0, 1, len(COLUMNS) - 2, _lines(wording, "sheet.how"), style["how"])
        sheet.set_row(1, LINE * 6)
        sheet.set_row(HEAD, LINE * 3)
        for at, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(at, at, width, None, {"hidden": name == "key"})
            sheet.write(HEAD, at, wording[f"column.{name}"].both, style["head"])
        standing = {each.key: each for each in decisions.listed}
        for number, (key, cells) in enumerate(rows.items(), HEAD + 1):
            sheet.set_row(
                number, LINE * max(_lines_of(*each) for each in zip(cells, WIDTHS, strict=False))
            )
            for at, value in enumerate(cells):
                sheet.write(number, at, value, style["cell" if at else "day"])
            wish = filled.get(key)
            answers = (
                _written_action(wish, wording),
                wish.until if wish else None,
                wish.reason if wish else None,
            )
            for at, value in enumerate(answers, COLUMNS.index("decision")):
                sheet.write(number, at, value, style["until" if at == _UNTIL else "input"])
            state = _state(wish, standing.get(key), region, wording)
            sheet.write(number, COLUMNS.index("state"), state, style["cell"])
            sheet.write(number, COLUMNS.index("key"), key, style["cell"])
        _offer(sheet, rows, texts, wording)
        _make_safe(sheet, len(rows))
    return buffer.getvalue()


_UNTIL = COLUMNS.index("until")
STYLES: Mapping[str, Mapping[str, object]] = {
    "title": {"bold": True, "font_size": 13},
    "how": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1,
             "bg_color": "#DCE6F1"},
    "cell": {"text_wrap": True, "valign": "top", "border": 1},
    "day": {"valign": "top", "border": 1, "num_format": "dd.mm.yyyy", "align": "left"},
    "input": {"text_wrap": True, "valign": "top", "border": 1, "bg_color": "#FFF9D6",
              "locked": False},
    "until": {"valign": "top", "border": 1, "bg_color": "#FFF9D6", "locked": False,
              "num_format": "dd.mm.yyyy", "align": "left"},
}  # fmt: skip


def has_figure(key: str, texts: Texts) -> bool:
    """Whether what a row is about has a figure that could be accepted."""
    code = key.split("|")[2]
    return code not in texts.findings or texts.findings[code].figure


def _offer(sheet: Any, rows: Iterable[str], texts: Texts, wording: Wording) -> None:  # noqa: ANN401 - likewise
    """Offer in each row the decisions that it allows, as a list."""
    decision = COLUMNS.index("decision")
    number = HEAD
    for is_open, keys in groupby(rows, lambda key: has_figure(key, texts)):
        first, number = number + 1, number + len(list(keys))
        offered = Action if is_open else (Action.RETURN,)
        said = _lines(wording, "input.decision" if is_open else "input.return-only")
        sheet.data_validation(
            first, decision, number, decision,
            {"validate": "list", "source": [wording[f"action.{each}"].both for each in offered],
             "input_message": said, "error_message": said},
        )  # fmt: skip
    sheet.data_validation(
        HEAD + 1, _UNTIL, number, _UNTIL,
        {"validate": "date", "criteria": ">", "value": date(2000, 1, 1),
         "input_message": _lines(wording, "input.until"),
         "error_message": _lines(wording, "input.until")},
    )  # fmt: skip


def _make_safe(sheet: Any, rows: int) -> None:  # noqa: ANN401 - ships no types
    """Lock all but the answers, and lay the page out."""
    last = HEAD + max(rows, 1)
    sheet.autofilter(HEAD, 0, last, len(COLUMNS) - 2)
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True,
                       "format_rows": True})  # fmt: skip
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)


def _lines(wording: Wording, key: str) -> str:
    return f"{wording[key].kk}\n{wording[key].ru}"


def _lines_of(value: object, width: int) -> int:
    """Count the lines that a text takes in a column of so many digits."""
    if not isinstance(value, str):
        return 1
    return sum(-(-len(line) // width) or 1 for line in value.split("\n"))


def _written_action(wish: Wish | None, wording: Wording) -> str | None:
    """Write the decision as the list has it; what was not understood, as it was typed."""
    if wish is None:
        return None
    return wording[f"action.{wish.action}"].both if wish.action else wish.typed or None


def _state(wish: Wish | None, decision: Decision | None, region: Region, wording: Wording) -> str:
    """Say whether a row is honoured, and since when."""
    key = "open"
    if wish is not None and (wish.action is not None or wish.lack):
        key = wish.lack or "in-force"
    hashes = {file.sha256 for file in region.files if file.fate is not Fate.SUPERSEDED}
    if decision and decision.week == region.week and decision.action is not Action.ACCEPT_UNTIL:
        key = key if decision.sha256 in hashes else "replaced"
    expired = decision is not None and decision.until is not None and decision.until < region.week
    if key == "in-force" and expired:
        key = "expired"
    day = typography.short_date(decision.decided_on) if decision else ""
    return " / ".join(wording.fill(f"state.{key}", language, date=day) for language in ("kk", "ru"))
