"""Look back at what was sent of a date: each mail, its version, and whether that still stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.mailing import addresses_of
from pipeline.model import ArtifactKind
from pipeline.render.letters.covers import version_of
from pipeline.render.letters.setup import REMINDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from pipeline.mailing import Recipient
    from pipeline.model import Artifact, Region, Sent
    from pipeline.schema import Unit


class Occasion(StrEnum):
    """What a mail was about."""

    REPORT = "report"
    MENDING = "mending"
    REMINDER = "reminder"


class Standing(StrEnum):
    """Whether what was sent is what would be sent now."""

    CURRENT = "current"
    CHANGED = "changed"
    NEEDLESS = "needless"  # there is nothing of the kind to be sent any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One mail that went out."""

    sent_at: datetime
    occasion: Occasion
    unit: Unit | None
    to: tuple[str, ...]
    number: int  # of its version, among the versions of this mail that were sent
    copy: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendings:
    """All mails of a date that went out, the oldest first."""

    mails: tuple[Sending, ...] = ()
    waiting: tuple[str, ...] = ()  # addresses that the report as it stands now has not gone to

    @property
    def reports(self) -> tuple[Sending, ...]:
        """The mails that brought the report itself."""
        return tuple(each for each in self.mails if each.occasion is Occasion.REPORT)

    @property
    def current(self) -> tuple[Sending, ...]:
        """Those of them that brought it as it stands now."""
        return tuple(each for each in self.reports if each.standing is Standing.CURRENT)


def sendings_of(
    region: Region, letters: Iterable[Artifact], recipients: Sequence[Recipient]
) -> Sendings:
    """Compare what was sent with what stands ready: `letters` to units, the report to offices."""
    versions = {
        PurePosixPath(each.path).stem: each.version
        for each in letters
        if each.kind is ArtifactKind.EMAIL
    }
    report = version_of(region)
    offices = {each.draft_name(region.week): addresses_of(each.email) for each in recipients}
    versions |= dict.fromkeys(offices, report)
    sent: dict[str, list[str]] = {}
    for each in region.sent:
        known = sent.setdefault(each.name, [])
        known += () if each.version in known else (each.version,)
    took = {
        (each.name, to) for each in region.sent if each.version == report for to in each.accepted
    }
    return Sendings(
        mails=tuple(
            Sending(
                sent_at=each.sent_at,
                occasion=_occasion(each, offices),
                unit=_unit(region, each),
                to=each.accepted,
                number=sent[each.name].index(each.version) + 1,
                copy=each.copy,
                standing=_standing(each, versions),
            )
            for each in region.sent
        ),
        waiting=tuple(
            dict.fromkeys(
                to for name, office in offices.items() for to in office if (name, to) not in took
            )
        ),
    )


def _occasion(mail: Sent, offices: Mapping[str, object]) -> Occasion:
    if mail.name in offices:
        return Occasion.REPORT
    return Occasion.REMINDER if mail.name.endswith(f"_{REMINDER}") else Occasion.MENDING


def _unit(region: Region, mail: Sent) -> Unit | None:
    code = mail.name.removeprefix(f"{region.week.isoformat()}_").removesuffix(f"_{REMINDER}")
    return region.campaign.units.get(code)


def _standing(mail: Sent, versions: Mapping[str, str]) -> Standing:
    if mail.name not in versions:
        return Standing.NEEDLESS
    return Standing.CURRENT if versions[mail.name] == mail.version else Standing.CHANGED
