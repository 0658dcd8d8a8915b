"""Make zips, mails and Outlook's mails by hand, also such as no program would write."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from email.message import EmailMessage

STORED, DEFLATED = 0, 8
LOCKED, UTF8 = 0x1, 0x800
FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
SECTOR, MINI, CUTOFF = 512, 64, 4096


@dataclass(frozen=True, kw_only=True)
class Packed:
    """One member of a zip, with whatever its directory should claim of it."""

    name: bytes
    content: bytes = b"x"
    method: int = DEFLATED
    flags: int = 0
    claimed_size: int | None = None
    claimed_crc: int | None = None
    extra: bytes = b""
    mode: int = 0
    offset: int | None = None


def zipped(*members: Packed | tuple[str, bytes], count: int | None = None) -> bytes:
    """Write a zip; a plain name is written as its letters allow."""
    body, directory = b"", b""
    for each in members:
        member = each
        if isinstance(member, tuple):
            flags = 0 if member[0].isascii() else UTF8
            member = Packed(name=member[0].encode(), content=member[1], flags=flags)
        data = member.content
        if member.method == DEFLATED:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            data = deflate.compress(member.content) + deflate.flush()
        crc = zlib.crc32(member.content) if member.claimed_crc is None else member.claimed_crc
        size = len(member.content) if member.claimed_size is None else member.claimed_size
        common = struct.pack(
            "<4HLLLHH", member.flags, member.method, 0, 0x3F0B, crc, len(data), size,
            len(member.name), len(member.extra),
        )  # fmt: skip
        place = len(body) if member.offset is None else member.offset
        body += b"PK\3\4" + struct.pack("<H", 20) + common + member.name + member.extra + data
        directory += b"PK\1\2" + struct.pack("<HH", 3 << 8 | 20, 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, member.mode << 16, place)
        directory += member.name + member.extra
    found = len(members) if count is None else count
    end = struct.pack("<4HLLH", 0, 0, found, found, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def mail(
    *attachments: tuple[str, bytes] | EmailMessage, html: str = "", **headers: str
) -> EmailMessage:
    """Write a mail, as Python's own library does."""
    message = EmailMessage()
    for name, value in {"From": "Асель <asel@example.kz>", "Subject": "Есеп", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Есеп қоса беріліп отыр.")
    if html:
        message.add_alternative(html, subtype="html")
    for each in attachments:
        if isinstance(each, EmailMessage):
            message.add_attachment(each)
        else:
            name, content = each
            message.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
    return message


@dataclass(frozen=True)
class Storage:
    """A folder of an OLE file: streams are bytes, storages are themselves."""

    entries: dict[str, bytes | Storage] = field(default_factory=dict)


@dataclass
class _Sectors:
    """What is written of an OLE file, and how its sectors follow each other."""

    size: int
    content: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        first, count = len(self.table), -(-len(content) // self.size)
        self.content += content.ljust(count * self.size, b"\0")
        self.table += [*range(first + 1, first + count), END][:count]
        return first if count else END


def ole(root: Storage) -> bytes:
    """Write an OLE file: short streams in the small sectors, all others in the large ones."""
    large, small = _Sectors(SECTOR), _Sectors(MINI)
    rows: list[bytes] = []

    def enter(name: str, kind: int, entry: bytes | Storage, following: int) -> int:
        place = len(rows)
        rows.append(b"")
        child, start, size = FREE, 0, 0
        if isinstance(entry, Storage):
            for key, value in reversed(entry.entries.items()):
                child = enter(key, 1 if isinstance(value, Storage) else 2, value, child)
        else:
            start, size = (small if len(entry) < CUTOFF else large).add(entry), len(entry)
        if kind == 5:
            start, size = large.add(bytes(small.content)), len(small.content)
        encoded = name.encode("utf-16-le")
        rows[place] = (
            encoded.ljust(64, b"\0") + struct.pack("<HBBLLL", len(encoded) + 2, kind, 1, FREE,
                                                   following, child)
            + bytes(36) + struct.pack("<LQ", start, size)
        )  # fmt: skip
        return place

    enter("Root Entry", 5, root, FREE)
    directory = large.add(b"".join(rows))
    table = struct.pack(f"<{len(small.table)}L", *small.table)
    mini_table = large.add(table.ljust(-(-len(table) // SECTOR) * SECTOR, b"\xff"))
    fats = 1
    while fats * (SECTOR // 4) < len(large.table) + fats:
        fats += 1
    first = len(large.table)
    chain = [*large.table, *[0xFFFFFFFD] * fats]
    chain += [FREE] * (fats * SECTOR // 4 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<LLLLLLLLLL", 0, fats, directory, 0, CUTOFF, mini_table,
                          -(-len(table) // SECTOR), END, 0, first)  # fmt: skip
    header += b"".join(struct.pack("<L", first + each) for each in range(1, fats))
    body = bytes(large.content) + struct.pack(f"<{len(chain)}L", *chain)
    return header.ljust(SECTOR, b"\xff") + body


def properties(header: int, times: dict[int, int]) -> bytes:
    """Write the properties of fixed length: here, moments."""
    rows = (struct.pack("<HHLQ", 0x40, number, 6, ticks) for number, ticks in times.items())
    return bytes(header) + b"".join(rows)


def text(number: int, value: str) -> tuple[str, bytes]:
    return f"__substg1.0_{number:04X}001F", value.encode("utf-16-le")


def outlook_mail(
    *attachments: Storage, inner: bool = False, sent: int = 0, **texts: str
) -> Storage:
    """Describe a mail as Outlook saves it; texts are named by number: t0C1F."""
    streams = dict(text(int(key[1:], 16), value) for key, value in texts.items())
    listed = properties(24 if inner else 32, {0x39: sent} if sent else {})
    storages = {
        f"__attach_version1.0_#{number:08X}": each for number, each in enumerate(attachments)
    }
    return Storage({"__properties_version1.0": listed, **streams, **storages})


def outlook_file(name: str, content: bytes | Storage | None, identity: str = "") -> Storage:
    """Describe an attachment: bytes, another mail, or nothing but its name."""
    entries: dict[str, bytes | Storage] = {"__properties_version1.0": bytes(8)}
    entries |= dict([text(0x3707, name)])
    if identity:
        entries |= dict([text(0x3712, identity)])
    if content is not None:
        kind = "000D" if isinstance(content, Storage) else "0102"
        entries[f"__substg1.0_3701{kind}"] = content
    return Storage(entries)
