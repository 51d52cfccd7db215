"""An exchange as ccxt knows it: with exact figures, and a server in its place if need be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ticker.feeds.base import FeedError
from ticker.feeds.library import in_short

STREAMING = {"keepAlive": 2000, "connectionTimeout": 5000}
"""Milliseconds: between two pings, after twice which without a sign of life ccxt gives a connection
up; and in which it must be made."""

UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What ccxt raises for what it did not expect: it looks at nothing before it takes it apart."""

logger = logging.getLogger(__name__)


class Maker:
    """Makes one for each connection; its markets are loaded once."""

    def __init__(self, name: str, url: str) -> None:
        """``url``, http://host:port, takes the place of all that the exchange has."""
        self.name = name
        self._url = url
        self._markets: list[Any] = []

    async def make(self, names: Iterable[str]) -> Any:
        """One of ccxt.pro, with what it has of these markets; the log names the others.

        Raises FeedError if it cannot be asked, or has none of them.
        """
        import ccxt.pro
        from ccxt.base.errors import BaseError

        exchange = self._new(ccxt.pro, names)
        exchange.timeout_on_exit = 0
        try:
            if not self._markets:
                await exchange.load_markets()
                self._markets = self._found(exchange, names)
            exchange.set_markets(self._markets)
        except (BaseError, *UNREADABLE) as error:
            await exchange.close()
            raise FeedError(f"{self.name}: its markets: {why(error)}") from None
        except (FeedError, asyncio.CancelledError):
            await exchange.close()
            raise
        return exchange

    def make_for_history(self, names: Iterable[str]) -> Any:
        """One that waits for its answers. Raises FeedError if it cannot be asked."""
        import ccxt
        from ccxt.base.errors import BaseError

        exchange = self._new(ccxt, names)
        try:
            exchange.load_markets()
        except (BaseError, *UNREADABLE) as error:
            raise FeedError(f"{self.name}: its markets: {why(error)}") from None
        return exchange

    def _new(self, library: Any, names: Iterable[str]) -> Any:
        """Another server needs no rate limit, and is not asked for its markets: they are as our
        names tell."""
        options = {"number": Decimal, "enableRateLimit": not self._url, "streaming": STREAMING}
        exchange = getattr(library, self.name)(options)
        if self._url:
            place = urlsplit(self._url).netloc
            exchange.urls["api"] = _redirected(exchange.urls["api"], place)
            self._name_markets(exchange, names)
        return exchange

    def _name_markets(self, exchange: Any, names: Iterable[str]) -> None:
        exchange.set_markets([_market(exchange, name) for name in names])

    def _found(self, exchange: Any, names: Iterable[str]) -> list[Any]:
        found = [exchange.markets[name] for name in names if name in exchange.markets]
        if missing := ", ".join(name for name in names if name not in exchange.markets):
            logger.warning("%s has no %s; left out", self.name, missing)
        if not found:
            raise FeedError(f"{self.name}: has none of the instruments that it was asked for")
        return found


def why(error: BaseException) -> str:
    """What a library's error says, in one line, and what is behind it."""
    inner = error.args[0] if error.args else None
    if (status := getattr(inner, "status", None)) is not None:
        return f"refused with HTTP {status}"
    found, root = in_short(error), in_short(_root(error))
    return found if root in found else f"{found}: {root}"


def _root(error: BaseException) -> BaseException:
    while (behind := error.__cause__ or error.__context__) is not None:
        error = behind
    return error


def _redirected(address: Any, place: str) -> Any:
    if isinstance(address, Mapping):
        return {key: _redirected(value, place) for key, value in address.items()}
    scheme, _, *rest = urlsplit(address)
    return urlunsplit(("ws" if scheme.startswith("ws") else "http", place, *rest))


def _market(exchange: Any, name: str) -> Any:
    base, _, quote = name.partition("/")
    return exchange.safe_market_structure(
        {
            "id": f"{base}-{quote}",
            "symbol": name,
            "base": base,
            "quote": quote,
            "baseId": base,
            "quoteId": quote,
            "type": "spot",
            "spot": True,
            "info": {},
        }
    )
