"""What a provider calls the instruments that are asked of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator

from ticker.feeds.base import FeedError
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe

logger = logging.getLogger(__name__)


class Names:
    """Both ways, in the universe's order. Of instruments to which the provider gives the same name
    it cannot be said which it means: they are left out, and the log says so."""

    def __init__(
        self,
        provider: str,
        definitions: Iterable[InstrumentDefinition],
        name_of: Callable[[InstrumentDefinition], str],
    ) -> None:
        """Raises FeedError if there is none left."""
        found: dict[str, list[InstrumentDefinition]] = {}
        for each in definitions:
            found.setdefault(name_of(each), []).append(each)
        for name, several in found.items():
            if len(several) > 1:
                symbols = " and ".join(each.symbol for each in several)
                logger.warning("%s: %s may be %s; left out", provider, name, symbols)
        self._definitions = {name: each[0] for name, each in found.items() if len(each) == 1}
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


def chosen(
    provider: str,
    universe: Universe,
    symbols: Iterable[str],
    is_offered: Callable[[InstrumentDefinition], bool],
) -> list[InstrumentDefinition]:
    """Those of the ``symbols``, full or bare; all that are offered if there are none.

    Raises FeedError for one that is unknown, may be several, or is not offered.
    """
    found: dict[str, InstrumentDefinition] = {}
    for text in symbols:
        try:
            definition = universe[universe.resolve(text)]
        except BadEventError as error:
            raise FeedError(f"{provider}: {str(error).replace('_', ' ', 1)}") from None
        if not is_offered(definition):
            raise FeedError(f"{provider}: has no {definition.symbol}")
        found[definition.symbol] = definition
    return list(found.values()) or [each for each in universe if is_offered(each)]
