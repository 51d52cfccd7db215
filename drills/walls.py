"""walls: devices that nobody attends, while everything around them breaks."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median

from msgspec import structs
from playwright.async_api import Error, Page

from benchmarks.running import Running, free_port
from benchmarks.servers import HOST, ours
from drills.devices import Devices, all_current, current, forget, must_be_current, open_wall
from drills.figure import Figure
from drills.hung import PAGE, hang
from drills.plan import Plan
from drills.proxy import Proxy

RECOVERY = 10.0
"""Seconds within which every wall is current again."""

SILENCE = 15.0
"""As many from the beginning of a silence that nothing announces: four until the watchdog asks,
three until it has no answer on a connection that is silent too, and four until it asks again."""

HELD_BACK = 2.0
"""Seconds for which an asset may be held back."""

AT_ONCE = 8
"""Devices that start at the same time."""

DWELL = 7
PROGRAMMES: list[list[PAGE]] = [
    [("all", "table", 13), ("most-active", "tiles", 12), ("all", "tape", 20)],
    [("all", "table", 40)],
    [("all", "tiles", 12)],
    [("all", "tape", 20), ("all", "table", 20)],
]

MARK = "#page{outline-offset:77px}"
"""What is changed in the wall's stylesheet by a deployment."""

IS_MARKED = "() => getComputedStyle(document.querySelector('#page')).outlineOffset === '77px'"


class Hall:
    """Walls of each programme behind a proxy, and the server."""

    def __init__(self, running: Running, proxy: Proxy, origin: str, pages: list[Page]) -> None:
        self.running, self.proxy, self.origin, self.pages = running, proxy, origin, pages


def walls(plan: Plan) -> Iterator[Figure]:
    """Raises BenchError."""
    yield from asyncio.run(_walls(plan))


async def _walls(plan: Plan) -> list[Figure]:
    tokens = hang(plan.folder, PROGRAMMES, DWELL)
    async with AsyncExitStack() as stack:
        listening = free_port()
        origin = f"http://{HOST}:{listening}"
        system = structs.replace(ours("daphne"), environ={"ORIGINS": origin})
        running = stack.enter_context(Running(system, plan.folder, plan.rate))
        proxy = Proxy(HOST, running.port)
        await proxy.start(listening)
        stack.push_async_callback(proxy.stop)
        devices = await stack.enter_async_context(Devices())
        figures = [await _cold(plan, devices, proxy, origin, tokens)]
        pages = [await open_wall(await devices.switched_on(HOST, each), origin) for each in tokens]
        hall = Hall(running, proxy, origin, pages)
        await must_be_current(*pages)
        figures += await _again(plan, hall, "killed and started again", RECOVERY, _kill)
        figures += await _again(plan, hall, "sockets cut", RECOVERY, _cut)
        figures += await _again(plan, hall, "sockets silent", SILENCE, _hush)
        for seconds in plan.server_freezes:
            figures += await _frozen(hall, seconds)
        figures += await _deployed(plan, hall, stack)
    return figures


async def _cold(
    plan: Plan, devices: Devices, proxy: Proxy, origin: str, tokens: list[str]
) -> Figure:
    """A device is switched on, with nothing in its cache."""
    proxy.delay = HELD_BACK
    room = asyncio.Semaphore(AT_ONCE)

    async def start(number: int) -> float:
        async with room:
            context = await devices.switched_on(HOST, tokens[number % len(tokens)])
            began = asyncio.get_running_loop().time()
            try:
                return await current(await open_wall(context, origin), began)
            except Error:
                return float("inf")
            finally:
                await context.close()

    found = await asyncio.gather(*(start(number) for number in range(plan.cold_starts)))
    proxy.delay = 0.0
    live = [each for each in found if each < float("inf")]
    label = f"live of {plan.cold_starts} cold starts"
    if live:
        label += f", after {median(live):.1f} s, {max(live):.1f} s at most"
    return Figure(
        server="daphne", label=label, found=len(live), relation="=", bound=plan.cold_starts
    )


async def _again(
    plan: Plan, hall: Hall, what: str, bound: float, fault: Callable[[Hall], Awaitable[float]]
) -> list[Figure]:
    """As often as the plan says; the fault answers when it was over."""
    worst = []
    for _ in range(plan.faults):
        over = await fault(hall)
        worst.append(max(await all_current(hall.pages, over)))
    label = f"{what}: current after (of {plan.faults} the median {median(worst):.1f} s)"
    return [Figure(server="daphne", label=label, found=max(worst), bound=bound, unit="s")]


async def _end(hall: Hall) -> None:
    """What was still under way has come before the heartbeats are forgotten."""
    hall.running.kill()
    await asyncio.sleep(1.0)
    await forget(hall.pages)


async def _kill(hall: Hall) -> float:
    await _end(hall)
    hall.running.start()
    return asyncio.get_running_loop().time()


async def _cut(hall: Hall) -> float:
    hall.proxy.cut()
    return await _all_forgotten(hall)


async def _hush(hall: Hall) -> float:
    hall.proxy.hush()
    return await _all_forgotten(hall)


async def _all_forgotten(hall: Hall) -> float:
    """A heartbeat may still have been under way: it counts as none. When that began."""
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(0.5)
    await forget(hall.pages)
    return began


async def _frozen(hall: Hall, seconds: float) -> list[Figure]:
    hall.running.signal(signal.SIGSTOP)
    await asyncio.sleep(seconds)
    await forget(hall.pages)
    thawed = asyncio.get_running_loop().time()
    hall.running.signal(signal.SIGCONT)
    worst = max(await all_current(hall.pages, thawed))
    label = f"frozen for {seconds:g} s: current after"
    return [Figure(server="daphne", label=label, found=worst, bound=RECOVERY, unit="s")]


async def _deployed(plan: Plan, hall: Hall, stack: AsyncExitStack) -> list[Figure]:
    """The server is stopped, and another version with other styles comes in its place."""
    await _end(hall)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-newer")))
    _copy_as_other_version(plan.folder, folder)
    newer = Running(hall.running.system, folder, plan.rate)
    newer.port = hall.running.port
    stack.enter_context(newer)
    started = asyncio.get_running_loop().time()
    worst = max(await all_current(hall.pages, started))
    marked = sum([await _is_marked(page) for page in hall.pages])
    return [
        Figure(
            server="daphne",
            label="a new version: current after",
            found=worst,
            bound=RECOVERY,
            unit="s",
        ),
        Figure(
            server="daphne",
            label="a new version: walls that have its styles",
            found=marked,
            relation="=",
            bound=len(hall.pages),
        ),
    ]


def _copy_as_other_version(folder: Path, other: Path) -> None:
    """The same installation, with another stylesheet for walls."""
    shutil.copytree(folder, other, dirs_exist_ok=True)
    manifest = other / "static" / "staticfiles.json"
    listed = json.loads(manifest.read_text())
    old = other / "static" / listed["paths"]["kiosk.css"]
    new = old.with_name("kiosk.newer0000000.css")
    new.write_text(old.read_text() + MARK)
    listed["paths"]["kiosk.css"] = new.name
    manifest.write_text(json.dumps(listed))


async def _is_marked(page: Page) -> bool:
    """It may be loading itself at this moment."""
    try:
        await page.wait_for_function(IS_MARKED, timeout=RECOVERY * 1000)
    except Error:
        return False
    return True
