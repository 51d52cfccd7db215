"""What partials/feeds.html shows."""

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
"""Nanoseconds by which a clock may differ from ours and still agree with it."""


class SwitchRow(Struct, frozen=True, kw_only=True):
    switch: Switch
    time: str
    """In exchange time, as in the status bar."""


def overview(
    mirror: Mirror, sources: Sources | None, kept: Sequence[Switch] = ()
) -> dict[str, object]:
    """``sources`` is None while they cannot be read; ``kept`` are switches that are in the
    database."""
    feed, now = mirror.feed, time.time_ns()
    rows, is_silent = feed_rows(mirror, now), is_silent_now(mirror)
    return {
        "rows": rows,
        "summary": _summary(rows),
        "has_frames": mirror.has_frames,
        "silence": age(mirror.silence) if is_silent else "",
        "clock_says": _beside_ours(feed.clock, now) if feed.clock and not is_silent else "",
        "switches": [
            SwitchRow(switch=each, time=formats.instant(each.ts, NEW_YORK))
            for each in reversed(all_switches(feed.switches, kept)[-MOST_SWITCHES:])
        ],
        "sources": sources,
        "takes_posts": any(each.name == NAME for each in feed.feeds),
    }


def _summary(rows: list[FeedRow]) -> str:
    """How many are how, such as “2 feeds: 1 live, 1 stale”."""
    words = [each.state.lower() for each in rows]
    parts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
    return f"{len(rows)} feed{'' if len(rows) == 1 else 's'}: {parts}"


def _beside_ours(clock: int, now: int) -> str:
    """In words; a frame may have been on its way for a while."""
    if abs(clock - now) < CLOCK_TOLERANCE:
        return "agrees with this server’s"
    way = "ahead of" if clock > now else "behind"
    return f"is {formats.duration(abs(clock - now))} {way} this server’s"
