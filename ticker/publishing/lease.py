"""The lease: the right to publish, held by one of several publishers on one Redis."""

from __future__ import annotations

import asyncio
import logging
import time

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError

NAME = "stock_ticker:publisher"
EPOCH = "stock_ticker:epoch"

HOLD = 3.0
"""Seconds after which a lease that is not renewed is free."""

RENEWAL = 0.75
"""Seconds between two renewals, and between two attempts to get the lease."""

RESERVED = 10**9
"""Epochs reserved for one lease: its publisher starts later epochs when its feed asks, without
Redis. As many as a second has nanoseconds."""

KEEP_GREATEST = """
local kept, known = redis.call('get', KEYS[1]) or '0', ARGV[1]
if #known > #kept or (#known == #kept and known > kept) then
    redis.call('set', KEYS[1], known)
    return known
end
return kept
"""
"""Compared as text: Lua's numbers cannot hold nanoseconds."""

logger = logging.getLogger(__name__)


class Lease:
    """``epoch`` is 0 while another publisher holds the lease; each time the lease is acquired, the
    epoch is greater than any before.

    Every publisher remembers the greatest epoch it has seen and tells Redis again, so that a Redis
    that lost its data turns nothing back.
    """

    def __init__(self, redis_url: str) -> None:
        # No retries: each turn is an attempt, and a late answer is useless.
        retry = Retry(NoBackoff(), 0)
        self._redis = Redis.from_url(redis_url, socket_timeout=HOLD / 3, retry=retry)
        self._lock = self._redis.lock(NAME, timeout=HOLD, thread_local=False)
        self._keep_greatest = self._redis.register_script(KEEP_GREATEST)
        self._epoch = self._greatest = 0
        self._held_until = 0.0
        self._last_message = ""

    @property
    def epoch(self) -> int:
        """A lease that was not renewed in time counts as lost, whatever Redis answered last."""
        return self._epoch if time.monotonic() < self._held_until else 0

    async def run(self) -> None:
        """Acquire and renew the lease until cancelled, then release it."""
        this = asyncio.current_task()
        assert this is not None
        try:
            # Before Python 3.12 a cancellation during a write to Redis may get lost.
            while not this.cancelling():
                await self._renew()
                await asyncio.sleep(RENEWAL)
        finally:
            await self._release()

    async def _renew(self) -> None:
        asked = time.monotonic()
        try:
            is_held = await self._hold()
            await self._learn_greatest()
            if is_held and (not self._epoch or self._greatest > self._epoch):
                await self._start_epoch()
        except (RedisError, OSError) as error:
            # The lease is held until it expires, and the next turn may renew it.
            self._log_once(f"Redis cannot be asked who publishes: {error}")
            return
        if is_held:
            # Counted from before the question, so that this process never believes longer in it
            # than Redis.
            self._held_until = asked + HOLD
            self._log_once(f"publishing, epoch {self._epoch}")
        else:
            self._held_until = 0.0
            self._log_once("standing by")

    async def _hold(self) -> bool:
        """Whether the lease is held; a lease that was lost and acquired again is a new one."""
        try:
            return bool(await self._lock.reacquire())
        except LockError:
            self._epoch = 0
            return bool(await self._lock.acquire(blocking=False))

    async def _learn_greatest(self) -> None:
        answer = await self._keep_greatest(keys=[EPOCH], args=[self._greatest])
        self._greatest = max(self._greatest, int(answer))

    async def _start_epoch(self) -> None:
        """This clock's nanoseconds, or the value after the last lease's epochs if that clock ran
        ahead. Redis learns it before any frame carries it."""
        self._greatest = epoch = max(time.time_ns(), self._greatest + RESERVED)
        await self._learn_greatest()
        self._epoch = epoch

    def _log_once(self, what: str) -> None:
        """Log the message unless it is the last one logged."""
        if what != self._last_message:
            self._last_message = what
            logger.warning("%s", what)

    async def _release(self) -> None:
        self._epoch = 0
        try:
            if await self._lock.owned():
                await self._lock.release()
        except (RedisError, OSError) as error:
            logger.info("the lease was not given back: %s", error)
        await self._redis.aclose()
