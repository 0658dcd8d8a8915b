"""Name what can go wrong with us, as opposed to a district's form."""

import errno
from collections.abc import Mapping
from typing import ClassVar, Final

# What a disk or a network refuses, by its name; what Windows calls otherwise, by its number.
REFUSALS: Final = {
    "ENOSPC": "no-space", "EDQUOT": "no-space", "EFBIG": "no-space", "EACCES": "no-permission",
    "EPERM": "no-permission", "EROFS": "read-only", "ENAMETOOLONG": "too-long",
    "ENOENT": "not-there", "ENOTDIR": "no-folder", "EEXIST": "no-folder", "EISDIR": "no-file",
    "ENOTEMPTY": "in-use", "EBUSY": "in-use", "ETXTBSY": "in-use", "EIO": "disk-broken",
    "ECONNREFUSED": "connection-refused", "ECONNRESET": "connection-lost",
    "ETIMEDOUT": "no-answer", "EHOSTUNREACH": "no-network", "ENETUNREACH": "no-network",
}  # fmt: skip
REFUSALS_OF_WINDOWS: Final = {19: "read-only", 32: "in-use", 33: "in-use", 206: "too-long"}
# Of the ledger, by the last eight bits of its codes.
REFUSALS_OF_SQLITE: Final = {
    3: "no-permission", 5: "in-use", 6: "in-use", 8: "read-only", 10: "disk-broken",
    11: "damaged", 13: "no-space", 14: "not-there", 26: "damaged",
}  # fmt: skip
REFUSALS_BY_NAME: Final = {
    "gaierror": "no-such-host", "TimeoutError": "no-answer",
    "SSLCertVerificationError": "no-certificate", "CalamineError": "damaged",
    "XmlError": "damaged", "ZipError": "damaged",
}  # fmt: skip


def refusal_of(error: BaseException) -> str:
    """Name under [refusal] in texts.toml what the system refused; "" where only it knows."""
    named = REFUSALS_BY_NAME.get(type(error).__name__)
    if named is not None:
        return named
    if (code := getattr(error, "sqlite_errorcode", None)) is not None:
        return REFUSALS_OF_SQLITE.get(code & 0xFF, "")
    of_windows = REFUSALS_OF_WINDOWS.get(getattr(error, "winerror", None) or 0)
    name = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    return of_windows or REFUSALS.get(name, "")


class PipelineError(Exception):
    """Shown to the operator as one line, without a traceback.

    `key` names a sentence under [error] in texts.toml; `details` fill its slots.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, key: str, details: Mapping[str, object] | None = None) -> None:
        """Keep the key of the sentence and what fills its slots."""
        self.key = key
        self.details = dict(details or {})
        super().__init__(f"{key}: {self.details}")


class SetupError(PipelineError):
    """The templates, or another part of the set-up, are not as they must be."""


class UsageError(PipelineError):
    """What was asked for does not exist: a date, a unit."""

    exit_code = 2


class InboxError(PipelineError):
    """There is nothing to report from."""


class LedgerError(PipelineError):
    """The archive or its ledger cannot be used now."""


class DeliveryError(PipelineError):
    """The outbox cannot be written."""
