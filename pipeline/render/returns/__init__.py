"""Return to every unit that has something to mend its own form, marked up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from pipeline.language.typography import short_date
from pipeline.model import Artifact, ArtifactKind, Fate, Language, Severity
from pipeline.render.returns.book import SPREADSHEET, TRANSITIONAL, Book
from pipeline.render.returns.cells import placed
from pipeline.render.returns.disarm import disarm
from pipeline.render.returns.entries import (
    Place,
    entries_of,
    harmless,
    is_personal,
    to_mend,
)
from pipeline.render.returns.fresh import Fresh
from pipeline.render.returns.listing import HEADS, Sheet
from pipeline.render.returns.marking import marked, sheet_name
from pipeline.render.returns.package import (
    BROKEN,
    CONTENT_TYPES,
    RELATIONS,
    TYPES,
    NotMarkableError,
    Package,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Cell, FileVerdict, Finding, Region
    from pipeline.texts import Texts, Wording

LONGEST_NAME = 60
OFFICE = TRANSITIONAL.format("officeDocument", "relationships")
# A workbook of no sheets yet: what a list alone is put into.
EMPTY = {
    CONTENT_TYPES: (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{TRANSITIONAL.format("spreadsheetml", "main")}" xmlns:r="{OFFICE}">'
        "<bookViews><workbookView/></bookViews><sheets/></workbook>"
    ),
}


class Desk(NamedTuple):
    """What returning a form needs at hand."""

    region: Region
    texts: Texts
    wording: Wording
    original: Callable[[str], bytes]
    blank: Callable[[str], bytes | None]
    cells: Callable[[str], tuple[Cell, ...]]


def render_returns(  # noqa: PLR0913 - what was said of the files, and where they are found
    region: Region,
    texts: Texts,
    wording: Wording,
    original: Callable[[str], bytes],
    blank: Callable[[str], bytes | None],
    cells: Callable[[str], tuple[Cell, ...]],
) -> tuple[Artifact, ...]:
    """Render the form that goes back for every file in which something is to be mended."""
    desk = Desk(region, texts, wording, original, blank, cells)
    artifacts: list[Artifact] = []
    taken: set[str] = set()
    for verdict in region.files:
        is_sent_back = verdict.fate is Fate.RETURNED or verdict.correction_requested
        if is_sent_back and verdict.sha256 and (content := _returned(desk, verdict)):
            artifacts.append(
                Artifact(
                    kind=ArtifactKind.RETURNED_FORM,
                    path=_path(region, verdict, taken),
                    content=content,
                    unit=verdict.unit or None,
                )
            )
    return tuple(artifacts)


def _returned(desk: Desk, verdict: FileVerdict) -> bytes | None:
    """Mark the sender's own file, else a fresh form; None where there is neither."""
    if is_personal(verdict):
        return _from_fresh(desk, verdict, (), "personal")
    read = desk.cells(verdict.sha256)
    if read:
        try:
            return _own(desk, verdict)
        except (NotMarkableError, *BROKEN):
            return _from_fresh(desk, verdict, read, "fresh")
    return _from_fresh(desk, verdict, (), "unread")


def _own(desk: Desk, verdict: FileVerdict) -> bytes:
    """Mark the sender's own workbook, everything else in it untouched.

    Raises: NotMarkableError where it is none that can be marked.
    """
    book = Book(unpacked(desk.original(verdict.sha256)))
    book.package.refuse_broken()
    disarm(book)
    listed = sheet_name(desk.wording["sheet"].kk, desk.wording["sheet"].ru)
    names = [name for name in book.names if name.lower() != listed.lower()]

    def place_of(finding: Finding) -> Place:
        if finding.sheet not in names:
            return Place(names[0] if names else "")
        first = finding.cell.partition(":")[0]
        is_cell = finding.sheet in book.parts and placed(first)
        return Place(finding.sheet, first.replace("$", "") if is_cell else "")

    keys = ("own", "counted" if verdict.correction_requested else "returned")
    return _marked(desk, verdict, book, place_of, keys)


def _from_fresh(desk: Desk, verdict: FileVerdict, read: tuple[Cell, ...], key: str) -> bytes | None:
    """Mark a fresh form with what was read; the list alone where the unit is not known."""
    content = desk.blank(verdict.unit) if verdict.unit else None
    if content is None:
        if not read and key != "personal":
            return None
        book = Book(Package({name: text.encode() for name, text in EMPTY.items()}))
        keys = ("personal",) if key == "personal" else ("list",)
        return _marked(desk, verdict, book, lambda _: Place(), keys)
    book = Book(unpacked(content))
    fresh = Fresh(book, desk.region.campaign)
    if read:
        fresh.fill(read)
    # What is said of a person's data names the sender's cells, which are not those of the form.
    place_of = fresh.place_of if key != "personal" else (lambda _: Place(book.names[0]))
    return _marked(desk, verdict, book, place_of, (key,))


def _marked(
    desk: Desk,
    verdict: FileVerdict,
    book: Book,
    place_of: Callable[[Finding], Place],
    keys: tuple[str, ...],
) -> bytes:
    """Mark a workbook with what is to be mended, and put it together."""
    region, wording = desk.region, desk.wording
    findings = to_mend(verdict)
    places: dict[int, Place] = {}
    said = []
    for finding in findings:
        place = place_of(finding)
        if "personal" in keys:
            shown = harmless(finding, region)
        elif place.cell and "own" not in keys:
            shown = replace(finding, sheet=place.sheet, cell=place.cell)
        else:
            shown = finding
        places[id(shown)] = place
        said.append(shown)
    sheet = Sheet(
        name=sheet_name(wording["sheet"].kk, wording["sheet"].ru),
        title=wording["title"].both,
        sender=_sender(desk, verdict),
        instructions=tuple(
            " ".join(wording[f"instruction.{key}"][each] for key in keys) for each in Language
        ),
        heads={name: wording[f"head.{name}"] for name in HEADS},
        severities={
            each: wording[f"severity.{each}"] for each in (Severity.ERROR, Severity.WARNING)
        },
        page=wording["page"].both,
        entries=entries_of(
            said, region, desk.texts, lambda finding: places[id(finding)], book.names
        ),
        former={},
        labels=_labels(region),
    )
    marked(book, sheet, wording["comment.head"].both)
    return book.package.saved(region.week)


def _sender(desk: Desk, verdict: FileVerdict) -> str:
    """Say whose form it is, and for which date."""
    units = {unit.code: unit for unit in desk.region.campaign.all_units}
    week = short_date(verdict.week or desk.region.week)
    if unit := units.get(verdict.unit):
        said = [
            desk.wording.fill("sender", language, unit=unit.name[language], date=week)
            for language in Language
        ]
    elif is_personal(verdict):
        said = [desk.wording.fill("sender-hidden", language, date=week) for language in Language]
    else:
        file = PurePosixPath(verdict.path.rpartition("!")[2]).name
        said = [
            desk.wording.fill("sender-unknown", language, file=file, date=week)
            for language in Language
        ]
    return " / ".join(said)


def _labels(region: Region) -> frozenset[str]:
    """Give the labels of a form's cover."""
    cover = region.campaign.form.cover
    texts = (cover.unit, cover.date, cover.report, cover.edition)
    return frozenset(word.lower() for text in texts for word in (text.kk, text.ru))


def _path(region: Region, verdict: FileVerdict, taken: set[str]) -> str:
    """Name the form by its unit; by the sender's own name where that is not known."""
    name = verdict.unit or verdict.sha256[:8]
    if not verdict.unit and not is_personal(verdict):
        stem = PurePosixPath(verdict.path.rpartition("!")[2]).stem
        words = re.findall(r"\w+", unicodedata.normalize("NFC", stem))
        name = "_".join(words)[:LONGEST_NAME].removeprefix(f"{region.week:%Y_%m_%d}_") or name
    number = 1
    path = f"returned/{region.week.isoformat()}_{name}.xlsx"
    while path.casefold() in taken:
        number += 1
        path = f"returned/{region.week.isoformat()}_{name}-{number}.xlsx"
    taken.add(path.casefold())
    return path
