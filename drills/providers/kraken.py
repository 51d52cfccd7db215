"""Kraken's servers, played on one port: the stream of its second version, and candles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from drills.providers.server import ProviderServer, closing_response

Fields = dict[str, Any]

HEARTBEAT = 1.0
"""Seconds."""

_encoder = msgspec.json.Encoder(decimal_format="number")


def now_text(ahead: float = 0.0) -> str:
    return format_time(datetime.now(UTC).timestamp() + ahead)


def format_time(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def trade(number: int, price: str = "64250.1", qty: str = "0.00500000", **fields: Any) -> Fields:
    """A trade of BTC/USD, now."""
    its = {"symbol": "BTC/USD", "side": "sell", "price": Decimal(price), "qty": Decimal(qty)}
    return {**its, "ord_type": "market", "trade_id": number, "timestamp": now_text(), **fields}


def ticker(bid: str, ask: str, **fields: Any) -> Fields:
    """The best prices of BTC/USD, and figures of the last 24 hours."""
    its: Fields = {"symbol": "BTC/USD", "bid": Decimal(bid), "bid_qty": Decimal("1.50000000")}
    its |= {"ask": Decimal(ask), "ask_qty": Decimal("0.25000000"), "last": Decimal(bid)}
    day = {"volume": 2158.5, "vwap": 64100.5, "low": 63000.0, "high": 65000.0}
    its |= {"change": -12.5, "change_pct": -0.2, "timestamp": now_text()}
    return {**its, **day, **fields}


def trades(*each: Fields, kind: str = "update") -> str:
    return frame({"channel": "trade", "type": kind, "data": each})


def tickers(*each: Fields, kind: str = "update") -> str:
    return frame({"channel": "ticker", "type": kind, "data": each})


def frame(message: Mapping[str, Any]) -> str:
    return _encoder.encode(message).decode()


class KrakenServer(ProviderServer):
    """``refused`` are instruments that it does not know; ``newest`` is what it begins with, by
    channel; ``candles`` are rows by pair, ``rest_status`` and ``rest_error`` what REST is answered
    instead; ``asked`` are the addresses that were asked for."""

    def __init__(self) -> None:
        self._heartbeats: dict[ServerConnection, asyncio.Task[None]] = {}
        self.reset()
        super().__init__()

    def reset(self) -> None:
        """All as in the beginning, but for connections."""
        self.refusal = None
        self.refused_pairs: set[str] = set()
        self.snapshots: dict[str, list[str]] = {"ticker": [], "trade": []}
        self.candles: dict[str, list[Sequence[Any]]] = {}
        self.rest_status = HTTPStatus.OK
        self.rest_error = ""
        self.requested_paths: list[str] = []
        self.subscriptions: list[Fields] = []

    def reset_with_snapshots(self) -> None:
        """With nothing but the prices of BTC/USD and its newest trade."""
        self.reset()
        self.snapshots = {
            "ticker": [tickers(ticker("64250.0", "64250.10"), kind="snapshot")],
            "trade": [trades(trade(1, "64250.00"), kind="snapshot")],
        }

    def wait_for(self, subscriptions: int) -> None:
        """Until there have been so many: a connection has two, of trades and of tickers."""
        assert self.wait_until(lambda: len(self.subscriptions) >= subscriptions), (
            self.requested_paths
        )

    def send_messages(self, *frames: str) -> None:
        self.send(*frames)

    def freeze(self) -> None:
        super().freeze()
        self._loop.call_soon_threadsafe(self._heartbeats.pop(self.connections[-1]).cancel)

    async def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        beats = self._heartbeats[connection] = asyncio.create_task(_send_heartbeats(connection))
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

    def _answers(self, request: Fields) -> list[str]:
        if request["method"] == "ping":
            return [frame({"method": "pong", "time_in": now_text(), "time_out": now_text()})]
        params = request["params"]
        channel, number = params["channel"], request["req_id"]
        answers = []
        for symbol in params["symbol"]:
            answer = {
                "method": "subscribe",
                "req_id": number,
                "time_in": now_text(),
                "time_out": now_text(),
            }
            if symbol in self.refused_pairs:
                what = f"Currency pair not supported {symbol}"
                answers.append(frame({**answer, "success": False, "error": what, "symbol": symbol}))
            else:
                result = {"channel": channel, "snapshot": True, "symbol": symbol}
                answers.append(frame({**answer, "success": True, "result": result}))
        if params.get("snapshot", channel == "ticker"):
            answers += self.snapshots[channel]
        self.notify(lambda: self.subscriptions.append(params))
        return answers

    def respond(self, request: Request) -> Response | None:
        self.requested_paths.append(request.path)
        if "Upgrade" in request.headers:
            return closing_response(self.refusal) if self.refusal else None
        if self.rest_status != HTTPStatus.OK:
            return closing_response(self.rest_status)
        path = urlsplit(request.path)
        query = {key: value[0] for key, value in parse_qs(path.query).items()}
        result = {"OHLC": self._candles, "AssetPairs": _pairs, "Assets": _assets}
        said = result[path.path.rpartition("/")[2]](query)
        errors = [self.rest_error] if self.rest_error else []
        return closing_response(HTTPStatus.OK, frame({"error": errors, "result": said}))

    def _candles(self, query: Mapping[str, str]) -> Fields:
        """The last 720, whatever was asked for."""
        rows = [row for row in self.candles.get(query["pair"], []) if row[0] > int(query["since"])]
        return {query["pair"]: rows[-720:], "last": rows[-1][0] if rows else 0}


async def _send_heartbeats(connection: ServerConnection) -> None:
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
