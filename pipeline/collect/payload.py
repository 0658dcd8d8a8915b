"""Decode what a mail carries as text; what is damaged as far as it goes."""

from __future__ import annotations

from binascii import Error as NotEncodedError
from binascii import a2b_base64, a2b_qp, a2b_uu
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                         b"0123456789+/="))  # fmt: skip
# Runs of base64, and lines of its forerunner, of a file as large as may be.
MOST_RUNS, MOST_LINES = 100_000, 800_000


def payload(raw: bytes, encoding: str) -> bytes:
    """Decode a part's bytes as it says that they are encoded."""
    if encoding == "base64":
        # Each run ends with its padding, and another may follow.
        runs = raw.translate(None, NOT_BASE64).split(b"=", MOST_RUNS)
        return b"".join(_run(run.replace(b"=", b"")) for run in runs if run)
    if encoding == "quoted-printable":
        return a2b_qp(raw)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return b"".join(islice(_lines(raw), MOST_LINES))
    return raw


def _run(letters: bytes) -> bytes:
    """Decode one run of base64; a lone letter at its end says nothing."""
    whole = letters[:-1] if len(letters) % 4 == 1 else letters
    return a2b_base64(whole + b"=" * (-len(whole) % 4))


def _lines(raw: bytes) -> Iterator[bytes]:
    """Decode lines between `begin` and `end`."""
    lines = BytesIO(raw)
    if not any(line.startswith(b"begin ") for line in lines):
        return
    for line in lines:
        if line.rstrip() in {b"end", b"`", b""}:
            return
        try:
            yield a2b_uu(line)
        except NotEncodedError:
            # Some programs leave spaces after the line's own length.
            size = (((line[0] - 32) & 63) * 4 + 5) // 3
            yield a2b_uu(line[:size])
