"""The publisher as a separate process: runs the feeds and publishes frames to Redis."""

from __future__ import annotations

import asyncio
import signal
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.feeds import open_feeds
from ticker.feeds.base import FeedError
from ticker.feeds.redisingest import MissedError
from ticker.publishing.lease import Lease
from ticker.publishing.publisher import Publisher
from ticker.store.barwriter import BarWriter
from ticker.web.process import process


class Command(BaseCommand):
    help = "Publish feeds to REDIS_URL. Several may run: one publishes, the others stand by."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feed", nargs="?", default=settings.FEED, help="what to publish (FEED)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.REDIS_URL:
            raise CommandError("REDIS_URL is not set: without Redis the feed runs in `serve`")
        try:
            feeds = open_feeds(options["feed"], process.universe)
        except FeedError as error:
            raise CommandError(str(error)) from None
        layer = get_channel_layer()
        assert layer is not None, "settings.CHANNEL_LAYERS has a default"
        lease = Lease(settings.REDIS_URL)
        keeper = BarWriter(settings.MINUTES_KEPT, settings.DAYS_KEPT)
        try:
            asyncio.run(_run(Publisher(feeds, process.universe, layer, lease, keeper)))
        except ExceptionGroup as group:
            missed = group.subgroup(MissedError)
            if missed is None:
                raise
            raise CommandError(f"{missed.exceptions[0]}; start it again") from None


async def _run(publisher: Publisher) -> None:
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_, this.cancel)
    try:
        await publisher.run()
    except asyncio.CancelledError:
        return
