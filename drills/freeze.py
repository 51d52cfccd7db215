"""freeze: the server itself stands still, and goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, product_board
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.tabs import Tabs, now_ms

RECOVERY = 1.0
"""Seconds within which every page is current again."""


def freeze(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    for server in plan.servers:
        for seconds in plan.server_freezes:
            yield from _freeze_server(plan, server, seconds)


def _freeze_server(plan: DrillPlan, server: ServerName, seconds: float) -> Iterator[DrillFigure]:
    with (
        RunningSystem(product_board(server), plan.folder, plan.rate) as running,
        Tabs(running) as tabs,
    ):
        opened = tabs.open(running, plan.pages)
        began = now_ms()
        running.signal(signal.SIGSTOP)
        time.sleep(seconds)
        thawed = now_ms()
        running.signal(signal.SIGCONT)
        tabs.wait_until_current(thawed)
        time.sleep(plan.watch)
        end, seen = now_ms(), tabs.timelines(opened)
    said = [line.words(began, thawed) for line in seen]
    recoveries = [line.recovery(thawed, end) for line in seen]
    what = f"frozen for {seconds:g} s:"
    yield DrillFigure(
        server=server,
        label=f"{what} sockets closed",
        value=sum(len(tab.close_codes) for tab in opened),
        relation="=",
        bound=0,
    )
    yield DrillFigure(
        server=server,
        label=f"{what} pages that said DISCONNECTED meanwhile",
        value=sum("DISCONNECTED" in words for words in said),
        relation="=",
        bound=plan.pages,
    )
    yield DrillFigure(
        server=server,
        label=f"{what} current after the thaw",
        value=max(each if each is not None else float("inf") for each in recoveries),
        bound=RECOVERY,
        unit="s",
        needs_quiet=True,
    )
    yield DrillFigure(
        server=server,
        label=f"{what} rows that went back",
        value=sum(line.backward_count(began, end) for line in seen),
        relation="=",
        bound=0,
    )
