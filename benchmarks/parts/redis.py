"""What a web process over Redis costs: for a message, beside one with the feed embedded, and as the
ticks grow more."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks.attempt import Attempt
from benchmarks.generator import Generator
from benchmarks.parts.plan import Plan
from benchmarks.results import Results
from benchmarks.running import Running
from benchmarks.servers import ours, publisher, redis, web
from benchmarks.window import Window, watch

RATE, FAST = 2000, 20_000
VIEWERS = 300
"""Of each web process: all of them, the publisher and Redis share one core and leave it time to
spare."""


class Redis:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._viewers = plan.scaled(VIEWERS)

    def round(self, results: Results) -> None:
        with Attempt(ours("uvicorn"), self._plan.folder, RATE) as attempt:
            embedded = attempt.window(self._viewers, self._plan.window)
        each = self._over_redis(RATE, processes=2)
        results.add("redis", max(one.message_cpu for one in each) / embedded.message_cpu)
        (slow,), (fast,) = (self._over_redis(rate, processes=1) for rate in (RATE, FAST))
        results.add("rate", (fast.cpu / fast.seconds) / (slow.cpu / slow.seconds))
        results.windows += [embedded, *each, slow, fast]

    def _over_redis(self, rate: int, processes: int) -> list[Window]:
        """A window of each web process, one after the other, while all have their viewers."""
        folder = self._plan.folder
        with ExitStack() as stack:
            layer = stack.enter_context(Running(redis(), folder, 0)).redis_url
            feed = stack.enter_context(Running(publisher(layer), folder, rate))
            served = []
            for _ in range(processes):
                running = stack.enter_context(Running(web(layer), folder, rate, fed_by=feed))
                generator = stack.enter_context(Generator())
                generator.connect(self._viewers, running.address, running.origin)
                served.append((running, generator))
            return [watch(running, crowd, self._plan.window) for running, crowd in served]
