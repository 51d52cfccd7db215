"""Frames that exchanges have sent, through ccxt's own classes: every trade once, to the digit.

The recordings are no part of the project: what needs them skips where they are absent.
"""

from __future__ import annotations

import gzip
import json
from decimal import Decimal

import pytest

from tests.support.exchangeframes import replay_frames, trade_figures
from tests.support.server import ROOT
from ticker.market.events import Quote

QUOTED = 2500
"""Lines of which the quotes are looked at, too: of trades it is all."""

FOLDER = ROOT.parent / "shared/data/crypto"


def need(name: str) -> None:
    if not (FOLDER / name).exists():
        pytest.skip(f"the recording {name} is not here")


def received(name: str) -> list[str]:
    """A capture of a socket: what came in."""
    need(name)
    lines = (FOLDER / name).read_text().splitlines()
    parts = [line.partition(": ") for line in lines]
    return [frame for stamp, _, frame in parts if frame and "<-" not in stamp]


async def test_coinbase() -> None:
    """Its older socket, which coinbaseexchange still has."""
    wanted = ('{"type":"match"', '{"type":"ticker"', '{"type":"subscriptions"')
    frames = [each for each in received("COINBASE.ws.28.0") if each.startswith(wanted)]
    said = [json.loads(each) for each in frames]
    ids = {each["product_id"]: each["product_id"] for each in said if "product_id" in each}
    found = await replay_frames("coinbaseexchange", ids, frames)
    matches = [each for each in said if each["type"] == "match"]
    assert [(pair, its, price, size) for pair, _, its, price, size in trade_figures(found)] == [
        (each["product_id"], str(each["trade_id"]), each["price"], each["size"]) for each in matches
    ]
    assert len(matches) == 97
    best = {each["product_id"]: each for each in said if each["type"] == "ticker"}
    newest = {each.symbol.partition(":")[2]: each for each in found if isinstance(each, Quote)}
    assert {key: (str(each.bid), str(each.ask)) for key, each in newest.items()} == {
        key: (each["best_bid"], each["best_ask"]) for key, each in best.items()
    }


async def test_bitstamp() -> None:
    frames = [each for each in received("BITSTAMP.ws.1.0") if '"event":"trade"' in each]
    said = [json.loads(each)["data"] for each in frames]
    found = await replay_frames("bitstamp", {"ETH-USD": "ethusd"}, frames)
    assert len(said) == 10
    assert [(each[2], Decimal(each[3]), Decimal(each[4])) for each in trade_figures(found)] == [
        (str(each["id"]), Decimal(each["price_str"]), Decimal(each["amount_str"])) for each in said
    ]


@pytest.mark.parametrize("pair", ["btcusdt", "ethusdt"])
async def test_binance(pair: str) -> None:
    """Its clock is 1.27 s ahead of the one that recorded it."""
    name = f"spot_{pair}_20240808.gz"
    need(name)
    with gzip.open(FOLDER / name, "rt") as file:
        parts = [line.split(" ", 1)[1] for line in file]
    streams = [
        [each for each in parts if "@trade" in each],
        [each for each in parts[:QUOTED] if "@bookTicker" in each],
    ]
    # A stream that is subscribed to by itself comes without the envelope.
    frames = [
        [each[each.index('"data":') + 7 : each.rindex("}")] for each in its] for its in streams
    ]
    ticker = f"{pair[:3].upper()}-USDT"
    found = await replay_frames("binance", {ticker: pair.upper()}, *frames)
    traded, best = ([json.loads(each) for each in its] for its in frames)
    assert trade_figures(found) == [
        (ticker, each["T"] * 10**6, str(each["t"]), each["p"], each["q"]) for each in traded
    ]
    assert len(traded) > 200
    quoted = [(e["b"], e["B"], e["a"], e["A"]) for e in best]
    changed = [each for n, each in enumerate(quoted) if n == 0 or each != quoted[n - 1]]
    quotes = [each for each in found if isinstance(each, Quote)]
    assert changed == [
        (str(each.bid), str(each.bid_size), str(each.ask), str(each.ask_size)) for each in quotes
    ]
