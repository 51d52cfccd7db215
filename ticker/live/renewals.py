"""Renewals: re-check and reload open pages after an announcement on one of their topics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

from ticker.live.access import AT_ONCE, LIMIT, check, revoked
from ticker.live.close_codes import Refused
from ticker.live.connection import Connection
from ticker.live.subscription import Watched

logger = logging.getLogger(__name__)


class Renewals:
    """Each page is renewed once, however often its topic is announced meanwhile. Access checks come
    first, in batches, so that signing out does not wait for other lists to be read. ``show`` gives
    a page its new subscription."""

    def __init__(
        self,
        connections: Collection[Connection],
        show: Callable[[Connection, Watched], None],
    ) -> None:
        self._connections = connections
        self._show = show
        self._unsure: dict[Connection, None] = {}
        self._outdated: dict[Connection, None] = {}
        self._is_due = asyncio.Event()

    def announced(self, topics: Iterable[str]) -> None:
        wanted = frozenset(topics)
        for connection in self._connections:
            if connection.guard is not None and connection.guard.topics & wanted:
                self.look_at(connection)

    def look_at(self, connection: Connection) -> None:
        """Check the page: it may have changed or been revoked."""
        self._unsure[connection] = None
        self._is_due.set()

    def read_anew(self, connection: Connection) -> None:
        """Read the page again: it has changed."""
        self._outdated[connection] = None
        self._is_due.set()

    async def run(self) -> None:
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            while self._unsure or self._outdated:
                await (self._ask() if self._unsure else self._renew())

    async def _ask(self) -> None:
        batch = [_next(self._unsure) for _ in range(min(AT_ONCE, len(self._unsure)))]
        await check(
            [connection for connection in batch if connection in self._connections], self.read_anew
        )

    async def _renew(self) -> None:
        connection = _next(self._outdated)
        if connection not in self._connections or connection.guard is None:
            return
        try:
            async with asyncio.timeout(LIMIT):
                watched = await connection.guard.renew()
        except Refused as refused:
            connection.refuse(revoked(refused))
        except Exception:
            # The page stays as it is; the next access check finds it out of date.
            logger.exception("a page could not be read anew")
        else:
            if connection in self._connections:
                self._show(connection, watched)


def _next(waiting: dict[Connection, None]) -> Connection:
    """Remove and return the page that has waited longest."""
    connection = next(iter(waiting))
    del waiting[connection]
    return connection
