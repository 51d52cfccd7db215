"""Looking at many pages, one after the other."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.axe import violations_in_both
from tests.browser.signup import fill
from tests.support.server import Server


class Walk:
    """A light window that goes from page to page, and what axe found on the way."""

    def __init__(self, server: Server, page: Page, name: str) -> None:
        self.server, self.page, self.name = server, page, name
        self.wrong: list[str] = []

    def look(self, heading: str, path: str = "") -> None:
        """At the page that is open, or another: it has this heading and not, say, an error's."""
        if path:
            self.page.goto(self.server.origin + path)
        expect(self.page.locator("h1")).to_have_text(heading)
        self.wrong += [f"{self.page.url}: {line}" for line in violations_in_both(self.page)]

    def open(self, path: str, **fields: str) -> None:
        """And sends the form that is there."""
        self.page.goto(self.server.origin + path)
        fill(self.page, **fields)
