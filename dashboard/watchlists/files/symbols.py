from __future__ import annotations

from collections.abc import Mapping

from dashboard.forms.text import shorten
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe


class UnresolvedError(ValueError):
    """The text names no instrument, or more than one. The message is a sentence for people."""


class SymbolResolver:
    """The symbols of a universe as a product writes them. ``exchanges`` maps the codes of the
    product to venues; venue codes are always accepted."""

    def __init__(self, universe: Universe, exchanges: Mapping[str, str]) -> None:
        self._universe = universe
        self._venues = {definition.venue: definition.venue for definition in universe} | dict(
            exchanges
        )
        self._pairs = {
            joined_symbol(definition): definition.symbol
            for definition in universe
            if is_pair(definition)
        }

    def resolve(self, text: str) -> str:
        """Resolve EXCHANGE:TICKER or a ticker. Raises UnresolvedError."""
        exchange, colon, ticker = text.partition(":")
        return self.resolve_at(exchange, ticker) if colon else self.resolve_ticker(text)

    def resolve_at(self, exchange: str, ticker: str) -> str:
        """Raises UnresolvedError."""
        venue = self._venues.get(exchange)
        if venue is None:
            raise UnresolvedError(f"The exchange {shorten(exchange)} is not known here.")
        symbol = f"{venue}:{ticker}"
        if symbol in self._universe:
            return symbol
        if symbol in self._pairs:
            return self._pairs[symbol]
        raise UnresolvedError(f"{shorten(ticker)} is not known at {exchange}.")

    def resolve_ticker(self, *spellings: str) -> str:
        """Resolve a ticker that may be spelled in several ways. Raises UnresolvedError."""
        symbols = {
            self._universe.resolve(definition)
            for definition in spellings
            if self._is_known(definition)
        }
        if len(symbols) > 1 or any(
            self._universe.is_ambiguous(definition) for definition in spellings
        ):
            raise UnresolvedError(
                f"{shorten(spellings[0])} is known at more than one exchange: "
                "write it as VENUE:TICKER."
            )
        if not symbols:
            raise UnresolvedError(f"{shorten(spellings[0])} is not known here.")
        return symbols.pop()

    def _is_known(self, ticker: str) -> bool:
        try:
            return bool(self._universe.resolve(ticker))
        except BadEventError:
            return False


def is_pair(definition: InstrumentDefinition) -> bool:
    """Tell whether it is a currency pair, such as BTC-USD."""
    return definition.asset_class == "CRYPTO"


def joined_symbol(definition: InstrumentDefinition) -> str:
    """Return a pair without the dash: KRAKEN:BTCUSD."""
    return definition.symbol.replace("-", "")
