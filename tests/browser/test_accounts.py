"""Accounts in a browser with its scripts off: every step is a form, done with the keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.windows import Windows
from tests.stage import Stage

PASSWORD = "a long tape of paper"
CODE = re.compile(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)$", re.MULTILINE)


def test_one_signs_up_and_in_with_the_keyboard_alone(stage: Stage, windows: Windows) -> None:
    page = windows.open(stage.server.origin + "/", scripts=False)
    page.get_by_role("link", name="Sign in").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="sign up").focus()
    page.keyboard.press("Enter")
    fill(page, username="ann", email="ann@desk.example", password1=PASSWORD)
    expect(page.get_by_role("heading")).to_have_text("Enter Email Verification Code")
    fill(page, code=CODE.findall(stage.server.log)[-1])
    expect(page.get_by_role("link", name="Account of ann")).to_be_visible()
    page.get_by_role("link", name="Account of ann").click()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign Out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def fill(page: Page, **fields: str) -> None:
    """Types into the fields, each from the last by Tab, and ends with Enter."""
    first = True
    for name, text in fields.items():
        if first:
            page.locator(f"[name={name}]").focus()
        first = False
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")


def test_a_page_of_the_account_fits_a_phone(stage: Stage, windows: Windows) -> None:
    page = windows.empty(width=360)
    page.goto(stage.server.origin + "/accounts/signup/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.get_by_role("button", name="Sign Up")).to_be_in_viewport()
