"""List the files that the report is made of, as links with size and hash, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.language import typography
from pipeline.model import ArtifactKind
from pipeline.render.page.desk import moment_of, short
from pipeline.render.sendings import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Artifact, Region
    from pipeline.render.sendings import Sendings
    from pipeline.schema import Bilingual

KILO = 1024
DOCUMENTS = frozenset(
    {ArtifactKind.WORKBOOK, ArtifactKind.NARRATIVE, ArtifactKind.BULLETIN, ArtifactKind.PAGE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One file of the folder; `size` in kilobytes, as printed."""

    path: str
    link: str
    kind: ArtifactKind
    language: str
    ending: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """The region's own documents, and what goes to units and offices."""

    documents: tuple[Output, ...]
    others: tuple[Output, ...]
    left: int  # of the others, beyond what a page can bear


def outputs_of(artifacts: Iterable[Artifact], most: int) -> Outputs:
    """List the files by what they are for, in the order in which they were made."""
    every = tuple(artifacts)
    others = sorted(
        (each for each in every if each.kind not in DOCUMENTS), key=lambda each: each.path
    )
    return Outputs(
        documents=tuple(_output(each) for each in every if each.kind in DOCUMENTS),
        others=tuple(_output(each) for each in others[:most]),
        left=max(0, len(others) - most),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One mail that went out."""

    moment: str
    occasion: str
    unit: Bilingual | None
    to: str
    number: int
    standing: str
    copy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedAll:
    """All mails of the date, and how the report as it is now stands to them."""

    mails: tuple[Posted, ...]
    left: int
    is_current: bool
    last: str  # when the report went out last, as it is now or as it was
    waiting: str


def posted_of(region: Region, sendings: Sendings, most: int) -> PostedAll | None:
    """List what was sent; None where nothing was."""
    if not sendings.mails:
        return None
    told = sendings.current or sendings.reports
    # The report's own mails lead, and of either kind the newest.
    listed = sorted(
        sendings.mails,
        key=lambda each: (each.occasion is Occasion.REPORT, each.sent_at),
        reverse=True,
    )
    return PostedAll(
        mails=tuple(
            Posted(
                moment=moment_of(region, each.sent_at),
                occasion=each.occasion,
                unit=short(each.unit) if each.unit else None,
                to=", ".join(each.to),
                number=each.number,
                standing=each.standing,
                copy=each.copy,
            )
            for each in listed[:most]
        ),
        left=max(0, len(sendings.mails) - most),
        is_current=bool(sendings.current),
        last=moment_of(region, told[-1].sent_at) if told else "",
        waiting=", ".join(sendings.waiting),
    )


def _output(artifact: Artifact) -> Output:
    size = max(1, round(len(artifact.content) / KILO))
    return Output(
        path=artifact.path,
        link=quote(f"./{artifact.path}"),
        kind=artifact.kind,
        language=artifact.language or "",
        ending=PurePosixPath(artifact.path).suffix.removeprefix("."),
        size=typography.figure(size),
        sha256=sha256(artifact.content).hexdigest(),
    )
