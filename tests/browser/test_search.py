"""Finding an instrument, and getting about without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.windows import Windows, cell
from tests.support.stage import Stage

MOST_TABS = 60


def test_suggestions_appear_and_enter_searches(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/")
    page.locator("#search").press_sequentially("bank")
    option = page.locator("#suggestions option[value='XNYS:BAC']")
    expect(option).to_be_attached()
    expect(option).to_have_text(re.compile("BAC.*Bank of America"))
    expect(page.locator("#search")).to_be_focused()
    page.locator("#search").press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=bank"))
    expect(page.locator(cell("XNYS:BAC", "name"))).to_have_text("Bank of America")


def test_results_are_live(stage: Stage, windows: Windows) -> None:
    page = windows.open(f"{stage.server.origin}/search/?q={stage.symbols[0]}")
    stage.puppeteer.say(stage.puppeteer.trade(stage.symbols[0], "55.55"))
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("55.55")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_the_keyboard_is_enough(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/boards/all/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the table")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#board$"))
    tab_to(page, "#board th.chg_pct a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("sort=-chg_pct"))
    expect(page.locator("th.chg_pct")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("th.chg_pct a")).to_be_focused()
    tab_to(page, "#rows-board th a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/symbols/"))
    expect(page.locator("#chart")).to_be_visible()
