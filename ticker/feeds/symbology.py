"""A provider's names for instruments."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from ticker.feeds.base import FeedError
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe

logger = logging.getLogger(__name__)


class SymbolMap:
    """Maps names to instruments in the universe's order. A name that the provider gives to several
    instruments is ambiguous: they are left out, and the log says so."""

    def __init__(
        self,
        provider: str,
        definitions: Iterable[InstrumentDefinition],
        raw_symbol: Callable[[InstrumentDefinition], str],
    ) -> None:
        """Raises FeedError if none is left."""
        by_name: dict[str, list[InstrumentDefinition]] = {}
        for definition in definitions:
            by_name.setdefault(raw_symbol(definition), []).append(definition)
        for name, several in by_name.items():
            if len(several) > 1:
                symbols = " and ".join(definition.symbol for definition in several)
                logger.warning("%s: %s may be %s; left out", provider, name, symbols)
        self._definitions = {
            name: definition[0] for name, definition in by_name.items() if len(definition) == 1
        }
        if not self._definitions:
            raise FeedError(f"{provider}: the universe has no instruments that it could ask for")

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)

    def get(self, name: str) -> InstrumentDefinition | None:
        return self._definitions.get(name)

    def items(self) -> Iterable[tuple[str, InstrumentDefinition]]:
        return self._definitions.items()


def select_instruments(
    provider: str,
    universe: Universe,
    symbols: Iterable[str],
    is_offered: Callable[[InstrumentDefinition], bool],
) -> list[InstrumentDefinition]:
    """The instruments for ``symbols``, full or bare; all offered ones if there are none.

    Raises FeedError for a symbol that is unknown, ambiguous or not offered.
    """
    by_name: dict[str, InstrumentDefinition] = {}
    for text in symbols:
        try:
            definition = universe[universe.resolve(text)]
        except BadEventError as error:
            raise FeedError(f"{provider}: {str(error).replace('_', ' ', 1)}") from None
        if not is_offered(definition):
            raise FeedError(f"{provider}: has no {definition.symbol}")
        by_name[definition.symbol] = definition
    return list(by_name.values()) or [
        definition for definition in universe if is_offered(definition)
    ]
