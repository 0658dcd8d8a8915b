"""Name the things that travel between the rooms."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the ledger reads the hints of Form
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - likewise
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

    import pandas as pd

    from pipeline.campaign import Campaign
    from pipeline.schema import Unit

    # Begins to read an arrival; what it says comes when it is asked for.
    Begin = Callable[["Arrival"], Future["PackedForm"]]


class Language(StrEnum):
    """The two languages of every text for a reader."""

    KK = "kk"
    RU = "ru"


class Severity(StrEnum):
    """What a finding does: an error returns or leaves out, a warning counts, a note records."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Fate(StrEnum):
    """What became of one received file."""

    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    DUPLICATE = "duplicate"
    RETURNED = "returned"
    IGNORED = "ignored"


class Status(StrEnum):
    """Where a unit stands for one reporting date."""

    ON_TIME = "on_time"
    LATE = "late"
    RETURNED = "returned"
    MISSING = "missing"

    @property
    def is_counted(self) -> bool:
        """Whether a report came whose figures enter the region's."""
        return self in {Status.ON_TIME, Status.LATE}


class Slot(StrEnum):
    """The cells that a row of the form has, named by what they hold."""

    WEEK = "week"
    TOTAL = "total"
    PREVIOUS = "previous"
    REASON = "reason"
    DONE = "done"
    DATE = "date"
    DOCUMENT = "document"
    TEXT = "text"


class Nature(StrEnum):
    """What a cell really holds; the first five are never taken for one another."""

    NUMBER = "number"
    BLANK = "blank"
    NO_DATA = "no_data"  # a dash or a word that says there is none
    ERROR_VALUE = "error_value"  # #REF! and its like
    UNCACHED = "uncached"  # a formula whose result the writer did not save
    NUMBER_AS_TEXT = "number_as_text"
    DATE = "date"
    BOOLEAN = "boolean"
    TEXT = "text"


class Mark(StrEnum):
    """How one figure entered the totals; the `status` column of the sheet Data."""

    COUNTED = "counted"
    WARNED = "warned"  # counts, with a warning on it
    ACCEPTED = "accepted"  # counts, for the reason the sender gave
    RECOMPUTED = "recomputed"  # the sum of its parts counts instead
    EXCLUDED = "excluded"  # left out of the totals
    BLANK = "blank"


class Column(StrEnum):
    """Columns of the facts frame: one row per unit and indicator received."""

    WEEK = "week"  # reporting date, ISO text
    UNIT = "unit"  # code of the unit, e.g. "kurshim"
    INDICATOR = "indicator"  # its id on the form, e.g. "F1.05a"
    WEEK_VALUE = "week_value"  # for the reporting week; NaN where blank or left out
    TOTAL_VALUE = "total_value"  # since the start, or the state; yes is 1, no is 0; NaN as above
    STATUS = "status"  # a Mark, of the total
    FILE = "file"  # the sender's file, inbox-relative
    SHEET = "sheet"
    CELL = "cell"  # where the total stands (the week's figure, where there is no total)
    SHA256 = "sha256"
    WEEK_CELL = "week_cell"  # where the week's figure stands, "" where there is none
    TEXT = "text"  # text rows: the text; milestones: the document
    DATE = "date"  # milestones: the date done, ISO text, "" where there is none
    REASON = "reason"  # the sender's explanation in the row
    WEEK_STATUS = "week_status"  # a Mark, of the week's figure; "" where the row has none


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run, as the door understood it."""

    templates: Path
    inbox: Path
    outbox: Path
    archive: Path
    decisions: Path  # the clerk's workbook of decisions
    now: datetime
    week: date | None = None
    units: tuple[str, ...] = ()  # codes of the units whose reference slips are asked for
    final: bool = False  # whether the campaign as a whole is asked for too


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One file found in the inbox, with its bytes.

    `path` is inbox-relative, with ! between a container and its member.
    `fault` is the code of a finding where the file could not be taken in at all, or is a
    container: then its members arrive beside it.
    """

    path: str
    content: bytes
    sha256: str
    modified_at: datetime | None
    fault: str = ""
    source: Path | None = None  # where the bytes lie, if they were too many to be read
    sender: str = ""  # the address of the mail that brought it, "" where none did
    sent_at: datetime | None = None  # when that mail was sent
    words: tuple[str, ...] = ()  # what a mail itself says; looked through and let go at once
    is_private: bool = False  # it tells a child in them, and so is kept apart


class Cell(NamedTuple):
    """One cell of a form that belongs to an indicator, as the sender's file holds it.

    `value` is a number where nature is NUMBER or NUMBER_AS_TEXT, 1.0 or 0.0 for a
    yes or no, ISO text for a DATE, the text itself for TEXT and NO_DATA, else None.
    """

    indicator: str
    slot: Slot
    sheet: str
    address: str
    nature: Nature
    value: float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a district, or the region, should look at, with the cell to look at."""

    code: str
    severity: Severity
    unit: str = ""
    week: date | None = None
    path: str = ""
    sheet: str = ""
    cell: str = ""
    indicator: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)  # whatever fills the slots
    accepted_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One workbook as it stands: who sent it, for when, and its cells.

    `unit_text` and `week_text` are what the cover says, for the finding where they
    are not understood; `unit` is a code of the campaign or "", `week` a date or None.
    """

    unit: str = ""
    unit_text: str = ""
    unit_cell: str = ""
    week: date | None = None
    week_text: str = ""
    week_cell: str = ""
    cover: str = ""
    corrected: bool = False
    edition: str = ""
    saved_at: datetime | None = None
    cells: tuple[Cell, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_private: bool = False  # it holds a person's data, and so keeps nothing of its texts


class PackedForm(NamedTuple):
    """A form as readers hand it over and as the ledger keeps it: its head, and its cells."""

    head: bytes
    cells: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One file as the archive remembers it: where it lay, when it came, what it says."""

    path: str
    sha256: str
    received_at: datetime
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """What became of one received file, with all that was found in it."""

    path: str
    sha256: str
    fate: Fate
    unit: str
    week: date | None
    received_at: datetime
    findings: tuple[Finding, ...] = ()

    @property
    def correction_requested(self) -> bool:
        """Whether the file counts, but some of its cells must be mended."""
        return self.fate is Fate.ACCEPTED and any(
            finding.severity is Severity.ERROR and finding.accepted_reason is None
            for finding in self.findings
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One answer that a unit's later report of the same date gives anew."""

    unit: str
    indicator: str
    slot: Slot
    sheet: str
    cell: str
    before: float | str | None
    after: float | str | None
    path: str  # of the report that counts now
    older: str  # path of the one it replaces
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a report that went out was made of: the hash of each unit's form.

    `basis` tells the forms of all dates up to its own, on which its checks rest.
    """

    week: date
    built_at: datetime
    forms: Mapping[str, str]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One mail that a server took, and for which addresses."""

    week: date
    name: str
    version: str
    accepted: tuple[str, ...]
    sent_at: datetime
    basis: str  # of the report's Version
    copy: str = ""  # the folder of the archive that keeps it as it went out
    is_form: bool = False  # it brought a blank form, and was no part of a report


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """How many figures a report changes against the version that went out before it."""

    built_at: datetime
    changed: int


class Action(StrEnum):
    """What the clerk decides of a finding."""

    ACCEPT_WEEK = "accept_week"
    ACCEPT_UNTIL = "accept_until"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The clerk's word on one finding, dated, with a reason."""

    week: date
    unit: str
    code: str
    indicator: str
    sha256: str
    action: Action
    reason: str
    decided_on: date
    until: date | None = None

    @property
    def key(self) -> str:
        """What it is about."""
        return f"{self.week.isoformat()}|{self.unit}|{self.code}|{self.indicator}|{self.sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Where one unit stands for one reporting date."""

    unit: Unit
    status: Status
    received_at: datetime | None = None
    days_late: int = 0  # whole days begun after the cut-off, 0 where on time
    file: str = ""
    sha256: str = ""
    empty: bool = False
    copied: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Verdicts:
    """All that checking says of one reporting date.

    Shape: `facts` has the columns of Column, one row per unit and indicator received.
    """

    week: date
    files: tuple[FileVerdict, ...]
    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...]
    facts: pd.DataFrame
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Region:
    """The region on one reporting date: what the renderers need, and nothing else.

    Shape: `facts` has one row per unit and indicator received this week (columns: Column);
    `history` has the same columns for every reporting date up to and with this one, only
    week, unit, indicator, week_value, total_value and date of them.
    `milestones` has one row per unit and milestone as last reported by this date: unit,
    indicator, total_value (1 done, 0 not, NaN unclear), date, text (the document), week
    (of the report that said so).
    """

    campaign: Campaign
    week: date
    now: datetime
    submissions: tuple[Submission, ...]  # districts, in the campaign's order
    oblast_submission: Submission | None
    record: Mapping[date, tuple[Submission, ...]]  # the same for every date so far
    facts: pd.DataFrame
    history: pd.DataFrame
    milestones: pd.DataFrame
    findings: tuple[Finding, ...]
    files: tuple[FileVerdict, ...]  # of this reporting date, and those of no date
    corrections: tuple[Correction, ...] = ()
    since: Since | None = None  # against the version that went out before
    # The oblast level's own reports by date, apart from the districts'.
    oblast_record: Mapping[date, Submission] = field(default_factory=dict)
    accepted: tuple[Finding, ...] = ()  # with a reason, on any date so far
    sent: tuple[Sent, ...] = ()  # of this date's report, the oldest first

    @property
    def today(self) -> date:
        """The day on which the report is built, by the region's own clock."""
        return self.now.astimezone(self.campaign.zone).date()


class ArtifactKind(StrEnum):
    """What an output is, as `--json` names it."""

    WORKBOOK = "workbook"
    NARRATIVE = "narrative"
    RETURNED_FORM = "returned_form"
    LETTER = "letter"
    EMAIL = "email"
    PAGE = "page"
    BULLETIN = "bulletin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file for the outbox, as bytes."""

    kind: ArtifactKind
    path: str  # relative to the folder of the reporting date
    content: bytes
    language: Language | None = None
    unit: str | None = None
    version: str = ""  # of a mail: two of one path and version say the same
