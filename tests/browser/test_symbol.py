"""The page of an instrument in Chromium: it changes in place, and its bars are read by pointer, by
keyboard and as a table."""

from __future__ import annotations

import base64
import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.windows import Windows, wait_for_beat
from tests.support.stage import Stage, receive_until

IBM = "XNYS:IBM"
PATH = f"/symbols/{IBM}/"


@pytest.fixture
def page(stage: Stage, windows: Windows) -> Page:
    """With two bars in its chart: they come once a second."""
    make = stage.puppeteer
    earlier = time.time_ns() - 600 * 10**9
    stage.say(make.trade(IBM, "181.75", ts_event=earlier), make.trade(IBM, "182.91", "300"))
    with stage.open("/ws/ticker/desk/") as socket:
        receive_until(socket, lambda said: len(stage.data(f"/symbols/{IBM}.json")["bars"]) > 1)
    return windows.open(stage.server.origin + PATH)


def trade(stage: Stage, page: Page, price: str) -> None:
    stage.puppeteer.say(stage.puppeteer.trade(IBM, price))
    expect(page.locator(".quote .last")).to_have_text(price)


def test_quote_price_line_and_sales_change_in_place(stage: Stage, page: Page) -> None:
    page.evaluate("window.plot = document.querySelector('#chart-plot [role=img]')")
    trade(stage, page, "182.95")
    expect(page.locator("#prints tbody tr").first).to_contain_text("182.95")
    expect(page.locator("#chart-live .now text")).to_have_text("182.95")
    assert page.evaluate("window.plot === document.querySelector('#chart-plot [role=img]')")


def test_the_picture_says_what_it_shows(page: Page) -> None:
    said = page.locator("#chart-plot [role=img]").get_attribute("aria-label")
    assert said
    assert said.startswith("IBM, 1D, 5m candles")


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1021, "wide"), (1280, "wide")])
def test_the_grid_is_that_of_the_labels_and_one_pixel_thick(
    page: Page, windows: Windows, width: int, shown: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    plot = page.locator("#chart-plot [role=img]")
    lines = {
        each: plot.locator(f"g.{each} .grid").filter(visible=True).count()
        for each in ("narrow", "wide")
    }
    assert [each for each, count in lines.items() if count] == [shown]
    plot.evaluate(GRID_ALONE)
    blank = windows.empty()
    colours, thickness = blank.evaluate(PIXELS, base64.b64encode(plot.screenshot()).decode())
    assert colours == 2
    assert thickness == lines[shown]


GRID_ALONE = """plot => {
    for (const each of document.querySelectorAll("#chart-plot *"))
        if (each !== plot && !plot.contains(each) || each.matches(".units, text, line"))
            each.style.display = "none"
}"""

PIXELS = """async png => {
    const image = new Image()
    image.src = "data:image/png;base64," + png
    await image.decode()
    const {width, height} = image
    const context = new OffscreenCanvas(width, height).getContext("2d")
    context.drawImage(image, 0, 0)
    const pixels = [...new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)]
    const counts = new Map()
    for (const each of pixels) counts.set(each, 1 + (counts.get(each) ?? 0))
    const ground = [...counts].toSorted((one, other) => other[1] - one[1])[0][0]
    const rows = Array.from({length: height}, (_, y) => pixels.slice(y * width, (y + 1) * width))
    const drawn = rows.map(row => row.filter(each => each !== ground).length)
    return [counts.size, drawn.toSorted((one, other) => one - other)[height >> 1]]
}"""
"""How many colours there are, and how many pixels of most rows are of lines that cross them."""

UNDER_ITS_BAR = """side => {
    const [mark, slider] = ["#chart-plot > #chart-cursor rect", "#chart-bar"].map(
        each => document.querySelector(each)?.getBoundingClientRect())
    return mark && Math.abs(mark[side] - slider[side]) < 1
}"""


def test_one_tab_stop_goes_through_the_bars(page: Page) -> None:
    page.locator("#chart-bar").focus()
    for key, side in (("Home", "left"), ("End", "right")):
        page.keyboard.press(key)
        page.wait_for_function(UNDER_ITS_BAR, arg=side)
        expect(page.locator(".chart-readout:visible")).to_contain_text("Open")
    expect(page.locator(".chart-cursor")).to_have_count(1)


def test_the_newest_bars_figures_follow_until_another_is_looked_at(
    stage: Stage, page: Page
) -> None:
    trade(stage, page, "183.15")
    now, chosen = page.locator("#chart-now"), page.locator("#chart-readout")
    expect(now).to_contain_text("Close 183.15")
    page.locator("#chart-bar").focus()
    page.keyboard.press("Home")
    expect(chosen).to_contain_text("Open")
    expect(now).to_be_hidden()
    page.keyboard.press("End")
    expect(chosen).to_be_hidden()
    expect(now).to_be_visible()


def test_a_bar_that_is_over_can_be_pointed_at(stage: Stage, windows: Windows) -> None:
    make, symbol = stage.puppeteer, "XNYS:ZTS"

    def traded(minutes_ago: int) -> dict[str, object]:
        ts = time.time_ns() - minutes_ago * 60 * 10**9
        return make.trade(symbol, "150.25", ts_event=ts)

    stage.say(traded(20), traded(10))
    with stage.open("/ws/ticker/desk/") as socket:
        receive_until(socket, lambda said: len(stage.data(f"/symbols/{symbol}.json")["bars"]) > 1)
    page = windows.open(f"{stage.server.origin}/symbols/{symbol}/")
    wait_for_beat(page)
    last = int(page.locator("#chart-bar").get_attribute("max") or 0)
    figures = page.locator("#chart-bars span")
    page.hover("#chart-bars")
    expect(figures).to_have_count(last)
    stage.say(traded(0))
    expect(page.locator("#chart-bar")).not_to_have_attribute("max", str(last))
    expect(figures).to_have_count(0)
    box = page.locator("#chart-bars").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 3)  # within it
    expect(figures.first).to_be_visible()
    assert figures.count() > last


def hold(page: Page, address: str) -> list[Route]:
    """What is asked for there, and not answered."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(address, keep)
    return held


def test_the_last_range_that_is_asked_for_stays(page: Page) -> None:
    held = hold(page, "**/?range=5d*")
    links = page.locator("nav[aria-label=Range]")
    links.locator("text=5D").click()
    links.locator("text=1Y").click()
    expect(links.locator("[aria-current]")).to_have_text("1Y")
    for each in held:
        each.continue_()
    wait_for_beat(page, 2)
    expect(links.locator("[aria-current]")).to_have_text("1Y")
    assert page.url.endswith("?range=1y")


def test_a_chart_that_is_waited_for_is_pale(page: Page) -> None:
    held = hold(page, "**/?range=5d*")
    plot = page.locator("#chart-plot")
    expect(plot).to_have_css("opacity", "1")
    page.locator("nav[aria-label=Range] >> text=5D").click()
    expect(plot).to_have_css("opacity", "0.45")
    for each in held:
        each.continue_()
    expect(page.locator("nav[aria-label=Range] [aria-current]")).to_have_text("5D")
    expect(plot).to_have_css("opacity", "1")


def test_pointing_at_the_chart_shows_figures(page: Page) -> None:
    page.hover("#chart-bars")
    expect(page.locator("#chart-bars i").first).to_be_attached()


def test_the_table_is_fetched_when_it_is_opened(page: Page) -> None:
    expect(page.locator("#chart-table table")).to_have_count(0)
    page.click("summary:has-text('Data table')")
    expect(page.locator("#chart-table tbody tr").first).to_contain_text("182.91")


def test_a_range_is_in_the_address_and_back_leads_back(stage: Stage, page: Page) -> None:
    page.click("nav[aria-label=Range] a:has-text('1Y')")
    page.wait_for_url("**/?range=1y")
    expect(page.locator("nav[aria-label=Range] [aria-current]")).to_have_text("1Y")
    wait_for_beat(page)
    trade(stage, page, "183.05")
    page.go_back()
    expect(page.locator("nav[aria-label=Range] [aria-current]")).to_have_text("1D")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_it_fits(stage: Stage, windows: Windows, width: int) -> None:
    page = windows.open(stage.server.origin + PATH, width=width)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_with_scripts_off_the_parts_are_links(stage: Stage, windows: Windows, page: Page) -> None:
    plain = windows.empty(scripts=False)
    plain.goto(stage.server.origin + PATH)
    plain.click("summary:has-text('Data table')")
    plain.click("text=The bars as a table")
    expect(plain.locator("table")).to_contain_text("182.91")
    assert re.search(r"/chart/table/", plain.url)
