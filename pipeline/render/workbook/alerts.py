"""Choose what needs attention first: silent units, overdue measures, then errors and warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pipeline.measures import overdue_of
from pipeline.model import Language, Severity, Status
from pipeline.render.workbook import findings
from pipeline.render.workbook.details import status_cell
from pipeline.render.workbook.grid import address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.render.workbook.canvas import Canvas
    from pipeline.render.workbook.findings import Found

SIGNS = {Severity.ERROR: "mark.excluded", Severity.WARNING: "mark.warned"}


class Alert(NamedTuple):
    """One line of the list, in both languages, and the cell where it is told in full."""

    name: tuple[str, str]
    text: tuple[str, str]
    target: str


def alerts_of(
    canvas: Canvas, found: Sequence[Found], lines: Callable[[Alert], int], room: int
) -> list[Alert]:
    """Choose what fits into so many lines; the last says how many findings the others leave out."""
    alerts = [*_silent(canvas), *_overdue(canvas)]
    room -= sum(map(lines, alerts))
    left = _grouped(found)
    while left:
        alert, others = _told(canvas, left[0], found), left[1:]
        rest = _rest(canvas, others)
        room -= lines(alert)
        if room < (lines(rest) if others else 0):
            alerts.append(_rest(canvas, left))
            break
        alerts.append(alert)
        left = others
    if not alerts:
        none = canvas.say("nothing-found")
        alerts.append(Alert(canvas.say("alert.rest"), none, _first_finding(canvas)))
    return alerts


def _rest(canvas: Canvas, groups: Sequence[Sequence[Found]]) -> Alert:
    """Say how many findings are not told here."""
    more = canvas.say("alert.more", count=sum(map(len, groups)))
    return Alert(canvas.say("alert.rest"), more, _first_finding(canvas))


def _silent(canvas: Canvas) -> Iterator[Alert]:
    """Name the units whose figures are not in the totals."""
    for status in (Status.MISSING, Status.RETURNED):
        units = [each.unit for each in canvas.region.submissions if each.status is status]
        if units:
            names = ", ".join(unit.kk for unit in units), ", ".join(unit.ru.nom for unit in units)
            yield Alert(
                canvas.say(f"alert.{status}", count=len(units)),
                names,
                status_cell(canvas, status),
            )


def _overdue(canvas: Canvas) -> Iterator[Alert]:
    """Say how many measures of the plan some units have not done in time, as the text counts."""
    overdue = len(overdue_of(canvas.region))
    if overdue:
        text = canvas.say("alert.overdue-text", count=overdue)
        target = f"'{canvas.names['deadlines']}'!{address(0, 0)}"
        yield Alert(canvas.say("alert.overdue"), text, target)


def _grouped(found: Sequence[Found]) -> list[list[Found]]:
    """Gather what nobody has explained by unit, or by file where no unit is known.

    Units with an error come first, and their errors before their warnings.
    """
    groups: dict[str, list[Found]] = {}
    for severity in SIGNS:
        for each in found:
            finding = each.finding
            if finding.severity is severity and finding.accepted_reason is None:
                groups.setdefault(each.unit or each.path, []).append(each)
    return list(groups.values())


def _told(canvas: Canvas, group: Sequence[Found], found: Sequence[Found]) -> Alert:
    """Tell of a unit's first finding, and how many more it has."""
    first = group[0]
    names = {unit.code: (unit.kk, unit.ru.nom) for unit in canvas.region.campaign.all_units}
    texts = [canvas.texts.problem(first.finding, language) for language in Language]
    sign = canvas.wording[SIGNS[first.finding.severity]].kk
    texts = [f"{sign} {text}" for text in texts]
    row = findings.FIRST_ROW + next(n for n, each in enumerate(found) if each is first)
    target = f"'{canvas.names['findings']}'!{address(row, 0)}"
    fallback = (first.path, first.path) if first.path else canvas.say("alert.region")
    kk, ru = names.get(first.unit, fallback)
    name = (f"{kk}: {len(group)}", f"{ru}: {len(group)}") if len(group) > 1 else (kk, ru)
    return Alert(name, (texts[0], texts[1]), target)


def _first_finding(canvas: Canvas) -> str:
    return f"'{canvas.names['findings']}'!{address(findings.FIRST_ROW, 0)}"
