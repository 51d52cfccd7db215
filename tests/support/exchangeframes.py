"""Frames of an exchange through ccxt's own class of it, from a loopback server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import pytest
from websockets.asyncio.server import ServerConnection, serve

from ticker.feeds.base import FeedError
from ticker.feeds.crypto.exchange import ExchangeFactory
from ticker.feeds.crypto.parser import CryptoParser
from ticker.feeds.crypto.stream import CryptoStream
from ticker.feeds.crypto.symbology import raw_symbol
from ticker.feeds.symbology import SymbolMap
from ticker.market.events import AnyEvent, Trade
from ticker.market.instruments import InstrumentDefinition

Figures = tuple[str, int, str, str, str]
"""Pair, time in nanoseconds, identifier, price and size as they are written."""


async def replay_frames(
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
    names = SymbolMap(exchange, definitions, raw_symbol)
    async with serve(talk, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        made = await ExchangeFactory(exchange, f"http://127.0.0.1:{port}").create(names)
        for name, its in made.markets.items():  # each exchange has names of its own for them
            its["id"] = ids[name.replace("/", "-")]
            its["lowercaseId"] = its["id"].lower()
        made.set_markets(list(made.markets.values()))
        stream = CryptoStream(made, CryptoParser(exchange, names, time.time_ns), 60.0)
        try:
            with pytest.raises(FeedError, match="closing code 1000"):
                await _read(stream, found)
        finally:
            await stream.close()
    assert [each for each in found if isinstance(each, bytes)] == []
    return found


async def _read(stream: CryptoStream, found: list[AnyEvent | bytes]) -> None:
    async for said in stream.messages():
        if said is not None:
            found.append(said)


def trade_figures(found: Sequence[AnyEvent | bytes]) -> list[Figures]:
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
