"""TradingView's watchlists: EXCHANGE:TICKER, separated by commas, with ###HEADING in between."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.collector import LineCollector
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.files.symbols import SymbolResolver, is_pair, joined_symbol
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

HEADING_PREFIX = "###"
OUR_VENUES = set(exchanges.TRADINGVIEW.values())
EXCHANGE_TICKER = re.compile(r"([A-Z0-9_]+):([^,\s]+)")
SYMBOL_ROW = re.compile(r"[A-Z][A-Z0-9.:_!-]*(?:\s*,\s*[A-Z][A-Z0-9.:_!-]*)+,?")


def is_first_line(first: str) -> bool:
    first = first.strip()
    match = EXCHANGE_TICKER.match(first)
    if first.startswith(HEADING_PREFIX) or SYMBOL_ROW.fullmatch(first):
        return True
    return bool(
        match and (match[1] not in OUR_VENUES or (match[1] == "KRAKEN" and "-" not in match[2]))
    )


def read(text: str, universe: Universe) -> ParsedFile:
    """Raises BadFileError."""
    symbols = SymbolResolver(universe, exchanges.TRADINGVIEW)
    gathering = LineCollector()
    for number, word in _words(text):
        if word.startswith(HEADING_PREFIX):
            gathering.add_heading(number, word.removeprefix(HEADING_PREFIX))
        elif symbol := gathering.resolve_new(number, word, symbols.resolve):
            gathering.lines.append(ListLine(symbol=symbol))
    return gathering.finish()


def _words(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for word in line.split(","):
            if word := word.strip():
                yield number, word


def write(lines: Iterable[ListLine], universe: Universe) -> str:
    """Return one line without a line end. A comma in a heading becomes a semicolon."""
    return ",".join(
        _symbol(line.symbol, universe)
        if line.symbol
        else HEADING_PREFIX + line.heading.replace(",", ";")
        for line in lines
    )


def _symbol(symbol: str, universe: Universe) -> str:
    venue, _, ticker = symbol.partition(":")
    if symbol in universe and is_pair(universe[symbol]):
        return joined_symbol(universe[symbol])
    code = exchanges.exchange_code(exchanges.TRADINGVIEW, venue)
    return f"{code}:{ticker}" if code else symbol
