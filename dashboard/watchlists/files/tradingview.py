"""TradingView's watchlists: EXCHANGE:TICKER, separated by commas, with ###HEADING in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.gathering import Gathering
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.files.symbols import Symbols, is_pair, joined
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

HEADING = "###"
OURS = set(exchanges.TRADINGVIEW.values())
EXCHANGE_TICKER = re.compile(r"([A-Z0-9_]+):([^,\s]+)")
WORDS = re.compile(r"[A-Z][A-Z0-9.:_!-]*(?:\s*,\s*[A-Z][A-Z0-9.:_!-]*)+,?")


def begins(first: str) -> bool:
    first = first.strip()
    match = EXCHANGE_TICKER.match(first)
    if first.startswith(HEADING) or WORDS.fullmatch(first):
        return True
    return bool(match and (match[1] not in OURS or (match[1] == "KRAKEN" and "-" not in match[2])))


def read(text: str, universe: Universe) -> Reading:
    """Raises BadFileError."""
    symbols = Symbols(universe, exchanges.TRADINGVIEW)
    gathering = Gathering()
    for number, word in _words(text):
        if word.startswith(HEADING):
            gathering.heading(number, word.removeprefix(HEADING))
        elif symbol := gathering.new(number, word, symbols.named):
            gathering.lines.append(Line(symbol=symbol))
    return gathering.finished()


def _words(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for word in line.split(","):
            if word := word.strip():
                yield number, word


def write(lines: Iterable[Line], universe: Universe) -> str:
    """Return one line without a line end. A comma in a heading becomes a semicolon."""
    return ",".join(
        _symbol(line.symbol, universe) if line.symbol else HEADING + line.heading.replace(",", ";")
        for line in lines
    )


def _symbol(symbol: str, universe: Universe) -> str:
    venue, _, ticker = symbol.partition(":")
    if symbol in universe and is_pair(universe[symbol]):
        return joined(universe[symbol])
    code = exchanges.code(exchanges.TRADINGVIEW, venue)
    return f"{code}:{ticker}" if code else symbol
