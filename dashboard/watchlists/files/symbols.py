"""Which instrument a file means: what it names at an exchange is there, or it is unresolved."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.forms.oneline import short
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe


class UnresolvedError(ValueError):
    """No instrument, or more than one, is meant. Its text is a sentence for people."""


class Symbols:
    """The symbols of a universe as a product writes them. ``exchanges`` gives the venue for each
    code of the product; the venues' own codes are always understood."""

    def __init__(self, universe: Universe, exchanges: Mapping[str, str]) -> None:
        self._universe = universe
        self._venues = {each.venue: each.venue for each in universe} | dict(exchanges)
        self._joined = {joined(each): each.symbol for each in universe if is_pair(each)}

    def named(self, text: str) -> str:
        """The symbol for EXCHANGE:TICKER or a bare ticker. Raises UnresolvedError."""
        exchange, colon, ticker = text.partition(":")
        return self.at(exchange, ticker) if colon else self.bare(text)

    def at(self, exchange: str, ticker: str) -> str:
        """The symbol for a ticker of one exchange. Raises UnresolvedError."""
        venue = self._venues.get(exchange)
        if venue is None:
            raise UnresolvedError(f"The exchange {short(exchange)} is not known here.")
        symbol = f"{venue}:{ticker}"
        if symbol in self._universe:
            return symbol
        if symbol in self._joined:
            return self._joined[symbol]
        raise UnresolvedError(f"{short(ticker)} is not known at {exchange}.")

    def bare(self, *spellings: str) -> str:
        """The symbol for a ticker that may be spelled in several ways. Raises UnresolvedError."""
        found = {self._universe.resolve(each) for each in spellings if self._is_known(each)}
        if len(found) > 1 or any(self._universe.is_ambiguous(each) for each in spellings):
            raise UnresolvedError(
                f"{short(spellings[0])} is known at more than one exchange: "
                "write it as VENUE:TICKER."
            )
        if not found:
            raise UnresolvedError(f"{short(spellings[0])} is not known here.")
        return found.pop()

    def _is_known(self, ticker: str) -> bool:
        try:
            return bool(self._universe.resolve(ticker))
        except BadEventError:
            return False


def is_pair(definition: InstrumentDefinition) -> bool:
    """A currency in another one: BTC-USD."""
    return definition.asset_class == "CRYPTO"


def joined(definition: InstrumentDefinition) -> str:
    """A pair as many write it: KRAKEN:BTCUSD."""
    return definition.symbol.replace("-", "")
