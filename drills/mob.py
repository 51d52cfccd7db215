"""A mob: offenders in a running system, from their coming until they are gone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future

from benchmarks.failure import BenchError
from benchmarks.running import Running
from drills.background import LIMIT, Background
from drills.offenders import NotReading, Offender

POLL = 0.25


class Mob:
    """So many of each kind, in turn. ``growth`` is by how many bytes at most the system grew
    while it was watched, ``seconds`` for how long that was."""

    def __init__(self, kinds: Sequence[type[Offender]], count: int, running: Running) -> None:
        self.offenders = [
            kind(running.address, running.origin) for _ in range(count) for kind in kinds
        ]
        self.growth, self.seconds = 0, 0.0
        self._running, self._before = running, running.sockets()
        self._runs: list[Future[None]] = []

    def enter(self, background: Background, over: float = 0.0) -> None:
        """Evenly over so many seconds."""
        for number, each in enumerate(self.offenders):
            delay = over * number / len(self.offenders)
            self._runs.append(background.start(each.run(delay)))

    def watch(self, seconds: float) -> None:
        """For so long, or until all are gone."""
        began, resident = time.monotonic(), self._running.resident()
        while (elapsed := time.monotonic() - began) < seconds and not self._are_gone():
            self.growth = max(self.growth, self._running.resident() - resident)
            self.seconds = elapsed
            time.sleep(POLL)

    @property
    def left(self) -> int:
        """Sockets that the system still has for them."""
        return max(0, self._running.sockets() - self._before)

    def read_on(self, background: Background) -> None:
        """Has those read that did not, until all were told that they are behind or closed. Raises
        BenchError."""
        for each in self.offenders:
            if isinstance(each, NotReading):
                background.do(each.begin_to_read())
        end = time.monotonic() + LIMIT
        while missing := [each for each in self.offenders if not (each.behind_at or each.ended_at)]:
            self._refusals()
            if time.monotonic() > end:
                raise BenchError(
                    f"{len(missing)} of those that misbehave are neither held back nor cut"
                )
            time.sleep(POLL)

    def leave(self) -> None:
        """Raises BenchError for any that was not let in."""
        for run in self._runs:
            run.cancel()
        self._refusals()
        end = time.monotonic() + LIMIT
        while self.left:
            if time.monotonic() > end:
                raise BenchError(f"{self.left} sockets of those that left are still there")
            time.sleep(POLL)

    def _refusals(self) -> None:
        ended = [run for run in self._runs if run.done() and not run.cancelled()]
        if errors := [error for run in ended if (error := run.exception()) is not None]:
            raise BenchError(f"one that misbehaves was not let in: {errors[0]!r}")

    def _are_gone(self) -> bool:
        return all(each.opened_at for each in self.offenders) and not self.left
