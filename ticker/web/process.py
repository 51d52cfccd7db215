"""The live tasks of a process: the hub, and the publisher if feeds are embedded."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property, partial

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from ticker.feeds.base import Feed
from ticker.live.hub import Hub
from ticker.market.instruments import Universe
from ticker.models import Instrument
from ticker.publishing.publisher import Publisher
from ticker.store.barwriter import BarWriter
from ticker.store.database import one_line
from ticker.web import looplag

RESTART_DELAY = 1.0

PREPARE_HINT = "run `manage.py prepare` first"

logger = logging.getLogger(__name__)


class Process:
    """Started with the server process, not with the first visitor. ``feeds`` are those published
    here."""

    def __init__(self) -> None:
        self.feeds: Sequence[Feed] = ()
        self._tasks: list[asyncio.Task[None]] = []
        self._tasks_waiting = 0
        self._is_stopping = False

    @cached_property
    def universe(self) -> Universe:
        """Read from the database once; never from a running event loop.

        Raises ImproperlyConfigured if the database is not prepared.
        """
        try:
            return Instrument.objects.universe()
        except DatabaseError as error:
            why = one_line(error)
            raise ImproperlyConfigured(
                f"the database cannot be read ({why}); {PREPARE_HINT}"
            ) from None

    @cached_property
    def hub(self) -> Hub:
        return Hub(self.universe)

    def start(self, feeds: Sequence[Feed]) -> None:
        """Start receiving, and publishing if feeds are given. Needs a running event loop; access
        ``hub`` before the loop runs."""
        self._is_stopping = False
        self.feeds = feeds
        layer = get_channel_layer()
        assert layer is not None, "settings.CHANNEL_LAYERS has a default"
        runs: list[Callable[[], Awaitable[None]]] = [
            partial(self.hub.run, layer),
            partial(looplag.measure_lag, self.hub.metrics.loop_lag),
        ]
        if feeds:
            keeper = BarWriter(settings.MINUTES_KEPT, settings.DAYS_KEPT)
            publisher = Publisher(feeds, self.universe, layer, keeper=keeper)
            runs.append(publisher.run)
        # What exists now stays for good: garbage collections need not look at it.
        gc.collect()
        gc.freeze()
        self._tasks = [asyncio.ensure_future(self._keep_running(run)) for run in runs]

    @property
    def problem(self) -> str:
        """Why a live task is not running; "" if all run."""
        if self._is_stopping:
            return "this process is shutting down"
        if not self._tasks:
            return "the live tasks have not been started"
        return "a live task has failed and will be started again" if self._tasks_waiting else ""

    async def stop(self) -> None:
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _keep_running(self, run: Callable[[], Awaitable[None]]) -> None:
        """Restart a failed live task for ever; while it is down, pages say STALE."""
        while True:
            try:
                await run()
            except Exception:
                logger.exception("a live task failed; starting it again in %g s", RESTART_DELAY)
            self._tasks_waiting += 1
            try:
                await asyncio.sleep(RESTART_DELAY)
            finally:
                self._tasks_waiting -= 1


process = Process()
