"""A page used by its keyboard alone: Tab, Enter, Space and typing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

MOST_TABS = 400
"""Of a page with a board of a hundred rows."""

NAME = """
() => {
    const at = document.activeElement;
    const labels = [...(at.labels ?? [])].map(label => label.textContent.trim());
    return (at.ariaLabel ?? labels[0] ?? at.textContent).trim();
}
"""


def tab_to(page: Page, name: str | re.Pattern[str], back: bool = False) -> None:
    """Presses Tab until what is focused is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = str(page.evaluate(NAME))
        if name == focused or (isinstance(name, re.Pattern) and name.fullmatch(focused)):
            return
    raise AssertionError(f"no Tab leads to {name}")


def press(page: Page, name: str | re.Pattern[str], then: str) -> None:
    """Tabs to a link or a button and presses Enter, until what this selects is there."""
    tab_to(page, name)
    enter(page, then)


def enter(page: Page, then: str) -> None:
    """Presses Enter, until what this selects is there."""
    page.keyboard.press("Enter")
    expect(page.locator(then)).to_be_attached()


def write(page: Page, name: str | re.Pattern[str], text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def see(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text)
