"""Remember everything ever received: the archive of originals and the ledger of what they say."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import LedgerError
from pipeline.ledger.archive import Archive, ArchiveBehindGlass
from pipeline.ledger.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Ledger", "open_ledger", "peek_ledger"]

LEDGER_FILE = "ledger.sqlite"
# Another edition of the tables is made anew from the archive's logs and originals.
EDITION = 2
SECONDS_TO_WAIT = 30.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS receipt (
    path TEXT NOT NULL, sha256 TEXT NOT NULL, received_at TEXT NOT NULL, original TEXT NOT NULL,
    sender TEXT NOT NULL, sent_at TEXT NOT NULL,
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
        ledger = Ledger(Archive(archive), connection, layout)
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
        _lay_out(connection)
        ledger = Ledger(ArchiveBehindGlass(archive), connection, layout)
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
        _lay_out(connection)
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


def _lay_out(connection: sqlite3.Connection) -> None:
    """Make the tables; those of another edition give way."""
    if connection.execute("PRAGMA user_version").fetchone() != (EDITION,):
        for table in ("receipt", "form", "accepted"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"PRAGMA user_version = {EDITION}")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
