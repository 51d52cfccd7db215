"""Starts and stops the live tasks with the server, on servers with ASGI's lifespan."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import ImproperlyConfigured

from ticker.feeds import open_feeds
from ticker.feeds.base import FeedError
from ticker.web.process import process


class Lifespan:
    def __init__(self, feed: str) -> None:
        """``feed`` names the embedded feeds; "" if another process publishes."""
        self._feed = feed

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        try:
            hub = await sync_to_async(lambda: process.hub)()
            process.start(open_feeds(self._feed, hub.mirror.universe) if self._feed else ())
        except (FeedError, ImproperlyConfigured) as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await process.stop()
        await send({"type": "lifespan.shutdown.complete"})
