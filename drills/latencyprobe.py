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

PAUSE = 0.02
"""Seconds between an answer and the next question."""

PATIENCE = 30.0
"""Seconds."""


@contextmanager
def latency_probe(origin: str) -> Iterator[LatencyProbe]:
    """``origin`` is the server's. Raises BenchError."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_probe, args=(origin, theirs), daemon=True)
    process.start()
    try:
        asking = LatencyProbe(ours)
        asking.take_longest()
        yield asking
    finally:
        process.kill()
        process.join()


class LatencyProbe:
    def __init__(self, connection: Connection) -> None:
        """``ours`` is the end of a pipe to the process that asks."""
        self._connection = connection

    def take_longest(self) -> float:
        """Seconds that the slowest answer took since this was asked last. Raises BenchError."""
        try:
            self._connection.send(None)
            if self._connection.poll(PATIENCE):
                found: float = self._connection.recv()
                return found
        except (EOFError, OSError):
            pass  # it has ended: its own words are in the log
        raise BenchError("the server does not say how it is")


def _probe(origin: str, connection: Connection) -> None:
    longest = 0.0
    while True:
        began = time.monotonic()
        if not read_metrics(origin):
            raise OSError(f"{origin}/metrics says nothing")
        longest = max(longest, time.monotonic() - began)
        if connection.poll(PAUSE):
            connection.recv()
            connection.send(longest)
            longest = 0.0
