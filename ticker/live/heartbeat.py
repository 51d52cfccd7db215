"""The heartbeat: tells a page once a second that everything behind it is alive."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from django.template.loader import render_to_string

from ticker.live.fragments import out_of_band
from ticker.live.mirror import Mirror
from ticker.live.subscription import ClientOptions
from ticker.market.frames import FeedHealth, FeedState
from ticker.market.freshness import Freshness, age, split_age, tone_of
from ticker.market.sessions import NEW_YORK, Session, calendars, next_open, zone_name
from ticker.rows import formats

SPACING = 1.0
"""Seconds between two heartbeats. The stylesheet declares a page dead after three times as long."""

Proof = Literal["even", "odd", "both"]
"""The proof that a heartbeat renews. A heartbeat sent just before a page froze waits in the browser
and is drawn first when it thaws, so one alone proves nothing and the proofs take turns. A heartbeat
that says the page is behind renews both."""

PHASES = {"PRE": "Pre-market", "REGULAR": "Open", "POST": "Post-market", "CLOSED": "Closed"}


def status_context(mirror: Mirror) -> dict[str, object]:
    """The context of the status bar, for the page and the push."""
    feed = mirror.feed
    calendar = calendars(feed.always_open)["XNYS"]
    now = calendar.at(feed.clock) if feed.clock else None
    seconds = max(0.0, (feed.clock - feed.newest) / 1e9)
    return {
        "feed": feed,
        "tone": tone_of(feed.word),
        "feeds": _feed_words(feed),
        "session": "Round the clock"
        if feed.always_open
        else PHASES[now.phase if now else "CLOSED"],
        "countdown": _countdown(now, feed.clock) if now and not feed.always_open else "",
        "date": formats.day(feed.clock, NEW_YORK),
        "clock": formats.clock(feed.clock, NEW_YORK),
        "clock_ms": feed.clock // 1_000_000,
        "zone": zone_name(calendar, feed.clock) if feed.clock else "",
        "age": age(seconds) if feed.newest else formats.MISSING,
        "dropped": sum(feed.rejected.values()),
    }


class FeedWord(NamedTuple):
    """A feed's freshness on the status bar. ``since`` is the age that STALE counts up, or ""."""

    name: str
    freshness: Freshness
    tone: str
    word: str
    word_age: str


def _feed_words(feed: FeedState) -> list[FeedWord]:
    several: Sequence[FeedHealth | FeedState] = feed.feeds if len(feed.feeds) > 1 else [feed]
    return [
        FeedWord(feed_.name, feed_.word, tone_of(feed_.word), *split_age(feed_.word))
        for feed_ in several
    ]


def _countdown(trading_session: Session, clock: int) -> str:
    """The time to the close or to the next open."""
    if trading_session.is_regular:
        return f"closes in {formats.duration(trading_session.end - clock)}"
    return f"opens in {formats.duration(next_open(trading_session.end) - clock)}"


class HeartbeatFragments(NamedTuple):
    """The heartbeat for a page that keeps up, and for one that does not."""

    current: str
    behind: str


def render_heartbeat(
    context: dict[str, object], client_options: ClientOptions
) -> HeartbeatFragments:
    """The status bar is morphed; the pulse and the watchdog are replaced, which restarts both."""
    state = out_of_band(render_to_string("partials/state.html", context))
    clock = out_of_band(render_to_string("partials/clock.html", context))
    return HeartbeatFragments(
        state + clock + _render_pulse(client_options, False), _render_pulse(client_options, True)
    )


@lru_cache(maxsize=64)
def _render_pulse(client_options: ClientOptions, is_behind: bool) -> str:
    pulse = out_of_band(render_to_string("partials/pulse.html", {"is_behind": is_behind}), "true")
    watchdog = render_to_string("partials/watchdog.html", {"heals": client_options.reload_url})
    return pulse + out_of_band(watchdog, "true")


@cache
def render_farewell() -> str:
    """The last message to a page that may no longer be shown: it reloads at once, or when the
    server answers, and shows what its reader may see."""
    watchdog = render_to_string("partials/watchdog.html", {"trigger": "load, every 4s"})
    return out_of_band(watchdog, "true")


@cache
def render_proofs(proof: Proof) -> str:
    """Replaced like the pulse; the stylesheet requires both to be recent."""
    which = ("even", "odd") if proof == "both" else (proof,)
    rendered = (render_to_string("partials/proof.html", {"which": name}) for name in which)
    return "".join(out_of_band(name, "true") for name in rendered)


def render_solicitation(seq: int, client_options: ClientOptions) -> str:
    """An element that makes htmx acknowledge this sequence number."""
    return _solicitation_template(client_options) % seq


@lru_cache(maxsize=64)
def _solicitation_template(client_options: ClientOptions) -> str:
    asking = render_to_string(
        "partials/ack.html", {"seq": "%d", "once": client_options.ack_trigger}
    )
    return out_of_band(asking, "true")
