"""What a page holds says something only of one that stayed."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from unittest.mock import AsyncMock

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from benchmarks.failure import BenchError
from drills.wallgrowth import HEAP_METRICS, SAMPLES, SOLICITED_SEQ, MessageReplayer, _take_samples

FILM = ['<div id="ack" hx-vals=\'{"seq":1}\'></div>', "<p></p>"]
FRAMES = 200


@pytest.fixture
def page() -> Any:
    page = AsyncMock()
    metrics = [{"name": name, "value": 1.0} for name in HEAP_METRICS]
    session = page.context.new_cdp_session.return_value
    session.send.side_effect = lambda said: {"metrics": metrics} if "get" in said else {}
    return page


async def watch(address: str, frames: int = 10 * FRAMES) -> None:
    """As a page does, which goes after so many frames."""
    async with connect(address, compression=None) as socket:
        try:
            for _ in range(frames):
                await answer(socket)
        except ConnectionClosed:
            return


async def answer(socket: ClientConnection) -> None:
    if asked := SOLICITED_SEQ.search(str(await socket.recv())):
        await socket.send(json.dumps({"seq": int(asked[0].partition(":")[2])}))


async def test_one_that_stays_is_looked_at_as_often_as_it_should(page: Any) -> None:
    projector = MessageReplayer(FILM, FRAMES)
    async with serve(projector.replay, "127.0.0.1", 0, compression=None) as server:
        address = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        watching = asyncio.ensure_future(watch(address))
        assert len(await _take_samples(page, projector)) == SAMPLES
        await watching


@pytest.mark.parametrize("comes_again", [False, True], ids=["goes", "comes again"])
async def test_one_that_does_not_stay_is_no_figure(comes_again: bool, page: Any) -> None:
    projector = MessageReplayer(FILM, FRAMES)
    async with serve(projector.replay, "127.0.0.1", 0, compression=None) as server:
        address = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"

        async def leave() -> None:
            await watch(address, FRAMES // 2)
            if comes_again:
                await watch(address)

        leaving = asyncio.ensure_future(leave())
        with pytest.raises(BenchError, match="connected again"):
            await _take_samples(page, projector)
        await leaving


async def test_one_that_comes_twice_at_once_is_no_figure(page: Any) -> None:
    projector = MessageReplayer(FILM, FRAMES)
    async with serve(projector.replay, "127.0.0.1", 0, compression=None) as server:
        address = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        both = asyncio.gather(watch(address), watch(address))
        with pytest.raises(BenchError, match="connected again"):
            await _take_samples(page, projector)
    await both
