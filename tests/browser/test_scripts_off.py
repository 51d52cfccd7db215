"""With scripts off every page is complete, loads itself again, and its forms and links work."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows, cell, symbols
from tests.support.stage import Stage


@pytest.fixture
def page(stage: Stage, windows: Windows) -> Page:
    return windows.open(stage.server.origin + "/boards/all/", scripts=False)


def test_the_page_is_complete(stage: Stage, page: Page) -> None:
    expect(page.locator("#rows-board tr")).to_have_count(100)
    expect(page.locator(cell(stage.symbols[5], "last"))).to_have_text("100.50")
    expect(page.locator("#state")).to_have_attribute("data-word", "LIVE")
    refresh = page.locator("meta[http-equiv=refresh]")
    assert refresh.get_attribute("content") == "10"


def test_links_work(stage: Stage, page: Page) -> None:
    page.get_by_role("link", name="Gainers", exact=True).click()
    page.wait_for_url("**/boards/gainers/")
    assert symbols(page)[0] == stage.symbols[-1]
    page.locator("th.last a").click()
    page.wait_for_url("**/boards/gainers/?sort=-last")
    expect(page.locator("th.last")).to_have_attribute("aria-sort", "descending")


def test_the_filter_works_with_its_button(stage: Stage, page: Page) -> None:
    page.locator("#filter").fill(stage.symbols[5])
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#rows-board tr")).to_have_count(1)
    expect(page.locator("#filter")).to_have_value(stage.symbols[5])


def test_search_works(stage: Stage, page: Page) -> None:
    page.locator("#search").fill("bank")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/?q=bank*")
    expect(page.locator(cell("XNYS:BAC", "name"))).to_contain_text("Bank")


def test_an_error_is_a_page(stage: Stage, windows: Windows) -> None:
    windows.forgive("400")
    page = windows.open(stage.server.origin + "/boards/all/?sort=bogus", scripts=False)
    expect(page.locator("main h1")).to_be_visible()
    page.locator("main").get_by_role("link").click()
    expect(page.locator("#rows-board tr")).to_have_count(50)
