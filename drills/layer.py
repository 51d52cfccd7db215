"""layer: Redis, the publisher and a web process break, one after the other, and come back."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import NamedTuple, Self

from redis import Redis

from benchmarks.running import Running
from benchmarks.servers import publisher, redis, web
from benchmarks.ticks import SECOND
from drills.figure import Figure
from drills.plan import Plan
from drills.tab import Tab
from drills.tabs import Tabs, now

RECOVERY = 5.0
"""Seconds within which every page is current once the part is back."""

OLDEST = 5.0
"""Seconds: silence is said after three, with the next heartbeat, and no older frame is taken."""

LINES = 5.0
"""Log lines a second of one process."""

LEASED = re.compile(r"publishing, epoch (\d+)")
HELD = {"STALE", "DISCONNECTED"}


class Layer:
    """Use as a context manager: Redis, two publishers that say the same, and a web process on
    each server."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

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
        plan, folder = self._plan, self._plan.folder
        self.redis = stack.enter_context(Running(redis(), folder, 0))
        layer, start = self.redis.redis_url, time.time_ns() + SECOND
        pair = [Running(publisher(layer), folder, plan.rate, tape_start=start) for _ in range(2)]
        self.publishers = [stack.enter_context(each) for each in pair]
        served = [
            Running(web(layer, server), folder, plan.rate, fed_by=pair[0])
            for server in plan.servers
        ]
        self.webs = [stack.enter_context(each) for each in served]
        self.tabs = stack.enter_context(Tabs(pair[0]))
        self.opened = [self.tabs.open(each, plan.pages) for each in served]

    @property
    def processes(self) -> list[Running]:
        return [self.redis, *self.publishers, *self.webs]

    def publishing(self) -> Running:
        """The publisher that had the lease last."""
        return max(
            self.publishers, key=lambda each: max(map(int, LEASED.findall(each.log)), default=0)
        )


class Fault(NamedTuple):
    """``breaks`` answers what mends it; None: it mends itself. Pages of the web processes
    ``hits`` say so while it lasts, if it lasts for the plan's outage."""

    name: str
    breaks: Callable[[Layer], Callable[[], None] | None]
    hits: Sequence[int] = (0, 1)


def _kill_redis(layer: Layer) -> Callable[[], None]:
    layer.redis.kill()
    return layer.redis.start


def _pause_redis(layer: Layer) -> Callable[[], None]:
    layer.redis.signal(signal.SIGSTOP)
    return lambda: layer.redis.signal(signal.SIGCONT)


def _flush_redis(layer: Layer) -> None:
    with Redis.from_url(layer.redis.redis_url) as client:
        client.flushall()


def _kill_publisher(layer: Layer) -> None:
    layer.publishing().kill()


def _kill_web(layer: Layer) -> Callable[[], None]:
    layer.webs[0].kill()
    return layer.webs[0].start


FAULTS = (
    Fault("Redis killed", _kill_redis),
    Fault("Redis paused", _pause_redis),
    Fault("FLUSHALL", _flush_redis),
    Fault("the publishing publisher killed", _kill_publisher),
    Fault("a web process killed", _kill_web, hits=(0,)),
)


def layer(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    with Layer(plan) as running:
        for fault in FAULTS:
            yield from suffer(plan, running, fault)


def suffer(plan: Plan, running: Layer, fault: Fault) -> Iterator[Figure]:
    """One fault, from breaking to a while after everybody is current again. Raises BenchError."""
    lines = [len(each.log.splitlines()) for each in running.processes]
    began = now()
    mend = fault.breaks(running)
    if mend is not None:
        time.sleep(plan.outage)
        mend()
    mended = now()
    running.tabs.wait(mended)
    time.sleep(plan.watch)
    end = now()
    logs = [
        each.log.splitlines()[before:]
        for each, before in zip(running.processes, lines, strict=True)
    ]
    hit = [tab for number in fault.hits for tab in running.opened[number]]
    if mend is not None:
        yield _said(fault, running, hit, began, mended)
    yield from _shown(fault, running, began, mended, end)
    yield from _logged(fault, logs, (end - began) / 1000)
    _revive(running)


def _said(fault: Fault, running: Layer, hit: list[Tab], began: float, mended: float) -> Figure:
    words = [line.words(began, mended) for line in running.tabs.timelines(hit)]
    return _figure(
        fault,
        "pages that did not say STALE or DISCONNECTED",
        sum(not any(word.split()[0] in HELD for word in each if word) for each in words),
    )


def _shown(
    fault: Fault, running: Layer, began: float, mended: float, end: float
) -> Iterator[Figure]:
    seen = running.tabs.timelines(running.tabs.tabs)
    recoveries = [line.recovery(mended, end) for line in seen]
    latest = max(float("inf") if each is None else each for each in recoveries)
    yield _figure(fault, "current after it was back", latest, RECOVERY, "s", needs_quiet=True)
    oldest = max(line.oldest_live(began, end) for line in seen)
    yield _figure(fault, "oldest value shown as live", oldest, OLDEST, "s", needs_quiet=True)
    backwards = sum(line.backwards(began, end) for line in seen)
    yield _figure(fault, "rows that went back", backwards)


def _logged(fault: Fault, logs: list[list[str]], seconds: float) -> Iterator[Figure]:
    most = max(len(lines) for lines in logs) / seconds
    yield _figure(fault, "log lines a second of one process", most, LINES)
    traces = sum("Traceback" in line for lines in logs for line in lines)
    yield _figure(fault, "tracebacks in the logs", traces)


def _figure(
    fault: Fault,
    label: str,
    found: float,
    bound: float | None = None,
    unit: str = "",
    needs_quiet: bool = False,
) -> Figure:
    """Without a bound there must be none."""
    return Figure(
        server="both",
        label=f"{fault.name}: {label}",
        found=found,
        relation="=" if bound is None else "≤",
        bound=bound or 0,
        unit=unit,
        needs_quiet=needs_quiet,
    )


def _revive(running: Layer) -> None:
    """A publisher that was killed is the standby next time. Raises BenchError."""
    for each in running.publishers:
        if not each.is_alive:
            each.start()
