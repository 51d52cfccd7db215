"""The stream of crypto://coinbase by ccxt's own class, from frames as Coinbase documents them."""

from __future__ import annotations

import json

import pytest

from tests.support.exchangeframes import replay_frames, trade_figures
from ticker.market.events import Quote, Trade


def frame(channel: str, *events: dict[str, object]) -> str:
    stamp = {"timestamp": "2026-11-29T04:00:03.123456789Z", "sequence_num": 0}
    return json.dumps({"channel": channel, "client_id": "", **stamp, "events": events})


def trade(number: int, price: str, pair: str = "BTC-USD", side: str = "BUY") -> dict[str, object]:
    its = {"trade_id": str(number), "product_id": pair, "price": price, "size": "0.00150000"}
    return {**its, "side": side, "time": f"2026-11-29T04:00:0{number}.789012Z"}


def tick(bid: str, ask: str) -> dict[str, object]:
    its = {"type": "ticker", "product_id": "BTC-USD", "price": bid, "volume_24_h": "15328.12345678"}
    best = {"best_bid": bid, "best_bid_quantity": "1.50000000", "best_ask": ask}
    return {**its, **best, "best_ask_quantity": "0.50000000"}


async def test_trades_and_quotes() -> None:
    empty = {"type": "ticker", "product_id": "", "price": "", "volume_24_h": ""}
    before = [trade(2, "68900.50"), trade(1, "68900.00")]
    both = [trade(4, "2100.10", "ETH-USD", "SELL"), trade(3, "68901.00", side="SELL")]
    found = await replay_frames(
        "coinbase",
        {"BTC-USD": "BTC-USD", "ETH-USD": "ETH-USD"},
        [
            frame("subscriptions", {"subscriptions": {"ticker": ["BTC-USD"]}}),
            frame("market_trades", {"type": "snapshot", "trades": before}),
            frame("ticker", {"type": "snapshot", "tickers": [empty, tick("68900.00", "68901.00")]}),
            frame("heartbeats", {"current_time": "", "heartbeat_counter": 42}),
            frame("market_trades", {"type": "update", "trades": both}),
            frame("market_trades", {"type": "update", "trades": [both[0]]}),
        ],
    )
    first, *told = [each for each in found if isinstance(each, Trade)]
    assert (str(first.price), str(first.size), first.trade_id) == ("68900.50", "0", None)
    moment = 1_795_924_800_789_012_000
    assert trade_figures(told) == [
        ("BTC-USD", moment + 3 * 10**9, "3", "68901.00", "0.00150000"),
        ("ETH-USD", moment + 4 * 10**9, "4", "2100.10", "0.00150000"),
    ], "two in one message, each under its own name"
    assert [each.aggressor_side for each in told] == ["buy", "buy"], "Coinbase says the maker's"
    (quote,) = [each for each in found if isinstance(each, Quote)]
    sides = (quote.bid, quote.bid_size, quote.ask, quote.ask_size)
    assert [str(each) for each in sides] == ["68900.00", "1.50000000", "68901.00", "0.50000000"]
    assert quote.ts_event == 1_795_924_803_123_456_789


async def test_an_error_is_said(caplog: pytest.LogCaptureFixture) -> None:
    wrong = json.dumps({"type": "error", "message": "authentication failure"})
    assert await replay_frames("coinbase", {"BTC-USD": "BTC-USD"}, [wrong]) == []
    assert caplog.messages == ["coinbase says: authentication failure"]
