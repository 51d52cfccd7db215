"""A round: one turn of the hub through all its connections, and what they share in it."""

from __future__ import annotations

from collections.abc import Callable

from ticker.live.heartbeat import Heartbeat, Proof, proofs, solicitation
from ticker.live.subscription import Manner


class Round:
    """``number`` rises by one each time and is what this round's solicitations ask for; ``now`` is
    the event loop's time."""

    __slots__ = ("_heartbeat", "_tails", "now", "number")

    def __init__(self, number: int, now: float, heartbeat: Callable[[Manner], Heartbeat]) -> None:
        self.number, self.now = number, now
        self._heartbeat = heartbeat
        self._tails: dict[tuple[Proof | None, bool, bool, Manner], str] = {}

    def tail(self, proof: Proof | None, asks: bool, is_behind: bool, manner: Manner) -> str:
        """What ends a message: the heartbeat, with what it proves, the solicitation, or nothing."""
        key = proof, asks, is_behind, manner
        if key not in self._tails:
            heartbeat = self._heartbeat(manner)[is_behind] + proofs(proof) if proof else ""
            self._tails[key] = heartbeat + (solicitation(self.number, manner) if asks else "")
        return self._tails[key]
