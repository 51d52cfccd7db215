"""The feed of a crypto exchange: round the clock, without a key, through ccxt."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from functools import cached_property, partial

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import Maker
from ticker.feeds.crypto.history import History, days_back
from ticker.feeds.crypto.names import is_exchange, is_offered, name_of
from ticker.feeds.crypto.stream import Stream
from ticker.feeds.crypto.tape import Tape
from ticker.feeds.library import LibraryFeed
from ticker.feeds.names import Names, chosen
from ticker.feeds.parameters import Parameters
from ticker.feeds.pastfeed import LeftOut, PastFeed
from ticker.market.bar import Bar, Interval
from ticker.market.events import AnyEvent
from ticker.market.instruments import InstrumentDefinition, Universe

PARAMETERS = ("mute", "symbols", "url")


class Crypto(LibraryFeed, PastFeed):
    """Its name is the exchange's: ``kraken``."""

    library = "ccxt"
    requirements = "requirements-crypto.txt"

    def __init__(
        self,
        exchange: str,
        universe: Universe,
        *,
        symbols: Sequence[str] = (),
        mute: float = 60.0,
        url: str = "",
    ) -> None:
        """``exchange`` is ccxt's name. ``symbols`` selects instruments; empty means all of the
        exchange's. ``mute`` is the seconds without a price after which it reconnects. ``url`` is a
        server instead of all of the exchange's, http://host:port.

        Raises FeedError if there is no such exchange or no instrument.
        """
        if not is_exchange(exchange):
            raise FeedError(f"crypto: no exchange {exchange[:40]!r}; kraken and coinbase are two")
        self.name = exchange
        self.days_back = days_back(exchange)
        is_its = partial(is_offered, exchange=exchange)
        self.definitions = chosen(exchange, universe, symbols, is_its)
        if not self.definitions:
            pair = f"{exchange.upper()}:BTC-USD"
            raise FeedError(f"{exchange}: no instruments of it, such as {pair}; load some")
        self._names = Names(exchange, self.definitions, name_of)
        self._maker = Maker(exchange, url)
        self._url, self._mute = url, mute
        self._tape = Tape(exchange, self._names, self.clock)

    @classmethod
    def from_query(cls, exchange: str, universe: Universe, params: Mapping[str, str]) -> Crypto:
        """Raises FeedError for an unknown parameter or a value out of range."""
        given = Parameters(exchange or "crypto", params, PARAMETERS)
        return cls(
            exchange,
            universe,
            symbols=given.some("symbols"),
            mute=given.number(float, "mute", 60.0, 1.0, 3600.0),
            url=given.server("url"),
        )

    @property
    def origin(self) -> str:
        """Another server's prices are not the exchange's."""
        return f"{self.name}?url={self._url}" if self._url else self.name

    async def connection(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        stream = Stream(await self._maker.make(self._names), self._tape, self._mute)
        try:
            async with aclosing(stream.messages()) as messages:
                async for message in messages:
                    yield message
        finally:
            await stream.close()

    def past_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | LeftOut]:
        yield from self._history.bars(definition, interval, first, last)

    @cached_property
    def _history(self) -> History:
        return History(self._maker, self._names)
