"""The feed of Yahoo Finance: US equities without a key, as on Yahoo's own pages."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from functools import cached_property

from django.conf import settings

from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import HistoryFeed, SkippedBar
from ticker.feeds.library import LibraryFeed
from ticker.feeds.parameters import Parameters
from ticker.feeds.silence import is_mute
from ticker.feeds.symbology import SymbolMap, select_instruments
from ticker.feeds.yahoo.history import YahooHistory
from ticker.feeds.yahoo.parser import YahooParser
from ticker.feeds.yahoo.stream import YahooStream
from ticker.feeds.yahoo.symbology import is_offered, raw_symbol
from ticker.market.bar import Bar, Interval
from ticker.market.events import DELAYED, AnyEvent
from ticker.market.freshness import delayed
from ticker.market.instruments import InstrumentDefinition, Universe

PARAMETERS = ("delay", "mute", "symbols", "url")

LONGEST_DELAY = 1440
"""Minutes."""


class YahooFeed(LibraryFeed, HistoryFeed):
    """Yahoo promises no delay, so its word is DELAYED unless the operator states one."""

    name = "yahoo"
    library = "yfinance"
    requirements = "requirements-yahoo.txt"
    days_back: Mapping[Interval, int] = {"1d": 36_500, "1m": 29}

    def __init__(
        self,
        universe: Universe,
        *,
        symbols: Sequence[str] = (),
        delay: int | None = None,
        mute: float = 60.0,
        url: str = "",
    ) -> None:
        """``symbols`` selects instruments; empty means all that Yahoo has. ``delay`` is in minutes,
        0 for LIVE, None if unknown. ``mute`` is the seconds without a price in regular trading
        after which it reconnects. ``url`` is a server instead of all of Yahoo's, http://host:port.

        Raises FeedError without instruments.
        """
        self.definitions = select_instruments(self.name, universe, symbols, is_offered)
        self.word = delayed(delay)
        self._symbols = SymbolMap(self.name, self.definitions, raw_symbol)
        self._url, self._mute = url, mute
        self._parser = YahooParser(self._symbols, self.clock, 0 if delay == 0 else DELAYED)

    @classmethod
    def from_query(cls, universe: Universe, params: Mapping[str, str]) -> YahooFeed:
        """Raises FeedError for an unknown parameter or a value out of range."""
        given = Parameters(cls.name, params, PARAMETERS)
        return cls(
            universe,
            symbols=given.nonempty_words("symbols"),
            delay=given.number(int, "delay", 0, 0, LONGEST_DELAY) if "delay" in given else None,
            mute=given.number(float, "mute", 60.0, 1.0, 3600.0),
            url=given.server_url("url"),
        )

    @property
    def origin(self) -> str:
        """Another server's prices are not Yahoo's."""
        return f"{self.name}?url={self._url}" if self._url else self.name

    async def connection_events(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        stream = await YahooStream.connect(self._url, list(self._symbols))
        heard = self.clock()
        try:
            async with aclosing(stream.messages()) as messages:
                async for message in messages:
                    if message is None:
                        self._check_mute(heard)
                        yield None
                        continue
                    heard = self.clock()
                    for event in self._parser.events(message):
                        yield event
        finally:
            await stream.close()

    def _check_mute(self, heard: int) -> None:
        """Raises FeedError."""
        now = self.clock()
        if is_mute(now - heard, now, self._mute):
            why = f"no price for {self._mute:g} s of regular trading"
            raise FeedError(f"{self.name}: {why}", since=heard)

    def historical_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        yield from self._history.bars(definition, interval, first, last)

    @cached_property
    def _history(self) -> YahooHistory:
        return YahooHistory(self._url, str(settings.VAR_DIR / self.name))
