"""The newest quote of each symbol, as a tutorial keeps it: a dictionary of floats."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from benchmarks.ticks import tape_definitions

BOARD = [each.symbol for each in tape_definitions()[:100]]
NAMES = {each.symbol: each.name for each in tape_definitions()}

Quote = dict[str, Any]
quotes: dict[str, Quote] = {}


def update_quote(event: dict[str, Any]) -> Quote:
    """Puts an event of the tape in, and answers the symbol's quote."""
    symbol = event["symbol"]
    quote = quotes.setdefault(symbol, {"symbol": symbol, "name": NAMES[symbol], "volume": 0})
    if event["type"] == "reference":
        quote["prev_close"] = float(event["prev_close"])
    elif event["type"] == "quote":
        quote["bid"], quote["ask"] = float(event["bid"]), float(event["ask"])
    else:
        _apply_trade(quote, float(event["price"]), int(event["size"]))
    quote["ts"] = event["ts_event"] // 1_000_000
    quote["time"] = datetime.fromtimestamp(event["ts_event"] / 1e9, UTC)
    return quote


def _apply_trade(quote: Quote, price: float, size: int) -> None:
    quote["last"] = price
    quote["change"] = price - quote["prev_close"]
    quote["change_percent"] = quote["change"] / quote["prev_close"] * 100
    quote["volume"] += size
    quote["high"] = max(price, quote.get("high", price))
    quote["low"] = min(price, quote.get("low", price))
