"""What goes out at once on Daphne, and what goes Twisted's own way."""

from __future__ import annotations

from typing import Any

import pytest

from ticker.live.livepage import message
from ticker.servers.daphne_sockets import push
from ticker.servers.framing import frame_text


class Transport:
    """Takes ``room`` bytes at once. ``out`` is all that goes over the wire, in its order."""

    connected, disconnecting = True, False

    def __init__(self, room: int | Exception = 10**6) -> None:
        self.room = room
        self.dataBuffer = b""
        self._tempDataBuffer: list[bytes] = []
        self.out = b""

    def writeSomeData(self, data: bytes) -> int | Exception:  # noqa: N802
        if isinstance(self.room, Exception):
            return self.room
        self.out += data[: self.room]
        return min(self.room, len(data))

    def write(self, data: bytes) -> None:
        self._tempDataBuffer.append(data)


class Protocol:
    STATE_OPEN = 3

    def __init__(self, transport: Any) -> None:
        self.state = self.STATE_OPEN
        self.send_queue: list[object] = []
        self.transport = transport


ROW = message("<tr></tr>" * 50)


def test_an_idle_socket_is_written_to_at_once() -> None:
    transport = Transport()
    assert push(Protocol(transport), ROW)
    assert (transport.out, transport._tempDataBuffer) == (frame_text(ROW), [])


@pytest.mark.parametrize("room", [0, 100])
def test_what_it_does_not_take_waits_in_its_order(room: int) -> None:
    transport = Transport(room)
    assert push(Protocol(transport), ROW)
    assert push(Protocol(transport), message("next"))
    waits = b"".join(transport._tempDataBuffer)
    assert transport.out + waits == frame_text(ROW) + frame_text(message("next"))
    assert len(transport.out) == room


def test_a_broken_socket_is_left_to_twisted() -> None:
    transport = Transport(ConnectionError())
    assert push(Protocol(transport), ROW)
    assert transport._tempDataBuffer == [frame_text(ROW)]


def test_a_twisted_that_does_not_say_what_waits_is_asked_to_write() -> None:
    class Silent(Transport):
        def __init__(self) -> None:
            super().__init__()
            del self._tempDataBuffer
            self.wrote: list[bytes] = []

        def write(self, data: bytes) -> None:
            self.wrote.append(data)

    transport = Silent()
    assert push(Protocol(transport), ROW)
    assert (transport.out, transport.wrote) == (b"", [frame_text(ROW)])


@pytest.mark.parametrize("why", ["closing", "queued"])
def test_what_autobahn_has_to_do_itself_is_left_to_it(why: str) -> None:
    transport = Transport()
    protocol = Protocol(transport)
    if why == "closing":
        protocol.state = 4
    else:
        protocol.send_queue.append(object())
    assert not push(protocol, ROW)
    assert transport.out == b""
