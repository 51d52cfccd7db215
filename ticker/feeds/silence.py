"""Whether a provider of the New York market has gone mute."""

from __future__ import annotations

from ticker.market.sessions import SECOND, calendars


def is_mute(silence: int, now: int, limit: float) -> bool:
    """``silence`` is the time since its last event and ``now`` the exchange's time of its data,
    both in nanoseconds; ``limit`` is in seconds.

    Nights are quiet. A provider that is silent in regular trading has forgotten the subscription or
    lost its own source.
    """
    session = calendars()["XNYS"].at(now)
    return session.is_regular and min(silence, now - session.start) > limit * SECOND
