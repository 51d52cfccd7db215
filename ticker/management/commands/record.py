"""Write a feed's events to a file that ``replay:`` can play."""

from __future__ import annotations

import asyncio
import gzip
import signal
import sys
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ticker.feeds import open_feed
from ticker.feeds.base import FeedError
from ticker.feeds.supervisor import Supervisor
from ticker.market.events import encode
from ticker.web.process import process


class Command(BaseCommand):
    help = "Record a feed's events as NDJSON, packed if FILE ends in .gz; - is standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="where to write; it must not exist yet")
        parser.add_argument("--feed", default=settings.FEED, help="what to record (FEED)")
        parser.add_argument("--seconds", type=float, default=0, help="stop after so long")
        parser.add_argument("--events", type=int, default=0, help="stop after so many events")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            supervisor = Supervisor(open_feed(options["feed"], process.universe), process.universe)
            with _open(options["file"]) as out:
                count = asyncio.run(
                    _record(supervisor, out, options["seconds"] or None, options["events"])
                )
        except (FeedError, OSError) as error:
            raise CommandError(str(error)) from None
        rejected = sum(supervisor.edge.rejected.values())
        self.stderr.write(f"{count} events recorded, {rejected} dropped")


def _open(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdout.buffer
    path = Path(name)
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(path, "xb"))
    return path.open("xb")


async def _record(supervisor: Supervisor, out: IO[bytes], seconds: float | None, most: int) -> int:
    """Until the feed ends, the time or count is reached, or Ctrl-C."""
    count = 0
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    for signal_ in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_, this.cancel)
    try:
        async with asyncio.timeout(seconds), aclosing(supervisor.events()) as events:
            async for event in events:
                out.write(encode(event))
                count += 1
                if count == most:
                    break
    except (TimeoutError, asyncio.CancelledError):
        pass
    return count
