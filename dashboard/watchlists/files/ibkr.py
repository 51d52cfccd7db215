"""Watchlists of Trader Workstation: one line each, such as ``DES,AAPL,STK,SMART/NASDAQ,,,,``. The
fields are the kind, the underlying, the contract type, and the route with the primary exchange
after a slash; four more describe derivatives."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dashboard.forms.formulas import escape_formula
from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.contracts import ContractReader
from dashboard.watchlists.files.parsedfile import ParsedFile
from dashboard.watchlists.files.symbols import is_pair
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

FIRST_LINE = re.compile(
    r"(DES,[^,]+,[A-Z ]+,|COLUMN,\s*\d+|HED,|SYM,[^,]+,|CON,\s*\d+)", re.IGNORECASE
)
HEADING_TRANSLATION = str.maketrans({",": ";", '"': "'"})


def is_first_line(first: str) -> bool:
    return bool(FIRST_LINE.match(first.strip()))


def read(text: str, universe: Universe) -> ParsedFile:
    """Raises BadFileError."""
    contracts = ContractReader(universe)
    for number, line in enumerate(text.splitlines(), start=1):
        if line := line.strip(", \t"):
            contracts.read(number, line)
    return contracts.collector.finish()


def write(lines: Iterable[ListLine], universe: Universe) -> str:
    """In a heading a comma becomes a semicolon and a quotation mark an apostrophe."""
    return "".join(
        f"{_contract_line(line.symbol, universe)}\n"
        if line.symbol
        else f"HED,{escape_formula(line.heading.translate(HEADING_TRANSLATION))}\n"
        for line in lines
    )


def _contract_line(symbol: str, universe: Universe) -> str:
    venue, _, ticker = symbol.partition(":")
    code = exchanges.exchange_code(exchanges.IBKR, venue)
    if symbol in universe and is_pair(universe[symbol]):
        return f"DES,{ticker},CRYPTO,{code or venue},,,,"
    if code:
        return f"DES,{ticker.replace('.', ' ')},STK,SMART/{code},,,,"
    return f"DES,{symbol},STK,SMART,,,,"
