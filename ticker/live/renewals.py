"""Renewals: re-check and reload open pages after an announcement on one of their topics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

from ticker.live.access import BATCH_SIZE, LIMIT, check, revocation
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Subscription

logger = logging.getLogger(__name__)


class Renewals:
    """Each page is renewed once, however often its topic is announced meanwhile. Access checks come
    first, in batches, so that signing out does not wait for other lists to be read. ``show`` gives
    a page its new subscription."""

    def __init__(
        self,
        connections: Collection[Connection],
        show: Callable[[Connection, Subscription], None],
    ) -> None:
        self._connections = connections
        self._show = show
        self._unchecked: dict[Connection, None] = {}
        self._outdated: dict[Connection, None] = {}
        self._is_due = asyncio.Event()

    def check_topics(self, topics: Iterable[str]) -> None:
        wanted = frozenset(topics)
        for connection in self._connections:
            if connection.guard is not None and connection.guard.topics & wanted:
                self.schedule_check(connection)

    def schedule_check(self, connection: Connection) -> None:
        """Check the page: it may have changed or been revoked."""
        self._unchecked[connection] = None
        self._is_due.set()

    def schedule_renewal(self, connection: Connection) -> None:
        """Read the page again: it has changed."""
        self._outdated[connection] = None
        self._is_due.set()

    async def run(self) -> None:
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            while self._unchecked or self._outdated:
                await (self._check_batch() if self._unchecked else self._renew_next())

    async def _check_batch(self) -> None:
        batch = [_pop_oldest(self._unchecked) for _ in range(min(BATCH_SIZE, len(self._unchecked)))]
        await check(
            [connection for connection in batch if connection in self._connections],
            self.schedule_renewal,
        )

    async def _renew_next(self) -> None:
        connection = _pop_oldest(self._outdated)
        if connection not in self._connections or connection.guard is None:
            return
        try:
            async with asyncio.timeout(LIMIT):
                watched = await connection.guard.renew()
        except Refused as refused:
            connection.refuse(revocation(refused))
        except Exception:
            # The page stays as it is; the next access check finds it out of date.
            logger.exception("a page could not be read anew")
        else:
            if connection in self._connections:
                self._show(connection, watched)


def _pop_oldest(waiting: dict[Connection, None]) -> Connection:
    """Remove and return the page that has waited longest."""
    connection = next(iter(waiting))
    del waiting[connection]
    return connection
