"""Name what can go wrong with us, as opposed to a district's form."""

from collections.abc import Mapping
from typing import ClassVar


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
