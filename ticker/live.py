"""The live tasks of a process: the hub, and the publisher where the feed is embedded."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import cached_property, partial

from channels.layers import get_channel_layer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from ticker.feeds.base import Feed
from ticker.hub import Hub
from ticker.instruments import Universe
from ticker.models import Instrument
from ticker.publisher import Publisher

RESTART_DELAY = 1.0

PREPARE = "run `manage.py prepare` first"

logger = logging.getLogger(__name__)


class Live:
    """Started with the server process, not with the first visitor."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    @cached_property
    def universe(self) -> Universe:
        """Read from the database once; never from a running event loop.

        Raises ImproperlyConfigured if there is nothing to read yet.
        """
        try:
            return Instrument.objects.universe()
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise ImproperlyConfigured(f"the database cannot be read ({said}); {PREPARE}") from None

    @cached_property
    def hub(self) -> Hub:
        return Hub(self.universe)

    def start(self, feed: Feed | None) -> None:
        """Begins receiving, and publishing where a feed is given. Needs a running event loop, and
        ``hub`` to have been asked for before it runs."""
        layer = get_channel_layer()
        assert layer is not None, "settings.CHANNEL_LAYERS has a default"
        runs: list[Callable[[], Awaitable[None]]] = [partial(self.hub.run, layer)]
        if feed is not None:
            publisher = Publisher(feed, self.universe, layer)
            runs.append(publisher.run)
        self._tasks = [asyncio.ensure_future(_keep_running(run)) for run in runs]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []


async def _keep_running(run: Callable[[], Awaitable[None]]) -> None:
    """A live task never stops for good: while it is down, pages say STALE by themselves."""
    while True:
        try:
            await run()
        except Exception:
            logger.exception("a live task failed; starting it again in %g s", RESTART_DELAY)
        await asyncio.sleep(RESTART_DELAY)


live = Live()
