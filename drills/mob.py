"""A mob: offenders in a running system, from their coming until they are gone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future

from benchmarks.failure import BenchError
from benchmarks.runningsystem import RunningSystem
from drills.backgroundloop import LIMIT, BackgroundLoop
from drills.offenders import NonReadingClient, Offender

POLL = 0.25


class Mob:
    """So many of each kind, in turn. ``growth`` is by how many bytes at most the system grew
    while it was watched, ``seconds`` for how long that was."""

    def __init__(self, kinds: Sequence[type[Offender]], count: int, running: RunningSystem) -> None:
        self.offenders = [
            kind(running.address, running.origin) for _ in range(count) for kind in kinds
        ]
        self.growth, self.seconds = 0, 0.0
        self._running, self._before = running, running.sockets()
        self._runs: list[Future[None]] = []

    def enter(self, background: BackgroundLoop, seconds: float = 0.0) -> None:
        """Evenly over so many seconds."""
        for number, each in enumerate(self.offenders):
            delay = seconds * number / len(self.offenders)
            self._runs.append(background.start(each.run(delay)))

    def watch(self, seconds: float) -> None:
        """For so long, or until all are gone."""
        began, resident = time.monotonic(), self._running.resident_bytes()
        while (elapsed := time.monotonic() - began) < seconds and not self._is_over():
            self.growth = max(self.growth, self._running.resident_bytes() - resident)
            self.seconds = elapsed
            time.sleep(POLL)

    @property
    def open_sockets(self) -> int:
        """Sockets that the system still has for them."""
        return max(0, self._running.sockets() - self._before)

    def resume_reading(self, background: BackgroundLoop) -> None:
        """Has those read that did not, until all were told that they are behind or closed. Raises
        BenchError."""
        for each in self.offenders:
            if isinstance(each, NonReadingClient):
                background.run(each.start_reading())
        end = time.monotonic() + LIMIT
        while missing := [each for each in self.offenders if not (each.behind_at or each.ended_at)]:
            self._check_refusals()
            if time.monotonic() > end:
                raise BenchError(
                    f"{len(missing)} of those that misbehave are neither held back nor cut"
                )
            time.sleep(POLL)

    def leave(self) -> None:
        """Raises BenchError for any that was not let in."""
        for run in self._runs:
            run.cancel()
        self._check_refusals()
        end = time.monotonic() + LIMIT
        while self.open_sockets:
            if time.monotonic() > end:
                raise BenchError(f"{self.open_sockets} sockets of those that left are still there")
            time.sleep(POLL)

    def _check_refusals(self) -> None:
        ended = [run for run in self._runs if run.done() and not run.cancelled()]
        if errors := [error for run in ended if (error := run.exception()) is not None]:
            raise BenchError(f"one that misbehaves was not let in: {errors[0]!r}")

    def _is_over(self) -> bool:
        return all(each.opened_at for each in self.offenders) and not self.open_sockets
