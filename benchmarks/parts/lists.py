"""How stale the lists of many people are, each signed in and with symbols of their own."""

from __future__ import annotations

import time

from benchmarks.attempt import Attempt
from benchmarks.figures import BOUND
from benchmarks.folder import add_readers
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.servers import ServerName, product_watchlists
from ticker.live.access import SPACING

RATE, READERS = 2000, 1000
SETTLE = 10.0
"""Seconds after the last reader's coming: a thousand lists have been read from the database."""

SERVERS: tuple[ServerName, ...] = ("daphne", "uvicorn")


class WatchlistsPart:
    """Each is watched so long that all readers are asked about once, whether they still may."""

    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan
        self._readers = plan.scale_viewers(READERS)
        add_readers(plan.folder, self._readers)

    def run_round(self, results: Results) -> None:
        for server in SERVERS:
            with Attempt(product_watchlists(server), self._plan.folder, RATE) as attempt:
                attempt.connect(self._readers)
                time.sleep(SETTLE)
                window = attempt.measure(self._readers, self._plan.window + SPACING)
            results.windows.append(window)
            results.add(f"lists {server}", window.p99)
            if not window.is_within(BOUND):
                results.note(f"lists {server}", f"{window.missing} of the pages showed nothing")
