"""crash: sockets that connect and are gone without a word leave nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, product_board
from drills.crashes import crash_sockets
from drills.figure import DrillFigure
from drills.metrics import MEMBERSHIPS, TASKS, read_metrics
from drills.plan import DrillPlan
from drills.tabs import Tabs

LIMIT = 300.0
"""Seconds within which all cycles are made."""

MB = 1_000_000
MAX_GROWTH = 5
"""MB of memory that may be left."""

STRAY = 2
"""Tasks, memberships and descriptors that may differ: the pages that are open live on meanwhile."""

QUIET, PATIENCE = 3.0, 60.0
"""Seconds after the last crash, and until what it left must be gone."""


class ResourceCount(NamedTuple):
    """What a server has; None where it does not say."""

    tasks: float | None
    memberships: float | None
    descriptors: float
    resident: float

    @classmethod
    def measure(cls, running: RunningSystem) -> ResourceCount:
        """Raises OSError."""
        said = read_metrics(running.origin)
        descriptors, resident = running.descriptors(), running.resident_bytes()
        return cls(said.get(TASKS), said.get(MEMBERSHIPS), descriptors, resident)

    def difference(self, before: ResourceCount) -> list[float | None]:
        return [
            None if now is None or then is None else now - then
            for now, then in zip(self, before, strict=True)
        ]


def crash(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError, OSError."""
    for server in plan.servers:
        tasks, memberships, descriptors, resident = _measure_growth(plan, server)
        yield _figure(server, "asyncio tasks more or fewer", _magnitude(tasks))
        yield _figure(server, "group memberships more or fewer", _magnitude(memberships))
        yield _figure(server, "descriptors more or fewer", _magnitude(descriptors))
        yield DrillFigure(
            server=server,
            label="memory more",
            value=None if resident is None else resident / MB,
            bound=MAX_GROWTH,
            unit="MB",
            needs_quiet=True,
        )


def _measure_growth(plan: DrillPlan, server: ServerName) -> list[float | None]:
    with (
        RunningSystem(product_board(server), plan.folder, plan.rate) as running,
        Tabs(running) as tabs,
    ):
        tabs.open(running, plan.pages)
        _run_cycles(tabs, running, plan.cycles)  # what is made once is made, and its room kept
        before = ResourceCount.measure(running)
        _run_cycles(tabs, running, plan.cycles)
        end = time.monotonic() + PATIENCE
        while (
            _has_growth(after := ResourceCount.measure(running), before) and time.monotonic() < end
        ):
            time.sleep(1)
        return after.difference(before)


def _run_cycles(tabs: Tabs, running: RunningSystem, count: int) -> None:
    tabs.start(crash_sockets(count, running.address, running.origin)).result(LIMIT)
    time.sleep(QUIET)


def _has_growth(now: ResourceCount, before: ResourceCount) -> bool:
    """Garbage is collected when its time comes, not when we ask."""
    *counts, resident = now.difference(before)
    return any((each or 0) > STRAY for each in counts) or (resident or 0) > MAX_GROWTH * MB


def _magnitude(difference: float | None) -> float | None:
    return None if difference is None else abs(difference)


def _figure(server: ServerName, label: str, found: float | None) -> DrillFigure:
    return DrillFigure(server=server, label=label, value=found, bound=STRAY)
