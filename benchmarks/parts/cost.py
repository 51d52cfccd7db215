"""What a message and a row cost the server, beside the raw limit and the tutorial-style peer."""

from __future__ import annotations

from pathlib import Path

import msgspec

from benchmarks.attempt import Attempt
from benchmarks.capture import capture
from benchmarks.figures import BOUND
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, System, product_board, raw_limit, tutorial_peer
from benchmarks.window import Window

RATE, SLOW, FAST = 2000, 200, 20_000
VIEWERS: dict[ServerName, int] = {"daphne": 750, "uvicorn": 2500}
"""As many as are to be held: what the feed and the rendering cost is shared by their messages."""

P99_VIEWERS, PEER_VIEWERS = 1000, 50
RATE_VIEWERS = 500


class CostPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan
        self._messages = plan.folder / "messages.json"

    def run_round(self, results: Results) -> None:
        if not self._messages.exists():
            self._capture(self._messages)
        for server, viewers in VIEWERS.items():
            self._compare_with_raw(results, server, self._plan.scale_viewers(viewers))
        some = self._measure(
            results, product_board("uvicorn"), self._plan.scale_viewers(P99_VIEWERS), RATE
        )
        results.add("p99 1000", some.p99)
        peer = self._measure(results, tutorial_peer(), PEER_VIEWERS, SLOW)
        mine = self._measure(results, product_board("daphne"), PEER_VIEWERS, SLOW)
        results.add("row tutorial", peer.row_cpu / mine.row_cpu)
        fast, slow = (
            self._measure(
                results, product_board("uvicorn"), self._plan.scale_viewers(RATE_VIEWERS), rate
            )
            for rate in (FAST, RATE)
        )
        results.add("rate embedded", (fast.cpu / fast.seconds) / (slow.cpu / slow.seconds))

    def _compare_with_raw(self, results: Results, server: ServerName, viewers: int) -> None:
        mine = self._measure(results, product_board(server), viewers, RATE)
        bare = self._measure(results, raw_limit(server, self._messages), viewers, 0)
        results.add(f"message {server}", mine.message_cpu)
        results.add(f"raw {server}", mine.message_cpu / bare.message_cpu)
        if not mine.is_within(BOUND):
            results.note(f"raw {server}", f"ours was overloaded with {viewers:,} viewers")

    def _measure(self, results: Results, system: System, viewers: int, rate: int) -> Window:
        with Attempt(system, self._plan.folder, rate) as attempt:
            window = attempt.measure(viewers, self._plan.window)
        results.windows.append(window)
        return window

    def _capture(self, file: Path) -> None:
        """What the raw limit sends: messages as one viewer of the product's board got them."""
        with RunningSystem(product_board("uvicorn"), self._plan.folder, RATE) as running:
            messages = capture(running.address, running.origin)
        file.write_bytes(msgspec.json.encode(messages))
