"""What a viewer costs in memory while the market is silent, beside a server that only accepts."""

from __future__ import annotations

import time

from benchmarks.attempt import Attempt
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.servers import ServerName, System, product_board, raw_limit

WARM_VIEWERS = 50
"""Viewers that come before the count begins, so that what is made once is made."""

SETTLE = 2.0
"""Seconds after the last viewer's coming."""

VIEWERS = 1000
SERVERS: tuple[ServerName, ...] = ("daphne", "uvicorn")


class MemoryPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan

    def run_round(self, results: Results) -> None:
        for server in SERVERS:
            mine, bare = (
                self._bytes_per_viewer(each) for each in (product_board(server), raw_limit(server))
            )
            results.add(f"memory {server}", mine / bare)
            results.note(f"memory {server}", f"{mine / 1000:.0f} kB to {bare / 1000:.0f} kB")

    def _bytes_per_viewer(self, system: System) -> float:
        more = self._plan.scale_viewers(VIEWERS)
        with Attempt(system, self._plan.folder, 0) as attempt:
            attempt.connect(WARM_VIEWERS)
            time.sleep(SETTLE)
            before = attempt.resident_bytes()
            attempt.connect(WARM_VIEWERS + more)
            time.sleep(SETTLE)
            return max(attempt.resident_bytes() - before, 1) / more
