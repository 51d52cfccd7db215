"""A real morning's tape, where it is at hand: the Market says what its README says of it."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.examples import AIG, BAC, IBM, OPEN, SPY, UNIVERSE, drain_levels
from ticker.feeds.edge import Edge
from ticker.market.level1 import Level1
from ticker.market.market import Market
from ticker.market.sessions import calendars

DATA = Path(__file__).parents[4] / "shared" / "data"
TAPE = DATA / "equities" / "us4_20131007_0929-0950ET.ndjson.gz"
STATED = {
    SPY: "167.81 167.41 167.83 167.25 10668239 27848 167.81 167.82",
    BAC: "13.91 13.91 13.92 13.82 8242327 9243 13.90 13.91",
    IBM: "182.91 181.90 182.91 181.85 613450 2811 182.83 182.92",
    AIG: "48.99 49.04 49.12 48.80 547834 2204 48.99 49.00",
}
NAMES = "last open high low volume trade_count bid ask"

pytestmark = pytest.mark.skipif(not TAPE.exists(), reason=f"needs the recording {TAPE.name}")


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    with gzip.open(TAPE) as tape:
        return tape.readlines()


@pytest.fixture(scope="module")
def said(lines: list[bytes]) -> list[dict[str, Any]]:
    """The tape as anybody reads it, without a line of ours."""
    return [json.loads(each) for each in lines]


@pytest.fixture(scope="module")
def levels(lines: list[bytes]) -> dict[str, Level1]:
    """The market after the whole tape has passed the edge into it."""
    edge, market = Edge(UNIVERSE, "tape"), Market(UNIVERSE, calendars)
    for each in lines:
        event = edge.normalise(each, OPEN)
        assert event is not None
        assert market.apply(event) == ""
    assert edge.seq == len(lines) == 83_718
    return drain_levels(market)


@pytest.mark.parametrize("symbol", STATED)
def test_the_end_state_is_the_one_stated(levels: dict[str, Level1], symbol: str) -> None:
    figures = [getattr(levels[symbol], name) for name in NAMES.split()]
    assert figures == [Decimal(each) for each in STATED[symbol].split()]


@pytest.mark.parametrize("symbol", STATED)
def test_the_end_state_is_the_one_counted_by_hand(
    levels: dict[str, Level1], said: list[dict[str, Any]], symbol: str
) -> None:
    mine = [each for each in said if each["symbol"] == symbol.partition(":")[2]]
    quote = [each for each in mine if each["type"] == "quote"][-1]
    trades = [each for each in mine if each["type"] == "trade"]
    regular = [each for each in trades if each["ts_event"] >= OPEN]
    prices = [Decimal(each["price"]) for each in regular]
    sizes = [Decimal(each["size"]) for each in regular]
    notional = sum(price * size for price, size in zip(prices, sizes, strict=True))
    level = levels[symbol]
    assert (level.last, level.open) == (Decimal(trades[-1]["price"]), prices[0])
    assert (level.high, level.low) == (max(prices), min(prices))
    assert level.volume == sum(Decimal(each["size"]) for each in trades)
    assert level.vwap == notional / sum(sizes)
    assert (level.trade_count, level.ts_trade) == (len(trades), trades[-1]["ts_event"])
    assert (level.bid, level.ask) == (Decimal(quote["bid"]), Decimal(quote["ask"]))


def test_ibm_was_cheaper_before_the_bell_than_its_low_says(
    levels: dict[str, Level1], said: list[dict[str, Any]]
) -> None:
    prices = (
        Decimal(each["price"]) for each in said if "price" in each and each["symbol"] == "IBM"
    )
    assert min(prices) == Decimal("181.75")
    assert levels[IBM].low == Decimal("181.85")


def test_locked_and_crossed_quotes_are_shown(
    lines: list[bytes], said: list[dict[str, Any]]
) -> None:
    edge, market = Edge(UNIVERSE, "tape"), Market(UNIVERSE, calendars)
    found = {"locked": 0, "crossed": 0}
    for raw, each in zip(lines, said, strict=True):
        if each["type"] == "trade" or Decimal(each["bid"]) < Decimal(each["ask"]):
            continue
        event = edge.normalise(raw, OPEN)
        assert event is not None
        market.apply(event)
        (level,) = drain_levels(market).values()
        assert (str(level.bid), str(level.ask)) == (each["bid"], each["ask"])
        found["locked" if level.spread == 0 else "crossed"] += 1
    assert found == {"locked": 1583, "crossed": 36}
