"""One system tried with more and more viewers."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from benchmarks.generator import LoadGenerator
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import System
from benchmarks.window import Window, measure_window


class Attempt:
    """Use as a context manager. What was overloaded is started anew before it is tried with fewer
    viewers; from fewer to more it runs on."""

    def __init__(self, system: System, folder: Path, rate: int) -> None:
        self._system, self._folder, self._rate = system, folder, rate
        self._stack = ExitStack()
        self._viewers = 0

    def __enter__(self) -> Attempt:
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def measure(self, viewers: int, seconds: float) -> Window:
        """Raises BenchError."""
        self.connect(viewers)
        return measure_window(self._running, self._generator, seconds)

    def connect(self, viewers: int) -> None:
        """Raises BenchError."""
        if viewers < self._viewers:
            self._stack.close()
            self._start()
        self._viewers = viewers
        running = self._running
        self._generator.connect(viewers, running.address, running.origin, self._system.cookie)

    def resident_bytes(self) -> int:
        """Bytes in memory of the system now."""
        return self._running.resident_bytes()

    def _start(self) -> None:
        self._running = self._stack.enter_context(
            RunningSystem(self._system, self._folder, self._rate)
        )
        self._generator = self._stack.enter_context(LoadGenerator())
