"""A send cycle: one pass of the hub over all its connections, and what they share in it."""

from __future__ import annotations

from collections.abc import Callable

from ticker.live.heartbeat import HeartbeatFragments, Proof, render_proofs, render_solicitation
from ticker.live.subscription import ClientOptions


class SendCycle:
    """``number`` rises by one with each cycle and is the sequence number of its solicitations;
    ``now`` is the event loop's time."""

    __slots__ = ("_render_heartbeat", "_tails", "now", "number")

    def __init__(
        self,
        number: int,
        now: float,
        render_heartbeat: Callable[[ClientOptions], HeartbeatFragments],
    ) -> None:
        self.number, self.now = number, now
        self._render_heartbeat = render_heartbeat
        self._tails: dict[tuple[Proof | None, bool, bool, ClientOptions], str] = {}

    def tail(
        self, proof: Proof | None, solicits: bool, is_behind: bool, client_options: ClientOptions
    ) -> str:
        """The end of a message: heartbeat, proof and solicitation, as far as they are due."""
        key = proof, solicits, is_behind, client_options
        if key not in self._tails:
            heartbeat = (
                self._render_heartbeat(client_options)[is_behind] + render_proofs(proof)
                if proof
                else ""
            )
            self._tails[key] = heartbeat + (
                render_solicitation(self.number, client_options) if solicits else ""
            )
        return self._tails[key]
