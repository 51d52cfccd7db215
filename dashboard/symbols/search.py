"""Finding instruments by what a person remembers of the symbol or the name."""

from __future__ import annotations

from dashboard.boards.boards import Board
from dashboard.forms.refused import RefusedEditError
from ticker.market.events import BadEventError
from ticker.market.instruments import InstrumentDefinition, Universe

NEAR = 3
"""Instruments that are named to whoever types something else."""


def rank(definition: InstrumentDefinition, wanted: str) -> int | None:
    """0 is the best, None no match: the symbol, its beginning, a word of the name, anywhere."""
    ticker, name = definition.ticker.casefold(), definition.name.casefold()
    if wanted in (ticker, definition.symbol.casefold()):
        return 0
    if ticker.startswith(wanted) or definition.symbol.casefold().startswith(wanted):
        return 1
    if any(word.startswith(wanted) for word in (name, *name.split())):
        return 2
    return 3 if wanted in ticker or wanted in name else None


def found(universe: Universe, text: str) -> list[InstrumentDefinition]:
    """The best first; all of equal rank in the order of the list."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    ranked = [(rank(each, wanted), each) for each in universe]
    matches = [(place, each) for place, each in ranked if place is not None]
    return [each for _, each in sorted(matches, key=lambda match: match[0])]


class UnknownSymbolError(RefusedEditError):
    """Nothing, or more than one thing, is called so; a whole sentence."""


def resolve(universe: Universe, text: str) -> str:
    """The symbol for a symbol or an unambiguous ticker, whatever its case; never a guess.

    Raises UnknownSymbolError."""
    try:
        return universe.resolve(text.strip().upper())
    except BadEventError:
        near = [f"{each.symbol} ({each.name})" for each in found(universe, text)[:NEAR]]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise UnknownSymbolError(f"There is no one instrument “{text.strip()}” here.{hint}")


def results(universe: Universe, text: str) -> Board:
    """The matches as a board."""
    return Board(
        slug="search",
        title=f"Search: {text}" if text else "Search",
        symbols=[each.symbol for each in found(universe, text)],
        empty_text=f"Nothing matches “{text}”" if text else "Type a symbol or a name",
    )
