"""The heartbeat: what tells a page, once a second, that everything behind it lives."""

from __future__ import annotations

from django.template.loader import render_to_string

from ticker import formats
from ticker.feeds.supervisor import age
from ticker.fragments import out_of_band
from ticker.mirror import Mirror
from ticker.sessions import NEW_YORK, calendars, zone_name

SPACING = 1.0
"""Seconds between two heartbeats. The pulse's animation in the stylesheet waits three times that
before it declares the page dead."""

PHASES = {"PRE": "Pre-market", "REGULAR": "Open", "POST": "Post-market", "CLOSED": "Closed"}


def status(mirror: Mirror) -> dict[str, object]:
    """What the status bar shows, for the page and the push."""
    feed = mirror.feed
    calendar = calendars(feed.always_open)["XNYS"]
    phase = calendar.at(feed.clock).phase if feed.clock else "CLOSED"
    word, _, since = (
        feed.word.partition(" ") if feed.word.startswith("STALE") else (feed.word, "", "")
    )
    seconds = max(0.0, (feed.clock - feed.newest) / 1e9)
    return {
        "feed": feed,
        "word": word,
        "since": since,
        "session": "Round the clock" if feed.always_open else PHASES[phase],
        "date": formats.day(feed.clock, NEW_YORK),
        "clock": formats.clock(feed.clock, NEW_YORK),
        "clock_ms": feed.clock // 1_000_000,
        "zone": zone_name(calendar, feed.clock) if feed.clock else "",
        "age": age(seconds) if feed.newest else formats.MISSING,
        "dropped": sum(feed.rejected.values()),
    }


def pushed_heartbeat(mirror: Mirror) -> str:
    """The status bar's words, changed in place; the pulse and the watchdog, replaced, so that
    both start counting anew."""
    context = status(mirror)
    return "".join(
        (
            out_of_band(render_to_string("partials/state.html", context)),
            out_of_band(render_to_string("partials/clock.html", context)),
            out_of_band(render_to_string("partials/pulse.html"), "true"),
            out_of_band(render_to_string("partials/watchdog.html"), "true"),
        )
    )
