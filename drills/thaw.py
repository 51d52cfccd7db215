"""thaw: a browser whose page stood still while prices moved."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Page

from benchmarks.failure import BenchError
from benchmarks.runningsystem import RunningSystem
from benchmarks.servers import ServerName, product_board
from benchmarks.ticks import SECOND, Ticks
from drills.chromium import Chromium
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.tabs import HORIZON, PATIENCE, now_ms
from drills.timeline import Look, Timeline

RECOVERY = 1.0
"""Seconds within which the page shows current prices again."""

POLL = 100
"""Milliseconds."""

PAGE = "/boards/all/?rate=10"


def thaw(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    with Chromium() as chromium:
        for server in plan.servers:
            recoveries, old, backwards = zip(*_thaws(plan, chromium, server), strict=True)
            yield DrillFigure(
                server=server,
                label="current after the thaw",
                value=max(recoveries),
                bound=RECOVERY,
                unit="s",
                needs_quiet=True,
            )
            yield DrillFigure(
                server=server,
                label="old values shown as live after the thaw, for",
                value=max(old),
                relation="=",
                bound=0,
                unit="s",
            )
            yield DrillFigure(
                server=server,
                label="rows that went back",
                value=sum(backwards),
                relation="=",
                bound=0,
            )


def _thaws(
    plan: DrillPlan, chromium: Chromium, server: ServerName
) -> Iterator[tuple[float, float, int]]:
    with RunningSystem(product_board(server), plan.folder, plan.rate) as running:
        start = running.tape.start
        ticks = Ticks(running.schedule, start, start + HORIZON * SECOND)
        for _ in range(plan.thaws):
            looks: list[Look] = []
            page = chromium.open(running.origin + PAGE, looks)
            _wait_until_current(page, looks, ticks, now_ms())
            chromium.pause()
            time.sleep(plan.renderer_freeze)
            thawed = now_ms()
            chromium.resume()
            _wait_until_current(page, looks, ticks, thawed)
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
    return late, line.seconds_old_as_live(second, end), line.backward_count(looks[0].at, end)


def _wait_until_current(page: Page, looks: list[Look], ticks: Ticks, since: float) -> None:
    """Until the page is current. Raises BenchError."""
    end = time.monotonic() + PATIENCE
    while not looks or looks[-1].at <= since or _is_not_current(looks[-1], ticks):
        if time.monotonic() > end:
            raise BenchError(f"the page in Chromium is not current after {PATIENCE:g} s")
        page.wait_for_timeout(POLL)


def _is_not_current(look: Look, ticks: Ticks) -> bool:
    return Timeline([look], ticks).recovery(look.at, now_ms()) is None
