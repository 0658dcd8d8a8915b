"""Decide: read what the clerk has decided on findings, and lay the open ones out for a decision."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pipeline.decide.sheet import COLUMNS, Wish, has_figure, lay_out
from pipeline.decisions import Decisions
from pipeline.errors import SetupError
from pipeline.model import Action, Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.texts import Texts, Wording

__all__ = ["FILE", "Wish", "decisions_of", "lay_out", "news", "wishes_in"]

FILE = "decisions.xlsx"
KEY = re.compile(r"\d{4}-\d{2}-\d{2}\|[^|]*\|[^|]+\|[^|]*\|[0-9a-f]{64}")
LONGEST_REASON = 300


def wishes_in(
    path: Path, wording: Wording, logged: Mapping[str, Mapping[str, object]], texts: Texts
) -> tuple[Wish, ...]:
    """Read the rows of decisions.xlsx; where there is no such file, what was decided stands.

    `texts` tells of what there is a figure that could be accepted.

    Raises: SetupError where it is no workbook of ours.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    if not path.exists():
        return tuple(_logged_wish(key, line) for key, line in logged.items() if line["action"])
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise SetupError("decisions", {"file": path, "problem": error}) from error
    heads = {wording[f"column.{name}"].both: name for name in COLUMNS}
    place: dict[str, int] = {}
    wishes = []
    for row in rows:
        found = {heads[str(cell)]: at for at, cell in enumerate(row) if str(cell) in heads}
        if {"key", "decision", "reason"} <= found.keys():
            place = found
        elif place and (wish := _wish(row, place, wording)):
            wishes.append(replace(wish, has_figure=has_figure(wish.key, texts)))
    return tuple(wishes)


def decisions_of(
    wishes: Iterable[Wish],
    logged: Mapping[str, Mapping[str, object]],
    now: datetime,
    wording: Wording,
) -> Decisions:
    """Turn the rows that can be honoured into decisions, each dated when it was first seen."""
    listed = []
    for wish in wishes:
        if wish.action is None or wish.lack:
            continue
        before = logged.get(wish.key, {})
        same = all(before.get(name) == value for name, value in _said(wish).items())
        decided_on = date.fromisoformat(str(before["decided_on"])) if same else now.date()
        week, unit, code, indicator, sha256 = wish.key.split("|")
        listed.append(
            Decision(
                week=date.fromisoformat(week),
                unit=unit,
                code=code,
                indicator=indicator,
                sha256=sha256,
                action=wish.action,
                until=wish.until,
                reason=wish.reason,
                decided_on=decided_on,
            )
        )
    return Decisions(
        listed=tuple(listed),
        worded=lambda each: wording.fill(
            # Printed in both languages, and so without a word of either.
            "reason.printed",
            "kk",
            date=each.decided_on,
            reason=each.reason,
        ),
    )


def news(
    decisions: Decisions, logged: Mapping[str, Mapping[str, object]], now: datetime
) -> Iterator[Mapping[str, object]]:
    """Yield what the archive's log has yet to learn: new decisions, and those taken back."""
    standing = {each.key: each for each in decisions.listed}
    for key, each in standing.items():
        line = {
            "key": key,
            "action": each.action.value,
            "until": each.until.isoformat() if each.until else "",
            "reason": each.reason,
            "decided_on": each.decided_on.isoformat(),
        }
        if dict(logged.get(key, {})) != line:
            yield line
    for key, before in logged.items():
        if before.get("action") and key not in standing:
            yield {"key": key, "action": "", "decided_on": now.date().isoformat()}


def _logged_wish(key: str, line: Mapping[str, object]) -> Wish:
    until = str(line["until"])
    return Wish(
        key=key,
        action=Action(str(line["action"])),
        until=date.fromisoformat(until) if until else None,
        reason=str(line["reason"]),
    )


def _wish(row: list[Any], place: Mapping[str, int], wording: Wording) -> Wish | None:
    """Understand one row; None where it is none of ours."""

    def held(name: str) -> Any:  # noqa: ANN401 - whatever a cell holds
        at = place.get(name, len(row))
        return row[at] if at < len(row) else ""

    key = str(held("key"))
    if not KEY.fullmatch(key):
        return None
    typed = str(held("decision")).strip()
    # Whoever writes one language, or an older wording of it, is understood by the other.
    chosen = {part.strip().casefold() for part in typed.split(" / ")}
    action = next(
        (each for each in Action if not chosen.isdisjoint(_ways_to_write(wording, each))), None
    )
    until = held("until")
    return Wish(
        key=key,
        action=action,
        until=_day(until),
        typed=typed,
        reason=" ".join(str(held("reason")).split())[:LONGEST_REASON],
    )


def _ways_to_write(wording: Wording, action: Action) -> tuple[str, ...]:
    text = wording[f"action.{action}"]
    return text.kk.casefold(), text.ru.casefold()


def _day(value: object) -> date | None:
    """Read a date, typed as one or as text, day first or ISO."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip().rstrip(".")
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _said(wish: Wish) -> Mapping[str, object]:
    return {
        "action": wish.action.value if wish.action else "",
        "until": wish.until.isoformat() if wish.until else "",
        "reason": wish.reason,
    }
