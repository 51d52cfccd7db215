"""Messages as a viewer gets them, kept for sending again."""

from __future__ import annotations

from websockets.sync.client import connect

FIRST = 20
"""Messages that are left out: the first are whole tables."""

FIVE_SECONDS = 55


def capture(address: str, origin: str, count: int = FIVE_SECONDS) -> list[str]:
    with connect(address, additional_headers={"Origin": origin}, max_size=None) as viewer:
        return [str(viewer.recv(timeout=10)) for _ in range(FIRST + count)][FIRST:]
