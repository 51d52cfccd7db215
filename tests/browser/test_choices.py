"""Sorting, filtering, paging, columns and looks: all of it works in place and is in the URL."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows, cell, symbols, wait_for_beat
from tests.support.stage import Stage


@pytest.fixture
def page(stage: Stage, windows: Windows) -> Page:
    return windows.open(stage.server.origin + "/boards/all/")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def mark(page: Page) -> None:
    """Notes that this document is the one that was opened: nothing here loads another."""
    page.evaluate("() => { window.opened = true }")


def test_sorting_goes_down_up_and_back_to_the_boards_own_order(stage: Stage, page: Page) -> None:
    mark(page)
    own = symbols(page)
    header = page.locator("#board th.last")
    rising = list(stage.symbols)[:100]
    falling = list(reversed(stage.symbols))[:100]
    for sort, aria, order in [("-last", "descending", falling), ("last", "ascending", rising)]:
        header.locator("a").click()
        expect(page.locator("#board [aria-sort]")).to_have_attribute("aria-sort", aria)
        assert header.get_attribute("aria-sort") == aria
        assert query(page)["sort"] == [sort]
        assert symbols(page) == order
    header.locator("a").click()
    expect(page.locator("#board [aria-sort]")).to_have_count(0)
    assert query(page) == {}
    assert symbols(page) == own
    assert page.evaluate("window.opened")


def test_back_restores(stage: Stage, page: Page) -> None:
    first = page.locator("#rows-board tr").first
    page.locator("#board th.last a").click()
    expect(first).to_have_attribute("data-symbol", stage.symbols[-1])
    page.get_by_role("link", name="Next").click()
    page.wait_for_url(re.compile("page=2"))
    expect(first).to_have_attribute("data-symbol", stage.symbols[-101])
    page.go_back()
    expect(first).to_have_attribute("data-symbol", stage.symbols[-1])
    page.go_back()
    expect(first).to_have_attribute("data-symbol", stage.symbols[0])
    assert query(page) == {}
    stage.puppeteer.say(stage.puppeteer.trade(stage.symbols[0], "55.55"))
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("55.55")
    page.go_forward()
    expect(first).to_have_attribute("data-symbol", stage.symbols[-1])


def test_a_sorted_page_lives_on_its_own_socket(stage: Stage, page: Page) -> None:
    page.locator("#board th.last a").click()
    symbol = stage.symbols[-1]
    expect(page.locator("#rows-board tr").first).to_have_attribute("data-symbol", symbol)
    stage.puppeteer.say(stage.puppeteer.trade(symbol, "555.55"))
    expect(page.locator(cell(symbol, "last"))).to_have_text("555.55")
    wait_for_beat(page)


def test_typing_a_filter_keeps_focus_and_caret(stage: Stage, page: Page) -> None:
    mark(page)
    filter_field = page.locator("#filter")
    filter_field.press_sequentially("bak")
    page.wait_for_url(re.compile("q=bak"))
    filter_field.press("ArrowLeft")
    filter_field.press("n")
    page.wait_for_url(re.compile("q=bank"))
    expect(page.locator(cell("XNYS:BAC", "name"))).to_contain_text("Bank")
    expect(filter_field).to_be_focused()
    expect(filter_field).to_have_value("bank")
    assert page.evaluate("document.activeElement.selectionStart") == 3
    wait_for_beat(page)
    expect(filter_field).to_have_value("bank")
    assert page.evaluate("window.opened")
    page.reload()
    expect(page.locator(cell("XNYS:BAC", "name"))).to_contain_text("Bank")


def test_a_filter_that_finds_nothing_says_so(page: Page) -> None:
    page.locator("#filter").fill("no such thing")
    expect(page.locator("#rows-board")).to_contain_text("“no such thing”")
    page.locator("#filter").fill("")
    expect(page.locator("#rows-board tr")).to_have_count(100)


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("palette", "blue-orange")])
def test_looks_go_along_to_other_pages(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name={name}]").select_option(value)
    page.wait_for_url(re.compile(f"{name}={value}"))
    expect(page.locator("#page")).to_have_attribute(f"data-{name}", value)
    page.get_by_role("link", name="Gainers", exact=True).click()
    page.wait_for_url(re.compile("/boards/gainers/"))
    assert query(page) == {name: [value]}
    expect(page.locator("#page")).to_have_attribute(f"data-{name}", value)
    page.locator("#rows-board th a").first.click()
    page.wait_for_url(re.compile("/symbols/"))
    assert query(page)[name] == [value]


def test_columns_are_a_choice(stage: Stage, page: Page) -> None:
    page.get_by_text("Columns", exact=True).first.click()
    page.locator("input[name=columns][value=vwap]").check()
    page.wait_for_url(re.compile("columns=vwap"))
    expect(page.locator(cell(stage.symbols[4], "vwap"))).to_have_text("100.40")
    page.locator("input[name=columns][value=last]").uncheck()
    expect(page.locator(cell(stage.symbols[4], "last"))).to_have_count(0)
    assert "vwap" in query(page)["columns"]
    assert "last" not in query(page)["columns"]
    stage.puppeteer.say(stage.puppeteer.trade(stage.symbols[4], "200.40"))
    expect(page.locator(cell(stage.symbols[4], "vwap"))).to_have_text("150.40")


def test_paused_is_said_and_lives_on(stage: Stage, page: Page) -> None:
    page.locator("select[name=rate]").select_option("0")
    page.wait_for_url(re.compile("rate=0"))
    expect(page.get_by_text("PAUSED", exact=True)).to_be_visible()
    wait_for_beat(page, 2)  # its own socket is open, and has brought what a new page gets
    stage.say(stage.puppeteer.trade(stage.symbols[0], "55.55"))
    wait_for_beat(page, 2)
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("100.00")
