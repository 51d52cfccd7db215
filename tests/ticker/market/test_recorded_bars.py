"""The bars of the recorded opening bell, against a few lines that compute them from the same
file."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zlib import crc32

import pytest
from msgspec import structs

from tests.support.recording import FIGURES, FILE, require_recording
from ticker.feeds.edge import Edge
from ticker.market.bar import Bar
from ticker.market.events import AnyEvent, Trade, TradeCorrection
from ticker.market.instruments import CSV_FILE, Universe, read_definitions
from ticker.market.market import Market
from ticker.market.sessions import calendars

MINUTE = 60 * 10**9
Bars = dict[tuple[str, int], dict[str, Any]]


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    require_recording()
    with gzip.open(FILE) as file:
        return list(file)


@pytest.fixture(scope="module")
def expected(lines: list[bytes]) -> Bars:
    found: Bars = {}
    full = {symbol.partition(":")[2]: symbol for symbol in FIGURES}
    for row in map(json.loads, lines):
        if row["type"] != "trade":
            continue
        price, size = Decimal(row["price"]), Decimal(row["size"])
        minute = row["ts_event"] // MINUTE * MINUTE
        bar = found.setdefault(
            (full[row["symbol"]], minute),
            {"open": price, "high": price, "low": price, "volume": 0, "count": 0, "money": 0},
        )
        bar["high"], bar["low"] = max(bar["high"], price), min(bar["low"], price)
        bar["close"] = price
        bar["volume"] += size
        bar["money"] += price * size
        bar["count"] += 1
    return found


def events(lines: list[bytes]) -> Iterator[AnyEvent]:
    edge = Edge(Universe(read_definitions(CSV_FILE)), "recorded")
    for line in lines:
        event = edge.normalise(line, 2**62)
        assert event is not None
        yield event


def folded(said: Iterator[AnyEvent], seconds: float = 1.0) -> Bars:
    """As they are taken once a second, the newest of each."""
    market = Market(Universe(read_definitions(CSV_FILE)), calendars)
    kept: dict[tuple[str, int], Bar] = {}
    due = 0
    for event in said:
        market.apply(event)
        if event.ts_event >= due:
            due = event.ts_event + int(seconds * 10**9)
            take(market, kept)
    take(market, kept)
    return {
        key: {
            "open": bar.open,
            "high": bar.high,
            "low": bar.low,
            "close": bar.close,
            "volume": bar.volume,
            "count": bar.trade_count,
            "money": bar.notional,
        }
        for key, bar in kept.items()
    }


def take(market: Market, kept: dict[tuple[str, int], Bar]) -> None:
    for each in market.take_bars():
        assert not each.is_partial
        if each.interval == "1m":
            kept[each.symbol, each.bar.ts_open] = each.bar
    market.take_states()


def test_every_minute_of_every_symbol(lines: list[bytes], expected: Bars) -> None:
    found = folded(events(lines))
    assert len(expected) > 80
    assert found == expected


def test_the_day_is_that_of_the_recording(lines: list[bytes]) -> None:
    market = Market(Universe(read_definitions(CSV_FILE)), calendars)
    for event in events(lines):
        market.apply(event)
    days = {each.symbol: each.bar for each in market.take_bars() if each.interval == "1d"}
    for symbol, (last, opened, high, low, volume, *_) in FIGURES.items():
        bar = days[symbol]
        assert [bar.close, bar.open, bar.high, bar.low] == [
            Decimal(each) for each in (last, opened, high, low)
        ]
        assert bar.volume == Decimal(volume)


def test_what_is_doubled_disordered_and_corrected_ends_the_same(
    lines: list[bytes], expected: Bars
) -> None:
    rng = random.Random(7)  # noqa: S311
    assert folded(spoilt(events(lines), rng)) == expected


def spoilt(said: Iterator[AnyEvent], rng: random.Random) -> Iterator[AnyEvent]:
    """Each trade has an id. Some come twice, some with a wrong price that is corrected later, some
    are none and cancelled later; and within some hundred events the order is another, but for
    trades of the same instant."""
    waiting: list[tuple[int, int, AnyEvent]] = []
    late: list[tuple[int, AnyEvent]] = []
    trades = (each for each in said if isinstance(each, Trade))
    for event in trades:
        number = len(waiting)
        made = list(_spoilt(event, number, rng, late))
        for each in made:
            # Trades of one instant stay in order: they are moved together.
            shift = crc32(f"{event.symbol} {event.ts_event}".encode()) % 200
            waiting.append((number + shift, len(waiting), each))
    waiting.sort(key=lambda each: each[:2])
    due = sorted(late, key=lambda each: each[0])
    for place, (_, _, one) in enumerate(waiting):
        yield one
        while due and due[0][0] + 700 <= place:
            yield due.pop(0)[1]
    yield from (one for _, one in due)


def _spoilt(
    event: Trade, number: int, rng: random.Random, late: list[tuple[int, AnyEvent]]
) -> Iterator[AnyEvent]:
    event = structs.replace(event, trade_id=str(number))
    chance = rng.random()
    if chance < 0.01:
        yield structs.replace(event, price=event.price * 2)
        late.append((number, _correction(event, "correct", price=event.price)))
    elif chance < 0.02:
        bogus = f"{number}x"
        yield event
        yield structs.replace(event, trade_id=bogus, price=Decimal(1))
        late.append((number, _correction(event, "cancel", trade_id=bogus)))
    else:
        yield event
        if chance < 0.1:
            yield event


def _correction(event: Trade, action: Any, **more: Any) -> TradeCorrection:
    usual = {"trade_id": event.trade_id, "symbol": event.symbol, "ts_event": event.ts_event}
    return TradeCorrection(**{**usual, **more}, action=action)
