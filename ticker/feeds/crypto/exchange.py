"""An exchange as ccxt knows it: with exact figures, and optionally at another server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ticker.feeds.base import FeedError
from ticker.feeds.library import error_summary

STREAMING_OPTIONS = {"keepAlive": 2000, "connectionTimeout": 5000}
"""Milliseconds. ccxt pings at the first interval and gives up after twice that without a sign of
life; the second is the limit for connecting."""

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""Errors that ccxt raises for unexpected answers: it takes them apart without checking them."""

logger = logging.getLogger(__name__)


class ExchangeFactory:
    """Creates an exchange object for each connection; its markets are loaded once."""

    def __init__(self, name: str, url: str) -> None:
        """``url``, http://host:port, replaces all addresses of the exchange."""
        self.name = name
        self._url = url
        self._markets: list[Any] = []

    async def create(self, raw_symbols: Iterable[str]) -> Any:
        """An object of ccxt.pro with the available markets; the log names the missing ones.

        Raises FeedError if the exchange cannot be asked or has none of them.
        """
        import ccxt.pro
        from ccxt.base.errors import BaseError

        exchange = self._create(ccxt.pro, raw_symbols)
        exchange.timeout_on_exit = 0
        try:
            if not self._markets:
                await exchange.load_markets()
                self._markets = self._available_markets(exchange, raw_symbols)
            exchange.set_markets(self._markets)
        except (BaseError, *UNREADABLE) as error:
            await exchange.close()
            raise FeedError(f"{self.name}: its markets: {error_with_cause(error)}") from None
        except (FeedError, asyncio.CancelledError):
            await exchange.close()
            raise
        return exchange

    def create_for_history(self, raw_symbols: Iterable[str]) -> Any:
        """A blocking object. Raises FeedError if the exchange cannot be asked."""
        import ccxt
        from ccxt.base.errors import BaseError

        exchange = self._create(ccxt, raw_symbols)
        try:
            exchange.load_markets()
        except (BaseError, *UNREADABLE) as error:
            raise FeedError(f"{self.name}: its markets: {error_with_cause(error)}") from None
        return exchange

    def _create(self, library: Any, raw_symbols: Iterable[str]) -> Any:
        """Another server needs no rate limit and is not asked for its markets: they follow from the
        instruments' names."""
        options = {
            "number": Decimal,
            "enableRateLimit": not self._url,
            "streaming": STREAMING_OPTIONS,
        }
        exchange = getattr(library, self.name)(options)
        if self._url:
            place = urlsplit(self._url).netloc
            exchange.urls["api"] = _redirect(exchange.urls["api"], place)
            self._set_markets(exchange, raw_symbols)
        return exchange

    def _set_markets(self, exchange: Any, raw_symbols: Iterable[str]) -> None:
        exchange.set_markets([_spot_market(exchange, name) for name in raw_symbols])

    def _available_markets(self, exchange: Any, raw_symbols: Iterable[str]) -> list[Any]:
        markets = [exchange.markets[name] for name in raw_symbols if name in exchange.markets]
        if missing := ", ".join(name for name in raw_symbols if name not in exchange.markets):
            logger.warning("%s has no %s; left out", self.name, missing)
        if not markets:
            raise FeedError(f"{self.name}: has none of the instruments that it was asked for")
        return markets


def error_with_cause(error: BaseException) -> str:
    """A library error in one line, with its cause."""
    inner = error.args[0] if error.args else None
    if (status := getattr(inner, "status", None)) is not None:
        return f"refused with HTTP {status}"
    message, root = error_summary(error), error_summary(_root_cause(error))
    return message if root in message else f"{message}: {root}"


def _root_cause(error: BaseException) -> BaseException:
    while (behind := error.__cause__ or error.__context__) is not None:
        error = behind
    return error


def _redirect(address: Any, netloc: str) -> Any:
    if isinstance(address, Mapping):
        return {key: _redirect(value, netloc) for key, value in address.items()}
    scheme, _, *rest = urlsplit(address)
    return urlunsplit(("ws" if scheme.startswith("ws") else "http", netloc, *rest))


def _spot_market(exchange: Any, raw_symbol: str) -> Any:
    base, _, quote = raw_symbol.partition("/")
    return exchange.safe_market_structure(
        {
            "id": f"{base}-{quote}",
            "symbol": raw_symbol,
            "base": base,
            "quote": quote,
            "baseId": base,
            "quoteId": quote,
            "type": "spot",
            "spot": True,
            "info": {},
        }
    )
