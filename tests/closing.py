"""Sockets that the server is to close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.stage import receive


def closing(socket: ClientConnection, beats: int) -> list[str]:
    """What is sent until the socket is closed, before so many heartbeats."""
    messages: list[str] = []
    try:
        while sum('id="pulse"' in each for each in messages) <= beats:
            messages.append(receive(socket))
    except ConnectionClosed:
        return messages
    raise AssertionError("still open")


def all_closing(
    sockets: Sequence[ClientConnection], beats: int, act: Callable[[], object]
) -> list[list[str]]:
    """As ``closing``, while this is done: what one has not read when it is closed is lost."""
    with ThreadPoolExecutor(len(sockets)) as threads:
        reading = [threads.submit(closing, socket, beats) for socket in sockets]
        act()
        return [each.result() for each in reading]


def told_to_reload(messages: list[str]) -> bool:
    return 'hx-get="/reload/" hx-trigger="load, every 4s"' in messages[-1]
