"""Remember what the archive's logs alone tell: versions, decisions and mails that went out."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from pipeline.ledger.archive import DECISIONS_FILE, SENT_FILE, VERSIONS_FILE
from pipeline.model import Sent, Version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipeline.ledger.archive import Archive


class Logbook:
    """What was built, decided and sent, one line each."""

    def __init__(self, archive: Archive) -> None:
        """Take the archive in which the logs lie."""
        self._archive = archive

    def versions(self, week: date) -> tuple[Version, ...]:
        """Give what the reports of one date that went out were made of, the oldest first."""
        return tuple(
            Version(
                week=week,
                built_at=datetime.fromisoformat(str(line["built_at"])),
                forms=dict(line["forms"]),  # type: ignore[call-overload] # written by `deliver`
                basis=str(line.get("basis", "")),
            )
            for line in self._archive.logged(VERSIONS_FILE)
            if line.get("week") == week.isoformat()
        )

    def deliver(self, version: Version) -> None:
        """Note what a report that went out was made of, if it is not what the last one was."""
        before = self.versions(version.week)
        if not before or before[-1].basis != version.basis:
            line = {
                "week": version.week.isoformat(),
                "built_at": version.built_at.isoformat(),
                "forms": dict(version.forms),
                "basis": version.basis,
            }
            self._archive.log(VERSIONS_FILE, line)

    def sent(self, week: date) -> tuple[Sent, ...]:
        """Give what was sent of one date, the oldest first."""
        return tuple(
            Sent(
                week=week,
                name=str(line["name"]),
                version=str(line["version"]),
                accepted=tuple(map(str, line["accepted"])),  # type: ignore[call-overload] # by `send`
                sent_at=datetime.fromisoformat(str(line["sent_at"])),
                basis=str(line["basis"]),
                copy=str(line.get("frozen", "")),
                is_form=bool(line.get("form")),
            )
            for line in self._archive.logged(SENT_FILE)
            if line.get("week") == week.isoformat()
        )

    def freeze(self, week: date, contents: Mapping[str, bytes]) -> str:
        """Keep the files of a date as they go out; the same files are kept once."""
        digest = sha256()
        for path, content in sorted(contents.items()):
            digest.update(f"{path}:{sha256(content).hexdigest()}\n".encode())
        return self._archive.keep_sent(f"{week.isoformat()}_{digest.hexdigest()[:12]}", contents)

    def send(self, sent: Sent, said: Mapping[str, object]) -> None:
        """Note at once that a mail has gone, with all that is `said` of it."""
        line = {
            "week": sent.week.isoformat(),
            "name": sent.name,
            "version": sent.version,
            "sent_at": sent.sent_at.isoformat(),
            "basis": sent.basis,
            "accepted": list(sent.accepted),
            "frozen": sent.copy,
            "form": sent.is_form,
            **said,
        }
        self._archive.log(SENT_FILE, line)
        self._archive.sync()

    def decided(self) -> Mapping[str, Mapping[str, object]]:
        """Give every decision ever noted, as it stands last, by its key."""
        return {str(line.get("key")): line for line in self._archive.logged(DECISIONS_FILE)}

    def decide(self, line: Mapping[str, object]) -> None:
        """Note a decision, or that one was taken back."""
        self._archive.log(DECISIONS_FILE, line)
