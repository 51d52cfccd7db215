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

from drills.providers.server import ProviderServer, last_response

Said = dict[str, Any]
KEY_ID, SECRET_KEY = "PKEXAMPLE0000000", "example/Secret0000000000000000000000000"


def stamp(ts: int = 0) -> msgpack.Timestamp:
    """Of UTC nanoseconds; now where there are none."""
    return msgpack.Timestamp.from_unix_nano(ts or time.time_ns())


def trade(number: int = 1, ts: int = 0, **fields: Any) -> Said:
    """A regular one on the New York Stock Exchange."""
    said = {"T": "t", "S": "IBM", "i": number, "x": "N", "p": 182.91, "s": 100, "c": [" "]}
    return {**said, "t": stamp(ts), "z": "A", **fields}


def error(code: int, words: str) -> Said:
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
        self.denial: Said | None = None
        self.answer: Said | None = None
        self.bars: dict[str, list[Said]] = {}
        self.bars_status = HTTPStatus.OK
        self.bars_text = ""
        self.asked: list[dict[str, str]] = []
        self.handshakes: list[str] = []
        self.subscribed: list[Said] = []

    def wait_for(self, subscriptions: int) -> Said:
        """Until so many have subscribed; to what the last one did."""
        assert self.await_that(lambda: len(self.subscribed) >= subscriptions), self.handshakes
        return self.subscribed[-1]

    def say(self, *messages: Said) -> None:
        """In one frame."""
        self.send(msgpack.packb(list(messages)))

    async def talk(self, connection: ServerConnection) -> None:
        try:
            await _tell(connection, {"T": "success", "msg": "connected"})
            given = msgpack.unpackb(await connection.recv())
            if given != {"action": "auth", "key": KEY_ID, "secret": SECRET_KEY}:
                await _tell(connection, error(402, "auth failed"))
            elif self.denial is not None:
                await _tell(connection, self.denial)
            else:
                await _tell(connection, {"T": "success", "msg": "authenticated"})
                await self._subscribe(connection)
            await connection.wait_closed()
        except ConnectionClosed:
            return

    async def _subscribe(self, connection: ServerConnection) -> None:
        wanted = msgpack.unpackb(await connection.recv())
        assert wanted.pop("action") == "subscribe"
        await _tell(connection, self.answer or {"T": "subscription", **wanted})
        self.connections.append(connection)
        self.tell(lambda: self.subscribed.append(wanted))

    def process(self, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        if "Upgrade" in request.headers:
            self.handshakes.append(parts.path)
            return None if self.refusal is None else last_response(self.refusal)
        keys = (request.headers["APCA-API-KEY-ID"], request.headers["APCA-API-SECRET-KEY"])
        if parts.path != "/v2/stocks/bars" or keys != (KEY_ID, SECRET_KEY):
            return last_response(HTTPStatus.FORBIDDEN, "forbidden")
        query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        self.asked.append(query)
        if self.bars_text or self.bars_status != HTTPStatus.OK:
            return last_response(
                self.bars_status, self.bars_text or '{"message": "it is said why"}'
            )
        return last_response(HTTPStatus.OK, json.dumps(self._page(query)))

    def _page(self, query: dict[str, str]) -> Said:
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


async def _tell(connection: ServerConnection, said: Said) -> None:
    await connection.send(msgpack.packb([said]))
