"""Access: whether those who are connected still may see what they see."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection

from ticker.close_codes import Refused
from ticker.connection import Connection
from ticker.view import Access

SPACING = 20.0
"""Seconds between two looks at everybody."""

LIMIT = 5.0
"""Seconds for one answer: a database that hangs must not end the asking."""

logger = logging.getLogger(__name__)


async def watch(connections: Collection[Connection]) -> None:
    """Until cancelled. Apart from the rounds: one after the other, whatever it costs to ask."""
    while True:
        await asyncio.sleep(SPACING)
        for connection in list(connections):
            if connection.access is not None and connection in connections:
                await _check(connection, connection.access)


async def _check(connection: Connection, access: Access) -> None:
    try:
        async with asyncio.timeout(LIMIT):
            await access()
    except Refused as refused:
        connection.refuse(refused)
    except Exception:
        # Who could not be asked about is asked about the next time.
        logger.exception("it could not be told whether a page may still be shown")
