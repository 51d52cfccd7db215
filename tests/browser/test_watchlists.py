"""Lists in Chromium, by the keyboard alone; and what a second browser sees of one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.keyboard import enter, press, see, tab_to, write
from tests.browser.signup import CODE, PASSWORD, mailed
from tests.browser.windows import Windows, sign_in, wait_for_beat
from tests.support.person import Person, people
from tests.support.stage import Stage, receive_until

ORDER = ("AAPL", "IBM", "MSFT", "NVDA", "BTC-USD")
NOTE = "before <the> bell"
FIVE = ("AAPL", "MSFT", "NVDA", "IBM", "BTC-USD")


def rows(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "#rows-board tr", "rows => rows.map(row => row.querySelector('th').firstChild.textContent)"
    )
    return found


def wait_for_rows(page: Page, *wanted: str) -> None:
    page.wait_for_function(
        """wanted => {
            const heads = [...document.querySelectorAll("#rows-board tr th")];
            const found = heads.map(head => head.firstChild.textContent);
            return JSON.stringify(found) === JSON.stringify(wanted);
        }""",
        arg=list(wanted),
    )


def sign_up(page: Page, stage: Stage, name: str) -> None:
    press(page, "Sign in", "h1:text-is('Sign In')")
    press(page, "sign up", "h1:text-is('Sign Up')")
    write(page, re.compile("Username:?"), name)
    write(page, re.compile("Email:?"), f"{name}@desk.example")
    write(page, re.compile("Password:?"), PASSWORD)
    enter(page, "[name=code]")
    write(page, re.compile("Code:?"), stage.server.find(mailed(name, CODE))[1])
    enter(page, f".who:has-text('{name}')")


def test_a_list_is_made_shared_and_revoked_with_the_keyboard_alone(
    stage: Stage, windows: Windows
) -> None:
    page = windows.open(stage.server.origin + "/")
    sign_up(page, stage, "keyla")
    make(page)
    reorder(page)
    annotate(page)
    link = share(page)

    (person,) = people(stage.server, "guest")
    sockets: list[WebSocket] = []
    guest = windows.empty()
    guest.on("websocket", lambda opened: sockets.extend([opened]))
    sign_in(guest, person)
    guest.goto(link)
    wait_for_beat(guest)
    wait_for_rows(guest, *ORDER)
    see(guest, NOTE)
    copying = guest.context.new_page()
    copying.goto(link)
    press(copying, "Copy to mine", "h1:text-is('Morning (copy)')")
    wait_for_rows(copying, *ORDER)

    windows.forgive("404 (Not Found)")
    press(page, "Revoke link 1", "text=The link is revoked")
    see(guest, "There is no such page")
    assert [each.is_closed() for each in sockets] == [True], "and none was opened after it"
    wait_for_beat(copying)


def make(page: Page) -> None:
    press(page, "Watchlists", "h1:text-is('Watchlists')")
    write(page, "Name", "Morning")
    enter(page, "h1:text-is('Morning')")
    tab_to(page, "Symbol to add")
    for symbol in FIVE:
        page.keyboard.type(symbol)
        enter(page, f"#said:has-text('Added {symbol}.')")
        expect(page.locator("#symbol")).to_be_focused()
        expect(page.locator("#symbol")).to_have_value("")
    wait_for_rows(page, *FIVE)


def reorder(page: Page) -> None:
    """The focus stays on the button, so that it can be pressed again."""
    press(page, "Edit", "#edit")
    tab_to(page, "Move IBM up")
    page.keyboard.press("Enter")
    wait_for_rows(page, "AAPL", "MSFT", "IBM", "NVDA", "BTC-USD")
    expect(page.get_by_role("button", name="Move IBM up")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for_rows(page, *ORDER)


def annotate(page: Page) -> None:
    press(page, "Note and position of MSFT", "h1:text-is('XNAS:MSFT')")
    write(page, "Note", NOTE)
    enter(page, "#edit")
    see(page, NOTE)
    press(page, "Done", "#options")
    see(page, NOTE)


def share(page: Page) -> str:
    """The link."""
    press(page, "Share", "h1:text-is('Share')")
    tab_to(page, "Notes")
    page.keyboard.press("Space")
    press(page, "Make a link", "input[type=url]")
    return page.get_by_label("Link, with notes").input_value()


def visit(windows: Windows, person: Person, path: str, **how: Any) -> Page:
    """A window in which somebody is signed in."""
    page = windows.empty(**how)
    sign_in(page, person)
    page.goto(person.server.origin + path)
    return page


def test_what_was_removed_can_be_put_back_at_once(stage: Stage, windows: Windows) -> None:
    (person,) = people(stage.server, "undoer")
    address = person.create("Undone", "AAPL", "IBM", "MSFT")
    page = visit(windows, person, f"{address}edit/")
    wait_for_beat(page)
    page.get_by_role("button", name="Remove IBM").press("Enter")
    wait_for_rows(page, "AAPL", "MSFT")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    wait_for_rows(page, "AAPL", "IBM", "MSFT")
    expect(page.get_by_role("button", name="Undo")).not_to_be_attached()


def test_a_star_adds_without_leaving_the_board(stage: Stage, windows: Windows) -> None:
    (person,) = people(stage.server, "starrer")
    page = visit(windows, person, "/boards/all/?sort=symbol")
    wait_for_beat(page)
    page.evaluate("window.same = true")
    button = page.get_by_role("button", name="Add AAPL to your default list")
    button.press("Enter")
    see(page, "AAPL is now in “Watchlist”.")
    expect(button).to_be_focused()
    assert page.evaluate("window.same")
    wait_for_beat(page)
    assert page.url.endswith("/boards/all/?sort=symbol")


@pytest.mark.parametrize("width", [390, 1280])
def test_without_scripts_a_list_is_kept_all_the_same(
    width: int, stage: Stage, windows: Windows
) -> None:
    (person,) = people(stage.server, f"plain{width}")
    page = visit(windows, person, "/watchlists/", scripts=False, width=width)
    page.get_by_label("Name").fill("Plain")
    page.get_by_label("Name").press("Enter")
    for symbol in ("AAPL", "IBM"):
        page.get_by_label("Symbol to add").fill(symbol)
        page.get_by_label("Symbol to add").press("Enter")
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("button", name="Move IBM up").click()
    assert rows(page) == ["IBM", "AAPL"]
    page.get_by_role("button", name="Remove AAPL").click()
    assert rows(page) == ["IBM"]
    page.get_by_role("button", name="Undo").click()
    assert rows(page) == ["IBM", "AAPL"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_people_type_is_shown_as_text(stage: Stage, windows: Windows) -> None:
    (person,) = people(stage.server, "hostile")
    evil = "<img src=x onerror=alert(1)>"
    address = person.create(evil, "AAPL")
    person.post(f"{address}sections/", heading=evil)
    blank = ("quantity", "cost", "commission", "trade_date", "high_limit", "low_limit")
    person.post(f"{address}entries/XNAS:AAPL/", note=evil, **dict.fromkeys(blank, ""))
    for path in ("", "edit/", "links/", "settings/", "import/", "entries/XNAS:AAPL/"):
        page = visit(windows, person, address + path)
        assert page.locator("img:not(.brand img)").count() == 0
        see(page, evil)
    with person.open(f"/ws/ticker{address}") as socket:
        assert "<img" not in "".join(receive_until(socket, lambda message: "rows-board" in message))
