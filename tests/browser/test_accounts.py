"""Accounts in a browser with its scripts off: every step is a form, done with the keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.signup import sign_up
from tests.browser.windows import Windows
from tests.support.stage import Stage


def test_one_signs_up_and_in_with_the_keyboard_alone(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/", scripts=False)
    page.get_by_role("link", name="Sign in").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="sign up").focus()
    page.keyboard.press("Enter")
    sign_up(page, stage.server, "ann")
    page.get_by_role("link", name="Account of ann").click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign Out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_page_of_the_account_fits_a_phone(stage: Stage, windows: Windows) -> None:
    page = windows.empty(width=360)
    page.goto(stage.server.origin + "/accounts/signup/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Sign Up")).to_be_in_viewport()
