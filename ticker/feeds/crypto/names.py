"""What ccxt calls our instruments, and which exchanges it has."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ticker.market.instruments import InstrumentDefinition


def name_of(definition: InstrumentDefinition) -> str:
    """BTC/USD of KRAKEN:BTC-USD, whatever the exchange itself calls it."""
    return definition.ticker.replace("-", "/")


def is_offered(definition: InstrumentDefinition, exchange: str) -> bool:
    """Whether it is one of this exchange's, and a pair."""
    return definition.venue == exchange.upper() and definition.ticker.count("-") == 1


def is_exchange(name: str) -> bool:
    """Whether ccxt has a stream of it, if ccxt is installed. Imports nothing."""
    if not (name.isascii() and name.isalnum() and name.islower()):
        return False
    spec = importlib.util.find_spec("ccxt")
    if spec is None or not spec.submodule_search_locations:
        return True
    return (Path(spec.submodule_search_locations[0]) / "pro" / f"{name}.py").is_file()
