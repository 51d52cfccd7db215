"""Rows change where they are: nothing that a person is doing there is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import Windows, cell, row, wait_for_beat
from tests.support.stage import Stage


@pytest.fixture
def symbol(stage: Stage) -> str:
    return stage.symbols[2]


@pytest.fixture
def page(stage: Stage, windows: Windows) -> Page:
    return windows.open(stage.server.origin + "/boards/all/")


def trade(stage: Stage, page: Page, symbol: str, price: str) -> None:
    """And waits until it is on the page."""
    stage.puppeteer.say(stage.puppeteer.trade(symbol, price))
    expect(page.locator(cell(symbol, "last"))).to_have_text(price)


def test_a_changed_row_is_the_same_element(stage: Stage, page: Page, symbol: str) -> None:
    selectors = [row(symbol), f"{row(symbol)} a", cell(symbol, "last"), "#rows-board", "#page"]
    before = [page.query_selector(selector) for selector in selectors]
    trade(stage, page, symbol, "55.55")
    for selector, handle in zip(selectors, before, strict=True):
        assert page.evaluate(
            "([selector, old]) => document.querySelector(selector) === old", [selector, handle]
        ), selector


def test_focus_stays(stage: Stage, page: Page, symbol: str) -> None:
    link = page.locator(f"{row(symbol)} a")
    link.focus()
    trade(stage, page, symbol, "55.55")
    wait_for_beat(page)
    expect(link).to_be_focused()


def test_hover_stays(stage: Stage, page: Page, symbol: str) -> None:
    page.hover(cell(symbol, "last"))
    trade(stage, page, symbol, "55.55")
    wait_for_beat(page)
    assert page.locator(f"{row(symbol)}:hover").count() == 1


def test_selected_text_stays(stage: Stage, page: Page, symbol: str) -> None:
    page.evaluate(
        "selector => getSelection().selectAllChildren(document.querySelector(selector))",
        cell(symbol, "name"),
    )
    selected = page.evaluate("getSelection().toString()")
    assert selected
    trade(stage, page, symbol, "55.55")
    wait_for_beat(page)
    assert page.evaluate("getSelection().toString()") == selected


def test_a_click_on_a_changing_row_is_not_lost(stage: Stage, page: Page, symbol: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.hover(f"{row(symbol)} a")
    page.mouse.down()
    trade(stage, page, symbol, "55.55")
    page.mouse.up()
    page.wait_for_url(f"**/symbols/{symbol}/")
    expect(page.locator(".quote .last")).to_have_text("55.55")
    assert sum(url.endswith(f"/symbols/{symbol}/") for url in asked) == 1


def test_a_tab_key_held_down_and_a_restless_pointer_are_no_flood(
    stage: Stage, windows: Windows
) -> None:
    page = windows.open(stage.server.origin + "/")
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.evaluate("window.isSamePage = true")
    for number in range(150):
        page.keyboard.press("Tab")
        page.mouse.move(100 + number * 37 % 1000, 150 + number * 53 % 500)
    wait_for_beat(page, 2)
    assert sockets == []
    assert page.evaluate("window.isSamePage")
