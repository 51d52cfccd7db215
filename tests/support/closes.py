"""Sockets that the server is to close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.support.stage import receive


def read_until_close(socket: ClientConnection, beats: int, done: Event | None = None) -> list[str]:
    """What is sent until the socket is closed, before so many heartbeats: of those that come while
    something is still being ``done``, none counts."""
    messages: list[str] = []
    beaten = 0
    try:
        while beaten <= beats:
            messages.append(receive(socket))
            beaten += 'id="pulse"' in messages[-1] and (done is None or done.is_set())
    except ConnectionClosed:
        return messages
    raise AssertionError("still open")


def read_all_until_close(
    sockets: Sequence[ClientConnection], beats: int, act: Callable[[], object]
) -> list[list[str]]:
    """As ``closing``, while this is done: what one has not read when it is closed is lost."""
    with ThreadPoolExecutor(len(sockets)) as threads:
        done = Event()
        reading = [threads.submit(read_until_close, socket, beats, done) for socket in sockets]
        try:
            act()
        finally:
            done.set()
        return [each.result() for each in reading]


def is_told_to_reload(messages: list[str]) -> bool:
    return 'hx-get="/reload/" hx-trigger="load, every 4s"' in messages[-1]
