"""The hub: one per web process. It receives frames and wakes the connections."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from weakref import WeakValueDictionary

import msgspec
from channels.layers import BaseChannelLayer

from ticker.connection import Connection, Send
from ticker.fragments import Fragments
from ticker.frames import GROUP, decode
from ticker.heartbeat import SPACING, Heartbeat, pushed_heartbeat
from ticker.instruments import Universe
from ticker.livetable import LiveTable
from ticker.mirror import Mirror
from ticker.rows import Layout
from ticker.view import View

logger = logging.getLogger(__name__)


class Hub:
    """Whatever the number of sockets, there is one receiver; the sockets share what it renders."""

    def __init__(self, universe: Universe) -> None:
        self.mirror = Mirror(universe)
        self.connections: set[Connection] = set()
        self._beaten: tuple[int, Heartbeat] | None = None
        self._tables: WeakValueDictionary[tuple[Layout, str], LiveTable] = WeakValueDictionary()
        self._fragments: WeakValueDictionary[Layout, Fragments] = WeakValueDictionary()

    async def run(self, layer: BaseChannelLayer) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive(layer))
            tasks.create_task(self._beat())

    @contextmanager
    def connected(self, send: Send, views: Sequence[View], rate: int) -> Iterator[Connection]:
        connection = Connection(send, [self._table(view) for view in views], rate)
        self.connections.add(connection)
        connection.beat(self._heartbeat())
        try:
            yield connection
        finally:
            self.connections.discard(connection)

    async def _receive(self, layer: BaseChannelLayer) -> None:
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            message = await layer.receive(channel)
            was_stale = self._is_stale()
            try:
                self.mirror.receive(decode(message["data"]))
            except msgspec.DecodeError as error:
                self.mirror.dropped["unreadable"] += 1
                logger.error("a frame could not be read: %s", error)
                continue
            self._wake()
            if was_stale and not self._is_stale():
                self._beat_all(0.0)  # the word goes at once, with that of the rows

    def _is_stale(self) -> bool:
        return self.mirror.feed.word.startswith("STALE")

    def _wake(self) -> None:
        now = asyncio.get_running_loop().time()
        for connection in self.connections:
            connection.wake(now)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self.mirror.mark_silence()
            if self.connections:
                self._beat_all(loop.time() - due)
            due = loop.time() + SPACING
            await asyncio.sleep(SPACING)

    def _beat_all(self, late: float) -> None:
        heartbeat = self._heartbeat()
        for connection in self.connections:
            if late > SPACING:
                connection.credit.excuse(late)
            connection.beat(heartbeat)

    def _heartbeat(self) -> Heartbeat:
        version = self.mirror.version
        if self._beaten is None or self._beaten[0] != version:
            self._beaten = version, pushed_heartbeat(self.mirror)
        return self._beaten[1]

    def _table(self, view: View) -> LiveTable:
        key = view.layout, view.key
        table = self._tables.get(key)
        if table is None:
            fragments = self._fragments.get(view.layout)
            if fragments is None:
                fragments = self._fragments[view.layout] = Fragments(view.layout, self.mirror)
            table = self._tables[key] = LiveTable(view, self.mirror, fragments)
        return table
