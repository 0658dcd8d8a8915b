"""Pack a form for the way between processes and for the ledger, its cells apart from its head."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from pipeline.model import Cell, Form, PackedForm

_HEAD = msgspec.msgpack.Decoder(Form)
_CELLS = msgspec.msgpack.Decoder(tuple[Cell, ...])


def packed(form: Form) -> PackedForm:
    """Pack a form."""
    encode = msgspec.msgpack.encode
    return PackedForm(head=encode(replace(form, cells=())), cells=encode(form.cells))


def head_of(head: bytes) -> Form:
    """Unpack a form without its cells."""
    return _HEAD.decode(head)


def cells_of(cells: bytes) -> tuple[Cell, ...]:
    """Unpack a form's cells."""
    return _CELLS.decode(cells)


def plain_of(head: bytes) -> object:
    """Write a packed head as what JSON takes."""
    return msgspec.to_builtins(head_of(head))


def form_of(plain: object) -> PackedForm:
    """Pack a form again that was written as what JSON takes."""
    return packed(msgspec.convert(plain, Form))
