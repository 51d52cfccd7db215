"""crash: sockets that connect and are gone without a word leave nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.running import Running
from benchmarks.servers import ServerName, ours
from drills.crashes import crash_sockets
from drills.figure import Figure
from drills.metrics import MEMBERSHIPS, TASKS, read_metrics
from drills.plan import Plan
from drills.tabs import Tabs

LIMIT = 300.0
"""Seconds within which all cycles are made."""

MB = 1_000_000
GROWTH = 5
"""MB of memory that may be left."""

STRAY = 2
"""Tasks, memberships and descriptors that may differ: the pages that are open live on meanwhile."""

QUIET, PATIENCE = 3.0, 60.0
"""Seconds after the last crash, and until what it left must be gone."""


class Count(NamedTuple):
    """What a server has; None where it does not say."""

    tasks: float | None
    memberships: float | None
    descriptors: float
    resident: float

    @classmethod
    def of(cls, running: Running) -> Count:
        """Raises OSError."""
        said = read_metrics(running.origin)
        descriptors, resident = running.descriptors(), running.resident()
        return cls(said.get(TASKS), said.get(MEMBERSHIPS), descriptors, resident)

    def beyond(self, before: Count) -> list[float | None]:
        return [
            None if now is None or then is None else now - then
            for now, then in zip(self, before, strict=True)
        ]


def crash(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError, OSError."""
    for server in plan.servers:
        tasks, memberships, descriptors, resident = _left(plan, server)
        yield _figure(server, "asyncio tasks more or fewer", _size(tasks))
        yield _figure(server, "group memberships more or fewer", _size(memberships))
        yield _figure(server, "descriptors more or fewer", _size(descriptors))
        yield Figure(
            server=server,
            label="memory more",
            found=None if resident is None else resident / MB,
            bound=GROWTH,
            unit="MB",
            needs_quiet=True,
        )


def _left(plan: Plan, server: ServerName) -> list[float | None]:
    with Running(ours(server), plan.folder, plan.rate) as running, Tabs(running) as tabs:
        tabs.open(running, plan.pages)
        _cycles(tabs, running, plan.cycles)  # what is made once is made, and its room kept
        before = Count.of(running)
        _cycles(tabs, running, plan.cycles)
        end = time.monotonic() + PATIENCE
        while _has_left(after := Count.of(running), before) and time.monotonic() < end:
            time.sleep(1)
        return after.beyond(before)


def _cycles(tabs: Tabs, running: Running, count: int) -> None:
    tabs.start(crash_sockets(count, running.address, running.origin)).result(LIMIT)
    time.sleep(QUIET)


def _has_left(now: Count, before: Count) -> bool:
    """Garbage is collected when its time comes, not when we ask."""
    *counts, resident = now.beyond(before)
    return any((each or 0) > STRAY for each in counts) or (resident or 0) > GROWTH * MB


def _size(difference: float | None) -> float | None:
    return None if difference is None else abs(difference)


def _figure(server: ServerName, label: str, found: float | None) -> Figure:
    return Figure(server=server, label=label, found=found, bound=STRAY)
