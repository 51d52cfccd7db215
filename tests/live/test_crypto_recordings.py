"""Frames that exchanges have sent, through ccxt's own classes: every trade once, to the digit.

The recordings are no part of the project: what needs them skips where they are absent.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from collections.abc import Sequence
from decimal import Decimal

import pytest
from websockets.asyncio.server import ServerConnection, serve

from tests.server import ROOT
from ticker.events import AnyEvent, Quote, Trade
from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import Maker
from ticker.feeds.crypto.names import name_of
from ticker.feeds.crypto.stream import Stream
from ticker.feeds.crypto.tape import Tape
from ticker.feeds.names import Names
from ticker.instruments import InstrumentDefinition

FOLDER = ROOT.parent / "shared/data/crypto"

Figures = tuple[str, int, str, str, str]
"""Pair, time in nanoseconds, identifier, price and size as they are written."""


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
    found = await replayed("coinbaseexchange", ids, frames)
    matches = [each for each in said if each["type"] == "match"]
    assert [(pair, its, price, size) for pair, _, its, price, size in trades(found)] == [
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
    found = await replayed("bitstamp", {"ETH-USD": "ethusd"}, frames)
    assert len(said) == 10
    assert [(each[2], Decimal(each[3]), Decimal(each[4])) for each in trades(found)] == [
        (str(each["id"]), Decimal(each["price_str"]), Decimal(each["amount_str"])) for each in said
    ]


@pytest.mark.parametrize("pair", ["btcusdt", "ethusdt"])
async def test_binance(pair: str) -> None:
    """Its clock is 1.27 s ahead of the one that recorded it."""
    name = f"spot_{pair}_20240808.gz"
    need(name)
    with gzip.open(FOLDER / name, "rt") as file:
        parts = [next(file).split(" ", 1)[1] for _ in range(2500)]
    streams = [[each for each in parts if f"@{kind}" in each] for kind in ("trade", "bookTicker")]
    # A stream that is subscribed to by itself comes without the envelope.
    frames = [
        [each[each.index('"data":') + 7 : each.rindex("}")] for each in its] for its in streams
    ]
    ticker = f"{pair[:3].upper()}-USDT"
    found = await replayed("binance", {ticker: pair.upper()}, *frames)
    traded, best = ([json.loads(each) for each in its] for its in frames)
    assert trades(found) == [
        (ticker, each["T"] * 10**6, str(each["t"]), each["p"], each["q"]) for each in traded
    ]
    assert len(traded) > 200
    quoted = [(e["b"], e["B"], e["a"], e["A"]) for e in best]
    changed = [each for n, each in enumerate(quoted) if n == 0 or each != quoted[n - 1]]
    quotes = [each for each in found if isinstance(each, Quote)]
    assert changed == [
        (str(each.bid), str(each.bid_size), str(each.ask), str(each.ask_size)) for each in quotes
    ]


async def replayed(
    exchange: str, ids: dict[str, str], *parts: Sequence[str]
) -> list[AnyEvent | bytes]:
    """What our stream makes of the frames, each part on a connection of its own."""
    ends = asyncio.Barrier(len(parts))
    waiting = list(parts)

    async def talk(connection: ServerConnection) -> None:
        await connection.recv()
        for each in waiting.pop(0):
            await connection.send(each)
        await (await connection.ping())  # answered when all before it is read
        await ends.wait()
        await connection.close()

    found: list[AnyEvent | bytes] = []
    definitions = [_definition(exchange, ticker) for ticker in ids]
    names = Names(exchange, definitions, name_of)
    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        made = await Maker(exchange, f"http://127.0.0.1:{port}").make(names)
        for name, its in made.markets.items():  # each exchange has names of its own for them
            its["id"] = ids[name.replace("/", "-")]
            its["lowercaseId"] = its["id"].lower()
        made.set_markets(list(made.markets.values()))
        stream = Stream(made, Tape(exchange, names, time.time_ns), 60.0)
        try:
            with pytest.raises(FeedError, match="closing code 1000"):
                await _read(stream, found)
        finally:
            await stream.close()
    assert [each for each in found if isinstance(each, bytes)] == []
    return found


async def _read(stream: Stream, found: list[AnyEvent | bytes]) -> None:
    async for said in stream.messages():
        if said is not None:
            found.append(said)


def trades(found: Sequence[AnyEvent | bytes]) -> list[Figures]:
    told = [each for each in found if isinstance(each, Trade)]
    return [
        (
            each.symbol.partition(":")[2],
            each.ts_event,
            str(each.trade_id),
            str(each.price),
            str(each.size),
        )
        for each in told
    ]


def _definition(exchange: str, ticker: str) -> InstrumentDefinition:
    symbol = f"{exchange.upper()}:{ticker}"
    return InstrumentDefinition(symbol=symbol, name="", asset_class="CRYPTO", calendar="24/7")
