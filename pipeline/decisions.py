"""Ask what the clerk has decided of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Action

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from pipeline.model import Decision, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The clerk's decisions in force, and how one is worded where its reason is printed."""

    listed: tuple[Decision, ...] = ()
    worded: Callable[[Decision], str] = lambda decision: decision.reason

    @property
    def sent_back(self) -> Mapping[str, str]:
        """The reason for each form, by its hash, that is to be returned."""
        return {each.sha256: each.reason for each in self.listed if each.action is Action.RETURN}

    def accepting(self, finding: Finding, sha256: str) -> str | None:
        """Give the reason for which a finding of a form is accepted; None where it is not."""
        for each in self.listed:
            if (each.unit, each.code, each.indicator) != (
                finding.unit,
                finding.code,
                finding.indicator,
            ):
                continue
            if finding.week is not None and _holds(each, finding.week, sha256):
                return self.worded(each)
        return None


NOTHING_DECIDED = Decisions()


def _holds(decision: Decision, week: date, sha256: str) -> bool:
    """Whether a decision is about this report, or about all up to a date that is not past."""
    match decision.action:
        case Action.ACCEPT_WEEK:
            # A figure given anew is another figure.
            return decision.week == week and decision.sha256 == sha256
        case Action.ACCEPT_UNTIL:
            return decision.until is not None and decision.week <= week <= decision.until
    return False
