"""Know what every original says, when it came, and what has been accepted of it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING

from pipeline.ledger.archive import (
    PURGES_FILE,
    RECEIPTS_FILE,
    Archive,
)
from pipeline.ledger.logbook import Logbook
from pipeline.model import Arrival, Column, Receipt
from pipeline.packing import cells_of, form_of, head_of, plain_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    import pandas as pd

    from pipeline.campaign import Campaign
    from pipeline.model import Begin, Cell, Form, PackedForm, Verdicts

RECEIPT_KEYS = ("path", "sha256", "received_at", "original", "sender", "sent_at")
# So many files at most are held in memory while they are read.
MOST_BEGUN = 16


class Ledger(Logbook):
    """The archive and its ledger, open for one run."""

    def __init__(self, archive: Archive, connection: sqlite3.Connection, layout: str) -> None:
        """Take an open connection; `layout` names the edition of form and reader."""
        super().__init__(archive)
        self._connection = connection
        self._layout = layout
        self._fresh: set[str] = set()  # hashes read in this run
        self._originals: dict[tuple[str, str], str] = {}  # copied, not yet noted

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
                        self._originals[arrival.path, arrival.sha256] = self._archive.keep(arrival)
                    is_read = self._head(arrival.sha256) is not None
                    yield bare, None if is_read else begin(arrival)

        for arrival in self._read(kept()):
            if not self._is_known(arrival):
                form = head_of(self._head(arrival.sha256) or b"")
                self._receive(arrival, form, _received_at(arrival, form, campaign, now))
        return tuple(taken)

    def find_again(self, begin: Begin, campaign: Campaign, now: datetime) -> None:
        """Take up the originals whose receipts are lost, after all that the inbox has."""
        rows = self._connection.execute("SELECT sha256 FROM receipt").fetchall()
        for arrival in self._archive.unnoted({sha256 for (sha256,) in rows}):
            self._remember(arrival.sha256, begin(arrival).result())
            form = head_of(self._head(arrival.sha256) or b"")
            self._originals[arrival.path, arrival.sha256] = self._archive.keep(arrival)
            self._receive(arrival, form, _received_at(arrival, form, campaign, now))

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
            "SELECT path, sha256, original FROM receipt WHERE original <> '' AND NOT EXISTS"
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

    def original(self, sha256: str) -> bytes:
        """Give the bytes of a file that has been received."""
        row = self._connection.execute(
            "SELECT original FROM receipt WHERE sha256 = ?", (sha256,)
        ).fetchone()
        return self._archive.original(row[0])

    @property
    def private(self) -> tuple[str, ...]:
        """Name the originals that lie apart."""
        return self._archive.private_originals()

    def purge(self, now: datetime) -> tuple[str, ...]:
        """Remove every original that lies apart; that it was there, and what was said, stays."""
        purged = []
        for name in self.private:
            rows = self._connection.execute(
                "SELECT receipt.sha256, path, head FROM receipt"
                " JOIN form ON form.sha256 = receipt.sha256 WHERE original = ?",
                (name,),
            ).fetchall()
            for sha256, path, head in rows:
                self._archive.log(
                    PURGES_FILE,
                    {
                        "sha256": sha256,
                        "path": path,
                        "purged_at": now.isoformat(),
                        "form": plain_of(head),
                    },
                )
            self._connection.execute("UPDATE receipt SET original = '' WHERE original = ?", (name,))
            purged.append(name)
        # The record reaches the disk before anything goes.
        self.sync()
        for name in purged:
            self._archive.purge(name)
        return tuple(purged)

    def sync(self) -> None:
        """Write the logs of this run beside the originals, before the ledger commits."""
        self._archive.sync()

    def restore(self) -> None:
        """Take up what the archive's logs have and the ledger lacks, after a crash or a loss."""
        self._connection.executemany(
            # The first line of a file tells when it came; a later one only where it now lies.
            "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET original = excluded.original",
            (
                [str(line.get(key, "")) for key in RECEIPT_KEYS]
                for line in self._archive.logged(RECEIPTS_FILE)
                if all(key in line for key in RECEIPT_KEYS[:4])
            ),
        )
        for line in self._archive.logged(PURGES_FILE):
            sha256 = line.get("sha256")
            self._connection.execute("UPDATE receipt SET original = '' WHERE sha256 = ?", (sha256,))
            form = (sha256, self._layout, *form_of(line.get("form")))
            self._connection.execute("INSERT OR REPLACE INTO form VALUES (?, ?, ?, ?)", form)

    def _is_known(self, arrival: Arrival) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM receipt WHERE path = ? AND sha256 = ?", (arrival.path, arrival.sha256)
        ).fetchone()
        return row is not None

    def _receive(self, arrival: Arrival, form: Form, received_at: datetime) -> None:
        """Note where an arrival's original is kept, and when it came."""
        original = self._originals.pop((arrival.path, arrival.sha256))
        if form.is_private or arrival.is_private:
            original = self._archive.set_apart(original)
            self._set_containers_apart(arrival.path)
        values = (
            arrival.path,
            arrival.sha256,
            received_at.isoformat(),
            original,
            arrival.sender,
            arrival.sent_at.isoformat() if arrival.sent_at else "",
        )
        self._connection.execute("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?)", values)
        self._archive.log(RECEIPTS_FILE, dict(zip(RECEIPT_KEYS, values, strict=True)))

    def _set_containers_apart(self, path: str) -> None:
        """Set apart whatever a private file came in: it holds the same text."""
        while "!" in path:
            path = path.rpartition("!")[0]
            rows = self._connection.execute(
                f"SELECT {', '.join(RECEIPT_KEYS)} FROM receipt WHERE path = ?",  # noqa: S608
                (path,),
            ).fetchall()
            for row in rows:
                line = dict(zip(RECEIPT_KEYS, row, strict=True))
                line["original"] = self._archive.set_apart(line["original"])
                self._connection.execute(
                    "UPDATE receipt SET original = ? WHERE sha256 = ?",
                    (line["original"], line["sha256"]),
                )
                self._archive.log(RECEIPTS_FILE, line)

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
        content = self._archive.original(original)
        arrival = Arrival(path=path, content=content, sha256=sha256, modified_at=None)
        return replace(arrival, content=b""), begin(arrival)


def _received_at(arrival: Arrival, form: Form, campaign: Campaign, now: datetime) -> datetime:
    """Decide when a file came: when it was mailed, else its own time, else when saved, else now.

    A time counts only within the report's period and not after now: a copied or unpacked
    file may carry any time, and a report cannot come before its period begins.
    """
    opens = campaign.opens(form.week)
    earliest = datetime.combine(opens, datetime.min.time(), tzinfo=campaign.zone)
    for moment in (arrival.sent_at, arrival.modified_at, form.saved_at):
        if moment is not None and earliest <= moment <= now:
            return moment.astimezone(campaign.zone).replace(microsecond=0)
    return now.astimezone(campaign.zone).replace(microsecond=0)
