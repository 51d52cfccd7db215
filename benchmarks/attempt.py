"""One system tried with more and more viewers."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from benchmarks.generator import Generator
from benchmarks.running import Running
from benchmarks.servers import System
from benchmarks.window import Window, watch


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

    def window(self, viewers: int, seconds: float) -> Window:
        """Raises BenchError."""
        self.connect(viewers)
        return watch(self._running, self._generator, seconds)

    def connect(self, viewers: int) -> None:
        """Raises BenchError."""
        if viewers < self._viewers:
            self._stack.close()
            self._start()
        self._viewers = viewers
        running = self._running
        self._generator.connect(viewers, running.address, running.origin, self._system.cookie)

    def resident(self) -> int:
        """Bytes in memory of the system now."""
        return self._running.resident()

    def _start(self) -> None:
        self._running = self._stack.enter_context(Running(self._system, self._folder, self._rate))
        self._generator = self._stack.enter_context(Generator())
