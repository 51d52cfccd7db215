"""The context of partials/feeds.html."""

from __future__ import annotations

import time
from collections.abc import Sequence

from msgspec import Struct

from dashboard.feeds.feedrow import FeedRow, feed_rows, is_silent_now
from dashboard.feeds.sources import Sources
from dashboard.feeds.switches import MOST_SWITCHES, all_switches
from ticker.feeds.ingest import NAME
from ticker.live.mirror import Mirror
from ticker.market.bar import SECOND
from ticker.market.frames import Switch
from ticker.market.freshness import age
from ticker.market.sessions import NEW_YORK
from ticker.rows import formats

CLOCK_TOLERANCE = 3 * SECOND
"""Nanoseconds by which clocks may differ and still agree."""


class SwitchRow(Struct, frozen=True, kw_only=True):
    switch: Switch
    time: str
    """In exchange time, as in the status bar."""


def overview(
    mirror: Mirror, sources: Sources | None, stored: Sequence[Switch] = ()
) -> dict[str, object]:
    """``sources`` is None if they cannot be read; ``stored`` are the switches in the database."""
    feed, now = mirror.feed, time.time_ns()
    rows, is_silent = feed_rows(mirror, now), is_silent_now(mirror)
    return {
        "rows": rows,
        "summary": _summary(rows),
        "has_frames": mirror.has_frames,
        "silence": age(mirror.silence) if is_silent else "",
        "clock_says": _clock_comparison(feed.clock, now) if feed.clock and not is_silent else "",
        "switches": [
            SwitchRow(switch=switch, time=formats.instant(switch.ts, NEW_YORK))
            for switch in reversed(all_switches(feed.switches, stored)[-MOST_SWITCHES:])
        ],
        "sources": sources,
        "takes_posts": any(switch.name == NAME for switch in feed.feeds),
    }


def _summary(rows: list[FeedRow]) -> str:
    """Such as “2 feeds: 1 live, 1 stale”."""
    words = [row.state.lower() for row in rows]
    parts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(rows)} feed{'' if len(rows) == 1 else 's'}: {parts}"


def _clock_comparison(clock: int, now: int) -> str:
    if abs(clock - now) < CLOCK_TOLERANCE:
        return "agrees with this server’s"
    way = "ahead of" if clock > now else "behind"
    return f"is {formats.duration(abs(clock - now))} {way} this server’s"
