"""What a viewer costs in memory while the market is silent, beside a server that only accepts."""

from __future__ import annotations

import time

from benchmarks.attempt import Attempt
from benchmarks.parts.plan import Plan
from benchmarks.results import Results
from benchmarks.servers import ServerName, System, ours, raw

WARM = 50
"""Viewers that come before the count begins, so that what is made once is made."""

QUIET = 2.0
"""Seconds after the last viewer's coming."""

VIEWERS = 1000
SERVERS: tuple[ServerName, ...] = ("daphne", "uvicorn")


class Memory:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def round(self, results: Results) -> None:
        for server in SERVERS:
            mine, bare = (self._bytes(each) for each in (ours(server), raw(server)))
            results.add(f"memory {server}", mine / bare)
            results.note(f"memory {server}", f"{mine / 1000:.0f} kB to {bare / 1000:.0f} kB")

    def _bytes(self, system: System) -> float:
        more = self._plan.scaled(VIEWERS)
        with Attempt(system, self._plan.folder, 0) as attempt:
            attempt.connect(WARM)
            time.sleep(QUIET)
            before = attempt.resident()
            attempt.connect(WARM + more)
            time.sleep(QUIET)
            return max(attempt.resident() - before, 1) / more
