"""The codes of each product for the venues. The first code of a venue is the one that is
written."""

from __future__ import annotations

from collections.abc import Mapping

TRADINGVIEW = {
    "NASDAQ": "XNAS",
    "NYSE": "XNYS",
    "AMEX": "ARCX",  # TradingView has one code for NYSE Arca and NYSE American
    "CBOE": "BATS",
    "BATS": "BATS",
    "KRAKEN": "KRAKEN",
}

IBKR = {
    "NASDAQ": "XNAS",
    "NASDAQ.NMS": "XNAS",
    "NASDAQ.SCM": "XNAS",
    "ISLAND": "XNAS",
    "NYSE": "XNYS",
    "ARCA": "ARCX",
    "BATS": "BATS",
    "KRAKEN": "KRAKEN",
}


def exchange_code(exchanges: Mapping[str, str], venue: str) -> str | None:
    """Return the code of a venue, None if the product has none."""
    return next((candidate for candidate, its in exchanges.items() if its == venue), None)
