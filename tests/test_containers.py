"""Whatever is packed is unpacked in memory: every member once, within bounds, by its content."""

from __future__ import annotations

import hashlib
import struct
import zlib
from base64 import b64encode
from binascii import b2a_qp, b2a_uu
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from containers import (
    LOCKED,
    UTF8,
    Packed,
    Storage,
    mail,
    ole,
    outlook_file,
    outlook_mail,
    zipped,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline import collect as room
from pipeline.collect import collect, containers, fault_of, opened, take_up, taken_up
from pipeline.collect.names import Names, decoded
from pipeline.model import Arrival, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from pathlib import Path

    from pipeline.texts import Texts

FORM = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
OTHER = FORM + b"\n"
OLD_FORM = ole(Storage({"Workbook": b"\x09\x08" * 9}))
KAZAKH = "Күршім ауданы №5 «қорытынды».xlsx"
RUSSIAN = "Отчёт Курчумского района за 11 августа.xlsx"
SENT = datetime(2011, 8, 11, 9, 30, tzinfo=UTC)
SENT_AS_TICKS = 129575214000000000 + 2 * 36_000_000_000
DATE = "Thu, 11 Aug 2011 15:30:00 +0600"
LOGO = b"\x89PNG" + b"x" * 300
SIGNED = '<p>Есеп <img src="cid:logo@1"></p>'


def unicode_name(name: str, raw: bytes) -> bytes:
    value = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(value)) + value


def picture(content: bytes, name: str = "logo.png", html: str = SIGNED) -> EmailMessage:
    message = mail(html=html)
    message.get_payload()[1].add_related(
        content, maintype="image", subtype="png", cid="<logo@1>", filename=name
    )
    return message


def letter(*lines: str | bytes) -> bytes:
    """Write a mail line by line, as no library would."""
    raw = (each.encode() if isinstance(each, str) else each for each in lines)
    return b"\r\n".join((b"From: a@b.kz", b"MIME-Version: 1.0", *raw, b""))


def enclosed(disposition: str | bytes, content: bytes = b"eA==") -> bytes:
    """Write a mail with one attachment, whose headers are given."""
    raw = disposition.encode() if isinstance(disposition, str) else disposition
    return letter(
        'Content-Type: multipart/mixed; boundary="b"', "", "--b", "Content-Type: text/plain", "",
        "Есеп", "--b", raw, "Content-Transfer-Encoding: base64", "", content, "--b--",
    )  # fmt: skip


def nested(levels: int, content: bytes = FORM) -> bytes:
    for level in range(levels, 0, -1):
        content = zipped((f"{level}.zip" if level < levels else "form.xlsx", content))
    return content


def doubled(*names: str) -> bytes:
    return zipped(*((name, name.encode() + bytes([place])) for place, name in enumerate(names)))


OPENED, EMPTY, LOCKED_UP = "container-opened", "container-empty", "container-locked"
DAMAGED, DEEP = "container-damaged", "container-too-deep"

# What the file holds, and what is found in it: path within it, fault.
CASES: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    # Documents are no containers.
    "a workbook is no container": (FORM, [("", "")]),
    "a workbook whose parts come in any order": (
        zipped(("xl/workbook.xml", b""), ("[Content_Types].xml", b"")), [("", "")],
    ),
    "a workbook with backslashes and capitals": (
        zipped(("XL\\Workbook.xml", b""), ("[CONTENT_TYPES].XML", b"")), [("", "")],
    ),
    "a workbook cut short": (zipped(("xl/a.xml", b"a" * 99), ("b", b""))[:60], [("", "")]),
    "an OpenDocument": (
        zipped(Packed(name=b"mimetype", content=b"application/vnd.oasis", method=0)), [("", "")],
    ),
    "a table of Numbers": (
        zipped(("Data/a.jpg", b""), ("Index/Document.iwa", b"")), [("", "")],
    ),
    "an old workbook": (OLD_FORM, [("", "")]),
    "a workbook that a mail lies in": (
        ole(Storage({"Workbook": b"x", "MBD1": outlook_mail()})), [("", "")],
    ),
    "a text": (b"From here to there:\nno headers\n", [("", "")]),
    "a web archive saved by Excel": (
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n"
        b'Content-Type: multipart/related; boundary="b"\n\n--b\n\n--b--\n'), [("", "")],
    ),
    "a table as text": (b"Date: a;To: b\n1;2\n", [("", "")]),
    "nothing at all": (b"", [("", "")]),
    "seven-zip": (b"7z\xbc\xaf\x27\x1c", [("", "")]),
    # Archives.
    "forms in an archive": (
        zipped(("a.xlsx", FORM), ("b/c.xls", OLD_FORM)),
        [("", OPENED), ("a.xlsx", ""), ("b/c.xls", "")],
    ),
    "folders are no files": (
        zipped(("a/", b""), ("a/b\\", b""), ("a/b.xlsx", FORM)), [("", OPENED), ("a/b.xlsx", "")],
    ),
    "an empty archive": (zipped(), [("", EMPTY)]),
    "only folders": (zipped(("a/", b"")), [("", EMPTY)]),
    "only what programs leave": (
        zipped(("__MACOSX/a/._form.xlsx", b"x"), (".DS_Store", b"x"), ("a/Thumbs.db", b"x")),
        [("", EMPTY), ("__MACOSX/a/._form.xlsx", "system-file"), (".DS_Store", "system-file"),
         ("a/Thumbs.db", "system-file")],
    ),
    "what programs leave beside a form": (
        zipped(("a.xlsx", FORM), ("~$a.xlsx", b"x")),
        [("", OPENED), ("a.xlsx", ""), ("~$a.xlsx", "system-file")],
    ),
    "an empty file in an archive": (zipped(("a.xlsx", b"")), [("", OPENED), ("a.xlsx", "")]),
    "a link in an archive": (
        zipped(Packed(name=b"a", content=b"/etc/passwd", mode=0o120777)),
        [("", EMPTY), ("a", "not-a-file")],
    ),
    "names in CP866": (
        zipped(Packed(name=RUSSIAN.encode("cp866"))), [("", OPENED), (RUSSIAN, "")],
    ),
    "names in CP1251": (
        zipped(Packed(name=RUSSIAN.encode("cp1251"))), [("", OPENED), (RUSSIAN, "")],
    ),
    "Kazakh names in KZ-1048": (
        zipped(Packed(name=KAZAKH.encode("kz1048"))), [("", OPENED), (KAZAKH, "")],
    ),
    "names in UTF-8, as flagged": (zipped((KAZAKH, b"x")), [("", OPENED), (KAZAKH, "")]),
    "names in UTF-8 without a flag": (
        zipped(Packed(name=KAZAKH.encode())), [("", OPENED), (KAZAKH, "")],
    ),
    "a name in CP866 with another in Unicode": (
        zipped(Packed(name=b"K?rshim.xls", extra=unicode_name(KAZAKH, b"K?rshim.xls"))),
        [("", OPENED), (KAZAKH, "")],
    ),
    "a Unicode name of another file": (
        zipped(Packed(name=b"a.xls", extra=unicode_name(KAZAKH, b"b.xls"))),
        [("", OPENED), ("a.xls", "")],
    ),
    "a name that only looks like UTF-8": (
        zipped(Packed(name="рай.xls".encode("cp866"))), [("", OPENED), ("рай.xls", "")],
    ),
    "a flag that lies": (
        zipped(Packed(name=RUSSIAN.encode("cp866"), flags=UTF8)), [("", OPENED), (RUSSIAN, "")],
    ),
    "names that lead elsewhere": (
        zipped(("../../etc/a", b"1"), ("/etc/b", b"2"), ("C:\\Windows\\c", b"3"), ("..", b"4"),
               ("./d/./e", b"5")),
        [("", OPENED), ("etc/a", ""), ("etc/b", ""), ("Windows/c", ""), ("unnamed", ""),
         ("d/e", "")],
    ),
    "names that no output shows": (
        zipped(("a\0b.xls", b"1"), ("a\x1b[2J.xls", b"2"), ("a\u202eslx.exe", b"3"),
               ("a\nb", b"4")),
        [("", OPENED), ("a\\x00b.xls", ""), ("a\\x1b[2J.xls", ""), ("a\\u202eslx.exe", ""),
         ("a\\nb", "")],
    ),
    "the same name again": (
        doubled("a.xlsx", "a.xlsx", "a.xlsx (2)", "a.xlsx", "./a.xlsx"),
        [("", OPENED), ("a.xlsx", ""), ("a.xlsx (2)", ""), ("a.xlsx (2) (2)", ""),
         ("a.xlsx (3)", ""), ("a.xlsx (4)", "")],
    ),
    "three deep": (
        nested(3),
        [("", OPENED), ("1.zip", OPENED), ("1.zip!2.zip", OPENED),
         ("1.zip!2.zip!form.xlsx", "")],
    ),
    "four deep": (
        nested(4),
        [("", OPENED), ("1.zip", OPENED), ("1.zip!2.zip", OPENED), ("1.zip!2.zip!3.zip", DEEP)],
    ),
    "locked": (
        zipped(Packed(name=b"a.xlsx", flags=LOCKED), Packed(name=b"b.xlsx", flags=LOCKED)),
        [("", LOCKED_UP), ("a.xlsx", LOCKED_UP), ("b.xlsx", LOCKED_UP)],
    ),
    "one of two locked": (
        zipped(Packed(name=b"a.xlsx", flags=LOCKED), ("b.xlsx", FORM)),
        [("", OPENED), ("a.xlsx", LOCKED_UP), ("b.xlsx", "")],
    ),
    "packed in an unusual way": (
        zipped(Packed(name=b"a.xlsx", method=14), ("b.xlsx", FORM)),
        [("", OPENED), ("a.xlsx", "compression-unknown"), ("b.xlsx", "")],
    ),
    "a wrong check sum": (
        zipped(Packed(name=b"a.xlsx", claimed_crc=1), ("b.xlsx", FORM)),
        [("", OPENED), ("a.xlsx", "damaged"), ("b.xlsx", "")],
    ),
    "larger than it claims": (
        zipped(Packed(name=b"a", content=b"0" * 10**6, claimed_size=10)),
        [("", OPENED), ("a", "damaged")],
    ),
    "a size in the wide field": (
        zipped(Packed(name=b"a", claimed_size=0xFFFFFFFF, extra=struct.pack("<HHQ", 1, 8, 1))),
        [("", OPENED), ("a", "")],
    ),
    "a wide field that is missing": (
        zipped(Packed(name=b"a", claimed_size=0xFFFFFFFF)), [("", DAMAGED)],
    ),
    "smaller than it claims": (
        zipped(Packed(name=b"a", claimed_size=10)), [("", OPENED), ("a", "damaged")],
    ),
    "a member that is elsewhere": (
        zipped(Packed(name=b"a"), Packed(name=b"b", offset=7)),
        [("", OPENED), ("a", ""), ("b", "damaged")],
    ),
    "a member too large": (
        zipped(Packed(name=b"a", claimed_size=40 << 20), Packed(name=b"b")),
        [("", OPENED), ("a", "too-large"), ("b", "")],
    ),
    "more than may be": (
        zipped(*(Packed(name=b"%d" % each, claimed_size=32 << 20) for each in range(9))),
        [("", "container-too-large")],
    ),
    "more members than may be": (
        zipped(*(Packed(name=b"%d" % each) for each in range(2_001))),
        [("", "container-too-many-files")],
    ),
    "members that overlap": (
        zipped(Packed(name=b"a", content=b"x" * 99, method=0), Packed(name=b"b", offset=0)),
        [("", DAMAGED)],
    ),
    "an archive cut short": (zipped(("a.xlsx", FORM), ("b.xlsx", OTHER))[:-30], [("", DAMAGED)]),
    "an archive of which a part is missing": (
        zipped(("a.xlsx", FORM)).replace(b"PK\5\6\0\0", b"PK\5\6\1\0"), [("", DAMAGED)],
    ),
    "a directory shorter than it claims": (zipped(("a", b"x"), count=3), [("", DAMAGED)]),
    "bytes after the end": (zipped(("a", b"x")) + b"\r\n", [("", OPENED), ("a", "")]),
    # Mails.
    "a mail with a form": (
        mail((KAZAKH, FORM)).as_bytes(), [("", OPENED), (KAZAKH, "")],
    ),
    "a mail as a mailbox keeps it": (
        b"From a@b.kz Thu Aug 11 09:30:00 2011\n" + mail(("a.xlsx", FORM)).as_bytes(),
        [("", OPENED), ("a.xlsx", "")],
    ),
    "a mailbox": (
        b"From a@b.kz Thu\n" + mail(("a.xlsx", FORM)).as_bytes()
        + b"\n\nFrom c@d.kz Fri\n" + mail(("b.xlsx", OTHER)).as_bytes(),
        [("", OPENED), ("mail-1.eml", OPENED), ("mail-1.eml!a.xlsx", ""),
         ("mail-2.eml", OPENED), ("mail-2.eml!b.xlsx", "")],
    ),
    "a digest of mails": (
        letter('Content-Type: multipart/digest; boundary="b"', "", "--b", "",
               mail(("a.xlsx", FORM)).as_bytes(), "--b--"),
        [("", OPENED), ("Есеп.eml", OPENED), ("Есеп.eml!a.xlsx", "")],
    ),
    "a mail that quotes a mailbox": (
        mail(("a.xlsx", FORM)).as_bytes() + b"\n\nFrom c@d.kz Fri\nSubject: a\n\n",
        [("", OPENED), ("a.xlsx", "")],
    ),
    "a file within the text of an old mail": (
        letter("Subject: a", "", "Есеп", "", b"begin 644 " + RUSSIAN.encode("cp1251"),
               *(b2a_uu(FORM[at : at + 45]).strip(b"\n") for at in range(0, len(FORM), 45)),
               "`", "end", ""),
        [("", OPENED), (RUSSIAN, "")],
    ),
    "a text that only begins": (
        letter("Subject: a", "", "begin 644 a", "", "end"), [("", EMPTY)],
    ),
    "a mail without attachments": (mail().as_bytes(), [("", EMPTY)]),
    "a mail that is a form": (
        letter("Content-Type: application/vnd.ms-excel; name=a.xls",
               "Content-Transfer-Encoding: base64", "", "0M8R4A=="),
        [("", OPENED), ("a.xls", "")],
    ),
    "a name in encoded words": (
        enclosed('Content-Disposition: attachment;\r\n filename="=?koi8-r?B?'
                 '7tTexdQ=?= =?windows-1251?Q?_=B9_1.xls?="'),
        [("", OPENED), ("Нтчет № 1.xls", "")],
    ),
    "a name in encoded words, a letter torn": (
        enclosed('Content-Disposition: attachment;\r\n filename="=?utf-8?B?0po=?='
                 '\r\n =?utf-8?B?0A==?= =?utf-8?B?sC54bHM=?="'),
        [("", OPENED), ("Қа.xls", "")],
    ),
    "a name in RFC 2231, in pieces": (
        enclosed("Content-Disposition: attachment;\r\n filename*0*=windows-1251''%CE%F2%F7;"
                 "\r\n filename*1*=%E5%F2.xls"),
        [("", OPENED), ("Отчет.xls", "")],
    ),
    "a name of no stated encoding": (
        enclosed(b'Content-Disposition: attachment; filename="' + RUSSIAN.encode("koi8-r") + b'"'),
        [("", OPENED), (RUSSIAN, "")],
    ),
    "a name of an unknown encoding": (
        enclosed('Content-Disposition: attachment; filename="=?x-none?B?zvL35fIueGxz?="'),
        [("", OPENED), ("Отчет.xls", "")],
    ),
    "no name at all": (
        enclosed("Content-Disposition: attachment"), [("", OPENED), ("attachment-1", "")],
    ),
    "a mail in a mail": (
        mail(mail(("a.xlsx", FORM), Subject="Есеп 11/08")).as_bytes(),
        [("", OPENED), ("Есеп 11_08.eml", OPENED), ("Есеп 11_08.eml!a.xlsx", "")],
    ),
    "an archive in a mail in an archive": (
        zipped(("m.eml", mail(("z.zip", zipped(("form.xls", OLD_FORM)))).as_bytes())),
        [("", OPENED), ("m.eml", OPENED), ("m.eml!z.zip", OPENED), ("m.eml!z.zip!form.xls", "")],
    ),
    "a signature's picture": (
        picture(LOGO).as_bytes(), [("", EMPTY), ("logo.png", "inline-picture")],
    ),
    "a large picture in the text": (
        picture(b"\x89PNG" + b"x" * 200_000).as_bytes(), [("", OPENED), ("logo.png", "")],
    ),
    "a picture that the text does not show": (
        picture(LOGO, html="<p>Есеп</p>").as_bytes(), [("", OPENED), ("logo.png", "")],
    ),
    "a key beside a signed mail": (
        enclosed("Content-Type: application/pkcs7-signature; name=smime.p7s"),
        [("", EMPTY), ("smime.p7s", "system-file")],
    ),
    "a link in place of the file": (
        enclosed("Content-Type: message/external-body; name=a.xls"),
        [("", OPENED), ("a.xls", "attachment-not-included")],
    ),
    "Outlook's winmail.dat": (b"\x78\x9f\x3e\x22\0\0", [("", "winmail-dat")]),
    "winmail.dat in a mail": (
        mail(("winmail.dat", b"\x78\x9f\x3e\x22")).as_bytes(),
        [("", OPENED), ("winmail.dat", "winmail-dat")],
    ),
    "a mail cut short": (
        mail(("a.xlsx", FORM)).as_bytes()[:-60], [("", OPENED), ("a.xlsx", "")],
    ),
    "parts within parts without end": (
        letter(*(f'Content-Type: multipart/mixed; boundary="{each}"\r\n\r\n--{each}'
                 for each in range(20))),
        [("", DEEP)],
    ),
    # Mails of Outlook.
    "a mail of Outlook": (
        ole(outlook_mail(outlook_file(KAZAKH, FORM), outlook_file("b.xls", OLD_FORM))),
        [("", OPENED), (KAZAKH, ""), ("b.xls", "")],
    ),
    "a mail of Outlook without attachments": (ole(outlook_mail()), [("", EMPTY)]),
    "an old mail of Outlook": (
        ole(outlook_mail(Storage({
            "__substg1.0_3707001E": RUSSIAN.encode("cp1251"), "__substg1.0_37010102": FORM,
        }))),
        [("", OPENED), (RUSSIAN, "")],
    ),
    "a mail of Outlook in another": (
        ole(outlook_mail(outlook_file("Есеп", outlook_mail(outlook_file("a.xlsx", FORM))))),
        [("", OPENED), ("Есеп.msg", OPENED), ("Есеп.msg!a.xlsx", "")],
    ),
    "a mail of Outlook in two archives and another": (
        zipped(("z.zip", zipped(("m.msg", ole(outlook_mail(
            outlook_file("Есеп", outlook_mail(outlook_file("a.xlsx", FORM))))))))),
        [("", OPENED), ("z.zip", OPENED), ("z.zip!m.msg", OPENED), ("z.zip!m.msg!Есеп.msg", DEEP)],
    ),
    "a picture in Outlook's signature": (
        ole(outlook_mail(outlook_file("image001.png", LOGO, "logo@1"), t1013=SIGNED)),
        [("", EMPTY), ("image001.png", "inline-picture")],
    ),
    "a link in a mail of Outlook": (
        ole(outlook_mail(outlook_file("a.xls", None))),
        [("", OPENED), ("a.xls", "attachment-not-included")],
    ),
    "a workbook pasted into a mail of Outlook": (
        ole(outlook_mail(outlook_file("a.xlsx", Storage({"Package": FORM})))),
        [("", OPENED), ("a.xlsx", "")],
    ),
    "a mail of Outlook cut short": (
        ole(outlook_mail(outlook_file("a.xls", FORM)))[:-700], [("", DAMAGED)],
    ),
    "a mail of Outlook with false claims": (
        ole(outlook_mail())[:64] + b"\xff\xff\xff\x7f" + ole(outlook_mail())[68:], [("", DAMAGED)],
    ),
}  # fmt: skip


def arrived(content: bytes) -> list[Arrival]:
    arrival = Arrival(
        path="f",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        modified_at=datetime(2011, 8, 11, tzinfo=UTC),
    )
    return list(containers.opened_up(arrival, Names(["f"])))


def within(arrival: Arrival) -> str:
    return arrival.path.removeprefix("f").removeprefix("!")


@pytest.mark.parametrize(("content", "expected"), CASES.values(), ids=CASES)
def test_what_a_file_holds(content: bytes, expected: list[tuple[str, str]], texts: Texts) -> None:
    found = arrived(content)
    assert [(within(arrival), arrival.fault) for arrival in found] == expected
    assert len({arrival.path for arrival in found}) == len(found)
    for arrival in found:
        assert arrival.sha256 in {"", hashlib.sha256(arrival.content).hexdigest()}
        assert arrival.modified_at == found[0].modified_at
        assert not arrival.fault or texts.findings[arrival.fault].file
    assert found[0].content == content
    assert fault_of(content, "f") == found[0].fault


def test_every_code_has_a_case() -> None:
    of_the_disk = {"still-being-copied", "disappeared", "folder-too-deep"}
    tabled = {fault for _, found in CASES.values() for _, fault in found if fault}
    new = {
        "container-opened", "container-empty", "container-locked", "container-damaged",
        "container-too-deep", "container-too-large", "container-too-many-files",
        "compression-unknown", "winmail-dat", "attachment-not-included", "inline-picture",
    }  # fmt: skip
    assert tabled == new | {"damaged", "too-large", "system-file", "not-a-file"}
    assert not tabled & of_the_disk


def test_what_is_set_aside_is_ignored_and_all_else_returned(texts: Texts) -> None:
    notes = {"container-opened", "inline-picture", "system-file", "not-a-file"}
    tabled = {fault for _, found in CASES.values() for _, fault in found if fault}
    for code in tabled:
        severity = texts.findings[code].severity
        assert severity is (Severity.NOTE if code in notes else Severity.ERROR)


SENDERS: dict[str, tuple[bytes, str, datetime | None]] = {
    "of a mail": (mail(("a", b"x"), Date=DATE).as_bytes(), "asel@example.kz", SENT),
    "a date that is none": (enclosed("Date: yesterday"), "a@b.kz", None),
    "a broken date": (letter("Date: Thu, 99 Aug 2011 99:00:00 +9900", "", ""), "a@b.kz", None),
    "a date of no zone": (letter("Date: Thu, 11 Aug 2011 09:30:00 -0000", "", ""), "a@b.kz", SENT),
    "a sender in encoded words": (
        b"From: =?utf-8?B?0JA8QjxhQGIua3o+?=\r\nSubject: a\r\n\r\n", "a@b.kz", None,
    ),
    "a name of no stated encoding": (
        b"From: \xc0\xf1\xe5\xeb\xfc <A@B.kz>\r\nSubject: a\r\n\r\n", "a@b.kz", None,
    ),
    "no sender": (b"From: nobody\r\nSubject: a\r\n\r\n", "", None),
    "of a mail of Outlook": (
        ole(outlook_mail(outlook_file("a", b"x"), sent=SENT_AS_TICKS, t5D01="A@b.kz")),
        "a@b.kz", SENT,
    ),
    "of its headers": (
        ole(outlook_mail(t007D=f"From: <c@d.kz>\r\nDate: {DATE}\r\n", t0C1F="/O=EXCHANGE/CN=A")),
        "c@d.kz", SENT,
    ),
    "no date in a mail of Outlook": (ole(outlook_mail()), "", None),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sender", "sent_at"), SENDERS.values(), ids=SENDERS)
def test_who_sent_it_and_when(content: bytes, sender: str, sent_at: datetime | None) -> None:
    for arrival in arrived(content):
        assert (arrival.sender, arrival.sent_at) == (sender, sent_at)


ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": b64encode,
    "BASE64": lambda content: b"\r\n".join(
        b64encode(each) for each in (content[:20], content[20:])
    ),
    "quoted-printable": lambda content: b2a_qp(content, istext=False).replace(b"\n", b"\r\n"),
    "x-uuencode": lambda content: (
        b"begin 644 a\n%b`\nend\n"
        % b"".join(b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    ),
    "binary": bytes,
}


@pytest.mark.parametrize(("encoding", "encode"), ENCODINGS.items(), ids=ENCODINGS)
def test_an_attachment_comes_as_it_was_sent(
    encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    content = letter(
        'Content-Type: multipart/mixed; boundary="b"', "", "--b", "Content-Type: a/b; name=a",
        f"Content-Transfer-Encoding: {encoding}", "", encode(FORM), "--b--",
    )  # fmt: skip
    assert arrived(content)[1].content == FORM


def test_the_nearest_mail_tells_who_sent_it() -> None:
    inner = mail(("a.xlsx", FORM), From="inner@b.kz", Date=DATE)
    undated = mail(("b.xlsx", OTHER), From="undated@b.kz")
    outer = mail(inner, undated, ("c.zip", zipped(("d", b"x"))), Date="Fri, 12 Aug 2011 00:00 +0")
    found = {arrival.path: arrival for arrival in arrived(zipped(("m.eml", outer.as_bytes())))}
    senders = {path.rpartition("!")[2]: each.sender for path, each in found.items()}
    assert senders == {
        "f": "", "m.eml": "asel@example.kz", "Есеп.eml": "inner@b.kz", "a.xlsx": "inner@b.kz",
        "Есеп.eml (2)": "undated@b.kz", "b.xlsx": "undated@b.kz", "c.zip": "asel@example.kz",
        "d": "asel@example.kz",
    }  # fmt: skip
    assert found["f!m.eml!Есеп.eml!a.xlsx"].sent_at == SENT
    assert found["f!m.eml!Есеп.eml (2)!b.xlsx"].sent_at is None


def test_a_very_long_name_is_shortened_to_one_of_its_own() -> None:
    long = "ұзын/" * 300
    found = arrived(zipped((f"{long}a.xlsx", b"1"), (f"{long}b.xlsx", b"2")))[1:]
    assert len({arrival.path for arrival in found}) == 2
    assert all(len(within(arrival)) <= 200 for arrival in found)
    assert all(arrival.path.endswith(".xlsx") for arrival in found)


@pytest.mark.parametrize("encoding", ["cp866", "cp1251"])
@pytest.mark.parametrize(
    "name",
    [
        "форма", "ФОРМА", "Форма", "Отчет", "есеп", "Есеп", "Абай", "Ұлан"[1:], "Семей", "Риддер",
        "Зырян", "Зайсан", "где", "еда", "Катон-Карагай", "г. Усть-Каменогорск", "Урджар",
        "Бескарагайский р-н", "УШ", "11 августа", "свод №2", "Бородулиха (испр.)",
    ],
)  # fmt: skip
def test_short_names_are_told_apart(name: str, encoding: str) -> None:
    raw = name.replace("№", "N" if encoding == "cp1251" else "№")
    assert decoded([raw.encode(encoding)], room.names.OF_ARCHIVES) == (raw,)


def test_names_of_one_archive_are_judged_together() -> None:
    names = ["рсту.xls", "Отчёт о ходе акции.xls"]
    raw = [name.encode("cp866") for name in names]
    assert decoded(raw, room.names.OF_ARCHIVES) == tuple(names)


def test_a_bomb_is_never_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    inflated: list[int] = []
    inflate = zlib.decompressobj

    class Counted:
        def __init__(self, bits: int) -> None:
            self._inflate = inflate(bits)

        def decompress(self, content: bytes, most: int) -> bytes:
            part = self._inflate.decompress(content, most)
            inflated.append(len(part))
            return part

    monkeypatch.setattr(zlib, "decompressobj", Counted)
    bomb = zipped(Packed(name=b"a", content=bytes(20 << 20), claimed_size=1000))
    assert [each.fault for each in arrived(bomb)] == ["container-opened", "damaged"]
    assert inflated == [1001]


def test_archives_within_an_archive_share_its_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "LARGEST_CONTAINER", 3_000)
    inner = [zipped((f"{each}", bytes(1_000))) for each in range(4)]
    found = arrived(zipped(*((f"{place}.zip", each) for place, each in enumerate(inner))))
    assert [arrival.fault for arrival in found if arrival.path.endswith(".zip")] == [
        "container-opened", "container-opened", "container-too-large", "container-too-large",
    ]  # fmt: skip


def test_containers_in_the_inbox(tmp_path: Path) -> None:
    for name, content in {
        "a.zip": zipped(("b.xlsx", FORM)), "a.zip!b.xlsx": OTHER, "c.xlsx": zipped(("d", b"x")),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    inbox = collect(tmp_path)
    assert [(each.path, each.fault) for each in inbox] == [
        ("a.zip", "container-opened"), ("a.zip!b.xlsx (2)", ""), ("a.zip!b.xlsx", ""),
        ("c.xlsx", "container-opened"), ("c.xlsx!d", ""),
    ]  # fmt: skip
    assert [len(list(arrivals)) for arrivals in inbox.by_file()] == [2, 1, 2]
    assert len(inbox) == 3


def test_a_single_container_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("b.xlsx", FORM)))
    assert [each.path for each in taken_up(path, "in/a.zip")] == ["in/a.zip", "in/a.zip!b.xlsx"]
    assert take_up(path, "in/a.zip").fault == "container-opened"


def test_an_original_lay_as_deep_as_its_path_says() -> None:
    assert fault_of(nested(1), "a.zip!b.zip!c.zip!d.zip") == "container-too-deep"
    assert fault_of(FORM, "a.zip!b.zip!c.zip!d.xlsx") == ""


SEEDS = (
    nested(3), mail(("a.xlsx", FORM), picture(LOGO), html=SIGNED, Date=DATE).as_bytes(),
    ole(outlook_mail(outlook_file("a", outlook_mail(outlook_file("b", FORM))))),
    zipped((KAZAKH, FORM), Packed(name=RUSSIAN.encode("cp866"), extra=unicode_name("a", b"b"))),
)  # fmt: skip
spoils = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 2), st.binary(min_size=1, max_size=8)), max_size=6
)


def spoilt(seed: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Overwrite, insert or cut bytes anywhere."""
    for where, how, content in changes:
        place = int(where * len(seed))
        after = place + (len(content), 0, len(seed) // 3)[how]
        seed = seed[:place] + (content if how < 2 else b"") + seed[after:]
    return seed


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.sampled_from(SEEDS), changes=spoils)
def test_a_spoilt_container_is_taken_up_once_and_never_fails(
    seed: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    content = spoilt(seed, changes)
    found = arrived(content)
    assert [arrival.path for arrival in found].count("f") == 1
    assert len({arrival.path for arrival in found}) == len(found)
    assert found[0].content == content
    assert all(arrival.path.isprintable() for arrival in found)


beginnings = st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"From: a\nTo: b\n", *(
    seed[:512] for seed in SEEDS
)])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(beginning=beginnings, rest=st.binary(max_size=600))
@example(beginning=b"", rest=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 504)
def test_any_bytes_are_taken_up(beginning: bytes, rest: bytes) -> None:
    found = arrived(beginning + rest)
    assert [arrival.path for arrival in found].count("f") == 1
