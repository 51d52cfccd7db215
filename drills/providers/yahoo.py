"""Yahoo's servers, played on one port: the stream of prices, the charts, and what else is asked."""

from __future__ import annotations

import base64
import json
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from drills.providers.server import ProviderServer, response

Pricing = dict[str, Any]
Candle = tuple[int, float | None, float | None, float | None, float | None, int | None]
"""Seconds, open, high, low, close, volume."""


def pricing(name: str = "IBM", **fields: Any) -> Pricing:
    """In regular hours, now."""
    return {"id": name, "time": time.time_ns() // 1_000_000, "market_hours": 1, **fields}


class YahooServer(ProviderServer):
    """``charts`` are candles by name, and what ``asked`` lists are the addresses that were asked
    for, handshakes too."""

    def __init__(self) -> None:
        self.charts: dict[str, list[Candle]] = {}
        self.chart_status = HTTPStatus.OK
        self.requested_paths: list[str] = []
        self.subscriptions: list[list[str]] = []
        self._open_count = 0
        super().__init__()

    def wait_for(self, subscriptions: int) -> list[str]:
        """Until so many have asked for prices; the names that the last one did."""
        assert self.wait_until(lambda: len(self.subscriptions) >= subscriptions), (
            self.requested_paths
        )
        return self.subscriptions[-1]

    def wait_for_end(self) -> None:
        """Until nobody is connected any more."""
        assert self.wait_until(lambda: not self._open_count), "somebody is still there"

    def send_messages(self, *messages: Pricing | str) -> None:
        """Fields of pricings, or frames as they are."""
        self.send(*(each if isinstance(each, str) else frame(each) for each in messages))

    async def handle(self, connection: ServerConnection) -> None:
        self.connections.append(connection)
        try:
            self._note_subscription(1, json.loads(await connection.recv())["subscribe"])
            async for _ in connection:
                pass  # it subscribes again and again
        except ConnectionClosed:
            pass
        finally:
            self._note_subscription(-1)

    def _note_subscription(self, more: int, names: list[str] | None = None) -> None:
        def change() -> None:
            self._open_count += more
            if names is not None:
                self.subscriptions.append(names)

        self.notify(change)

    def respond(self, request: Request) -> Response | None:
        self.requested_paths.append(request.path)
        if "Upgrade" in request.headers:
            return None if self.refusal is None else response(self.refusal)
        path = urlsplit(request.path)
        if path.path.startswith("/v8/finance/chart/"):
            name = path.path.rpartition("/")[2]
            return self._chart_response(
                name, {key: value[0] for key, value in parse_qs(path.query).items()}
            )
        if path.path == "/v1/test/getcrumb":
            return response(HTTPStatus.OK, "crumb")
        return response(HTTPStatus.NOT_FOUND, "<html></html>")

    def _chart_response(self, name: str, query: dict[str, str]) -> Response:
        if self.chart_status != HTTPStatus.OK:
            return response(self.chart_status)
        start, end = int(query["period1"]), int(query["period2"])
        rows = [row for row in self.charts.get(name, []) if start <= row[0] < end]
        if not rows:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            said: Any = {"chart": {"result": None, "error": error}}
            return response(HTTPStatus.NOT_FOUND, json.dumps(said))
        said = {"chart": {"result": [_chart(name, rows, query["interval"])], "error": None}}
        return response(HTTPStatus.OK, json.dumps(said))


def frame(fields: Pricing) -> str:
    from yfinance.pricing_pb2 import PricingData

    encoded = base64.b64encode(PricingData(**fields).SerializeToString()).decode()
    return json.dumps({"type": "pricing", "message": encoded})


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
