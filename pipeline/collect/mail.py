"""Open saved mails within bounds: every attachment once, the text of the mail apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pipeline.collect.headers import address_in, file_name, header, headers_of, moment_in
from pipeline.collect.names import is_of_a_system
from pipeline.collect.opened import LARGEST_LOGO, MOST_MEMBERS, Member, Opened, RefusedError
from pipeline.collect.payload import payload
from pipeline.collect.wording import LONGEST_PAGE, read_as, said, seen_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

    from pipeline.collect.opened import Budget

T = TypeVar("T")
# What stands before the first header: a mark of the encoding, empty lines, a mailbox's line.
BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:From [^\n]*\n)?")
NAME = re.compile(rb"([A-Za-z][A-Za-z0-9-]*)[ \t]*:|[ \t]")
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# Programs part mails from their signatures, and keep them, without who sent them.
PARTS_OF_A_MAIL = re.compile(rb"(?i)^content-type:\s*multipart/(?:signed|mixed)\b", re.MULTILINE)
NEXT_MAIL = re.compile(rb"\n\r?\nFrom [^\n]*@[^\n]*\n(?=[A-Za-z][A-Za-z0-9-]*:)")
LARGEST_HEAD = 256 * 1024
ENOUGH_TO_TELL = 16 * 1024
# A mail says where it comes from, and something else that mails say.
ORIGINS = frozenset({b"from", b"received", b"return-path"})
USUAL = frozenset({
    b"date", b"to", b"subject", b"message-id", b"mime-version", b"received", b"content-type",
    b"delivered-to", b"cc", b"x-mailer",
})  # fmt: skip
NESTED = frozenset({"message/rfc822", "message/global", "message/news"})
# What mail programs enclose for each other.
OF_PROGRAMS = frozenset({
    "application/applefile", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-signature",
})  # fmt: skip
REPORTS = frozenset({"message/delivery-status", "message/disposition-notification"})
# Parts within parts; each level is searched once more.
MOST_LEVELS = 12
LONGEST_BOUNDARY = 200
# Lines that begin like a mark between parts; nearly all of them should be one.
MOST_MARKS = 100_000
SHOWN = re.compile(rb"cid:([^\s\"'<>()]{1,250})", re.IGNORECASE)
# A file within a text, as mail programs wrote it before there were attachments.
UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,250})\r?\n(?=[!-`][^\r\n]{1,90}\r?\n)", re.MULTILINE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One part of a mail that has no further parts, and where its bytes stand."""

    headers: Message
    start: int
    end: int

    @property
    def kind(self) -> str:
        return self.headers.get_content_type()

    @property
    def is_attached(self) -> bool:
        """Whether somebody put it there as a file."""
        if self.headers.get_content_disposition() == "attachment" or file_name(self.headers):
            return True
        return self.headers.get_content_maintype() != "text" and self.kind not in REPORTS


def is_mail(content: bytes) -> bool:
    """Whether a file begins with headers as only a mail has them."""
    before = BEFORE.match(content, 0, ENOUGH_TO_TELL)
    head = content[before.end() if before else 0 : ENOUGH_TO_TELL]
    block, *rest = BLANK_LINE.split(head, maxsplit=1)
    names = set()
    # Without an end of the headers the last line may be cut.
    for line in block.splitlines()[: None if rest else -1]:
        match = NAME.match(line)
        if match is None:
            return False
        names.add((match[1] or b"").lower())
    if PARTS_OF_A_MAIL.search(block):
        return True
    return not ORIGINS.isdisjoint(names) and len(names & (USUAL | ORIGINS)) > 1


def open_mail(content: bytes, budget: Budget) -> Opened:
    """Find a mail's attachments, or the mails of a mailbox, and prepare to decode each.

    Raises: RefusedError where it has too many parts, or parts within parts without end.
    """
    before = BEFORE.match(content)
    start = before.end() if before else 0
    if b"From " in content[:start] and NEXT_MAIL.search(content):
        return _open_mailbox(content, start, budget)
    headers, body = _head(content, start, len(content))
    parts = _limited(_parts(content, headers, body, len(content), MOST_LEVELS))
    attached = _limited(
        each
        for part in parts
        for each in ((part,) if part.is_attached else _within_text(content, part))
    )
    budget.spend(len(attached), sum(part.end - part.start for part in attached))
    shown = _shown(content, parts)
    return Opened(
        members=tuple(
            _member(content, part, number, shown) for number, part in enumerate(attached, 1)
        ),
        sender=address_in(header(headers, "From")) or address_in(header(headers, "Sender")),
        sent_at=moment_in(header(headers, "Date")),
        is_mail=True,
        words=said([header(headers, "Subject"), *_texts(content, parts)]),
    )


def _texts(content: bytes, parts: Sequence[_Part]) -> Iterator[str]:
    """Yield what a mail says in its own parts, beside what is attached to it."""
    for part in parts:
        if part.headers.get_content_maintype() == "text" and not part.is_attached:
            whole = _decoded(content, replace(part, end=min(part.end, part.start + LONGEST_PAGE)))
            text = read_as(whole, str(part.headers.get_content_charset() or ""))
            yield seen_of(text) if part.kind == "text/html" else text


def _open_mailbox(content: bytes, start: int, budget: Budget) -> Opened:
    """Take the mails of a mailbox apart."""
    marks = _limited(NEXT_MAIL.finditer(content))
    starts = [start, *(mark.end() for mark in marks)]
    ends = [*(mark.start() + 1 for mark in marks), len(content)]
    budget.spend(len(starts), len(content))
    return Opened(
        members=tuple(
            Member(
                name=f"mail-{number}.eml",
                content=partial(_cut, content, *place),
                is_mail=True,
            )
            for number, place in enumerate(zip(starts, ends, strict=True), 1)
        )
    )


def _cut(content: bytes, start: int, end: int) -> bytes:
    return content[start:end]


def _limited(found: Iterator[T]) -> list[T]:
    """Take all that was found, if it is not too much."""
    taken = list(islice(found, MOST_MEMBERS + 1))
    if len(taken) > MOST_MEMBERS:
        raise RefusedError("container-too-many-files")
    return taken


def _member(content: bytes, part: _Part, number: int, shown: frozenset[str]) -> Member:
    """Describe an attachment."""
    is_nested = part.kind in NESTED
    name = file_name(part.headers)
    if not name and is_nested:
        inner, _ = _head(content, part.start, part.end)
        name = f"{header(inner, 'Subject').strip() or f'mail-{number}'}.eml"
        name = name.replace("/", "_").replace("\\", "_")
    name = name or f"attachment-{number}"
    fault = ""
    if part.kind in OF_PROGRAMS or is_of_a_system(name):
        fault = "system-file"
    elif part.kind == "message/external-body":
        fault = "attachment-not-included"
    elif _is_logo(part, shown):
        fault = "inline-picture"
    return Member(
        name=name, content=partial(_decoded, content, part), fault=fault, is_mail=is_nested
    )


def _is_logo(part: _Part, shown: frozenset[str]) -> bool:
    """Whether a part is a small picture that the mail's text shows, such as a signature's."""
    # Encoding makes a picture a third larger.
    return (
        part.headers.get_content_maintype() == "image"
        and (part.end - part.start) * 3 // 4 <= LARGEST_LOGO
        and header(part.headers, "Content-ID").strip("<> \t\r\n").lower() in shown
    )


def _shown(content: bytes, parts: Sequence[_Part]) -> frozenset[str]:
    """List the pictures that the texts of a mail show."""
    if not any("Content-ID" in part.headers for part in parts):
        return frozenset()
    return frozenset(
        found.decode("latin-1").lower()
        for part in parts
        if part.kind == "text/html"
        for found in SHOWN.findall(_decoded(content, part))
    )


def _parts(content: bytes, headers: Message, start: int, end: int, levels: int) -> Iterator[_Part]:
    """Yield the parts that have no further parts, in the mail's order."""
    boundary = _boundary(headers)
    if not boundary:
        yield _Part(headers=headers, start=start, end=end)
        return
    if not levels:
        raise RefusedError("container-too-deep")
    for first, last in _between(content, b"--" + boundary, start, end):
        inner, body = _head(content, first, last)
        if headers.get_content_subtype() == "digest":
            inner.set_default_type("message/rfc822")
        yield from _parts(content, inner, body, last, levels - 1)


def _boundary(headers: Message) -> bytes:
    """Give what stands between a part's parts; b"" where it has none."""
    if headers.get_content_maintype() != "multipart":
        return b""
    try:
        boundary = headers.get_boundary() or ""
    except (ValueError, LookupError, TypeError):
        return b""
    return boundary[:LONGEST_BOUNDARY].encode(errors="surrogateescape")


def _between(content: bytes, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where each part between marks begins and ends; the last may lack its mark."""
    first, looks = -1, 0
    position = start if content.startswith(mark, start) else _next(content, mark, start, end)
    while position >= 0:
        looks += 1
        if looks > MOST_MARKS:
            raise RefusedError("container-damaged")
        line_end = content.find(b"\n", position, end)
        line_end = end if line_end < 0 else line_end
        rest = content[position + len(mark) : min(line_end, position + len(mark) + 80)].strip()
        if rest in {b"", b"--"}:
            if first >= 0:
                yield first, max(first, _before_line(content, position))
            if rest:
                return
            first = min(line_end + 1, end)
        position = _next(content, mark, line_end, end)
    if first >= 0:
        yield first, end


def _next(content: bytes, mark: bytes, start: int, end: int) -> int:
    """Find the next line that begins with a mark; -1 where there is none."""
    return content.find(b"\n" + mark, start, end) + 1 or -1


def _before_line(content: bytes, position: int) -> int:
    """Go back over the end of the line before."""
    position -= content[position - 1 : position] == b"\n"
    return position - (content[position - 1 : position] == b"\r")


def _head(content: bytes, start: int, end: int) -> tuple[Message, int]:
    """Read the headers that a part begins with, and tell where its body begins."""
    for nothing in (b"\r\n", b"\n"):
        if content.startswith(nothing, start, end):
            return headers_of(b""), start + len(nothing)
    blank = BLANK_LINE.search(content, start, min(end, start + LARGEST_HEAD))
    if blank is None and end - start > LARGEST_HEAD:
        raise RefusedError("container-damaged")
    stop, body = (blank.start(), blank.end()) if blank else (end, end)
    return headers_of(content[start:stop]), body


def _decoded(content: bytes, part: _Part) -> bytes:
    """Decode a part as it says that it is encoded."""
    encoding = header(part.headers, "Content-Transfer-Encoding").strip().lower()
    return payload(content[part.start : part.end], encoding)


def _within_text(content: bytes, part: _Part) -> Iterator[_Part]:
    """Yield the files that an old mail program wrote into a mail's text."""
    if part.kind == "text/plain":
        for match in UUENCODED.finditer(content, part.start, part.end):
            name = match[1].replace(b'"', b"").strip()
            block = b'Content-Disposition: attachment; filename="%b"\n' % name
            headers = headers_of(block + b"Content-Transfer-Encoding: x-uuencode\n")
            yield _Part(headers=headers, start=match.start(), end=part.end)
