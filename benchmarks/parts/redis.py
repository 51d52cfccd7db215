"""What a web process over Redis costs: for a message, beside one with the feed embedded, and as the
ticks grow more."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks.attempt import Attempt
from benchmarks.generator import LoadGenerator
from benchmarks.parts.plan import BenchPlan
from benchmarks.results import Results
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import product_board, publisher, redis_server, web_process
from benchmarks.window import Window, measure_window

RATE, FAST = 2000, 20_000
VIEWERS = 300
"""Of each web process: all of them, the publisher and Redis share one core and leave it time to
spare."""


class RedisPart:
    def __init__(self, plan: BenchPlan) -> None:
        self._plan = plan
        self._viewers = plan.scale_viewers(VIEWERS)

    def run_round(self, results: Results) -> None:
        with Attempt(product_board("uvicorn"), self._plan.folder, RATE) as attempt:
            embedded = attempt.measure(self._viewers, self._plan.window)
        each = self._measure_over_redis(RATE, processes=2)
        results.add("redis", max(one.message_cpu for one in each) / embedded.message_cpu)
        (slow,), (fast,) = (self._measure_over_redis(rate, processes=1) for rate in (RATE, FAST))
        results.add("rate", (fast.cpu / fast.seconds) / (slow.cpu / slow.seconds))
        results.windows += [embedded, *each, slow, fast]

    def _measure_over_redis(self, rate: int, processes: int) -> list[Window]:
        """A window of each web process, one after the other, while all have their viewers."""
        folder = self._plan.folder
        with ExitStack() as stack:
            layer = stack.enter_context(RunningSystem(redis_server(), folder, 0)).redis_url
            feed = stack.enter_context(RunningSystem(publisher(layer), folder, rate))
            served = []
            for _ in range(processes):
                running = stack.enter_context(
                    RunningSystem(web_process(layer), folder, rate, tape_source=feed)
                )
                generator = stack.enter_context(LoadGenerator())
                generator.connect(self._viewers, running.address, running.origin)
                served.append((running, generator))
            return [measure_window(running, crowd, self._plan.window) for running, crowd in served]
