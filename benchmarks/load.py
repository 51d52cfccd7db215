"""The load generator: a process of viewers, told what to do on standard input.

Every viewer's messages are counted; about SAMPLED of them, spread evenly over the order in which
they connected, are read row by row. Reading all of them would make this process the bottleneck.
It ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from functools import partial

import msgspec
import picows
import uvloop
from picows import WSTransport

from benchmarks.rowpage import RowPage
from benchmarks.viewer import CHROMIUM_OFFERS, Viewer
from benchmarks.wire import (
    AnyLoadCommand,
    Counters,
    ReadCounters,
    Recording,
    RowChange,
    SetViewers,
    StartRecording,
    StopRecording,
)

SAMPLED = 50
CONCURRENCY = 32
"""Handshakes under way at the same time."""

HANDSHAKE_LIMIT = 20.0
"""Seconds; a viewer that waits longer is refused."""

GOLDEN = 0.6180339887498949
"""Its multiples' fractions fill 0 … 1 evenly, so that the sample stays even as viewers come."""

_orders: msgspec.json.Decoder[AnyLoadCommand] = msgspec.json.Decoder(AnyLoadCommand)


class ViewerCrowd:
    def __init__(self) -> None:
        self._counters = Counters()
        self._viewers: list[tuple[WSTransport, Viewer]] = []
        self._recording = False

    async def execute(self, order: AnyLoadCommand) -> Counters | Recording:
        match order:
            case SetViewers():
                await self._set_viewers(order)
            case StartRecording():
                for page in self._pages():
                    page.changes = []
            case StopRecording():
                return self._stop_recording()
            case ReadCounters():
                pass
        return self._read_counters()

    async def _set_viewers(self, order: SetViewers) -> None:
        while len(self._viewers) > order.count:
            transport, viewer = self._viewers.pop()
            viewer.is_leaving = True
            transport.disconnect()
        missing = _before_deadline(order.seconds, range(len(self._viewers), order.count))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(CONCURRENCY):
                tasks.create_task(self._connect(missing, order))
        for number, (_, viewer) in enumerate(self._viewers):
            if not _is_sampled(number, order.count):
                viewer.page = None

    async def _connect(self, numbers: Iterator[int], order: SetViewers) -> None:
        for number in numbers:
            page = RowPage(self._counters) if _is_sampled(number, order.count) else None
            viewer = Viewer(self._counters, order.origin, page)
            try:
                transport, _ = await picows.ws_connect(
                    partial(_return_viewer, viewer),
                    order.address.format(number=number),
                    websocket_handshake_timeout=HANDSHAKE_LIMIT,
                    extra_headers=_headers(order, number),
                )
            except (OSError, TimeoutError, picows.WSError):
                self._counters.refused += 1
            else:
                self._viewers.append((transport, viewer))

    def _pages(self) -> Iterator[RowPage]:
        return (viewer.page for _, viewer in self._viewers if viewer.page is not None)

    def _stop_recording(self) -> Recording:
        changes: list[RowChange] = []
        standing = []
        blank = 0
        for page in self._pages():
            changes += page.changes or []
            page.changes = None
            rows = page.shown_rows()
            standing += rows
            blank += not rows
        return Recording(changes, standing, blank)

    def _read_counters(self) -> Counters:
        self._counters.least = min((viewer.received for _, viewer in self._viewers), default=0)
        for _, viewer in self._viewers:
            viewer.received = 0
        self._counters.cpu = time.process_time()
        return self._counters


def _headers(order: SetViewers, number: int) -> dict[str, str]:
    headers = {"Origin": order.origin, "Sec-WebSocket-Extensions": CHROMIUM_OFFERS}
    return {**headers, "Cookie": order.cookie.format(number=number)} if order.cookie else headers


def _is_sampled(number: int, total: int) -> bool:
    return number * GOLDEN % 1 < SAMPLED / max(total, 1)


def _before_deadline(seconds: float, numbers: range) -> Iterator[int]:
    end = time.monotonic() + seconds
    for number in numbers:
        if time.monotonic() > end:
            return
        yield number


def _return_viewer(viewer: Viewer) -> Viewer:
    return viewer


async def _serve() -> None:
    crowd = ViewerCrowd()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    protocol = asyncio.StreamReaderProtocol(reader)
    await loop.connect_read_pipe(lambda: protocol, sys.stdin)
    while line := await reader.readline():
        said = await crowd.execute(_orders.decode(line))
        sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(_serve())
