"""Devices: walls in a real Chromium, each in a context of its own, and whether they are current."""

from __future__ import annotations

import asyncio
import os
import shutil
from math import isfinite
from types import TracebackType
from typing import Self

from playwright.async_api import BrowserContext, Error, Page, async_playwright

from benchmarks.failure import BenchError
from drills.chromium import ARGS

COOKIE_PATHS = {"kiosk": "/kiosk/", "kiosk_socket": "/ws/ticker/kiosk/"}
POLL = 0.05
PATIENCE = 60.0
"""Seconds after which a wall counts as dark."""

OBSERVER_SCRIPT = """
window.beats = 0;
new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    window.beats += added.filter((node) => node.id === "pulse").length;
}).observe(document, { childList: true, subtree: true });
"""
IS_CURRENT_SCRIPT = """() => {
    const visible = (element) => getComputedStyle(element).visibility === "visible";
    const dead = [...document.querySelectorAll(".disconnected, .unproved")].some(visible);
    const word = document.querySelector("#state")?.dataset.word;
    const ages = [...document.querySelectorAll("#stage [data-ts]")].map((row) => row.dataset.ts);
    const newest = Math.max(...ages.map(Number), 0);
    return !dead && !document.querySelector("#pulse.behind") && word === "LIVE"
        && Date.now() - newest < 2000 && window.beats > 0;
}"""
"""No word says that it is not live, its newest price is not two seconds old, and it has been sent a
heartbeat since it was last asked to forget them."""


class Devices:
    """Use as an asynchronous context manager."""

    async def __aenter__(self) -> Self:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        if not program:
            raise BenchError("there is no chromium; CHROMIUM names it")
        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(
            executable_path=program, args=[*ARGS, "--enable-precise-memory-info"]
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._browser.close()
        await self._playwright.stop()

    async def switch_on(self, host: str, token: str) -> BrowserContext:
        """With its cookies, and an empty cache."""
        context = await self._browser.new_context(viewport={"width": 1920, "height": 1080})
        await context.add_init_script(OBSERVER_SCRIPT)
        for name, path in COOKIE_PATHS.items():
            await context.add_cookies(
                [{"name": name, "value": token, "domain": host, "path": path}]
            )
        return context


async def open_wall(context: BrowserContext, origin: str) -> Page:
    page = await context.new_page()
    await page.goto(f"{origin}/kiosk/")
    return page


async def forget_heartbeats(pages: list[Page]) -> None:
    """The heartbeats that came until now prove nothing."""
    for page in pages:
        await page.evaluate("window.beats = 0")


async def seconds_until_current(page: Page, since: float) -> float:
    """Seconds from ``since`` (the event loop's time) until it is; infinite if it stays dark."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while clock() < end:
        try:
            if await page.evaluate(IS_CURRENT_SCRIPT):
                return clock() - since
        except Error:
            pass  # it is loading itself just now
        await asyncio.sleep(POLL)
    return float("inf")


async def all_seconds_until_current(pages: list[Page], since: float) -> list[float]:
    return list(await asyncio.gather(*(seconds_until_current(page, since) for page in pages)))


async def require_current(*pages: Page) -> None:
    """Raises BenchError if one of them stays dark."""
    dark = [each for each in await all_seconds_until_current(list(pages), 0) if not isfinite(each)]
    if dark:
        raise BenchError(f"{len(dark)} of {len(pages)} walls stayed dark")
