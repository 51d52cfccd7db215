"""The publishers of the engine's test, and who of them has the lease."""

from __future__ import annotations

import asyncio

from tests.support.clock import Clock
from tests.support.examples import UNIVERSE
from tests.support.exchange import Exchange, ExchangeFeed
from tests.support.virtualtime import HostClock
from tests.support.wire import Wire
from ticker.publishing.lease import RESERVED, Lease
from ticker.publishing.publisher import Publisher


class ManualLease(Lease):
    """The lease of one of several publishers, without the Redis that would give it."""

    def __init__(self) -> None:
        self.held_epoch = 0

    @property
    def epoch(self) -> int:
        return self.held_epoch

    async def run(self) -> None:
        await asyncio.Event().wait()


class Publishers:
    """The oldest first; ``running`` has each with its tape and its seat."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        clock: Clock,
        host: HostClock,
        exchange: Exchange,
        wire: Wire,
    ) -> None:
        self._loop, self._clock, self._host = loop, clock, host
        self._exchange, self._wire = exchange, wire
        self._epoch = 0
        self.running: list[tuple[asyncio.Task[None], ExchangeFeed, ManualLease]] = []

    def start(self) -> None:
        """One that stands by: it hears all that is said from now on."""
        tape, seat = ExchangeFeed(self._clock), ManualLease()
        publisher = Publisher([tape], UNIVERSE, self._wire, seat)
        self._exchange.feeds.append(tape)
        self.running.append((self._loop.create_task(publisher.run()), tape, seat))

    def give_lease(self, index: int) -> None:
        self._epoch = max(self._host.time_ns(), self._epoch + RESERVED)
        for _, _, seat in self.running:
            seat.held_epoch = 0
        self.running[index][2].held_epoch = self._epoch

    def stop(self, index: int) -> None:
        run, tape, _ = self.running.pop(index)
        run.cancel()
        self._exchange.feeds.remove(tape)
        if not self.running:
            self._exchange.forget()
