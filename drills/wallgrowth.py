"""wallgrowth: as many frames as a wall is sent in eight hours, as fast as Chromium takes them; and
what a wall costs it at the usual pace."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import AsyncExitStack

from msgspec import structs
from playwright.async_api import CDPSession, Page
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from benchmarks.failure import BenchError
from benchmarks.running import Running, free_port
from benchmarks.servers import HOST, ours
from drills.devices import Devices, must_be_current, open_wall
from drills.figure import Figure
from drills.hung import PAGE, hang
from drills.plan import Plan
from drills.proxy import Proxy

RATE = 4
"""Frames a second that a wall is sent."""

DWELL = 5
CAPTURED = 30.0
"""Seconds of what a wall is really sent, which are then sent to it again and again."""

SAMPLES = 10
"""Looks at what the page holds, spread over the run; the first tenth warms up."""

MIB = 1024 * 1024
HEAP = 1.0
"""MiB by which the heap may differ: a look catches more or less of what the last frame left."""

TURNING: list[PAGE] = [("all", "table", 40), ("most-active", "tiles", 12), ("all", "tape", 20)]
STEADY: list[PAGE] = [("all", "table", 40)]
ASKED = re.compile(r'"seq":\d+')
WHOLE = {"JSHeapUsedSize": "heap", "Nodes": "nodes", "JSEventListeners": "listeners"}
COSTS = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def wallgrowth(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    yield from asyncio.run(_grown(plan))


async def _grown(plan: Plan) -> list[Figure]:
    async with AsyncExitStack() as stack:
        listening = free_port()
        origin = f"http://{HOST}:{listening}"
        system = structs.replace(ours("daphne"), environ={"ORIGINS": origin})
        turning, steady = hang(plan.folder, [TURNING, STEADY], DWELL)
        running = stack.enter_context(Running(system, plan.folder, plan.rate))
        proxy = Proxy(HOST, running.port)
        await proxy.start(listening)
        stack.push_async_callback(proxy.stop)
        devices = await stack.enter_async_context(Devices())
        page = await open_wall(await devices.switched_on(HOST, steady), origin)
        await must_be_current(page)
        figures = await _cost(page, plan.paint)
        await page.context.close()
        film = await _captured(running, turning)
        projector = Projector(film, plan.frames)
        async with serve(projector.show, HOST, 0, compression=None) as server:
            proxy.socket_port = server.sockets[0].getsockname()[1]
            page = await open_wall(await devices.switched_on(HOST, turning), origin)
            found = await _samples(page, projector)
    return figures + _judged(found, plan.frames)


async def _cost(page: Page, seconds: float) -> list[Figure]:
    """Of the main thread, in milliseconds a second."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    before = await _metrics(session)
    await asyncio.sleep(seconds)
    after = await _metrics(session)
    spent = {name: (after[name] - before[name]) / seconds * 1000 for name in COSTS}
    parts = ", ".join(f"{name.removesuffix('Duration')} {spent[name]:.0f}" for name in COSTS[1:])
    label = f"main thread, 40 rows, {RATE} frames/s, of a second ({parts} ms)"
    found = spent["TaskDuration"]
    return [
        Figure(server="daphne", label=label, found=found, bound=500, unit="ms", needs_quiet=True)
    ]


async def _metrics(session: CDPSession) -> dict[str, float]:
    said = await session.send("Performance.getMetrics")
    return {each["name"]: each["value"] for each in said["metrics"]}


async def _captured(running: Running, token: str) -> list[str]:
    """What the wall of this device is sent, by a client that answers as a browser does."""
    film: list[str] = []
    address = f"ws://{HOST}:{running.port}/ws/ticker/kiosk/"
    headers = {"Cookie": f"kiosk_socket={token}"}
    origin = Origin(running.system.environ["ORIGINS"])
    async with connect(
        address, additional_headers=headers, origin=origin, max_size=None, compression=None
    ) as socket:
        end = asyncio.get_running_loop().time() + CAPTURED
        while asyncio.get_running_loop().time() < end:
            said = str(await socket.recv())
            if asked := ASKED.search(said):
                await socket.send("{" + asked[0] + "}")
            film.append(said)
    return film


class Projector:
    """Shows a page the film again and again. ``parts`` is told of every tenth part, and the film
    waits until somebody has looked; ``is_torn`` if the page did not stay to the end: one that comes
    again has thrown away what it held."""

    def __init__(self, film: list[str], frames: int) -> None:
        self.parts: asyncio.Queue[int] = asyncio.Queue()
        self.is_torn = False
        self._film = film
        self._is_begun = False
        self._is_next = [frames * number // SAMPLES for number in range(1, SAMPLES + 1)]

    async def show(self, socket: ServerConnection) -> None:
        if self._is_begun:
            self._tear()
            return
        self._is_begun = True
        try:
            await self._show(socket)
        except ConnectionClosed:
            self._tear()

    async def _show(self, socket: ServerConnection) -> None:
        sent = asked = 0
        while self._is_next:
            for message in self._film:
                sent += 1
                asked += '"seq":' in message
                await socket.send(ASKED.sub(f'"seq":{asked}', message))
                if '"seq":' in message:
                    await _answer(socket, asked)
                if self._is_next and sent >= self._is_next[0]:
                    self.parts.put_nowait(self._is_next.pop(0))
                    await self.parts.join()

    def _tear(self) -> None:
        """Whoever waits for the next part waits no longer."""
        if not self.is_torn:
            self.is_torn = True
            self.parts.put_nowait(0)


async def _answer(socket: ServerConnection, asked: int) -> None:
    """Until the page has painted all up to here."""
    while json.loads(await socket.recv()).get("seq") != asked:
        pass


async def _samples(page: Page, projector: Projector) -> list[dict[str, float]]:
    """Raises BenchError."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    found = []
    for _ in range(SAMPLES):
        await projector.parts.get()
        try:
            for _ in range(2):
                await session.send("HeapProfiler.collectGarbage")
            metrics = await _metrics(session)
        finally:
            projector.parts.task_done()
        if projector.is_torn:
            raise BenchError("the wall loaded itself or connected again, so its growth is unknown")
        found.append({name: metrics[name] for name in WHOLE})
    return found


def _judged(found: list[dict[str, float]], frames: int) -> list[Figure]:
    """The last third against the first: what leaks, leaks all the time."""
    figures = []
    for name, word in WHOLE.items():
        scale, unit = (MIB, "MiB") if word == "heap" else (1, "")
        line = [each[name] / scale for each in found]
        growth = sorted(line[-3:])[1] - sorted(line[1:4])[1]
        said = ", ".join(f"{value:.1f}" if unit else f"{value:.0f}" for value in line)
        bound = HEAP if unit else line[0] * 0.02
        label = f"{word} after {frames:,} frames, growth ({said})"
        figures.append(
            Figure(server="daphne", label=label, found=max(0.0, growth), bound=bound, unit=unit)
        )
    return figures
