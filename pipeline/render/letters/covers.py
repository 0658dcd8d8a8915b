"""Write the drafts that send the report itself: a short text and the documents it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.model import ArtifactKind, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pipeline.mailing import Recipient
    from pipeline.model import Artifact, Region
    from pipeline.schema import Bilingual, Settings, Unit

ENCLOSED = {ArtifactKind.WORKBOOK, ArtifactKind.NARRATIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """All that the covering text may name."""

    settings: Settings
    addressee: Bilingual
    week: date
    total: int
    received: int
    missing: tuple[Unit, ...]
    returned: tuple[Unit, ...]
    since: bool  # an earlier version went out
    changed: int  # figures changed since that


def covering_of(region: Region, recipient: Recipient) -> Covering:
    """Gather what the text to one recipient says."""

    def units(status: Status) -> tuple[Unit, ...]:
        return tuple(each.unit for each in region.submissions if each.status is status)

    missing, returned = units(Status.MISSING), units(Status.RETURNED)
    return Covering(
        settings=region.campaign.settings,
        addressee=recipient.name,
        week=region.week,
        total=len(region.submissions),
        received=len(region.submissions) - len(missing) - len(returned),
        missing=missing,
        returned=returned,
        since=region.since is not None,
        changed=region.since.changed if region.since else 0,
    )


def enclosed(artifacts: Iterable[Artifact], recipient: Recipient) -> tuple[Artifact, ...]:
    """Choose the documents of the report that go to a recipient."""
    return tuple(
        each
        for each in artifacts
        if each.kind in ENCLOSED
        and each.unit is None
        and each.path.rpartition(".")[2] in recipient.attach
    )


def version_of(region: Region) -> str:
    """Name what the report says, whatever the hour: the same figures give the same name."""
    digest = sha256()
    standings = [(each.unit.code, each.status.value, each.sha256) for each in region.submissions]
    remarks = [
        (each.code, each.unit, each.indicator, each.cell, each.accepted_reason)
        for each in region.findings
    ]
    digest.update(repr((region.week, standings, remarks)).encode())
    digest.update(region.facts.to_csv(index=False).encode())
    return digest.hexdigest()
