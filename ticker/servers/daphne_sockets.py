"""Immediate sends on Daphne's websockets: autobahn's, on Twisted's transports."""

from __future__ import annotations

from typing import Any

from ticker.live.wire import Message
from ticker.servers.framing import frame_text


def push(protocol: Any, message: Message) -> bool:
    """See ``ticker.live.wire.Push``. Most of the cost of a send is that autobahn frames and logs
    the message for each socket, and that Twisted waits for the socket to become writable."""
    if protocol.state != protocol.STATE_OPEN or protocol.send_queue:
        return False
    transport, data = protocol.transport, frame_text(message)
    sent = transport.writeSomeData(data) if _is_idle(transport) else 0
    if not isinstance(sent, int):
        sent = 0  # broken, which the transport notices itself
    if sent < len(data):
        transport.write(data[sent:])
    return True


def _is_idle(transport: Any) -> bool:
    """Whether nothing waits to be written. If Twisted no longer tells, or has another transport,
    everything takes the slow way."""
    if not hasattr(transport, "writeSomeData"):
        return False
    waits = getattr(transport, "dataBuffer", True) or getattr(transport, "_tempDataBuffer", True)
    return bool(transport.connected and not transport.disconnecting and not waits)
