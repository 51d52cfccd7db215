"""Preferences in Chromium: set by the keyboard with scripts off, and what wins over them."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.keyboard import press, see, tab_to
from tests.browser.windows import Windows, cell, sign_in, wait_for_beat
from tests.support.person import people
from tests.support.stage import Stage

DARK = "rgb(15, 18, 22)"
GROUND = "getComputedStyle(document.body).backgroundColor"
PREFERENCES = "/accounts/preferences/"


def become(page: Page, stage: Stage, name: str) -> None:
    (person,) = people(stage.server, name)
    sign_in(page, person)


def ticked(page: Page) -> list[str]:
    boxes = page.locator("[name=columns]:checked").all()
    return [each.get_attribute("value") or "" for each in boxes]


def test_they_are_set_by_the_keyboard_with_scripts_off(stage: Stage, windows: Windows) -> None:
    page = windows.empty(scripts=False)
    become(page, stage, "typist")
    page.goto(stage.server.origin + "/")
    press(page, "Watchlists", "h1:text-is('Watchlists')")
    press(page, "Preferences", "h1:text-is('Preferences')")
    choose(page)
    press(page, "Save", "text=Saved.")
    assert page.evaluate(GROUND) == DARK
    expect(page.locator("[name=time_zone]")).to_have_value("Europe/Zurich")
    assert ticked(page) == ["last", "chg", "chg_pct", "bid", "ask", "volume", "spark", "time"]
    press(page, "stock_ticker", "#rows-board")
    press(page, "Gainers", "#board[aria-label=Gainers]")
    assert page.url == stage.server.origin + "/boards/gainers/"
    assert page.evaluate(GROUND) == DARK
    expect(page.locator("thead th.time")).to_have_text("Time (Zurich)")
    expect(page.locator("thead :is(th.name, th.day_range)")).to_have_count(0)
    zurich = minutes(page)
    page.goto(page.url + "?time_zone=")
    assert (zurich - minutes(page)) % 1440 in (300, 360)


def choose(page: Page) -> None:
    """Dark, the times of Zurich, and neither names nor the day's range."""
    tab_to(page, "Theme")
    page.keyboard.type("Dark")
    tab_to(page, "Time zone")
    page.keyboard.type("Zurich")
    for column in ("Name", "Day Range"):
        tab_to(page, column)
        page.keyboard.press("Space")


def minutes(page: Page) -> int:
    """Since midnight, of the first row's time."""
    hours, minutes, _ = map(int, page.locator("#rows-board .time").first.inner_text().split(":"))
    return hours * 60 + minutes


def test_what_is_chosen_on_a_page_wins_and_back_restores(stage: Stage, windows: Windows) -> None:
    page = windows.empty()
    become(page, stage, "chooser")
    prefer_dark_and_fast(page, stage.server.origin)
    page.goto(stage.server.origin + "/boards/all/")
    wait_for_beat(page)
    assert page.evaluate(GROUND) == DARK
    page.locator("select[name=theme]").select_option("")
    page.wait_for_url("**/boards/all/?theme=")
    page.locator("select[name=rate]").select_option("5")
    page.wait_for_url("**/boards/all/?rate=5&theme=")
    expect(page.locator("#page")).not_to_have_attribute("data-theme", "dark")
    assert page.evaluate(GROUND) != DARK
    page.get_by_role("link", name="Gainers", exact=True).click()
    page.wait_for_url("**/boards/gainers/?rate=5&theme=")
    page.locator("select[name=theme]").select_option("dark")
    page.wait_for_url("**/boards/gainers/?rate=5")
    expect(page.locator("#page")).to_have_attribute("data-theme", "dark")
    page.go_back()
    page.wait_for_url("**/boards/all/?rate=5&theme=")
    expect(page.locator("#page")).not_to_have_attribute("data-theme", "dark")
    expect(page.locator("select[name=theme]")).to_have_value("")
    stage.puppeteer.say(stage.puppeteer.trade(stage.symbols[0], "55.55"))
    expect(page.locator(cell(stage.symbols[0], "last"))).to_have_text("55.55")


def prefer_dark_and_fast(page: Page, origin: str) -> None:
    page.goto(origin + PREFERENCES)
    page.get_by_label("Theme").select_option("dark")
    page.get_by_label("Updates").select_option("10 a second")
    page.get_by_role("button", name="Save").click()
    see(page, "Saved.")


def test_their_page_fits_a_phone(stage: Stage, windows: Windows) -> None:
    page = windows.empty(width=360)
    become(page, stage, "phone")
    page.goto(stage.server.origin + PREFERENCES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Save").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport()
