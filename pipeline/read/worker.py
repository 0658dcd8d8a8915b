"""Read files one by one in a process of its own, until there are no more."""

from __future__ import annotations

import faulthandler
import os
import pickle
import sys
from typing import IO, TYPE_CHECKING

from pipeline.model import Arrival
from pipeline.packing import packed
from pipeline.read import not_read, read

if TYPE_CHECKING:
    from pipeline.read.layout import FormLayout

# Nothing that a district sends takes so long, or so much.
SECONDS = 20.0
MEMORY = 2 * 1024**3
SIZE = 8  # bytes that tell how many bytes follow
NO_MEMORY = "too-large"
TIMED_OUT, FAILED = 1, 3  # exit codes; the first is the watchdog's own


def main() -> None:
    """Answer every file on the standard input with a packed form on the standard output."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    _limit_memory()
    with open(os.devnull, "w") as silence:  # noqa: PTH123 - the device is no path of ours
        layout: FormLayout = pickle.loads(received(source))  # noqa: S301 - from our own parent
        while content := received(source):
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=silence)
            answer = _answer(content, layout)
            faulthandler.cancel_dump_traceback_later()
            for part in answer:
                send(target, part)
            target.flush()


def send(stream: IO[bytes], content: bytes) -> None:
    """Write some bytes behind their number."""
    stream.write(len(content).to_bytes(SIZE, "big"))
    stream.write(content)


def received(stream: IO[bytes]) -> bytes:
    """Read bytes behind their number; none where the stream has ended.

    Raises: EOFError where it ends in between.
    """
    length = stream.read(SIZE)
    if not length:
        return b""
    content = stream.read(int.from_bytes(length, "big"))
    if len(content) < int.from_bytes(length, "big"):
        raise EOFError
    return content


def _answer(content: bytes, layout: FormLayout) -> tuple[bytes, bytes]:
    try:
        return packed(read(Arrival(path="", content=content, sha256="", modified_at=None), layout))
    except MemoryError:
        return packed(not_read(NO_MEMORY))


def _limit_memory() -> None:
    """Bound what a file may make a parser reserve, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # noqa: BLE001 - any end but the watchdog's has this code
        os._exit(FAILED)
