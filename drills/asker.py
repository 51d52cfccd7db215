"""An asker: a process of its own that asks a server over and over how it is. The answer is made by
the server's event loop: while that is late, so is the answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

from benchmarks.failure import BenchError
from drills.metrics import read_metrics

REST = 0.02
"""Seconds between an answer and the next question."""

PATIENCE = 30.0
"""Seconds."""


@contextmanager
def asker(origin: str) -> Iterator[Asker]:
    """``origin`` is the server's. Raises BenchError."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_ask, args=(origin, theirs), daemon=True)
    process.start()
    try:
        asking = Asker(ours)
        asking.longest()
        yield asking
    finally:
        process.kill()
        process.join()


class Asker:
    def __init__(self, ours: Connection) -> None:
        """``ours`` is the end of a pipe to the process that asks."""
        self._ours = ours

    def longest(self) -> float:
        """Seconds that the slowest answer took since this was asked last. Raises BenchError."""
        try:
            self._ours.send(None)
            if self._ours.poll(PATIENCE):
                found: float = self._ours.recv()
                return found
        except (EOFError, OSError):
            pass  # it has ended: its own words are in the log
        raise BenchError("the server does not say how it is")


def _ask(origin: str, theirs: Connection) -> None:
    longest = 0.0
    while True:
        began = time.monotonic()
        if not read_metrics(origin):
            raise OSError(f"{origin}/metrics says nothing")
        longest = max(longest, time.monotonic() - began)
        if theirs.poll(REST):
            theirs.recv()
            theirs.send(longest)
            longest = 0.0
