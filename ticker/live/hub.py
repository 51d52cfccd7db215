"""The hub: one per web process. It receives frames and flushes every connection."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec
from channels.layers import BaseChannelLayer
from redis.exceptions import RedisError

from ticker.live import access, topics
from ticker.live.close_codes import LOST, Refused
from ticker.live.connection import Connection, Refuse
from ticker.live.cycle import Round
from ticker.live.heartbeat import SPACING, Heartbeat, pushed_heartbeat, status
from ticker.live.metrics import Metrics
from ticker.live.mirror import Mirror
from ticker.live.pages import Pages
from ticker.live.renewals import Renewals
from ticker.live.sparks import Sparks
from ticker.live.subscription import Manner, Watched
from ticker.live.wire import Wire
from ticker.market.frames import BEAT, GROUP, decode
from ticker.market.freshness import is_stale
from ticker.market.instruments import Universe

GROUPS = (GROUP, topics.GROUP)

LONGEST_ROUND = 1.5 * BEAT
"""Seconds after which a cycle starts without a frame: heartbeats go on without frames."""

AT_ONCE = 100
"""Connections flushed before other tasks of the process get a turn."""

LEAVE_LIMIT = 1.0
"""Seconds for leaving the channel layer groups: a Redis that hangs must not delay the shutdown."""

logger = logging.getLogger(__name__)


class Hub:
    """One receiver for all sockets, which share what it renders."""

    def __init__(self, universe: Universe) -> None:
        self.mirror = Mirror(universe)
        self.metrics = Metrics()
        self.connections: dict[Connection, None] = {}  # in order of arrival
        self._pages = Pages(self.mirror, self.metrics)
        self._renewals = Renewals(self.connections, self.show)
        self._sparks = Sparks(self.mirror)
        self._number = 0
        self._beaten: tuple[object, ...] = ()
        self._heartbeats: dict[Manner, Heartbeat] = {}

    @contextmanager
    def connected(
        self, wire: Wire, watched: Watched, refuse: Refuse, name: str = "other"
    ) -> Iterator[Connection]:
        """Register the socket for send cycles. ``refuse`` closes it; ``name`` is its label in the
        metrics."""
        now, metrics = asyncio.get_running_loop().time(), self.metrics
        page = self._pages.page(watched.views)
        connection = Connection(wire, page, watched, now, refuse, metrics)
        self.connections[connection] = None
        metrics.connections[name] += 1
        if watched.guard is not None:
            # Announcements between its reading and now did not reach it.
            self._renewals.look_at(connection)
        try:
            yield connection
        finally:
            metrics.connections[name] -= 1
            del self.connections[connection]
            connection.close()

    def show(self, connection: Connection, watched: Watched) -> None:
        connection.show(self._pages.page(watched.views), watched)

    async def run(self, layer: BaseChannelLayer) -> None:
        changed = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive(layer, changed))
            tasks.create_task(self._go_round(changed))
            tasks.create_task(access.watch(self.connections, self._renewals.read_anew))
            tasks.create_task(self._renewals.run())
            tasks.create_task(self._sparks.run())

    async def _receive(self, layer: BaseChannelLayer, changed: asyncio.Event) -> None:
        """Frames are applied on arrival, however long a cycle takes: nothing is queued."""
        channel = await layer.new_channel()
        for group in GROUPS:
            await layer.group_add(group, channel)
        try:
            while True:
                message = await layer.receive(channel)
                if message["type"] == "topics":
                    self._renewals.announced(message["topics"])
                else:
                    self._take(message["data"])
                    changed.set()
        finally:
            await _leave(layer, channel)

    def _take(self, data: bytes) -> None:
        self.metrics.frames_received += 1
        try:
            frame = decode(data)
        except msgspec.DecodeError as error:
            self.mirror.dropped["unreadable"] += 1
            logger.error("a frame could not be read: %s", error)
            return
        self.metrics.frame_came((time.time_ns() - frame.ts) / 1e9)
        was_stale = self._is_stale()
        self.mirror.receive(frame)
        if was_stale and not self._is_stale():
            for connection in self.connections:
                connection.resume()

    def _is_stale(self) -> bool:
        return is_stale(self.mirror.feed.word)

    async def _go_round(self, changed: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        seen = clock()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_ROUND):
                    await changed.wait()
            changed.clear()
            now = clock()
            self._excuse(now - seen, now)
            self.mirror.mark_silence()
            self._pages.rank()
            self._number += 1
            seen = await self._give_turns(list(self.connections))

    async def _give_turns(self, connections: list[Connection]) -> float:
        """Returns the time at which it finished."""
        clock = asyncio.get_running_loop().time
        turn = Round(self._number, clock(), self._heartbeat)
        for count, connection in enumerate(connections, start=1):
            if connection in self.connections:
                self._give_turn(connection, turn)
            if count % AT_ONCE == 0:
                before = clock()
                await asyncio.sleep(0)
                turn.now = clock()
                self._excuse(turn.now - before, turn.now)
        return clock()

    @staticmethod
    def _give_turn(connection: Connection, turn: Round) -> None:
        """An error on one page affects no other: the page is closed and reconnects."""
        try:
            connection.take_turn(turn)
        except Exception:
            logger.exception("a page could not be sent what is due")
            connection.refuse(Refused(LOST, "something went wrong here"))

    def _excuse(self, stood_still: float, now: float) -> None:
        """This process did not listen: answers may be waiting to be read."""
        if stood_still > SPACING:
            for connection in self.connections:
                connection.credit.excuse(stood_still, now)
                connection.resume()

    def _heartbeat(self, manner: Manner) -> Heartbeat:
        """Rendered again only when something in it changed, about once a second."""
        context = status(self.mirror)
        words = tuple(value for name, value in context.items() if name not in ("feed", "clock_ms"))
        words += (self.mirror.feed.word,)
        if self._beaten != words:
            self._beaten = words
            self._heartbeats.clear()
        if manner not in self._heartbeats:
            self._heartbeats[manner] = pushed_heartbeat(context, manner)
        return self._heartbeats[manner]


async def _leave(layer: BaseChannelLayer, channel: str) -> None:
    """Otherwise each restart of the hub would leave a member behind that collects messages."""
    # Not asyncio.timeout: in a task that is being cancelled, early Pythons 3.11 lose its error.
    leaving = asyncio.ensure_future(_discard(layer, channel))
    await asyncio.wait([leaving], timeout=LEAVE_LIMIT)
    if leaving.cancel():
        logger.warning("the groups were not left: no answer")
        return
    try:
        leaving.result()
    except (OSError, RedisError) as error:
        logger.warning("the groups were not left: %s", str(error))


async def _discard(layer: BaseChannelLayer, channel: str) -> None:
    for group in GROUPS:
        await layer.group_discard(group, channel)
