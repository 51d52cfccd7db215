"""The ingest backlog: posted lines on their way from web processes to the publisher, in a Redis
stream."""

from __future__ import annotations

from typing import Any, Literal, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

STREAM = "stock_ticker:ingest"
WAITING = "stock_ticker:ingest:waiting"
"""Bytes that no publisher has stored yet."""

SETTLED = "stock_ticker:ingest:settled"
"""The last entry that no longer counts in WAITING."""

FORGOTTEN = "stock_ticker:ingest:forgotten"
"""Some entries before this one are gone."""

READER = "stock_ticker:ingest:reader"
"""Set once a publisher has read from the stream: posted lines have a reader."""

BEGINNING = "0-0"
FIELD = b"lines"

BLOCK = 1000
"""Milliseconds for which a reader waits for the next entry."""

AT_ONCE = 100
"""Entries read or settled in one call."""

TIMEOUT = 5.0
"""Seconds for an answer of Redis."""

ADD = """
if redis.call('exists', KEYS[3]) == 0 then return 'nobody' end
if redis.call('incrby', KEYS[2], #ARGV[1]) > tonumber(ARGV[2]) then
    redis.call('decrby', KEYS[2], #ARGV[1])
    return 'full'
end
redis.call('xadd', KEYS[1], '*', 'lines', ARGV[1])
return 'added'
"""
SETTLE = """
local from = redis.call('get', KEYS[3])
local entries = redis.call('xrange', KEYS[1], from and '(' .. from or '-', ARGV[1],
    'COUNT', ARGV[2])
local size = 0
for _, entry in ipairs(entries) do size = size + #entry[2][2] end
if #entries > 0 then
    redis.call('decrby', KEYS[2], size)
    redis.call('set', KEYS[3], entries[#entries][1])
end
return #entries
"""

AddResult = Literal["added", "full", "nobody"]
BacklogEntry = tuple[str, bytes]
"""The entry's id, and its lines with their line ends."""


class IngestBacklog:
    """Raises RedisError or OSError if Redis does not answer."""

    def __init__(self, redis_url: str) -> None:
        # No automatic retry: an attempt that did arrive would be there twice.
        self._redis = Redis.from_url(redis_url, socket_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0))
        self._add = self._redis.register_script(ADD)
        self._settle = self._redis.register_script(SETTLE)

    async def add(self, lines: bytes, byte_limit: int) -> AddResult:
        """``most`` is the limit of waiting bytes."""
        answer = await self._add(keys=[STREAM, WAITING, READER], args=[lines, byte_limit])
        return cast(AddResult, answer.decode())

    async def start_reading(self) -> str:
        """Announce a reader. Returns the position at which a new reader starts."""
        await self._redis.set(READER, 1)
        return await self._read_forgotten() or BEGINNING

    async def read(self, position: str) -> list[BacklogEntry]:
        """The entries after this position; empty if none comes within BLOCK."""
        streams: Any = await self._redis.xread({STREAM: position}, count=AT_ONCE, block=BLOCK)
        entries: list[tuple[bytes, dict[bytes, bytes]]] = streams[0][1] if streams else []
        return [(number.decode(), fields[FIELD]) for number, fields in entries]

    async def has_lost_entries(self, position: str) -> bool:
        """Whether entries after this position may be gone."""
        forgotten = await self._read_forgotten()
        return forgotten != "" and entry_order(position) < entry_order(forgotten)

    async def has_been_reset(self, position: str) -> bool:
        """Whether Redis lost the stream that this position belongs to."""
        try:
            information: dict[str, Any] = await self._redis.xinfo_stream(STREAM)
        except ResponseError:  # there is no stream
            return position != BEGINNING
        return entry_order(information["last-generated-id"].decode()) < entry_order(position)

    async def settle(self, position: str) -> None:
        """Entries up to this position no longer wait."""
        keys = [STREAM, WAITING, SETTLED]
        while await self._settle(keys=keys, args=[position, AT_ONCE]) == AT_ONCE:
            pass

    async def forget(self, position: str) -> None:
        """Delete the entries before this position."""
        if await self._redis.xtrim(STREAM, minid=position, approximate=False):
            await self._redis.set(FORGOTTEN, position)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _read_forgotten(self) -> str:
        value = cast(bytes | None, await self._redis.get(FORGOTTEN))
        return value.decode() if value else ""


def entry_order(entry_id: str) -> tuple[int, int]:
    """Sort key of entry ids."""
    milliseconds, _, count = entry_id.partition("-")
    return int(milliseconds), int(count)
