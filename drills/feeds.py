"""feeds: what happens to a provider, played on loopback, and to the process of the vendor's own
library: prices come again by themselves, no trade is lost, and the web server does not feel it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http import HTTPStatus

from benchmarks.failure import BenchError
from drills.asker import Asker, asker
from drills.board import Board, board
from drills.figure import Figure
from drills.plan import Plan
from drills.vendors import VENDORS

RECOVERY = 10.0
"""Seconds within which prices come again."""

LAG = 0.2
"""Seconds that the event loop of the web server may be late."""

REFUSED = 2.0
"""Seconds for which a provider answers that it is asked too often."""

BURST = 5000
"""Trades at once."""


def feeds(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError and OSError."""
    for kind in VENDORS:
        vendor = kind()
        try:
            with board(vendor, plan.folder) as shown, asker(shown.origin) as asking:
                yield from _happened(plan, shown, asking)
        finally:
            vendor.server.close()


def _happened(plan: Plan, shown: Board, asking: Asker) -> Iterator[Figure]:
    """Each figure that is there says too that all trades so far are shown, and counted once."""
    server = shown.vendor.server
    losses: dict[str, Callable[[], None]] = {
        "connection closed": server.part,
        "connection aborted": server.abort,
        "connection mute": server.freeze,
        "process killed": shown.kill_vendor,
    }
    shown.await_connection()
    shown.say()
    asking.longest()
    for label, happen in losses.items():
        found = max(_lost(shown, happen) for _ in range(plan.faults))
        yield from _figures(plan, shown, asking, f"{label} x{plan.faults}", found)
    found = max(_rate_limited(shown) for _ in range(plan.faults))
    yield from _figures(plan, shown, asking, f"rate limited x{plan.faults}", found)
    found = max(_unreadable(shown) for _ in range(plan.faults))
    yield from _figures(plan, shown, asking, f"a frame that cannot be read x{plan.faults}", found)
    yield from _figures(plan, shown, asking, f"{BURST} trades at once", _burst(shown))


def _lost(shown: Board, happen: Callable[[], None]) -> float:
    """Seconds until a trade is shown that is said as soon as the provider is asked again."""
    began = time.monotonic()
    happen()
    shown.await_connection()
    shown.say()
    return time.monotonic() - began


def _rate_limited(shown: Board) -> float:
    """From when it is let in again."""
    server = shown.vendor.server
    refused = server.refused_handshakes
    server.refusal = HTTPStatus.TOO_MANY_REQUESTS
    server.abort()
    time.sleep(REFUSED)
    server.refusal = None
    if server.refused_handshakes == refused:
        raise BenchError(f"{shown.vendor.name}: it was not asked while it refused")
    return _lost(shown, lambda: None)


def _unreadable(shown: Board) -> float:
    began = time.monotonic()
    shown.vendor.server.send(shown.vendor.garbage)
    shown.say()
    return time.monotonic() - began


def _burst(shown: Board) -> float:
    began = time.monotonic()
    shown.say(BURST)
    return time.monotonic() - began


def _figures(plan: Plan, shown: Board, asking: Asker, label: str, found: float) -> Iterator[Figure]:
    name = shown.vendor.name
    for what, value, bound in (
        ("all trades shown after", found, RECOVERY),
        ("the server's slowest answer meanwhile", asking.longest(), LAG),
    ):
        yield Figure(
            server=name,
            label=f"{label}: {what}",
            found=value,
            bound=bound,
            unit="s",
            needs_quiet=True,
        )
