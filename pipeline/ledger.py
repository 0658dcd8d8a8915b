"""Remember everything ever received: the archive of originals and the ledger of what they say."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import deque
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import LedgerError
from pipeline.model import Arrival, Column, Receipt
from pipeline.packing import cells_of, head_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    import pandas as pd

    from pipeline.campaign import Campaign
    from pipeline.model import Cell, Form, PackedForm, Verdicts

    # Begins to read an arrival; what it says comes when it is asked for.
    Begin = Callable[[Arrival], Future[PackedForm]]

LEDGER_FILE = "ledger.sqlite"
# One line a receipt: with the originals beside it, all that the ledger can be rebuilt from.
RECEIPTS_FILE = "receipts.jsonl"
ORIGINALS = "files"
SECONDS_TO_WAIT = 30.0
# So many files at most are held in memory while they are read.
MOST_BEGUN = 16
SCHEMA = """
CREATE TABLE IF NOT EXISTS receipt (
    path TEXT NOT NULL, sha256 TEXT NOT NULL, received_at TEXT NOT NULL, original TEXT NOT NULL,
    PRIMARY KEY (path, sha256)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS form (
    sha256 TEXT PRIMARY KEY, layout TEXT NOT NULL, head BLOB NOT NULL, cells BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accepted (
    week TEXT NOT NULL, unit TEXT NOT NULL, indicator TEXT NOT NULL,
    week_value REAL, total_value REAL, status TEXT NOT NULL,
    file TEXT NOT NULL, sheet TEXT NOT NULL, cell TEXT NOT NULL, sha256 TEXT NOT NULL,
    week_cell TEXT NOT NULL, text TEXT NOT NULL, date TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (week, unit, indicator)
) WITHOUT ROWID;
"""


class Ledger:
    """The archive and its ledger, open for one run."""

    def __init__(self, archive: Path, connection: sqlite3.Connection, layout: str) -> None:
        """Take an open connection; `layout` names the edition of form and reader."""
        self._archive = archive
        self._connection = connection
        self._layout = layout
        self._fresh: set[str] = set()  # hashes read in this run
        self._originals: dict[tuple[str, str], str] = {}  # copied, not yet noted
        self._lines: list[str] = []

    def take_up(
        self, arrivals: Iterable[Arrival], begin: Begin, campaign: Campaign, now: datetime
    ) -> tuple[Arrival, ...]:
        """Keep each arrival's original and what it says; read only what is new.

        Returns the arrivals without their bytes.
        """
        taken: list[Arrival] = []

        def kept() -> Iterator[tuple[Arrival, Future[PackedForm] | None]]:
            for arrival in arrivals:
                bare = replace(arrival, content=b"", source=None)
                taken.append(bare)
                if arrival.sha256:
                    if not self._is_known(arrival):
                        self._originals[arrival.path, arrival.sha256] = self._copied(arrival)
                    is_read = self._head(arrival.sha256) is not None
                    yield bare, None if is_read else begin(arrival)

        for arrival in self._read(kept()):
            if not self._is_known(arrival):
                head = self._head(arrival.sha256) or b""
                self._receive(arrival, _received_at(arrival, head_of(head), campaign, now))
        return tuple(taken)

    def try_out(self, arrival: Arrival, form: PackedForm, received_at: datetime) -> Receipt:
        """Remember what a file says without keeping it; only for a copy of the ledger."""
        self._remember(arrival.sha256, form)
        return Receipt(
            path=arrival.path,
            sha256=arrival.sha256,
            received_at=received_at,
            form=head_of(form.head),
        )

    def receipts(self, begin: Begin) -> Iterator[Receipt]:
        """Yield everything ever received, in the order of receipt, the forms without their cells.

        An original is read again where the layout has changed since, or the ledger was lost.
        """
        unread = self._connection.execute(
            "SELECT path, sha256, original FROM receipt WHERE NOT EXISTS"
            " (SELECT 1 FROM form WHERE form.sha256 = receipt.sha256 AND form.layout = ?)"
            " GROUP BY sha256 ORDER BY sha256",
            (self._layout,),
        ).fetchall()
        deque(self._read(self._begun_again(row, begin) for row in unread), maxlen=0)
        rows = self._connection.execute(
            "SELECT path, receipt.sha256, received_at, form.head FROM receipt"
            " JOIN form ON form.sha256 = receipt.sha256 AND form.layout = ?"
            " ORDER BY received_at, path, receipt.sha256",
            (self._layout,),
        ).fetchall()
        for path, sha256, received_at, head in rows:
            yield Receipt(
                path=path,
                sha256=sha256,
                received_at=datetime.fromisoformat(received_at),
                form=head_of(head),
            )

    def _read(
        self, begun: Iterable[tuple[Arrival, Future[PackedForm] | None]]
    ) -> Iterator[Arrival]:
        """Remember what each file says once it has been read, a few being read at a time."""
        waiting: deque[tuple[Arrival, Future[PackedForm] | None]] = deque()
        for each in chain(begun, repeat(None, MOST_BEGUN)):
            if each is not None:
                waiting.append(each)
            if waiting and (each is None or len(waiting) >= MOST_BEGUN):
                arrival, form = waiting.popleft()
                if form is not None:
                    self._remember(arrival.sha256, form.result())
                yield arrival

    def cells(self, sha256: str) -> tuple[Cell, ...]:
        """Give the cells of a form that has been received."""
        row = self._connection.execute(
            "SELECT cells FROM form WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return cells_of(row[0])

    def kept(self, verdicts: Iterable[Verdicts]) -> Iterator[Verdicts]:
        """Pass the verdicts on, recording the accepted values where anything new was read."""
        for each in verdicts:
            if self._fresh:
                self._keep(each.facts, each.week)
            yield each

    def _keep(self, facts: pd.DataFrame, week: date) -> None:
        """Record the accepted values of one reporting date, in place of what was there."""
        columns = [
            Column.WEEK, Column.UNIT, Column.INDICATOR, Column.WEEK_VALUE, Column.TOTAL_VALUE,
            Column.STATUS, Column.FILE, Column.SHEET, Column.CELL, Column.SHA256,
            Column.WEEK_CELL, Column.TEXT, Column.DATE, Column.REASON,
        ]  # fmt: skip
        self._connection.execute("DELETE FROM accepted WHERE week = ?", (week.isoformat(),))
        # SQLite stores NaN as NULL, which is just what a blank is.
        self._connection.executemany(
            f"INSERT INTO accepted VALUES ({','.join('?' * len(columns))})",  # noqa: S608
            zip(*(facts[column].tolist() for column in columns), strict=True),
        )

    def sync(self) -> None:
        """Write the receipts of this run beside the originals, before the ledger commits."""
        if not self._lines:
            return
        with (self._archive / RECEIPTS_FILE).open("ab") as file:
            file.write("".join(self._lines).encode())
            file.flush()
            os.fsync(file.fileno())
        self._lines.clear()

    def restore(self) -> None:
        """Take up receipts that the archive has and the ledger lacks, after a crash or a loss."""
        path = self._archive / RECEIPTS_FILE
        if not path.exists():
            return
        content = path.read_bytes()
        if content and not content.endswith(b"\n"):
            # A line cut off by a crash is ended, so that the next one stands alone.
            self._lines.append("\n")
        for line in content.splitlines():
            try:
                receipt = json.loads(line)
                values = [receipt[key] for key in ("path", "sha256", "received_at", "original")]
            except (ValueError, KeyError, TypeError):
                continue
            self._connection.execute("INSERT OR IGNORE INTO receipt VALUES (?, ?, ?, ?)", values)

    def _is_known(self, arrival: Arrival) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM receipt WHERE path = ? AND sha256 = ?", (arrival.path, arrival.sha256)
        ).fetchone()
        return row is not None

    def _receive(self, arrival: Arrival, received_at: datetime) -> None:
        """Note where an arrival's original is kept, and when it came."""
        original = self._originals.pop((arrival.path, arrival.sha256))
        values = {
            "path": arrival.path,
            "sha256": arrival.sha256,
            "received_at": received_at.isoformat(),
            "original": original,
        }
        self._connection.execute("INSERT INTO receipt VALUES (?, ?, ?, ?)", [*values.values()])
        self._lines.append(json.dumps(values, ensure_ascii=False) + "\n")

    def _copied(self, arrival: Arrival) -> str:
        """Keep a byte-exact copy under its hash; a half-written one is never taken for it."""
        suffix = Path(arrival.path).suffix.lower()
        name = arrival.sha256 + (suffix if suffix.isascii() and len(suffix) <= len(".xlsx") else "")
        target = self._archive / ORIGINALS / name
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{name}.part")
        if arrival.source is not None:
            shutil.copyfile(arrival.source, draft)
        else:
            draft.write_bytes(arrival.content)
        draft.replace(target)
        return name

    def _head(self, sha256: str) -> bytes | None:
        """Give the head of what a file says, if this edition of form and reader has read it."""
        row = self._connection.execute(
            "SELECT head FROM form WHERE sha256 = ? AND layout = ?", (sha256, self._layout)
        ).fetchone()
        return None if row is None else row[0]

    def _remember(self, sha256: str, form: PackedForm) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO form VALUES (?, ?, ?, ?)", (sha256, self._layout, *form)
        )
        self._fresh.add(sha256)

    def _begun_again(
        self, row: tuple[str, str, str], begin: Begin
    ) -> tuple[Arrival, Future[PackedForm]]:
        """Begin to read an original from the archive anew."""
        path, sha256, original = row
        try:
            content = (self._archive / ORIGINALS / original).read_bytes()
        except OSError as error:
            raise LedgerError("original-missing", {"file": original, "path": path}) from error
        arrival = Arrival(path=path, content=content, sha256=sha256, modified_at=None)
        return replace(arrival, content=b""), begin(arrival)


@contextmanager
def open_ledger(archive: Path, layout: str) -> Iterator[Ledger]:
    """Open the archive for one run: all of it is kept at the end, or nothing.

    Raises: LedgerError where another run holds it, or the disk refuses.
    """
    try:
        archive.mkdir(parents=True, exist_ok=True)
        connection = _connected(archive / LEDGER_FILE)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError("archive", {"folder": archive, "problem": error}) from error
    try:
        ledger = Ledger(archive, connection, layout)
        ledger.restore()
        yield ledger
        ledger.sync()
        connection.commit()
    except (OSError, sqlite3.Error) as error:
        raise LedgerError("archive", {"folder": archive, "problem": error}) from error
    finally:
        # Closing without a commit undoes the run.
        connection.close()


@contextmanager
def peek_ledger(archive: Path, layout: str) -> Iterator[Ledger]:
    """Open a copy of the ledger in memory: whatever is done with it, the archive stays as it is."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        path = archive / LEDGER_FILE
        if path.exists():
            with closing(
                sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            ) as source:
                source.backup(connection)
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        ledger = Ledger(archive, connection, layout)
        ledger.restore()
        yield ledger
    except (OSError, sqlite3.Error) as error:
        raise LedgerError("archive", {"folder": archive, "problem": error}) from error
    finally:
        connection.close()


def _connected(path: Path) -> sqlite3.Connection:
    """Connect and take the write lock; a damaged ledger is set aside and rebuilt."""
    connection = sqlite3.connect(path, timeout=SECONDS_TO_WAIT, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
    except sqlite3.OperationalError as error:
        connection.close()
        if "locked" in str(error):
            raise LedgerError("another-run", {"folder": path.parent}) from error
        raise
    except sqlite3.DatabaseError:
        connection.close()
        path.replace(path.with_suffix(".damaged"))
        return _connected(path)
    return connection


def _received_at(arrival: Arrival, form: Form, campaign: Campaign, now: datetime) -> datetime:
    """Decide when a file came: its own time, else when it was saved, else now.

    A time counts only within the report's period and not after now: a copied or unpacked
    file may carry any time, and a report cannot come before its period begins.
    """
    week = form.week if form.week in campaign.settings.reporting_dates else None
    opens = campaign.period(week)[0] if week else campaign.settings.start - timedelta(days=31)
    earliest = datetime.combine(opens, datetime.min.time(), tzinfo=campaign.zone)
    for moment in (arrival.modified_at, form.saved_at):
        if moment is not None and earliest <= moment <= now:
            return moment.astimezone(campaign.zone).replace(microsecond=0)
    return now.astimezone(campaign.zone).replace(microsecond=0)
