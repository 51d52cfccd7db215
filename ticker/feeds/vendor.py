"""A vendor's feed as the server sees it: a separate process that holds the vendor's library."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from django.conf import settings

from ticker.feeds.base import FeedError
from ticker.feeds.library import LibraryFeed
from ticker.feeds.lines import ExecFeed, LinesFeed
from ticker.market.events import AnyEvent

FAILURE_LINE = re.compile(r" ERROR ticker\.feeds\.library: (.+)")
"""The log line of that process when it must reconnect."""


class VendorFeed(LinesFeed):
    """Runs the feed with `manage.py print_feed` and reads its output. That process reconnects on
    its own; if it dies it is restarted like any failed feed."""

    def __init__(self, feed: LibraryFeed, url: str) -> None:
        """Raises FeedError if the library is not installed."""
        feed.check_library()
        self.name, self.word, self.always_open = feed.name, feed.word, feed.always_open
        self._origin = feed.origin
        manage = str(settings.BASE_DIR / "manage.py")
        self.command = [sys.executable, manage, "print_feed", url]

    @property
    def origin(self) -> str:
        return self._origin

    async def batches(self) -> AsyncGenerator[Sequence[AnyEvent | bytes], None]:
        """Never ends well: a provider has no end."""
        try:
            async with aclosing(ExecFeed(self.command, self._read_error_line).batches()) as batches:
                async for batch in batches:
                    yield batch
        except FeedError as error:
            raise FeedError(f"{self.name}: {error}") from None
        raise FeedError(f"{self.name}: its process has ended")

    def _read_error_line(self, line: str) -> None:
        if match := FAILURE_LINE.search(line):
            self.failures += 1
            self.problem = match[1]
