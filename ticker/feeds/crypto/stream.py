"""One connection to an exchange, through ccxt's class for it.

ccxt's watch methods return the newest state: of data that arrives together, quotes are skipped, and
trades of other instruments wait for their next one. They are called here only to subscribe. The
parsed messages are taken where the exchange's class stores them, and a loss is noticed where its
client reports it to those who wait.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import UNREADABLE, error_with_cause
from ticker.feeds.crypto.message import decode_frame, is_snapshot
from ticker.feeds.crypto.parser import MILLISECOND, CcxtData, CryptoParser
from ticker.feeds.invalidline import invalid_line
from ticker.feeds.library import HEARTBEAT
from ticker.market.bar import SECOND
from ticker.market.events import AnyEvent

PRICE_LIMIT = 8.0
"""Seconds for the first price."""

CLOSE_LIMIT = 1.0
"""Seconds for a close in which the other side takes part."""

MOST_WAITING = 100_000
"""The most events that wait to be read."""

SNAPSHOTS: dict[str, dict[str, Any]] = {"kraken": {"snapshot": True}}
"""Parameters that make an exchange start with its last trades, so that those of a loss are
received."""

HEARTBEATS = ("coinbase",)
"""Exchanges that close a connection that is quiet for a minute unless heartbeats are subscribed."""

logger = logging.getLogger(__name__)


class CryptoStream:
    def __init__(self, exchange: Any, parser: CryptoParser, mute: float) -> None:
        """``exchange`` is an object of ccxt.pro for this connection alone, with its markets loaded;
        ``mute`` is the seconds without a price after which it counts as lost."""
        self._exchange, self._parser, self._mute = exchange, parser, mute
        self._raw_symbols = list(exchange.markets)
        self._clock = asyncio.get_running_loop().time
        self._started_at = self._clock()
        self._last_price_at = 0.0
        self._refusal = self._loss = ""
        self._trades: list[CcxtData] = []
        self._tickers: list[CcxtData] = []
        self._queue: list[AnyEvent | bytes] = []
        self._has_events = asyncio.Event()
        self._clients: list[Any] = []
        self._tasks: list[asyncio.Task[Any]] = []

    async def messages(self) -> AsyncGenerator[AnyEvent | bytes | None, None]:
        """Events, and lines that are no events; None while it is only alive, but not before the
        first price.

        Raises FeedError when the connection is lost.
        """
        self._redirect_messages()
        for watch in self._subscriptions():
            self._start_task(watch)
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._has_events.wait()
            self._has_events.clear()
            waiting, self._queue = self._queue, []
            for event in waiting:
                yield event
            self._check()
            if self._last_price_at:
                yield None

    def _redirect_messages(self) -> None:
        from ccxt.async_support.base.ws.cache import ArrayCache

        exchange, cache = self._exchange, ArrayCache()
        cache.append = self._trades.append
        exchange.trades = dict.fromkeys(self._raw_symbols, cache)
        exchange.tickers, exchange.bidsasks = (
            _RecordingDict(self._tickers),
            _RecordingDict(self._tickers),
        )
        client_of = exchange.client
        exchange.client = lambda url: self._take_over_client(client_of(url))

    def _subscriptions(self) -> list[Coroutine[Any, Any, Any]]:
        """Subscriptions to trades and best prices, for all instruments at once if the exchange
        can."""
        its, names = self._exchange, self._raw_symbols
        more = SNAPSHOTS.get(its.id, {})
        if its.has.get("watchTradesForSymbols"):
            watches = [its.watch_trades_for_symbols(names, params=dict(more))]
        else:
            watches = [its.watch_trades(name, params=dict(more)) for name in names]
        if its.has.get("watchBidsAsks"):
            watches.append(its.watch_bids_asks(names, params={}))
        elif its.has.get("watchTicker"):
            watches += [its.watch_ticker(name, params={}) for name in names]
        if its.id in HEARTBEATS:
            watches.append(its.subscribe("heartbeats", False))
        return watches

    def _start_task(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._check_task)
        self._tasks.append(task)

    def _check_task(self, task: asyncio.Task[Any]) -> None:
        """A subscription ends well with its first answer."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._record_loss(error)

    def _take_over_client(self, client: Any) -> Any:
        client.receive_loop = lambda: self._start_task(self._receive(client))
        client.handle_text_or_binary_message = partial(self._handle_frame, client)
        client.reject = self._reject
        if client not in self._clients:
            self._clients.append(client)
        return client

    async def _receive(self, client: Any) -> None:
        """Replaces the client's own loop, which ends at the first unreadable message, and takes
        messages out of its connection without the connection's count of waiting messages: after
        some thousand, none is read any more."""
        while not client.closed():
            client.handle_message(await client.receive())
            await asyncio.sleep(0)
        client.on_close(1006)

    def _handle_frame(self, client: Any, frame: str | bytes) -> None:
        from ccxt.base.errors import BaseError

        client.lastPong = self._exchange.milliseconds()
        is_first = False
        try:
            message = decode_frame(frame, client.decompressBinary)
            is_first = is_snapshot(message)
            client.on_message_callback(client, message)
        except BaseError as error:
            self._record_refusal(error)
        except UNREADABLE as error:
            self._enqueue(
                invalid_line(f"a message that cannot be read ({error_with_cause(error)})")
            )
        if self._trades or self._tickers:
            self._last_price_at = self._clock()
            self._parse_received(is_first)

    def _parse_received(self, is_first: bool) -> None:
        trades, tickers = self._trades.copy(), self._tickers.copy()
        self._trades.clear()
        self._tickers.clear()
        try:
            self._enqueue(*self._parser.trades(trades, is_first))
            for ticker in tickers:
                self._enqueue(*self._parser.quotes(ticker))
        except UNREADABLE as error:
            self._enqueue(
                invalid_line(f"a trade or ticker that cannot be read ({error_with_cause(error)})")
            )

    def _enqueue(self, *events: AnyEvent | bytes) -> None:
        if events:
            self._queue += events
            self._has_events.set()
        if len(self._queue) > MOST_WAITING:
            self._record_loss(FeedError(f"{len(self._queue)} events wait, which nobody reads"))

    def _reject(self, error: Exception, subject: str | None = None) -> None:
        """The error that the client would report to those who wait for the subject, or for any."""
        if subject is None:
            self._record_loss(error)
        else:
            self._record_refusal(error)

    def _record_loss(self, error: BaseException) -> None:
        self._loss = self._loss or error_with_cause(error)
        self._has_events.set()

    def _record_refusal(self, error: Exception) -> None:
        """The exchange reports an error, perhaps of a single instrument."""
        refusal = error_with_cause(error)
        if refusal != self._refusal:
            logger.error("%s says: %s", self._exchange.id, refusal)
        self._refusal = refusal
        if self._last_price_at:
            self._enqueue(invalid_line(refusal))

    def _check(self) -> None:
        """Raises FeedError if the connection is lost or will never deliver."""
        name, now = self._exchange.id, self._clock()
        if self._loss:
            raise FeedError(f"{name}: {self._loss}", since=self._last_sign_of_life)
        if not self._last_price_at and now - self._started_at > PRICE_LIMIT:
            refusal = f": {self._refusal}" if self._refusal else ""
            raise FeedError(f"{name}: no price within {PRICE_LIMIT:g} s{refusal}")
        if self._last_price_at and now - self._last_price_at > self._mute:
            since = time.time_ns() - int((now - self._last_price_at) * SECOND)
            raise FeedError(f"{name}: no price for {self._mute:g} s", since)

    @property
    def _last_sign_of_life(self) -> int:
        """The last sign of life of the connection that has been silent longest, UTC nanoseconds; 0
        without one. ccxt counts milliseconds."""
        return min((client.lastPong or 0 for client in self._clients), default=0) * MILLISECOND

    async def close(self) -> None:
        """Within CLOSE_LIMIT seconds."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        clients = list(self._exchange.clients.values())
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_LIMIT):
                await self._exchange.close_ws_clients()
        self._exchange.clients = {}
        for client in clients:
            if client.ping_looper is not None:
                client.ping_looper.cancel()
        await self._exchange.close()


class _RecordingDict(dict[str, Any]):
    """Also appends every value to a list."""

    def __init__(self, values: list[CcxtData]) -> None:
        super().__init__()
        self._recorded = values

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self._recorded.append(value)
