"""Somebody who signs up in a browser, and the mail that they get."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.server import Server

PASSWORD = "a long tape of paper"
CODE = r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)$"


def address_of(name: str) -> str:
    return f"{name}@desk.example"


def sign_up(page: Page, server: Server, name: str) -> None:
    """From the sign-up's page on, until the address is proved and the desk is open."""
    fill(page, username=name, email=address_of(name), password1=PASSWORD)
    expect(page.get_by_role("heading")).to_have_text("Enter Email Verification Code")
    fill(page, code=server.find(mailed(name, CODE))[1])
    expect(page.get_by_role("link", name=f"Account of {name}")).to_be_visible()


def mailed(name: str, wanted: str) -> re.Pattern[str]:
    """What finds it, once, in mail to this person: a server without MAIL_URL prints its mail."""
    mail = rf"^To: {address_of(name)}$(?:(?!^To: ).)*?{wanted}"
    return re.compile(mail, re.MULTILINE | re.DOTALL)


def fill(page: Page, **fields: str) -> None:
    """Types into the fields, in place of what is there, each from the last by Tab, and ends with
    Enter: until the answer has been loaded, as a document of its own."""
    first = True
    for name, text in fields.items():
        if first:
            page.locator(f"[name={name}]").focus()
        first = False
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    with page.expect_event("load"):
        page.keyboard.press("Enter")
