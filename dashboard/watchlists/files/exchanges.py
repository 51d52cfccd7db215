"""The exchanges' codes of each product, and the venue that each stands for.

The first code of a venue is the one that is written.
"""

from __future__ import annotations

from collections.abc import Mapping

TRADINGVIEW = {
    "NASDAQ": "XNAS",
    "NYSE": "XNYS",
    "AMEX": "ARCX",  # NYSE Arca and NYSE American are one there
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


def code(exchanges: Mapping[str, str], venue: str) -> str | None:
    """How a product calls the venue; None where it has no code for it."""
    return next((each for each, its in exchanges.items() if its == venue), None)
