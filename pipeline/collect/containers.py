"""Open containers, one inside another, whatever they are called: every member is an arrival."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from string import ascii_letters
from typing import TYPE_CHECKING

from pipeline.collect import archive
from pipeline.collect.names import member_name
from pipeline.collect.opened import DEEPEST, LARGEST_FILE, Budget, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.collect.names import Names
    from pipeline.collect.opened import Member, Opened
    from pipeline.model import Arrival

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What Outlook makes of attachments for its own kind alone.
TNEF_MAGIC = b"\x78\x9f\x3e\x22"
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
# A header's name; what does not begin like this is no mail, and costs no search.
LETTERS = frozenset(bytes([letter]) for letter in b"\xef \t\r\n" + ascii_letters.encode())


def opened_up(arrival: Arrival, names: Names) -> Iterator[Arrival]:
    """Yield a file and, where it is a container, whatever it holds, down to the deepest."""
    yield from _opened_up(arrival, names, Budget(), depth=1)


def fault_of(content: bytes, path: str) -> str:
    """Name again what speaks against a file that was taken up before; "" where nothing does.

    For an original of the archive, whose path tells how deep it lay.
    """
    fault, _ = _opened(content, Budget(), depth=1 + path.count("!"))
    return "" if _is_broken_form(fault, path) else fault


def _opened_up(
    arrival: Arrival, names: Names, budget: Budget, *, depth: int, is_mail: bool = False
) -> Iterator[Arrival]:
    fault, opened = _opened(arrival.content, budget, depth=depth, is_mail=is_mail)
    if opened is None:
        passes = not fault or _is_broken_form(fault, arrival.path)
        yield arrival if passes else replace(arrival, fault=fault)
        return
    yield from _with_members(arrival, opened, names, budget, depth=depth)


def _is_broken_form(fault: str, path: str) -> bool:
    """Whether a zip that cannot be opened was meant as a workbook, and so is for the reader."""
    return fault == "container-damaged" and path.lower().endswith(WORKBOOKS)


def _with_members(
    arrival: Arrival, opened: Opened, names: Names, budget: Budget, *, depth: int
) -> Iterator[Arrival]:
    """Yield a container as it stands, then its members."""
    sender, sent_at = opened.sender, opened.sent_at
    if not opened.is_mail:
        sender, sent_at = arrival.sender, arrival.sent_at
    container = replace(arrival, fault=opened.fault, sender=sender, sent_at=sent_at)
    yield replace(container, words=opened.words)
    for member in opened.members:
        path = names.distinct(f"{arrival.path}!{member_name(member.name)}")
        bare = replace(container, path=path, content=b"", sha256="", fault="", source=None)
        if member.opened is not None:
            yield from _within(bare, member.opened, names, budget, depth=depth + 1)
            continue
        taken = _taken(bare, member)
        if taken.fault:
            yield taken
        else:
            yield from _opened_up(taken, names, budget, depth=depth + 1, is_mail=member.is_mail)


def _within(
    bare: Arrival, opened: Opened, names: Names, budget: Budget, *, depth: int
) -> Iterator[Arrival]:
    """Yield a mail that lies within a mail without bytes of its own, then its members."""
    if depth > DEEPEST:
        yield replace(bare, fault="container-too-deep")
        return
    yield from _with_members(bare, opened, names, budget, depth=depth)


def _taken(bare: Arrival, member: Member) -> Arrival:
    """Take a member's bytes, or say why that could not be."""
    if member.fault:
        return replace(bare, fault=member.fault)
    try:
        content = member.content()
    except RefusedError as error:
        return replace(bare, fault=error.code)
    except (ValueError, OverflowError, MemoryError):
        return replace(bare, fault="damaged")
    if len(content) > LARGEST_FILE:
        return replace(bare, fault="too-large")
    return replace(bare, content=content, sha256=sha256(content).hexdigest())


def _opened(
    content: bytes, budget: Budget, *, depth: int, is_mail: bool = False
) -> tuple[str, Opened | None]:
    """Open a container; "" and None for what is none."""
    if content.startswith(TNEF_MAGIC):
        return "winmail-dat", None
    opening = _opener(content, is_mail=is_mail)
    if opening is None:
        return "", None
    if depth > DEEPEST:
        return "container-too-deep", None
    try:
        opened = opening(content, budget)
    except RefusedError as error:
        return error.code, None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        # The libraries of mails raise all of these on crafted ones.
        return "container-damaged", None
    return opened.fault, opened


def _opener(content: bytes, *, is_mail: bool) -> Callable[[bytes, Budget], Opened] | None:
    """Choose by its first bytes what opens a file; None for what is no container."""
    if content.startswith(archive.STARTS):
        return None if archive.is_document(content) else archive.open_archive
    if content.startswith(OLE_MAGIC):
        from pipeline.collect import outlook  # noqa: PLC0415 - only where such a file came

        return outlook.open_outlook_mail if outlook.is_outlook_mail(content) else None
    if is_mail or content[:1] in LETTERS:
        from pipeline.collect import mail  # noqa: PLC0415 - only where such a file came

        return mail.open_mail if is_mail or mail.is_mail(content) else None
    return None
