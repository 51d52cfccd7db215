"""layer: Redis, the publisher and a web process break, one after the other, and come back."""

from __future__ import annotations

import time
from collections.abc import Iterator

from drills.faults import FAULTS, Fault
from drills.figure import DrillFigure
from drills.installation import Installation
from drills.plan import DrillPlan
from drills.tab import Tab
from drills.tabs import now_ms

RECOVERY = 5.0
"""Seconds within which every page is current once the part is back."""

MAX_AGE = 5.0
"""Seconds: silence is said after three, with the next heartbeat, and no older frame is taken."""

MAX_LINES = 5.0
"""Log lines a second of one process."""

STALE_WORDS = {"STALE", "DISCONNECTED"}


def layer(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    with Installation(plan.folder, plan.servers, plan.rate, plan.pages) as running:
        for fault in FAULTS:
            yield from run_fault(plan, running, fault)


def run_fault(plan: DrillPlan, installation: Installation, fault: Fault) -> Iterator[DrillFigure]:
    """One fault, from breaking to a while after everybody is current again. Raises BenchError."""
    lines = [len(each.log.splitlines()) for each in installation.processes]
    began = now_ms()
    mend = fault.inject(installation)
    if mend is not None:
        time.sleep(plan.outage)
        mend()
    mended = now_ms()
    installation.tabs.wait_until_current(mended)
    time.sleep(plan.watch)
    end = now_ms()
    logs = [
        each.log.splitlines()[before:]
        for each, before in zip(installation.processes, lines, strict=True)
    ]
    hit = [tab for number in fault.affected for tab in installation.open_tabs[number]]
    if mend is not None:
        yield _freshness_figure(fault, installation, hit, began, mended)
    yield from _page_figures(fault, installation, began, mended, end)
    yield from _log_figures(fault, logs, (end - began) / 1000)
    _restart_publishers(installation)


def _freshness_figure(
    fault: Fault, installation: Installation, affected: list[Tab], began: float, mended: float
) -> DrillFigure:
    words = [line.words(began, mended) for line in installation.tabs.timelines(affected)]
    return _figure(
        fault,
        "pages that did not say STALE or DISCONNECTED",
        sum(not any(word.split()[0] in STALE_WORDS for word in each if word) for each in words),
    )


def _page_figures(
    fault: Fault, installation: Installation, began: float, mended: float, end: float
) -> Iterator[DrillFigure]:
    seen = installation.tabs.timelines(installation.tabs.tabs)
    recoveries = [line.recovery(mended, end) for line in seen]
    latest = max(float("inf") if each is None else each for each in recoveries)
    yield _figure(fault, "current after it was back", latest, RECOVERY, "s", needs_quiet=True)
    oldest = max(line.oldest_live_age(began, end) for line in seen)
    yield _figure(fault, "oldest value shown as live", oldest, MAX_AGE, "s", needs_quiet=True)
    backwards = sum(line.backward_count(began, end) for line in seen)
    yield _figure(fault, "rows that went back", backwards)


def _log_figures(fault: Fault, logs: list[list[str]], seconds: float) -> Iterator[DrillFigure]:
    most = max(len(lines) for lines in logs) / seconds
    yield _figure(fault, "log lines a second of one process", most, MAX_LINES)
    traces = sum("Traceback" in line for lines in logs for line in lines)
    yield _figure(fault, "tracebacks in the logs", traces)


def _figure(
    fault: Fault,
    label: str,
    found: float,
    bound: float | None = None,
    unit: str = "",
    needs_quiet: bool = False,
) -> DrillFigure:
    """Without a bound there must be none."""
    return DrillFigure(
        server="both",
        label=f"{fault.name}: {label}",
        value=found,
        relation="=" if bound is None else "≤",
        bound=bound or 0,
        unit=unit,
        needs_quiet=needs_quiet,
    )


def _restart_publishers(installation: Installation) -> None:
    """A publisher that was killed is the standby next time. Raises BenchError."""
    for each in installation.publishers:
        if not each.is_alive:
            each.start()
