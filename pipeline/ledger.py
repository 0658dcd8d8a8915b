"""Remember everything ever received: the archive of originals and the ledger of what they say."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import LedgerError
from pipeline.model import Arrival, Cell, Column, Form, Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from pipeline.campaign import Campaign
    from pipeline.model import Verdicts

LEDGER_FILE = "ledger.sqlite"
# One line a receipt: with the originals beside it, all that the ledger can be rebuilt from.
RECEIPTS_FILE = "receipts.jsonl"
ORIGINALS = "files"
SECONDS_TO_WAIT = 30.0
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
        self._lines: list[str] = []

    def take_up(
        self,
        arrivals: Iterable[Arrival],
        read: Callable[[Arrival], Form],
        campaign: Campaign,
        now: datetime,
    ) -> tuple[Arrival, ...]:
        """Keep each arrival's original and what it says; read only what is new.

        Returns the arrivals without their bytes.
        """
        return tuple(self._taken(arrival, read, campaign, now) for arrival in arrivals)

    def try_out(self, arrival: Arrival, form: Form, received_at: datetime) -> Receipt:
        """Remember what a file says without keeping it; only for a copy of the ledger."""
        self._remember(arrival.sha256, form)
        return Receipt(
            path=arrival.path,
            sha256=arrival.sha256,
            received_at=received_at,
            form=replace(form, cells=()),
        )

    def receipts(self, read: Callable[[Arrival], Form]) -> Iterator[Receipt]:
        """Yield everything ever received, in the order of receipt, the forms without their cells.

        An original is read again where the layout has changed since, or the ledger was lost.
        """
        rows = self._connection.execute(
            "SELECT path, receipt.sha256, received_at, original, form.head FROM receipt"
            " LEFT JOIN form ON form.sha256 = receipt.sha256 AND form.layout = ?"
            " ORDER BY received_at, path, receipt.sha256",
            (self._layout,),
        ).fetchall()
        decode = msgspec.msgpack.Decoder(Form).decode
        for path, sha256, received_at, original, head in rows:
            if head is None:
                form = self._form(sha256) or self._read_again(path, sha256, original, read)
            else:
                form = decode(head)
            yield Receipt(
                path=path,
                sha256=sha256,
                received_at=datetime.fromisoformat(received_at),
                form=form,
            )

    def cells(self, sha256: str) -> tuple[Cell, ...]:
        """Give the cells of a form that has been received."""
        row = self._connection.execute(
            "SELECT cells FROM form WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return msgspec.msgpack.decode(row[0], type=tuple[Cell, ...])

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

    def _taken(
        self,
        arrival: Arrival,
        read: Callable[[Arrival], Form],
        campaign: Campaign,
        now: datetime,
    ) -> Arrival:
        """Take one arrival up, and let its bytes go."""
        if not arrival.sha256:
            return arrival
        form = self._form(arrival.sha256)
        if form is None:
            form = read(arrival)
            self._remember(arrival.sha256, form)
        if not self._is_known(arrival):
            self._receive(arrival, _received_at(arrival, form, campaign, now))
        return Arrival(
            path=arrival.path,
            content=b"",
            sha256=arrival.sha256,
            modified_at=arrival.modified_at,
            fault=arrival.fault,
        )

    def _is_known(self, arrival: Arrival) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM receipt WHERE path = ? AND sha256 = ?", (arrival.path, arrival.sha256)
        ).fetchone()
        return row is not None

    def _receive(self, arrival: Arrival, received_at: datetime) -> None:
        """Copy the original and note when it came."""
        original = self._copied(arrival)
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

    def _form(self, sha256: str) -> Form | None:
        """Give what a file says, if it was read by this edition of form and reader."""
        row = self._connection.execute(
            "SELECT head FROM form WHERE sha256 = ? AND layout = ?", (sha256, self._layout)
        ).fetchone()
        return None if row is None else msgspec.msgpack.decode(row[0], type=Form)

    def _remember(self, sha256: str, form: Form) -> None:
        encode = msgspec.msgpack.encode
        self._connection.execute(
            "INSERT OR REPLACE INTO form VALUES (?, ?, ?, ?)",
            (sha256, self._layout, encode(replace(form, cells=())), encode(form.cells)),
        )
        self._fresh.add(sha256)

    def _read_again(
        self, path: str, sha256: str, original: str, read: Callable[[Arrival], Form]
    ) -> Form:
        """Read an original from the archive anew."""
        try:
            content = (self._archive / ORIGINALS / original).read_bytes()
        except OSError as error:
            raise LedgerError("original-missing", {"file": original, "path": path}) from error
        form = read(Arrival(path=path, content=content, sha256=sha256, modified_at=None))
        self._remember(sha256, form)
        return form


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
