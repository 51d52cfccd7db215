"""Topics: what open pages must hear of though it did not happen in the market. A list was edited,
or somebody signed out: an opaque word says so to all processes."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

GROUP = "topics"
"""The channel layer group on which they travel."""

SEND_LIMIT = 1.0
"""Seconds in which the layer has to take one."""

logger = logging.getLogger(__name__)


def announce(*topics: str) -> None:
    """From synchronous code, after it was committed. What gets lost on the way, pages find out by
    themselves within half a minute."""
    async_to_sync(_send)(topics)


async def _send(topics: tuple[str, ...]) -> None:
    layer = get_channel_layer()
    assert layer is not None, "settings.CHANNEL_LAYERS has a default"
    try:
        async with asyncio.timeout(SEND_LIMIT):
            await layer.group_send(GROUP, {"type": "topics", "topics": list(topics)})
    except (OSError, RedisError) as error:
        logger.error("open pages were not told of a change: %s", str(error) or "no answer")
