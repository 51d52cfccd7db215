"""Browser windows under watch: the console stays empty, and nothing is asked of anyone but us."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.support.person import Person
from tests.support.server import PATIENCE
from tests.support.stage import Stage

WITNESS = """
window.beats = 0;
new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]);
    window.beats += added.filter((node) => node.id === "pulse").length;
}).observe(document, { childList: true, subtree: true });
window.flashes = [];
document.addEventListener("animationstart", (event) => {
    if (event.animationName.startsWith("flash")) {
        const row = event.target.closest("[data-symbol]");
        window.flashes.push({
            symbol: row.dataset.symbol, css: event.target.className, at: event.timeStamp
        });
    }
});
"""
"""Counts the heartbeats that a window is sent, after the first, with which it was drawn; notes
every flash that begins in it."""

OUTAGE = ("net::ERR_", "WebSocket connection to", "htmx:ws:error", "htmx:error: Failed to fetch")
"""What the browser and htmx say while a server is away."""

LEFT = "WebSocket is closed before the connection is established"
"""What Chromium warns of when somebody moves on from a page that has only just loaded."""

FOCUSED = "info: Autofocus processing was blocked because a document already has a focused element"
"""What Chromium notes when htmx has focused what it swapped in before Chromium would have."""


class Windows:
    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._said: list[str] = []
        self._strangers: list[str] = []
        self._forgiven: tuple[str, ...] = (LEFT, FOCUSED)

    def open(
        self,
        url: str,
        *,
        scripts: bool = True,
        width: int = 1280,
        scheme: Literal["dark", "light"] = "light",
        motion: Literal["no-preference", "reduce"] = "no-preference",
    ) -> Page:
        """A live page, once it has had its first push; with scripts off, any."""
        page = self.empty(scripts=scripts, width=width, scheme=scheme, motion=motion)
        page.goto(url)
        if scripts:
            page.wait_for_function("() => window.beats > 1")
        return page

    def empty(
        self,
        *,
        scripts: bool = True,
        width: int = 1280,
        scheme: Literal["dark", "light"] = "light",
        motion: Literal["no-preference", "reduce"] = "no-preference",
    ) -> Page:
        context = self._browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            reduced_motion=motion,
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        context.add_init_script(WITNESS)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._said.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))
        page.on("dialog", lambda dialog: self._said.append(f"dialog: {dialog.message}"))
        return page

    def forgive(self, *words: str) -> None:
        """What the console may say: the test takes the server away, or asks for a bad page."""
        self._forgiven += words

    def close(self) -> None:
        """Closes all, and asserts that they were quiet."""
        for context in self._contexts:
            context.close()
        loud = [said for said in self._said if not any(word in said for word in self._forgiven)]
        assert loud == [], "\n".join(loud)
        assert self._strangers == []

    def _console(self, message: ConsoleMessage) -> None:
        self._said.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _asked(self, url: str) -> None:
        if urlsplit(url).hostname != "localhost" and not url.startswith("data:"):
            self._strangers.append(url)


def sign_in(page: Page, person: Person) -> None:
    """The window has the session of somebody who has signed in."""
    page.context.add_cookies(
        [{"name": "sessionid", "value": person.session, "url": person.server.origin}]
    )


def wait_for_beat(page: Page, count: int = 1) -> None:
    """Until so many more heartbeats have been pushed; a page that loads itself again may begin
    counting anew."""
    for _ in range(count):
        page.evaluate("() => { window.known = window.beats }")
        page.wait_for_function("() => window.beats > (window.known ?? 1)")


def row(symbol: str, table: str = "board") -> str:
    """The selector of a symbol's row."""
    return f"tr#row-{table}-" + symbol.replace(":", "-").replace(".", "\\.")


def cell(symbol: str, key: str) -> str:
    return f"{row(symbol)} .{key}"


def shown(page: Page) -> list[str]:
    """The board's rows as they are written."""
    texts: list[str] = page.eval_on_selector_all(
        "#rows-board tr", "rows => rows.map(row => row.textContent)"
    )
    return texts


def symbols(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "#rows-board tr", "rows => rows.map(row => row.dataset.symbol)"
    )
    return found


def wait_until_shown(page: Page, wanted: list[str]) -> None:
    page.wait_for_function(
        """wanted => {
            const rows = [...document.querySelectorAll("#rows-board tr")];
            return JSON.stringify(rows.map(row => row.textContent)) === JSON.stringify(wanted);
        }""",
        arg=wanted,
    )


def wait_for_flash(stage: Stage, page: Page, symbol: str) -> None:
    """Until a trade has flashed, one of a few: what is pushed with a keyframe is quiet."""
    for price in ("66.66", "55.55", "44.44"):
        stage.puppeteer.say(stage.puppeteer.trade(symbol, price))
        wait_for_beat(page, 2)
        if found := flashes(page):
            assert {flash["symbol"] for flash in found} == {symbol}
            return
    raise AssertionError("nothing flashed")


def flashes(page: Page) -> list[dict[str, str | float]]:
    found: list[dict[str, str | float]] = page.evaluate("window.flashes")
    return found
