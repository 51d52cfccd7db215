"""Renewals: open pages that an announcement may concern are asked about, and read anew if they have
changed."""

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
    """Each once, however often its topic was announced meanwhile. All that wait are asked about
    first, many together: whoever signs out does not wait for others' lists to be read.
    ``show`` gives a page what it shows from now on."""

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
        """It may have changed, or not be shown any more."""
        self._unsure[connection] = None
        self._is_due.set()

    def read_anew(self, connection: Connection) -> None:
        """It has changed."""
        self._outdated[connection] = None
        self._is_due.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            while self._unsure or self._outdated:
                await (self._ask() if self._unsure else self._renew())

    async def _ask(self) -> None:
        batch = [_next(self._unsure) for _ in range(min(AT_ONCE, len(self._unsure)))]
        await check([each for each in batch if each in self._connections], self.read_anew)

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
            # It stays as it was, and is found out of date by the next look at everybody.
            logger.exception("a page could not be read anew")
        else:
            if connection in self._connections:
                self._show(connection, watched)


def _next(waiting: dict[Connection, None]) -> Connection:
    """Who has waited longest, and no longer waits."""
    connection = next(iter(waiting))
    del waiting[connection]
    return connection
