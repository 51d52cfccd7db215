"""Yahoo's servers, played on one port: the stream of prices, the charts, and what else is asked."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.server import PATIENCE

Answer = TypeVar("Answer")
Pricing = dict[str, Any]
Candle = tuple[int, float | None, float | None, float | None, float | None, int | None]
"""Seconds, open, high, low, close, volume."""


def pricing(name: str = "IBM", **fields: Any) -> Pricing:
    """In regular hours, now."""
    return {"id": name, "time": time.time_ns() // 1_000_000, "market_hours": 1, **fields}


class YahooServer:
    """In a thread of its own. Of several connections the newest is spoken to.

    ``refusal`` is what a handshake is answered, ``charts`` are candles by name, and what
    ``asked`` lists are the addresses that were asked for, handshakes too.
    """

    def __init__(self) -> None:
        self.refusal: HTTPStatus | None = None
        self.charts: dict[str, list[Candle]] = {}
        self.chart_status = HTTPStatus.OK
        self.asked: list[str] = []
        self.subscribed: list[list[str]] = []
        self._came = threading.Condition()
        self._open = 0
        self._all: list[ServerConnection] = []
        self._connections: list[ServerConnection] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._do(self._serve())
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def _serve(self) -> Any:
        return await serve(
            self._talk, "127.0.0.1", 0, process_request=self._process, ping_interval=None
        )

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def wait_for(self, connections: int) -> list[str]:
        """Until so many have asked for prices; the names that the last one did."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.subscribed) >= connections, PATIENCE)
        assert came, self.asked
        return self.subscribed[-1]

    def wait_for_end(self) -> None:
        """Until nobody is connected any more."""
        with self._came:
            assert self._came.wait_for(lambda: not self._open, PATIENCE), "somebody is still there"

    def say(self, *messages: Pricing | str) -> None:
        """Fields of pricings, or frames as they are."""
        frames = [each if isinstance(each, str) else frame(each) for each in messages]
        self._do(self._say(frames))

    async def _say(self, frames: list[str]) -> None:
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
        transport = self._connections[-1].transport
        assert isinstance(transport, asyncio.Transport)
        self._loop.call_soon_threadsafe(transport.pause_reading)

    def close(self) -> None:
        for each in self._all:
            self._loop.call_soon_threadsafe(each.transport.abort)
        self._server.close()
        self._do(self._server.wait_closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _talk(self, connection: ServerConnection) -> None:
        self._connections.append(connection)
        try:
            self._heard(1, json.loads(await connection.recv())["subscribe"])
            async for _ in connection:
                pass  # it subscribes again and again
        except ConnectionClosed:
            pass
        finally:
            self._heard(-1)

    def _heard(self, more: int, names: list[str] | None = None) -> None:
        with self._came:
            self._open += more
            if names is not None:
                self.subscribed.append(names)
            self._came.notify_all()

    def _process(self, connection: ServerConnection, request: Request) -> Response | None:
        self._all.append(connection)
        self.asked.append(request.path)
        if "Upgrade" in request.headers:
            if self.refusal is None:
                return None
            return _response(self.refusal, self.refusal.phrase)
        path = urlsplit(request.path)
        if path.path.startswith("/v8/finance/chart/"):
            name = path.path.rpartition("/")[2]
            return self._chart(name, {key: value[0] for key, value in parse_qs(path.query).items()})
        if path.path == "/v1/test/getcrumb":
            return _response(HTTPStatus.OK, "crumb")
        return _response(HTTPStatus.NOT_FOUND, "<html></html>")

    def _chart(self, name: str, query: dict[str, str]) -> Response:
        if self.chart_status != HTTPStatus.OK:
            return _response(self.chart_status, self.chart_status.phrase)
        start, end = int(query["period1"]), int(query["period2"])
        rows = [row for row in self.charts.get(name, []) if start <= row[0] < end]
        if not rows:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            said: Any = {"chart": {"result": None, "error": error}}
            return _response(HTTPStatus.NOT_FOUND, json.dumps(said))
        said = {"chart": {"result": [_chart(name, rows, query["interval"])], "error": None}}
        return _response(HTTPStatus.OK, json.dumps(said))


def frame(fields: Pricing) -> str:
    from yfinance.pricing_pb2 import PricingData

    encoded = base64.b64encode(PricingData(**fields).SerializeToString()).decode()
    return json.dumps({"type": "pricing", "message": encoded})


def _response(status: HTTPStatus, text: str) -> Response:
    body = text.encode()
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
    return Response(status, status.phrase, headers, body)


def _chart(name: str, rows: list[Candle], interval: str) -> dict[str, Any]:
    """One instrument's, as Yahoo answers it."""
    times, *columns = (list(each) for each in zip(*rows, strict=True))
    quote = dict(zip(("open", "high", "low", "close", "volume"), columns, strict=True))
    zone = {"timezone": "EST", "gmtoffset": -18000}
    # Each day from its first row on, for six and a half hours.
    opens = {each // 86_400: each for each in reversed(times)}.values()
    periods = [[{**zone, "start": each, "end": each + 23_400}] for each in reversed(list(opens))]
    return {
        "meta": {
            "currency": "USD",
            "symbol": name,
            "exchangeName": "NYQ",
            "instrumentType": "EQUITY",
            "firstTradeDate": 0,
            "gmtoffset": -18000,
            "timezone": "EST",
            "exchangeTimezoneName": "America/New_York",
            "priceHint": 2,
            "currentTradingPeriod": dict.fromkeys(("pre", "regular", "post"), periods[-1][0]),
            "dataGranularity": interval,
            "range": "",
            "tradingPeriods": periods,
            "validRanges": ["1d", "5d", "1mo", "1y", "5y", "max"],
        },
        "timestamp": times,
        "indicators": {"quote": [quote], "adjclose": [{"adjclose": columns[3]}]},
    }
