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
from benchmarks.runningsystem import RunningSystem, free_port
from benchmarks.servers import HOST, product_board
from drills.devices import Devices, open_wall, require_current
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.proxy import Proxy
from drills.screens import PageSpec, create_screens

RATE = 4
"""Frames a second that a wall is sent."""

DWELL = 5
CAPTURE_SECONDS = 30.0
"""Seconds of what a wall is really sent, which are then sent to it again and again."""

SAMPLES = 10
"""Looks at what the page holds, spread over the run; the first tenth warms up."""

MIB = 1024 * 1024
MAX_HEAP_GROWTH = 1.0
"""MiB by which the heap may differ: a look catches more or less of what the last frame left."""

ROTATING_PAGES: list[PageSpec] = [
    ("all", "table", 40),
    ("most-active", "tiles", 12),
    ("all", "tape", 20),
]
STEADY_PAGES: list[PageSpec] = [("all", "table", 40)]
SOLICITED_SEQ = re.compile(r'"seq":\d+')
HEAP_METRICS = {"JSHeapUsedSize": "heap", "Nodes": "nodes", "JSEventListeners": "listeners"}
COSTS = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


def wallgrowth(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    yield from asyncio.run(_run(plan))


async def _run(plan: DrillPlan) -> list[DrillFigure]:
    async with AsyncExitStack() as stack:
        listening = free_port()
        origin = f"http://{HOST}:{listening}"
        system = structs.replace(product_board("daphne"), environ={"ORIGINS": origin})
        turning, steady = create_screens(plan.folder, [ROTATING_PAGES, STEADY_PAGES], DWELL)
        running = stack.enter_context(RunningSystem(system, plan.folder, plan.rate))
        proxy = Proxy(HOST, running.port)
        await proxy.start(listening)
        stack.push_async_callback(proxy.stop)
        devices = await stack.enter_async_context(Devices())
        page = await open_wall(await devices.switch_on(HOST, steady), origin)
        await require_current(page)
        figures = await _measure_cost(page, plan.paint)
        await page.context.close()
        film = await _capture_messages(running, turning)
        projector = MessageReplayer(film, plan.frames)
        async with serve(projector.replay, HOST, 0, compression=None) as server:
            proxy.socket_port = server.sockets[0].getsockname()[1]
            page = await open_wall(await devices.switch_on(HOST, turning), origin)
            found = await _take_samples(page, projector)
    return figures + _growth_figures(found, plan.frames)


async def _measure_cost(page: Page, seconds: float) -> list[DrillFigure]:
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
        DrillFigure(
            server="daphne", label=label, value=found, bound=500, unit="ms", needs_quiet=True
        )
    ]


async def _metrics(session: CDPSession) -> dict[str, float]:
    said = await session.send("Performance.getMetrics")
    return {each["name"]: each["value"] for each in said["metrics"]}


async def _capture_messages(running: RunningSystem, token: str) -> list[str]:
    """What the wall of this device is sent, by a client that answers as a browser does."""
    film: list[str] = []
    address = f"ws://{HOST}:{running.port}/ws/ticker/kiosk/"
    headers = {"Cookie": f"kiosk_socket={token}"}
    origin = Origin(running.system.environ["ORIGINS"])
    async with connect(
        address, additional_headers=headers, origin=origin, max_size=None, compression=None
    ) as socket:
        end = asyncio.get_running_loop().time() + CAPTURE_SECONDS
        while asyncio.get_running_loop().time() < end:
            said = str(await socket.recv())
            if asked := SOLICITED_SEQ.search(said):
                await socket.send("{" + asked[0] + "}")
            film.append(said)
    return film


class MessageReplayer:
    """Shows a page the film again and again. ``parts`` is told of every tenth part, and the film
    waits until somebody has looked; ``is_torn`` if the page did not stay to the end: one that comes
    again has thrown away what it held."""

    def __init__(self, messages: list[str], frames: int) -> None:
        self.checkpoints: asyncio.Queue[int] = asyncio.Queue()
        self.is_interrupted = False
        self._messages = messages
        self._has_started = False
        self._checkpoints_left = [frames * number // SAMPLES for number in range(1, SAMPLES + 1)]

    async def replay(self, socket: ServerConnection) -> None:
        if self._has_started:
            self._interrupt()
            return
        self._has_started = True
        try:
            await self._replay(socket)
        except ConnectionClosed:
            self._interrupt()

    async def _replay(self, socket: ServerConnection) -> None:
        sent = asked = 0
        while self._checkpoints_left:
            for message in self._messages:
                sent += 1
                asked += '"seq":' in message
                await socket.send(SOLICITED_SEQ.sub(f'"seq":{asked}', message))
                if '"seq":' in message:
                    await _wait_for_ack(socket, asked)
                if self._checkpoints_left and sent >= self._checkpoints_left[0]:
                    self.checkpoints.put_nowait(self._checkpoints_left.pop(0))
                    await self.checkpoints.join()

    def _interrupt(self) -> None:
        """Whoever waits for the next part waits no longer."""
        if not self.is_interrupted:
            self.is_interrupted = True
            self.checkpoints.put_nowait(0)


async def _wait_for_ack(socket: ServerConnection, asked: int) -> None:
    """Until the page has painted all up to here."""
    while json.loads(await socket.recv()).get("seq") != asked:
        pass


async def _take_samples(page: Page, replayer: MessageReplayer) -> list[dict[str, float]]:
    """Raises BenchError."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    found = []
    for _ in range(SAMPLES):
        await replayer.checkpoints.get()
        try:
            for _ in range(2):
                await session.send("HeapProfiler.collectGarbage")
            metrics = await _metrics(session)
        finally:
            replayer.checkpoints.task_done()
        if replayer.is_interrupted:
            raise BenchError("the wall loaded itself or connected again, so its growth is unknown")
        found.append({name: metrics[name] for name in HEAP_METRICS})
    return found


def _growth_figures(found: list[dict[str, float]], frames: int) -> list[DrillFigure]:
    """The last third against the first: what leaks, leaks all the time."""
    figures = []
    for name, word in HEAP_METRICS.items():
        scale, unit = (MIB, "MiB") if word == "heap" else (1, "")
        line = [each[name] / scale for each in found]
        growth = sorted(line[-3:])[1] - sorted(line[1:4])[1]
        said = ", ".join(f"{value:.1f}" if unit else f"{value:.0f}" for value in line)
        bound = MAX_HEAP_GROWTH if unit else line[0] * 0.02
        label = f"{word} after {frames:,} frames, growth ({said})"
        figures.append(
            DrillFigure(
                server="daphne", label=label, value=max(0.0, growth), bound=bound, unit=unit
            )
        )
    return figures
