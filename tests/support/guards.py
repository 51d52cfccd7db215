"""Guards of pages that somebody may be shut out of, and of pages that are edited."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Hashable, Mapping

from tests.support.examples import AIG, IBM
from tests.ticker.live.test_hub import BOARD, RATE
from ticker.live.close_codes import Refused
from ticker.live.subscription import AccessCheck, AccessResult, Guard, Subscription, TableSpec


async def report_outdated(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    return dict.fromkeys(keys)


async def refuse_all(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    return {key: Refused(4004, "no longer yours") for key in keys}


async def fail_check(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    raise ConnectionError("the database is away")


async def hang_check(keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
    await asyncio.Event().wait()
    return {}


class EditablePage:
    """What a page shows, as an editor leaves it; ``failure`` is what reading it raises,
    ``gate`` what it waits for."""

    def __init__(self, *symbols: str) -> None:
        self.symbols = symbols or (IBM,)
        self.failure: Exception | None = None
        self.reads = self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def guard(self, name: Hashable = "", ask: AccessCheck | None = None) -> Guard:
        """``name`` is the list's in its topic; without another ``ask`` it is known what has changed
        since the guard was made."""
        topics = frozenset({f"list {name}", "session"})
        key = name if ask else self.symbols
        return Guard(key=key, check=ask or self.check, topics=topics, renew=self.read)

    async def check(self, keys: Collection[Hashable]) -> Mapping[Hashable, AccessResult]:
        self.asked += 1
        return {key: None for key in keys if key != self.symbols}

    async def read(self) -> Subscription:
        self.reads += 1
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        symbols = self.symbols
        view = TableSpec(layout=BOARD, key=f"list {symbols}", select=lambda mirror: symbols)
        return Subscription([view], RATE, self.guard())


EDITED = (IBM, AIG)
