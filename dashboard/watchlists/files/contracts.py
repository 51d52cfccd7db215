from __future__ import annotations

from dashboard.forms.formulas import restored
from dashboard.forms.oneline import short
from dashboard.watchlists.files import exchanges
from dashboard.watchlists.files.gathering import Gathering
from dashboard.watchlists.files.symbols import Symbols, UnresolvedError, is_pair
from dashboard.watchlists.line import Line
from ticker.market.instruments import Universe

UNSAID = {"", "SMART", "AMEX"}
"""Exchanges that name no listing: Trader Workstation writes AMEX for any stock of the US."""

QUOTED = ' "\t'


class Contracts:
    """The lines of a Trader Workstation watchlist as symbols of a universe."""

    def __init__(self, universe: Universe) -> None:
        self.gathering = Gathering()
        self._universe = universe
        self._symbols = Symbols(universe, exchanges.IBKR)

    def read(self, number: int, line: str) -> None:
        word, _, rest = line.partition(",")
        match [word.strip(QUOTED).upper(), *(cell.strip(QUOTED) for cell in rest.split(","))]:
            case ["COLUMN", *_] | ["", *_]:
                pass
            case ["HED", *_]:
                self.gathering.heading(number, restored(rest.strip(QUOTED)))
            case [ticker, ""]:
                self._contract(number, ticker, "STK", [])
            case ["DES", ticker, kind, *more]:
                self._contract(number, ticker, kind.upper(), more)
            case ["SYM", ticker, *more]:
                self._contract(number, ticker, "STK", more)
            case ["CON", contract, *_]:
                self._contract(number, contract, "CON", [])
            case _:
                why = "A line of this kind is not read: DES, SYM and HED are."
                self.gathering.not_carried(number, line, why)

    def _contract(self, number: int, ticker: str, kind: str, more: list[str]) -> None:
        exchange = more[0].upper() if more else ""
        symbol = self.gathering.new(number, ticker, lambda text: self._named(text, kind, exchange))
        if symbol:
            self.gathering.lines.append(Line(symbol=symbol))
        if symbol and any(more[1:]):
            why = f"What follows the exchange of {symbol} is not kept."
            self.gathering.not_carried(number, ",".join(filter(None, more[1:])), why)

    def _named(self, ticker: str, kind: str, exchange: str) -> str:
        primary = exchange.rpartition("/")[2]
        if ":" in ticker:
            return self._symbols.named(ticker)
        if kind == "CRYPTO":
            return self._pair(ticker, primary)
        if kind == "CON":
            raise UnresolvedError("Which instrument has this contract number is not known here.")
        if kind != "STK":
            raise UnresolvedError(f"{short(kind)} is no type that a list has: STK is, and CRYPTO.")
        ticker = ticker.replace(" ", ".")
        symbol = (
            self._symbols.at(primary, ticker)
            if primary not in UNSAID
            else self._symbols.bare(ticker)
        )
        if is_pair(self._universe[symbol]):
            raise UnresolvedError(f"{short(ticker)} is no stock and no fund here.")
        return symbol

    def _pair(self, ticker: str, exchange: str) -> str:
        if exchange == "KRAKEN":
            return self._symbols.at(exchange, ticker)
        raise UnresolvedError(
            f"The line does not say in which currency {short(ticker)} is priced: "
            "write a symbol, such as KRAKEN:BTC-USD."
        )
