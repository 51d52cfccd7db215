"""Access: whether those who are connected still may see what they see, and see it as it is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Hashable
from math import ceil

from ticker.live.close_codes import REVOKED, Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Ask

SPACING = 14.0
"""Seconds after which a page is asked about again; at the latest twice that, where very many came
at the same time."""

PAUSE = 0.5
"""Seconds between two batches: what one costs in another thread holds up a round by milliseconds,
and all at once would hold it up so long that every page's rows came late."""

LIMIT = 5.0
"""Seconds for one answer: a database that hangs must not end the asking."""

AT_ONCE = 50
"""Pages that are asked about together, or more where else they could not all be in time."""

logger = logging.getLogger(__name__)


Renew = Callable[[Connection], None]
"""Has a page read anew that has changed."""


async def watch(connections: Collection[Connection], renew: Renew) -> None:
    """Until cancelled. Apart from the rounds: one batch after the other, whatever it costs to ask.
    So is found out what nobody was told."""
    clock = asyncio.get_running_loop().time
    while True:
        await asyncio.sleep(PAUSE)
        await check(_due(connections, clock()), renew)


def _due(connections: Collection[Connection], now: float) -> list[Connection]:
    """Who has waited longest, and now no longer waits."""
    guarded = [each for each in connections if each.guard is not None]
    due = [each for each in guarded if now - each.looked_at >= SPACING]
    most = max(AT_ONCE, ceil(len(guarded) * PAUSE / SPACING))
    batch = sorted(due, key=lambda each: each.looked_at)[:most]
    for connection in batch:
        connection.looked_at = now
    return batch


async def check(batch: Collection[Connection], renew: Renew) -> None:
    """Asks about these, those with the same Ask together."""
    by_ask: dict[Ask, list[Connection]] = {}
    for connection in batch:
        if connection.guard is not None:
            by_ask.setdefault(connection.guard.ask, []).append(connection)
    for ask, guarded in by_ask.items():
        await _check(ask, guarded, renew)


async def _check(ask: Ask, batch: list[Connection], renew: Renew) -> None:
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
