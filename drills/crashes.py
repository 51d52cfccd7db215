"""Crashes: sockets that are gone without a word, each at another moment of its life."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from drills.rawsocket import RawSocket, connect, handshake_request, perform_handshake

CONCURRENCY = 20
FRAMES_BEFORE_CRASH = 5
"""Messages after which a socket has had its table and its first changes."""

Crash = Callable[[str, str], Awaitable[RawSocket]]


async def stop_in_request(address: str, origin: str) -> RawSocket:
    """Half of the handshake's request was said."""
    client = await connect(address)
    said = handshake_request(address, origin)
    await asyncio.get_running_loop().sock_sendall(client.connection, said[: len(said) // 2])
    return client


async def stop_before_answer(address: str, origin: str) -> RawSocket:
    """The server has the request, and an answer for nobody."""
    client = await connect(address)
    await asyncio.get_running_loop().sock_sendall(
        client.connection, handshake_request(address, origin)
    )
    return client


async def stop_after_handshake(address: str, origin: str) -> RawSocket:
    client = await connect(address)
    await perform_handshake(client, address, origin)
    return client


async def stop_in_first_send(address: str, origin: str) -> RawSocket:
    """A part of the table has come."""
    client = await stop_after_handshake(address, origin)
    await asyncio.get_running_loop().sock_recv(client.connection, 1024)
    return client


async def stop_after_frames(address: str, origin: str) -> RawSocket:
    client = await stop_after_handshake(address, origin)
    got = 0
    while got < FRAMES_BEFORE_CRASH:
        got += len(await client.receive())
    return client


CRASHES: Sequence[Crash] = (
    *(stop_in_request, stop_after_handshake, stop_before_answer, stop_in_first_send),
    *(stop_in_request, stop_after_handshake, stop_before_answer, stop_after_frames),
)
"""In turn; half of them are in the handshake."""


async def crash_sockets(count: int, address: str, origin: str) -> None:
    """So many, some at a time. Raises OSError or TimeoutError if the server lets nobody in."""
    numbers = iter(range(count))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(CONCURRENCY):
            tasks.create_task(_crash_in_turn(numbers, address, origin))


async def _crash_in_turn(numbers: Iterator[int], address: str, origin: str) -> None:
    for number in numbers:
        client = await CRASHES[number % len(CRASHES)](address, origin)
        client.crash()
