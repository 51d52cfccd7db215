"""Messages as a viewer gets them, kept for sending again."""

from __future__ import annotations

from websockets.sync.client import connect

from benchmarks import acks

SKIPPED_MESSAGES = 20
"""Messages that are left out: the first are whole tables."""

FIVE_SECONDS = 55


def capture(address: str, origin: str, count: int = FIVE_SECONDS) -> list[str]:
    """Answers acknowledgements, or it would soon be sent heartbeats alone."""
    said: list[str] = []
    with connect(address, additional_headers={"Origin": origin}, max_size=None) as viewer:
        while len(said) < SKIPPED_MESSAGES + count:
            said.append(str(viewer.recv(timeout=10)))
            if answer := acks.ack_message(said[-1].encode()[-acks.TAIL :], origin):
                viewer.send(answer)
    return said[SKIPPED_MESSAGES:]
