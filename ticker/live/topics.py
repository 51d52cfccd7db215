"""Topics: opaque words that tell open pages in all processes of a change outside the market, such
as an edited list or a sign-out."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

GROUP = "topics"
"""The channel layer group that carries topics."""

SEND_LIMIT = 1.0
"""Seconds in which the layer must accept an announcement."""

logger = logging.getLogger(__name__)


def announce(*topics: str) -> None:
    """Announce after the commit, from synchronous code. If the announcement is lost, pages find the
    change within half a minute."""
    async_to_sync(_send)(topics)


async def _send(topics: tuple[str, ...]) -> None:
    layer = get_channel_layer()
    assert layer is not None, "settings.CHANNEL_LAYERS has a default"
    try:
        async with asyncio.timeout(SEND_LIMIT):
            await layer.group_send(GROUP, {"type": "topics", "topics": list(topics)})
    except (OSError, RedisError) as error:
        logger.error("open pages were not told of a change: %s", str(error) or "no answer")
