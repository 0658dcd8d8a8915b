"""Tell by its content what a file is, and by which finding to refuse what is no workbook."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.read.parts import NotReadableError

if TYPE_CHECKING:
    from pipeline.read.parts import Parts


class Kind(StrEnum):
    """The formats of workbooks that can be read, and what may hold one of them."""

    ZIP = "zip"
    OLE = "ole"
    BIFF = "biff"  # the records of an .xls outside any container
    OFFICE_OPEN = "office-open"  # .xlsx, .xlsm and, in another spelling, .xlsb
    OPEN_DOCUMENT = "open-document"


OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first record of a sheet or a book, in the five versions of the old format.
BIFF = re.compile(rb"\x09[\0\x02\x04\x08][\x04\x06\x08\x10]\0[\0\x02-\x06]", re.DOTALL)
OPEN_DOCUMENTS = {
    "spreadsheet": Kind.OPEN_DOCUMENT, "text": "is-document", "presentation": "is-document",
    "graphics": "is-picture", "image": "is-picture",
}  # fmt: skip


def kind_of(content: bytes) -> Kind:
    """Tell by its first bytes what may hold a workbook.

    Raises: NotReadableError by which everything else is refused.
    """
    if not content:
        raise NotReadableError("empty-file")
    if content.startswith(b"PK"):
        return Kind.ZIP
    if content.startswith(OLE_MAGIC):
        return Kind.OLE
    if BIFF.match(content):
        return Kind.BIFF
    from pipeline.read.refusals import name_of  # noqa: PLC0415 - loaded only to refuse

    raise NotReadableError(name_of(content))


def kind_of_parts(parts: Parts) -> Kind:
    """Tell what kind of workbook a zip is.

    Raises: NotReadableError by which everything else is refused.
    """
    if parts.is_locked or "encryptedpackage" in parts or "encrypted-package" in parts:
        raise NotReadableError("locked-workbook")
    names = list(parts)
    if any(name.endswith(".iwa") for name in names) or {"index.zip", "index.apxl"} & set(names):
        raise NotReadableError("is-numbers")
    if "content.xml" in parts and "mimetype" not in parts and "meta-inf/manifest.xml" in parts:
        return _sound(parts, Kind.OPEN_DOCUMENT)
    if "content.xml" in parts and "mimetype" in parts:
        words = re.split(r"[.\-\s]", parts.content("mimetype").decode("latin-1"))
        found = next((OPEN_DOCUMENTS[word] for word in words if word in OPEN_DOCUMENTS), "")
        if found is not Kind.OPEN_DOCUMENT:
            raise NotReadableError(str(found) or "not-a-workbook")
        return _sound(parts, Kind.OPEN_DOCUMENT)
    if any(name.startswith("xl/") for name in names):
        return _sound(parts, Kind.OFFICE_OPEN)
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise NotReadableError("is-document")
    if "_rels/.rels" in parts and "[content_types].xml" in parts:
        return _sound(parts, Kind.OFFICE_OPEN)
    raise NotReadableError("is-container")


def _sound(parts: Parts, kind: Kind) -> Kind:
    """Refuse a workbook whose parts are there twice: no two programs agree which one counts."""
    if parts.has_doubles:
        raise NotReadableError("damaged")
    return kind
