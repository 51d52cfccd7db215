"""The feed of Alpaca: US equities of one exchange or of all, with a key."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import date
from functools import cached_property

from django.conf import settings

from ticker.feeds.alpaca.closes import Closes
from ticker.feeds.alpaca.messages import Messages
from ticker.feeds.alpaca.names import is_offered, name_of
from ticker.feeds.alpaca.past import Past
from ticker.feeds.alpaca.stream import Stream
from ticker.feeds.base import FeedError
from ticker.feeds.library import LibraryFeed
from ticker.feeds.mute import is_mute
from ticker.feeds.names import Names, chosen
from ticker.feeds.parameters import Parameters
from ticker.feeds.pastfeed import LeftOut, PastFeed
from ticker.market.bar import Bar, Interval
from ticker.market.events import DELAYED, AnyEvent
from ticker.market.freshness import delayed
from ticker.market.instruments import InstrumentDefinition, Universe
from ticker.market.sessions import SECOND

PARAMETERS = ("mute", "symbols", "url")

DELAYS = {"iex": 0, "sip": 0, "delayed_sip": 15}
"""Alpaca's feeds, of one exchange and of all, with their delay in minutes."""


class Alpaca(LibraryFeed, PastFeed):
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
        self.definitions = chosen(self.name, universe, symbols, is_offered)
        self.word = delayed(DELAYS[feed])
        self._feed, self._url, self._mute = feed, url, mute
        names = self._names = Names(self.name, self.definitions, name_of)
        flags = DELAYED if DELAYS[feed] else 0
        self._messages = Messages(names, self._told_at, flags)
        self._closes = Closes(names, lambda: self._past_of("sip"), self._told_at, flags)

    @classmethod
    def from_query(cls, feed: str, universe: Universe, params: Mapping[str, str]) -> Alpaca:
        """Raises FeedError for an unknown feed or parameter, or a value out of range."""
        if feed not in DELAYS:
            names = ", ".join(DELAYS)
            raise FeedError(f"{cls.name}: {feed!r} is no feed of it; use {names}: {cls.name}://iex")
        given = Parameters(cls.name, params, PARAMETERS)
        return cls(
            universe,
            feed,
            symbols=given.some("symbols"),
            mute=given.number(float, "mute", 60.0, 1.0, 3600.0),
            url=given.server("url"),
        )

    @property
    def origin(self) -> str:
        """Bars of one exchange are not those of all, and another server's are not Alpaca's."""
        server = f"?url={self._url}" if self._url else ""
        return f"{self.name}://{self._feed}{server}"

    async def connection(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        self._messages.begin()
        stream = await Stream.connect(self._credentials, self._feed, self._url, list(self._names))
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
                            for event in self._messages.events(message):
                                yield event
                    for close in self._closes.take():
                        yield close
        finally:
            await stream.close()

    def _check_mute(self, heard: int) -> None:
        """Raises FeedError."""
        if is_mute(self.clock() - heard, self._told_at(), self._mute):
            why = f"no message for {self._mute:g} s of regular trading"
            raise FeedError(f"{self.name}: {why}", since=heard)

    def _told_at(self) -> int:
        """The exchange's time of the current data, UTC nanoseconds."""
        return self.clock() - DELAYS[self._feed] * 60 * SECOND

    def past_bars(
        self, definition: InstrumentDefinition, interval: Interval, first: date, last: date
    ) -> Iterator[Bar | LeftOut]:
        yield from self._past.bars(definition, interval, first, last)

    @cached_property
    def _past(self) -> Past:
        return self._past_of("iex" if self._feed == "iex" else "sip")

    def _past_of(self, feed: str) -> Past:
        return Past(self._credentials, feed, self._url)


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
