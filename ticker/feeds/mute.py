"""Whether a provider of the New York market has gone mute."""

from __future__ import annotations

from ticker.market.sessions import SECOND, calendars


def is_mute(silence: int, now: int, limit: float) -> bool:
    """``silence`` is since it last said anything, ``now`` the time at the exchange of what it would
    say, both nanoseconds; ``limit`` is in seconds.

    A night is quiet. In regular trading whoever says nothing has forgotten what it was asked for,
    or has lost its own source.
    """
    session = calendars()["XNYS"].at(now)
    return session.is_regular and min(silence, now - session.start) > limit * SECOND
