"""The wire: the channel layer in memory, with everything that can happen to frames on their way."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextlib import suppress
from typing import Any, cast

from channels.layers import InMemoryChannelLayer
from django.conf import settings
from msgspec import DecodeError

from tests.support.exchange import MILLISECOND, Exchange
from tests.support.virtualtime import HostClock
from ticker.market.frames import AGE_LIMIT, GROUP, Frame, decode

FLOWING_WITHIN = 0.35
"""Seconds without a frame after which the flow of frames is said to be broken."""

RECENT = 20
"""How many frames back one may come a second time."""

REJOIN_DELAY = 1.1
"""Seconds after its return in which a channel layer remembers who listens."""


class Wire(InMemoryChannelLayer):
    """Notes what has come through whole: ``known`` is each symbol's newest millisecond and since
    when it is known, oldest first; ``flashes`` the milliseconds at which a row may flash."""

    def __init__(self, exchange: Exchange, web: HostClock) -> None:
        super().__init__(**cast(dict[str, Any], settings.MEMORY_LAYER["CONFIG"]))
        self._exchange, self._web = exchange, web
        self._sequence = (0, 0)
        self.received_at = self.resumed_at = web.monotonic()
        self.known_times: dict[str, list[tuple[float, int]]] = {}
        self.flashes: dict[str, list[int]] = defaultdict(list)
        self.frames_to_lose = self.frames_to_garble = 0
        self.is_away = False
        self._held: list[dict[str, Any]] | None = None
        self._latency = 0.0
        self._late: set[asyncio.Task[None]] = set()
        self._sent: deque[dict[str, Any]] = deque(maxlen=RECENT)

    @property
    def epoch(self) -> int:
        return self._sequence[0]

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if self.is_away:
            raise ConnectionError("the layer is away")
        if self.frames_to_lose:
            self.frames_to_lose -= 1
        elif self.frames_to_garble and "data" in message:
            self.frames_to_garble -= 1
            await super().group_send(group, {**message, "data": message["data"][:-1]})
        elif self._held is not None:
            self._held.append(message)
        elif self._latency:
            late = asyncio.create_task(self._arrive(message, self._latency))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
        else:
            await self._arrive(message)

    async def _arrive(self, message: dict[str, Any], latency: float = 0.0) -> None:
        await asyncio.sleep(latency)
        self._sent.append(message)
        await super().group_send(GROUP, message)

    async def receive(self, channel: str) -> dict[str, Any]:
        message: dict[str, Any] = await super().receive(channel)
        with suppress(DecodeError):
            if "data" in message:
                self._note(decode(message["data"]))
        return message

    async def restart(self, seconds: float) -> None:
        """It is away for so long; what it knew and what it held is lost."""
        members = dict(self.groups.get(GROUP, {}))
        self.groups.clear()
        for queue in self.channels.values():
            while not queue.empty():
                queue.get_nowait()
        self.is_away = True
        await asyncio.sleep(seconds)
        self.is_away = False
        await asyncio.sleep(REJOIN_DELAY)
        for channel in members:
            await self.group_add(GROUP, channel)

    async def delay(self, seconds: float) -> None:
        """Frames stay on the way for so long and then all come at once."""
        if self._held is not None:
            return
        self._held = []
        await asyncio.sleep(seconds)
        held, self._held = self._held, None
        for message in held:
            await super().group_send(GROUP, message)

    async def lag(self, seconds: float) -> None:
        """Frames come so late, for 6 s."""
        self._latency = seconds
        await asyncio.sleep(6.0)
        self._latency = 0.0

    async def repeat(self) -> None:
        """A frame of a while ago comes once more."""
        if self._sent:
            await super().group_send(GROUP, self._sent[0])

    def _note(self, frame: Frame) -> None:
        is_old = self._web.time_ns() - frame.ts > AGE_LIMIT * 1e9
        if is_old or (frame.epoch, frame.n) <= self._sequence:
            return
        is_whole = not frame.is_keyframe and (frame.epoch, frame.n - 1) == self._sequence
        if frame.epoch != self.epoch:
            self.known_times.clear()
        self._sequence = frame.epoch, frame.n
        now = self._web.monotonic()
        if now - self.received_at > FLOWING_WITHIN:
            self.resumed_at = now
        self.received_at = now
        for row in frame.rows:
            ts = row.ts_event // MILLISECOND
            times = self.known_times.setdefault(row.symbol, [])
            if is_whole and times and self._exchange.has_moved(row.symbol, times[-1][1], ts):
                self.flashes[row.symbol].append(ts)
            times.append((self.received_at, ts))

    def known_at(self, symbol: str, when: float) -> int:
        """The millisecond that was known at that time; 0 if nothing was."""
        times = self.known_times.get(symbol, [])
        return next((ts for since, ts in reversed(times) if since <= when), 0)

    def may_flash(self, symbol: str, after: int, until: int) -> bool:
        return any(after < ts <= until for ts in self.flashes[symbol])
