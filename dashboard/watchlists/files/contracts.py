from __future__ import annotations

from dashboard.forms.formulas import unescape_formula
from dashboard.forms.text import shorten
from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.collector import LineCollector
from dashboard.watchlists.files.symbols import SymbolResolver, UnresolvedError, is_pair
from dashboard.watchlists.listline import ListLine
from ticker.market.instruments import Universe

UNSPECIFIED = {"", "SMART", "AMEX"}
"""Exchanges that name no listing: Trader Workstation writes AMEX for any stock of the US."""

STRIPPED = ' "\t'


class ContractReader:
    """The lines of a Trader Workstation watchlist as symbols of a universe."""

    def __init__(self, universe: Universe) -> None:
        self.collector = LineCollector()
        self._universe = universe
        self._resolver = SymbolResolver(universe, exchanges.IBKR)

    def read(self, number: int, line: str) -> None:
        word, _, rest = line.partition(",")
        match [word.strip(STRIPPED).upper(), *(cell.strip(STRIPPED) for cell in rest.split(","))]:
            case ["COLUMN", *_] | ["", *_]:
                pass
            case ["HED", *_]:
                self.collector.add_heading(number, unescape_formula(rest.strip(STRIPPED)))
            case [ticker, ""]:
                self._add_contract(number, ticker, "STK", [])
            case ["DES", ticker, kind, *more]:
                self._add_contract(number, ticker, kind.upper(), more)
            case ["SYM", ticker, *more]:
                self._add_contract(number, ticker, "STK", more)
            case ["CON", contract, *_]:
                self._add_contract(number, contract, "CON", [])
            case _:
                why = "A line of this kind is not read: DES, SYM and HED are."
                self.collector.report_not_carried(number, line, why)

    def _add_contract(self, number: int, ticker: str, kind: str, fields: list[str]) -> None:
        exchange = fields[0].upper() if fields else ""
        symbol = self.collector.resolve_new(
            number, ticker, lambda text: self._resolve(text, kind, exchange)
        )
        if symbol:
            self.collector.lines.append(ListLine(symbol=symbol))
        if symbol and any(fields[1:]):
            why = f"What follows the exchange of {symbol} is not kept."
            self.collector.report_not_carried(number, ",".join(filter(None, fields[1:])), why)

    def _resolve(self, ticker: str, kind: str, exchange: str) -> str:
        primary = exchange.rpartition("/")[2]
        if ":" in ticker:
            return self._resolver.resolve(ticker)
        if kind == "CRYPTO":
            return self._resolve_pair(ticker, primary)
        if kind == "CON":
            raise UnresolvedError("Which instrument has this contract number is not known here.")
        if kind != "STK":
            raise UnresolvedError(
                f"{shorten(kind)} is no type that a list has: STK is, and CRYPTO."
            )
        ticker = ticker.replace(" ", ".")
        symbol = (
            self._resolver.resolve_at(primary, ticker)
            if primary not in UNSPECIFIED
            else self._resolver.resolve_ticker(ticker)
        )
        if is_pair(self._universe[symbol]):
            raise UnresolvedError(f"{shorten(ticker)} is no stock and no fund here.")
        return symbol

    def _resolve_pair(self, ticker: str, exchange: str) -> str:
        if exchange == "KRAKEN":
            return self._resolver.resolve_at(exchange, ticker)
        raise UnresolvedError(
            f"The line does not say in which currency {shorten(ticker)} is priced: "
            "write a symbol, such as KRAKEN:BTC-USD."
        )
