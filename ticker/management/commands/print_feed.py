"""Print a feed's events: this is how a vendor's feed runs next to a server."""

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
from ticker.web.process import process


class Command(BaseCommand):
    help = (
        "Print a feed's events on standard output, one JSON object a line, as they come: until "
        "the feed ends, a signal comes, or nobody reads any more."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="one feed, such as yahoo://?symbols=AAPL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feed = open_url(options["url"], process.universe)
            if isinstance(feed, LibraryFeed):
                feed.check_library()
            asyncio.run(_print(feed))
        except (FeedError, OSError) as error:
            raise CommandError(str(error)) from None


async def _print(feed: Feed) -> None:
    """Also ends when the reader is gone while the feed is silent: the parent may have been
    killed."""
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    out = await Output.open(this.cancel)
    loop.add_signal_handler(signal.SIGTERM, this.cancel)
    if out.is_pipe:
        # Ctrl-C is for the reader; this process ends with it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        loop.add_signal_handler(signal.SIGINT, this.cancel)
    # Only events go to standard output; what a library prints goes to standard error.
    with suppress(asyncio.CancelledError, BrokenPipeError), redirect_stdout(sys.stderr):
        async with aclosing(feed.events()) as events:
            async for event in events:
                await out.write(_line(event))


def _line(event: AnyEvent | bytes) -> bytes:
    return event + b"\n" if isinstance(event, bytes) else encode(event)
