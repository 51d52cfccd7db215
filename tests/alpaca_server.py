"""Alpaca's servers, played on one port: the stream, in MessagePack, and the bars of the past."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgpack
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from tests.server import PATIENCE

Answer = TypeVar("Answer")
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


class AlpacaServer:
    """In a thread of its own. Of several connections the newest is spoken to.

    ``refusal`` is what a handshake is answered, ``denial`` what a key, ``answer`` what a
    subscription; ``bars`` are by name, ``asked`` the requests for them, ``handshakes`` counts.
    """

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._connections: list[ServerConnection] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = self._do(self._serve())
        port = next(iter(self._server.sockets)).getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.reset()

    def reset(self) -> None:
        """As at first. Its connections are cut."""
        for each in self._connections:
            self._loop.call_soon_threadsafe(each.transport.abort)
        self._connections = []
        self.refusal: HTTPStatus | None = None
        self.denial: Said | None = None
        self.answer: Said | None = None
        self.bars: dict[str, list[Said]] = {}
        self.bars_status = HTTPStatus.OK
        self.bars_text = ""
        self.asked: list[dict[str, str]] = []
        self.handshakes: list[str] = []
        self.subscribed: list[Said] = []

    async def _serve(self) -> Any:
        return await serve(
            self._talk, "127.0.0.1", 0, process_request=self._process, ping_interval=None
        )

    def _do(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def wait_for(self, connections: int) -> Said:
        """Until so many have subscribed; to what the last one did."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.subscribed) >= connections, PATIENCE)
        assert came, self.handshakes
        return self.subscribed[-1]

    def say(self, *messages: Said) -> None:
        """In one frame."""
        self.send(msgpack.packb(list(messages)))

    def send(self, frame: bytes | str) -> None:
        """As it is."""
        self._do(self._connections[-1].send(frame))

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
        self.reset()
        self._server.close()
        self._do(self._server.wait_closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _talk(self, connection: ServerConnection) -> None:
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
        with self._came:
            self._connections.append(connection)
            self.subscribed.append(wanted)
            self._came.notify_all()

    def _process(self, connection: ServerConnection, request: Request) -> Response | None:
        parts = urlsplit(request.path)
        if "Upgrade" in request.headers:
            self.handshakes.append(parts.path)
            if self.refusal is None:
                return None
            return _response(self.refusal, self.refusal.phrase)
        keys = (request.headers["APCA-API-KEY-ID"], request.headers["APCA-API-SECRET-KEY"])
        if parts.path != "/v2/stocks/bars" or keys != (KEY_ID, SECRET_KEY):
            return _response(HTTPStatus.FORBIDDEN, "forbidden")
        query = {key: value[0] for key, value in parse_qs(parts.query).items()}
        self.asked.append(query)
        if self.bars_text or self.bars_status != HTTPStatus.OK:
            return _response(self.bars_status, self.bars_text or '{"message": "it is said why"}')
        return _response(HTTPStatus.OK, json.dumps(self._page(query)))

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


def _response(status: HTTPStatus, text: str) -> Response:
    body = text.encode()
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
    headers["Connection"] = "close"
    return Response(status, status.phrase, headers, body)
