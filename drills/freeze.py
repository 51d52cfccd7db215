"""freeze: the server itself stands still, and goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

from benchmarks.running import Running
from benchmarks.servers import ServerName, ours
from drills.figure import Figure
from drills.plan import Plan
from drills.tabs import Tabs, now

RECOVERY = 1.0
"""Seconds within which every page is current again."""


def freeze(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    for server in plan.servers:
        for seconds in plan.server_freezes:
            yield from _frozen(plan, server, seconds)


def _frozen(plan: Plan, server: ServerName, seconds: float) -> Iterator[Figure]:
    with Running(ours(server), plan.folder, plan.rate) as running, Tabs(running) as tabs:
        opened = tabs.open(running, plan.pages)
        began = now()
        running.signal(signal.SIGSTOP)
        time.sleep(seconds)
        thawed = now()
        running.signal(signal.SIGCONT)
        tabs.wait(thawed)
        time.sleep(plan.watch)
        end, seen = now(), tabs.timelines(opened)
    said = [line.words(began, thawed) for line in seen]
    recoveries = [line.recovery(thawed, end) for line in seen]
    what = f"frozen for {seconds:g} s:"
    yield Figure(
        server=server,
        label=f"{what} sockets closed",
        found=sum(len(tab.codes) for tab in opened),
        relation="=",
        bound=0,
    )
    yield Figure(
        server=server,
        label=f"{what} pages that said DISCONNECTED meanwhile",
        found=sum("DISCONNECTED" in words for words in said),
        relation="=",
        bound=plan.pages,
    )
    yield Figure(
        server=server,
        label=f"{what} current after the thaw",
        found=max(each if each is not None else float("inf") for each in recoveries),
        bound=RECOVERY,
        unit="s",
        needs_quiet=True,
    )
    yield Figure(
        server=server,
        label=f"{what} rows that went back",
        found=sum(line.backwards(began, end) for line in seen),
        relation="=",
        bound=0,
    )
