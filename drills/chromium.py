"""A real Chromium whose renderers can be stopped, and what one page of it showed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import Page, sync_playwright

from benchmarks.failure import BenchError
from benchmarks.processes import process_tree
from drills.display import LIVE
from drills.timeline import Look

ARGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
RENDERER = b"--type=renderer"
GUARD_SCRIPT = 'read _; kill -KILL "$@"'
"""Who stands still does not see that the browser is gone: the guard sees that the drill is."""

LIMIT = 60_000
"""Milliseconds for anything asked of the browser."""

OBSERVER_SCRIPT = """
(() => {
    let before = "";
    const visible = (element) => element && getComputedStyle(element).visibility === "visible";
    const word = () => {
        const dead = [...document.querySelectorAll(".disconnected, .unproved")];
        if (dead.some(visible)) return "DISCONNECTED";
        if (document.querySelector("#pulse.behind")) return "CATCHING UP";
        return document.querySelector("#state")?.dataset.word ?? "LOADING";
    };
    const look = () => {
        requestAnimationFrame(look);
        const rows = [...document.querySelectorAll("#rows-board tr[data-ts]")];
        const shown = rows.map((row) => [row.dataset.symbol, Number(row.dataset.ts)]);
        const seen = JSON.stringify([word(), shown]);
        if (seen !== before) window.look(Date.now(), word(), shown);
        before = seen;
    };
    requestAnimationFrame(look);
})();
"""
"""Looks at the page before every picture that is painted, and tells when something changed."""


class Chromium:
    """Use as a context manager."""

    def __enter__(self) -> Self:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        if not program:
            raise BenchError("there is no chromium; CHROMIUM names it")
        self._stopped: list[int] = []
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=program, args=ARGS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stopped:
            self.resume()
        self._browser.close()
        self._playwright.stop()

    def open(self, address: str, looks: list[Look]) -> Page:
        """A page, and from its first picture on what it shows."""
        page = self._browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(LIMIT)
        page.expose_function("look", lambda *seen: looks.append(_parse_look(*seen)))
        page.add_init_script(OBSERVER_SCRIPT)
        page.goto(address)
        return page

    def pause(self) -> None:
        """Every renderer: what a page is drawn by, not what keeps its socket."""
        pids = [pid for pid in process_tree(os.getpid()) if RENDERER in _command(pid)]
        argv = ["sh", "-c", GUARD_SCRIPT, "guard", *map(str, pids)]
        self._guard = subprocess.Popen(argv, stdin=subprocess.PIPE)  # noqa: S603 - our own
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        self._stopped = pids

    def resume(self) -> None:
        for pid in self._stopped:
            os.kill(pid, signal.SIGCONT)
        self._stopped = []
        self._guard.kill()
        self._guard.communicate()


def _parse_look(at: float, word: str, shown: list[tuple[str, int]]) -> Look:
    return Look(at, "" if word == LIVE else word, dict(shown))


def _command(pid: int) -> bytes:
    file = Path(f"/proc/{pid}/cmdline")
    return file.read_bytes() if file.exists() else b""
