"""Kraken's servers, played on one port: the stream of its second version, and candles."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.server import PATIENCE

Answer = TypeVar("Answer")
Fields = dict[str, Any]

HEARTBEAT = 1.0
"""Seconds."""

_encoder = msgspec.json.Encoder(decimal_format="number")


def now(ahead: float = 0.0) -> str:
    return moment(datetime.now(UTC).timestamp() + ahead)


def moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def trade(number: int, price: str = "64250.1", qty: str = "0.00500000", **fields: Any) -> Fields:
    """A trade of BTC/USD, now."""
    its = {"symbol": "BTC/USD", "side": "sell", "price": Decimal(price), "qty": Decimal(qty)}
    return {**its, "ord_type": "market", "trade_id": number, "timestamp": now(), **fields}


def ticker(bid: str, ask: str, **fields: Any) -> Fields:
    """The best prices of BTC/USD, and figures of the last 24 hours."""
    its: Fields = {"symbol": "BTC/USD", "bid": Decimal(bid), "bid_qty": Decimal("1.50000000")}
    its |= {"ask": Decimal(ask), "ask_qty": Decimal("0.25000000"), "last": Decimal(bid)}
    day = {"volume": 2158.5, "vwap": 64100.5, "low": 63000.0, "high": 65000.0}
    its |= {"change": -12.5, "change_pct": -0.2, "timestamp": now()}
    return {**its, **day, **fields}


def trades(*each: Fields, kind: str = "update") -> str:
    return frame({"channel": "trade", "type": kind, "data": each})


def tickers(*each: Fields, kind: str = "update") -> str:
    return frame({"channel": "ticker", "type": kind, "data": each})


def frame(message: Mapping[str, Any]) -> str:
    return _encoder.encode(message).decode()


class KrakenServer:
    """In a thread of its own. Of several connections the newest is spoken to.

    ``refusal`` is what a handshake is answered; ``refused`` are instruments that it does not know;
    ``newest`` is what it begins with, by channel; ``candles`` are rows by pair, ``rest_status`` and
    ``rest_error`` what REST is answered instead; ``asked`` are the addresses that were asked for.
    """

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._connections: list[ServerConnection] = []
        self._beats: dict[ServerConnection, asyncio.Task[None]] = {}
        self._loop = asyncio.new_event_loop()
        self.forget()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._do(self._serve())
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def forget(self) -> None:
        """All as in the beginning, but for connections."""
        self.refusal: HTTPStatus | None = None
        self.refused: set[str] = set()
        self.newest: dict[str, list[str]] = {"ticker": [], "trade": []}
        self.candles: dict[str, list[Sequence[Any]]] = {}
        self.rest_status = HTTPStatus.OK
        self.rest_error = ""
        self.asked: list[str] = []
        self.subscribed: list[Fields] = []

    def begin(self) -> None:
        """With nothing but the prices of BTC/USD and its newest trade."""
        self.forget()
        self.newest = {
            "ticker": [tickers(ticker("64250.0", "64250.10"), kind="snapshot")],
            "trade": [trades(trade(1, "64250.00"), kind="snapshot")],
        }

    async def _serve(self) -> Any:
        return await serve(
            self._talk, "127.0.0.1", 0, process_request=self._process, ping_interval=None
        )

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def wait_for(self, subscriptions: int) -> None:
        """Until there have been so many: a connection has two, of trades and of tickers."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.subscribed) >= subscriptions, PATIENCE)
        assert came, self.asked

    def say(self, *frames: str) -> None:
        self._do(self._say(frames))

    async def _say(self, frames: Sequence[str]) -> None:
        for each in frames:
            await self._connections[-1].send(each)

    def part(self) -> None:
        """Closes the connection as it should be."""
        self._do(self._connections[-1].close())

    def abort(self) -> None:
        """Cuts the connection."""
        self._loop.call_soon_threadsafe(self._connections[-1].transport.abort)

    def freeze(self) -> None:
        """Neither speaks nor listens any more, nor answers a ping; the connection stays."""
        self._loop.call_soon_threadsafe(self._freeze, self._connections[-1])

    def _freeze(self, connection: ServerConnection) -> None:
        assert isinstance(connection.transport, asyncio.Transport)
        connection.transport.pause_reading()
        self._beats.pop(connection).cancel()

    def close(self) -> None:
        for each in self._connections:
            self._loop.call_soon_threadsafe(each.transport.abort)
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _talk(self, connection: ServerConnection) -> None:
        self._connections.append(connection)
        beats = self._beats[connection] = asyncio.create_task(_beat(connection))
        try:
            status = {"api_version": "v2", "system": "online", "connection_id": 1}
            await connection.send(frame({"channel": "status", "type": "update", "data": [status]}))
            async for said in connection:
                for answer in self._answers(json.loads(said)):
                    await connection.send(answer)
        except ConnectionClosed:
            return
        finally:
            beats.cancel()

    def _answers(self, said: Fields) -> list[str]:
        if said["method"] == "ping":
            return [frame({"method": "pong", "time_in": now(), "time_out": now()})]
        params = said["params"]
        channel, number = params["channel"], said["req_id"]
        answers = []
        for symbol in params["symbol"]:
            answer = {"method": "subscribe", "req_id": number, "time_in": now(), "time_out": now()}
            if symbol in self.refused:
                what = f"Currency pair not supported {symbol}"
                answers.append(frame({**answer, "success": False, "error": what, "symbol": symbol}))
            else:
                result = {"channel": channel, "snapshot": True, "symbol": symbol}
                answers.append(frame({**answer, "success": True, "result": result}))
        if params.get("snapshot", channel == "ticker"):
            answers += self.newest[channel]
        with self._came:
            self.subscribed.append(params)
            self._came.notify_all()
        return answers

    def _process(self, connection: ServerConnection, request: Request) -> Response | None:
        self.asked.append(request.path)
        if "Upgrade" in request.headers:
            return _response(self.refusal, self.refusal.phrase) if self.refusal else None
        if self.rest_status != HTTPStatus.OK:
            return _response(self.rest_status, self.rest_status.phrase)
        path = urlsplit(request.path)
        query = {key: value[0] for key, value in parse_qs(path.query).items()}
        result = {"OHLC": self._candles, "AssetPairs": _pairs, "Assets": _assets}
        said = result[path.path.rpartition("/")[2]](query)
        errors = [self.rest_error] if self.rest_error else []
        return _response(HTTPStatus.OK, frame({"error": errors, "result": said}))

    def _candles(self, query: Mapping[str, str]) -> Fields:
        """The last 720, whatever was asked for."""
        rows = [row for row in self.candles.get(query["pair"], []) if row[0] > int(query["since"])]
        return {query["pair"]: rows[-720:], "last": rows[-1][0] if rows else 0}


async def _beat(connection: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await asyncio.sleep(HEARTBEAT)
            await connection.send(frame({"channel": "heartbeat"}))


def _pairs(query: Mapping[str, str]) -> Fields:
    its = {"altname": "XBTUSD", "wsname": "XBT/USD", "aclass_base": "currency", "base": "XXBT"}
    its |= {"aclass_quote": "currency", "quote": "ZUSD", "lot": "unit", "status": "online"}
    its |= {"cost_decimals": "5", "pair_decimals": "1", "lot_decimals": "8", "lot_multiplier": "1"}
    return {"XXBTZUSD": {**its, "leverage_buy": [], "leverage_sell": [], "fees": []}}


def _assets(query: Mapping[str, str]) -> Fields:
    def asset(name: str, decimals: int) -> Fields:
        its: Fields = {"aclass": "currency", "altname": name, "decimals": decimals}
        return {**its, "display_decimals": 5, "status": "enabled"}

    return {"XXBT": asset("XBT", 10), "ZUSD": asset("USD", 4)}


def _response(status: HTTPStatus, text: str) -> Response:
    body = text.encode()
    length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    headers = Headers({**length, "Connection": "close"})
    return Response(status, status.phrase, headers, body)
