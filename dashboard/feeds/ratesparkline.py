"""The last minute of a feed's event rate, as a sparkline."""

from __future__ import annotations

from collections.abc import Sequence

from ticker.live.eventrates import SECONDS_KEPT
from ticker.rows.sparkline import EDGE, EMPTY, HEIGHT, WIDTH, Sparkline

FLOOR = HEIGHT - EDGE


def rate_sparkline(rates: Sequence[tuple[float, float]]) -> Sparkline:
    """``rates`` come from EventRates. The floor is zero, the right end is now."""
    if not rates:
        return EMPTY
    greatest = max(rate for _, rate in rates) or 1.0
    points = [
        (WIDTH - round(ago * WIDTH / SECONDS_KEPT), FLOOR - round(rate / greatest * (FLOOR - EDGE)))
        for ago, rate in rates
    ]
    d = "M" + " L".join(f"{x} {y}" for x, y in points)
    return Sparkline(d, f"M0 {FLOOR}h{WIDTH}")
