"""thaw: a browser whose page stood still while prices moved."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Page

from benchmarks.failure import BenchError
from benchmarks.running import Running
from benchmarks.servers import ServerName, ours
from benchmarks.ticks import SECOND, Ticks
from drills.chromium import Chromium
from drills.figure import Figure
from drills.plan import Plan
from drills.tabs import HORIZON, PATIENCE, now
from drills.timeline import Look, Timeline

RECOVERY = 1.0
"""Seconds within which the page shows current prices again."""

POLL = 100
"""Milliseconds."""

PAGE = "/boards/all/?rate=10"


def thaw(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    with Chromium() as chromium:
        for server in plan.servers:
            recoveries, old, backwards = zip(*_thaws(plan, chromium, server), strict=True)
            yield Figure(
                server=server,
                label="current after the thaw",
                found=max(recoveries),
                bound=RECOVERY,
                unit="s",
                needs_quiet=True,
            )
            yield Figure(
                server=server,
                label="old values shown as live after the thaw, for",
                found=max(old),
                relation="=",
                bound=0,
                unit="s",
            )
            yield Figure(
                server=server,
                label="rows that went back",
                found=sum(backwards),
                relation="=",
                bound=0,
            )


def _thaws(
    plan: Plan, chromium: Chromium, server: ServerName
) -> Iterator[tuple[float, float, int]]:
    with Running(ours(server), plan.folder, plan.rate) as running:
        start = running.tape.start
        ticks = Ticks(running.schedule, start, start + HORIZON * SECOND)
        for _ in range(plan.thaws):
            looks: list[Look] = []
            page = chromium.open(running.origin + PAGE, looks)
            _wait(page, looks, ticks, now())
            chromium.stop()
            time.sleep(plan.renderer_freeze)
            thawed = now()
            chromium.go_on()
            _wait(page, looks, ticks, thawed)
            page.wait_for_timeout(plan.watch * 1000)
            page.close()
            yield _judge(Timeline(looks, ticks), looks, thawed)


def _judge(line: Timeline, looks: list[Look], thawed: float) -> tuple[float, float, int]:
    """Until its second picture after the thaw the page is what the screen showed all the while:
    the first was begun before."""
    _, second, *_ = (look.at for look in looks if look.at > thawed)
    end = looks[-1].at
    recovery = line.recovery(thawed, end)
    late = float("inf") if recovery is None else recovery
    return late, line.old_as_live(second, end), line.backwards(looks[0].at, end)


def _wait(page: Page, looks: list[Look], ticks: Ticks, since: float) -> None:
    """Until the page is current. Raises BenchError."""
    end = time.monotonic() + PATIENCE
    while not looks or looks[-1].at <= since or _is_not_current(looks[-1], ticks):
        if time.monotonic() > end:
            raise BenchError(f"the page in Chromium is not current after {PATIENCE:g} s")
        page.wait_for_timeout(POLL)


def _is_not_current(look: Look, ticks: Ticks) -> bool:
    return Timeline([look], ticks).recovery(look.at, now()) is None
