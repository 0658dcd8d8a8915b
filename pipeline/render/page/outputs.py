"""List the files that the report is made of, as links with size and hash."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from pipeline.language import typography
from pipeline.model import ArtifactKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Artifact

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


def outputs_of(artifacts: Iterable[Artifact]) -> Outputs:
    """List all files by what they are for, in the order in which they were made."""
    every = tuple(_output(each) for each in artifacts)
    return Outputs(
        documents=tuple(each for each in every if each.kind in DOCUMENTS),
        others=tuple(
            sorted((each for each in every if each.kind not in DOCUMENTS), key=lambda e: e.path)
        ),
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
