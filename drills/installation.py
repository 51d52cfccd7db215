"""An installation past one process: everything that a layer of several needs, with open pages."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, publisher, redis_server, web_process
from benchmarks.ticks import SECOND
from drills.tabs import Tabs

LEASE_LINE = re.compile(r"publishing, epoch (\d+)")


class Installation:
    """Use as a context manager: Redis, two publishers that say the same, and a web process on
    each server."""

    def __init__(self, folder: Path, servers: Sequence[ServerName], rate: int, pages: int) -> None:
        self._folder, self._servers, self._rate, self._pages = folder, servers, rate, pages

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._build(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def _build(self, stack: ExitStack) -> None:
        folder, rate = self._folder, self._rate
        self.redis = stack.enter_context(RunningSystem(redis_server(), folder, 0))
        layer, start = self.redis.redis_url, time.time_ns() + SECOND
        pair = [RunningSystem(publisher(layer), folder, rate, tape_start=start) for _ in range(2)]
        self.publishers = [stack.enter_context(each) for each in pair]
        served = [
            RunningSystem(web_process(layer, server), folder, rate, tape_source=pair[0])
            for server in self._servers
        ]
        self.web_processes = [stack.enter_context(each) for each in served]
        self.tabs = stack.enter_context(Tabs(pair[0]))
        self.open_tabs = [self.tabs.open(each, self._pages) for each in served]

    @property
    def processes(self) -> list[RunningSystem]:
        return [self.redis, *self.publishers, *self.web_processes]

    def active_publisher(self) -> RunningSystem:
        """The publisher that had the lease last."""
        return max(
            self.publishers, key=lambda each: max(map(int, LEASE_LINE.findall(each.log)), default=0)
        )
