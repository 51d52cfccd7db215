"""The lease: of several publishers on one Redis, the one that may publish."""

from __future__ import annotations

import asyncio
import logging
import time

from redis.asyncio import Redis
from redis.exceptions import LockError, RedisError

NAME = "stock_ticker:publisher"
EPOCH = "stock_ticker:epoch"

HOLD = 3.0
"""Seconds after which a lease that is not renewed is free."""

RENEWAL = 0.75
"""Seconds between two renewals, and between two attempts to get it."""

EPOCH_ROOM = 10**9
"""Epochs that a holder may go through by itself: its feed may begin anew many times."""

logger = logging.getLogger(__name__)


class Lease:
    """``epoch`` is 0 while another publisher has the lease; each time it is got the epoch is
    greater than any before."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_timeout=HOLD / 3)
        self._lock = self._redis.lock(NAME, timeout=HOLD, thread_local=False)
        self._epoch = 0
        self._held_until = 0.0

    @property
    def epoch(self) -> int:
        """A lease that could not be renewed in time is no longer ours, whatever we last heard."""
        return self._epoch if time.monotonic() < self._held_until else 0

    async def run(self) -> None:
        """Gets and renews it until cancelled, and then gives it back."""
        try:
            while True:
                await self._renew()
                await asyncio.sleep(RENEWAL)
        finally:
            await self._give_back()

    async def _renew(self) -> None:
        asked = time.monotonic()
        try:
            if self._epoch:
                await self._lock.reacquire()
            elif await self._lock.acquire(blocking=False):
                self._epoch = await self._next_epoch()
                logger.warning("publishing, epoch %d", self._epoch)
            else:
                return
        except (RedisError, LockError, OSError) as error:
            if self._epoch:
                logger.warning("no longer publishing: %s", error)
            self._epoch = 0
            return
        # Counted from before the question, so that we never think longer of it than Redis does.
        self._held_until = asked + HOLD

    async def _next_epoch(self) -> int:
        """This clock's nanoseconds, or more than the last holder used if that one's was ahead."""
        last = int(await self._redis.get(EPOCH) or 0)
        epoch = max(time.time_ns(), last + EPOCH_ROOM)
        await self._redis.set(EPOCH, epoch)
        return epoch

    async def _give_back(self) -> None:
        self._epoch = 0
        try:
            if await self._lock.owned():
                await self._lock.release()
        except (RedisError, LockError, OSError) as error:
            logger.info("the lease was not given back: %s", error)
        await self._redis.aclose()
