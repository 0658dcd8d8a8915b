"""Keep the originals, and beside them the logs from which the ledger can be made again."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import LedgerError
from pipeline.model import Arrival

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

ORIGINALS = "files"
# What holds a person's data lies apart, for the owner alone.
PRIVATE = "private"
OWNER_ONLY_FOLDER, OWNER_ONLY_FILE = 0o700, 0o600
# One line a receipt, a version, a purge, a decision or a mail.
RECEIPTS_FILE = "receipts.jsonl"
VERSIONS_FILE = "versions.jsonl"
PURGES_FILE = "purges.jsonl"
DECISIONS_FILE = "decisions.jsonl"
SENT_FILE = "sent.jsonl"
# What was sent, as it was sent.
SENT = "sent"


class Archive:
    """The folder of the archive; what is logged reaches the disk when `sync` is called."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which need not be there yet."""
        self.folder = folder
        self._lines: dict[str, list[str]] = {}

    def keep(self, arrival: Arrival) -> str:
        """Keep a byte-exact copy under its hash; a half-written one is never taken for it."""
        suffix = Path(arrival.path).suffix.lower()
        # A member's name is a stranger's: only a plain ending is taken over.
        is_plain = suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= len(".xlsx")
        name = arrival.sha256 + (suffix if is_plain else "")
        for kept in (f"{ORIGINALS}/{name}", f"{PRIVATE}/{name}"):
            if (self.folder / kept).exists():
                return kept
        target = self.folder / ORIGINALS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{name}.part")
        if arrival.source is not None:
            shutil.copyfile(arrival.source, draft)
        else:
            draft.write_bytes(arrival.content)
        draft.replace(target)
        return f"{ORIGINALS}/{name}"

    def set_apart(self, name: str) -> str:
        """Move an original to where only its owner reads it; give its name there."""
        private = f"{PRIVATE}/{Path(name).name}"
        source, target = self.folder / name, self.folder / private
        if name != private and source.exists():
            target.parent.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)
            source.chmod(OWNER_ONLY_FILE)
            source.replace(target)
        return private

    def original(self, name: str) -> bytes:
        """Give an original's bytes.

        Raises: LedgerError where it is not there.
        """
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise LedgerError("original-missing", {"file": name, "path": ""}) from error

    def unnoted(self, noted: Container[str]) -> Iterator[Arrival]:
        """Yield the originals of which no log tells; one that is no longer what it was is none."""
        for path in sorted((self.folder / ORIGINALS).glob("*")):
            if len(path.stem) != len(sha256().hexdigest()) or path.stem in noted:
                continue
            content = path.read_bytes()
            if sha256(content).hexdigest() == path.stem:
                modified_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                name = f"{self.folder.name}/{ORIGINALS}/{path.name}"
                yield Arrival(path=name, content=content, sha256=path.stem, modified_at=modified_at)

    def private_originals(self) -> tuple[str, ...]:
        """Name what lies apart."""
        folder = self.folder / PRIVATE
        if not folder.is_dir():
            return ()
        return tuple(sorted(f"{PRIVATE}/{path.name}" for path in folder.iterdir()))

    def purge(self, name: str) -> None:
        """Remove one original for good."""
        (self.folder / name).unlink(missing_ok=True)

    def keep_sent(self, name: str, contents: Mapping[str, bytes]) -> str:
        """Keep a folder of files, whole or not at all; the same name holds the same files."""
        folder = self.folder / SENT / name
        if not folder.exists():
            draft = folder.with_name(f".{folder.name}.part")
            shutil.rmtree(draft, ignore_errors=True)
            for path, content in contents.items():
                target = draft / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            draft.rename(folder)
        return folder.relative_to(self.folder).as_posix()

    def log(self, file: str, line: Mapping[str, object]) -> None:
        """Note a line for the end of a log."""
        self._lines.setdefault(file, []).append(json.dumps(line, ensure_ascii=False))

    def logged(self, file: str) -> Iterator[dict[str, object]]:
        """Yield the lines of a log, leaving out what a crash cut off."""
        path = self.folder / file
        if not path.exists():
            return
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):
            # A line cut off is ended, so that the next one stands alone.
            pending = self._lines.setdefault(file, [])
            if pending[:1] != [""]:
                pending.insert(0, "")
        for line in content.splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found

    def sync(self) -> None:
        """Write what was noted, before the ledger commits."""
        for name, lines in self._lines.items():
            with (self.folder / name).open("ab") as file:
                file.write("".join(f"{line}\n" for line in lines).encode())
                file.flush()
                os.fsync(file.fileno())
        self._lines.clear()


class ArchiveBehindGlass(Archive):
    """An archive that is only looked at: what would be kept or noted is not."""

    def keep(self, arrival: Arrival) -> str:
        """Name where a copy would lie."""
        return f"{ORIGINALS}/{arrival.sha256}"

    def set_apart(self, name: str) -> str:
        """Leave an original where it is."""
        return name

    def sync(self) -> None:
        """Forget what was noted."""
        self._lines.clear()
