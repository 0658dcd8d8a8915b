"""Name what a file is that holds no workbook, by the finding that says what to send instead."""

from __future__ import annotations

import re
from typing import NoReturn

from pipeline.read.parts import NotReadableError

MAGIC = (
    ("is-archive", re.compile(
        rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b\x08|BZh[1-9]1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd"
        rb"|MSCF\0\0\0\0|..-l[hz][0-9ds]-|\x60\xea|ZOO |.{257}ustar", re.DOTALL)),
    ("is-pdf", re.compile(rb".{0,1023}?%PDF-\d", re.DOTALL)),
    ("is-picture", re.compile(
        rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|II\*\0|MM\0\*|II\+\0|MM\0\+"
        rb"|RIFF.{4}WEBP|.{4}ftyp(?:hei|hev|mif1|msf1|avi[fs])|8BPS\0|\0\0\x01\0.\0|AT&TFORM"
        rb"|\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF|\0\0\0\x0cjP  |\xff\x0a|%!PS", re.DOTALL)),
    ("is-document", re.compile(rb"\{\\rtf|\xdb\xa5-\0|1\xbe\0\0")),
    ("is-program", re.compile(
        rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|#!\s?/|L\0\0\0\x01\x14\x02\0|dex\n")),
)  # fmt: skip
# How far into a text what it is must show.
HEAD = 4096
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
WEB_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|meta|body|table|tr|td|div|style|script|center|font|p|br)\b",
    re.IGNORECASE,
)
WEB_ARCHIVE = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
MAIL = re.compile(
    r"^(?:(?:received|from|return-path|delivered-to|message-id|x-[\w-]+|date|to|subject"
    r"|mime-version):.*\n(?:[ \t].*\n)*)+",
    re.IGNORECASE,
)
MAIL_SIGN = re.compile(r"^(?:from|received|message-id|return-path):", re.IGNORECASE | re.MULTILINE)
PICTURE = re.compile(r"<svg\b", re.IGNORECASE)
# Bytes that no text has, in whatever alphabet.
UNPRINTABLE = re.compile(rb"[\0-\x08\x0e-\x19\x1c-\x1f]")
# What the streams of an OLE file are named by.
OLE_KINDS = (
    ("is-document", {"worddocument", "powerpoint document", "pp40", "contents", "quill"}),
    ("is-container", {"__properties_version1.0"}),
)


def name_of(content: bytes) -> str:
    """Name what a file is that holds no workbook."""
    if not content.strip(b"\0"):
        return "damaged"
    head = content[:HEAD]
    code = next((code for code, sign in MAGIC if sign.match(head)), "")
    return code or _text_named(content, head)


def _text_named(content: bytes, head: bytes) -> str:
    """Name a kind of text; what is none is no workbook and nothing known."""
    wide = head[:2] in WIDE_MARKS or (len(head) > 1 and head[1:2] == b"\0" and head[0] in b"<\t ")
    if wide:
        encoding = "utf-16-be" if head[:2] == b"\xfe\xff" else "utf-16-le"
        text = head[: len(head) // 2 * 2].decode(encoding, "replace")
    elif UNPRINTABLE.search(content):
        return "not-a-workbook"
    else:
        text = head.decode("utf-8", "replace")
    text = text.lstrip("\ufeff \t\r\n").replace("\r\n", "\n")
    if text.startswith("<"):
        return _markup_named(text)
    if mail := MAIL.match(text):
        if WEB_ARCHIVE.search(text) and not MAIL_SIGN.search(mail[0].replace("From: <Saved", "")):
            return "is-web-page"
        return "is-container" if MAIL_SIGN.search(mail[0]) else "is-text"
    return "is-text"


def _markup_named(text: str) -> str:
    """Name a kind of markup."""
    if "urn:schemas-microsoft-com:office:spreadsheet" in text or "<office:document" in text:
        return "is-xml-table"
    if WEB_PAGE.search(text):
        return "is-web-page"
    return "is-picture" if PICTURE.search(text) else "is-text"


def refuse_ole(streams: set[str]) -> NoReturn:
    """Name what an OLE file without a workbook is; the streams' names are in small letters.

    Raises: NotReadableError.
    """
    code = next((code for code, names in OLE_KINDS if names & streams), "not-a-workbook")
    raise NotReadableError(code)
