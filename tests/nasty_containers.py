"""Nasty containers: zips in zips, names of other code pages, mails, and what lies in them."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from containers import ole, outlook_file, outlook_mail
from nasty_broken import PDF, PNG
from nasty_files import Case, Expected, Kit, a_zip, accepted, ignored, returned

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OPENED = ignored("container-opened")


def renamed(content: bytes, names: Mapping[str, bytes]) -> bytes:
    """Write members' names in bytes of our own, without saying in which alphabet."""
    out = bytearray(content)
    for name, other in names.items():
        was = name.encode()
        assert len(was) == len(other)
        for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            at = 0
            while (at := out.find(magic, at)) >= 0:
                flag = struct.unpack_from("<H", out, at + flags)[0]
                struct.pack_into("<H", out, at + flags, flag & ~0x800)
                at += 4
        at = 0
        while (at := out.find(was, at)) >= 0:
            out[at : at + len(was)] = other
    return bytes(out)


def with_name(name: str, code_page: str) -> Callable[[Kit], bytes]:
    """Zip a form under a name of an old code page."""
    other = name.encode(code_page)
    stand_in = "n" * len(other)
    return lambda kit: renamed(a_zip({stand_in: kit.form()}), {stand_in: other})


def nested(depth: int) -> Callable[[Kit], bytes]:
    """Zip a form several times over."""

    def make(kit: Kit) -> bytes:
        content = a_zip({"form.xlsx": kit.form()})
        for _ in range(depth - 1):
            content = a_zip({"in.zip": content})
        return content

    return make


def members(names: Callable[[Kit], Mapping[str, bytes]]) -> Callable[[Kit], bytes]:
    """Zip files."""
    return lambda kit: a_zip(names(kit))


def locked(kit: Kit) -> bytes:
    """Say of a zip's member that a password is needed."""
    out = bytearray(a_zip({"form.xlsx": kit.form()}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(magic)
        out[at + offset] |= 1
    return bytes(out)


def bomb() -> bytes:
    """Hold far more zeros than a container may."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", 8, compresslevel=1) as package:
        for number in range(16):
            package.writestr(f"{number}.bin", bytes(24 << 20))
    return buffer.getvalue()


def mail(kit: Kit, *, name: str = "Есеп.xlsx", inner: EmailMessage | None = None) -> EmailMessage:
    """Write a mail with a form."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "akimat@example.kz", "oblast@example.kz"
    message["Subject"] = "Апталық есеп"
    message["Date"] = "Thu, 04 Aug 2011 12:00:00 +0600"
    message.set_content("Есеп қоса беріліп отыр.")
    message.add_attachment(kit.form(), maintype="application", subtype="octet-stream",
                           filename=name)  # fmt: skip
    if inner is not None:
        message.add_attachment(inner)
    return message


def carrying(name: str, content: bytes) -> bytes:
    """Write a mail that brings nothing but one file."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Date"] = "akimat@example.kz", "Thu, 04 Aug 2011 12:00:00 +0600"
    message.set_content("Есеп.")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def file(
    path: str, make: Callable[[Kit], bytes], inside: Mapping[str, Expected],
    expected: Expected = OPENED,
) -> Case:  # fmt: skip
    return Case(path=path, make=make, expected=expected, members=inside)


LONG = "а" * 180 + ".xlsx"
CONTAINERS: dict[str, Case] = {
    "a zip of a form": file("a.zip", nested(1), {"form.xlsx": accepted()}),
    "a zip called .xlsx": file("zip.xlsx", nested(1), {"form.xlsx": accepted()}),
    "a zip called .rar": file("zip.rar", nested(1), {"form.xlsx": accepted()}),
    "a zip in a zip in a zip": file(
        "three.zip", nested(3),
        {"in.zip": OPENED, "in.zip!in.zip": OPENED, "in.zip!in.zip!form.xlsx": accepted()}),
    "four deep": file(
        "four.zip", nested(4),
        {"in.zip": OPENED, "in.zip!in.zip": OPENED,
         "in.zip!in.zip!in.zip": returned("container-too-deep")}),
    "several things in a zip": file(
        "mixed.zip",
        members(lambda kit: {"1/a.xlsx": kit.form(), "2/a.xlsx": kit.form(), "scan.pdf": PDF,
                             "photo.png": PNG, "__MACOSX/._a.xlsx": b"\0", "empty.xlsx": b""}),
        {"1/a.xlsx": accepted(), "2/a.xlsx": accepted(), "scan.pdf": returned("is-pdf"),
         "photo.png": returned("is-picture"), "__MACOSX/._a.xlsx": ignored("system-file"),
         "empty.xlsx": returned("empty-file")}),
    "names in CP866": file("cp866.zip", with_name("Аягоз.xlsx", "cp866"),
                           {"Аягоз.xlsx": accepted()}),
    "names in CP1251": file("cp1251.zip", with_name("Отчёт Семей.xlsx", "cp1251"),
                            {"Отчёт Семей.xlsx": accepted()}),
    "names in UTF-8, unmarked": file("utf8.zip", with_name("Үлгі есеп.xlsx", "utf-8"),
                                     {"Үлгі есеп.xlsx": accepted()}),
    "a name that climbs out": file(
        "slip.zip", members(lambda kit: {"../../../slipped.xlsx": kit.form()}),
        {"slipped.xlsx": accepted()}),
    "a name from the root": file(
        "root.zip", members(lambda kit: {"/tmp/slipped.xlsx": kit.form()}),  # noqa: S108 - what an enemy writes
        {"tmp/slipped.xlsx": accepted()}),
    "the same name twice": file(
        "double.zip", lambda kit: renamed(a_zip({"a.xlsx": kit.form(), "b.xlsx": kit.form()}),
                                          {"b.xlsx": b"a.xlsx"}),
        {"a.xlsx": accepted(), "a.xlsx (2)": accepted()}),
    "a locked zip": file("locked.zip", locked, {"form.xlsx": returned("container-locked")},
                         returned("container-locked")),
    "a zip cut short": file(
        "cut.zip", lambda kit: a_zip({"form.xlsx": kit.form()})[:9000], {},
        returned("container-damaged")),
    "a zip bomb": file("bomb.zip", lambda _: bomb(), {},
                       returned("container-too-large")),
    "5,000 files": file(
        "many.zip", members(lambda _: {f"{n}.txt": b"a" for n in range(5000)}), {},
        returned("container-too-many-files")),
    "an empty zip, called so": file("empty.zip", lambda _: a_zip({}), {},
                                    returned("container-empty")),
    "a mail": file("letter.eml", lambda kit: mail(kit).as_bytes(), {"Есеп.xlsx": accepted()}),
    "a mail forwarded": file(
        "forwarded.eml", lambda kit: mail(kit, inner=mail(kit, name="a.xlsx")).as_bytes(),
        {
            "Есеп.xlsx": accepted(),
            "Апталық есеп.eml": OPENED,
            "Апталық есеп.eml!a.xlsx": accepted(),
        }),
    "a mail without its name": file("letter.txt", lambda kit: mail(kit).as_bytes(),
                                    {"Есеп.xlsx": accepted()}),
    "a mail in a zip": file(
        "mail.zip", members(lambda kit: {"letter.eml": mail(kit).as_bytes()}),
        {"letter.eml": OPENED, "letter.eml!Есеп.xlsx": accepted()}),
    "a mail's form with quotes in its name": file(
        "zip.eml", lambda kit: mail(kit, name="№ 1 «есеп».xlsx").as_bytes(),
        {"№ 1 «есеп».xlsx": accepted()}),
    "a mail in a zip in a mail": file(
        "three.eml",
        lambda kit: carrying("in.zip", a_zip({"letter.eml": mail(kit).as_bytes()})),
        {"in.zip": OPENED, "in.zip!letter.eml": OPENED, "in.zip!letter.eml!Есеп.xlsx": accepted()}),
    "a mail of Outlook in a mail": file(
        "outlook.eml",
        lambda kit: carrying(
            "letter.msg", ole(outlook_mail(outlook_file("Есеп.xlsx", kit.form())))),
        {"letter.msg": OPENED, "letter.msg!Есеп.xlsx": accepted()}),
    "a mail in a mail of Outlook in one": file(
        "outlook.msg",
        lambda kit: ole(outlook_mail(outlook_file(
            "ішкі", outlook_mail(outlook_file("letter.eml", mail(kit).as_bytes()), inner=True)))),
        {"ішкі.msg": OPENED, "ішкі.msg!letter.eml": OPENED,
         "ішкі.msg!letter.eml!Есеп.xlsx": accepted()}),
    "a mail of Outlook": file(
        "letter.msg",
        lambda kit: ole(outlook_mail(outlook_file("Есеп.xlsx", kit.form()))),
        {"Есеп.xlsx": accepted()},
    ),
    "a mail of Outlook without a form": file(
        "bare.msg", lambda _: ole(outlook_mail()), {}, returned("container-empty")
    ),
    "NFD letters": file(
        unicodedata.normalize("NFD", "Йод й.xlsx"), lambda kit: kit.form(), {}, accepted()),
    "quotes and signs": file("№ 5 «О'тчёт» & <b>.xlsx", lambda kit: kit.form(), {}, accepted()),
    "a very long name": file("a" * 250 + ".xlsx", lambda kit: kit.form(), {}, accepted()),
    "a long name in a zip": file("long.zip", members(lambda kit: {LONG: kit.form()}),
                                 {"*": accepted()}),
    "a name like a formula": file("=cmd|'calc'.xlsx", lambda kit: kit.form(), {}, accepted()),
    "no suffix": file("form", lambda kit: kit.form(), {}, accepted()),
    "deep in folders": file("a/b/c/d/e/f/form.xlsx", lambda kit: kit.form(), {}, accepted()),
}  # fmt: skip
