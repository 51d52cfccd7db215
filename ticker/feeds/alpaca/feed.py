"""The feed of Alpaca: US equities of one exchange or of all, with a key."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from functools import cached_property

from django.conf import settings

from ticker.feeds.alpaca.closes import PreviousCloses
from ticker.feeds.alpaca.history import AlpacaHistory
from ticker.feeds.alpaca.parser import AlpacaParser
from ticker.feeds.alpaca.stream import AlpacaStream
from ticker.feeds.alpaca.symbology import is_offered, raw_symbol
from ticker.feeds.base import FeedError
from ticker.feeds.historyfeed import HistoryFeed, SkippedBar
from ticker.feeds.library import LibraryFeed
from ticker.feeds.parameters import Parameters
from ticker.feeds.silence import is_mute
from ticker.feeds.symbology import SymbolMap, select_instruments
from ticker.market.bar import Bar, Interval
from ticker.market.events import DELAYED, AnyEvent
from ticker.market.freshness import delayed
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.sessions import SECOND

PARAMETERS = ("mute", "symbols", "url")

DELAYS = {"iex": 0, "sip": 0, "delayed_sip": 15}
"""Alpaca's feeds, of one exchange and of all, with their delay in minutes."""


class AlpacaFeed(LibraryFeed, HistoryFeed):
    name = "alpaca"
    library = "alpaca"
    requirements = "requirements-alpaca.txt"
    days_back: Mapping[Interval, int] = {"1d": 36_500, "1m": 366}

    def __init__(
        self,
        universe: Universe,
        feed: str,
        *,
        symbols: Sequence[str] = (),
        mute: float = 60.0,
        url: str = "",
    ) -> None:
        """``feed`` is a key of DELAYS. ``symbols`` selects instruments; empty means all that Alpaca
        has. ``mute`` is the seconds without a message in regular trading after which it reconnects.
        ``url`` is a server instead of all of Alpaca's, http://host:port.

        Raises FeedError without instruments or without a key.
        """
        self._credentials = _credentials()
        self.definitions = select_instruments(self.name, universe, symbols, is_offered)
        self.word = delayed(DELAYS[feed])
        self._feed, self._url, self._mute = feed, url, mute
        names = self._symbols = SymbolMap(self.name, self.definitions, raw_symbol)
        flags = DELAYED if DELAYS[feed] else 0
        self._parser = AlpacaParser(names, self._data_clock, flags)
        self._closes = PreviousCloses(
            names, lambda: self._open_history("sip"), self._data_clock, flags
        )

    @classmethod
    def from_query(cls, feed: str, universe: Universe, params: Mapping[str, str]) -> AlpacaFeed:
        """Raises FeedError for an unknown feed or parameter, or a value out of range."""
        if feed not in DELAYS:
            names = ", ".join(DELAYS)
            raise FeedError(f"{cls.name}: {feed!r} is no feed of it; use {names}: {cls.name}://iex")
        given = Parameters(cls.name, params, PARAMETERS)
        return cls(
            universe,
            feed,
            symbols=given.nonempty_words("symbols"),
            mute=given.number(float, "mute", 60.0, 1.0, 3600.0),
            url=given.server_url("url"),
        )

    @property
    def origin(self) -> str:
        """Bars of one exchange are not those of all, and another server's are not Alpaca's."""
        server = f"?url={self._url}" if self._url else ""
        return f"{self.name}://{self._feed}{server}"

    async def connection_events(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        self._parser.begin_connection()
        stream = await AlpacaStream.connect(
            self._credentials, self._feed, self._url, list(self._symbols)
        )
        heard = self.clock()
        try:
            async with aclosing(stream.frames()) as frames:
                async for frame in frames:
                    if frame is None:
                        self._check_mute(heard)
                        yield None
                    else:
                        heard = self.clock()
                        for message in frame:
                            for event in self._parser.events(message):
                                yield event
                    for close in self._closes.take():
                        yield close
        finally:
            await stream.close()

    def _check_mute(self, heard: int) -> None:
        """Raises FeedError."""
        if is_mute(self.clock() - heard, self._data_clock(), self._mute):
            why = f"no message for {self._mute:g} s of regular trading"
            raise FeedError(f"{self.name}: {why}", since=heard)

    def _data_clock(self) -> int:
        """The exchange's time of the current data, UTC nanoseconds."""
        return self.clock() - DELAYS[self._feed] * 60 * SECOND

    def historical_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | SkippedBar]:
        yield from self._history.bars(definition, interval, first, last)

    @cached_property
    def _history(self) -> AlpacaHistory:
        return self._open_history("iex" if self._feed == "iex" else "sip")

    def _open_history(self, feed: str) -> AlpacaHistory:
        return AlpacaHistory(self._credentials, feed, self._url)


def _credentials() -> tuple[str, str]:
    """From the environment only: others can read addresses and arguments."""
    values = {
        "ALPACA_KEY_ID": settings.ALPACA_KEY_ID,
        "ALPACA_SECRET_KEY": settings.ALPACA_SECRET_KEY,
    }
    if missing := [name for name, value in values.items() if not value]:
        raise FeedError(f"alpaca: set {' and '.join(missing)} in the environment")
    key_id, secret_key = values.values()
    return key_id, secret_key
