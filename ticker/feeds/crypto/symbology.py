"""ccxt's names for instruments and exchanges."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ticker.market.instruments import InstrumentDefinition


def raw_symbol(definition: InstrumentDefinition) -> str:
    """BTC/USD for KRAKEN:BTC-USD, whatever the exchange calls it."""
    return definition.ticker.replace("-", "/")


def is_offered(definition: InstrumentDefinition, exchange: str) -> bool:
    """Whether it is a pair of this exchange."""
    return definition.venue == exchange.upper() and definition.ticker.count("-") == 1


def is_exchange(name: str) -> bool:
    """Whether ccxt, if installed, has a stream of it. Imports nothing."""
    if not (name.isascii() and name.isalnum() and name.islower()):
        return False
    spec = importlib.util.find_spec("ccxt")
    if spec is None or not spec.submodule_search_locations:
        return True
    return (Path(spec.submodule_search_locations[0]) / "pro" / f"{name}.py").is_file()
