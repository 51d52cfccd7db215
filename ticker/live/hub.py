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
from ticker.live.cycle import SendCycle
from ticker.live.heartbeat import SPACING, HeartbeatFragments, render_heartbeat, status_context
from ticker.live.metrics import Metrics
from ticker.live.mirror import Mirror
from ticker.live.pages import Pages
from ticker.live.renewals import Renewals
from ticker.live.sparks import Sparks
from ticker.live.subscription import ClientOptions, Subscription
from ticker.live.wire import Wire
from ticker.market.frames import BEAT, GROUP, decode
from ticker.market.freshness import is_stale
from ticker.market.instruments import Universe

GROUPS = (GROUP, topics.GROUP)

LONGEST_CYCLE = 1.5 * BEAT
"""Seconds after which a cycle starts without a frame: heartbeats go on without frames."""

FLUSHES_AT_ONCE = 100
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
        self._cycle_number = 0
        self._heartbeat_key: tuple[object, ...] = ()
        self._heartbeats: dict[ClientOptions, HeartbeatFragments] = {}

    @contextmanager
    def connect(
        self, wire: Wire, subscription: Subscription, refuse: Refuse, page_label: str = "other"
    ) -> Iterator[Connection]:
        """Register the socket for send cycles. ``refuse`` closes it; ``name`` is its label in the
        metrics."""
        now, metrics = asyncio.get_running_loop().time(), self.metrics
        page = self._pages.page(subscription.table_specs)
        connection = Connection(wire, page, subscription, now, refuse, metrics)
        self.connections[connection] = None
        metrics.connections[page_label] += 1
        if subscription.guard is not None:
            # Announcements between its reading and now did not reach it.
            self._renewals.schedule_check(connection)
        try:
            yield connection
        finally:
            metrics.connections[page_label] -= 1
            del self.connections[connection]
            connection.close()

    def show(self, connection: Connection, subscription: Subscription) -> None:
        connection.show(self._pages.page(subscription.table_specs), subscription)

    async def run(self, layer: BaseChannelLayer) -> None:
        changed = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._receive(layer, changed))
            tasks.create_task(self._run_cycles(changed))
            tasks.create_task(access.watch(self.connections, self._renewals.schedule_renewal))
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
                    self._renewals.check_topics(message["topics"])
                else:
                    self._apply_frame(message["data"])
                    changed.set()
        finally:
            await _leave_groups(layer, channel)

    def _apply_frame(self, data: bytes) -> None:
        self.metrics.frames_received += 1
        try:
            frame = decode(data)
        except msgspec.DecodeError as error:
            self.mirror.frames_dropped["unreadable"] += 1
            logger.error("a frame could not be read: %s", error)
            return
        self.metrics.record_frame((time.time_ns() - frame.ts) / 1e9)
        was_stale = self._is_stale()
        self.mirror.receive(frame)
        if was_stale and not self._is_stale():
            for connection in self.connections:
                connection.resume()

    def _is_stale(self) -> bool:
        return is_stale(self.mirror.feed.word)

    async def _run_cycles(self, changed: asyncio.Event) -> None:
        clock = asyncio.get_running_loop().time
        seen = clock()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_CYCLE):
                    await changed.wait()
            changed.clear()
            now = clock()
            self._excuse(now - seen, now)
            self.mirror.mark_silence()
            self._pages.rank()
            self._cycle_number += 1
            seen = await self._flush_connections(list(self.connections))

    async def _flush_connections(self, connections: list[Connection]) -> float:
        """Returns the time at which it finished."""
        clock = asyncio.get_running_loop().time
        turn = SendCycle(self._cycle_number, clock(), self._render_heartbeat)
        for count, connection in enumerate(connections, start=1):
            if connection in self.connections:
                self._flush_connection(connection, turn)
            if count % FLUSHES_AT_ONCE == 0:
                before = clock()
                await asyncio.sleep(0)
                turn.now = clock()
                self._excuse(turn.now - before, turn.now)
        return clock()

    @staticmethod
    def _flush_connection(connection: Connection, cycle: SendCycle) -> None:
        """An error on one page affects no other: the page is closed and reconnects."""
        try:
            connection.flush(cycle)
        except Exception:
            logger.exception("a page could not be sent what is due")
            connection.refuse(Refused(LOST, "something went wrong here"))

    def _excuse(self, stalled_seconds: float, now: float) -> None:
        """This process did not listen: answers may be waiting to be read."""
        if stalled_seconds > SPACING:
            for connection in self.connections:
                connection.credit.excuse(stalled_seconds, now)
                connection.resume()

    def _render_heartbeat(self, client_options: ClientOptions) -> HeartbeatFragments:
        """Rendered again only when something in it changed, about once a second."""
        context = status_context(self.mirror)
        words = tuple(value for name, value in context.items() if name not in ("feed", "clock_ms"))
        words += (self.mirror.feed.word,)
        if self._heartbeat_key != words:
            self._heartbeat_key = words
            self._heartbeats.clear()
        if client_options not in self._heartbeats:
            self._heartbeats[client_options] = render_heartbeat(context, client_options)
        return self._heartbeats[client_options]


async def _leave_groups(layer: BaseChannelLayer, channel: str) -> None:
    """Otherwise each restart of the hub would leave a member behind that collects messages."""
    # Not asyncio.timeout: in a task that is being cancelled, early Pythons 3.11 lose its error.
    leaving = asyncio.ensure_future(_discard_groups(layer, channel))
    await asyncio.wait([leaving], timeout=LEAVE_LIMIT)
    if leaving.cancel():
        logger.warning("the groups were not left: no answer")
        return
    try:
        leaving.result()
    except (OSError, RedisError) as error:
        logger.warning("the groups were not left: %s", str(error))


async def _discard_groups(layer: BaseChannelLayer, channel: str) -> None:
    for group in GROUPS:
        await layer.group_discard(group, channel)
