"""Open what is locked with the word that every program knows, and nothing else."""

from __future__ import annotations

import re
import struct
from io import BytesIO
from xml.parsers.expat import ExpatError

from pipeline.read.parts import NotReadableError

# Excel opens what is locked with this word without asking for one.
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 - known to every office program
# Excel itself turns the word round a hundred thousand times; each turn costs time.
MOST_TURNS = 1_000_000
TURNS = re.compile(rb"spinCount\s*=\s*[\"']\s*(\d+)")


def unlocked(content: bytes, information: bytes = b"") -> bytes:
    """Give the file that a locked one holds; `information` is what it says of its lock.

    Raises: NotReadableError where it has a real password.
    """
    import msoffcrypto  # type: ignore[import-untyped] # noqa: PLC0415 - has no hints; for locked files only
    from msoffcrypto import exceptions  # noqa: PLC0415 - likewise

    if b"<!DOCTYPE" in information or any(
        int(turns[:20]) > MOST_TURNS for turns in TURNS.findall(information)
    ):
        raise NotReadableError("locked-workbook")
    opened = BytesIO()
    try:
        file = msoffcrypto.OfficeFile(BytesIO(content))
        file.load_key(password=DEFAULT_PASSWORD)
        file.decrypt(opened)
    except (
        exceptions.DecryptionError, exceptions.ParseError, exceptions.FileFormatError, ExpatError,
        ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError,
        ValueError, struct.error,
    ) as error:  # fmt: skip
        raise NotReadableError("locked-workbook") from error
    return opened.getvalue()
