"""Access checks: whether connected pages may still be shown, and are still up to date."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Hashable
from math import ceil

from ticker.live.close_codes import REVOKED, Refused
from ticker.live.connection import Connection
from ticker.live.subscription import AccessCheck

SPACING = 14.0
"""Seconds between two checks of a page; up to twice that when very many pages came at one time."""

PAUSE = 0.5
"""Seconds between two batches: a batch in another thread delays a cycle by milliseconds, and all
pages at once would delay every page's rows."""

LIMIT = 5.0
"""Seconds for one answer: a database that hangs must not end the checks."""

BATCH_SIZE = 50
"""Batch size of access checks; larger when needed to check every page within SPACING."""

logger = logging.getLogger(__name__)


Renew = Callable[[Connection], None]
"""Has a changed page read again."""


async def watch(connections: Collection[Connection], renew: Renew) -> None:
    """Check pages until cancelled, one batch after the other, independently of send cycles. This
    finds what no announcement reached."""
    clock = asyncio.get_running_loop().time
    while True:
        await asyncio.sleep(PAUSE)
        await check(_due_connections(connections, clock()), renew)


def _due_connections(connections: Collection[Connection], now: float) -> list[Connection]:
    """The pages that have waited longest; marks them as checked."""
    guarded = [connection for connection in connections if connection.guard is not None]
    due = [connection for connection in guarded if now - connection.checked_at >= SPACING]
    most = max(BATCH_SIZE, ceil(len(guarded) * PAUSE / SPACING))
    batch = sorted(due, key=lambda connection: connection.checked_at)[:most]
    for connection in batch:
        connection.checked_at = now
    return batch


async def check(batch: Collection[Connection], renew: Renew) -> None:
    """Check these pages, in one call for all with the same check."""
    by_ask: dict[AccessCheck, list[Connection]] = {}
    for connection in batch:
        if connection.guard is not None:
            by_ask.setdefault(connection.guard.check, []).append(connection)
    for ask, guarded in by_ask.items():
        await _check_batch(ask, guarded, renew)


async def _check_batch(access_check: AccessCheck, batch: list[Connection], renew: Renew) -> None:
    asked = {connection: _key(connection) for connection in batch}
    try:
        async with asyncio.timeout(LIMIT):
            verdicts = await access_check(set(asked.values()))
    except Exception:
        # A page that could not be checked is checked the next time.
        logger.exception("it could not be told whether pages may still be shown")
        return
    for connection, key in asked.items():
        if key not in verdicts or key != _key(connection):
            continue
        if refused := verdicts[key]:
            connection.refuse(revocation(refused))
        else:
            renew(connection)


def _key(connection: Connection) -> Hashable:
    return connection.guard and connection.guard.key


def revocation(refused: Refused) -> Refused:
    """The refusal for an open page: it must reload itself, whatever a new page would get."""
    return Refused(REVOKED, refused.reason)
