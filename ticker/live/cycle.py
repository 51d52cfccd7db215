"""A send cycle: one pass of the hub over all its connections, and what they share in it."""

from __future__ import annotations

from collections.abc import Callable

from ticker.live.heartbeat import Heartbeat, Proof, proofs, solicitation
from ticker.live.subscription import Manner


class Round:
    """``number`` rises by one with each cycle and is the sequence number of its solicitations;
    ``now`` is the event loop's time."""

    __slots__ = ("_heartbeat", "_tails", "now", "number")

    def __init__(self, number: int, now: float, heartbeat: Callable[[Manner], Heartbeat]) -> None:
        self.number, self.now = number, now
        self._heartbeat = heartbeat
        self._tails: dict[tuple[Proof | None, bool, bool, Manner], str] = {}

    def tail(self, proof: Proof | None, asks: bool, is_behind: bool, manner: Manner) -> str:
        """The end of a message: heartbeat, proof and solicitation, as far as they are due."""
        key = proof, asks, is_behind, manner
        if key not in self._tails:
            heartbeat = self._heartbeat(manner)[is_behind] + proofs(proof) if proof else ""
            self._tails[key] = heartbeat + (solicitation(self.number, manner) if asks else "")
        return self._tails[key]
