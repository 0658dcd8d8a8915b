"""Name what every kind of container is opened into, and how much of it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

# The largest form seen is a few hundred KB; a photo or a scan is refused without reading it whole.
LARGEST_FILE = 32 * 1024 * 1024
# All that one container holds, those within it counted too.
LARGEST_CONTAINER = 256 * 1024 * 1024
MOST_MEMBERS = 2_000
DEEPEST = 3
# A picture that a mail shows within its text, of the size that logos have.
LARGEST_LOGO = 128 * 1024


class RefusedError(Exception):
    """A container, or a member of one, is not taken; `code` names the finding."""

    def __init__(self, code: str) -> None:
        """Keep the code of the finding."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file within a container.

    `content` inflates or decodes it when it is wanted, and may refuse; `fault` is the
    code of a finding where it is not wanted at all.
    """

    name: str
    content: Callable[[], bytes]
    fault: str = ""
    is_mail: bool = False  # whether the container says that this is a mail
    opened: Opened | None = None  # a mail that has no bytes of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A container's members; where it is a mail, who sent it and when."""

    members: tuple[Member, ...]
    sender: str = ""
    sent_at: datetime | None = None
    is_mail: bool = False
    words: tuple[str, ...] = ()  # what the mail itself says

    @property
    def fault(self) -> str:
        """The code of the finding that tells what became of the container."""
        faults = [each.fault for each in self.members if each.fault not in ASIDE]
        if not faults:
            return "container-empty"
        is_locked = all(fault == "container-locked" for fault in faults)
        return "container-locked" if is_locked else "container-opened"


# What is not looked at, and does not make a container hold anything.
ASIDE = frozenset({"system-file", "not-a-file", "inline-picture"})


class Budget:
    """How much may still be taken out of one file of the inbox."""

    def __init__(self) -> None:
        """Begin with all that is allowed."""
        self._members = MOST_MEMBERS
        self._size = LARGEST_CONTAINER

    def spend(self, members: int, size: int) -> None:
        """Take so much.

        Raises: RefusedError where it is more than is left.
        """
        if members > self._members:
            raise RefusedError("container-too-many-files")
        if size > self._size:
            raise RefusedError("container-too-large")
        self._members -= members
        self._size -= size
