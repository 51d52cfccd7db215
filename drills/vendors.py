"""What the drills ask of each provider: one trade, many at once, and something that is none."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgpack

from drills.providers import alpaca, kraken, yahoo
from drills.providers.server import ProviderServer


class FakeVendor(ABC):
    """``server`` is the provider; ``feed`` is what FEED has to be, in an ``environ``; ``symbol`` is
    what trades there. The trades are numbered: each has a price of its own, and is one share or
    coin. A connection has so many ``subscriptions``."""

    name: str
    symbol = "XNYS:IBM"
    environ: Mapping[str, str] = {}
    subscriptions = 1

    def __init__(self, server: ProviderServer) -> None:
        self.server = server

    @property
    @abstractmethod
    def feed(self) -> str: ...

    @property
    @abstractmethod
    def garbage(self) -> str | bytes:
        """A frame that cannot be read."""

    @abstractmethod
    def frames(self, numbers: Sequence[int]) -> list[str | bytes]:
        """These trades."""

    def send_trades(self, numbers: Sequence[int]) -> None:
        self.server.send(*self.frames(numbers))

    def set_snapshot(self, numbers: Sequence[int]) -> None:  # noqa: B027 - not all do
        """To whoever connects."""


def price(number: int) -> Decimal:
    return 100 + Decimal(number) / 100


class FakeYahoo(FakeVendor):
    """Says the day's volume with each price; each trade is one share."""

    name = "yahoo"

    def __init__(self) -> None:
        super().__init__(yahoo.YahooServer())

    @property
    def feed(self) -> str:
        return f"yahoo://?url={self.server.url}&symbols={self.symbol}"

    @property
    def garbage(self) -> str:
        return '{"type":"pricing","message":"AAAA"}'

    def frames(self, numbers: Sequence[int]) -> list[str | bytes]:
        return [yahoo.frame(_yahoo_pricing(each)) for each in numbers]


def _yahoo_pricing(number: int) -> yahoo.Pricing:
    return yahoo.pricing(price=float(price(number)), day_volume=number)


class FakeAlpaca(FakeVendor):
    name = "alpaca"
    environ = {"ALPACA_KEY_ID": alpaca.KEY_ID, "ALPACA_SECRET_KEY": alpaca.SECRET_KEY}

    def __init__(self) -> None:
        super().__init__(alpaca.AlpacaServer())

    @property
    def feed(self) -> str:
        return f"alpaca://sip?url={self.server.url}&symbols={self.symbol}"

    @property
    def garbage(self) -> bytes:
        return b"\xc1\xc1"

    def frames(self, numbers: Sequence[int]) -> list[str | bytes]:
        """All in one."""
        now = time.time_ns()
        said = [alpaca.trade(each, now + each, p=float(price(each)), s=1) for each in numbers]
        return [msgpack.packb(said)]


class FakeKraken(FakeVendor):
    name = "crypto"
    symbol = "KRAKEN:BTC-USD"
    subscriptions = 2

    def __init__(self) -> None:
        self._kraken = kraken.KrakenServer()
        super().__init__(self._kraken)

    @property
    def feed(self) -> str:
        return f"crypto://kraken?url={self.server.url}&symbols={self.symbol}"

    @property
    def garbage(self) -> str:
        return "{"

    def frames(self, numbers: Sequence[int]) -> list[str | bytes]:
        return [kraken.trades(_kraken_trade(each)) for each in numbers]

    def set_snapshot(self, numbers: Sequence[int]) -> None:
        told = [_kraken_trade(each) for each in reversed(numbers)]
        self._kraken.snapshots["trade"] = [kraken.trades(*told, kind="snapshot")]


def _kraken_trade(number: int) -> kraken.Fields:
    return kraken.trade(number, f"{price(number):f}", "1")


VENDORS = (FakeYahoo, FakeAlpaca, FakeKraken)
