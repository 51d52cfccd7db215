"""Renewals: open pages whose contents have changed are read anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable

from ticker.access import LIMIT, revoked
from ticker.close_codes import Refused
from ticker.connection import Connection
from ticker.view import Watched

logger = logging.getLogger(__name__)


class Renewals:
    """One after the other, and each once, however often its topic was announced meanwhile.
    ``show`` gives a page what it shows from now on."""

    def __init__(
        self,
        connections: Collection[Connection],
        show: Callable[[Connection, Watched], None],
    ) -> None:
        self._connections = connections
        self._show = show
        self._due: dict[Connection, None] = {}
        self._is_due = asyncio.Event()

    def announced(self, topics: Iterable[str]) -> None:
        wanted = frozenset(topics)
        for connection in self._connections:
            if connection.guard is not None and connection.guard.topics & wanted:
                self.add(connection)

    def add(self, connection: Connection) -> None:
        self._due[connection] = None
        self._is_due.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            while self._due:
                connection = next(iter(self._due))
                del self._due[connection]
                if connection in self._connections:
                    await self._renew(connection)

    async def _renew(self, connection: Connection) -> None:
        assert connection.guard is not None
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
