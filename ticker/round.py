"""A round: one turn of the hub through all its connections, and what they share in it."""

from __future__ import annotations

from collections.abc import Callable

from ticker.heartbeat import Heartbeat, solicitation


class Round:
    """``number`` rises by one each time and is what this round's solicitations ask for; ``now`` is
    the event loop's time."""

    __slots__ = ("_heartbeat", "_tails", "now", "number")

    def __init__(self, number: int, now: float, heartbeat: Callable[[], Heartbeat]) -> None:
        self.number, self.now = number, now
        self._heartbeat = heartbeat
        self._tails: dict[tuple[bool, bool, bool], str] = {}

    def tail(self, beats: bool, asks: bool, is_behind: bool) -> str:
        """What ends a message: the heartbeat, the solicitation, both or nothing."""
        key = beats, asks, is_behind
        if key not in self._tails:
            heartbeat = self._heartbeat()[is_behind] if beats else ""
            self._tails[key] = heartbeat + (solicitation(self.number) if asks else "")
        return self._tails[key]
