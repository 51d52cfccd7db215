"""The embedded feeds of a server process."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import CommandError

from ticker.feeds import open_feeds
from ticker.feeds.base import Feed, FeedError
from ticker.web.process import PREPARE_HINT, process


def embedded_feeds() -> Sequence[Feed]:
    """Open the feeds that this process publishes; none with REDIS_URL.

    Raises CommandError or ImproperlyConfigured if a feed is wrong or the database is not prepared.
    """
    try:
        universe = process.hub.mirror.universe
        feeds = open_feeds(settings.EMBEDDED_FEED, universe) if settings.EMBEDDED_FEED else ()
    except FeedError as error:
        raise CommandError(str(error)) from None
    if not len(universe):
        raise CommandError(f"there are no instruments; {PREPARE_HINT}")
    return feeds


def source() -> str:
    return settings.EMBEDDED_FEED or "what is published on Redis"
