"""The feed of a crypto exchange: round the clock, without a key, through ccxt."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from functools import cached_property, partial

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import ExchangeFactory
from ticker.feeds.crypto.history import CryptoHistory, days_back
from ticker.feeds.crypto.parser import CryptoParser
from ticker.feeds.crypto.stream import CryptoStream
from ticker.feeds.crypto.symbology import is_exchange, is_offered, raw_symbol
from ticker.feeds.historyfeed import HistoryFeed, SkippedBar
from ticker.feeds.library import LibraryFeed
from ticker.feeds.parameters import Parameters
from ticker.feeds.symbology import SymbolMap, select_instruments
from ticker.market.bar import Bar, Interval
from ticker.market.events import AnyEvent
from ticker.market.instruments import InstrumentDefinition, Universe

PARAMETERS = ("mute", "symbols", "url")


class CryptoFeed(LibraryFeed, HistoryFeed):
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
        self.definitions = select_instruments(exchange, universe, symbols, is_its)
        if not self.definitions:
            pair = f"{exchange.upper()}:BTC-USD"
            raise FeedError(f"{exchange}: no instruments of it, such as {pair}; load some")
        self._symbols = SymbolMap(exchange, self.definitions, raw_symbol)
        self._factory = ExchangeFactory(exchange, url)
        self._url, self._mute = url, mute
        self._parser = CryptoParser(exchange, self._symbols, self.clock)

    @classmethod
    def from_query(cls, exchange: str, universe: Universe, params: Mapping[str, str]) -> CryptoFeed:
        """Raises FeedError for an unknown parameter or a value out of range."""
        given = Parameters(exchange or "crypto", params, PARAMETERS)
        return cls(
            exchange,
            universe,
            symbols=given.nonempty_words("symbols"),
            mute=given.number(float, "mute", 60.0, 1.0, 3600.0),
            url=given.server_url("url"),
        )

    @property
    def origin(self) -> str:
        """Another server's prices are not the exchange's."""
        return f"{self.name}?url={self._url}" if self._url else self.name

    async def connection_events(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        stream = CryptoStream(await self._factory.create(self._symbols), self._parser, self._mute)
        try:
            async with aclosing(stream.messages()) as messages:
                async for message in messages:
                    yield message
        finally:
            await stream.close()

    def historical_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        yield from self._history.bars(definition, interval, first, last)

    @cached_property
    def _history(self) -> CryptoHistory:
        return CryptoHistory(self._factory, self._symbols)
