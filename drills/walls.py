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

from benchmarks.runningsystem import RunningSystem, free_port
from benchmarks.servers import HOST, product_board
from drills.devices import (
    Devices,
    all_seconds_until_current,
    forget_heartbeats,
    open_wall,
    require_current,
    seconds_until_current,
)
from drills.figure import DrillFigure
from drills.plan import DrillPlan
from drills.proxy import Proxy
from drills.screens import PageSpec, create_screens

RECOVERY = 10.0
"""Seconds within which every wall is current again."""

SILENT_RECOVERY = 15.0
"""As many from the beginning of a silence that nothing announces: four until the watchdog asks,
three until it has no answer on a connection that is silent too, and four until it asks again."""

HELD_BACK = 2.0
"""Seconds for which an asset may be held back."""

CONCURRENCY = 8
"""Devices that start at the same time."""

DWELL = 7
PROGRAMMES: list[list[PageSpec]] = [
    [("all", "table", 13), ("most-active", "tiles", 12), ("all", "tape", 20)],
    [("all", "table", 40)],
    [("all", "tiles", 12)],
    [("all", "tape", 20), ("all", "table", 20)],
]

CSS_MARK = "#page{outline-offset:77px}"
"""What is changed in the wall's stylesheet by a deployment."""

IS_MARKED_SCRIPT = (
    "() => getComputedStyle(document.querySelector('#page')).outlineOffset === '77px'"
)


class WallHall:
    """Walls of each programme behind a proxy, and the server."""

    def __init__(
        self, running: RunningSystem, proxy: Proxy, origin: str, pages: list[Page]
    ) -> None:
        self.running, self.proxy, self.origin, self.pages = running, proxy, origin, pages


def walls(plan: DrillPlan) -> Iterator[DrillFigure]:
    """Raises BenchError."""
    yield from asyncio.run(_run(plan))


async def _run(plan: DrillPlan) -> list[DrillFigure]:
    tokens = create_screens(plan.folder, PROGRAMMES, DWELL)
    async with AsyncExitStack() as stack:
        listening = free_port()
        origin = f"http://{HOST}:{listening}"
        system = structs.replace(product_board("daphne"), environ={"ORIGINS": origin})
        running = stack.enter_context(RunningSystem(system, plan.folder, plan.rate))
        proxy = Proxy(HOST, running.port)
        await proxy.start(listening)
        stack.push_async_callback(proxy.stop)
        devices = await stack.enter_async_context(Devices())
        figures = [await _cold_start_figure(plan, devices, proxy, origin, tokens)]
        pages = [await open_wall(await devices.switch_on(HOST, each), origin) for each in tokens]
        hall = WallHall(running, proxy, origin, pages)
        await require_current(*pages)
        figures += await _fault_figures(plan, hall, "killed and started again", RECOVERY, _restart)
        figures += await _fault_figures(plan, hall, "sockets cut", RECOVERY, _cut_sockets)
        figures += await _fault_figures(
            plan, hall, "sockets silent", SILENT_RECOVERY, _silence_sockets
        )
        for seconds in plan.server_freezes:
            figures += await _freeze(hall, seconds)
        figures += await _deploy(plan, hall, stack)
    return figures


async def _cold_start_figure(
    plan: DrillPlan, devices: Devices, proxy: Proxy, origin: str, tokens: list[str]
) -> DrillFigure:
    """A device is switched on, with nothing in its cache."""
    proxy.delay = HELD_BACK
    room = asyncio.Semaphore(CONCURRENCY)

    async def start(number: int) -> float:
        async with room:
            context = await devices.switch_on(HOST, tokens[number % len(tokens)])
            began = asyncio.get_running_loop().time()
            try:
                return await seconds_until_current(await open_wall(context, origin), began)
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
    return DrillFigure(
        server="daphne", label=label, value=len(live), relation="=", bound=plan.cold_starts
    )


async def _fault_figures(
    plan: DrillPlan,
    hall: WallHall,
    what: str,
    bound: float,
    fault: Callable[[WallHall], Awaitable[float]],
) -> list[DrillFigure]:
    """As often as the plan says; the fault answers when it was over."""
    worst = []
    for _ in range(plan.faults):
        over = await fault(hall)
        worst.append(max(await all_seconds_until_current(hall.pages, over)))
    label = f"{what}: current after (of {plan.faults} the median {median(worst):.1f} s)"
    return [DrillFigure(server="daphne", label=label, value=max(worst), bound=bound, unit="s")]


async def _kill_server(hall: WallHall) -> None:
    """What was still under way has come before the heartbeats are forgotten."""
    hall.running.kill()
    await asyncio.sleep(1.0)
    await forget_heartbeats(hall.pages)


async def _restart(hall: WallHall) -> float:
    await _kill_server(hall)
    hall.running.start()
    return asyncio.get_running_loop().time()


async def _cut_sockets(hall: WallHall) -> float:
    hall.proxy.cut()
    return await _forget_all(hall)


async def _silence_sockets(hall: WallHall) -> float:
    hall.proxy.silence()
    return await _forget_all(hall)


async def _forget_all(hall: WallHall) -> float:
    """A heartbeat may still have been under way: it counts as none. When that began."""
    began = asyncio.get_running_loop().time()
    await asyncio.sleep(0.5)
    await forget_heartbeats(hall.pages)
    return began


async def _freeze(hall: WallHall, seconds: float) -> list[DrillFigure]:
    hall.running.signal(signal.SIGSTOP)
    await asyncio.sleep(seconds)
    await forget_heartbeats(hall.pages)
    thawed = asyncio.get_running_loop().time()
    hall.running.signal(signal.SIGCONT)
    worst = max(await all_seconds_until_current(hall.pages, thawed))
    label = f"frozen for {seconds:g} s: current after"
    return [DrillFigure(server="daphne", label=label, value=worst, bound=RECOVERY, unit="s")]


async def _deploy(plan: DrillPlan, hall: WallHall, stack: AsyncExitStack) -> list[DrillFigure]:
    """The server is stopped, and another version with other styles comes in its place."""
    await _kill_server(hall)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-newer")))
    _copy_as_other_version(plan.folder, folder)
    newer = RunningSystem(hall.running.system, folder, plan.rate)
    newer.port = hall.running.port
    stack.enter_context(newer)
    started = asyncio.get_running_loop().time()
    worst = max(await all_seconds_until_current(hall.pages, started))
    marked = sum([await _is_marked(page) for page in hall.pages])
    return [
        DrillFigure(
            server="daphne",
            label="a new version: current after",
            value=worst,
            bound=RECOVERY,
            unit="s",
        ),
        DrillFigure(
            server="daphne",
            label="a new version: walls that have its styles",
            value=marked,
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
    new.write_text(old.read_text() + CSS_MARK)
    listed["paths"]["kiosk.css"] = new.name
    manifest.write_text(json.dumps(listed))


async def _is_marked(page: Page) -> bool:
    """It may be loading itself at this moment."""
    try:
        await page.wait_for_function(IS_MARKED_SCRIPT, timeout=RECOVERY * 1000)
    except Error:
        return False
    return True
