"""Trades and tickers as ccxt has them: what of them is told, and that nothing is told twice."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.support.examples import BTC, DOGE, UNIVERSE
from ticker.feeds.crypto.parser import IDS_KEPT, CryptoParser
from ticker.feeds.crypto.symbology import is_exchange, is_offered, raw_symbol
from ticker.feeds.symbology import SymbolMap
from ticker.market.events import SNAPSHOT, Quote, Trade
from ticker.market.instruments import CSV_FILE, Universe, read_definitions

NOW = 1_700_000_000_000_000_000


def said(number: int | None, figure: str = "64250.1", **fields: Any) -> dict[str, Any]:
    its = {"symbol": "BTC/USD", "price": Decimal(figure), "amount": Decimal("0.5"), "side": "buy"}
    its |= {"id": None if number is None else str(number), "timestamp": 1_700_000_000_000}
    return {**its, "datetime": "2023-11-14T22:13:20.000Z", "info": {}, **fields}


def ticker(**fields: Any) -> dict[str, Any]:
    its = {"symbol": "BTC/USD", "bid": Decimal("1.0"), "bidVolume": Decimal("2")}
    return {**its, "ask": Decimal("1.1"), "askVolume": None, "info": {}, **fields}


def tape(exchange: str = "kraken") -> CryptoParser:
    names = SymbolMap(exchange, [UNIVERSE[BTC], UNIVERSE[DOGE]], raw_symbol)
    return CryptoParser(exchange, names, lambda: NOW)


def ids(found: list[Trade | bytes]) -> list[str | None]:
    return [each.trade_id for each in found if isinstance(each, Trade)]


def test_a_trade_is_told_once() -> None:
    its = tape()
    assert ids(its.trades([said(1), said(2), said(1)], False)) == ["1", "2"]
    assert ids(its.trades([said(2), said(3)], False)) == ["3"]
    assert ids(its.trades([said(2, symbol="DOGE/USD")], False)) == ["2"], "another's number"
    assert ids(its.trades([said(None), said(None)], False)) == [None, None]
    its.trades([said(each) for each in range(4, 4 + IDS_KEPT)], False)
    assert ids(its.trades([said(3), said(3 + IDS_KEPT)], False)) == ["3"], "not for ever"


def test_trades_of_one_message_are_the_oldest_first() -> None:
    late = said(9, datetime="2023-11-14T22:13:20.5Z")
    assert ids(tape().trades([late, said(10), said(8)], False)) == ["8", "10", "9"]


def test_a_first_snapshot_says_where_the_price_is() -> None:
    its = tape()
    (only,) = its.trades([said(2, "64250.2"), said(1)], True)
    assert isinstance(only, Trade)
    assert (str(only.price), str(only.size), only.trade_id) == ("64250.2", "0", None)
    assert only.flags == SNAPSHOT
    assert ids(its.trades([said(3), said(2), said(1)], True)) == ["3"], "what a loss has cost"


@pytest.mark.parametrize(
    ("text", "ts"),
    [
        ("2023-11-14T22:13:20Z", NOW),
        ("2023-11-14T22:13:20.7Z", NOW + 700_000_000),
        ("2023-11-14T22:13:20.123456789Z", NOW + 123_456_789),
        ("2023-11-14T23:13:20.000001+01:00", NOW + 1000),
        ("2023-11-14T22:13:20.25", NOW + 250_000_000),
        (None, NOW + 7_000_000),
    ],
)
def test_times_to_the_nanosecond(text: str | None, ts: int) -> None:
    (found,) = tape().trades([said(1, datetime=text, timestamp=1_700_000_000_007)], False)
    assert isinstance(found, Trade)
    assert found.ts_event == ts


@pytest.mark.parametrize(
    ("exchange", "side", "aggressor"),
    [
        ("kraken", "buy", "buy"),
        ("coinbase", "BUY", None),
        ("coinbase", "buy", "sell"),
        ("coinbase", "sell", "buy"),
        ("kraken", None, None),
    ],
)
def test_the_side_is_that_of_who_came_to_trade(
    exchange: str, side: str | None, aggressor: str | None
) -> None:
    (found,) = tape(exchange).trades([said(1, side=side)], False)
    assert isinstance(found, Trade)
    assert found.aggressor_side == aggressor


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"symbol": "X/Y\n"}, "a trade of 'X/Y\\n'"),
        ({"price": None, "info": None}, "a trade of BTC/USD without price, size or time"),
        ({"price": Decimal(0)}, "a trade of BTC/USD without price, size or time"),
        ({"amount": None}, "a trade of BTC/USD without price, size or time"),
        ({"timestamp": None, "datetime": None}, "a trade of BTC/USD without price, size or time"),
    ],
)
def test_what_is_no_trade_is_told_by_what_it_was(fields: dict[str, Any], what: str) -> None:
    found, good = tape().trades([said(1, **fields), said(2)], False)
    assert isinstance(found, bytes)
    assert json.loads(found) == {"type": what}
    assert isinstance(good, Trade)


def test_a_trade_is_the_instruments_that_the_exchange_names() -> None:
    (found,) = tape().trades([said(1, info={"symbol": "DOGE/USD"})], False)
    assert isinstance(found, Trade)
    assert found.symbol == DOGE


def test_a_quote_is_told_when_it_changes() -> None:
    its = tape()
    (first,) = its.quotes(ticker())
    assert first == Quote(
        symbol=BTC, ts_event=NOW, bid=Decimal("1.0"), bid_size=Decimal(2), ask=Decimal("1.1")
    )
    assert its.quotes(ticker()) == []
    (half,) = its.quotes(ticker(bid=None, bidVolume=None, timestamp=1_700_000_001_000))
    assert (half.bid, half.ts_event) == (None, NOW + 1_000_000_000)
    (own,) = its.quotes(ticker(info={"timestamp": "2023-11-14T22:13:25.5Z"}))
    assert own.ts_event == NOW + 5_500_000_000, "some only have it in their own words"


def test_a_ticker_without_prices_or_of_another_is_no_quote() -> None:
    its = tape()
    assert its.quotes(ticker(bid=None, ask=None)) == []
    assert its.quotes(ticker(symbol="X/Y")) == []


def test_names_lead_both_ways() -> None:
    all_of_it = Universe(read_definitions(CSV_FILE))
    krakens = [each for each in all_of_it if is_offered(each, "kraken")]
    assert krakens == [each for each in all_of_it if each.venue == "KRAKEN"] != []
    names = SymbolMap("kraken", krakens, raw_symbol)
    assert names.get("BTC/EUR") == all_of_it["KRAKEN:BTC-EUR"]
    assert not any(is_offered(each, "coinbase") for each in all_of_it)


@pytest.mark.parametrize("name", ["", "Kraken", "kraken.x", "__init__", "../base", "nosuch", "é"])
def test_no_exchange(name: str) -> None:
    assert not is_exchange(name)
    assert is_exchange("kraken")
    assert is_exchange("coinbase")
