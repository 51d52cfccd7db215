"""layer: Redis, the publisher and a web process break, one after the other, and come back."""

from __future__ import annotations

import time
from collections.abc import Iterator

from drills.faults import FAULTS, Fault
from drills.figure import Figure
from drills.installation import Installation
from drills.plan import Plan
from drills.tab import Tab
from drills.tabs import now

RECOVERY = 5.0
"""Seconds within which every page is current once the part is back."""

OLDEST = 5.0
"""Seconds: silence is said after three, with the next heartbeat, and no older frame is taken."""

LINES = 5.0
"""Log lines a second of one process."""

HELD = {"STALE", "DISCONNECTED"}


def layer(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    with Installation(plan.folder, plan.servers, plan.rate, plan.pages) as running:
        for fault in FAULTS:
            yield from suffer(plan, running, fault)


def suffer(plan: Plan, running: Installation, fault: Fault) -> Iterator[Figure]:
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


def _said(
    fault: Fault, running: Installation, hit: list[Tab], began: float, mended: float
) -> Figure:
    words = [line.words(began, mended) for line in running.tabs.timelines(hit)]
    return _figure(
        fault,
        "pages that did not say STALE or DISCONNECTED",
        sum(not any(word.split()[0] in HELD for word in each if word) for each in words),
    )


def _shown(
    fault: Fault, running: Installation, began: float, mended: float, end: float
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


def _revive(running: Installation) -> None:
    """A publisher that was killed is the standby next time. Raises BenchError."""
    for each in running.publishers:
        if not each.is_alive:
            each.start()
