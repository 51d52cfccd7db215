"""Prints what a feed says: this is how a vendor's feed runs beside a server."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import aclosing, redirect_stdout, suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.feeds import open_url
from ticker.feeds.base import Feed, FeedError
from ticker.feeds.library import LibraryFeed
from ticker.feeds.output import Output
from ticker.market.events import AnyEvent, encode
from ticker.web.process import live


class Command(BaseCommand):
    help = (
        "Print a feed's events on standard output, one JSON object a line, as they come: until "
        "the feed ends, a signal comes, or nobody reads any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="one feed, such as yahoo://?symbols=AAPL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feed = open_url(options["url"], live.universe)
            if isinstance(feed, LibraryFeed):
                feed.check_library()
            asyncio.run(_print(feed))
        except (FeedError, OSError) as error:
            raise CommandError(str(error)) from None


async def _print(feed: Feed) -> None:
    """Ends too when nobody reads while nothing is said: who started it may have been killed."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    out = await Output.open(this.cancel)
    loop.add_signal_handler(signal.SIGTERM, this.cancel)
    if out.is_pipe:
        # Ctrl-C is for whoever reads; this process ends when that does.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        loop.add_signal_handler(signal.SIGINT, this.cancel)
    # Among the events nothing else may come: a library that prints does so elsewhere.
    with suppress(asyncio.CancelledError, BrokenPipeError), redirect_stdout(sys.stderr):
        async with aclosing(feed.events()) as events:
            async for said in events:
                await out.write(_line(said))


def _line(said: AnyEvent | bytes) -> bytes:
    return said + b"\n" if isinstance(said, bytes) else encode(said)
