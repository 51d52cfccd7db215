"""The bench's end of a load generator process."""

from __future__ import annotations

import select
import subprocess
import sys
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from benchmarks.failure import BenchError
from benchmarks.processes import LOAD_CORE, on_core
from benchmarks.wire import (
    AnyLoadCommand,
    Counters,
    ReadCounters,
    Recording,
    SetViewers,
    StartRecording,
    StopRecording,
)

PATIENCE = 120
"""Seconds within which any order is carried out."""

CONNECT_LIMIT = 20.0
"""Seconds within which viewers must set out."""

Said = TypeVar("Said", Counters, Recording)


class LoadGenerator:
    """Use as a context manager: the viewers leave at its end."""

    def __enter__(self) -> Self:
        with on_core(LOAD_CORE):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.load"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        self.viewers = 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def connect(self, count: int, address: str, origin: str, cookie: str = "") -> Counters:
        """Raises BenchError if the generator fails; ``connected`` says how many there are."""
        self.viewers = count
        order = SetViewers(count, address, origin, CONNECT_LIMIT, cookie)
        return self._send(order, Counters)

    def read_counters(self) -> Counters:
        return self._send(ReadCounters(), Counters)

    def start_recording(self) -> None:
        self._send(StartRecording(), Counters)

    def stop_recording(self) -> Recording:
        return self._send(StopRecording(), Recording)

    def _send(self, order: AnyLoadCommand, kind: type[Said]) -> Said:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(msgspec.json.encode(order) + b"\n")
            stdin.flush()
            ready, _, _ = select.select([stdout], [], [], PATIENCE)
            line = stdout.readline() if ready else b""
        except OSError:
            line = b""
        if not line:
            why = "does not answer" if self._process.poll() is None else "has ended"
            raise BenchError(f"the load generator {why}")
        return msgspec.json.decode(line, type=kind)
