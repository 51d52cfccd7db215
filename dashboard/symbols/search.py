"""Finding instruments by parts of the symbol or the name."""

from __future__ import annotations

from dashboard.boards.boards import Board
from dashboard.forms.refusals import RefusedEditError
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe

CLOSE_MATCHES = 3
"""Suggestions for an unknown symbol."""


def rank(definition: InstrumentDefinition, query: str) -> int | None:
    """0 for the symbol, 1 for its beginning, 2 for a word of the name, 3 for any other part; None
    for no match."""
    ticker, name = definition.ticker.casefold(), definition.name.casefold()
    if query in (ticker, definition.symbol.casefold()):
        return 0
    if ticker.startswith(query) or definition.symbol.casefold().startswith(query):
        return 1
    if any(word.startswith(query) for word in (name, *name.split())):
        return 2
    return 3 if query in ticker or query in name else None


def find_instruments(universe: Universe, text: str) -> list[InstrumentDefinition]:
    """The best first; equals in list order."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    ranked = [(rank(definition, wanted), definition) for definition in universe]
    matches = [(place, definition) for place, definition in ranked if place is not None]
    return [definition for _, definition in sorted(matches, key=lambda match: match[0])]


class UnknownSymbolError(RefusedEditError):
    """No instrument, or several, match; the message is a whole sentence."""


def resolve(universe: Universe, text: str) -> str:
    """The symbol for a symbol or an unambiguous ticker, in any case.

    Raises UnknownSymbolError.
    """
    try:
        return universe.resolve(text.strip().upper())
    except BadEventError:
        near = [
            f"{definition.symbol} ({definition.name})"
            for definition in find_instruments(universe, text)[:CLOSE_MATCHES]
        ]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    ticker = text.strip()
    count = "More than one" if universe.is_ambiguous(ticker.upper()) else "No"
    raise UnknownSymbolError(f"{count} instrument matches {ticker}.{hint}")


def search_board(universe: Universe, text: str) -> Board:
    return Board(
        slug="search",
        title=f"Search: {text}" if text else "Search",
        symbols=[definition.symbol for definition in find_instruments(universe, text)],
        empty_text=f"Nothing matches “{text}”" if text else "Type a symbol or a name",
    )
