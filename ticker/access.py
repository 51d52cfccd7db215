"""Access: whether those who are connected still may see what they see, and see it as it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Hashable, Iterator

from ticker.close_codes import REVOKED, Refused
from ticker.connection import Connection
from ticker.view import Ask

SPACING = 20.0
"""Seconds between two looks at everybody."""

LIMIT = 5.0
"""Seconds for one answer: a database that hangs must not end the asking."""

AT_ONCE = 100
"""Pages that are asked about together."""

logger = logging.getLogger(__name__)


async def watch(connections: Collection[Connection], renew: Callable[[Connection], None]) -> None:
    """Until cancelled. Apart from the rounds: one batch after the other, whatever it costs to ask.
    ``renew`` is called for a page that has to be read anew: nobody told it that it has changed."""
    while True:
        await asyncio.sleep(SPACING)
        for ask, batch in list(_batches(connections)):
            await _check(ask, batch, renew)


def _batches(connections: Collection[Connection]) -> Iterator[tuple[Ask, list[Connection]]]:
    by_ask: dict[Ask, list[Connection]] = {}
    for connection in connections:
        if connection.guard is not None:
            by_ask.setdefault(connection.guard.ask, []).append(connection)
    for ask, guarded in by_ask.items():
        for start in range(0, len(guarded), AT_ONCE):
            yield ask, guarded[start : start + AT_ONCE]


async def _check(ask: Ask, batch: list[Connection], renew: Callable[[Connection], None]) -> None:
    asked = {connection: _key(connection) for connection in batch}
    try:
        async with asyncio.timeout(LIMIT):
            verdicts = await ask(set(asked.values()))
    except Exception:
        # Those who could not be asked about are asked about the next time.
        logger.exception("it could not be told whether pages may still be shown")
        return
    for connection, key in asked.items():
        if key not in verdicts or key != _key(connection):
            continue
        if refused := verdicts[key]:
            connection.refuse(revoked(refused))
        else:
            renew(connection)


def _key(connection: Connection) -> Hashable:
    return connection.guard and connection.guard.key


def revoked(refused: Refused) -> Refused:
    """Whatever a new page would be told, one that is open is told to ask for itself."""
    return Refused(REVOKED, refused.reason)
