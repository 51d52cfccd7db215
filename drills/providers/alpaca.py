"""Alpaca's servers, played on one port: the stream, in MessagePack, and the bars of the past."""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgpack
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from drills.providers.server import ProviderServer, closing_response

Message = dict[str, Any]
KEY_ID, SECRET_KEY = "PKEXAMPLE0000000", "example/Secret0000000000000000000000000"


def timestamp(ts: int = 0) -> msgpack.Timestamp:
    """Of UTC nanoseconds; now where there are none."""
    return msgpack.Timestamp.from_unix_nano(ts or time.time_ns())


def trade(number: int = 1, ts: int = 0, **fields: Any) -> Message:
    """A regular one on the New York Stock Exchange."""
    said = {"T": "t", "S": "IBM", "i": number, "x": "N", "p": 182.91, "s": 100, "c": [" "]}
    return {**said, "t": timestamp(ts), "z": "A", **fields}


def error(code: int, words: str) -> Message:
    return {"T": "error", "code": code, "msg": words}


class AlpacaServer(ProviderServer):
    """``denial`` is what a key is answered, ``answer`` what a subscription; ``bars`` are by name,
    ``asked`` the requests for them, ``handshakes`` the paths that were."""

    def __init__(self) -> None:
        super().__init__()
        self.reset()

    def reset(self) -> None:
        """As at first. Its connections are cut."""
        self.cut_all()
        self.refusal = None
        self.denial: Message | None = None
        self.answer: Message | None = None
        self.bars: dict[str, list[Message]] = {}
        self.bars_status = HTTPStatus.OK
        self.bars_text = ""
        self.bar_requests: list[dict[str, str]] = []
        self.handshakes: list[str] = []
        self.subscriptions: list[Message] = []

    def wait_for(self, subscriptions: int) -> Message:
        """Until so many have subscribed; to what the last one did."""
        assert self.wait_until(lambda: len(self.subscriptions) >= subscriptions), self.handshakes
        return self.subscriptions[-1]

    def send_messages(self, *messages: Message) -> None:
        """In one frame."""
        self.send(msgpack.packb(list(messages)))

    async def handle(self, connection: ServerConnection) -> None:
        try:
            await _send(connection, {"T": "success", "msg": "connected"})
            given = msgpack.unpackb(await connection.recv())
            if given != {"action": "auth", "key": KEY_ID, "secret": SECRET_KEY}:
                await _send(connection, error(402, "auth failed"))
            elif self.denial is not None:
                await _send(connection, self.denial)
            else:
                await _send(connection, {"T": "success", "msg": "authenticated"})
                await self._subscribe(connection)
            await connection.wait_closed()
        except ConnectionClosed:
            return

    async def _subscribe(self, connection: ServerConnection) -> None:
        wanted = msgpack.unpackb(await connection.recv())
        assert wanted.pop("action") == "subscribe"
        await _send(connection, self.answer or {"T": "subscription", **wanted})
        self.connections.append(connection)
        self.notify(lambda: self.subscriptions.append(wanted))

    def respond(self, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        if "Upgrade" in request.headers:
            self.handshakes.append(parts.path)
            return None if self.refusal is None else closing_response(self.refusal)
        keys = (request.headers["APCA-API-KEY-ID"], request.headers["APCA-API-SECRET-KEY"])
        if parts.path != "/v2/stocks/bars" or keys != (KEY_ID, SECRET_KEY):
            return closing_response(HTTPStatus.FORBIDDEN, "forbidden")
        query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        self.bar_requests.append(query)
        if self.bars_text or self.bars_status != HTTPStatus.OK:
            return closing_response(
                self.bars_status, self.bars_text or '{"message": "it is said why"}'
            )
        return closing_response(HTTPStatus.OK, json.dumps(self._page(query)))

    def _page(self, query: dict[str, str]) -> Message:
        """Two bars of each name at a time."""
        start = int(query.get("page_token", "0"))
        first, last = (query[key].replace("+00:00", "Z") for key in ("start", "end"))
        found = {
            name: [bar for bar in self.bars.get(name, []) if first <= bar["t"] <= last]
            for name in query["symbols"].split(",")
        }
        page = {name: bars[start : start + 2] for name, bars in found.items() if bars[start:]}
        is_more = any(bars[start + 2 :] for bars in found.values())
        return {"bars": page, "next_page_token": str(start + 2) if is_more else None}


async def _send(connection: ServerConnection, message: Message) -> None:
    await connection.send(msgpack.packb([message]))
