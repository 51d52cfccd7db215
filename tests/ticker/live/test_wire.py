"""A wire: a send that is done at once, or goes on by itself."""

from __future__ import annotations

import asyncio

import pytest

from tests.ticker.live.test_connection import turns
from ticker.live.livepage import message
from ticker.live.wire import Message, Wire

HELLO = message("hello")


class Socket:
    """Takes a message when it is ``free``."""

    def __init__(self) -> None:
        self.took: list[Message] = []
        self.free = asyncio.Event()
        self.was_cancelled = False

    async def send(self, what: Message) -> None:
        try:
            await self.free.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        self.took.append(what)


async def test_what_can_be_sent_is_sent_without_a_task() -> None:
    took: list[Message] = []

    async def send(what: Message) -> None:
        took.append(what)

    before = asyncio.all_tasks()
    wire = Wire(send)
    wire.write(HELLO)
    assert took == [HELLO]
    assert not wire.is_blocked
    assert asyncio.all_tasks() == before


async def test_what_blocks_goes_on_by_itself() -> None:
    socket = Socket()
    wire = Wire(socket.send)
    wire.write(HELLO)
    assert wire.is_blocked
    socket.free.set()
    await turns()
    assert socket.took == [HELLO]
    assert not wire.is_blocked


async def test_what_is_cut_is_cancelled_where_it_waits(caplog: pytest.LogCaptureFixture) -> None:
    socket = Socket()
    wire = Wire(socket.send)
    wire.write(HELLO)
    await turns()
    wire.cancel()
    await turns()
    assert socket.was_cancelled
    assert not wire.is_blocked
    assert caplog.messages == []


async def test_a_failure_after_a_wait_is_told_once_and_frees_the_wire(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def send(what: Message) -> None:
        await asyncio.sleep(0)
        raise LookupError("no")

    wire = Wire(send)
    wire.write(HELLO)
    await turns()
    assert caplog.messages == ["a send failed"]
    assert not wire.is_blocked


@pytest.mark.parametrize("takes", [True, False])
async def test_a_servers_push_comes_first(takes: bool) -> None:
    pushed: list[Message] = []
    sent: list[Message] = []

    def push(what: Message) -> bool:
        pushed.append(what)
        return takes

    async def send(what: Message) -> None:
        sent.append(what)

    Wire(send, push).write(HELLO)
    assert (pushed, sent) == ([HELLO], [] if takes else [HELLO])
