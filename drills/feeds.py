"""feeds: what happens to a provider, played on loopback, and to the process of the vendor's own
library: prices come again by themselves, no trade is lost, and the web server does not feel it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http import HTTPStatus

from benchmarks.failure import BenchError
from drills.figure import DrillFigure
from drills.latencyprobe import LatencyProbe, latency_probe
from drills.plan import DrillPlan
from drills.vendorboard import VendorBoard, open_board
from drills.vendors import VENDORS

RECOVERY = 10.0
"""Seconds within which prices come again."""

MAX_LAG = 0.2
"""Seconds that the event loop of the web server may be late."""

REFUSAL_SECONDS = 2.0
"""Seconds for which a provider answers that it is asked too often."""

BURST = 5000
"""Trades at once."""


def feeds(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError and OSError."""
    for kind in VENDORS:
        vendor = kind()
        try:
            with open_board(vendor, plan.folder) as shown, latency_probe(shown.origin) as asking:
                yield from _drill_vendor(plan, shown, asking)
        finally:
            vendor.server.close()


def _drill_vendor(
    plan: DrillPlan, shown: VendorBoard, asking: LatencyProbe
) -> Iterator[DrillFigure]:
    """Each figure that is there says too that all trades so far are shown, and counted once."""
    server = shown.vendor.server
    losses: dict[str, Callable[[], None]] = {
        "connection closed": server.close_connection,
        "connection aborted": server.abort,
        "connection mute": server.freeze,
        "process killed": shown.kill_vendor,
    }
    shown.await_connection()
    shown.send_trades()
    asking.take_longest()
    for label, happen in losses.items():
        found = max(_recovery_time(shown, happen) for _ in range(plan.faults))
        yield from _figures(plan, shown, asking, f"{label} x{plan.faults}", found)
    found = max(_rate_limit_recovery_time(shown) for _ in range(plan.faults))
    yield from _figures(plan, shown, asking, f"rate limited x{plan.faults}", found)
    found = max(_garbage_recovery_time(shown) for _ in range(plan.faults))
    yield from _figures(plan, shown, asking, f"a frame that cannot be read x{plan.faults}", found)
    yield from _figures(plan, shown, asking, f"{BURST} trades at once", _burst_time(shown))


def _recovery_time(shown: VendorBoard, fault: Callable[[], None]) -> float:
    """Seconds until a trade is shown that is said as soon as the provider is asked again."""
    began = time.monotonic()
    fault()
    shown.await_connection()
    shown.send_trades()
    return time.monotonic() - began


def _rate_limit_recovery_time(shown: VendorBoard) -> float:
    """From when it is let in again."""
    server = shown.vendor.server
    refused = server.refused_handshakes
    server.refusal = HTTPStatus.TOO_MANY_REQUESTS
    server.abort()
    time.sleep(REFUSAL_SECONDS)
    server.refusal = None
    if server.refused_handshakes == refused:
        raise BenchError(f"{shown.vendor.name}: it was not asked while it refused")
    return _recovery_time(shown, lambda: None)


def _garbage_recovery_time(shown: VendorBoard) -> float:
    began = time.monotonic()
    shown.vendor.server.send(shown.vendor.garbage)
    shown.send_trades()
    return time.monotonic() - began


def _burst_time(shown: VendorBoard) -> float:
    began = time.monotonic()
    shown.send_trades(BURST)
    return time.monotonic() - began


def _figures(
    plan: DrillPlan, shown: VendorBoard, asking: LatencyProbe, label: str, found: float
) -> Iterator[DrillFigure]:
    name = shown.vendor.name
    for what, value, bound in (
        ("all trades shown after", found, RECOVERY),
        ("the server's slowest answer meanwhile", asking.take_longest(), MAX_LAG),
    ):
        yield DrillFigure(
            server=name,
            label=f"{label}: {what}",
            value=value,
            bound=bound,
            unit="s",
            needs_quiet=True,
        )
