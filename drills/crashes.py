"""Crashes: sockets that are gone without a word, each at another moment of its life."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

from drills.rawsocket import RawSocket, reach, request, shake_hands

AT_ONCE = 20
FRAMES = 5
"""Messages after which a socket has had its table and its first changes."""

Crash = Callable[[str, str], Awaitable[RawSocket]]


async def in_the_request(address: str, origin: str) -> RawSocket:
    """Half of the handshake's request was said."""
    client = await reach(address)
    said = request(address, origin)
    await asyncio.get_running_loop().sock_sendall(client.connection, said[: len(said) // 2])
    return client


async def before_the_answer(address: str, origin: str) -> RawSocket:
    """The server has the request, and an answer for nobody."""
    client = await reach(address)
    await asyncio.get_running_loop().sock_sendall(client.connection, request(address, origin))
    return client


async def after_the_handshake(address: str, origin: str) -> RawSocket:
    client = await reach(address)
    await shake_hands(client, address, origin)
    return client


async def in_the_first_send(address: str, origin: str) -> RawSocket:
    """A part of the table has come."""
    client = await after_the_handshake(address, origin)
    await asyncio.get_running_loop().sock_recv(client.connection, 1024)
    return client


async def after_some_frames(address: str, origin: str) -> RawSocket:
    client = await after_the_handshake(address, origin)
    got = 0
    while got < FRAMES:
        got += len(await client.receive())
    return client


CRASHES: Sequence[Crash] = (
    *(in_the_request, after_the_handshake, before_the_answer, in_the_first_send),
    *(in_the_request, after_the_handshake, before_the_answer, after_some_frames),
)
"""In turn; half of them are in the handshake."""


async def crash_sockets(count: int, address: str, origin: str) -> None:
    """So many, some at a time. Raises OSError or TimeoutError if the server lets nobody in."""
    numbers = iter(range(count))
    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(_crash_in_turn(numbers, address, origin))


async def _crash_in_turn(numbers: Iterator[int], address: str, origin: str) -> None:
    for number in numbers:
        client = await CRASHES[number % len(CRASHES)](address, origin)
        client.crash()
