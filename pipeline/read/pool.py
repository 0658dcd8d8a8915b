"""Have files read in processes of their own: a crash or a hang costs one file, never the run."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING, Self

from pipeline.model import Arrival, PackedForm
from pipeline.packing import packed
from pipeline.read import not_read, worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.read.layout import FormLayout

# More readers than these only wait for the one who writes down what they read.
MOST_READERS = 4
# To start a reader takes as long as to read so many files.
FILES_EACH = 24
# A file that has waited so many seconds waits for readers that something holds up.
LONGEST_WAIT = 1.0
COMMAND = (sys.executable, "-P", "-m", "pipeline.read.worker")


class Readers:
    """A few reading processes, as many as pay; each is started anew when a file has ended it."""

    def __init__(self, most: int | None = None) -> None:
        """Start the first at once: it loads while the rest of the program does."""
        self._most = min(os.cpu_count() or 1, MOST_READERS, most or MOST_READERS)
        self._threads = ThreadPoolExecutor(self._most)
        self._idle: SimpleQueue[_Reader] = SimpleQueue()
        self._all: list[_Reader] = []
        self._starting = Lock()
        self._begun = 0
        self._start()

    def __enter__(self) -> Self:
        """Use them for one run."""
        return self

    def __exit__(self, *_: object) -> None:
        """End them, whatever they are at."""
        with self._starting:
            self._most = 0
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._all:
            reader.end()
        self._threads.shutdown()

    def knowing(self, layout: FormLayout) -> Callable[[Arrival], Future[PackedForm]]:
        """Give what begins to read an arrival by a layout."""
        instruction = pickle.dumps(layout)

        def begin(arrival: Arrival) -> Future[PackedForm]:
            if arrival.fault:
                done: Future[PackedForm] = Future()
                done.set_result(packed(not_read(arrival.fault)))
                return done
            self._begun += 1
            if self._begun > FILES_EACH * len(self._all):
                self._start()
            return self._threads.submit(self._read, arrival.content, instruction)

        return begin

    def _read(self, content: bytes, instruction: bytes) -> PackedForm:
        try:
            reader = self._idle.get(timeout=LONGEST_WAIT)
        except Empty:
            self._start()
            reader = self._idle.get()
        try:
            return reader.read(content, instruction)
        finally:
            self._idle.put(reader)

    def _start(self) -> None:
        """Start one more, unless there are as many as there may be."""
        with self._starting:
            if len(self._all) < self._most:
                self._all.append(_Reader())
                self._idle.put(self._all[-1])


class _Reader:
    """One reading process, and what it has been told to look for."""

    def __init__(self) -> None:
        self._told = b""
        self._has_ended = False
        self._process = _started()

    def read(self, content: bytes, instruction: bytes) -> PackedForm:
        """Have one file read; if the process does not live through it, that is the answer."""
        if not content:
            return packed(not_read("empty-file"))
        if self._has_ended:
            return packed(not_read("reading-failed"))
        if self._told not in {b"", instruction} or self._process.poll() is not None:
            self._stop()
            self._told, self._process = b"", _started()
        process = self._process
        assert process.stdin is not None  # noqa: S101 - it was asked for
        assert process.stdout is not None  # noqa: S101 - likewise
        try:
            if not self._told:
                worker.send(process.stdin, instruction)
                self._told = instruction
            worker.send(process.stdin, content)
            process.stdin.flush()
            answer = worker.received(process.stdout), worker.received(process.stdout)
            if all(answer):
                return PackedForm(*answer)
        except (OSError, EOFError):
            pass
        timed_out = process.wait() == worker.TIMED_OUT
        return packed(not_read("reading-took-too-long" if timed_out else "reading-failed"))

    def end(self) -> None:
        """End the process for good."""
        self._has_ended = True
        self._stop()

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not yet sent is of no use now
                    continue


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
