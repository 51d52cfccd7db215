"""What a message costs each of two web processes over Redis, beside one with the feed embedded."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from benchmarks.attempt import Attempt
from benchmarks.generator import Generator
from benchmarks.parts.plan import Plan
from benchmarks.results import Results
from benchmarks.running import Running
from benchmarks.servers import ours, publisher, redis, web
from benchmarks.window import Window, watch

RATE = 2000
VIEWERS = 300
"""Of each web process: both, the publisher and Redis share one core and leave it time to spare."""

PUBLISHER = Path("ticker/management/commands/runfeed.py")


class Redis:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._viewers = plan.scaled(VIEWERS)

    def round(self, results: Results) -> None:
        if not PUBLISHER.exists():
            results.note("redis", "needs manage.py runfeed")
            return
        with Attempt(ours("uvicorn"), self._plan.folder, RATE) as attempt:
            embedded = attempt.window(self._viewers, self._plan.window)
        each = self._over_redis()
        results.windows += [embedded, *each]
        results.add("redis", max(one.message_cpu for one in each) / embedded.message_cpu)

    def _over_redis(self) -> list[Window]:
        """A window of each web process, one after the other, while both have their viewers."""
        folder = self._plan.folder
        with ExitStack() as stack:
            layer = stack.enter_context(Running(redis(), folder, 0)).redis_url
            feed = stack.enter_context(Running(publisher(layer), folder, RATE))
            served = []
            for _ in range(2):
                running = stack.enter_context(Running(web(layer), folder, RATE, fed_by=feed))
                generator = stack.enter_context(Generator())
                generator.connect(self._viewers, running.address, running.origin)
                served.append((running, generator))
            return [watch(running, crowd, self._plan.window) for running, crowd in served]
