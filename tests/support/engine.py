"""The whole live engine in one process and in the test's own time, with everything around it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from itertools import zip_longest
from typing import TypeVar
from weakref import WeakSet

import pytest

from tests.support.clock import Clock
from tests.support.examples import UNIVERSE
from tests.support.exchange import Exchange
from tests.support.ledger import Ledger
from tests.support.livepage import LivePage
from tests.support.openpage import OpenPage
from tests.support.pagetables import LIST, PageTables, PageTablesConsumer, draw_page
from tests.support.publishers import Publishers
from tests.support.virtualtime import HostClock, VirtualLoop, use_clocks
from tests.support.wire import Wire
from ticker.live import access, flow
from ticker.live.connection import Connection
from ticker.live.hub import Hub
from ticker.live.topics import GROUP
from ticker.web.process import process

LOOK_SPACING = 5.0
"""Seconds between two looks at what a page shows, instead of fourteen."""

T = TypeVar("T")


class Engine:
    """``witness`` is a page to which nothing bad ever happens; ``pages`` are the others."""

    def __init__(self, bytes_limit: int) -> None:
        self.patch = pytest.MonkeyPatch()
        self.clock = Clock()
        self.publishing, self.web = HostClock(self.clock), HostClock(self.clock)
        self.loop = VirtualLoop(self.clock, self._end_instant)
        self.pages: list[LivePage] = []
        self._is_over = self.is_broken = False
        self._begin(bytes_limit)

    def _begin(self, bytes_limit: int) -> None:
        asyncio.set_event_loop(self.loop)
        use_clocks(self.patch, self.publishing, self.web)
        self.patch.setattr(flow, "BYTES_LIMIT", bytes_limit)
        self.patch.setattr(access, "SPACING", LOOK_SPACING)
        self.page_tables = PageTables()
        self.stalled_at = self._checked_at = self.loop.time()
        self.exchange = Exchange(self.clock)
        self.wire = Wire(self.exchange, self.web)
        self.hub = Hub(UNIVERSE)
        self.patch.setitem(process.__dict__, "hub", self.hub)
        self.patch.setattr("ticker.web.process.get_channel_layer", lambda: self.wire)
        self.publishers = Publishers(
            self.loop, self.clock, self.publishing, self.exchange, self.wire
        )
        self._connections: WeakSet[Connection] = WeakSet()
        self._trading = self.loop.create_task(self.exchange.run())
        self._faults: list[asyncio.Task[None]] = []
        self._do(self._start_hub())
        self.publishers.start()
        self.publishers.give_lease(0)
        self.pass_time(0.2)
        self.witness = self.open("/desk", 10)

    async def _start_hub(self) -> None:
        process.start([])
        await asyncio.sleep(0)

    def open(self, path: str, rate: int) -> LivePage:
        """A page drawn from the mirror, and its socket."""
        views = self.page_tables.views(path)
        ledger = Ledger([view.layout.table for view in views], self.loop.time())
        page = LivePage(self.wire, path, draw_page(self.hub.mirror, views), rate, ledger)
        page.connect(PageTablesConsumer(self.page_tables, rate))
        return page

    def edit(self, items: Sequence[str], is_heard: bool) -> None:
        """The list is these from now on; what pages do not hear they find out."""
        self.page_tables.edit(items)
        if is_heard:
            self.begin_fault(self._announce())

    async def _announce(self) -> None:
        with suppress(ConnectionError):
            await self.wire.group_send(GROUP, {"type": "topics", "topics": [LIST]})

    def leave(self, page: LivePage, is_silent: bool) -> None:
        """The page goes, and so must what serves it."""
        page.socket.leave(is_silent)
        self._do(asyncio.wait([page.socket.task]))
        page.end_instant()

    def compare(self, page: LivePage) -> None:
        """Asserts that an old page is as a fresh one, in its own order while that is held."""
        views, kept = self.page_tables.views(page.path), page.orders() if page.is_held else None
        fresh = OpenPage(draw_page(self.hub.mirror, views, kept))
        bodies = page.page.bodies()
        for name, rows in fresh.bodies().items():
            wrong = [each for each in zip_longest(bodies[name], rows) if each[0] != each[1]]
            assert not wrong, f"{page.path} is not as a fresh page: {wrong[0]}"
        assert page.page.ids["state"].get("data-word") == self.hub.mirror.feed.word

    def begin_fault(self, fault: Awaitable[None]) -> None:
        self._faults.append(asyncio.ensure_future(fault, loop=self.loop))

    def stall(self, seconds: float) -> None:
        """The process stands still, from somewhere within the next beat on."""
        self.loop.call_later(0.03, self._stall, seconds)
        self.pass_time(0.1)

    def _stall(self, seconds: float) -> None:
        for page in (self.witness, *self.pages):
            page.note_log()  # of the time before
            page.ledger.stall(seconds)
        self.clock.advance(seconds)
        self.stalled_at = self.loop.time()

    def pass_time(self, seconds: float) -> None:
        self._do(asyncio.sleep(seconds))

    def settle(self) -> None:
        """Every fault is healed, and time goes on until nothing of it can be left."""
        self.publishing.skew = self.web.skew = 0
        self.wire.frames_to_lose = self.wire.frames_to_garble = 0
        self.exchange.is_silent = self.exchange.is_busy = False
        for page in self.pages:
            page.heal()
        if self._faults:
            self._do(asyncio.wait(self._faults))
        if not any(seat.held_epoch for _, _, seat in self.publishers.running):
            self.publishers.give_lease(0)
        self.pass_time(14.0)

    def close(self) -> None:
        """All pages leave. Asserts that nothing of them is left."""
        for page in (self.witness, *self.pages):
            page.socket.leave(is_silent=False)
        self.pass_time(0.1)
        assert not self.hub.connections
        self._do(self._stop())
        self.pages.clear()
        del self.witness
        gc.collect()
        assert list(self._connections) == [], "connections that are kept"

    async def _stop(self) -> None:
        tasks = [run for run, _, _ in self.publishers.running] + [self._trading]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await process.stop()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, f"tasks that are left: {left}"

    def abandon(self) -> None:
        """Whatever became of it: nothing goes on, and real time comes back."""
        self._is_over = True
        if tasks := asyncio.all_tasks(self.loop):
            for task in tasks:
                task.cancel()
            self._do(asyncio.wait(tasks))
        self.patch.undo()
        asyncio.set_event_loop(None)
        self.loop.close()

    def _do(self, what: Awaitable[T]) -> T:
        try:
            return self.loop.run_until_complete(what)
        except BaseException:
            self.is_broken = True
            raise

    def _end_instant(self) -> bool:
        if self._is_over:
            return False
        now = self.loop.time()
        pages = [self.witness, *self.pages] if hasattr(self, "witness") else []
        begun = [page.end_instant() for page in pages]
        if any(begun):
            return True
        self._connections.update(self.hub.connections)
        if now - self._checked_at >= 0.1:
            self._checked_at = now
            for page in pages:
                page.check_freshness(now, self.stalled_at)
        return False
