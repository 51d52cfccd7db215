"""Watchlists of Trader Workstation: one line each, such as ``DES,AAPL,STK,SMART/NASDAQ,,,,``. The
fields are the kind, the underlying, the contract type, and the route with the primary exchange
after a slash; four more describe derivatives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dashboard.forms.formulas import neutral
from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.contracts import Contracts
from dashboard.watchlists.files.reading import Reading
from dashboard.watchlists.files.symbols import is_pair
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

FIRST = re.compile(r"(DES,[^,]+,[A-Z ]+,|COLUMN,\s*\d+|HED,|SYM,[^,]+,|CON,\s*\d+)", re.IGNORECASE)
IN_HEADINGS = str.maketrans({",": ";", '"': "'"})


def begins(first: str) -> bool:
    return bool(FIRST.match(first.strip()))


def read(text: str, universe: Universe) -> Reading:
    """Raises BadFileError."""
    contracts = Contracts(universe)
    for number, line in enumerate(text.splitlines(), start=1):
        if line := line.strip(", \t"):
            contracts.read(number, line)
    return contracts.gathering.finished()


def write(lines: Iterable[Line], universe: Universe) -> str:
    """In a heading a comma becomes a semicolon and a quotation mark an apostrophe."""
    return "".join(
        f"{_contract(line.symbol, universe)}\n"
        if line.symbol
        else f"HED,{neutral(line.heading.translate(IN_HEADINGS))}\n"
        for line in lines
    )


def _contract(symbol: str, universe: Universe) -> str:
    venue, _, ticker = symbol.partition(":")
    code = exchanges.code(exchanges.IBKR, venue)
    if symbol in universe and is_pair(universe[symbol]):
        return f"DES,{ticker},CRYPTO,{code or venue},,,,"
    if code:
        return f"DES,{ticker.replace('.', ' ')},STK,SMART/{code},,,,"
    return f"DES,{symbol},STK,SMART,,,,"
